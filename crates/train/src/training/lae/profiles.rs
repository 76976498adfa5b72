//! What people rated, as the ranking head's fit sees it: a sparse matrix whose rows and columns are scaled.
//!
//! Several of them share the ratings: the scales are all that differs. Products go over the rows and then over
//! the columns, so every sum is one member's of the crew, in the order in which one alone would add it up.

use matinee_core::domain::Rating;
use matinee_core::linear::{BothWays, Crew, add_scaled, fill_rows};

/// Ratings as `star_weights` values them, [n_users, n_movies].
pub(super) fn given(rows: &[Rating], shape: [usize; 2], star_weights: &[f32; 5]) -> BothWays {
    let elements = rows.iter().map(|row| {
        let weight = row.stars.pick(star_weights);
        (row.user.0, row.movie.0, weight)
    });
    BothWays::new(shape, elements)
}

/// X, [n_users, n_movies]: a row for each person, of which only the rated movies are kept.
#[derive(Clone, Debug)]
pub(super) struct Profiles<'a> {
    given: &'a BothWays,
    crew: &'a dyn Crew,
    /// [n_users]
    of_rows: Vec<f64>,
    /// [n_movies]
    of_columns: Vec<f64>,
}

impl<'a> Profiles<'a> {
    /// What was given, as it is.
    pub(super) fn new(given: &'a BothWays, crew: &'a dyn Crew) -> Self {
        Self {
            given,
            crew,
            of_rows: vec![1.0; given.rows.n_lists()],
            of_columns: vec![1.0; given.columns.n_lists()],
        }
    }

    /// Who has a rating.
    pub(super) fn raters(&self) -> impl Iterator<Item = bool> {
        self.given.rows.iter().map(|row| !row.is_empty())
    }

    /// Number of people with a rating.
    pub(super) fn n_raters(&self) -> usize {
        self.raters().filter(|is_rater| *is_rater).count()
    }

    /// Each row times (n / mean n)^−`exponent`, with n its number of entries; the mean is over
    /// people with ratings.
    pub(super) fn damp_rows(&mut self, exponent: f64) {
        let lengths = || self.given.rows.iter().map(<[_]>::len);
        let mean = lengths().sum::<usize>() as f64 / self.n_raters() as f64;
        let damping = |n: usize| {
            if n == 0 {
                1.0 // there is nothing to damp
            } else {
                libm::pow(n as f64 / mean, -exponent)
            }
        };
        self.of_rows = lengths().map(damping).collect();
    }

    /// Each column divided by its value in `scale`.
    pub(super) fn divide_columns(&mut self, scale: &[f64]) {
        self.of_columns = scale.iter().map(|scale| scale.recip()).collect();
    }

    fn element(&self, row: usize, column: usize, given: f32) -> f64 {
        f64::from(given) * self.of_rows[row] * self.of_columns[column]
    }

    /// [n_movies]: Σ x over people.
    pub(super) fn column_sums(&self) -> Vec<f64> {
        self.sum_columns(|x| x)
    }

    /// [n_movies]: Σ x² over people.
    pub(super) fn energies(&self) -> Vec<f64> {
        self.sum_columns(|x| x * x)
    }

    fn sum_columns(&self, of: impl Fn(f64) -> f64 + Sync) -> Vec<f64> {
        let mut sums = vec![0.0; self.of_columns.len()];
        let fill = |(): &mut (), column: usize, sum: &mut [f64]| {
            for &(row, given) in self.given.columns.of(column) {
                sum[0] += of(self.element(row as usize, column, given));
            }
        };
        fill_rows(self.crew, &mut sums, 1, || (), fill);
        sums
    }

    /// `X block`, of `width` columns as `block` is: [n_users, width] row by row.
    pub(super) fn times(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.of_rows.len() * width];
        let fill = |(): &mut (), row: usize, sum: &mut [f64]| {
            for &(column, given) in self.given.rows.of(row) {
                let column = column as usize;
                let x = self.element(row, column, given);
                add_scaled(sum, x, &block[column * width..][..width]);
            }
        };
        fill_rows(self.crew, &mut product, width, || (), fill);
        product
    }

    /// `Xᵀ X block`, of `width` columns as `block` is: [n_movies, width] row by row.
    pub(super) fn gram_times(&self, block: &[f64], width: usize) -> Vec<f64> {
        let codes = self.times(block, width);
        let mut product = vec![0.0; self.of_columns.len() * width];
        let fill = |(): &mut (), column: usize, sum: &mut [f64]| {
            for &(row, given) in self.given.columns.of(column) {
                let row = row as usize;
                let x = self.element(row, column, given);
                add_scaled(sum, x, &codes[row * width..][..width]);
            }
        };
        fill_rows(self.crew, &mut product, width, || (), fill);
        product
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};
    use matinee_core::linear::Alone;

    use super::*;

    const WEIGHTS: [f32; 5] = [1.0, 2.0, 3.0, 4.0, 5.0];

    /// Stars of three people for two movies, 0 for none: the second person has none.
    fn ratings() -> BothWays {
        let ratings = [(2, 0, 3), (0, 0, 1), (0, 1, 2)].map(|(user, movie, stars)| Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        });
        given(&ratings, [3, 2], &WEIGHTS)
    }

    #[test]
    fn sums_and_energies_are_by_movie() {
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, &Alone);
        assert_eq!(profiles.column_sums(), [4.0, 2.0]);
        assert_eq!(profiles.energies(), [10.0, 4.0]);
    }

    #[test]
    fn a_product_as_by_hand() {
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, &Alone);
        assert_eq!(profiles.times(&[1.0, 10.0], 1), [21.0, 0.0, 3.0]);
    }

    #[test]
    fn a_product_with_the_gram_matrix_as_by_hand() {
        // XᵀX = [[10, 2], [2, 4]]
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, &Alone);
        let identity = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(profiles.gram_times(&identity, 2), [10.0, 2.0, 2.0, 4.0]);
        assert_eq!(profiles.gram_times(&[1.0, -1.0], 1), [8.0, -2.0]);
    }

    #[test]
    fn rows_are_damped_by_how_many_ratings_they_have() {
        let ratings = ratings();
        let mut profiles = Profiles::new(&ratings, &Alone);
        assert_eq!(profiles.n_raters(), 2);
        profiles.damp_rows(1.0);
        // Two people with 1.5 ratings on average: factors .75 and 1.5.
        assert_eq!(profiles.column_sums(), [0.75 + 4.5, 1.5]);
    }

    #[test]
    fn columns_are_divided_by_their_scale() {
        let ratings = ratings();
        let mut profiles = Profiles::new(&ratings, &Alone);
        profiles.divide_columns(&[2.0, 4.0]);
        assert_eq!(profiles.column_sums(), [2.0, 0.5]);
    }
}
