//! Top-N quality: lists of movies that a person has not seen, measured against what they liked.

use std::collections::BTreeMap;

use crate::dataset::Movie;
use crate::domain::{MovieIdx, Rating, Stars, UserIdx};
use crate::features::genre_distribution;

use super::metrics;
use super::system::System;

/// Which test ratings make a movie relevant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relevance {
    /// 4 stars or more.
    Liked,
    /// Any: to have rated a movie is to have chosen it.
    Rated,
}

impl Relevance {
    /// Whether a movie rated so is relevant.
    #[must_use]
    pub const fn holds(self, stars: Stars) -> bool {
        match self {
            Self::Liked => stars.is_liked(),
            Self::Rated => true,
        }
    }
}

/// What the training rows say: who has rated what, and how often each movie was rated.
#[derive(Clone, Debug)]
pub struct TrainingView<'a> {
    movies: &'a [Movie],
    rated: Vec<Vec<MovieIdx>>,
    n_ratings: Vec<u32>,
}

/// One person's list, and what it is measured against.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// What they had rated before: not in the list.
    pub seen: Vec<MovieIdx>,
    /// What they are offered, best first.
    pub list: Vec<MovieIdx>,
    /// What should have been offered.
    pub relevant: Vec<MovieIdx>,
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

    /// The `k` best movies that are not in `seen`, best first: by rank, then number of training
    /// ratings, then the order of the tables (raw id).
    #[must_use]
    pub fn best_unseen(&self, ranks: &[f32], seen: &[MovieIdx], k: usize) -> Vec<MovieIdx> {
        let mut is_seen = vec![false; self.movies.len()];
        for movie in seen {
            is_seen[movie.row()] = true;
        }
        let mut candidates: Vec<MovieIdx> = (0..self.movies.len() as u32)
            .map(MovieIdx)
            .filter(|movie| !is_seen[movie.row()])
            .collect();
        let order = |a: &MovieIdx, b: &MovieIdx| {
            (ranks[b.row()].total_cmp(&ranks[a.row()]))
                .then_with(|| self.n_ratings[b.row()].cmp(&self.n_ratings[a.row()]))
                .then_with(|| a.cmp(b))
        };
        if k > 0 && k < candidates.len() {
            candidates.select_nth_unstable_by(k - 1, order);
        }
        candidates.truncate(k);
        candidates.sort_by(order);
        candidates
    }

    /// A system's list of the `k` best movies that `user` has not rated in training. `None` when
    /// it has no order.
    pub fn best_unrated(
        &self,
        system: &(impl System + ?Sized),
        user: UserIdx,
        k: usize,
    ) -> Option<Vec<MovieIdx>> {
        let ranks = system.known(user).ranks?;
        Some(self.best_unseen(&ranks, &self.rated[user.row()], k))
    }

    fn genres(&self, movies: &[MovieIdx]) -> Vec<u32> {
        movies
            .iter()
            .map(|movie| self.movies[movie.row()].genres)
            .collect()
    }

    fn calibration(&self, offer: &Offer) -> Option<f64> {
        let history = genre_distribution(self.genres(&offer.seen))?;
        let list = genre_distribution(self.genres(&offer.list))?;
        Some(metrics::calibration(&history, &list))
    }

    /// The quality of people's lists of `k`; everybody should have something relevant.
    ///
    /// `None` when there is nobody, `k` is 0, or nothing was offered.
    #[must_use]
    pub fn quality(&self, offers: &[Offer], k: usize) -> Option<ListQuality> {
        let hits: Vec<(Vec<bool>, usize)> = offers
            .iter()
            .map(|offer| {
                let hit = |movie| offer.relevant.contains(movie);
                (offer.list.iter().map(hit).collect(), offer.relevant.len())
            })
            .collect();
        let lists: Vec<Vec<MovieIdx>> = offers.iter().map(|offer| offer.list.clone()).collect();
        let mut exposures = vec![0; self.movies.len()];
        for movie in lists.iter().flatten() {
            exposures[movie.row()] += 1;
        }
        let n_rated_movies = self.n_ratings.iter().filter(|n| **n > 0).count();
        let mean_hits = |metric: &dyn Fn(&[bool], usize) -> Option<f64>| {
            metrics::mean(hits.iter().filter_map(|(hit, n)| metric(hit, *n)))
        };
        Some(ListQuality {
            k,
            n_users: offers.len(),
            ndcg: mean_hits(&|hit, n| metrics::ndcg_at(k, hit, n))?,
            recall: mean_hits(&|hit, n| metrics::recall_at(k, hit, n))?,
            precision: mean_hits(&|hit, _| metrics::precision_at(k, hit))?,
            average_precision: mean_hits(&|hit, n| metrics::average_precision_at(k, hit, n))?,
            coverage: metrics::coverage(&lists, n_rated_movies)?,
            novelty: metrics::novelty(&lists, &self.n_ratings)?,
            intra_list_distance: metrics::mean(
                (lists.iter()).filter_map(|list| metrics::intra_list_distance(&self.genres(list))),
            ),
            calibration: metrics::mean(offers.iter().filter_map(|offer| self.calibration(offer))),
            gini: metrics::gini(&exposures)?,
        })
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

/// The quality of the lists of `k` that `list` gives to the users with a relevant test row. A
/// list should hold movies that the user has not rated in training.
///
/// `None` when there is no such user, `k` is 0, nothing was offered, or `list` has no answer.
pub fn top_n(
    training: &TrainingView<'_>,
    test: &[Rating],
    relevance: Relevance,
    k: usize,
    mut list: impl FnMut(UserIdx) -> Option<Vec<MovieIdx>>,
) -> Option<ListQuality> {
    let mut relevant: BTreeMap<UserIdx, Vec<MovieIdx>> = BTreeMap::new();
    for rating in test.iter().filter(|row| relevance.holds(row.stars)) {
        relevant.entry(rating.user).or_default().push(rating.movie);
    }
    let offers = relevant.into_iter().map(|(user, relevant)| {
        Some(Offer {
            seen: training.rated[user.row()].clone(),
            list: list(user)?,
            relevant,
        })
    });
    training.quality(&offers.collect::<Option<Vec<Offer>>>()?, k)
}

#[cfg(test)]
mod tests {
    use super::super::system::{Newcomer, Opinion};
    use super::super::testing::{Always, movies, rating};
    use super::*;

    /// Ranks each of four movies by its row: the last is the best.
    struct ByRow;

    impl System for ByRow {
        fn known(&self, _user: UserIdx) -> Opinion {
            Opinion {
                stars: None,
                ranks: Some(vec![0.0, 1.0, 2.0, 3.0]),
            }
        }

        fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Opinion> {
            None
        }
    }

    fn quality(training: &[Rating], test: &[Rating], relevance: Relevance) -> Option<ListQuality> {
        let movies = movies(4);
        let view = TrainingView::new(training, 3, &movies);
        let list = |user| view.best_unrated(&ByRow, user, 1);
        top_n(&view, test, relevance, 1, list)
    }

    #[test]
    fn a_list_never_has_a_movie_rated_in_training() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(0, 3, 1)], 1, &movies);
        let list = view.best_unrated(&ByRow, UserIdx(0), 2).unwrap();
        assert_eq!(list, [MovieIdx(2), MovieIdx(1)]);
    }

    #[test]
    fn equal_ranks_are_ordered_by_count_then_id() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(1, 2, 3)], 2, &movies);
        let list = view.best_unrated(&Always(0.0), UserIdx(0), 3).unwrap();
        assert_eq!(list, [MovieIdx(2), MovieIdx(0), MovieIdx(1)]);
    }

    #[test]
    fn quality_is_averaged_over_users_with_a_relevant_row() {
        let training = [rating(0, 0, 5), rating(1, 1, 5), rating(2, 0, 5)];
        // User 0 likes the best movie, user 1 the worst, user 2 none.
        let test = [rating(0, 3, 5), rating(1, 0, 4), rating(2, 3, 3)];
        let quality = quality(&training, &test, Relevance::Liked).unwrap();
        assert_eq!(quality.n_users, 2);
        assert!((quality.ndcg - 0.5).abs() < 1e-12);
        assert!((quality.recall - 0.5).abs() < 1e-12);
        // Movie 3 is in both lists, two movies have training ratings.
        assert!((quality.coverage - 0.5).abs() < 1e-12);
        assert_eq!(quality.intra_list_distance, None);
    }

    #[test]
    fn a_movie_rated_badly_is_relevant_where_every_rating_counts() {
        let test = [rating(0, 3, 1)];
        let quality = quality(&[rating(0, 0, 5)], &test, Relevance::Rated).unwrap();
        assert!((quality.ndcg - 1.0).abs() < 1e-12);
    }

    #[test]
    fn undefined_when_nobody_likes_anything() {
        let test = [rating(0, 1, 3)];
        assert_eq!(quality(&[rating(0, 0, 5)], &test, Relevance::Liked), None);
    }

    #[test]
    fn undefined_when_the_system_has_no_order() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(0, 0, 5)], 1, &movies);
        let test = [rating(0, 3, 5)];
        assert_eq!(top_n(&view, &test, Relevance::Liked, 1, |_| None), None);
    }
}
