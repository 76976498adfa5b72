//! Factors that were learned elsewhere go all the way that the other networks go.

use std::sync::OnceLock;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::random::{Rng, seeded};
use matinee_engine::artifact::{
    self, Artifact, Confidence, FactorSet, FactorWeights, Feedback, Fit, Order, Precision,
};
use matinee_engine::engine::{Cause, Engine, Person, Profile, Request, Steering};
use matinee_engine::features::Matrix;
use matinee_train::packing::{self, TrainingAccount};
use rand::RngExt;

/// Length of a vector; not a multiple of the engine's lanes.
const D: usize = 5;

fn matrix(n_rows: usize, size: f32, rng: &mut Rng) -> Matrix {
    let n = n_rows * (D + 1);
    Matrix {
        n_rows,
        n_cols: D + 1,
        values: (0..n).map(|_| rng.random_range(-size..size)).collect(),
    }
}

/// Numbers at random, with levels.
fn set(seed: u64, mean: f32, feedback: Feedback) -> FactorSet<Matrix> {
    let tables = matinee_testing::data().tables;
    let rng = &mut seeded(seed, 0);
    let users = matrix(tables.users.len(), 0.6, rng);
    FactorSet {
        mean,
        start: users.column_means(),
        users,
        movies: matrix(tables.movies.len(), 0.6, rng),
        fit: Fit {
            l2: 0.3,
            level_l2: Some(0.7),
            per_rating: true,
            feedback,
        },
    }
}

/// Stars, and an order of who watched what.
fn weights(has_order: bool) -> FactorWeights {
    let order = || {
        let plain = set(2, 0.0, Feedback::Stars);
        let mut gram = Vec::new();
        for row in 0..D {
            for column in 0..=row {
                let of = |movie: usize| {
                    let movie = plain.movies.row(movie);
                    movie[row] * movie[column]
                };
                gram.push((0..plain.movies.n_rows).map(of).sum());
            }
        }
        let confidence = Confidence {
            alpha: 2.0,
            base: 1.0,
            counts: [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 2.0, 2.0],
            gram,
        };
        let mut fit = plain.fit.clone();
        fit.level_l2 = None;
        fit.feedback = Feedback::Implicit(confidence);
        Order {
            set: packing::round_factors(&FactorSet { fit, ..plain }, Precision::INT8),
            stars_weight: 0.1,
        }
    };
    FactorWeights {
        stars: packing::round_factors(&set(1, 3.5, Feedback::Stars), Precision::INT8),
        order: has_order.then(order),
    }
}

fn model(has_order: bool) -> Artifact {
    let data = matinee_testing::data();
    let account = TrainingAccount {
        preset: "imported".into(),
        training: data.tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    packing::build(&data.tables, account, weights(has_order).into()).expect("small")
}

fn opened(artifact: &Artifact) -> Engine {
    let bytes = artifact::write(artifact).expect("it can be read");
    Engine::open(&bytes).expect("it passes its own test")
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| opened(&model(true)))
}

fn newcomer(ratings: &[(MovieIdx, Stars)]) -> Person {
    let profile = Profile {
        ratings: ratings.to_vec(),
        ..Profile::default()
    };
    engine().fold_in(&profile).expect("anybody")
}

#[test]
fn a_file_gives_back_what_was_written() {
    for has_order in [false, true] {
        let artifact = model(has_order);
        let bytes = artifact::write(&artifact).expect("it can be read");
        assert_eq!(artifact::read(&bytes), Ok(artifact));
    }
}

#[test]
fn lists_are_those_of_scoring_every_movie() {
    let n = engine().catalogue().movies.len();
    for blend in [-1.0, 0.0, 0.6, 1.0] {
        for user in [0, 7, 119].map(UserIdx) {
            let person = engine().person(user);
            let mut request = Request::plain(n);
            request.steering = Steering {
                blend,
                ..Steering::default()
            };
            let all = engine().recommend_for(&person, &request);
            request.k = 10;
            // Whoever makes a short list passes over movies without adding all of it up.
            assert_eq!(
                engine().recommend_for(&person, &request)[..],
                all[..10],
                "{blend}"
            );
            assert_eq!(all.len() + person.seen().len(), n);
        }
    }
}

#[test]
fn reasons_sum_to_both_numbers_however_heads_are_blended() {
    let known = engine().person(UserIdx(0));
    let ratings = known.ratings()[..4].to_vec();
    for person in [known, newcomer(&ratings), newcomer(&[])] {
        for movie in [0, 50, 199].map(MovieIdx) {
            for blend in [-1.0, -0.3, 0.0, 0.3, 1.0] {
                let steering = Steering {
                    blend,
                    ..Steering::default()
                };
                let why = engine().explain_steered(&person, movie, steering);
                assert!((why.stars.sum() - why.stars.score).abs() < 1e-4);
                assert!((why.ranking.sum() - why.ranking.score).abs() < 1e-4);
            }
        }
    }
}

#[test]
fn a_star_more_moves_a_newcomer_by_its_share() {
    let rated = |stars: usize| {
        let rows = [
            (MovieIdx(3), Stars::WHOLE[stars]),
            (MovieIdx(9), Stars::WHOLE[1]),
        ];
        newcomer(&rows)
    };
    let movie = MovieIdx(20);
    let share = |person: &Person| {
        let why = engine().explain(person, movie);
        let is_it = |term: &&matinee_engine::Term| term.cause == Cause::Rated(MovieIdx(3));
        why.stars
            .terms
            .iter()
            .find(is_it)
            .expect("a term of it")
            .amount
    };
    let [low, high] = [rated(0), rated(4)];
    let moved = engine().raw_stars_for(&high, movie) - engine().raw_stars_for(&low, movie);
    assert!((moved - (share(&high) - share(&low))).abs() < 1e-4);
    assert!(moved.abs() > 1e-3);
}

#[test]
fn it_needs_nobodys_stars_and_may_carry_few_people() {
    let bare = opened(&packing::without_ratings(model(true)).expect("small"));
    assert_eq!(bare.lists_sha256(), engine().lists_sha256());
    let kept = [UserIdx(3), UserIdx(77)];
    let few = packing::seal(packing::with_people(model(true), &kept)).expect("small");
    let few = opened(&few);
    for (here, there) in [0, 1].map(UserIdx).into_iter().zip(kept) {
        assert_eq!(few.recommend(here, 10), engine().recommend(there, 10));
    }
    let nobody = packing::seal(packing::with_people(model(true), &[])).expect("small");
    let list = opened(&nobody)
        .fold_in(&Profile::default())
        .expect("anybody");
    assert!(list.ratings().is_empty());
}

#[test]
fn what_is_alike_follows_the_order_where_there_is_one() {
    let [with, without] = [true, false].map(|has_order| opened(&model(has_order)));
    let [a, b] = [&with, &without].map(|engine| engine.similar(MovieIdx(4), 20));
    assert_ne!(a, b);
    assert!(a.is_sorted_by(|a, b| a.1 >= b.1));
}

/// Expects weights with a change to be refused with these words.
fn check_refused(change: impl Fn(&mut FactorWeights), words: &str) {
    let mut weights = weights(true);
    change(&mut weights);
    let mut artifact = model(true);
    artifact.weights = weights.into();
    let message = artifact::write(&artifact)
        .expect_err("it is refused")
        .to_string();
    assert!(message.contains(words), "{message}");
}

#[test]
fn numbers_and_shapes_that_cannot_be_served_are_refused() {
    let implicit = |weights: &mut FactorWeights, change: &dyn Fn(&mut Confidence)| {
        let order = weights.order.as_mut().expect("it has one");
        let Feedback::Implicit(confidence) = &mut order.set.fit.feedback else {
            unreachable!("it is implicit")
        };
        change(confidence);
    };
    check_refused(|it| it.stars.start.truncate(2), "start has the length 2");
    check_refused(|it| it.stars.mean = f32::NAN, "not a number");
    check_refused(|it| it.stars.fit.l2 = 0.0, "L2 must be above 0");
    check_refused(|it| it.stars.fit.level_l2 = Some(-1.0), "L2 of the level");
    check_refused(|it| it.stars.mean = f32::MAX, "so large");
    check_refused(
        |it| it.stars.users = it.stars.movies.clone(),
        "another data set",
    );
    check_refused(
        |it| it.order.as_mut().expect("it has one").stars_weight = -0.1,
        "stars speak against",
    );
    check_refused(
        |it| implicit(it, &|confidence| confidence.gram.truncate(3)),
        "the Gram matrix has the length 3",
    );
    check_refused(
        |it| implicit(it, &|confidence| confidence.alpha = -2.0),
        "counts less than none",
    );
}
