//! The unknowns of all users, or of all movies, and what they owe to what is known of them: Gaussian
//! processes.
//!
//! Two rows can be alike in two ways, before any stars: by their features, and by who rated them. Each is
//! a kernel `Z Zᵀ`, [n, n], of which only the largest eigenpairs are kept.

use rand_distr::{Distribution, Gamma};

use matinee_core::linear::{
    Axes, NotPositiveDefinite, SparseRows, add_scaled, dot, principal_axes,
};
use matinee_core::random::Rng;
use matinee_engine::features::Matrix;

use super::normal::{Evidence, Posterior, Prior, Regressors, normals};

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

/// A term `g` of a side's vectors, [n, size]: alike rows of kernel `K = V diag(s) Vᵀ` have alike
/// terms, g ~ N(0, K / λ between rows, Λ⁻¹ between columns).
#[derive(Debug)]
struct Process {
    axes: Axes,
    /// λ: the larger, the smaller g.
    precision: f64,
    /// g, [n, size]
    values: Vec<f64>,
}

impl Process {
    /// Starts with g = 0.
    fn new(axes: Axes, precision: f64, [n, size]: [usize; 2]) -> Self {
        Self {
            axes,
            precision,
            values: vec![0.0; n * size],
        }
    }

    /// Draws g given `rest`, [n, size]: what it has to explain, with noise N(0, Λ⁻¹) in each row;
    /// then λ given g.
    ///
    /// In the coordinates of the axes, h = Vᵀ g, all is independent: with w = s / (s + λ),
    /// `h_k ~ N(w_k (Vᵀ rest)_k, w_k Λ⁻¹)`.
    fn draw(&mut self, rest: &[f64], prior: &Prior, rng: &mut Rng) {
        let rank = self.axes.values.len();
        if rank == 0 {
            return;
        }
        let size = prior.mean.len();
        // [size, rank], so that the inner loops run over the axes.
        let mut h = vec![0.0; size * rank];
        for (rest, v) in rest
            .chunks_exact(size)
            .zip(self.axes.vectors.chunks_exact(rank))
        {
            for (h, rest) in h.chunks_exact_mut(rank).zip(rest) {
                add_scaled(h, *rest, v);
            }
        }
        let mut squares = 0.0;
        for (k, s) in self.axes.values.iter().enumerate() {
            let share = s / (s + self.precision);
            let mut h_k = normals(size, rng);
            prior.factor.solve_transposed(&mut h_k);
            for (d, value) in h_k.iter_mut().enumerate() {
                *value = share.sqrt() * *value + share * h[d * rank + k];
                h[d * rank + k] = *value;
            }
            squares += square(&prior.precision, &h_k) / s;
        }
        for (g, v) in (self.values.chunks_exact_mut(size)).zip(self.axes.vectors.chunks_exact(rank))
        {
            for (g, h) in g.iter_mut().zip(h.chunks_exact(rank)) {
                *g = dot(v, h);
            }
        }
        self.precision = draw_precision((rank * size) as f64, squares, rng);
    }
}

/// `xᵀ A x`
fn square(a: &[f64], x: &[f64]) -> f64 {
    let rows = a.chunks_exact(x.len()).zip(x);
    rows.map(|(row, value)| value * dot(row, x)).sum()
}

/// A precision given `n` values and the sum of their squares, its prior Gamma(1, 1):
/// Gamma(1 + n / 2, 1 + squares / 2).
pub(super) fn draw_precision(n: f64, squares: f64, rng: &mut Rng) -> f64 {
    let (shape, rate) = (1.0 + 0.5 * n, 1.0 + 0.5 * squares);
    // Shape and rate are positive; were they not, their quotient is the distribution's mean.
    Gamma::new(shape, rate.recip()).map_or(shape / rate, |gamma| gamma.sample(rng))
}

/// All dimensions are in the block, so the first round finds their span and the second turns it.
const FEATURE_ROUNDS: u32 = 3;
/// The last axes are then still a mixture of their neighbours, which are worth as much.
const COMPANY_ROUNDS: u32 = 6;

/// Rows are alike whose features are: Z has the features, each less its mean over the rows.
pub(super) fn kernel_of_features(features: &Matrix, rng: &mut Rng) -> Axes {
    let (n, n_features) = (features.n_rows, features.n_cols);
    let feature = |column: usize| (0..n).map(move |row| f64::from(features.row(row)[column]));
    let means: Vec<f64> = (0..n_features)
        .map(|column| feature(column).sum::<f64>() / n as f64)
        .collect();
    let elements = means.iter().enumerate().flat_map(|(column, mean)| {
        (feature(column).enumerate())
            .map(move |(row, value)| (column as u32, row as u32, value - mean))
    });
    let transposed = SparseRows::new([n_features, n], elements);
    eigenpairs(&transposed, n, n_features, FEATURE_ROUNDS, rng)
}

/// Rows are alike that were rated together, whatever the stars: Z is 1 where there is a rating, 0
/// elsewhere, each row divided by the root of its number of ratings. `ratings` are those of the
/// other side: its row, and in which of the `n` rows of this side.
pub(super) fn kernel_of_company(
    ratings: impl Iterator<Item = (u32, u32)> + Clone,
    [n_others, n]: [usize; 2],
    rank: usize,
    rng: &mut Rng,
) -> Axes {
    let ones = ratings.map(|(other, row)| (other, row, 1.0));
    let mut transposed = SparseRows::new([n_others, n], ones);
    let n_ratings = transposed.sum_columns(|one| one);
    let scale: Vec<f64> = (n_ratings.iter())
        .map(|n| n.max(1.0).sqrt().recip())
        .collect();
    transposed.scale_columns(&scale);
    eigenpairs(&transposed, n, rank, COMPANY_ROUNDS, rng)
}

/// The largest eigenpairs of `Z Zᵀ`, from Zᵀ.
fn eigenpairs(
    transposed: &SparseRows,
    n: usize,
    rank: usize,
    n_rounds: u32,
    rng: &mut Rng,
) -> Axes {
    principal_axes(n, rank, n_rounds, rng, |block, width| {
        transposed.gram_times(block, width)
    })
}

#[cfg(test)]
mod tests {
    use matinee_core::random::seeded;

    use super::*;

    fn axes() -> Axes {
        let half = 0.5_f64.sqrt();
        // Two rows that are alike, and a third by itself.
        Axes {
            values: vec![8.0, 2.0],
            vectors: vec![half, 0.0, half, 0.0, 0.0, 1.0],
        }
    }

    #[test]
    fn alike_rows_share_what_explains_them() {
        // Hardly any noise: Λ is large, so g is its mean, w Vᵀ rest, with w = 8 / 9 and 2 / 3.
        let prior = Prior::isotropic(1, 1e12).unwrap();
        let mut process = Process::new(axes(), 1.0, [3, 1]);
        process.draw(&[1.0, 3.0, 6.0], &prior, &mut seeded(1, 0));
        for (found, expected) in process.values.iter().zip([16.0 / 9.0, 16.0 / 9.0, 4.0]) {
            assert!((found - expected).abs() < 1e-5, "{found} {expected}");
        }
    }

    #[test]
    fn draws_spread_as_the_posterior_says() {
        let prior = Prior::isotropic(1, 4.0).unwrap();
        let (n, rng) = (20_000, &mut seeded(1, 0));
        let mut variance = 0.0;
        for _ in 0..n {
            let mut process = Process::new(axes(), 1.0, [3, 1]);
            process.draw(&[0.0; 3], &prior, rng);
            variance += process.values[2].powi(2) / f64::from(n);
        }
        // w / Λ
        assert!((variance - 2.0 / 3.0 / 4.0).abs() < 0.01, "{variance}");
    }

    #[test]
    fn nothing_known_explains_nothing() {
        let nothing = Axes {
            values: Vec::new(),
            vectors: Vec::new(),
        };
        let mut process = Process::new(nothing, 1.0, [2, 1]);
        let prior = Prior::isotropic(1, 1.0).unwrap();
        process.draw(&[1.0, 2.0], &prior, &mut seeded(1, 0));
        assert_eq!(process.values, [0.0, 0.0]);
    }

    #[test]
    fn a_precision_is_the_inverse_of_the_mean_square() {
        let drawn = draw_precision(1e6, 4e6, &mut seeded(1, 0));
        assert!((drawn - 0.25).abs() < 0.002);
    }

    /// Σ_k s_k v_k v_kᵀ, [n, n].
    fn kernel(axes: &Axes, n: usize) -> Vec<f64> {
        let k = axes.values.len();
        let row = |r: usize| &axes.vectors[r * k..][..k];
        let pair = |at: usize| {
            let factors = row(at / n).iter().zip(row(at % n)).zip(&axes.values);
            factors.map(|((a, b), s)| a * b * s).sum()
        };
        (0..n * n).map(pair).collect()
    }

    #[track_caller]
    fn assert_close(found: &[f64], expected: &[f64]) {
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }

    #[test]
    fn features_count_by_their_distance_from_the_mean() {
        // Less the means: −1, 0, 1 and, constant, 0, 0, 0.
        let features = Matrix::from_rows(2, [[4.0, 7.0], [5.0, 7.0], [6.0, 7.0]]);
        let axes = kernel_of_features(&features, &mut seeded(1, 0));
        let expected = [1.0, 0.0, -1.0, 0.0, 0.0, 0.0, -1.0, 0.0, 1.0];
        assert_eq!(axes.values.len(), 1);
        assert_close(&kernel(&axes, 3), &expected);
    }

    #[test]
    fn constant_features_say_nothing() {
        let features = Matrix::from_rows(1, [[1.0], [1.0]]);
        assert!(
            kernel_of_features(&features, &mut seeded(1, 0))
                .values
                .is_empty()
        );
    }

    #[test]
    fn company_is_the_share_of_ratings_in_common() {
        // Rows: {0, 1}, {1}, {}. In common: 1 of (2, 1).
        let ratings = [(0, 0), (1, 0), (1, 1)].into_iter();
        let axes = kernel_of_company(ratings, [2, 3], 10, &mut seeded(1, 0));
        let half = 0.5_f64.sqrt();
        let expected = [1.0, half, 0.0, half, 1.0, 0.0, 0.0, 0.0, 0.0];
        assert_close(&kernel(&axes, 3), &expected);
    }

    #[test]
    fn company_can_be_left_out() {
        let ratings = [(0, 0)].into_iter();
        assert!(
            kernel_of_company(ratings, [1, 1], 0, &mut seeded(1, 0))
                .values
                .is_empty()
        );
    }
}
