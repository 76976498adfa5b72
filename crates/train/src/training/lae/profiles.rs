//! What people rated, as the ranking head's fit sees it: a sparse matrix whose rows and columns are scaled.
//!
//! Several of them share the ratings: the scales are all that differs. A sum goes over the rows in their order;
//! of many ratings it is one over each of some parts first, which are the same whatever the crew.

use matinee_core::crew::{Crew, fill_rows};
use matinee_core::domain::Rating;
use matinee_core::linear::{Lists, add_scaled};

/// Elements of a part of the rows that a product is summed up over first, and how many parts there are at most:
/// each is as large as the product.
const ELEMENTS_OF_A_PART: usize = 1 << 18;
const MOST_PARTS: usize = 16;

/// Of each of so many people, their ratings as `star_weights` values them.
pub(super) fn given_by(rows: &[Rating], n_users: usize, star_weights: &[f32; 5]) -> Lists {
    let elements = rows.iter().map(|row| {
        let weight = row.stars.pick(star_weights);
        (row.user.0, row.movie.0, weight)
    });
    Lists::new(n_users, elements)
}

/// X, [n_users, n_movies]: a row for each person, of which only the rated movies are kept.
#[derive(Clone, Debug)]
pub(super) struct Profiles<'a> {
    given: &'a Lists,
    crew: &'a dyn Crew,
    /// [n_users]
    of_rows: Vec<f64>,
    /// [n_movies]
    of_columns: Vec<f64>,
}

impl<'a> Profiles<'a> {
    /// What was given to `n_movies`, as it is.
    pub(super) fn new(given: &'a Lists, n_movies: usize, crew: &'a dyn Crew) -> Self {
        Self {
            given,
            crew,
            of_rows: vec![1.0; given.n_lists()],
            of_columns: vec![1.0; n_movies],
        }
    }

    /// Who has a rating.
    pub(super) fn raters(&self) -> impl Iterator<Item = bool> {
        self.given.iter().map(|row| !row.is_empty())
    }

    /// Number of people with a rating.
    pub(super) fn n_raters(&self) -> usize {
        self.raters().filter(|is_rater| *is_rater).count()
    }

    /// Each row times (n / mean n)^−`exponent`, with n its number of entries; the mean is over
    /// people with ratings.
    pub(super) fn damp_rows(&mut self, exponent: f64) {
        let lengths = || self.given.iter().map(<[_]>::len);
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

    fn sum_columns(&self, of: impl Fn(f64) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.of_columns.len()];
        for (row, list) in self.given.iter().enumerate() {
            for &(column, given) in list {
                let column = column as usize;
                sums[column] += of(self.element(row, column, given));
            }
        }
        sums
    }

    /// `X block`, of `width` columns as `block` is: [n_users, width] row by row.
    pub(super) fn times(&self, block: &[f64], width: usize) -> Vec<f64> {
        let mut product = vec![0.0; self.of_rows.len() * width];
        let fill = |(): &mut (), row: usize, sum: &mut [f64]| {
            for &(column, given) in self.given.of(row) {
                let column = column as usize;
                let x = self.element(row, column, given);
                add_scaled(sum, x, &block[column * width..][..width]);
            }
        };
        fill_rows(self.crew, &mut product, width, || (), fill);
        product
    }

    /// How many elements there are.
    pub(super) fn n_elements(&self) -> usize {
        self.given.n_elements()
    }

    /// `Xᵀ X block`, of `width` columns as `block` is: [n_movies, width] row by row. Of X, only every
    /// `every`th row counts.
    pub(super) fn gram_times(&self, block: &[f64], width: usize, every: usize) -> Vec<f64> {
        let n_parts = (self.n_elements() / ELEMENTS_OF_A_PART).clamp(1, MOST_PARTS);
        let n_rows = self.of_rows.len();
        let n_values = self.of_columns.len() * width;
        let mut products = vec![0.0; n_parts * n_values];
        let own = || vec![0.0; width];
        let fill = |code: &mut Vec<f64>, part: usize, product: &mut [f64]| {
            let rows = part * n_rows / n_parts..(part + 1) * n_rows / n_parts;
            for row in rows.filter(|row| row % every == 0) {
                code.fill(0.0);
                for &(column, given) in self.given.of(row) {
                    let column = column as usize;
                    let x = self.element(row, column, given);
                    add_scaled(code, x, &block[column * width..][..width]);
                }
                for &(column, given) in self.given.of(row) {
                    let column = column as usize;
                    let x = self.element(row, column, given);
                    add_scaled(&mut product[column * width..][..width], x, code);
                }
            }
        };
        fill_rows(self.crew, &mut products, n_values, own, fill);
        for part in 1..n_parts {
            let (sum, rest) = products.split_at_mut(part * n_values);
            add_scaled(&mut sum[..n_values], 1.0, &rest[..n_values]);
        }
        products.truncate(n_values);
        products
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::crew::Alone;
    use matinee_core::domain::{MovieIdx, Stars, UserIdx};

    use super::*;

    const WEIGHTS: [f32; 5] = [1.0, 2.0, 3.0, 4.0, 5.0];

    /// Stars of three people for two movies, 0 for none: the second person has none.
    fn ratings() -> Lists {
        let ratings = [(2, 0, 3), (0, 0, 1), (0, 1, 2)].map(|(user, movie, stars)| Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        });
        given_by(&ratings, 3, &WEIGHTS)
    }

    #[test]
    fn sums_and_energies_are_by_movie() {
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, 2, &Alone);
        assert_eq!(profiles.column_sums(), [4.0, 2.0]);
        assert_eq!(profiles.energies(), [10.0, 4.0]);
    }

    #[test]
    fn a_product_as_by_hand() {
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, 2, &Alone);
        assert_eq!(profiles.times(&[1.0, 10.0], 1), [21.0, 0.0, 3.0]);
    }

    #[test]
    fn a_product_with_the_gram_matrix_as_by_hand() {
        // XᵀX = [[10, 2], [2, 4]]
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, 2, &Alone);
        let identity = [1.0, 0.0, 0.0, 1.0];
        assert_eq!(profiles.gram_times(&identity, 2, 1), [10.0, 2.0, 2.0, 4.0]);
        assert_eq!(profiles.gram_times(&[1.0, -1.0], 1, 1), [8.0, -2.0]);
    }

    #[test]
    fn a_product_can_do_with_some_of_the_rows() {
        let ratings = ratings();
        let profiles = Profiles::new(&ratings, 2, &Alone);
        let product = |every| profiles.gram_times(&[1.0, 0.0], 1, every);
        // The first row and the third; the first alone.
        assert_eq!((product(2), product(3)), (vec![10.0, 2.0], vec![1.0, 2.0]));
    }

    /// More elements than go into a part: all sums are of whole numbers, so their order does not show.
    #[test]
    fn a_product_of_many_parts_is_that_of_one() {
        let n_rows = 3 * ELEMENTS_OF_A_PART / 4;
        let elements =
            (0..n_rows as u32).flat_map(|row| (0..4).map(move |at| (row, (row + at) % 5, 1.0)));
        let given = Lists::new(n_rows, elements);
        let product = Profiles::new(&given, 5, &Alone).gram_times(&[1.0, 0.0, 0.0, 0.0, 0.0], 1, 1);
        let mut expected = [0.0; 5];
        for row in 0..n_rows {
            let has = |column: usize| (0..4).any(|at| (row + at) % 5 == column);
            if has(0) {
                (0..5)
                    .filter(|&column| has(column))
                    .for_each(|column| expected[column] += 1.0);
            }
        }
        assert_eq!(product, expected);
    }

    #[test]
    fn rows_are_damped_by_how_many_ratings_they_have() {
        let ratings = ratings();
        let mut profiles = Profiles::new(&ratings, 2, &Alone);
        assert_eq!(profiles.n_raters(), 2);
        profiles.damp_rows(1.0);
        // Two people with 1.5 ratings on average: factors .75 and 1.5.
        assert_eq!(profiles.column_sums(), [0.75 + 4.5, 1.5]);
    }

    #[test]
    fn columns_are_divided_by_their_scale() {
        let ratings = ratings();
        let mut profiles = Profiles::new(&ratings, 2, &Alone);
        profiles.divide_columns(&[2.0, 4.0]);
        assert_eq!(profiles.column_sums(), [2.0, 0.5]);
    }
}
