//! Top-N quality: lists of movies that a person has not seen, measured against what they liked.

use std::collections::BTreeMap;

use matinee_core::domain::{MovieIdx, Rating, Score, StarScale, Stars, UserIdx};
use matinee_core::order;
use matinee_data::dataset::{Movie, ratings_of_users};
use matinee_engine::engine::Recommendation;
use matinee_engine::features::genre_distribution;

use super::metrics;
use super::recommender::{Recommender, Scores};

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
    scale: StarScale,
    rated: Vec<Vec<(MovieIdx, Stars)>>,
    n_ratings: Vec<u32>,
    /// Mean of all training ratings, stars.
    mean: f64,
}

/// A movie of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Listed {
    /// Which.
    pub movie: MovieIdx,
    /// The stars that the system predicts, on the scale; `None` when it predicts none.
    pub stars: Option<f32>,
}

impl From<Recommendation> for Listed {
    fn from(entry: Recommendation) -> Self {
        Self {
            movie: entry.movie,
            stars: Some(entry.stars.stars()),
        }
    }
}

/// One person's list, and what it is measured against.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What they had rated before: not in the list.
    pub given: Vec<(MovieIdx, Stars)>,
    /// What they are offered, best first.
    pub list: Vec<Listed>,
    /// How they rated in the test.
    pub test: Vec<(MovieIdx, Stars)>,
}

impl Offer {
    /// How the movie of each place was rated in the test.
    fn ratings_of_places(&self) -> Vec<Option<Stars>> {
        let rated = |listed: &Listed| {
            let found = self.test.iter().find(|(movie, _)| *movie == listed.movie);
            found.map(|(_, stars)| *stars)
        };
        self.list.iter().map(rated).collect()
    }

    fn movies(&self) -> Vec<MovieIdx> {
        self.list.iter().map(|listed| listed.movie).collect()
    }
}

impl<'a> TrainingView<'a> {
    /// Looks at the training rows of `n_users` users over `movies`, who gave stars of `scale`.
    #[must_use]
    pub fn new(training: &[Rating], n_users: usize, movies: &'a [Movie], scale: StarScale) -> Self {
        let mut n_ratings = vec![0; movies.len()];
        for rating in training {
            n_ratings[rating.movie.row()] += 1;
        }
        let stars = training.iter().map(|row| f64::from(row.stars.as_f32()));
        Self {
            movies,
            scale,
            rated: ratings_of_users(training, n_users),
            n_ratings,
            // Without a rating there is nobody to whom it could matter.
            mean: metrics::mean(stars).unwrap_or_default(),
        }
    }

    /// How people give stars.
    pub(crate) const fn scale(&self) -> StarScale {
        self.scale
    }

    /// The `k` best movies that are not in `given`, best first: by rank, then number of training
    /// ratings, then the order of the tables (raw id).
    #[must_use]
    pub fn best_unseen(
        &self,
        ranks: &[f32],
        given: &[(MovieIdx, Stars)],
        k: usize,
    ) -> Vec<MovieIdx> {
        let mut is_seen = vec![false; self.movies.len()];
        for (movie, _) in given {
            is_seen[movie.row()] = true;
        }
        let candidates = (0..self.movies.len() as u32)
            .map(MovieIdx)
            .filter(|movie| !is_seen[movie.row()]);
        let compare = |a: &MovieIdx, b: &MovieIdx| {
            (ranks[b.row()].total_cmp(&ranks[a.row()]))
                .then_with(|| self.n_ratings[b.row()].cmp(&self.n_ratings[a.row()]))
                .then_with(|| a.cmp(b))
        };
        order::first(k, candidates, &compare)
    }

    /// The list that scores make: the `k` best movies that are not in `given`. `None` when they have
    /// no order.
    #[must_use]
    pub fn list(
        &self,
        scores: &Scores,
        given: &[(MovieIdx, Stars)],
        k: usize,
    ) -> Option<Vec<Listed>> {
        let movies = self.best_unseen(scores.ranks.as_ref()?, given, k);
        let clipped = |stars: f32| Score::clip(stars, self.scale).stars();
        let stars = |movie: MovieIdx| Some(clipped(scores.stars.as_ref()?[movie.row()]));
        let listed = movies.into_iter().map(|movie| Listed {
            movie,
            stars: stars(movie),
        });
        Some(listed.collect())
    }

    /// A system's list of the `k` best movies that `user` has not rated in training. `None` when
    /// it has no order.
    pub fn best_unrated(
        &self,
        system: &(impl Recommender + ?Sized),
        user: UserIdx,
        k: usize,
    ) -> Option<Vec<Listed>> {
        self.list(&system.known(user), &self.rated[user.row()], k)
    }

    /// For each movie the group that it is in, of `n` groups with as many movies each, from 0: those
    /// with the fewest training ratings first.
    #[must_use]
    pub fn groups_by_support(&self, n: usize) -> Vec<usize> {
        let mut by_support: Vec<usize> = (0..self.n_ratings.len()).collect();
        by_support.sort_by_key(|row| self.n_ratings[*row]);
        let mut groups = vec![0; by_support.len()];
        for (place, row) in by_support.iter().enumerate() {
            groups[*row] = place * n / by_support.len();
        }
        groups
    }

    /// What somebody rated in training.
    #[must_use]
    pub fn rated(&self, user: UserIdx) -> &[(MovieIdx, Stars)] {
        &self.rated[user.row()]
    }

    fn genres(&self, movies: &[MovieIdx]) -> Vec<u32> {
        movies
            .iter()
            .map(|movie| self.movies[movie.row()].genres)
            .collect()
    }

    fn calibration(&self, offer: &Offer) -> Option<f64> {
        let given: Vec<MovieIdx> = offer.given.iter().map(|(movie, _)| *movie).collect();
        let history = genre_distribution(self.genres(&given))?;
        let list = genre_distribution(self.genres(&offer.movies()))?;
        Some(metrics::calibration(&history, &list))
    }

    /// What somebody gives on average: of their own ratings, or of everybody's while they have none.
    fn mean_of(&self, given: &[(MovieIdx, Stars)]) -> f64 {
        let stars = given.iter().map(|(_, stars)| f64::from(stars.as_f32()));
        metrics::mean(stars).unwrap_or(self.mean)
    }

    /// The quality of people's lists of `k`.
    ///
    /// `None` when nobody has something relevant in the test, `k` is 0, or nothing was offered.
    #[must_use]
    pub fn quality(&self, offers: &[Offer], relevance: Relevance, k: usize) -> Option<ListQuality> {
        let places: Vec<Vec<Option<Stars>>> = offers.iter().map(Offer::ratings_of_places).collect();
        let graded = offers.iter().zip(&places).filter_map(|(offer, places)| {
            let rated: Vec<Stars> = offer.test.iter().map(|(_, stars)| *stars).collect();
            metrics::graded_ndcg_at(k, places, &rated)
        });
        let predicted: Vec<(f64, Vec<f32>)> = offers
            .iter()
            .map(|offer| {
                let stars = offer.list.iter().filter_map(|listed| listed.stars);
                (self.mean_of(&offer.given), stars.collect())
            })
            .collect();
        let predicted = predicted.iter().map(|(mean, stars)| (*mean, &stars[..]));

        // What follows is of those who have something that should have been offered.
        let is_relevant = |stars: &Stars| relevance.holds(*stars);
        let n_relevant = |offer: &Offer| {
            let stars = offer.test.iter().map(|(_, stars)| stars);
            stars.filter(|stars| is_relevant(stars)).count()
        };
        let (offers, hits): (Vec<&Offer>, Vec<(Vec<bool>, usize)>) = (offers.iter().zip(&places))
            .map(|(offer, places)| (offer, places, n_relevant(offer)))
            .filter(|(_, _, n_relevant)| *n_relevant > 0)
            .map(|(offer, places, n_relevant)| {
                let hit = |stars: &Option<Stars>| stars.as_ref().is_some_and(is_relevant);
                (offer, (places.iter().map(hit).collect(), n_relevant))
            })
            .unzip();
        let lists: Vec<Vec<MovieIdx>> = offers.iter().map(|offer| offer.movies()).collect();
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
            graded_ndcg: metrics::mean(graded)?,
            disliked: metrics::disliked(&places),
            stars_given: metrics::stars_given(&places),
            low_places: metrics::low_places(predicted),
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

/// Means over users with a relevant test row, except where it says otherwise; the four numbers that
/// look at how much was liked are of everybody with a test row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ListQuality {
    /// Length of the lists.
    pub k: usize,
    /// Number of users with a relevant test row.
    pub n_users: usize,
    /// NDCG@k, binary.
    pub ndcg: f64,
    /// NDCG@k with the gain 2^stars − 1, mean over everybody with a test row.
    pub graded_ndcg: f64,
    /// Share of 1 and 2 stars among the listed movies that were rated in the test; `None` when there
    /// are none.
    pub disliked: Option<f64>,
    /// Mean stars in the test of the movies listed; `None` when none of them was rated.
    pub stars_given: Option<f64>,
    /// Share of places half a star and more below what the person gives on average, by the system's
    /// own prediction; `None` when it predicts no stars.
    pub low_places: Option<f64>,
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

/// The quality of the lists of `k` that `list` gives to the users with a test row. A list should
/// hold movies that the user has not rated in training.
///
/// `None` when no user has a relevant test row, `k` is 0, nothing was offered, or `list` has no
/// answer.
pub fn top_n(
    training: &TrainingView<'_>,
    test: &[Rating],
    relevance: Relevance,
    k: usize,
    mut list: impl FnMut(UserIdx) -> Option<Vec<Listed>>,
) -> Option<ListQuality> {
    let offers = by_user(test).into_iter().map(|(user, test)| {
        Some(Offer {
            given: training.rated[user.row()].clone(),
            list: list(user)?,
            test,
        })
    });
    training.quality(&offers.collect::<Option<Vec<Offer>>>()?, relevance, k)
}

/// Groups rows by user, ascending by user, otherwise in their order.
pub(super) fn by_user(rows: &[Rating]) -> BTreeMap<UserIdx, Vec<(MovieIdx, Stars)>> {
    let mut of_users: BTreeMap<UserIdx, Vec<(MovieIdx, Stars)>> = BTreeMap::new();
    for rating in rows {
        let rated = of_users.entry(rating.user).or_default();
        rated.push((rating.movie, rating.stars));
    }
    of_users
}

#[cfg(test)]
mod tests {
    use super::super::recommender::Newcomer;
    use super::super::testing::{Always, movies, rating, stars};
    use super::*;

    /// Ranks each of four movies by its row: the last is the best.
    struct ByRow;

    impl Recommender for ByRow {
        fn known(&self, _user: UserIdx) -> Scores {
            Scores {
                stars: None,
                ranges: None,
                ranks: Some(vec![0.0, 1.0, 2.0, 3.0]),
            }
        }

        fn newcomer(&self, _person: &Newcomer<'_>) -> Option<Scores> {
            None
        }
    }

    fn movies_of(list: &[Listed]) -> Vec<MovieIdx> {
        list.iter().map(|listed| listed.movie).collect()
    }

    fn quality(training: &[Rating], test: &[Rating], relevance: Relevance) -> Option<ListQuality> {
        let movies = movies(4);
        let view = TrainingView::new(training, 3, &movies, StarScale::Whole);
        let list = |user| view.best_unrated(&ByRow, user, 1);
        top_n(&view, test, relevance, 1, list)
    }

    #[test]
    fn a_list_never_has_a_movie_rated_in_training() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(0, 3, 1)], 1, &movies, StarScale::Whole);
        let list = view.best_unrated(&ByRow, UserIdx(0), 2).unwrap();
        assert_eq!(movies_of(&list), [MovieIdx(2), MovieIdx(1)]);
    }

    #[test]
    fn equal_ranks_are_ordered_by_count_then_id() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(1, 2, 3)], 2, &movies, StarScale::Whole);
        let list = view.best_unrated(&Always(0.0), UserIdx(0), 3).unwrap();
        assert_eq!(movies_of(&list), [MovieIdx(2), MovieIdx(0), MovieIdx(1)]);
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
    fn what_was_liked_how_much_is_measured_of_everybody_with_a_test_row() {
        let training = [rating(0, 0, 5), rating(1, 1, 5), rating(2, 0, 5)];
        // Each list is movie 3; user 2 likes nothing and dislikes that.
        let test = [rating(0, 3, 5), rating(1, 0, 4), rating(2, 3, 1)];
        let quality = quality(&training, &test, Relevance::Liked).unwrap();
        assert_eq!(quality.n_users, 2);
        assert!((quality.graded_ndcg - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(quality.disliked, Some(0.5));
        assert_eq!(quality.stars_given, Some(3.0));
        assert_eq!(quality.low_places, None);
    }

    #[test]
    fn who_gave_nothing_is_held_against_what_everybody_gives() {
        let movies = movies(4);
        let view = TrainingView::new(&[rating(0, 0, 4)], 1, &movies, StarScale::Whole);
        let offer = |given: Vec<(MovieIdx, Stars)>| Offer {
            given,
            list: vec![Listed {
                movie: MovieIdx(1),
                stars: Some(3.4),
            }],
            test: vec![(MovieIdx(2), stars(5))],
        };
        let low = |offer: Offer| view.quality(&[offer], Relevance::Liked, 1)?.low_places;
        assert_eq!(low(offer(vec![])), Some(1.0));
        assert_eq!(low(offer(vec![(MovieIdx(0), stars(3))])), Some(0.0));
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
        let view = TrainingView::new(&[rating(0, 0, 5)], 1, &movies, StarScale::Whole);
        let test = [rating(0, 3, 5)];
        assert_eq!(top_n(&view, &test, Relevance::Liked, 1, |_| None), None);
    }
}
