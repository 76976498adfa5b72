//! Who somebody is, judged by what they rated.

use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::order;
use matinee_data::dataset::Movie;

/// How strongly a genre's mean is drawn to the person's own: as if by this many more ratings.
const SHRINKAGE: f32 = 8.0;
/// Genres that are named.
const N_FAVOURITES: usize = 4;

/// What a person's ratings say.
#[derive(Clone, Debug, PartialEq)]
pub struct TasteProfile {
    /// Mean stars; `None` without ratings.
    pub mean: Option<f32>,
    /// How often each number of stars was given, 1 first.
    pub counts: [usize; 5],
    /// What they like more than the rest of what they saw, most first.
    pub favourites: Vec<Favourite>,
}

/// A genre that a person likes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Favourite {
    /// Row of the catalogue's genres.
    pub genre: usize,
    /// Mean stars that they gave to it.
    pub mean: f32,
    /// How many of its movies they rated.
    pub n_ratings: usize,
}

impl TasteProfile {
    /// Draws the taste profile of who has this history.
    #[must_use]
    pub fn of(history: &[(MovieIdx, Stars)], movies: &[Movie]) -> Self {
        let mut counts = [0; 5];
        let mut sums = [(0_usize, 0_f32); 32];
        for (movie, stars) in history {
            counts[usize::from(stars.get()) - 1] += 1;
            for genre in movies[movie.row()].genre_rows() {
                sums[genre].0 += 1;
                sums[genre].1 += stars.as_f32();
            }
        }
        let total: f32 = history.iter().map(|(_, stars)| stars.as_f32()).sum();
        let mean = (!history.is_empty()).then(|| total / history.len() as f32);
        Self {
            mean,
            counts,
            favourites: mean.map_or_else(Vec::new, |mean| favourites(&sums, mean)),
        }
    }

    /// Finds the largest of the five counts, at least 1: the height of the tallest bar.
    #[must_use]
    pub fn tallest(&self) -> usize {
        self.counts.iter().copied().max().unwrap_or(0).max(1)
    }
}

fn favourites(sums: &[(usize, f32)], mean: f32) -> Vec<Favourite> {
    let shrunken = |&(n, sum): &(usize, f32)| (sum - n as f32 * mean) / (n as f32 + SHRINKAGE);
    let mut liked: Vec<usize> = (0..sums.len())
        .filter(|&genre| shrunken(&sums[genre]) > 0.0)
        .collect();
    order::sort(&mut liked, &|&a, &b| {
        shrunken(&sums[b]).total_cmp(&shrunken(&sums[a]))
    });
    liked.truncate(N_FAVOURITES);
    let favourite = |genre: usize| Favourite {
        genre,
        mean: sums[genre].1 / sums[genre].0 as f32,
        n_ratings: sums[genre].0,
    };
    liked.into_iter().map(favourite).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::movie;

    /// Movies of the given genre sets.
    fn movies(genres: &[u32]) -> Vec<Movie> {
        let movies = (1..).zip(genres);
        movies
            .map(|(id, genres)| Movie {
                genres: *genres,
                ..movie(id, &id.to_string())
            })
            .collect()
    }

    fn history(stars: &[u8]) -> Vec<(MovieIdx, Stars)> {
        let rating =
            |(row, stars): (u32, &u8)| Some((MovieIdx(row), Stars::try_from(*stars).ok()?));
        (0..).zip(stars).filter_map(rating).collect()
    }

    #[test]
    fn counts_and_mean_come_from_the_ratings() {
        let taste = TasteProfile::of(&history(&[5, 4, 4, 1]), &movies(&[1, 1, 1, 1]));
        assert_eq!(taste.counts, [1, 0, 0, 2, 1]);
        assert_eq!(taste.mean, Some(3.5));
        assert_eq!(taste.tallest(), 2);
    }

    #[test]
    fn nobody_without_ratings_has_a_mean_or_a_favourite() {
        let taste = TasteProfile::of(&[], &movies(&[]));
        assert_eq!(taste.mean, None);
        assert!(taste.favourites.is_empty());
        assert_eq!(taste.tallest(), 1);
    }

    #[test]
    fn a_favourite_is_liked_more_than_the_rest() {
        let taste = TasteProfile::of(&history(&[5, 5, 1, 1]), &movies(&[1, 1, 2, 2]));
        let genres: Vec<_> = taste.favourites.iter().map(|liked| liked.genre).collect();
        assert_eq!(genres, [0]);
        assert_eq!(taste.favourites[0].n_ratings, 2);
        assert_eq!(taste.favourites[0].mean, 5.0);
    }

    #[test]
    fn many_good_ratings_weigh_more_than_a_single_one() {
        let mut genres = vec![1; 20];
        genres.push(2);
        genres.extend([4; 20]);
        let mut stars = vec![5; 20];
        stars.push(5);
        stars.extend([2; 20]);
        let taste = TasteProfile::of(&history(&stars), &movies(&genres));
        let genres: Vec<_> = taste.favourites.iter().map(|liked| liked.genre).collect();
        assert_eq!(genres, [0, 1]);
    }
}
