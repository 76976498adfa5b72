//! The models that the page carries, trained on the real data.

use std::collections::HashSet;

use matinee_app::models::Models;
use matinee_app::viewer::Viewer;
use matinee_app::why::{Whose, Why};
use matinee_core::domain::{MovieId, MovieIdx, UserId, UserIdx};
use matinee_data::rating_files;
use matinee_engine::artifact::{self, Artifact, Weights};
use matinee_engine::engine::{Engine, Profile, Request};
use matinee_train::model::{Backend, FeatureTables, device};
use matinee_train::packing::{self, unfold};
use matinee_train::training::{Predictor, TargetUnit};

fn file(name: &str) -> Vec<u8> {
    let path = matinee_testing::root().join("data/site").join(name);
    std::fs::read(&path)
        .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask build`", path.display()))
}

/// The hybrid, which the page starts with.
fn shipped() -> Artifact {
    artifact::read(&file("model.matinee")).expect("the shipped model is sound")
}

/// The seed network, which is loaded when it is chosen: with the tables of the hybrid.
fn shipped_seed() -> Artifact {
    let mut artifact = shipped();
    let [companion] = &artifact.manifest.companions[..] else {
        panic!("one companion is shipped");
    };
    assert_eq!(companion.network, "seed");
    let bytes = file(&companion.file);
    companion
        .check(&bytes)
        .expect("the file is what the model promises");
    let (catalogue, people) = (&artifact.catalogue, &artifact.people);
    let (manifest, weights) = artifact::read_weights(&bytes, &artifact.manifest, catalogue, people)
        .expect("the shipped weights are sound");
    artifact.manifest = manifest;
    artifact.weights = weights;
    artifact
}

#[test]
fn the_engine_equals_burn_for_all_users_and_all_movies() {
    let artifact = shipped_seed();
    let features = FeatureTables::of(&artifact.people, &artifact.catalogue);
    let device = device(Backend::Ndarray);
    let Weights::Seed(weights) = &artifact.weights else {
        panic!("another network");
    };
    let network = unfold(weights, &device);
    let burn = Predictor::new(network, &features, TargetUnit::Stars, device);
    let n_movies = artifact.catalogue.movies.len() as u32;
    let engine = Engine::new(artifact).expect("it passes its own test");

    let mut largest = 0_f32;
    for user in (0..engine.users().len() as u32).map(UserIdx) {
        let pairs: Vec<_> = (0..n_movies).map(|movie| (user, MovieIdx(movie))).collect();
        for ((_, movie), expected) in pairs.iter().zip(burn.raw_stars(&pairs)) {
            largest = largest.max((engine.raw_stars(user, *movie) - expected).abs());
        }
    }
    assert!(largest < 1e-4, "they differ by up to {largest} stars");
}

#[test]
fn it_is_the_cleaned_data_set() {
    let artifact = shipped();
    assert_eq!(artifact.people.users.len(), 943);
    assert_eq!(artifact.catalogue.movies.len(), 1_339);
    let n_rated: usize = (0..943)
        .map(|user| artifact.people.histories.n_seen(UserIdx(user)))
        .sum();
    assert_eq!(n_rated, 98_933);
    assert_eq!(artifact.manifest.n_training_rows, 98_933);
    // The first line of u.item, which the original took for a header.
    assert_eq!(artifact.catalogue.movies[0].title, "Toy Story");
    assert_eq!(artifact.catalogue.n_ratings[0], 452);
}

#[test]
fn nobody_has_seen_or_is_offered_a_movie_twice() {
    for artifact in [shipped(), shipped_seed()] {
        let engine = Engine::new(artifact).unwrap();
        matinee_testing::check_no_movie_twice(&engine);
        // Chasing Amy and Ulee's Gold, which the data set lists twice.
        for (number, other, title) in [(246, 268, "Chasing Amy"), (297, 303, "Ulee's Gold")] {
            let [movie, same] = [number, other].map(|id| engine.movie_idx(MovieId(id)));
            assert_eq!(movie, same);
            let movie = &engine.catalogue().movies[movie.unwrap().row()];
            assert_eq!(movie.title, title);
        }
    }
}

/// What a newcomer rated does not come back under another number of it, whichever they used.
#[test]
fn what_was_rated_under_either_number_does_not_come_back() {
    let engine = Engine::new(shipped()).unwrap();
    let movies = &engine.catalogue().movies;
    let list_of = |numbers: &[(u32, u8)]| -> Vec<MovieIdx> {
        let lines: String = (numbers.iter())
            .map(|(id, stars)| format!("{id}\t{stars}\n"))
            .collect();
        let row_of = |id| engine.movie_idx(id);
        let import = rating_files::read(lines.as_bytes(), movies, &row_of, None).unwrap();
        let stars = |given| import.scales.likely.stars(given, engine.scale()).unwrap();
        let mut ratings: Vec<_> = (import.matched.iter())
            .map(|row| (row.movie, stars(row.given)))
            .collect();
        ratings.sort_unstable_by_key(|(movie, _)| *movie);
        assert_eq!(ratings.len(), 4);
        let profile = Profile {
            ratings,
            ..Profile::default()
        };
        let person = engine.fold_in(&profile).unwrap();
        let list = engine.recommend_for(&person, &Request::plain(movies.len()));
        assert_eq!(list.len(), movies.len() - 4);
        list.into_iter().map(|entry| entry.movie).collect()
    };
    let list = list_of(&[(246, 5), (297, 5), (305, 4), (876, 4)]);
    let titles: HashSet<&str> = (list.iter())
        .map(|movie| movies[movie.row()].title.as_str())
        .collect();
    for title in ["Chasing Amy", "Ulee's Gold", "The Ice Storm", "Money Talks"] {
        assert!(!titles.contains(title), "{title} comes back");
    }
    assert_eq!(list_of(&[(268, 5), (303, 5), (865, 4), (881, 4)]), list);
    let both = [(246, 1), (268, 5), (297, 5), (865, 4), (305, 4), (876, 4)];
    assert_eq!(list_of(&both), list);
}

#[test]
fn the_hybrid_predicts_what_its_formulas_say() {
    // The golden predictions are computed from the stored numbers in double precision, by another
    // piece of code; opening compares them.
    let engine = Engine::new(shipped()).expect("it passes its own test");
    assert_eq!(engine.manifest().network, "hybrid");
    assert_eq!(engine.manifest().golden.len(), 64);
}

#[test]
fn the_lists_here_are_the_lists_where_they_were_made() {
    for artifact in [shipped(), shipped_seed()] {
        let engine = Engine::new(artifact).unwrap();
        assert_eq!(engine.lists_sha256(), engine.manifest().lists_sha256);
    }
}

#[test]
fn what_the_page_says_of_newcomers_before_a_model_is_there_is_what_the_model_says() {
    let host = shipped();
    let models = Models::of(&host.manifest);
    let engines = [host, shipped_seed()].map(|it| Engine::new(it).unwrap());
    // The last is the visitor's own, which is not there yet.
    assert_eq!(models.yours(), engines.len());
    for (model, engine) in models.all().iter().zip(&engines) {
        assert_eq!(model.network, engine.manifest().network);
        assert_eq!(model.can_list(Viewer::You), engine.takes_newcomers());
        let user = Viewer::User(engine.users()[0].id);
        assert!(model.can_list(user));
    }
}

#[test]
fn every_user_gets_a_full_list_of_unseen_movies() {
    let engine = Engine::new(shipped()).unwrap();
    for user in (0..943).map(UserIdx) {
        let seen: HashSet<_> = engine.seen(user).into_iter().collect();
        let list = engine.recommend(user, 50);
        assert_eq!(list.len(), 50);
        assert!(list.iter().all(|entry| !seen.contains(&entry.movie)));
    }
    for id in [500, 15, 69] {
        assert!(engine.user_idx(UserId(id)).is_some());
    }
}

#[test]
fn the_movies_most_like_one_are_of_its_kind() {
    let host = Engine::new(shipped()).expect("it passes its own test");
    let seed = Engine::new(shipped_seed()).expect("it passes its own test");
    for engine in [&host, &seed] {
        let check = |title: &str, expected: &[&str]| {
            let movies = &engine.catalogue().movies;
            let row = movies
                .iter()
                .position(|movie| movie.title == title)
                .unwrap();
            let list = engine.similar(MovieIdx(row as u32), 10);
            let titles: Vec<&str> = (list.iter())
                .map(|(movie, _)| movies[movie.row()].title.as_str())
                .collect();
            for title in expected {
                assert!(titles.contains(title), "{title} is not among {titles:?}");
            }
        };
        check(
            "Star Wars",
            &["The Empire Strikes Back", "Return of the Jedi"],
        );
        check("The Godfather", &["The Godfather: Part II"]);
        check("Scream", &["Scream 2"]);
        check("Toy Story", &["Aladdin"]);
    }
}

#[test]
fn a_site_without_ratings_has_the_same_lists() {
    let whole = Engine::new(shipped()).unwrap();
    let stripped = packing::without_ratings(shipped()).unwrap();
    let bytes = artifact::write(&stripped).unwrap();
    let bare = Engine::open(&bytes).expect("it passes its own test");
    let movies = |engine: &Engine, user| {
        let list = engine.recommend(user, 10).into_iter();
        list.map(|entry| entry.movie).collect::<HashSet<_>>()
    };
    let users = (0..943).map(UserIdx);
    let n_same: usize = users
        .map(|user| {
            movies(&whole, user)
                .intersection(&movies(&bare, user))
                .count()
        })
        .sum();
    println!(
        "{n_same} of 9430 entries are the same; {} bytes, with ratings {}",
        bytes.len(),
        file("model.matinee").len()
    );
    assert!(n_same >= 9_400, "{n_same} of 9430 entries are the same");
}

#[test]
fn the_reasons_that_the_page_shows_add_up_to_the_stars_that_it_shows() {
    let engine = Engine::new(shipped()).unwrap();
    for user in (0..943).step_by(9).map(UserIdx) {
        let person = engine.person(user);
        let whose = Whose {
            viewer: Viewer::User(engine.users()[user.row()].id),
            ratings: person.ratings(),
            catalogue: engine.catalogue(),
        };
        for entry in engine.recommend(user, 10) {
            let why = Why::of(&engine.explain(&person, entry.movie), whose);
            let stars = (entry.stars.stars() * 100.0).round() as i32;
            assert_eq!(why.stars.total, stars);
            for table in [why.stars, why.order] {
                let sum: i32 = table.rows.iter().map(|row| row.amount).sum();
                assert_eq!(sum, table.total, "{table:#?}");
            }
        }
    }
}
