//! What must hold for any bytes and any rows.

use std::collections::{BTreeSet, HashSet};

use matinee_core::domain::{MovieId, MovieIdx, Rating, Stars, UserId, UserIdx};
use matinee_data::dataset::split::{self, Folds, Split};
use matinee_data::dataset::{
    CleaningRules, Demographics, Gender, Movie, ReleaseDate, RuleCount, User, clean,
};
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::write::{
    ItemLine, UserLine, format_date, write_genres, write_item, write_occupations, write_ratings,
    write_user,
};
use matinee_data::formats::movielens_100k::{parse_pairs, parse_ratings};
use matinee_data::formats::movielens_csv::CsvFiles;
use matinee_data::formats::movielens_dat::DatFiles;
use matinee_data::formats::table::{IdKind, TableFiles};
use matinee_data::formats::{DataFile, DataSet, Files, find};
use matinee_data::generate::{Format, GeneratorConfig, generate, generate_in};
use matinee_data::raw::{RawRating, RawTables, Source};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;

const GENRES: [&str; 3] = ["unknown", "Comedy", "War"];
const OCCUPATIONS: [&str; 2] = ["other", "writer"];

/// Text that looks enough like the files to get past the first checks now and then.
fn nearly_a_file() -> impl Strategy<Value = Vec<u8>> {
    let token = prop_oneof![
        Just(b"\t".to_vec()),
        Just(b"|".to_vec()),
        Just(b"\n".to_vec()),
        Just(b"\r\n".to_vec()),
        Just(b"1".to_vec()),
        Just(b"0".to_vec()),
        Just(b"M".to_vec()),
        Just(b"other".to_vec()),
        Just(b"Title, The (1995)".to_vec()),
        Just(b"::".to_vec()),
        Just(b",".to_vec()),
        Just(b"\"".to_vec()),
        Just(b"userId,movieId,rating,timestamp\n".to_vec()),
        Just(b"movieId,title,genres\n".to_vec()),
        Just(b"a,b,c\n".to_vec()),
        Just(b"01-Jan-1995".to_vec()),
        vec(any::<u8>(), 0..4),
    ];
    vec(token, 0..80).prop_map(|tokens| tokens.concat())
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop_oneof![vec(any::<u8>(), 0..200), nearly_a_file()]
}

fn stars() -> impl Strategy<Value = Stars> {
    (0..5_usize).prop_map(|row| Stars::WHOLE[row])
}

/// Rows without a repeated pair.
fn raw_ratings() -> impl Strategy<Value = Vec<RawRating>> {
    let pair = (1..=u32::MAX, 1..=u32::MAX);
    btree_map(pair, (stars(), 0..=2_000_000_000_i64), 1..60).prop_map(|rows| {
        rows.into_iter()
            .map(|((user, movie), (stars, unix_time))| RawRating {
                user: UserId(user),
                movie: MovieId(movie),
                stars,
                unix_time,
            })
            .collect()
    })
}

fn users() -> impl Strategy<Value = Vec<User>> {
    btree_map(1..=u32::MAX, (1..=120_u8, any::<bool>(), 0..2_u8), 1..30).prop_map(|users| {
        users
            .into_iter()
            .map(|(id, (age, is_female, occupation))| User {
                id: UserId(id),
                demographics: Some(Demographics {
                    age,
                    gender: if is_female {
                        Gender::Female
                    } else {
                        Gender::Male
                    },
                    occupation,
                }),
            })
            .collect()
    })
}

/// Titles as a person writes them, with all the letters of Latin-1.
fn movies() -> impl Strategy<Value = Vec<Movie>> {
    let date = proptest::option::of((1870..=2100_u16, 1..=12_u8));
    let movie = (
        "[A-Za-zÀ-ÖØ-öø-ÿ]{1,12}( [a-zà-öø-ÿ'!:&]{1,8}){0,3}",
        date,
        0..8_u32,
    );
    btree_map(1..=u32::MAX, movie, 1..30).prop_map(|movies| {
        movies
            .into_iter()
            .map(|(id, (title, date, genres))| Movie {
                id: MovieId(id),
                title,
                year: Some(1995),
                released: date.map(|(year, month)| ReleaseDate { year, month }),
                genres,
                imdb: None,
                tmdb: None,
            })
            .collect()
    })
}

/// Rows without a repeated pair, in dense indices.
fn ratings() -> impl Strategy<Value = Vec<Rating>> {
    btree_map((0..40_u32, 0..25_u32), stars(), 10..200).prop_map(|rows| {
        rows.into_iter()
            .map(|((user, movie), stars)| Rating {
                user: UserIdx(user),
                movie: MovieIdx(movie),
                stars,
            })
            .collect()
    })
}

fn write_files(users: &[User], movies: &[Movie]) -> RawFiles {
    let mut files = RawFiles {
        genres: write_genres(&GENRES).unwrap(),
        occupations: write_occupations(&OCCUPATIONS).unwrap(),
        ratings: write_ratings(&[RawRating {
            user: users[0].id,
            movie: movies[0].id,
            stars: Stars::WHOLE[0],
            unix_time: 0,
        }]),
        ..RawFiles::default()
    };
    for user in users {
        let known = user.demographics.unwrap();
        let line = UserLine {
            id: user.id,
            age: known.age,
            gender: known.gender,
            occupation: OCCUPATIONS[usize::from(known.occupation)],
            zip_code: "V3N4P",
        };
        write_user(&mut files.users, &line).unwrap();
    }
    for movie in movies {
        let line = ItemLine {
            id: movie.id,
            title: &format!("{} (1995)", movie.title),
            release_date: &movie.released.map(format_date).unwrap_or_default(),
            video_release_date: "",
            url: "",
            genres: movie.genres,
            n_genres: GENRES.len(),
        };
        write_item(&mut files.movies, &line).unwrap();
    }
    files
}

/// Every row in exactly one part, neither part empty.
fn check_partition(rows: &[Rating], split: &Split) -> Result<(), TestCaseError> {
    let keys = |rows: &[Rating]| -> BTreeSet<(u32, u32, u8)> {
        rows.iter()
            .map(|row| (row.user.0, row.movie.0, row.stars.halves()))
            .collect()
    };
    prop_assert!(!split.train.is_empty() && !split.test.is_empty());
    prop_assert_eq!(split.train.len() + split.test.len(), rows.len());
    prop_assert!(keys(&split.train).is_disjoint(&keys(&split.test)));
    let all: BTreeSet<_> = keys(&split.train)
        .union(&keys(&split.test))
        .copied()
        .collect();
    prop_assert_eq!(all, keys(rows));
    Ok(())
}

#[test]
fn later_formats_have_the_oddities_of_later_data() {
    let config = GeneratorConfig {
        n_twins: 30,
        ..GeneratorConfig::small()
    };
    let (made, _) = generate_in(&config, Format::Csv).unwrap();
    let files = made.files();
    let text = |name: &str| {
        let file = files.iter().find(|file| file.0 == name).unwrap();
        std::str::from_utf8(file.1).unwrap()
    };
    for oddity in [
        "\u{2013}19",
        ") ,",
        "\"\"",
        "(no genres listed)",
        ", The (",
        "\r\n",
    ] {
        assert!(text("movies.csv").contains(oddity), "{oddity:?}");
    }
    assert!(text("links.csv").contains(",010") && text("links.csv").contains(",\r\n"));
    assert!(text("ratings.csv").contains(".5,"));
    let tables = made.read().unwrap();
    assert!(tables.movies.iter().any(|movie| movie.year.is_none()));
    assert!(
        tables
            .movies
            .iter()
            .any(|movie| movie.imdb.is_some_and(|id| id > 9_999_999))
    );
    let (_, report) = clean(tables, &CleaningRules::standard());
    assert!(report.merged.unwrap().entries > 20, "{report}");
}

proptest! {
    #[test]
    fn no_bytes_make_a_parser_panic(
        ratings in bytes(), movies in bytes(), users in bytes(), genres in bytes(), occupations in bytes(),
    ) {
        let _ = parse_ratings(&ratings, "u.data");
        let _ = parse_pairs(&ratings, "pairs");
        let good_lists = RawFiles {
            genres: b"unknown|0\n".to_vec(),
            occupations: b"other\n".to_vec(),
            users: b"1|20|M|other|1\n".to_vec(),
            ..RawFiles::default()
        };
        let _ = RawFiles { movies: movies.clone(), ..good_lists.clone() }.read();
        let _ = RawFiles { users: users.clone(), ..good_lists }.read();
        let file = |bytes: &[u8]| DataFile { name: "file".to_owned(), bytes: bytes.to_vec() };
        let links = Some(file(&genres));
        let _ = DatFiles { ratings: file(&ratings), movies: file(&movies), users: Some(file(&users)), ..DatFiles::default() }.read();
        let _ = CsvFiles { ratings: file(&ratings), movies: file(&movies), links, ..CsvFiles::default() }.read();
        let _ = TableFiles {
            ratings: file(&ratings),
            columns: "user=a,item=b,stars=c".parse().unwrap(),
            ids: IdKind::AsFound,
            items: Some(file(&movies)),
            notice: None,
        }.read();
        let _ = RawFiles { ratings, movies, users, genres, occupations, notice: None }.read();
    }

    #[test]
    fn an_error_names_a_line_of_the_file(bytes in bytes()) {
        if let Err(error) = parse_ratings(&bytes, "u.data") {
            let n_lines = bytes.iter().filter(|byte| **byte == b'\n').count() + 1;
            prop_assert!((1..=n_lines).contains(&error.line), "{}", error);
            prop_assert!((1..=5).contains(&error.column), "{}", error);
        }
    }

    #[test]
    fn ratings_that_are_written_are_read_again(rows in raw_ratings()) {
        prop_assert_eq!(parse_ratings(&write_ratings(&rows), "u.data").unwrap(), rows);
    }

    #[test]
    fn users_and_movies_that_are_written_are_read_again(users in users(), movies in movies()) {
        let tables = write_files(&users, &movies).read().unwrap();
        prop_assert_eq!(tables.users, users);
        prop_assert_eq!(tables.movies, movies);
    }

    #[test]
    fn windows_line_ends_change_nothing(rows in raw_ratings()) {
        let text = String::from_utf8(write_ratings(&rows)).unwrap().replace('\n', "\r\n");
        prop_assert_eq!(parse_ratings(text.as_bytes(), "u.data").unwrap(), rows);
    }

    #[test]
    fn a_fold_is_a_partition(rows in ratings(), fold in 1..=5_u32, is_drawn in any::<bool>()) {
        let folds = if is_drawn { Folds::Drawn } else { Folds::OfTheFile };
        check_partition(&rows, &split::fold(&rows, folds, fold).unwrap())?;
    }

    #[test]
    fn a_random_split_is_a_partition(rows in ratings(), share in 0.1..0.9_f64, seed: u64) {
        check_partition(&rows, &split::random(&rows, share, seed).unwrap())?;
    }

    #[test]
    fn a_stratified_split_is_a_partition(rows in ratings(), share in 0.1..0.9_f64, seed: u64) {
        // Movies with one rating each leave no test row, which is an error of its own.
        if let Ok(split) = split::by_movie(&rows, share, seed) {
            check_partition(&rows, &split)?;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn what_is_generated_is_parsed_with_the_same_counts(
        n_users in 1..60_u32, n_movies in 1..80_u32, fill in 0.01..1.0_f64,
        n_genres in 2..=19_usize, rank in 0..5_usize, seed: u64,
    ) {
        let n_pairs = f64::from(n_users * n_movies);
        let n_ratings = (n_pairs * fill).ceil() as u32;
        let config = GeneratorConfig {
            n_users, n_movies, n_ratings, n_genres, rank, seed, ..GeneratorConfig::small()
        };
        let (files, _) = generate(&config).unwrap();
        let (tables, _) = clean(files.read().unwrap(), &CleaningRules::none());
        prop_assert_eq!(tables.users.len(), n_users as usize);
        prop_assert_eq!(tables.movies.len(), n_movies as usize);
        prop_assert_eq!(tables.ratings.len(), n_ratings as usize);
        prop_assert_eq!(tables.genres.len(), n_genres);
    }

    #[test]
    fn what_is_generated_is_the_same_in_every_format(
        n_users in 1..40_u32, n_movies in 1..200_u32, fill in 0.01..0.5_f64, seed: u64,
    ) {
        let n_ratings = (f64::from(n_users * n_movies) * fill).ceil() as u32;
        let config = GeneratorConfig { n_users, n_movies, n_ratings, seed, ..GeneratorConfig::small() };
        let [five, one, ten, csv] = [
            Format::MovieLens100K, Format::MovieLens1M, Format::MovieLens10M, Format::Csv,
        ].map(|format| read_again(&config, format));
        prop_assert_eq!(&five.ratings, &one.ratings);
        prop_assert_eq!(&ten.ratings, &csv.ratings);
        let pairs = |tables: &RawTables| -> Vec<_> {
            tables.ratings.iter().map(|row| (row.user, row.movie, row.unix_time)).collect()
        };
        prop_assert_eq!(pairs(&five), pairs(&ten));
        for (old, new) in five.movies.iter().zip(&one.movies) {
            prop_assert_eq!((old.id, &old.title, old.year), (new.id, &new.title, new.year));
            prop_assert_eq!(genres(old, &five.genres), genres(new, &one.genres));
            prop_assert_eq!(old.released.map(|date| date.year), new.released.map(|date| date.year));
        }
        for (old, new) in five.users.iter().zip(&one.users) {
            let known = |user: &User| user.demographics.map(|it| (it.gender, it.occupation));
            prop_assert_eq!((old.id, known(old)), (new.id, known(new)));
        }
        let unlinked = csv.movies.iter().map(|it| Movie { imdb: None, tmdb: None, ..it.clone() });
        prop_assert_eq!(&ten.movies, &unlinked.collect::<Vec<_>>());
        prop_assert_eq!((&ten.genres, &ten.users), (&csv.genres, &csv.users));
        prop_assert_eq!(ten.notice, five.notice);
    }

    #[test]
    fn cleaning_keeps_its_own_rules(min_ratings in 0..40_u32, year in 1920..2000_u16, seed: u64) {
        let config = GeneratorConfig { seed, n_twins: 20, ..GeneratorConfig::small() };
        let (files, _) = generate(&config).unwrap();
        let rules = CleaningRules {
            min_ratings,
            earliest_year: Some(year),
            // Old movies go last, so no movie loses ratings after it was counted.
            ..CleaningRules::standard()
        };
        let (tables, report) = clean(files.read().unwrap(), &rules);
        for (movie, count) in tables.movies.iter().zip(count_by_movie(&tables.ratings, tables.movies.len())) {
            prop_assert!(count >= min_ratings);
            prop_assert!(movie.released.is_some_and(|date| date.year >= year));
            prop_assert!(movie.genres & !1 != 0);
        }
        let merged = report.merged.unwrap();
        let dropped = |count: fn(&RuleCount) -> usize| report.rules.iter().map(count).sum::<usize>();
        let (before, after) = (report.before, report.after);
        prop_assert_eq!(merged.entries, 20);
        prop_assert!(merged.joined >= merged.doubles);
        prop_assert_eq!(before.movies - merged.entries - dropped(|rule| rule.movies), after.movies);
        prop_assert_eq!(before.ratings - merged.doubles - dropped(|rule| rule.ratings), after.ratings);
        let names: HashSet<_> = tables.movies.iter().map(|movie| (&movie.title, movie.year)).collect();
        prop_assert_eq!(names.len(), tables.movies.len());
        let pairs: HashSet<_> = tables.ratings.iter().map(|row| (row.user, row.movie)).collect();
        prop_assert_eq!(pairs.len(), tables.ratings.len());
        prop_assert_eq!(report.after.ratings, tables.ratings.len());
    }
}

/// Names of a movie's genres, but for `unknown`, which is none.
fn genres<'t>(movie: &Movie, names: &'t [String]) -> BTreeSet<&'t str> {
    movie
        .genre_names(names)
        .filter(|name| *name != "unknown")
        .collect()
}

/// Files in memory.
struct InMemory(Vec<DataFile>);

impl Files for InMemory {
    type Error = std::convert::Infallible;

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|file| file.name.clone()).collect()
    }

    fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Self::Error> {
        let mut bytes = self.read(name)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Self::Error> {
        let file = self.0.iter().find(|file| file.name == name);
        Ok(file.map(|file| file.bytes.clone()).unwrap_or_default())
    }
}

/// What is found, and read, where a made-up data set is written.
fn read_again(config: &GeneratorConfig, format: Format) -> RawTables {
    let (made, _) = generate_in(config, format).unwrap();
    let files = made.files().into_iter();
    let files = files.map(|(name, bytes)| DataFile {
        name: name.to_owned(),
        bytes: bytes.to_vec(),
    });
    let Ok(found) = find(&mut InMemory(files.collect()));
    let found = found.unwrap();
    assert_eq!(found, made);
    if let DataSet::Csv(files) = &found {
        assert!(files.links.is_some());
    }
    found.read().unwrap()
}

fn count_by_movie(ratings: &[Rating], n_movies: usize) -> Vec<u32> {
    let mut counts = vec![0; n_movies];
    for rating in ratings {
        counts[rating.movie.row()] += 1;
    }
    counts
}
