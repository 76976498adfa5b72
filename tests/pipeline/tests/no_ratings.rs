//! A model without anybody's stars: lists, reasons and newcomers are as with them.

use std::sync::OnceLock;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_engine::artifact::{self, Artifact, Histories, Precisions, Weights};
use matinee_engine::engine::{Account, Cause, Engine, Profile, Request};
use matinee_testing::heads::heads;
use matinee_train::packing;

/// Of a ranking score: codes are rounded to eleven bits.
const TOLERANCE: f32 = 2e-3;

fn hybrid() -> Artifact {
    let data = matinee_testing::data();
    let heads = heads(&data.tables, 1);
    matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::COMPACT)
}

/// What is left of a model in its file.
fn stripped(model: Artifact) -> Artifact {
    let stripped = packing::without_ratings(model).expect("small");
    let bytes = artifact::write(&stripped).expect("it can be read");
    assert_eq!(artifact::read(&bytes).as_ref(), Ok(&stripped));
    stripped
}

/// The same model with ratings and without.
fn engines() -> &'static [Engine; 2] {
    static ENGINES: OnceLock<[Engine; 2]> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let models = [hybrid(), stripped(hybrid())];
        models.map(|model| Engine::new(model).expect("it passes its own test"))
    })
}

fn users() -> impl Iterator<Item = UserIdx> {
    (0..engines()[0].users().len() as u32).map(UserIdx)
}

fn movies() -> impl Iterator<Item = MovieIdx> {
    (0..engines()[0].catalogue().movies.len() as u32).map(MovieIdx)
}

#[test]
fn people_come_with_what_they_have_seen_and_without_their_stars() {
    let [whole, bare] = engines();
    assert!(whole.has_ratings() && !bare.has_ratings());
    for user in users() {
        let ratings = whole.history(user).expect("it has them");
        let seen: Vec<MovieIdx> = ratings.iter().map(|(movie, _)| *movie).collect();
        assert_eq!(bare.seen(user), seen);
        assert_eq!(bare.n_seen(user), seen.len());
        assert_eq!(bare.history(user), None);
        let person = bare.person(user);
        assert_eq!((person.seen(), person.ratings()), (&*seen, &[][..]));
    }
}

#[test]
fn tables_do_not_tell_what_stars_there_were() {
    let model = hybrid();
    let mut other = model.people.clone();
    let Histories::Rated(histories) = &mut other.histories else {
        panic!("it has ratings");
    };
    for (_, stars) in histories.iter_mut().flatten() {
        *stars = Stars::WHOLE[usize::from(stars.halves() / 2) % 5];
    }
    let hash = |people| artifact::tables_sha256(&model.catalogue, people).expect("small");
    assert_ne!(hash(&model.people), hash(&other));
    let bare = model.people.without_stars();
    assert_eq!(hash(&bare), hash(&other.without_stars()));
}

#[test]
fn stars_are_the_same_and_scores_nearly() {
    let [whole, bare] = engines();
    for user in users() {
        let people = [whole.person(user), bare.person(user)];
        for movie in movies() {
            let expected = whole.predict_for(&people[0], movie);
            let found = bare.predict_for(&people[1], movie);
            assert_eq!(found.stars, expected.stars);
            let off = (found.ranking_score - expected.ranking_score).abs();
            let size = expected.ranking_score.abs().max(1.0);
            assert!(off < TOLERANCE * size, "{found:?}, expected {expected:?}");
        }
    }
}

#[test]
fn lists_are_what_they_were_but_for_near_ties() {
    let [whole, bare] = engines();
    let (mut n_same, mut n) = (0, 0);
    for user in users() {
        let expected = whole.recommend(user, 10);
        let found = bare.recommend(user, 10);
        assert_eq!(found.len(), expected.len());
        let seen = bare.seen(user);
        assert!(found.iter().all(|entry| !seen.contains(&entry.movie)));
        n += expected.len();
        let is_there = |movie| found.iter().any(|entry| entry.movie == movie);
        n_same += (expected.iter().filter(|entry| is_there(entry.movie))).count();
    }
    assert!(n_same * 100 >= n * 98, "{n_same} of {n} are the same");
}

fn check_sum(account: &Account) {
    let sum: f32 = account.terms.iter().map(|term| term.amount).sum();
    let off = (sum - account.score).abs();
    assert!(off < 1e-3 * account.score.abs().max(1.0), "{account:?}");
}

#[test]
fn reasons_add_up_and_name_no_rated_movie() {
    let [_, bare] = engines();
    let is_rated = |cause| matches!(cause, Cause::Rated(_));
    for user in users().step_by(7) {
        let person = bare.person(user);
        for movie in movies().step_by(11) {
            let explanation = bare.explain(&person, movie);
            for account in [&explanation.stars, &explanation.ranking] {
                check_sum(account);
                assert!(!account.terms.iter().any(|term| is_rated(term.cause)));
                let n_learned = account.terms.iter();
                let n_learned = n_learned.filter(|term| term.cause == Cause::Learned);
                assert_eq!(n_learned.count(), 1);
            }
        }
    }
}

#[test]
fn newcomers_are_taken_as_before() {
    let [whole, bare] = engines();
    let profile = Profile {
        ratings: movies().step_by(9).zip(Stars::WHOLE).collect(),
        ..Profile::default()
    };
    let list = |engine: &Engine| {
        let person = engine.fold_in(&profile).expect("the profile is good");
        engine.recommend_for(&person, &Request::plain(10))
    };
    assert_eq!(list(bare), list(whole));
}

#[test]
fn another_network_joins_the_tables_that_are_left() {
    let data = matinee_testing::data();
    let recipe = matinee_testing::recipe();
    let trained = matinee_testing::trained(&data, &recipe);
    let seed = matinee_testing::artifact(&data, &recipe, &trained, Precisions::COMPACT);
    let bare_seed = stripped(seed.clone());
    assert!(matches!(bare_seed.weights, Weights::Seed(_)));
    let weights = |model| artifact::write_weights(model).expect("sound");
    let [_, bare] = engines();
    assert!(bare.with_companion(&weights(&seed)).is_err());
    let joined = bare.with_companion(&weights(&bare_seed)).expect("it joins");
    let whole = Engine::new(seed).expect("it passes its own test");
    for user in users() {
        assert_eq!(joined.recommend(user, 10), whole.recommend(user, 10));
    }
}

#[test]
fn what_has_no_ratings_stays_as_it_is() {
    let bare = stripped(hybrid());
    assert_eq!(packing::without_ratings(bare.clone()), Ok(bare));
}
