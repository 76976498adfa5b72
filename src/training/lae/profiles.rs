//! What people rated, as a sparse matrix.

use crate::domain::Rating;

/// X, [n_users, n_movies]: a row for each person, of which only the rated movies are kept.
#[derive(Clone, Debug)]
pub(super) struct Profiles {
    n_movies: usize,
    /// [n_users + 1]: where each person's entries start.
    starts: Vec<usize>,
    /// Person by person, in the order of the ratings.
    entries: Vec<Entry>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Entry {
    movie: u32,
    value: f64,
}

impl Profiles {
    /// Ratings as `star_weights` values them.
    pub(super) fn new(
        ratings: &[Rating],
        (n_users, n_movies): (usize, usize),
        star_weights: &[f32; 5],
    ) -> Self {
        let mut starts = vec![0; n_users + 1];
        for rating in ratings {
            starts[rating.user.row() + 1] += 1;
        }
        for user in 0..n_users {
            starts[user + 1] += starts[user];
        }
        let mut next = starts.clone();
        let mut entries = vec![Entry::default(); ratings.len()];
        for rating in ratings {
            let at = &mut next[rating.user.row()];
            let weight = star_weights[usize::from(rating.stars.get()) - 1];
            entries[*at] = Entry {
                movie: rating.movie.0,
                value: f64::from(weight),
            };
            *at += 1;
        }
        Self {
            n_movies,
            starts,
            entries,
        }
    }

    /// Number of people with a rating.
    pub(super) fn n_raters(&self) -> usize {
        self.starts.windows(2).filter(|at| at[0] < at[1]).count()
    }

    /// Each row times (n / mean n)^−`exponent`, with n its number of entries; the mean is over
    /// people with ratings.
    pub(super) fn damp_rows(&mut self, exponent: f64) {
        let mean = self.entries.len() as f64 / self.n_raters() as f64;
        for at in self.starts.windows(2) {
            let n = (at[1] - at[0]) as f64;
            let factor = libm::pow(n / mean, -exponent);
            for entry in &mut self.entries[at[0]..at[1]] {
                entry.value *= factor;
            }
        }
    }

    /// Each column divided by its value in `scale`.
    pub(super) fn divide_columns(&mut self, scale: &[f64]) {
        for entry in &mut self.entries {
            entry.value /= scale[entry.movie as usize];
        }
    }

    /// [n_movies]: Σ x over people.
    pub(super) fn column_sums(&self) -> Vec<f64> {
        self.sum_by_movie(|x| x)
    }

    /// [n_movies]: Σ x² over people.
    pub(super) fn energies(&self) -> Vec<f64> {
        self.sum_by_movie(|x| x * x)
    }

    fn sum_by_movie(&self, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.n_movies];
        for entry in &self.entries {
            sums[entry.movie as usize] += of(entry.value);
        }
        sums
    }

    /// `Xᵀ X block`, of `width` columns as `block` is: [n_movies, width] row by row.
    pub(super) fn gram_times(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; block.len()];
        let mut code = vec![0.0; width];
        for at in self.starts.windows(2) {
            let entries = &self.entries[at[0]..at[1]];
            code.fill(0.0);
            for entry in entries {
                add(
                    &mut code,
                    entry.value,
                    &block[entry.movie as usize * width..],
                );
            }
            for entry in entries {
                add(
                    &mut product[entry.movie as usize * width..][..width],
                    entry.value,
                    &code,
                );
            }
        }
        product
    }
}

/// `sum += factor · row`
fn add(sum: &mut [f64], factor: f64, row: &[f64]) {
    for (sum, x) in sum.iter_mut().zip(row) {
        *sum += factor * x;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MovieIdx, Stars, UserIdx};

    const WEIGHTS: [f32; 5] = [1.0, 2.0, 3.0, 4.0, 5.0];

    /// Stars of three people for two movies, 0 for none: the second person has none.
    fn profiles() -> Profiles {
        let ratings = [(2, 0, 3), (0, 0, 1), (0, 1, 2)].map(|(user, movie, stars)| Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        });
        Profiles::new(&ratings, (3, 2), &WEIGHTS)
    }

    #[test]
    fn sums_and_energies_are_by_movie() {
        assert_eq!(profiles().column_sums(), [4.0, 2.0]);
        assert_eq!(profiles().energies(), [10.0, 4.0]);
    }

    #[test]
    fn a_product_with_the_gram_matrix_as_by_hand() {
        // XᵀX = [[10, 2], [2, 4]]
        let identity = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(profiles().gram_times(&identity, 2), [10.0, 2.0, 2.0, 4.0]);
        assert_eq!(profiles().gram_times(&[1.0, -1.0], 1), [8.0, -2.0]);
    }

    #[test]
    fn rows_are_damped_by_how_many_ratings_they_have() {
        let mut profiles = profiles();
        assert_eq!(profiles.n_raters(), 2);
        profiles.damp_rows(1.0);
        // Two people with 1.5 ratings on average: factors .75 and 1.5.
        assert_eq!(profiles.column_sums(), [0.75 + 4.5, 1.5]);
    }

    #[test]
    fn columns_are_divided_by_their_scale() {
        let mut profiles = profiles();
        profiles.divide_columns(&[2.0, 4.0]);
        assert_eq!(profiles.column_sums(), [2.0, 0.5]);
    }
}
