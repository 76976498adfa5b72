//! A data set that lists movies twice: each is one movie in what is trained on it.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::sync::OnceLock;

use matinee_core::domain::{MovieId, UserId};
use matinee_data::dataset::{CleaningRules, clean};
use matinee_data::formats::movielens_100k::FILE_NAMES;
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::raw::RawTables;
use matinee_data::raw::Source;
use matinee_engine::artifact::{self, Precisions};
use matinee_engine::engine::Engine;
use predicates::prelude::*;
use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{TINY, file, matinee, output};

struct Twins {
    folder: TempDir,
    raw: RawTables,
}

fn twins() -> &'static Twins {
    static TWINS: OnceLock<Twins> = OnceLock::new();
    TWINS.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let data = folder.path().join("data");
        matinee()
            .args(["generate", "--users=60", "--movies=80", "--ratings=2400"])
            .arg("--twins=10")
            .arg("--out")
            .arg(&data)
            .assert()
            .success();
        let [ratings, movies, users, genres, occupations] =
            FILE_NAMES.map(|name| fs::read(data.join(name)).unwrap());
        let raw = RawFiles {
            ratings,
            movies,
            users,
            genres,
            occupations,
            notice: None,
        }
        .read()
        .unwrap();
        let (tables, _) = clean(raw.clone(), &CleaningRules::standard());
        let heads = matinee_testing::heads::heads(&tables, 1);
        let hybrid = matinee_testing::hybrid_artifact(&tables, &heads, Precisions::COMPACT);
        let twins = Twins { folder, raw };
        fs::write(twins.path("hybrid"), artifact::write(&hybrid).unwrap()).unwrap();
        for cleaning in ["standard", "merged", "unmerged", "none"] {
            train(&twins, cleaning, cleaning, "plain").success();
        }
        twins
    })
}

/// Trains a small network on the data set, cleaned so.
fn train(twins: &Twins, model: &str, cleaning: &str, preset: &str) -> assert_cmd::assert::Assert {
    let options = TINY.iter().filter(|option| !option.starts_with("--clean"));
    matinee()
        .arg("train")
        .args(options)
        .arg(format!("--clean={cleaning}"))
        .arg(format!("--preset={preset}"))
        .arg("--data")
        .arg(twins.path("data"))
        .arg("--out")
        .arg(twins.path(model))
        .assert()
}

impl Twins {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn engine(&self, model: &str) -> Engine {
        Engine::open(&fs::read(self.path(model)).unwrap()).unwrap()
    }

    /// The two numbers of a movie that the hybrid knows, its own first, and of one user who has
    /// rated neither.
    fn numbers(&self) -> (MovieId, MovieId, UserId) {
        let engine = self.engine("hybrid");
        let (alias, movie) = engine.catalogue().aliases[0];
        let main = engine.catalogue().movies[movie.row()].id;
        let user = (engine.users().iter())
            .find(|user| {
                let user = engine.user_idx(user.id).unwrap();
                !engine.seen(user).contains(&movie)
            })
            .unwrap();
        (main, alias, user.id)
    }
}

#[test]
fn a_movie_that_is_listed_twice_is_one_unless_the_data_set_is_taken_as_it_is() {
    let twins = twins();
    for (cleaning, is_merged) in [
        ("standard", true),
        ("merged", true),
        ("unmerged", false),
        ("none", false),
    ] {
        let engine = twins.engine(cleaning);
        assert_eq!(
            engine.catalogue().aliases.is_empty(),
            !is_merged,
            "{cleaning}"
        );
        if is_merged {
            matinee_testing::check_no_movie_twice(&engine);
            let n_aliases = matinee_testing::check_numbers(&engine, &twins.raw.movies);
            assert_eq!(engine.catalogue().aliases.len(), n_aliases);
            assert!(n_aliases > 0);
        }
    }
    let n_movies = |model| twins.engine(model).catalogue().movies.len();
    assert_eq!((n_movies("none"), n_movies("merged")), (80, 70));
}

#[test]
fn the_cleaning_report_counts_what_was_merged() {
    let twins = twins();
    let (_, report) = clean(twins.raw.clone(), &CleaningRules::standard());
    let merged = report.merged.unwrap();
    assert_eq!(merged.entries, 10);
    assert!(merged.doubles > 0);
    let words = format!(
        "merged: 10 with the title and year of another; {} ratings joined, {} doubles dropped",
        merged.joined, merged.doubles
    );
    train(twins, "told", "standard", "plain").stderr(predicate::str::contains(words));
    train(twins, "told", "none", "plain").stderr(predicate::str::contains("merged").not());
}

#[test]
fn original_is_another_word_for_the_standard_cleaning() {
    let twins = twins();
    let standard = fs::read(twins.path("standard")).unwrap();
    train(twins, "original", "original", "plain").success();
    assert!(fs::read(twins.path("original")).unwrap() == standard);
}

#[test]
fn similar_and_predict_take_either_number() {
    let twins = twins();
    let (main, alias, user) = twins.numbers();
    let similar = |movie: MovieId| {
        let text = output(
            matinee()
                .args([
                    "similar",
                    "--json",
                    "--movie",
                    &movie.to_string(),
                    "--model",
                ])
                .arg(twins.path("hybrid")),
        );
        let answer: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(answer["movie"], movie.0);
        answer["movies"].clone()
    };
    assert_eq!(similar(main), similar(alias));

    let (_folder, pairs) = file(format!("{user}\t{main}\n{user}\t{alias}\n").as_bytes());
    let text = output(
        matinee()
            .args(["predict", "--model"])
            .arg(twins.path("hybrid"))
            .arg("--pairs")
            .arg(&pairs),
    );
    let lines: Vec<&str> = text.lines().collect();
    let predicted = |line: &str, movie: MovieId| {
        let start = format!("{user}\t{movie}\t");
        line.strip_prefix(&start).unwrap().to_owned()
    };
    assert_eq!(predicted(lines[0], main), predicted(lines[1], alias));
}

/// What a command says to somebody with these lines of ratings.
fn for_newcomer(command: &[&str], profile: &str) -> String {
    let (_folder, profile) = file(profile.as_bytes());
    output(
        matinee()
            .args(command)
            .arg("--model")
            .arg(twins().path("hybrid"))
            .arg("--profile")
            .arg(profile),
    )
}

#[test]
fn what_somebody_new_rated_under_one_number_does_not_come_back_under_the_other() {
    let twins = twins();
    let engine = twins.engine("hybrid");
    let n_movies = engine.catalogue().movies.len();
    let all = (n_movies - 1).to_string();
    let list = |profile: &str| -> Vec<u64> {
        let text = for_newcomer(&["recommend", "--json", "-k", &all], profile);
        let answer: Value = serde_json::from_str(&text).unwrap();
        let movies = answer["movies"].as_array().unwrap().iter();
        movies
            .map(|entry| entry["movie"].as_u64().unwrap())
            .collect()
    };
    let mut mains = HashMap::new();
    for (alias, movie) in &engine.catalogue().aliases {
        mains.insert(*alias, engine.catalogue().movies[movie.row()].id);
    }
    assert!(!mains.is_empty());
    for (alias, main) in mains {
        let by_main = list(&format!("{main}\t5\n"));
        assert_eq!(by_main.len(), n_movies - 1);
        assert!(!by_main.contains(&u64::from(main.0)));
        assert_eq!(list(&format!("{alias}\t5\n")), by_main);
        // Both numbers: the later rating counts.
        assert_eq!(list(&format!("{main}\t1\n{alias}\t5\n")), by_main);
    }
}

#[test]
fn a_movie_that_is_asked_about_by_another_number_is_printed_with_it() {
    let (main, alias, _) = twins().numbers();
    let (_folder, pairs) = file(format!("{alias}\n{main}\n").as_bytes());
    let text = for_newcomer(&["predict", "--pairs", pairs.to_str().unwrap()], "");
    let lines: Vec<_> = text
        .lines()
        .map(|line| line.split_once('\t').unwrap())
        .collect();
    assert_eq!(lines[0].0, alias.to_string());
    assert_eq!(lines[1].0, main.to_string());
    assert_eq!(lines[0].1, lines[1].1);
}

#[test]
fn a_model_of_merged_movies_is_measured_on_its_data_set() {
    let twins = twins();
    // This recipe holds rows out at random, in their order, and trains on the others alone.
    train(twins, "held-out", "standard", "original").success();
    let text = output(
        matinee()
            .args(["evaluate", "--json", "--model"])
            .arg(twins.path("held-out"))
            .arg("--data")
            .arg(twins.path("data")),
    );
    assert!(text.contains("validation"), "{text}");
}
