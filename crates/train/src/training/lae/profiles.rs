//! What people rated, as a sparse matrix.

use matinee_core::domain::Rating;
use matinee_core::linear::SparseRows;

/// X, [n_users, n_movies]: a row for each person, of which only the rated movies are kept.
#[derive(Clone, Debug)]
pub(super) struct Profiles(SparseRows);

impl Profiles {
    /// Ratings as `star_weights` values them.
    pub(super) fn new(
        ratings: &[Rating],
        (n_users, n_movies): (usize, usize),
        star_weights: &[f32; 5],
    ) -> Self {
        let elements = ratings.iter().map(|rating| {
            let weight = star_weights[usize::from(rating.stars.get()) - 1];
            (rating.user.0, rating.movie.0, f64::from(weight))
        });
        Self(SparseRows::new([n_users, n_movies], elements))
    }

    /// Who has a rating.
    pub(super) fn raters(&self) -> impl Iterator<Item = bool> {
        self.0.lengths().map(|n| n > 0)
    }

    /// Number of people with a rating.
    pub(super) fn n_raters(&self) -> usize {
        self.raters().filter(|is_rater| *is_rater).count()
    }

    /// Each row times (n / mean n)^−`exponent`, with n its number of entries; the mean is over
    /// people with ratings.
    pub(super) fn damp_rows(&mut self, exponent: f64) {
        let mean = self.0.lengths().sum::<usize>() as f64 / self.n_raters() as f64;
        (self.0).scale_rows(|n| libm::pow(n as f64 / mean, -exponent));
    }

    /// Each column divided by its value in `scale`.
    pub(super) fn divide_columns(&mut self, scale: &[f64]) {
        let inverse: Vec<f64> = scale.iter().map(|scale| scale.recip()).collect();
        self.0.scale_columns(&inverse);
    }

    /// [n_movies]: Σ x over people.
    pub(super) fn column_sums(&self) -> Vec<f64> {
        self.0.sum_columns(|x| x)
    }

    /// [n_movies]: Σ x² over people.
    pub(super) fn energies(&self) -> Vec<f64> {
        self.0.sum_columns(|x| x * x)
    }

    /// `X block`, of `width` columns as `block` is: [n_users, width] row by row.
    pub(super) fn times(&self, block: &[f64], width: usize) -> Vec<f64> {
        self.0.times(block, width)
    }

    /// `Xᵀ X block`, of `width` columns as `block` is: [n_movies, width] row by row.
    pub(super) fn gram_times(&self, block: &[f64], width: usize) -> Vec<f64> {
        self.0.gram_times(block, width)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};

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
