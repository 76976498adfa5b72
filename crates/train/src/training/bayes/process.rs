//! What a side's rows owe to what is known of them: a Gaussian process.

use rand_distr::{Distribution, Gamma};

use matinee_core::linear::{Axes, add_scaled, dot};
use matinee_core::random::Rng;

use super::posterior::normals;
use super::prior::Prior;

/// A term `g` of a side's vectors, [n, size]: alike rows of kernel `K = V diag(s) Vᵀ` have alike
/// terms, g ~ N(0, K / λ between rows, Λ⁻¹ between columns).
#[derive(Debug)]
pub(super) struct Process {
    axes: Axes,
    /// λ: the larger, the smaller g.
    precision: f64,
    /// g, [n, size]
    pub(super) values: Vec<f64>,
}

impl Process {
    /// Starts with g = 0.
    pub(super) fn new(axes: Axes, precision: f64, [n, size]: [usize; 2]) -> Self {
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
    pub(super) fn draw(&mut self, rest: &[f64], prior: &Prior, rng: &mut Rng) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::random::seeded;

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
}
