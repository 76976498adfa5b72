//! What a person thinks of genres, and what that adds to the order: whoever dislikes a dozen movies
//! of a genre has said something of the others too, also where no movie of it is like those.

use wide::f32x16;

use crate::serving::simd::TILE;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::order;
use matinee_data::dataset::Movie;

use super::weights::RankingWeights;

/// As many as fit in a set: see [`Movie::genres`].
const N_GENRES: usize = 32;

/// The genres of all movies, and what opinions of them weigh.
#[derive(Debug)]
pub(super) struct Genres {
    /// Those that some movie has, each once.
    sets: Vec<u32>,
    /// [n_movies], in whole tiles: a row of `sets`.
    of_movies: Vec<u32>,
    weight: f32,
    ratings: f32,
}

/// A person's, as they add to a score.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Opinions {
    /// By genre: what it adds.
    amounts: Box<[f32; N_GENRES]>,
    /// [sets]: what all genres of a set add, for movies have few different ones.
    of_sets: Vec<f32>,
    /// By genre: what each star above the middle of the scale, given to one of its movies, adds to
    /// that. Nothing where ratings are not known.
    of_a_star: Box<[f32; N_GENRES]>,
}

impl Genres {
    pub(super) fn new(weights: &RankingWeights, movies: &[Movie]) -> Self {
        let mut sets: Vec<u32> = movies.iter().map(|movie| movie.genres).collect();
        order::sort(&mut sets, &Ord::cmp);
        sets.dedup();
        let row = |movie: &Movie| sets.binary_search(&movie.genres).unwrap_or_default() as u32;
        let mut of_movies: Vec<u32> = movies.iter().map(row).collect();
        of_movies.resize(of_movies.len().next_multiple_of(TILE), 0);
        Self {
            sets,
            of_movies,
            weight: weights.genres_weight,
            ratings: weights.genres_ratings,
        }
    }

    /// By genre, what all ratings of its movies say together: the mean of their stars above the middle
    /// of the scale, with `ratings` more that say nothing.
    pub(super) fn opinions(&self, ratings: &[(MovieIdx, Stars)]) -> Opinions {
        let mut counts = [0.0_f32; N_GENRES];
        let mut sums = [0.0_f32; N_GENRES];
        for (movie, stars) in ratings {
            let mut set = self.set(*movie);
            while let Some(genre) = take_first(&mut set) {
                counts[genre] += 1.0;
                sums[genre] += stars.above_middle();
            }
        }
        let of_a_star = counts.map(|count| self.weight / (count + self.ratings));
        let mut amounts = of_a_star;
        for (amount, sum) in amounts.iter_mut().zip(sums) {
            *amount *= sum;
        }
        self.with(amounts, of_a_star)
    }

    /// From means as an artifact without ratings has them: see [`Genres::opinions`].
    pub(super) fn learned(&self, means: &[f32]) -> Opinions {
        let mut amounts = [0.0; N_GENRES];
        for (amount, mean) in amounts.iter_mut().zip(means) {
            *amount = self.weight * mean;
        }
        self.with(amounts, [0.0; N_GENRES])
    }

    fn with(&self, amounts: [f32; N_GENRES], of_a_star: [f32; N_GENRES]) -> Opinions {
        Opinions {
            of_sets: self.sets.iter().map(|set| sum(*set, &amounts)).collect(),
            amounts: Box::new(amounts),
            of_a_star: Box::new(of_a_star),
        }
    }

    fn set(&self, movie: MovieIdx) -> u32 {
        self.sets[self.of_movies[movie.row()] as usize]
    }

    /// What they add to the scores of a tile of movies.
    #[inline(always)]
    pub(super) fn of_tile(&self, opinions: &Opinions, tile: usize) -> f32x16 {
        let mut amounts = [0.0; TILE];
        for (amount, set) in amounts.iter_mut().zip(&self.of_movies[tile * TILE..]) {
            *amount = opinions.of_sets[*set as usize];
        }
        f32x16::new(amounts)
    }

    /// The sum of the magnitudes of what is added up there for a movie.
    pub(super) fn magnitude(&self, opinions: &Opinions, movie: MovieIdx) -> f32 {
        sum(self.set(movie), &opinions.amounts.map(f32::abs))
    }

    /// What having given `stars` to `rated` adds there for `movie`.
    pub(super) fn share(
        &self,
        opinions: &Opinions,
        movie: MovieIdx,
        (rated, stars): (MovieIdx, Stars),
    ) -> f32 {
        let both = self.set(movie) & self.set(rated);
        stars.above_middle() * sum(both, &opinions.of_a_star)
    }
}

/// The values of a set's genres, summed up.
fn sum(mut set: u32, values: &[f32; N_GENRES]) -> f32 {
    let mut sum = 0.0;
    while let Some(genre) = take_first(&mut set) {
        sum += values[genre];
    }
    sum
}

/// Takes the first genre out of a set.
fn take_first(set: &mut u32) -> Option<usize> {
    let first = set.trailing_zeros() as usize;
    *set &= set.wrapping_sub(1);
    (first < N_GENRES).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: [u32; 5] = [0b01, 0b11, 0b10, 0b00, 0b110];

    fn genres() -> Genres {
        let mut of_movies: Vec<u32> = (0..OF.len() as u32).collect();
        of_movies.resize(TILE, 0);
        Genres {
            sets: OF.to_vec(),
            of_movies,
            weight: 0.5,
            ratings: 2.0,
        }
    }

    fn given(movie: u32, stars: u8) -> (MovieIdx, Stars) {
        (MovieIdx(movie), Stars::try_from(stars).unwrap())
    }

    fn added(opinions: &Opinions) -> [f32; TILE] {
        genres().of_tile(opinions, 0).to_array()
    }

    #[test]
    fn an_opinion_is_the_shrunk_mean_of_the_stars_above_the_middle() {
        // Genre 0: 1 and 5 stars, so nothing; genre 1: 5 and 4 stars, (2 + 1) / (2 + 2).
        let opinions = genres().opinions(&[given(0, 1), given(1, 5), given(2, 4)]);
        let found = added(&opinions);
        assert_eq!(found[..5], [0.0, 0.375, 0.375, 0.0, 0.375]);
    }

    #[test]
    fn the_shares_of_the_ratings_sum_to_what_the_opinions_add() {
        let ratings = [given(0, 1), given(1, 2), given(2, 4), given(4, 5)];
        let opinions = genres().opinions(&ratings);
        for (movie, added) in (0..OF.len() as u32).zip(added(&opinions)) {
            let shares = ratings.map(|it| genres().share(&opinions, MovieIdx(movie), it));
            assert!((shares.iter().sum::<f32>() - added).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_learned_without_ratings_adds_the_same() {
        let opinions = genres().opinions(&[given(0, 1), given(1, 5), given(2, 4)]);
        let learned = genres().learned(&[0.0, 0.75]);
        assert_eq!(added(&learned), added(&opinions));
    }
}
