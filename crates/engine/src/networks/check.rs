//! What is checked of every network's numbers: that shapes are those that the tables dictate, that all
//! values are finite, and that no sum of them overflows.

use matinee_core::decimal::decimal;

use crate::container::quantise::{Shaped, Stored};
use crate::container::sections::ArtifactError;
use crate::features::n_user_features;
use crate::tables::catalogue::Catalogue;

/// What any sum may come to: far below the largest 32-bit float, which is above 10³⁸.
const LIMIT: f64 = 1e30;
/// Features are scaled: none is as large.
pub(crate) const FEATURE: f64 = 1e4;

/// A section of the file, by the name that errors use.
#[derive(Clone, Copy)]
pub(super) struct Part(pub(super) &'static str);

/// What the tables dictate.
#[derive(Clone, Copy)]
pub(crate) struct Sizes {
    pub(super) n_users: usize,
    pub(super) n_movies: usize,
    pub(super) n_user_features: usize,
    pub(super) n_genres: usize,
}

impl Sizes {
    pub(crate) fn of(catalogue: &Catalogue, occupations: &[String], n_users: usize) -> Self {
        Self {
            n_users,
            n_movies: catalogue.movies.len(),
            n_user_features: n_user_features(occupations.len()),
            n_genres: catalogue.genres.len(),
        }
    }
}

impl Part {
    pub(super) fn refuse<T>(self, reason: String) -> Result<T, ArtifactError> {
        Err(ArtifactError::invalid(self.0, reason))
    }

    pub(super) fn shape(
        self,
        name: &str,
        matrix: &impl Shaped,
        expected: (usize, usize),
    ) -> Result<(), ArtifactError> {
        if matrix.shape() == expected {
            return Ok(());
        }
        let ((rows, columns), (n, width)) = (matrix.shape(), expected);
        self.refuse(format!(
            "{name} has the shape {rows} × {columns}, expected {n} × {width}"
        ))
    }

    pub(super) fn length(self, name: &str, values: &[f32], n: usize) -> Result<(), ArtifactError> {
        let found = values.len();
        if found == n {
            return Ok(());
        }
        self.refuse(format!("{name} has the length {found}, expected {n}"))
    }

    pub(super) fn tables(
        self,
        n_users: usize,
        n_movies: usize,
        sizes: Sizes,
    ) -> Result<(), ArtifactError> {
        if (n_users, n_movies) == (sizes.n_users, sizes.n_movies) {
            return Ok(());
        }
        self.refuse(format!(
            "made for {n_users} users and {n_movies} movies, the tables have {} and {}: a model of another data set",
            sizes.n_users, sizes.n_movies
        ))
    }

    /// Checks that a matrix has all of its values and all of them are finite.
    pub(super) fn matrix(self, name: &str, stored: &Stored) -> Result<(), ArtifactError> {
        if !stored.is_consistent() {
            return self.refuse(format!(
                "{name} has another number of values than its shape"
            ));
        }
        self.numbers(name, &[stored.largest()])
    }

    pub(super) fn numbers(self, name: &str, values: &[f32]) -> Result<(), ArtifactError> {
        if values.iter().all(|value| value.is_finite()) {
            return Ok(());
        }
        self.refuse(format!("{name} has a value that is not a number"))
    }

    pub(super) fn positive(self, name: &str, values: &[f32]) -> Result<(), ArtifactError> {
        self.numbers(name, values)?;
        match values.iter().find(|value| **value <= 0.0) {
            None => Ok(()),
            Some(value) => {
                let found = decimal(*value, 5);
                self.refuse(format!("{name} must be above 0, found {found}"))
            }
        }
    }

    /// Checks sums that bound the scores of all people and movies: each number is finite, but a score
    /// would be infinite or no number at all. No network that was trained comes near the limit.
    pub(super) fn bounded(self, sums: &[f64]) -> Result<(), ArtifactError> {
        // Also false for what is no number.
        if sums.iter().all(|sum| *sum <= LIMIT) {
            return Ok(());
        }
        self.refuse("it has numbers so large that some scores would be none".into())
    }
}

/// The largest magnitude in a matrix.
pub(super) fn largest_of(stored: &Stored) -> f64 {
    f64::from(stored.largest())
}

pub(super) fn largest(values: &[f32]) -> f64 {
    let largest = values
        .iter()
        .fold(0.0_f32, |largest, it| largest.max(it.abs()));
    f64::from(largest)
}

/// Of values above 0.
pub(super) fn smallest(values: &[f32]) -> f64 {
    f64::from(
        values
            .iter()
            .fold(f32::MAX, |smallest, it| smallest.min(*it)),
    )
}
