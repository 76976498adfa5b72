//! The principal axes of what people rated, without ever forming a matrix of movie pairs.

use rand_distr::{Distribution, StandardNormal};

use crate::linear::SymmetricEigen;
use crate::random::Rng;

use super::profiles::Profiles;

/// Columns beside those asked for. The last axis wanted converges with the ratio of its eigenvalue
/// to the first one outside the block, so a few more columns save many rounds.
const N_SPARE: usize = 8;

/// An eigenvalue below this share of the largest is rounding error, and its vector is noise.
const NOISE: f64 = 1e-6;

/// The largest eigenpairs of `XᵀX`, largest first.
#[derive(Clone, Debug)]
pub(super) struct Axes {
    /// [k]
    pub(super) values: Vec<f64>,
    /// [n_movies, k] row by row: orthonormal columns, the largest entry of each positive.
    pub(super) vectors: Vec<f64>,
}

/// At most `rank` axes of `profiles`, over `n_movies` movies: fewer when the data has fewer
/// dimensions.
///
/// Block power iteration. With Y = XᵀX Q and YᵀY = P Λ Pᵀ, the next Q is Y P Λ^-½: this both makes
/// the columns orthonormal and turns them to the axes, so no step is left for the end.
pub(super) fn principal_axes(
    profiles: &Profiles,
    n_movies: usize,
    rank: usize,
    n_iterations: u32,
    rng: &mut Rng,
) -> Axes {
    let width = (rank + N_SPARE).min(n_movies);
    let mut axes = Axes {
        values: vec![0.0; width],
        vectors: StandardNormal
            .sample_iter(rng)
            .take(n_movies * width)
            .collect(),
    };
    for _ in 0..n_iterations {
        let image = profiles.gram_times(&axes.vectors, axes.values.len());
        axes = orthonormal(&image, axes.values.len());
    }
    axes.keep(rank);
    axes.fix_signs();
    axes
}

/// The axes of the span of `block`'s columns ([n, width]), and their lengths.
fn orthonormal(block: &[f64], width: usize) -> Axes {
    let mut gram = vec![0.0; width * width];
    for row in block.chunks_exact(width) {
        for (sums, x) in gram.chunks_exact_mut(width).zip(row) {
            for (sum, y) in sums.iter_mut().zip(row) {
                *sum += x * y;
            }
        }
    }
    let eigen = SymmetricEigen::new(gram, width);
    let lengths = eigen.values.iter().map(|square| square.max(0.0).sqrt());
    let largest = eigen.values.first().copied().unwrap_or(0.0).max(0.0).sqrt();
    let values: Vec<f64> = lengths
        .take_while(|length| *length > NOISE * largest)
        .collect();
    let turns: Vec<(&[f64], f64)> = (eigen.vectors.chunks_exact(width))
        .zip(values.iter().copied())
        .collect();
    let vectors = block
        .chunks_exact(width)
        .flat_map(|row| {
            turns.iter().map(move |(turn, length)| {
                row.iter().zip(*turn).map(|(x, p)| x * p).sum::<f64>() / length
            })
        })
        .collect();
    Axes { values, vectors }
}

impl Axes {
    /// Drops all but the first `rank` axes.
    fn keep(&mut self, rank: usize) {
        let width = self.values.len();
        if rank < width {
            self.vectors = (self.vectors.chunks_exact(width))
                .flat_map(|row| row[..rank].iter().copied())
                .collect();
            self.values.truncate(rank);
        }
    }

    /// An axis has no sign of its own: the entry of the largest magnitude (the first of them)
    /// becomes positive.
    fn fix_signs(&mut self) {
        let width = self.values.len();
        for axis in 0..width {
            let entries = || self.vectors[axis..].iter().step_by(width);
            let largest = entries().fold(
                0.0_f64,
                |most, x| if x.abs() > most.abs() { *x } else { most },
            );
            if largest < 0.0 {
                for x in self.vectors[axis..].iter_mut().step_by(width) {
                    *x = -*x;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MovieIdx, Rating, Stars, UserIdx};
    use crate::random::{permutation, seeded};

    const WEIGHTS: [f32; 5] = [0.5, 1.0, 1.5, 2.0, 2.5];

    /// `n` people and movies, two of five pairs rated.
    fn profiles(n: u32) -> Profiles {
        let order = permutation(n * n, &mut seeded(7, 0));
        let ratings: Vec<Rating> = order[..order.len() * 2 / 5]
            .iter()
            .map(|pair| Rating {
                user: UserIdx(pair / n),
                movie: MovieIdx(pair % n),
                stars: Stars::ALL[(pair % 5) as usize],
            })
            .collect();
        Profiles::new(&ratings, (n as usize, n as usize), &WEIGHTS)
    }

    fn axes(profiles: &Profiles, n_movies: usize, rank: usize) -> Axes {
        principal_axes(profiles, n_movies, rank, 200, &mut seeded(1, 0))
    }

    /// Σ_k e_k v_k v_kᵀ, [n, n].
    fn product(axes: &Axes, n: usize) -> Vec<f64> {
        let k = axes.values.len();
        let row = |movie: usize| &axes.vectors[movie * k..][..k];
        let pair = |at: usize| {
            let factors = row(at / n).iter().zip(row(at % n)).zip(&axes.values);
            factors.map(|((a, b), e)| a * b * e).sum()
        };
        (0..n * n).map(pair).collect()
    }

    #[test]
    fn the_axes_are_those_of_a_dense_decomposition() {
        let n = 30;
        let profiles = profiles(30);
        let identity: Vec<f64> = (0..n * n)
            .map(|at| f64::from(u8::from(at / n == at % n)))
            .collect();
        let dense = SymmetricEigen::new(profiles.gram_times(&identity, n), n);
        let rank = 5;
        let found = axes(&profiles, n, rank);
        assert_eq!(found.values.len(), rank);
        for k in 0..rank {
            assert!((found.values[k] - dense.values[k]).abs() < 1e-9 * dense.values[0]);
            let dot: f64 = (0..n)
                .map(|m| found.vectors[m * rank + k] * dense.vectors[k * n + m])
                .sum();
            assert!((dot.abs() - 1.0).abs() < 1e-9, "axis {k}");
        }
    }

    #[test]
    fn all_axes_together_are_the_whole_matrix() {
        let n = 12;
        let profiles = profiles(12);
        let identity: Vec<f64> = (0..n * n)
            .map(|at| f64::from(u8::from(at / n == at % n)))
            .collect();
        let whole = profiles.gram_times(&identity, n);
        let found = axes(&profiles, n, 100);
        assert!(found.values.len() <= n);
        for (found, expected) in product(&found, n).iter().zip(&whole) {
            assert!((found - expected).abs() < 1e-6 * whole[0]);
        }
    }

    #[test]
    fn one_person_has_one_axis() {
        let ratings = [0, 2].map(|movie| Rating {
            user: UserIdx(1),
            movie: MovieIdx(movie),
            stars: Stars::ALL[1],
        });
        let found = axes(&Profiles::new(&ratings, (3, 4), &WEIGHTS), 4, 3);
        assert_eq!(found.values.len(), 1);
        assert!((found.values[0] - 2.0).abs() < 1e-12);
        for (x, expected) in found
            .vectors
            .iter()
            .zip([0.5_f64.sqrt(), 0.0, 0.5_f64.sqrt(), 0.0])
        {
            assert!((x - expected).abs() < 1e-12);
        }
    }

    #[test]
    fn the_largest_entry_of_an_axis_is_positive() {
        let found = axes(&profiles(30), 30, 6);
        for axis in 0..6 {
            let entries = found.vectors[axis..].iter().step_by(6);
            let largest = entries.max_by(|a, b| a.abs().total_cmp(&b.abs()));
            assert!(*largest.unwrap() > 0.0, "axis {axis}");
        }
    }
}
