//! Training on a visitor's own data set, without a page.

use std::io::{Cursor, Write};

use matinee_core::domain::{MovieIdx, StarScale, UserIdx};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::formats::movielens_100k::FILE_NAMES;
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::UNKNOWN;
use matinee_data::generate::{Format, GeneratorConfig, generate, generate_in};
use matinee_data::raw::Source;
use matinee_engine::artifact::{self, Artifact, Precisions};
use matinee_engine::engine::Engine;
use matinee_protocol::{Checkpoint, Field, Preset, Report, Settings};
use matinee_train::packing;
use matinee_worker::trainer::{
    DataError, MEMORY, RunError, TrainingData, WayOut, needed, run_in_one_go,
};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn config(seed: u64) -> GeneratorConfig {
    GeneratorConfig {
        n_users: 120,
        n_movies: 200,
        n_twins: 20,
        n_ratings: 6_000,
        seed,
        ..GeneratorConfig::default()
    }
}

fn files(seed: u64) -> RawFiles {
    generate(&config(seed)).expect("the sizes fit each other").0
}

fn zipped(files: &RawFiles) -> Vec<u8> {
    let contents = [
        &files.ratings,
        &files.movies,
        &files.users,
        &files.genres,
        &files.occupations,
    ];
    let tables = (FILE_NAMES.into_iter()).zip(contents.map(|bytes| &bytes[..]));
    let notice = files.notice.iter().map(|bytes| ("u.notice", &bytes[..]));
    zip_of("ml-100k", tables.chain(notice))
}

/// A zip of these files in a folder, as data sets are given out.
fn zip_of<'a>(folder: &str, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let name = format!("{folder}/{name}");
        writer
            .start_file(name, SimpleFileOptions::default())
            .expect("a name");
        writer.write_all(bytes).expect("in memory");
    }
    writer.finish().expect("in memory").into_inner()
}

fn tables(files: &RawFiles) -> Tables {
    let raw = files.read().expect("the generator's format");
    clean(raw, &CleaningRules::standard()).0
}

/// A page's model that was made of these files.
fn model(files: &RawFiles) -> Artifact {
    let tables = tables(files);
    let heads = matinee_testing::heads::heads(&tables, 3);
    matinee_testing::hybrid_artifact(&tables, &heads, Precisions::FULL)
}

/// The tables of that page.
fn page(files: &RawFiles) -> TrainingData {
    opened(&model(files))
}

fn opened(model: &Artifact) -> TrainingData {
    TrainingData::open(&artifact::write(model).expect("small")).expect("sound")
}

/// A whole run: its last checkpoint, and what it came to.
fn trained(training_data: &TrainingData, preset: Preset) -> (Checkpoint, Report) {
    let settings = [
        (Field::Embedding, 4.0),
        (Field::Batch, 128.0),
        (Field::Epochs, 2.0),
    ]
    .into_iter()
    .fold(Settings::of(preset), |settings, (field, number)| {
        settings.with(field, number).expect("in range")
    });
    let (result, mut heard) = run_in_one_go(training_data, &settings, u32::MAX);
    result.expect("a whole run");
    let end = heard.pop().expect("an end");
    let checkpoint = heard.into_iter().rev().find_map(|report| match report {
        Report::Checkpoint(checkpoint) => Some(checkpoint),
        _ => None,
    });
    (checkpoint.expect("a checkpoint"), end)
}

#[test]
fn other_data_gives_a_whole_model_that_stands_alone() {
    let (own, page) = (files(8), page(&files(7)));
    let training_data = TrainingData::open_archive(&zipped(&own), &page).expect("a data set");
    let opened = training_data.opened();
    assert!(!opened.is_pages);
    let expected = tables(&own);
    assert_eq!(opened.n_rows as usize, expected.ratings.len());
    for preset in Preset::ALL {
        let (checkpoint, end) = trained(&training_data, preset);
        assert!(checkpoint.is_whole);
        assert!(matches!(end, Report::Finished(_)), "{end:?}");
        let engine = Engine::open(&checkpoint.weights).expect("it stands alone");
        assert_eq!(engine.users(), expected.users);
        assert_eq!(engine.recommend(UserIdx(0), 5).len(), 5);
    }
}

#[test]
fn a_page_that_begins_with_some_of_its_movies_knows_its_own_data() {
    let own = files(7);
    let model = model(&own);
    let first: Vec<MovieIdx> = (0..40).map(|i| MovieIdx(i * 3 + 1)).collect();
    let model = packing::seal(packing::with_first_movies(model, &first)).expect("small");
    let page = opened(&model);
    let training_data = TrainingData::open_archive(&zipped(&own), &page).expect("a data set");
    assert!(training_data.opened().is_pages);
    let (checkpoint, _) = trained(&training_data, Preset::ALL[0]);
    assert!(!checkpoint.is_whole);
    let host = Engine::new(model).expect("sound");
    host.with_companion(&checkpoint.weights)
        .expect("of the page's tables");
}

#[test]
fn a_zip_in_any_format_is_trained_on_in_the_scale_of_its_stars() {
    let page = page(&files(7));
    for (format, scale) in [
        (Format::MovieLens1M, StarScale::Whole),
        (Format::MovieLens10M, StarScale::Half),
        (Format::Csv, StarScale::Half),
    ] {
        let own = generate_in(&config(8), format).expect("the sizes fit").0;
        let zip = zip_of("ml", own.files());
        let training_data = TrainingData::open_archive(&zip, &page).expect("a data set");
        let raw = own.read().expect("the generator's format");
        let expected = clean(raw, &CleaningRules::standard()).0;
        let opened = training_data.opened();
        assert!(!opened.is_pages, "{format:?}");
        assert_eq!(opened.n_rows as usize, expected.ratings.len(), "{format:?}");
        for preset in Preset::ALL {
            let (checkpoint, end) = trained(&training_data, preset);
            let Report::Finished(outcome) = end else {
                panic!("{format:?}, {preset:?}: {end:?}");
            };
            assert!(outcome.yours.rmse < 1.5, "{format:?}, {preset:?}");
            let engine = Engine::open(&checkpoint.weights).expect("it stands alone");
            assert_eq!(engine.scale(), scale, "{format:?}");
            assert_eq!(engine.catalogue().movies, expected.movies, "{format:?}");
            assert_eq!(engine.recommend(UserIdx(0), 5).len(), 5);
        }
    }
}

#[test]
fn what_is_trained_says_of_its_data_what_the_data_says() {
    let page = page(&files(7));
    for (notice, said) in [
        (
            Some(b"Ratings of our club.\n".to_vec()),
            "Ratings of our club.",
        ),
        (None, UNKNOWN),
    ] {
        let own = RawFiles { notice, ..files(8) };
        let training_data = TrainingData::open_archive(&zipped(&own), &page).expect("a data set");
        let (checkpoint, _) = trained(&training_data, Preset::Hybrid);
        let manifest = artifact::read(&checkpoint.weights).expect("whole").manifest;
        assert_eq!(manifest.data_notice, said);
    }
}

#[test]
fn the_pages_own_data_gives_weights_that_join_it() {
    let own = files(7);
    let page = page(&own);
    let training_data = TrainingData::open_archive(&zipped(&own), &page).expect("a data set");
    assert!(training_data.opened().is_pages);
    for preset in Preset::ALL {
        // Rows in another order would give another run.
        assert_eq!(
            trained(&training_data, preset),
            trained(&page, preset),
            "{preset:?}"
        );
        let (checkpoint, _) = trained(&training_data, preset);
        assert!(!checkpoint.is_whole);
    }
}

#[test]
fn no_list_of_own_data_has_a_movie_twice_and_either_number_names_it() {
    let own = files(8);
    let training_data =
        TrainingData::open_archive(&zipped(&own), &page(&files(7))).expect("a data set");
    let (checkpoint, _) = trained(&training_data, Preset::Hybrid);
    let engine = Engine::open(&checkpoint.weights).expect("it stands alone");
    let raw = own.read().expect("the generator's format").movies;
    assert_eq!(
        engine.catalogue().aliases.len(),
        matinee_testing::check_numbers(&engine, &raw)
    );
    matinee_testing::check_no_movie_twice(&engine);
}

#[test]
fn a_page_without_ratings_trains_on_those_that_are_brought() {
    let own = files(7);
    let whole = page(&own);
    let bare = packing::without_ratings(model(&own)).expect("small");
    let page = opened(&bare);
    assert_eq!(page.opened().n_rows, 0);
    let (refused, heard) = run_in_one_go(&page, &Settings::of(Preset::Plain), u32::MAX);
    assert_eq!(refused, Err(RunError::NoRatings));
    assert_eq!(heard, []);

    let training_data = TrainingData::open_archive(&zipped(&own), &page).expect("a data set");
    assert!(training_data.opened().is_pages);
    let host = Engine::new(bare).expect("sound");
    let rated = Engine::new(model(&own)).expect("sound");
    for preset in Preset::ALL {
        let (checkpoint, end) = trained(&training_data, preset);
        let (expected, end_with_ratings) = trained(&whole, preset);
        assert_eq!(end, end_with_ratings, "{preset:?}");
        let joined = host.with_companion(&checkpoint.weights).expect("it joins");
        let expected = rated.with_companion(&expected.weights).expect("it joins");
        let same = |user: &UserIdx| {
            let movies = |engine: &Engine| -> Vec<_> {
                let list = engine.recommend(*user, 5).into_iter();
                list.map(|entry| entry.movie).collect()
            };
            movies(&joined) == movies(&expected)
        };
        let n_users = rated.users().len();
        let n_same = (0..n_users as u32).map(UserIdx).filter(same).count();
        assert!(
            n_same * 10 >= n_users * 9,
            "{preset:?}: {n_same} of {n_users}"
        );
    }
}

#[test]
fn other_data_on_a_page_without_ratings_is_whole() {
    let bare = packing::without_ratings(model(&files(7))).expect("small");
    let training_data =
        TrainingData::open_archive(&zipped(&files(8)), &opened(&bare)).expect("a data set");
    assert!(!training_data.opened().is_pages);
    let (checkpoint, _) = trained(&training_data, Preset::Hybrid);
    let engine = Engine::open(&checkpoint.weights).expect("it stands alone");
    assert!(engine.has_ratings(), "they are the visitor's own");
}

#[test]
fn what_cleaning_merged_and_left_out_is_told() {
    let own = files(8);
    let training_data =
        TrainingData::open_archive(&zipped(&own), &page(&files(7))).expect("a data set");
    let (_, report) = clean(
        own.read().expect("the generator's format"),
        &CleaningRules::standard(),
    );
    let opened = training_data.opened();
    let merged = report.merged.expect("the rule is on");
    assert_eq!(merged.entries, 20);
    let told = opened.merged;
    let expected = [merged.entries, merged.joined, merged.doubles];
    assert_eq!(
        [told.entries, told.joined, told.doubles].map(|n| n as usize),
        expected
    );
    let left_out = opened.left_out;
    assert_eq!(left_out.len(), report.rules.len());
    for (told, rule) in left_out.iter().zip(&report.rules) {
        assert_eq!(told.rule, rule.rule);
        assert_eq!(told.movies as usize, rule.movies);
        assert_eq!(told.ratings as usize, rule.ratings);
    }
}

/// A data set in which the stars of these people are `stars`.
fn equal(is_of: impl Fn(&str) -> bool, stars: &str) -> RawFiles {
    let files = files(8);
    let text = String::from_utf8(files.ratings.clone()).expect("it is plain");
    let line = |line: &str| {
        let mut fields: Vec<&str> = line.split('\t').collect();
        if is_of(fields[0]) {
            fields[2] = stars;
        }
        fields.join("\t") + "\n"
    };
    RawFiles {
        ratings: text.lines().map(line).collect::<String>().into_bytes(),
        ..files
    }
}

/// Expects every recipe to train on a data set, its model to serve, and its order to have a figure
/// where `has_order`. Where all stars are the same the model must have learned them.
fn check_equal(files: &RawFiles, has_order: bool) {
    let training_data =
        TrainingData::open_archive(&zipped(files), &page(&self::files(7))).expect("a data set");
    let ratings = tables(files).ratings;
    let is_one = ratings.iter().all(|row| row.stars == ratings[0].stars);
    for preset in Preset::ALL {
        let (checkpoint, end) = trained(&training_data, preset);
        let Report::Finished(outcome) = end else {
            panic!("{preset:?}: {end:?}");
        };
        let yours = outcome.yours;
        assert!(yours.rmse.is_finite(), "{preset:?}: {outcome:?}");
        assert_eq!(yours.ndcg.is_some(), has_order, "{preset:?}: {outcome:?}");
        assert!(yours.ndcg.is_none_or(f32::is_finite), "{preset:?}");
        let engine = Engine::open(&checkpoint.weights).expect("it passes its own test");
        for user in (0..engine.users().len() as u32).map(UserIdx) {
            let list = engine.recommend(user, 5);
            assert_eq!(list.len(), 5, "{preset:?}");
            for entry in list {
                assert!(entry.ranking_score.is_finite(), "{preset:?}: {entry:?}");
            }
        }
        // Two epochs of the original's recipe are not enough to be sure.
        let most = if preset == Preset::Original { 1.5 } else { 0.5 };
        assert!(!is_one || yours.rmse < most, "{preset:?}: {outcome:?}");
    }
}

#[test]
fn everybody_gives_three_and_every_recipe_trains() {
    check_equal(&equal(|_| true, "3"), false);
}

#[test]
fn everybody_gives_the_least_or_the_most_and_every_recipe_trains() {
    check_equal(&equal(|_| true, "1"), false);
    check_equal(&equal(|_| true, "5"), true);
}

#[test]
fn some_people_give_everything_the_same_and_every_recipe_trains() {
    check_equal(&equal(|user| user == "1", "3"), true);
    check_equal(&equal(|user| user.len() < 3, "2"), true);
}

#[test]
fn a_run_that_would_not_fit_is_refused_before_it_begins() {
    let own = files(8);
    let training_data =
        TrainingData::open_archive(&zipped(&own), &page(&files(7))).expect("a data set");
    let wide = [
        (Field::Embedding, 128.0),
        (Field::Hidden, 512.0),
        (Field::Batch, 8192.0),
    ];
    let wide = wide
        .into_iter()
        .fold(Settings::of(Preset::Plain), |settings, (field, number)| {
            settings.with(field, number).expect("in range")
        });
    // All that a visitor may choose fits so little data.
    assert!(needed(training_data.counts(), &wide) < MEMORY);

    let large = large();
    let training_data = TrainingData::open_archive(&zipped(&large), &page(&own))
        .expect("some recipe has training_data");
    let (refused, heard) = run_in_one_go(&training_data, &Settings::of(Preset::Ensemble), u32::MAX);
    assert_eq!(heard, [], "nothing is begun");
    let Err(RunError::TooLarge { way_out, .. }) = refused else {
        panic!("{refused:?}");
    };
    assert_eq!(way_out, WayOut::NoEnsemble);
    let settings = Settings::of(Preset::Hybrid);
    let (stopped, heard) = run_in_one_go(&training_data, &settings, 1);
    assert_eq!(stopped, Err(RunError::TooEarly), "it does begin");
    assert!(!heard.is_empty());
}

/// Few ratings, but of so many people and movies that an ensemble has no room for all their pairs.
fn large() -> RawFiles {
    let config = GeneratorConfig {
        n_users: 7_000,
        n_movies: 9_000,
        n_ratings: 140_000,
        rank: 0,
        ..GeneratorConfig::default()
    };
    generate(&config).expect("the sizes fit each other").0
}

/// Expects a data set to be refused with these words.
fn check_refused(files: &RawFiles, words: &str) {
    let error = TrainingData::open_archive(&zipped(files), &page(&self::files(7)));
    let error = error.expect_err("refused").to_string();
    assert!(error.contains(words), "{error}");
}

#[test]
fn a_line_that_cannot_be_read_is_named_by_file_line_and_column() {
    for (line, words) in [
        ("1\t2\t6\t0\n", "u.data:1:3"),
        ("1\t2\t0\t0\n", "u.data:1:3"),
        ("1\t2\tNaN\t0\n", "u.data:1:3"),
        ("1\t2\n", "u.data:1"),
        ("999999\t2\t3\t0\n", "u.data:1:1"),
        ("1\t2\t3\t0\n1\t2\t4\t0\n", "u.data:2"),
    ] {
        let ratings = line.as_bytes().to_vec();
        check_refused(
            &RawFiles {
                ratings,
                ..files(8)
            },
            words,
        );
    }
}

#[test]
fn nothing_to_train_on_is_said() {
    // A movie that one person has rated is left out.
    let ratings = b"1\t2\t3\t0\n".to_vec();
    check_refused(
        &RawFiles {
            ratings,
            ..files(8)
        },
        "at least",
    );
}

#[test]
fn what_is_no_zip_is_refused_by_its_own_words() {
    let page = page(&files(7));
    let error = TrainingData::open_archive(b"<!doctype html>", &page).expect_err("no zip");
    assert!(matches!(error, DataError::Archive(_)), "{error}");
}
