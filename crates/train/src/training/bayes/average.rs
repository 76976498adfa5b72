//! The mean of what the samples predict.

use matinee_engine::features::Matrix;

use super::side::Side;

/// Movies predicted at once: what they need stays in the processor's nearest memory.
const TILE: usize = 256;

/// Stars of all pairs, summed over samples.
#[derive(Debug)]
pub(super) struct Average {
    n_samples: u32,
    /// [n_users, n_movies]
    sums: Matrix,
}

impl Average {
    /// Of no samples yet.
    pub(super) fn new(n_users: usize, n_movies: usize) -> Self {
        Self {
            n_samples: 0,
            sums: Matrix {
                n_rows: n_users,
                n_cols: n_movies,
                values: vec![0.0; n_users * n_movies],
            },
        }
    }

    /// Adds `mean + level_u + level_i + p_u · q_i`, clipped to 1..5.
    pub(super) fn add(&mut self, mean: f64, users: &Side, movies: &Side) {
        let (n_movies, size) = (self.sums.n_cols, movies.size);
        // [size, n_movies]: levels, then factor by factor, so that the loop runs over movies.
        let mut columns = vec![0.0_f32; size * n_movies];
        for (movie, vector) in movies.vectors.chunks_exact(size).enumerate() {
            for (d, value) in vector.iter().enumerate() {
                columns[d * n_movies + movie] = *value as f32;
            }
        }
        let mut stars = [0.0_f32; TILE];
        for start in (0..n_movies).step_by(TILE) {
            let tile = start..(start + TILE).min(n_movies);
            let stars = &mut stars[..tile.len()];
            for (user, sums) in self.sums.values.chunks_exact_mut(n_movies).enumerate() {
                let (level, factors) = users.row(user);
                let level = (mean + level) as f32;
                for (stars, movie_level) in stars.iter_mut().zip(&columns[tile.clone()]) {
                    *stars = level + movie_level;
                }
                for (p, q) in factors.iter().zip(columns.chunks_exact(n_movies).skip(1)) {
                    let p = *p as f32;
                    for (stars, q) in stars.iter_mut().zip(&q[tile.clone()]) {
                        *stars += p * q;
                    }
                }
                for (sum, stars) in sums[tile.clone()].iter_mut().zip(&*stars) {
                    *sum += stars.clamp(1.0, 5.0);
                }
            }
        }
        self.n_samples += 1;
    }

    /// The mean. Without samples, 0.
    pub(super) fn finish(mut self) -> Matrix {
        let n_samples = self.n_samples.max(1) as f32;
        for value in &mut self.sums.values {
            *value /= n_samples;
        }
        self.sums
    }
}
