//! A network without weights goes all the way that the others go.

use std::sync::OnceLock;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_engine::artifact::{self, Artifact, PopularityWeights};
use matinee_engine::engine::{Cause, Engine, Person, Profile, Request};
use matinee_testing::heads::heads;
use matinee_train::packing::{self, TrainingAccount};

fn model() -> Artifact {
    let data = matinee_testing::data();
    let account = TrainingAccount {
        preset: "counts".into(),
        training: data.tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    packing::build(&data.tables, account, PopularityWeights.into()).expect("small")
}

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let bytes = artifact::write(&model()).expect("it can be read");
        Engine::open(&bytes).expect("it passes its own test")
    })
}

/// The first movies of a list of everything.
fn whole_list(person: &Person) -> Vec<MovieIdx> {
    let request = Request::plain(engine().catalogue().movies.len());
    let list = engine().recommend_for(person, &request);
    list.into_iter().map(|entry| entry.movie).collect()
}

#[test]
fn its_lists_are_what_most_people_liked_without_what_somebody_has_seen() {
    for user in [0, 7, 119].map(UserIdx) {
        let person = engine().person(user);
        let list = whole_list(&person);
        let n_liked = &engine().catalogue().n_liked;
        assert!(list.is_sorted_by_key(|movie| std::cmp::Reverse(n_liked[movie.row()])));
        assert!(list.iter().all(|movie| !person.seen().contains(movie)));
    }
}

#[test]
fn somebody_new_gets_it_too_and_what_they_say_changes_nothing_else() {
    let nobody = engine().fold_in(&Profile::default()).expect("anybody");
    let rated = MovieIdx(3);
    let profile = Profile {
        ratings: vec![(rated, Stars::WHOLE[0])],
        ..Profile::default()
    };
    let somebody = engine().fold_in(&profile).expect("anybody");
    let mut list = whole_list(&nobody);
    list.retain(|movie| *movie != rated);
    assert_eq!(whole_list(&somebody), list);
}

#[test]
fn reasons_sum_to_both_numbers() {
    let person = engine().person(UserIdx(0));
    for movie in [0, 50, 199].map(MovieIdx) {
        let why = engine().explain(&person, movie);
        assert!((why.stars.sum() - why.stars.score).abs() < 1e-4);
        assert_eq!(why.ranking.sum(), why.ranking.score);
        assert_eq!(why.ranking.terms[0].cause, Cause::Popularity);
    }
}

#[test]
fn it_needs_nobodys_stars() {
    let bare = packing::without_ratings(model()).expect("small");
    let bytes = artifact::write(&bare).expect("it can be read");
    let bare = Engine::open(&bytes).expect("it passes its own test");
    assert_eq!(bare.lists_sha256(), engine().lists_sha256());
}

#[test]
fn who_is_of_another_engine_is_a_stranger() {
    let data = matinee_testing::data();
    let heads = heads(&data.tables, 1);
    let precisions = matinee_engine::artifact::Precisions::COMPACT;
    let hybrid = matinee_testing::hybrid_artifact(&data.tables, &heads, precisions);
    let hybrid = Engine::new(hybrid).expect("it passes its own test");
    let stranger = hybrid.person(UserIdx(0));
    let movie = MovieIdx(0);
    assert!(
        engine()
            .recommend_for(&stranger, &Request::plain(10))
            .is_empty()
    );
    let entry = engine().predict_for(&stranger, movie);
    assert_eq!((entry.stars.stars(), entry.ranking_score), (3.0, 0.0));
    assert_eq!(
        (entry.likely.low.stars(), entry.likely.high.stars()),
        (1.0, 5.0)
    );
    assert!(engine().explain(&stranger, movie).stars.terms.is_empty());
    assert_eq!(engine().raw_stars_for(&stranger, movie), 3.0);
}
