//! What a side's rows have in common: the normal distribution that they are drawn from.

use rand_distr::{ChiSquared, Distribution, StandardNormal};

use matinee_core::linear::{Cholesky, NotPositiveDefinite, add_scaled};
use matinee_core::random::Rng;

use super::posterior::normals;

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

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::random::seeded;

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
}
