//! The normal distributions that a side's rows are drawn from: what the rows have in common, and one row's
//! unknowns given everything else, a Bayesian linear regression.

use rand_distr::{ChiSquared, Distribution, StandardNormal};

use matinee_core::linear::{Cholesky, NotPositiveDefinite, add_scaled};
use matinee_core::random::Rng;

/// N(m, Λ⁻¹), of `size` dimensions.
#[derive(Clone, Debug)]
pub(super) struct Prior {
    /// m, [size]
    pub(super) mean: Vec<f64>,
    /// Λ, [size, size]
    pub(super) precision: Vec<f64>,
    /// Of Λ.
    pub(super) factor: Cholesky,
}

impl Prior {
    /// Mean 0, and the same precision everywhere: where a chain starts.
    pub(super) fn isotropic(size: usize, precision: f64) -> Result<Self, NotPositiveDefinite> {
        let identity = |at: usize| f64::from(u8::from(at / size == at % size));
        let precision: Vec<f64> = (0..size * size)
            .map(|at| precision * identity(at))
            .collect();
        Ok(Self {
            mean: vec![0.0; size],
            factor: Cholesky::new(precision.clone(), size)?,
            precision,
        })
    }

    /// Draws m and Λ given `rows`, [n, size], n at least 1: with their mean `r̄` and scatter S,
    /// Λ ~ Wishart(size + n, (I + S)⁻¹) and m ~ N(r̄, (n Λ)⁻¹).
    pub(super) fn draw(
        rows: &[f64],
        size: usize,
        rng: &mut Rng,
    ) -> Result<Self, NotPositiveDefinite> {
        let n = (rows.len() / size) as f64;
        let mut mean = vec![0.0; size];
        for row in rows.chunks_exact(size) {
            add_scaled(&mut mean, 1.0 / n, row);
        }
        let inverse_scale = Cholesky::new(scatter(rows, &mean), size)?;
        let precision = wishart(&inverse_scale, size, size as f64 + n, rng);
        let factor = Cholesky::new(precision.clone(), size)?;
        let mut noise = normals(size, rng);
        factor.solve_transposed(&mut noise);
        add_scaled(&mut mean, n.sqrt().recip(), &noise);
        Ok(Self {
            mean,
            precision,
            factor,
        })
    }
}

/// `I + Σ (r − mean)(r − mean)ᵀ`
fn scatter(rows: &[f64], mean: &[f64]) -> Vec<f64> {
    let size = mean.len();
    let mut sums = vec![0.0; size * size];
    for at in 0..size {
        sums[at * size + at] = 1.0;
    }
    for row in rows.chunks_exact(size) {
        let from_mean: Vec<f64> = row.iter().zip(mean).map(|(r, m)| r - m).collect();
        for (sums, value) in sums.chunks_exact_mut(size).zip(&from_mean) {
            add_scaled(sums, *value, &from_mean);
        }
    }
    sums
}

/// A draw from Wishart(`freedom`, B⁻¹), given the triangle L of `B = L Lᵀ`: `M Mᵀ` with
/// `M = L⁻ᵀ T` and Bartlett's T, lower triangular, normal below the diagonal and the roots of
/// χ²(freedom − row) on it.
fn wishart(inverse_scale: &Cholesky, size: usize, freedom: f64, rng: &mut Rng) -> Vec<f64> {
    let mut product = vec![0.0; size * size];
    for column in 0..size {
        // Column by column of T.
        let mut t = vec![0.0; size];
        let chi_squared = ChiSquared::new(freedom - column as f64);
        t[column] = chi_squared.map_or(0.0, |chi| chi.sample(rng)).sqrt();
        for below in &mut t[column + 1..] {
            *below = StandardNormal.sample(rng);
        }
        inverse_scale.solve_transposed(&mut t);
        for (sums, value) in product.chunks_exact_mut(size).zip(&t) {
            add_scaled(sums, *value, &t);
        }
    }
    product
}

/// What a regression needs of the other side, a row for each of its rows: x = [1, q], and every
/// product of two of x's values once.
#[derive(Debug)]
pub(super) struct Regressors {
    size: usize,
    /// [n, size + size (size + 1) / 2]
    values: Vec<f64>,
}

impl Regressors {
    /// Of `vectors`, [n, size], whose first column is a level and stays out of x.
    pub(super) fn new(vectors: &[f64], size: usize) -> Self {
        let width = size + size * (size + 1) / 2;
        let mut values = Vec::with_capacity(vectors.len() / size * width);
        for vector in vectors.chunks_exact(size) {
            let at = values.len();
            values.push(1.0);
            values.extend_from_slice(&vector[1..]);
            for row in 0..size {
                for column in 0..=row {
                    values.push(values[at + row] * values[at + column]);
                }
            }
        }
        Self { size, values }
    }
}

/// What a row's ratings come down to.
#[derive(Debug)]
pub(super) struct Evidence {
    /// [size]: Σ x t
    targets: Vec<f64>,
    /// [size (size + 1) / 2]: the lower triangle of Σ x xᵀ, row by row.
    squares: Vec<f64>,
}

impl Evidence {
    /// Of nothing yet.
    pub(super) fn new(size: usize) -> Self {
        Self {
            targets: vec![0.0; size],
            squares: vec![0.0; size * (size + 1) / 2],
        }
    }

    /// Sums over the `(other row, target)` of a row's ratings.
    pub(super) fn collect(
        &mut self,
        regressors: &Regressors,
        ratings: impl Iterator<Item = (usize, f64)>,
    ) {
        self.targets.fill(0.0);
        self.squares.fill(0.0);
        let (size, width) = (self.targets.len(), self.targets.len() + self.squares.len());
        let mut ratings =
            ratings.map(|(other, target)| (&regressors.values[other * width..][..width], target));
        // Four at a time, in the order of one at a time: a sum is then read and written a quarter as often.
        while let Some(first) = ratings.next() {
            match [ratings.next(), ratings.next(), ratings.next()] {
                [Some(second), Some(third), Some(fourth)] => {
                    self.add([first, second, third, fourth]);
                }
                rest => {
                    for rating in [Some(first)].into_iter().chain(rest).flatten() {
                        self.add([rating]);
                    }
                }
            }
        }
        debug_assert_eq!(regressors.size, size);
    }
}

impl Evidence {
    /// Adds x and its products, of some ratings, one after the other.
    fn add<const N: usize>(&mut self, ratings: [(&[f64], f64); N]) {
        // The lengths are those of the loops: nothing is checked in there.
        let (size, n_products) = (self.targets.len(), self.squares.len());
        let (targets, squares) = (&mut self.targets[..size], &mut self.squares[..n_products]);
        let factors = ratings.map(|(_, target)| target);
        let xs = ratings.map(|(x, _)| &x[..size]);
        let products = ratings.map(|(x, _)| &x[size..][..n_products]);
        for at in 0..size {
            let mut sum = targets[at];
            for (x, factor) in xs.iter().zip(factors) {
                sum += factor * x[at];
            }
            targets[at] = sum;
        }
        for at in 0..n_products {
            let mut sum = squares[at];
            for products in products {
                sum += products[at];
            }
            squares[at] = sum;
        }
    }
}

/// A normal distribution of a row's unknowns.
#[derive(Debug)]
pub(super) struct Posterior {
    /// [size]
    pub(super) mean: Vec<f64>,
    /// Of the precision.
    factor: Cholesky,
}

impl Posterior {
    /// Prior N(`mean`, `precision`⁻¹) and evidence with noise of precision α together:
    /// G = Λ + α Σ x xᵀ, and the mean solves `G p = Λ mean + α Σ x t`.
    pub(super) fn new(
        precision: &[f64],
        mean: &[f64],
        noise: f64,
        evidence: &Evidence,
    ) -> Result<Self, NotPositiveDefinite> {
        let size = mean.len();
        let mut total = precision.to_vec();
        let mut squares = evidence.squares.iter();
        for row in 0..size {
            // Only the lower triangle is read.
            for (total, square) in total[row * size..][..=row].iter_mut().zip(&mut squares) {
                *total += noise * square;
            }
        }
        let factor = Cholesky::new(total, size)?;
        let mut solution: Vec<f64> = evidence.targets.iter().map(|h| noise * h).collect();
        for (row, value) in precision.chunks_exact(size).zip(mean) {
            add_scaled(&mut solution, *value, row);
        }
        factor.solve(&mut solution);
        Ok(Self {
            mean: solution,
            factor,
        })
    }

    /// A draw from it.
    pub(super) fn draw(self, rng: &mut Rng) -> Vec<f64> {
        let Self { mut mean, factor } = self;
        let mut noise = normals(mean.len(), rng);
        factor.solve_transposed(&mut noise);
        add_scaled(&mut mean, 1.0, &noise);
        mean
    }
}

/// `n` independent draws from N(0, 1).
pub(super) fn normals(n: usize, rng: &mut Rng) -> Vec<f64> {
    StandardNormal.sample_iter(rng).take(n).collect()
}

#[cfg(test)]
mod tests {
    use matinee_core::random::seeded;

    use super::*;

    #[test]
    fn the_scatter_is_around_the_mean() {
        let rows = [1.0, 2.0, 3.0, 6.0];
        assert_eq!(scatter(&rows, &[2.0, 4.0]), [3.0, 4.0, 4.0, 9.0]);
    }

    #[test]
    fn wishart_draws_have_freedom_times_scale_as_their_mean() {
        // B = (2, 1; 1, 3), B⁻¹ = (3, −1; −1, 2) / 5
        let inverse_scale = Cholesky::new(vec![2.0, 1.0, 1.0, 3.0], 2).unwrap();
        let (n, rng) = (20_000, &mut seeded(1, 0));
        let mut mean = [0.0; 4];
        for _ in 0..n {
            let drawn = wishart(&inverse_scale, 2, 7.0, rng);
            add_scaled(&mut mean, 1.0 / f64::from(n), &drawn);
        }
        for (found, expected) in mean.iter().zip([4.2, -1.4, -1.4, 2.8]) {
            assert!((found - expected).abs() < 0.05, "{found} {expected}");
        }
    }

    #[test]
    fn of_many_rows_the_mean_and_the_spread_are_found() {
        let rng = &mut seeded(1, 0);
        let rows: Vec<f64> = (0..20_000)
            .flat_map(|_| {
                let noise = normals(2, rng);
                [1.0 + 2.0 * noise[0], -3.0 + 0.5 * noise[1]]
            })
            .collect();
        let prior = Prior::draw(&rows, 2, rng).unwrap();
        for (found, expected) in
            (prior.mean.iter().chain(&prior.precision)).zip([1.0, -3.0, 0.25, 0.0, 0.0, 4.0])
        {
            assert!((found - expected).abs() < 0.1, "{found} {expected}");
        }
    }

    #[test]
    fn one_row_is_enough() {
        let prior = Prior::draw(&[0.5, -0.5, 0.0], 3, &mut seeded(1, 0)).unwrap();
        assert!(
            prior
                .mean
                .iter()
                .chain(&prior.precision)
                .all(|x| x.is_finite())
        );
    }

    /// Level and one factor; the other side's rows are (., 2) and (., −1).
    fn evidence() -> Evidence {
        let regressors = Regressors::new(&[9.0, 2.0, 9.0, -1.0], 2);
        let mut evidence = Evidence::new(2);
        evidence.collect(&regressors, [(0, 1.0), (1, 0.5), (0, 3.0)].into_iter());
        evidence
    }

    #[test]
    fn evidence_is_summed_over_the_ratings() {
        // x = (1, 2), (1, −1), (1, 2)
        assert_eq!(evidence().targets, [4.5, 7.5]);
        assert_eq!(evidence().squares, [3.0, 3.0, 9.0]);
    }

    #[test]
    fn the_mean_is_the_ridge_solution() {
        // α = 2, Λ = 4 I, mean 0: (3 + 2, 3; 3, 9 + 2) p = (4.5, 7.5).
        let posterior =
            Posterior::new(&[4.0, 0.0, 0.0, 4.0], &[0.0, 0.0], 2.0, &evidence()).unwrap();
        let expected = [
            (4.5 * 11.0 - 3.0 * 7.5) / 46.0,
            (5.0 * 7.5 - 3.0 * 4.5) / 46.0,
        ];
        for (found, expected) in posterior.mean.iter().zip(expected) {
            assert!((found - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn without_evidence_the_prior_remains() {
        let prior = [2.0, 1.0, 1.0, 3.0];
        let posterior = Posterior::new(&prior, &[0.5, -1.0], 1.2, &Evidence::new(2)).unwrap();
        assert!((posterior.mean[0] - 0.5).abs() < 1e-12);
        assert!((posterior.mean[1] + 1.0).abs() < 1e-12);
    }

    #[test]
    fn draws_have_the_mean_and_the_inverse_precision() {
        // Λ⁻¹ = (3, −1; −1, 2) / 5
        let n = 20_000;
        let rng = &mut seeded(1, 0);
        let mut sums = [0.0; 5];
        for _ in 0..n {
            let posterior =
                Posterior::new(&[2.0, 1.0, 1.0, 3.0], &[1.0, -1.0], 1.0, &Evidence::new(2));
            let drawn = posterior.unwrap().draw(rng);
            let (x, y) = (drawn[0] - 1.0, drawn[1] + 1.0);
            for (sum, value) in sums.iter_mut().zip([x, y, x * x, x * y, y * y]) {
                *sum += value / f64::from(n);
            }
        }
        for (found, expected) in sums.iter().zip([0.0, 0.0, 0.6, -0.2, 0.4]) {
            assert!((found - expected).abs() < 0.02, "{found} {expected}");
        }
    }
}
