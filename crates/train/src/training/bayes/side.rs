//! The unknowns of all users, or of all movies.

use matinee_core::linear::{Axes, NotPositiveDefinite, SparseRows, add_scaled};
use matinee_core::random::Rng;

use super::posterior::{Evidence, Posterior, Regressors, normals};
use super::prior::Prior;
use super::process::Process;

/// Spread of the vectors and precision of their prior at the start. The chain forgets them.
const START_SPREAD: f64 = 0.1;
const START_PRECISION: f64 = 10.0;

/// One side of the factorisation.
#[derive(Debug)]
pub(super) struct Side {
    /// Level and factors.
    pub(super) size: usize,
    /// P, [n, size]: level first, then factors.
    pub(super) vectors: Vec<f64>,
    prior: Prior,
    processes: Vec<Process>,
}

impl Side {
    /// `n` rows at random, with what is known of them and how strongly each part is held back at
    /// the start.
    pub(super) fn new<const K: usize>(
        [n, size]: [usize; 2],
        known: [(Axes, f64); K],
        rng: &mut Rng,
    ) -> Result<Self, NotPositiveDefinite> {
        let mut vectors = normals(n * size, rng);
        for value in &mut vectors {
            *value *= START_SPREAD;
        }
        Ok(Self {
            size,
            vectors,
            prior: Prior::isotropic(size, START_PRECISION)?,
            processes: (known.into_iter())
                .map(|(axes, precision)| Process::new(axes, precision, [n, size]))
                .collect(),
        })
    }

    /// Draws everything of this side, given the other side, the ratings less their mean as rows of
    /// this side, and the precision of their noise.
    pub(super) fn draw(
        &mut self,
        ratings: &SparseRows,
        other: &Self,
        noise: f64,
        rng: &mut Rng,
    ) -> Result<(), NotPositiveDefinite> {
        self.draw_vectors(ratings, other, noise, rng)?;
        for process in 0..self.processes.len() {
            let mut rest = self.unexplained(Some(process));
            for row in rest.chunks_exact_mut(self.size) {
                add_scaled(row, -1.0, &self.prior.mean);
            }
            self.processes[process].draw(&rest, &self.prior, rng);
        }
        self.prior = Prior::draw(&self.unexplained(None), self.size, rng)?;
        Ok(())
    }

    /// The level and the factors of a row.
    pub(super) fn row(&self, row: usize) -> (f64, &[f64]) {
        let vector = &self.vectors[row * self.size..][..self.size];
        (vector[0], &vector[1..])
    }

    fn draw_vectors(
        &mut self,
        ratings: &SparseRows,
        other: &Self,
        noise: f64,
        rng: &mut Rng,
    ) -> Result<(), NotPositiveDefinite> {
        let size = self.size;
        let regressors = Regressors::new(&other.vectors, size);
        let mut evidence = Evidence::new(size);
        for (row, ratings) in ratings.rows().enumerate() {
            let targets = ratings.iter().map(|rating| {
                let other_row = rating.column as usize;
                (other_row, rating.value - other.row(other_row).0)
            });
            evidence.collect(&regressors, targets);
            let mut mean = self.prior.mean.clone();
            for process in &self.processes {
                add_scaled(&mut mean, 1.0, &process.values[row * size..][..size]);
            }
            let posterior = Posterior::new(&self.prior.precision, &mean, noise, &evidence)?;
            self.vectors[row * size..][..size].copy_from_slice(&posterior.draw(rng));
        }
        Ok(())
    }

    /// The vectors less the processes, all but one.
    fn unexplained(&self, but: Option<usize>) -> Vec<f64> {
        let mut rest = self.vectors.clone();
        for (index, process) in self.processes.iter().enumerate() {
            if Some(index) != but {
                add_scaled(&mut rest, -1.0, &process.values);
            }
        }
        rest
    }
}
