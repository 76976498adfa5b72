//! What must hold for the official MovieLens 100K files, which `matinee fetch` puts into
//! `data/ml-100k`. They may not be redistributed, so nothing of them is in the repository.

use std::collections::HashSet;
use std::sync::OnceLock;

use matinee_core::domain::{MovieId, StarScale};
use matinee_data::dataset::split::by_movie;
use matinee_data::dataset::{CleaningRules, Merged, Tables, clean};
use matinee_data::formats::movielens_100k::MOVIELENS_100K;
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::fold_files;
use matinee_data::formats::movielens_100k::write::write_ratings;
use matinee_data::raw::RawTables;
use matinee_data::raw::Source;
use matinee_engine::features::{MovieFeatures, UserFeatures};
use md5::{Digest, Md5};

fn files() -> &'static RawFiles {
    static FILES: OnceLock<RawFiles> = OnceLock::new();
    FILES.get_or_init(|| {
        let folder = matinee_testing::root().join("data/ml-100k");
        let read = |name: &str| {
            std::fs::read(folder.join(name))
                .unwrap_or_else(|error| panic!("run `matinee fetch`: {name}: {error}"))
        };
        RawFiles {
            ratings: read("u.data"),
            movies: read("u.item"),
            users: read("u.user"),
            genres: read("u.genre"),
            occupations: read("u.occupation"),
            notice: None,
        }
    })
}

#[test]
fn it_is_known_for_what_it_is_whatever_is_left_of_it() {
    assert_eq!(raw().notice, MOVIELENS_100K);
    let lines: Vec<&[u8]> = files().ratings.split_inclusive(|it| *it == b'\n').collect();
    let part = RawFiles {
        ratings: lines[..5_000].concat(),
        notice: Some(b"mine".to_vec()),
        ..files().clone()
    };
    assert_eq!(part.read().unwrap().notice, MOVIELENS_100K);
}

fn raw() -> RawTables {
    files().read().unwrap()
}

fn tables(rules: &CleaningRules) -> Tables {
    clean(raw(), rules).0
}

fn title(raw_id: u32) -> String {
    let tables = tables(&CleaningRules::none());
    let movie = tables.movie_idx(MovieId(raw_id)).unwrap();
    tables.movies[movie.row()].title.clone()
}

fn check_fold(fold: u32, base_md5: Option<&str>, test_md5: &str) {
    let (base, test) = fold_files(&files().ratings, fold).unwrap();
    let md5 = |bytes: &[u8]| -> String {
        Md5::digest(bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    };
    assert_eq!(md5(&test), test_md5, "u{fold}.test");
    if let Some(base_md5) = base_md5 {
        assert_eq!(md5(&base), base_md5, "u{fold}.base");
    }
}

#[test]
fn the_official_files_are_read_whole() {
    let raw = raw();
    assert_eq!(
        (raw.users.len(), raw.movies.len(), raw.ratings.len()),
        (943, 1682, 100_000)
    );
    assert_eq!((raw.genres.len(), raw.occupations.len()), (19, 21));
}

#[test]
fn the_stars_are_counted_as_the_official_readme_counts_them() {
    let mut counts = [0; 5];
    for rating in raw().ratings {
        counts[StarScale::Whole.row(rating.stars).expect("whole stars")] += 1;
    }
    assert_eq!(counts, [6110, 11370, 27145, 34174, 21201]);
}

#[test]
fn toy_story_has_its_452_ratings() {
    let tables = tables(&CleaningRules::none());
    let toy_story = tables.movie_idx(MovieId(1)).unwrap();
    assert_eq!(tables.movies[toy_story.row()].title, "Toy Story");
    assert_eq!(
        tables
            .ratings
            .iter()
            .filter(|rating| rating.movie == toy_story)
            .count(),
        452
    );
}

#[test]
fn cleaning_leaves_what_the_original_describes() {
    let (tables, report) = clean(raw(), &CleaningRules::original());
    let left = (
        tables.movies.len(),
        tables.ratings.len(),
        tables.users.len(),
    );
    assert_eq!(left, (1347, 99_224, 943), "\n{report}");
}

/// Eighteen titles are there twice, and most of those who rated one entry rated the other too.
#[test]
fn standard_cleaning_makes_one_movie_of_one_title_and_year() {
    let (tables, report) = clean(raw(), &CleaningRules::standard());
    let merged = Merged {
        entries: 18,
        joined: 387,
        doubles: 307,
    };
    assert_eq!(report.merged, Some(merged), "\n{report}");
    let left = (
        tables.movies.len(),
        tables.ratings.len(),
        tables.users.len(),
    );
    assert_eq!(left, (1339, 98_933, 943), "\n{report}");
    let names: HashSet<_> = tables
        .movies
        .iter()
        .map(|movie| (movie.title.to_lowercase(), movie.year))
        .collect();
    assert_eq!(names.len(), tables.movies.len());
    for (main, alias) in [(268, 246), (303, 297), (305, 865), (329, 348), (876, 881)] {
        let movie = tables.movie_idx(MovieId(main)).unwrap();
        assert_eq!(tables.movie_idx(MovieId(alias)), Some(movie));
        assert_eq!(tables.movies[movie.row()].id, MovieId(main));
    }
    // A remake is another movie.
    let of_1965 = tables.movie_idx(MovieId(1444)).unwrap();
    assert_eq!(title(878), "That Darn Cat!");
    assert_ne!(tables.movie_idx(MovieId(878)), Some(of_1965));
}

#[test]
fn rarely_rated_movies_are_333_with_713_ratings() {
    let rules = CleaningRules {
        min_ratings: 5,
        ..CleaningRules::none()
    };
    let (_, report) = clean(raw(), &rules);
    assert_eq!(
        (report.rules[0].movies, report.rules[0].ratings),
        (333, 713)
    );
}

#[test]
fn the_folds_equal_the_official_files_byte_for_byte() {
    check_fold(
        1,
        Some("4325f44281c9f8c119a3694662d63fc2"),
        "62d5d837e7c8e36550cc956b09c2ecc8",
    );
    check_fold(
        2,
        Some("79541afecccbd5365bb2c09b123a01c7"),
        "1951a71b7e1f4ed254508007fa2f6b70",
    );
    check_fold(3, None, "cb3e4d0a9152041772285232ca002d4f");
    check_fold(4, None, "328acfca94e85d01b1d7e92c7d73df3b");
    check_fold(5, None, "bec898f7091dba3b7bdf793d1998d2d6");
}

#[test]
fn u_data_is_written_again_byte_for_byte() {
    assert!(write_ratings(&raw().ratings) == files().ratings);
}

#[test]
fn titles_are_the_ones_a_person_writes() {
    assert_eq!(title(127), "The Godfather");
    assert_eq!(title(14), "Il Postino");
    assert_eq!(title(543), "Les Misérables");
    assert_eq!(title(267), "unknown");
    assert_eq!(title(1252), "Contempt (Le Mépris)");
}

#[test]
fn no_title_keeps_its_year_or_a_trailing_article() {
    for movie in raw().movies {
        let title = movie.title;
        let is_year = |words: &str| {
            words.len() == 6 && words.ends_with(')') && words[1..5].parse::<u16>().is_ok()
        };
        assert!(!title.split(' ').any(is_year), "{title}");
        assert!(
            !title.ends_with(", The") && !title.contains(", The)"),
            "{title}"
        );
        assert_eq!(title.trim(), title);
    }
}

#[test]
fn nine_titles_are_not_ascii() {
    assert_eq!(
        raw()
            .movies
            .iter()
            .filter(|movie| !movie.title.is_ascii())
            .count(),
        9
    );
}

#[test]
fn only_the_movie_unknown_has_no_date() {
    let dateless: Vec<MovieId> = raw()
        .movies
        .iter()
        .filter(|movie| movie.released.is_none())
        .map(|movie| movie.id)
        .collect();
    assert_eq!(dateless, [MovieId(267)]);
}

#[test]
fn users_have_23_features_and_movies_34() {
    let tables = tables(&CleaningRules::standard());
    let users = UserFeatures::new(&tables.users, tables.occupations.len());
    let movies = MovieFeatures::new(&tables.movies, tables.genres.len());
    assert_eq!((users.matrix().n_rows, users.matrix().n_cols), (943, 23));
    assert_eq!((movies.matrix().n_rows, movies.matrix().n_cols), (1339, 34));
}

/// The original's "test" file contained training rows.
#[test]
fn no_test_row_is_a_training_row() {
    let tables = tables(&CleaningRules::none());
    let split = by_movie(&tables.ratings, 0.25, 1).unwrap();
    let train: HashSet<_> = split
        .train
        .iter()
        .map(|row| (row.user, row.movie))
        .collect();
    assert!(
        split
            .test
            .iter()
            .all(|row| !train.contains(&(row.user, row.movie)))
    );
    assert_eq!(split.train.len() + split.test.len(), 100_000);
}
