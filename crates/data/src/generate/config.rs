//! What to make up, and how much of it.

use serde::{Deserialize, Serialize};

use crate::formats::movielens_100k::write::NotWritable;

use super::names::GENRES;

/// What the generator draws, each from a stream of its own: more movies then do not change
/// the users.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stream {
    People = 0x6765_6E00,
    Catalogue,
    Planted,
    Rows,
    Twins,
}

/// One movie in so many has neither date nor genre, like the official file's `unknown`.
pub(super) const INCOMPLETE: u32 = 997;

/// Size and nature of a made-up data set.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GeneratorConfig {
    /// Number of users.
    pub n_users: u32,
    /// Number of movies.
    pub n_movies: u32,
    /// Number of movies that are listed a second time, under another number and with ratings of its
    /// own; 0 to half of those with a year.
    pub n_twins: u32,
    /// Number of ratings, at most one a pair. From 20 a user on, every user has at least 20.
    pub n_ratings: u32,
    /// Number of genres, 2 to 19: the first ones of MovieLens 100K, the very first is `unknown`.
    pub n_genres: usize,
    /// Number of dimensions of taste; 0 leaves the biases only.
    pub rank: usize,
    /// Standard deviation of the noise on a rating, in stars, before rounding.
    pub noise: f32,
    /// Everything random follows from it.
    pub seed: u64,
}

impl Default for GeneratorConfig {
    /// The size of MovieLens 100K.
    fn default() -> Self {
        Self {
            n_users: 943,
            n_movies: 1_682,
            n_twins: 0,
            n_ratings: 100_000,
            n_genres: GENRES.len(),
            rank: 6,
            noise: 0.7,
            seed: 1,
        }
    }
}

impl GeneratorConfig {
    /// A data set for tests: a second of training says something about it.
    #[must_use]
    pub fn small() -> Self {
        Self {
            n_users: 120,
            n_movies: 160,
            n_ratings: 6_000,
            rank: 3,
            ..Self::default()
        }
    }

    /// About how many bytes it takes to make it up.
    #[must_use]
    pub const fn n_bytes(&self) -> u64 {
        // Names, tables and lines; a taste or a style is held as 32-bit numbers.
        let vector = 4 * self.rank as u64;
        let users = (200 + vector).saturating_mul(self.n_users as u64);
        let movies = (400 + vector).saturating_mul(self.n_movies as u64);
        let ratings = 100_u64.saturating_mul(self.n_ratings as u64);
        users.saturating_add(movies).saturating_add(ratings)
    }

    /// Checks that there are files that can follow it.
    ///
    /// # Errors
    /// The first number that is out of range.
    pub fn check(&self) -> Result<(), GeneratorError> {
        let n_pairs = u64::from(self.n_users) * u64::from(self.n_movies);
        let most_twins = (self.n_movies - self.n_movies / INCOMPLETE) / 2;
        if n_pairs == 0 {
            Err(GeneratorError::Nobody)
        } else if self.n_ratings == 0 || u64::from(self.n_ratings) > n_pairs {
            Err(GeneratorError::Ratings {
                n_ratings: self.n_ratings,
                n_pairs,
            })
        } else if self.n_twins > most_twins {
            Err(GeneratorError::Twins {
                n_twins: self.n_twins,
                most: most_twins,
            })
        } else if !(2..=GENRES.len()).contains(&self.n_genres) {
            Err(GeneratorError::Genres(self.n_genres))
        } else if self.rank > MAX_RANK {
            Err(GeneratorError::Rank(self.rank))
        } else if !(0.0..=5.0).contains(&self.noise) {
            Err(GeneratorError::Noise(self.noise))
        } else {
            Ok(())
        }
    }
}

/// More dimensions would not show in five stars.
const MAX_RANK: usize = 256;

/// A configuration that no files can follow.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum GeneratorError {
    /// No users, or no movies.
    #[error("there must be at least one user and one movie")]
    Nobody,
    /// No ratings, or more than pairs.
    #[error("the number of ratings must be 1 to {n_pairs} (users × movies), found {n_ratings}")]
    Ratings {
        /// Asked for.
        n_ratings: u32,
        /// Possible.
        n_pairs: u64,
    },
    /// More movies are to be listed twice than there are.
    #[error(
        "the number of movies listed twice must be 0 to {most} (half of those with a year), found \
         {n_twins}"
    )]
    Twins {
        /// Asked for.
        n_twins: u32,
        /// Possible.
        most: u32,
    },
    /// Not a number of genres that there are names for.
    #[error("the number of genres must be 2 to {max}, found {0}", max = GENRES.len())]
    Genres(usize),
    /// Too many dimensions of taste.
    #[error("the rank must be 0 to {MAX_RANK}, found {0}")]
    Rank(usize),
    /// Not a standard deviation.
    #[error("the noise must be 0 to 5 stars, found {0}")]
    Noise(f32),
    /// A made-up name that does not fit into the format.
    #[error(transparent)]
    NotWritable(#[from] NotWritable),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_refused(config: GeneratorConfig, expected: &str) {
        let message = config.check().expect_err("must be refused").to_string();
        assert!(
            message.contains(expected),
            "{message:?} should contain {expected:?}"
        );
    }

    #[test]
    fn the_defaults_can_be_followed() {
        assert_eq!(GeneratorConfig::default().check(), Ok(()));
        assert_eq!(GeneratorConfig::small().check(), Ok(()));
    }

    #[test]
    fn what_cannot_be_followed_says_the_limits() {
        let small = GeneratorConfig::small();
        check_refused(
            GeneratorConfig {
                n_users: 0,
                ..small
            },
            "at least one user",
        );
        check_refused(
            GeneratorConfig {
                n_movies: 0,
                ..small
            },
            "at least one user",
        );
        check_refused(
            GeneratorConfig {
                n_ratings: 0,
                ..small
            },
            "1 to 19200 (users × movies)",
        );
        check_refused(
            GeneratorConfig {
                n_ratings: 19_201,
                ..small
            },
            "found 19201",
        );
        check_refused(
            GeneratorConfig {
                n_twins: 81,
                ..small
            },
            "0 to 80 (half of those with a year), found 81",
        );
        check_refused(
            GeneratorConfig {
                n_genres: 1,
                ..small
            },
            "2 to 19, found 1",
        );
        check_refused(
            GeneratorConfig {
                n_genres: 20,
                ..small
            },
            "2 to 19, found 20",
        );
        check_refused(GeneratorConfig { rank: 257, ..small }, "0 to 256");
        check_refused(
            GeneratorConfig {
                noise: -0.1,
                ..small
            },
            "0 to 5 stars",
        );
        check_refused(
            GeneratorConfig {
                noise: f32::NAN,
                ..small
            },
            "0 to 5 stars",
        );
    }
}
