//! Numbers that are a level of either side and a product of two vectors: what the hybrid's rating head and
//! factor models have in common.
//!
//! ```text
//! value(u, i) = mean + level_u + level_i + vector_u · vector_i
//! ```

use wide::f32x4;

use crate::container::quantise::Stored;
use crate::matrix::Tiles;
use crate::tile::{Of, Tile, first, in_tiles, spread};
use matinee_core::domain::MovieIdx;
use matinee_core::ready::Pause;

/// By how much more than its length a vector reaches: products of thousands of values are less wrong.
const MARGIN: f64 = 1.001;

/// The movies' side: rows of `d` values and a level.
#[derive(Debug)]
pub(super) struct Side {
    mean: f32,
    /// [n_movies, d]
    vectors: Tiles,
    /// [n_movies]
    levels: Vec<f32>,
    /// [n_movies], in tiles; so the next.
    levels_in_tiles: Box<[Of<f32>]>,
    /// Of their vectors.
    lengths: Box<[Of<f32>]>,
}

/// A person's side.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Vector {
    /// [d]
    pub(super) values: Vec<f32>,
    /// The same, [`spread`].
    spread: Vec<f32x4>,
    pub(super) level: f32,
    /// The mean and the level, in all lanes.
    base: f32x4,
    /// Of the values, a thousandth longer, in all lanes.
    length: f32x4,
}

/// In double precision: a square of what is finite is finite.
fn length(vector: &[f32]) -> f64 {
    let squares = vector.iter().map(|value| f64::from(*value).powi(2));
    squares.sum::<f64>().sqrt()
}

impl Side {
    /// From [n_movies, d + 1], where everything is `mean` on average; `pause` between pieces of a few
    /// milliseconds.
    pub(super) async fn new(mean: f32, movies: &Stored, pause: Pause<'_>) -> Self {
        let movies = movies.to_matrix();
        pause().await;
        let d = movies.n_cols - 1;
        let levels: Vec<f32> = (0..movies.n_rows).map(|row| movies.row(row)[d]).collect();
        let lengths = (0..movies.n_rows).map(|row| length(&movies.row(row)[..d]) as f32);
        let lengths = in_tiles(&lengths.collect::<Vec<_>>());
        pause().await;
        let vectors = Tiles::new(&movies, d);
        pause().await;
        Self {
            mean,
            vectors,
            levels_in_tiles: in_tiles(&levels),
            levels,
            lengths,
        }
    }

    /// Somebody with this row of `d` values and a level.
    pub(super) fn person(&self, row: &[f32]) -> Vector {
        let (values, level) = row.split_at(row.len() - 1);
        Vector {
            spread: spread(values.iter().copied()),
            values: values.to_vec(),
            level: level[0],
            base: f32x4::splat(self.mean + level[0]),
            length: f32x4::splat((MARGIN * length(values)) as f32),
        }
    }

    pub(super) const fn mean(&self) -> f32 {
        self.mean
    }

    pub(super) fn level(&self, movie: MovieIdx) -> f32 {
        self.levels[movie.row()]
    }

    /// [d]: a movie's vector.
    pub(super) fn vector(&self, movie: MovieIdx) -> impl Iterator<Item = f32> + Clone {
        self.vectors.row(movie.row())
    }

    pub(super) fn value(&self, person: &Vector, movie: MovieIdx) -> f32 {
        // One row alone is less work than its tile.
        let level = first(person.base) + self.levels[movie.row()];
        level + self.vectors.product(movie.row(), &person.values)
    }

    /// Of a tile of movies.
    #[inline(always)]
    pub(super) fn values(&self, person: &Vector, tile: usize) -> Tile {
        let levels = Tile::new(&self.levels_in_tiles[tile]) + person.base;
        levels + self.vectors.products(tile, &person.spread)
    }

    /// What none of [`Side::values`] exceeds (Cauchy and Schwarz), rounding included.
    #[inline(always)]
    pub(super) fn most_of(&self, person: &Vector, tile: usize) -> Tile {
        let levels = Tile::new(&self.levels_in_tiles[tile]) + person.base;
        levels + Tile::new(&self.lengths[tile]) * person.length
    }

    /// Of [`Side::value`], the sum of the magnitudes of what is added up.
    pub(super) fn magnitude(&self, person: &Vector, movie: MovieIdx) -> f32 {
        let levels = self.mean.abs() + person.level.abs() + self.levels[movie.row()].abs();
        let products = self.vector(movie).zip(&person.values);
        levels + products.map(|(a, b)| (a * b).abs()).sum::<f32>()
    }

    /// Cosines of a movie's vector with every movie's.
    pub(super) fn cosines(&self, movie: MovieIdx) -> impl Iterator<Item = f32> {
        self.vectors.cosines(movie.row())
    }
}

/// Ratings' worth of "no opinion" added to a person's level.
const SHRINKAGE: f32 = 5.0;

/// What a person's own level leaves of what movies leave of their ratings: it is what those are on average, with
/// five ratings' worth of nothing, as in `matinee_train::training::Biases`.
pub(super) fn without_level(rests: Vec<f32>) -> Vec<f32> {
    let level = rests.iter().sum::<f32>() / (rests.len() as f32 + SHRINKAGE);
    rests.into_iter().map(|rest| rest - level).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::tile::lane;

    use super::*;
    use crate::container::quantise::Precision;
    use crate::matrix::Matrix;
    use matinee_core::ready::{at_once, no_pause};

    const D: usize = 5;

    fn rows(n_rows: usize) -> impl Strategy<Value = Vec<f32>> {
        prop::collection::vec(-3.0_f32..3.0, n_rows * (D + 1))
    }

    proptest! {
        #[test]
        fn values_are_never_more_than_the_most_and_those_of_one_row_are_those_of_its_tile(
            user in rows(1),
            movies in rows(20),
            // Where both point the same way the bound is all but reached.
            parallel in prop::option::of(-2.0_f32..2.0),
        ) {
            let mut movies = movies;
            if let Some(times) = parallel {
                for (movie, user) in movies.iter_mut().zip(&user).take(D) {
                    *movie = user * times;
                }
            }
            let movies = Matrix::from_rows(D + 1, movies.chunks_exact(D + 1));
            let movies = Stored::new(&movies, Precision::F32);
            let side = at_once(Side::new(3.5, &movies, &no_pause));
            let person = side.person(&user);
            for row in 0..20 {
                let value = lane(row, |tile| side.values(&person, tile));
                let most = lane(row, |tile| side.most_of(&person, tile));
                prop_assert!(value <= most, "{} {}", value, most);
                prop_assert_eq!(side.value(&person, MovieIdx(row as u32)), value);
            }
        }
    }
}
