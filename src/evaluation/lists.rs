//! Top-N quality, protocol A: rank everything a person has not rated in training.

use std::collections::HashMap;

use crate::dataset::Movie;
use crate::domain::{MovieIdx, Rating, UserIdx};
use crate::features::genre_distribution;

use super::metrics;
use super::protocols::Ranker;

/// What the training rows say: who has rated what, and how often each movie was rated.
#[derive(Clone, Debug)]
pub struct TrainingView<'a> {
    movies: &'a [Movie],
    rated: Vec<Vec<MovieIdx>>,
    n_ratings: Vec<u32>,
}

impl<'a> TrainingView<'a> {
    /// Looks at the training rows of `n_users` users over `movies`.
    #[must_use]
    pub fn new(training: &[Rating], n_users: usize, movies: &'a [Movie]) -> Self {
        let mut rated = vec![Vec::new(); n_users];
        let mut n_ratings = vec![0; movies.len()];
        for rating in training {
            rated[rating.user.row()].push(rating.movie);
            n_ratings[rating.movie.row()] += 1;
        }
        Self {
            movies,
            rated,
            n_ratings,
        }
    }

    /// The `k` best movies that `user` has not rated in training, best first: by rank, then
    /// number of training ratings, then the order of the tables (raw id).
    pub fn best_unrated(&self, ranker: &impl Ranker, user: UserIdx, k: usize) -> Vec<MovieIdx> {
        let mut is_rated = vec![false; self.movies.len()];
        for movie in &self.rated[user.row()] {
            is_rated[movie.row()] = true;
        }
        let mut candidates: Vec<(f32, MovieIdx)> = (0..)
            .zip(&is_rated)
            .filter(|(_, is_rated)| !**is_rated)
            .map(|(row, _)| (ranker.rank(user, MovieIdx(row)), MovieIdx(row)))
            .collect();
        let order = |a: &(f32, MovieIdx), b: &(f32, MovieIdx)| {
            let count = |movie: MovieIdx| self.n_ratings[movie.row()];
            (b.0.total_cmp(&a.0))
                .then_with(|| count(b.1).cmp(&count(a.1)))
                .then_with(|| a.1.cmp(&b.1))
        };
        if k > 0 && k < candidates.len() {
            candidates.select_nth_unstable_by(k - 1, order);
        }
        candidates.truncate(k);
        candidates.sort_by(order);
        candidates.into_iter().map(|(_, movie)| movie).collect()
    }

    fn genres(&self, movies: &[MovieIdx]) -> Vec<u32> {
        movies
            .iter()
            .map(|movie| self.movies[movie.row()].genres)
            .collect()
    }

    fn calibration(&self, user: UserIdx, list: &[MovieIdx]) -> Option<f64> {
        let history = genre_distribution(self.genres(&self.rated[user.row()]))?;
        let list = genre_distribution(self.genres(list))?;
        Some(metrics::calibration(&history, &list))
    }
}

/// Means over users with a relevant test row, except where it says otherwise.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListQuality {
    /// Length of the lists.
    pub k: usize,
    /// Number of users with a relevant test row.
    pub n_users: usize,
    /// NDCG@k, binary.
    pub ndcg: f64,
    /// Recall@k.
    pub recall: f64,
    /// Precision@k.
    pub precision: f64,
    /// AP@k; the mean is MAP@k.
    pub average_precision: f64,
    /// Distinct movies in all lists / movies with a training rating.
    pub coverage: f64,
    /// Mean over all places of all lists, bits.
    pub novelty: f64,
    /// Genre distance within a list; `None` when no list has two movies.
    pub intra_list_distance: Option<f64>,
    /// KL divergence of genres from the training history, nats; `None` when no user has one.
    pub calibration: Option<f64>,
    /// Gini coefficient of exposure over all movies.
    pub gini: f64,
}

/// Protocol A: every movie that the user has not rated in training is a candidate, a movie is
/// relevant when the user's test rating is 4 stars or more.
///
/// `None` when no user has a relevant test row, `k` is 0, or there is nothing to recommend.
pub fn top_n(
    training: &TrainingView<'_>,
    test: &[Rating],
    ranker: &impl Ranker,
    k: usize,
) -> Option<ListQuality> {
    let relevant = relevant_movies(test);
    let mut lists = Vec::with_capacity(relevant.len());
    let mut hits = Vec::with_capacity(relevant.len());
    for (user, liked) in &relevant {
        let list = training.best_unrated(ranker, *user, k);
        let hit: Vec<bool> = list.iter().map(|movie| liked.contains(movie)).collect();
        hits.push((hit, liked.len()));
        lists.push(list);
    }
    let mut exposures = vec![0; training.movies.len()];
    for movie in lists.iter().flatten() {
        exposures[movie.row()] += 1;
    }
    let n_rated_movies = training.n_ratings.iter().filter(|n| **n > 0).count();
    let people = || relevant.iter().map(|(user, _)| *user).zip(&lists);
    Some(ListQuality {
        k,
        n_users: relevant.len(),
        ndcg: metrics::mean((hits.iter()).filter_map(|(hit, n)| metrics::ndcg_at(k, hit, *n)))?,
        recall: metrics::mean((hits.iter()).filter_map(|(hit, n)| metrics::recall_at(k, hit, *n)))?,
        precision: metrics::mean(
            (hits.iter()).filter_map(|(hit, _)| metrics::precision_at(k, hit)),
        )?,
        average_precision: metrics::mean(
            (hits.iter()).filter_map(|(hit, n)| metrics::average_precision_at(k, hit, *n)),
        )?,
        coverage: metrics::coverage(&lists, n_rated_movies)?,
        novelty: metrics::novelty(&lists, &training.n_ratings)?,
        intra_list_distance: metrics::mean(
            (lists.iter()).filter_map(|list| metrics::intra_list_distance(&training.genres(list))),
        ),
        calibration: metrics::mean(
            people().filter_map(|(user, list)| training.calibration(user, list)),
        ),
        gini: metrics::gini(&exposures)?,
    })
}

/// The movies that each user liked in the test rows, users in the order of their first such row.
fn relevant_movies(test: &[Rating]) -> Vec<(UserIdx, Vec<MovieIdx>)> {
    let mut rows: HashMap<UserIdx, usize> = HashMap::new();
    let mut relevant: Vec<(UserIdx, Vec<MovieIdx>)> = Vec::new();
    for rating in test.iter().filter(|rating| rating.stars.is_liked()) {
        let row = *rows.entry(rating.user).or_insert_with(|| {
            relevant.push((rating.user, Vec::new()));
            relevant.len() - 1
        });
        relevant[row].1.push(rating.movie);
    }
    relevant
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MovieId, Stars};

    /// Ranks a movie by its row: the last is the best.
    struct ByRow;

    impl Ranker for ByRow {
        fn rank(&self, _user: UserIdx, movie: MovieIdx) -> f32 {
            f32::from(u8::try_from(movie.0).unwrap())
        }
    }

    /// Ranks all movies the same.
    struct Indifferent;

    impl Ranker for Indifferent {
        fn rank(&self, _user: UserIdx, _movie: MovieIdx) -> f32 {
            0.0
        }
    }

    fn movies(n: u32) -> Vec<Movie> {
        (0..n)
            .map(|row| Movie {
                id: MovieId(row + 1),
                title: format!("Movie {row}"),
                year: None,
                released: None,
                genres: 1 << row,
            })
            .collect()
    }

    fn rating(user: u32, movie: u32, stars: u8) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::try_from(stars).unwrap(),
        }
    }

    #[test]
    fn a_list_never_has_a_movie_rated_in_training() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(0, 3, 1)], 1, &movies);
        let list = view.best_unrated(&ByRow, UserIdx(0), 2);
        assert_eq!(list, [MovieIdx(2), MovieIdx(1)]);
    }

    #[test]
    fn equal_ranks_are_ordered_by_count_then_id() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(1, 2, 3)], 2, &movies);
        let list = view.best_unrated(&Indifferent, UserIdx(0), 3);
        assert_eq!(list, [MovieIdx(2), MovieIdx(0), MovieIdx(1)]);
    }

    #[test]
    fn quality_is_averaged_over_users_with_a_relevant_row() {
        let movies = movies(4);
        let training = [rating(0, 0, 5), rating(1, 1, 5), rating(2, 0, 5)];
        let view = TrainingView::new(&training, 3, &movies);
        // User 0 likes the best movie, user 1 the worst, user 2 none.
        let test = [rating(0, 3, 5), rating(1, 0, 4), rating(2, 3, 3)];
        let quality = top_n(&view, &test, &ByRow, 1).unwrap();
        assert_eq!(quality.n_users, 2);
        assert!((quality.ndcg - 0.5).abs() < 1e-12);
        assert!((quality.recall - 0.5).abs() < 1e-12);
        // Movie 3 is in both lists, two movies have training ratings.
        assert!((quality.coverage - 0.5).abs() < 1e-12);
        assert_eq!(quality.intra_list_distance, None);
    }

    #[test]
    fn undefined_when_nobody_likes_anything() {
        let movies = movies(2);
        let view = TrainingView::new(&[rating(0, 0, 5)], 1, &movies);
        assert_eq!(top_n(&view, &[rating(0, 1, 3)], &ByRow, 1), None);
    }
}
