//! The hybrid in the engine: against its formulas, against Burn, and what must hold for new people,
//! steered lists and explanations.

use std::sync::OnceLock;

use burn::tensor::{Device, Tensor, TensorData};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::Gender;
use matinee_engine::artifact::{self, Artifact, Precisions, Weights};
use matinee_engine::engine::{
    Account, Cause, Details, Engine, FoldInError, Kind, Person, Profile, Recommendation, Request,
    Steering,
};
use matinee_engine::features::{Matrix, UserFeatures};
use matinee_testing::heads::{D, heads};
use matinee_train::model::{Backend, device};
use matinee_train::training::{RankingHead, RatingHead};
use proptest::prelude::*;

/// In stars, and in ranking scores of that size.
const TOLERANCE: f32 = 1e-4;

struct Hybrid {
    data: matinee_testing::Data,
    heads: (RatingHead, RankingHead),
    engine: Engine,
}

/// Made-up heads at full precision, made once.
fn hybrid() -> &'static Hybrid {
    static HYBRID: OnceLock<Hybrid> = OnceLock::new();
    HYBRID.get_or_init(|| {
        let data = matinee_testing::data();
        let heads = heads(&data.tables, 1);
        let artifact = matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::FULL);
        Hybrid {
            engine: Engine::new(artifact).expect("it passes its own test"),
            data,
            heads,
        }
    })
}

fn users() -> impl Iterator<Item = UserIdx> {
    (0..hybrid().engine.users().len() as u32).map(UserIdx)
}

fn movies() -> impl Iterator<Item = MovieIdx> {
    (0..hybrid().engine.catalogue().movies.len() as u32).map(MovieIdx)
}

/// Somebody new who gave the stars of `ratings`, movie by row.
fn profile(ratings: &[(u32, u8)]) -> Profile {
    let rating = |&(movie, stars): &(u32, u8)| {
        (
            MovieIdx(movie),
            Stars::try_from(stars).expect("1 to 5 stars"),
        )
    };
    Profile {
        ratings: ratings.iter().map(rating).collect(),
        details: Details::default(),
    }
}

fn folded(profile: &Profile) -> Person {
    hybrid()
        .engine
        .fold_in(profile)
        .expect("the profile is good")
}

fn assert_close(found: f32, expected: f32, what: &str) {
    let difference = (found - expected).abs();
    assert!(
        difference < TOLERANCE,
        "{what}: {found}, expected {expected}"
    );
}

#[test]
fn stars_and_scores_are_those_of_the_heads_for_every_pair() {
    let Hybrid {
        data,
        engine,
        heads: (rating, ranking),
    } = hybrid();
    let people = UserFeatures::new(&data.tables.users, data.tables.occupations.len());
    for user in users() {
        let person = engine.person(user);
        let scores = ranking.scores(
            people.row(user),
            engine.history(user).expect("it has ratings"),
        );
        let stars: Vec<f32> = movies().map(|movie| rating.stars(user, movie)).collect();
        let given = engine.history(user).expect("it has ratings");
        let of_stars = ranking.of_stars(&stars, given, rating.mean);
        let of_genres = ranking.of_genres(&data.tables.movies, given);
        for (movie, score) in movies().zip(scores) {
            let score = score + of_stars[movie.row()] + of_genres[movie.row()];
            let found = engine.predict_for(&person, movie).ranking_score;
            assert_close(found, score, "ranking score");
            let found = engine.raw_stars_for(&person, movie);
            assert_close(found, rating.stars(user, movie), "stars");
        }
    }
}

fn tensor(matrix: &Matrix, device: &Device) -> Tensor<2> {
    let shape = [matrix.n_rows, matrix.n_cols];
    Tensor::from_data(TensorData::new(matrix.values.clone(), shape), device)
}

fn values<const N: usize>(tensor: Tensor<N>) -> Vec<f32> {
    tensor.into_data().try_to_vec().expect("they are floats")
}

#[test]
fn rounded_stars_are_those_of_burn_for_every_pair() {
    let Hybrid { data, heads, .. } = hybrid();
    let artifact = matinee_testing::hybrid_artifact(&data.tables, heads, Precisions::COMPACT);
    let Weights::Hybrid(weights) = &artifact.weights else {
        panic!("it is a hybrid");
    };
    let device = device(Backend::Ndarray);
    let rows = weights.people.as_ref().expect("it is whole");
    let n = [data.tables.users.len(), data.tables.movies.len()];
    let [users, movies] =
        [&rows.users, &weights.rating.movies].map(|s| tensor(&s.to_matrix(), &device));
    let [vectors_u, vectors_i] = [&users, &movies].map(|rows| rows.clone().narrow(1, 0, D));
    let [levels_u, levels_i] = [users, movies].map(|rows| rows.narrow(1, D, 1));
    let stars = vectors_u.matmul(vectors_i.transpose())
        + levels_u.repeat_dim(1, n[1])
        + levels_i.transpose().repeat_dim(0, n[0])
        + weights.rating.mean;
    let stars = values(stars);
    let engine = Engine::new(artifact).expect("it passes its own test");
    for (user, row) in self::users().zip(stars.chunks_exact(n[1])) {
        for (movie, stars) in self::movies().zip(row) {
            assert_close(engine.raw_stars(user, movie), *stars, "stars");
        }
    }
}

/// What a ridge regression finds, by following the gradient that Burn takes of its objective.
fn optimised(profile: &Profile) -> Vec<f32> {
    let Hybrid {
        data,
        heads: (rating, _),
        ..
    } = hybrid();
    let ratings = &profile.ratings;
    let n = ratings.len();
    let people = UserFeatures::new(&data.tables.users, data.tables.occupations.len());
    let device = device(Backend::Ndarray).autodiff();
    let rows = |matrix: &Matrix| {
        let rows = ratings.iter().map(|(movie, _)| matrix.row(movie.row()));
        tensor(&Matrix::from_rows(D + 1, rows), &device)
    };
    let row = |values: &[f32]| tensor(&Matrix::from_rows(values.len(), [values]), &device);
    // start + the average person's features + n^-½ Σ rated
    let base = row(&rating.start)
        + row(&people.matrix().column_means()).matmul(tensor(&rating.features, &device))
        + rows(&rating.rated).sum_dim(0) / (n as f32).sqrt();
    let movies = rows(&rating.movies);
    let vectors = movies.clone().narrow(1, 0, D);
    let stars: Vec<f32> = ratings.iter().map(|(_, stars)| stars.as_f32()).collect();
    let targets = row(&stars).transpose() - movies.narrow(1, D, 1) - rating.mean;
    let strengths = row(&rating.own_l2);

    let mut own = Tensor::<2>::zeros([1, D + 1], &device);
    for _ in 0..1_500 {
        own = own.require_grad();
        let person = base.clone() + own.clone();
        let level = person.clone().narrow(1, D, 1).repeat_dim(0, n);
        let predicted = vectors.clone().matmul(person.narrow(1, 0, D).transpose()) + level;
        let errors = (targets.clone() - predicted).square().sum();
        let loss = errors + (strengths.clone() * own.clone().square()).sum();
        let gradient = own.grad(&loss.backward()).expect("the loss depends on it");
        own = Tensor::from_inner(own.inner() - gradient * 0.01);
    }
    values((base + own).inner())
}

#[test]
fn folding_in_minimises_what_burn_minimises() {
    let Hybrid {
        engine,
        heads: (rating, _),
        ..
    } = hybrid();
    for ratings in [
        &[(3, 5), (17, 1), (44, 4), (101, 2), (160, 5), (7, 3)][..],
        &[(0, 1)],
    ] {
        let profile = profile(ratings);
        let expected = optimised(&profile);
        let person = folded(&profile);
        for movie in movies() {
            let row = rating.movies.row(movie.row());
            let product: f32 = row[..D].iter().zip(&expected).map(|(a, b)| a * b).sum();
            let stars = rating.mean + row[D] + expected[D] + product;
            let found = engine.raw_stars_for(&person, movie);
            assert!((found - stars).abs() < 1e-3, "{found}, optimised {stars}");
        }
    }
}

#[test]
fn somebody_without_ratings_gets_the_best_known_first() {
    let Hybrid {
        engine,
        heads: (rating, ranking),
        ..
    } = hybrid();
    let list = engine.recommend_for(&folded(&profile(&[])), &Request::plain(200));
    let known_and_good = |entry: &matinee_engine::engine::Recommendation| {
        let stars = engine.raw_stars_for(&folded(&profile(&[])), entry.movie);
        ranking.prior_weight * ranking.popularity[entry.movie.row()]
            + ranking.stars_weight * (stars - rating.mean)
            + ranking.below_weight * (stars - rating.mean).min(0.0)
    };
    assert_eq!(list.len(), 200);
    assert!(list.is_sorted_by(|a, b| known_and_good(a) >= known_and_good(b) - TOLERANCE));
}

#[test]
fn popularity_counts_less_with_every_rating() {
    let engine = &hybrid().engine;
    let ratings: Vec<(u32, u8)> = (0..40).map(|movie| (movie, 3)).collect();
    let prior = |n: usize| {
        let ranking = engine
            .explain(&folded(&profile(&ratings[..n])), MovieIdx(100))
            .ranking;
        amount(&ranking, Cause::Popularity)
    };
    let priors: Vec<f32> = [0, 1, 5, 20, 40].map(prior).to_vec();
    assert!(priors.is_sorted_by(|a, b| a > b && *b > 0.0), "{priors:?}");
    assert_close(priors[3], priors[0] / 2.0, "halved at `prior_ratings`");
}

#[test]
fn the_order_of_the_ratings_does_not_matter() {
    let engine = &hybrid().engine;
    let ratings = [(3, 5), (17, 1), (44, 4), (101, 2)];
    let mut reversed = ratings;
    reversed.reverse();
    let [one, other] = [ratings, reversed].map(|r| folded(&profile(&r)));
    for movie in movies() {
        assert_eq!(
            engine.predict_for(&one, movie),
            engine.predict_for(&other, movie)
        );
    }
}

#[test]
fn what_somebody_says_of_themselves_counts_and_what_they_do_not_is_average() {
    let engine = &hybrid().engine;
    let stars_and_score = |details| {
        let person = folded(&Profile {
            details,
            ..profile(&[(3, 5)])
        });
        let score = engine.predict_for(&person, MovieIdx(50)).ranking_score;
        [engine.raw_stars_for(&person, MovieIdx(50)), score]
    };
    let silent = stars_and_score(Details::default());
    for details in [
        Details {
            age: Some(70),
            ..Details::default()
        },
        Details {
            gender: Some(Gender::Female),
            ..Details::default()
        },
        Details {
            occupation: Some(1),
            ..Details::default()
        },
    ] {
        for (said, silent) in stars_and_score(details).iter().zip(silent) {
            assert!((said - silent).abs() > 1e-5, "{details:?}");
        }
    }
    let unknown = Details {
        occupation: Some(250),
        ..Details::default()
    };
    assert_eq!(stars_and_score(unknown), silent);
}

#[test]
fn a_profile_that_cannot_be_is_refused_with_the_movie() {
    let engine = &hybrid().engine;
    let check = |ratings, expected| {
        assert_eq!(engine.fold_in(&profile(ratings)).unwrap_err(), expected);
    };
    let movie = MovieIdx(200);
    check(&[(3, 5), (200, 1)], FoldInError::UnknownMovie { movie });
    let movie = MovieIdx(3);
    check(&[(3, 5), (4, 1), (3, 2)], FoldInError::RatedTwice { movie });
}

#[test]
fn the_seed_network_refuses_new_people() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let trained = matinee_testing::trained(&data, &recipe);
    let artifact = matinee_testing::artifact(&data, &recipe, &trained, Precisions::FULL);
    let engine = Engine::new(artifact).expect("it passes its own test");
    let refused = engine.fold_in(&Profile::default()).unwrap_err();
    assert_eq!(refused, FoldInError::NotSupported);
    assert!(refused.to_string().contains("hybrid"), "{refused}");
}

#[test]
fn a_blend_at_either_end_orders_by_one_head() {
    let engine = &hybrid().engine;
    let n_movies = engine.catalogue().movies.len();
    let list = |person: &Person, blend: f32| {
        let steering = Steering {
            blend,
            ..Steering::default()
        };
        let request = Request {
            steering,
            ..Request::plain(n_movies)
        };
        engine.recommend_for(person, &request)
    };
    for user in users().step_by(11) {
        let person = engine.person(user);
        let by_stars = list(&person, 1.0);
        let raw = |movie| engine.raw_stars_for(&person, movie);
        assert!(
            by_stars
                .windows(2)
                .all(|pair| raw(pair[0].movie) >= raw(pair[1].movie) - 1e-5)
        );
        // What is left when the stars' term is taken away.
        let by_audience = |movie| {
            let terms = engine.explain(&person, movie).ranking.terms;
            let terms = terms.into_iter().filter(|term| term.cause != Cause::Stars);
            terms.map(|term| term.amount).sum::<f32>()
        };
        let watched = list(&person, -1.0);
        assert!(
            watched
                .windows(2)
                .all(|pair| { by_audience(pair[0].movie) >= by_audience(pair[1].movie) - 1e-4 })
        );
        assert_eq!(list(&person, 0.0), engine.recommend(user, n_movies));
        assert_eq!(list(&person, f32::NAN), list(&person, 0.0));
        assert_eq!(list(&person, -7.0), watched);
    }
}

#[test]
fn what_is_likely_lies_around_the_stars_and_is_wide_for_who_is_unknown() {
    let engine = &hybrid().engine;
    let stranger = engine.fold_in(&Profile::default()).expect("a hybrid");
    let width = |person: &Person, movie| {
        let entry = engine.predict_for(person, movie);
        let [low, high] = [entry.likely.low, entry.likely.high];
        assert!(low <= entry.stars && entry.stars <= high, "{entry:?}");
        high.stars() - low.stars()
    };
    let mean = |person: &Person| {
        let movies = (0..engine.catalogue().movies.len() as u32).map(MovieIdx);
        let widths: Vec<f32> = movies.map(|movie| width(person, movie)).collect();
        widths.iter().sum::<f32>() / widths.len() as f32
    };
    let known: Vec<f32> = users().map(|user| mean(&engine.person(user))).collect();
    let known = known.iter().sum::<f32>() / known.len() as f32;
    assert!(mean(&stranger) > known, "{} and {known}", mean(&stranger));
}

#[test]
fn a_list_has_no_rated_movie_and_is_filled_up_to_k_steered_or_not() {
    let engine = &hybrid().engine;
    let n_movies = engine.catalogue().movies.len();
    let steered = Steering {
        blend: 0.3,
        discount: 0.3,
        variety: 0.3,
        calibration: 0.3,
    };
    for user in users().step_by(7) {
        let person = engine.person(user);
        for (k, steering) in [
            (10, Steering::default()),
            (10, steered),
            (n_movies, steered),
        ] {
            let request = Request {
                steering,
                ..Request::plain(k)
            };
            let list = engine.recommend_for(&person, &request);
            let n_rated = person.ratings().len();
            assert_eq!(list.len(), k.min(n_movies - n_rated));
            for (place, entry) in list.iter().enumerate() {
                let is_rated = person.ratings().iter().any(|(m, _)| *m == entry.movie);
                assert!(!is_rated, "{:?} is rated", entry.movie);
                let is_repeated = list[..place].iter().any(|e| e.movie == entry.movie);
                assert!(!is_repeated, "{:?} is there twice", entry.movie);
                let ranking_score = entry.ranking_score;
                let plain = engine.predict_for(&person, entry.movie);
                let expected = Recommendation {
                    ranking_score,
                    ..plain
                };
                assert_eq!(*entry, expected);
                let why = engine
                    .explain_steered(&person, entry.movie, steering)
                    .ranking;
                assert_close(why.score, ranking_score, "the blended score");
                assert_close(why.sum(), ranking_score, "the sum of its terms");
            }
        }
    }
}

#[test]
fn a_known_persons_list_is_that_of_all_their_predictions_sorted() {
    let engine = &hybrid().engine;
    for user in users() {
        let person = engine.person(user);
        let unseen = movies().filter(|movie| !person.seen().contains(movie));
        let mut all: Vec<_> = unseen
            .map(|movie| engine.predict_for(&person, movie))
            .collect();
        let n_ratings = |entry: &Recommendation| engine.catalogue().n_ratings[entry.movie.row()];
        all.sort_by(|a, b| {
            let by_score = b.ranking_score.total_cmp(&a.ranking_score);
            by_score
                .then_with(|| n_ratings(b).cmp(&n_ratings(a)))
                .then_with(|| a.movie.cmp(&b.movie))
        });
        for k in [1, 10, 50] {
            let list = engine.recommend(user, k);
            assert_eq!(list, all[..k.min(all.len())], "{user:?}, {k}");
            assert_eq!(list, engine.recommend_for(&person, &Request::plain(k)));
        }
    }
}

#[test]
fn a_plain_list_is_ordered_by_ranking_score() {
    let engine = &hybrid().engine;
    for user in users() {
        let list = engine.recommend(user, 50);
        assert!(list.is_sorted_by(|a, b| a.ranking_score >= b.ranking_score));
    }
}

#[test]
fn either_network_joins_the_tables_of_the_other() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let trained = matinee_testing::trained(&data, &recipe);
    let seed = matinee_testing::artifact(&data, &recipe, &trained, Precisions::FULL);
    let hybrid =
        matinee_testing::hybrid_artifact(&data.tables, &hybrid().heads, Precisions::COMPACT);
    let check = |host: &Artifact, companion: &Artifact| {
        let bytes = artifact::write_weights(companion).unwrap();
        let host = Engine::new(host.clone()).unwrap();
        let joined = host.with_companion(&bytes).unwrap();
        assert_eq!(joined.manifest(), &companion.manifest);
        let alone = Engine::new(companion.clone()).unwrap();
        assert_eq!(joined.lists_sha256(), alone.lists_sha256());
        assert_ne!(joined.lists_sha256(), host.lists_sha256());
    };
    check(&hybrid, &seed);
    check(&seed, &hybrid);
}

#[test]
fn a_companion_passes_the_same_self_test() {
    let Hybrid {
        data,
        heads,
        engine,
    } = hybrid();
    let mut artifact = matinee_testing::hybrid_artifact(&data.tables, heads, Precisions::FULL);
    artifact.manifest.golden[5].ranking_score += 0.01;
    let bytes = artifact::write_weights(&artifact).unwrap();
    let error = engine.with_companion(&bytes).unwrap_err();
    assert!(error.to_string().contains("ranking score"), "{error}");
}

fn amount(account: &Account, cause: Cause) -> f32 {
    let of_cause = account.terms.iter().filter(|term| term.cause == cause);
    of_cause.map(|term| term.amount).sum()
}

fn check_sum(account: &Account) -> Result<(), TestCaseError> {
    prop_assert_eq!(account.kind, Kind::Sum);
    let difference = (account.sum() - account.score).abs();
    prop_assert!(difference < TOLERANCE, "{account:?}");
    Ok(())
}

/// Up to 30 ratings of different movies.
fn ratings() -> impl Strategy<Value = Vec<(u32, u8)>> {
    prop::collection::btree_map(0_u32..200, 1_u8..=5, 0..30)
        .prop_map(|ratings| ratings.into_iter().collect())
}

proptest! {
    #[test]
    fn reasons_sum_to_the_numbers_of_known_people(user in 0_u32..120, movie in 0_u32..200) {
        let engine = &hybrid().engine;
        let person = engine.person(UserIdx(user));
        let why = engine.explain(&person, MovieIdx(movie));
        let predicted = engine.predict_for(&person, MovieIdx(movie));
        prop_assert_eq!(why.ranking.score, predicted.ranking_score);
        prop_assert_eq!(why.stars.score, engine.raw_stars_for(&person, MovieIdx(movie)));
        check_sum(&why.stars)?;
        check_sum(&why.ranking)?;
    }

    #[test]
    fn reasons_sum_to_the_numbers_of_new_people_with_nothing_left(
        ratings in ratings(),
        movie in 0_u32..200,
    ) {
        let engine = &hybrid().engine;
        let person = folded(&profile(&ratings));
        let why = engine.explain(&person, MovieIdx(movie));
        check_sum(&why.stars)?;
        check_sum(&why.ranking)?;
        prop_assert!(why.stars.terms.iter().all(|term| term.cause != Cause::Learned));
        let rated = why.ranking.terms.iter().filter(|term| matches!(term.cause, Cause::Rated(_)));
        prop_assert_eq!(rated.count(), ratings.len());
    }

    #[test]
    fn what_a_rated_movie_adds_to_the_order_is_what_is_missing_without_it(
        ratings in ratings(),
        movie in 0_u32..200,
    ) {
        let engine = &hybrid().engine;
        let why = engine.explain(&folded(&profile(&ratings)), MovieIdx(movie)).ranking;
        // Opinions of genres are means, of which each rating has a share: that is another without it.
        let genres = |movie: u32| engine.catalogue().movies[movie as usize].genres;
        let other = ratings.first().filter(|(first, _)| genres(*first) & genres(movie) == 0);
        if let Some((first, _)) = other {
            let without = engine.explain(&folded(&profile(&ratings[1..])), MovieIdx(movie)).ranking;
            // What depends on the number of ratings, and on stars, changes as well.
            let others = |account: &Account| {
                amount(account, Cause::Popularity) + amount(account, Cause::Stars)
            };
            let missing = why.score - others(&why) - without.score + others(&without);
            let said = amount(&why, Cause::Rated(MovieIdx(*first)));
            prop_assert!((missing - said).abs() < TOLERANCE);
        }
    }
}
