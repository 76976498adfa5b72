//! The seed network's forward pass over precomputed halves.

use wide::f32x8;

use crate::artifact::{Artifact, SeedWeights};
use crate::domain::{MovieIdx, UserIdx};
use crate::features::{Matrix, MovieFeatures, UserFeatures};

/// Floats summed side by side: one 256-bit or two 128-bit SIMD registers. It fixes the order of
/// the sums, so it is part of what makes scores the same everywhere.
const LANES: usize = 8;

/// Everything that does not depend on the pair, multiplied out.
#[derive(Debug)]
pub(super) struct Scorer {
    /// Hidden units, rounded up to a multiple of [`LANES`]; the extra ones weigh 0.
    width: usize,
    /// [n_users, width]: what the user contributes to each hidden unit, with the shift.
    user_half: Vec<f32>,
    /// [n_movies, width]: what the movie contributes.
    movie_half: Vec<f32>,
    /// [width], in stars
    fc2: Vec<f32>,
    /// In stars.
    fc2_bias: f32,
    /// [n_movies]: what popularity adds to the ranking score.
    prior: Vec<f32>,
}

impl Scorer {
    pub(super) fn new(artifact: &Artifact) -> Self {
        let SeedWeights {
            user_embedding,
            movie_embedding,
            fc1,
            scale,
            shift,
            fc2,
            fc2_bias,
            popularity_weight,
        } = &artifact.weights;
        let catalogue = &artifact.catalogue;
        let users = UserFeatures::new(&artifact.people.users, artifact.people.occupations.len());
        let movies = MovieFeatures::new(&catalogue.movies, catalogue.genres.len());
        let fc1 = fc1.to_matrix();
        let width = fc1.n_cols.next_multiple_of(LANES);

        // The order of fc1's rows: E_u, E_i, x_u, x_i.
        let user_rows = 0;
        let movie_rows = user_embedding.shape().1;
        let user_feature_rows = movie_rows + movie_embedding.shape().1;
        let movie_feature_rows = user_feature_rows + users.matrix().n_cols;
        let half = |offset: Option<&[f32]>, parts: [(&Matrix, usize); 2]| {
            project(parts, &fc1, scale, offset, width)
        };

        Self {
            width,
            user_half: half(
                Some(shift),
                [
                    (&user_embedding.to_matrix(), user_rows),
                    (users.matrix(), user_feature_rows),
                ],
            ),
            movie_half: half(
                None,
                [
                    (&movie_embedding.to_matrix(), movie_rows),
                    (movies.matrix(), movie_feature_rows),
                ],
            ),
            fc2: padded(fc2, width),
            fc2_bias: *fc2_bias,
            prior: catalogue
                .n_liked
                .iter()
                .map(|&n| popularity_weight * libm::logf(1.0 + n as f32))
                .collect(),
        }
    }

    pub(super) fn raw_stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        let user = self.row(&self.user_half, user.row());
        let movie = self.row(&self.movie_half, movie.row());
        self.fc2_bias + relu_dot(user, movie, &self.fc2)
    }

    /// Calls `visit` with every movie and its raw stars, ascending by movie.
    pub(super) fn for_each_movie(&self, user: UserIdx, mut visit: impl FnMut(MovieIdx, f32)) {
        let user = self.row(&self.user_half, user.row());
        for (movie, half) in (0..).zip(self.movie_half.chunks_exact(self.width)) {
            visit(
                MovieIdx(movie),
                self.fc2_bias + relu_dot(user, half, &self.fc2),
            );
        }
    }

    fn row<'a>(&self, half: &'a [f32], row: usize) -> &'a [f32] {
        &half[row * self.width..(row + 1) * self.width]
    }

    pub(super) fn prior(&self, movie: MovieIdx) -> f32 {
        self.prior[movie.row()]
    }
}

/// Σ fc2 · max(user + movie, 0), in [`LANES`] running sums.
///
/// Explicit SIMD: the page is compiled for size, which leaves loops scalar.
fn relu_dot(user: &[f32], movie: &[f32], fc2: &[f32]) -> f32 {
    let (user, movie, fc2) = (
        user.as_chunks::<LANES>().0,
        movie.as_chunks::<LANES>().0,
        fc2.as_chunks::<LANES>().0,
    );
    let mut sums = f32x8::ZERO;
    for ((user, movie), fc2) in user.iter().zip(movie).zip(fc2) {
        let active = (f32x8::new(*user) + f32x8::new(*movie)).fast_max(f32x8::ZERO);
        // A product and a sum, not a fused one: wasm has none, and the bits must be the same.
        sums += f32x8::new(*fc2) * active;
    }
    let [a, b, c, d, e, f, g, h] = sums.to_array();
    ((a + e) + (c + g)) + ((b + f) + (d + h))
}

/// One half of fc1, for every row of the tables: `scale ⊙ Σ table · fc1[rows] + offset`.
///
/// # Shapes
/// Each part is a table [n, d] and the first of its d rows in `fc1` [inputs, hidden];
/// the result is [n, width].
fn project(
    parts: [(&Matrix, usize); 2],
    fc1: &Matrix,
    scale: &[f32],
    offset: Option<&[f32]>,
    width: usize,
) -> Vec<f32> {
    let n = parts[0].0.n_rows;
    let mut half = vec![0_f32; n * width];
    for (row, out) in half.chunks_exact_mut(width).enumerate() {
        for (table, first) in parts {
            for (input, &value) in table.row(row).iter().enumerate() {
                if value == 0.0 {
                    continue; // most features are
                }
                for (sum, weight) in out.iter_mut().zip(fc1.row(first + input)) {
                    *sum += value * weight;
                }
            }
        }
        for (sum, scale) in out.iter_mut().zip(scale) {
            *sum *= scale;
        }
        for (sum, offset) in out.iter_mut().zip(offset.unwrap_or_default()) {
            *sum += offset;
        }
    }
    half
}

fn padded(values: &[f32], width: usize) -> Vec<f32> {
    let mut padded = values.to_vec();
    padded.resize(width, 0.0);
    padded
}
