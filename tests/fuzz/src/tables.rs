//! Tables: files of ratings of any service, and data sets in a zip or as files.

use std::collections::BTreeSet;
use std::convert::Infallible;

use matinee_app::export;
use matinee_core::crew::Alone;
use matinee_core::domain::{MovieId, MovieIdx, StarScale, Stars};
use matinee_data::dataset::{CleaningRules, Movie, clean};
use matinee_data::formats::archive::{Archive, Caps};
use matinee_data::formats::{DataSet, Files, find};
use matinee_data::rating_files::{Import, Refused, Scale, read};
use matinee_data::raw::{RawTables, Source};
use matinee_data::reader::Reader;

/// A catalogue that numbers movies as MovieLens 100K does, and one that does as all others.
const CATALOGUES: [[u32; 6]; 2] = [[10, 20, 30, 40, 50, 60], [10, 110, 296, 377, 858, 2_571]];
const TITLES: [(&str, Option<u16>); 6] = [
    ("Toy Story", Some(1995)),
    ("The Godfather", Some(1972)),
    ("L\u{e9}on", Some(1994)),
    ("Paris, Texas", Some(1984)),
    ("=unknown \"x\"", None),
    ("The Godfather: Part II", Some(1974)),
];

fn catalogue(numbers: [u32; 6]) -> Vec<Movie> {
    let movie = |(number, (title, year)): (u32, (&str, Option<u16>))| Movie {
        id: MovieId(number),
        title: title.to_owned(),
        year,
        released: None,
        genres: 0,
        imdb: Some(100_000 + number),
        tmdb: Some(number),
    };
    numbers.into_iter().zip(TITLES).map(movie).collect()
}

fn imported(bytes: &[u8], movies: &[Movie], scale: Option<Scale>) -> Result<Import, Refused> {
    let row_of = |id: MovieId| {
        let row = movies.iter().position(|movie| movie.id == id)?;
        Some(MovieIdx(row as u32))
    };
    read(bytes, movies, &row_of, scale)
}

/// A file of ratings.
pub fn rating_files(bytes: &[u8]) {
    // Usually nobody says what the ratings are out of.
    let scale = Scale::ALL.get(bytes.len() % 8).copied();
    for movies in CATALOGUES.map(catalogue) {
        let Ok(import) = imported(bytes, &movies, scale) else {
            continue;
        };
        let found: BTreeSet<_> = import.matched.iter().map(|row| row.movie).collect();
        assert_eq!(found.len(), import.matched.len(), "no movie is rated twice");
        let lines = import.matched.iter().map(|row| row.line);
        let lines = lines.chain(import.unmatched.iter().map(|row| row.line));
        let lines: Vec<_> = lines
            .chain(import.problems.iter().map(|row| row.line))
            .collect();
        let different: BTreeSet<_> = lines.iter().collect();
        assert_eq!(different.len(), lines.len(), "no row ends twice");
        let _ = (
            import.notes(),
            export::left_out_csv(&import.unmatched.iter().collect::<Vec<_>>()),
        );
        let stars = |row: &matinee_data::rating_files::Matched| {
            let stars = import.scales.likely.stars(row.given, StarScale::Half)?;
            Some((row.movie, stars))
        };
        let rated: Vec<(MovieIdx, Stars)> = import.matched.iter().filter_map(stars).collect();
        if rated.is_empty() {
            continue;
        }
        let saved = export::ratings_csv(&rated, &movies);
        let again = imported(saved.as_bytes(), &movies, None).expect("our own file");
        let back = again.matched.iter().filter_map(|row| {
            let stars = again.scales.likely.stars(row.given, StarScale::Half)?;
            Some((row.movie, stars))
        });
        assert_eq!(
            back.collect::<Vec<_>>(),
            rated,
            "what is saved can be brought back"
        );
    }
}

/// Between the files of a data set that is no zip.
pub(crate) const NEXT_FILE: u8 = 0x1e;
/// Between the name of a file and what is in it.
pub(crate) const AFTER_NAME: u8 = 0x1f;

/// Files in memory: a zip's checksums would keep most of what is made up from being read.
struct InMemory(Vec<(String, Vec<u8>)>);

impl InMemory {
    fn of(bytes: &[u8]) -> Self {
        let file = |bytes: &[u8]| {
            let mut halves = bytes.splitn(2, |byte| *byte == AFTER_NAME);
            let name = String::from_utf8_lossy(halves.next().unwrap_or_default()).into_owned();
            (name, halves.next().unwrap_or_default().to_vec())
        };
        Self(bytes.split(|byte| *byte == NEXT_FILE).map(file).collect())
    }
}

impl Files for InMemory {
    type Error = Infallible;

    fn names(&self) -> Vec<String> {
        self.0.iter().map(|(name, _)| name.clone()).collect()
    }

    fn head(&mut self, name: &str, most: usize) -> Result<Vec<u8>, Infallible> {
        let mut bytes = self.read(name)?;
        bytes.truncate(most);
        Ok(bytes)
    }

    fn read(&mut self, name: &str) -> Result<Vec<u8>, Infallible> {
        let file = self.0.iter().find(|(it, _)| it == name);
        Ok(file.map(|(_, bytes)| bytes.clone()).unwrap_or_default())
    }
}

/// A data set: a zip, or files with marks between them.
pub fn data_set(bytes: &[u8]) {
    let found = match Archive::open(bytes, Caps::PAGE) {
        Ok(mut archive) => archive.data_set().ok(),
        Err(_) => {
            let Ok(found) = find(&mut InMemory::of(bytes));
            found
        }
    };
    if let Some(found) = found {
        check_data_set(&found);
    }
}

fn check_data_set(found: &DataSet) {
    let mut reader = Reader::new(&Alone).skipping_bad_rows();
    let patient = found.read_by(&mut reader);
    let strict = found.read();
    if let Ok(strict) = &strict {
        let n_left_out = reader.left_out().map(|it| it.n_rows);
        assert_eq!(n_left_out, Some(0), "nothing was wrong with it");
        assert_eq!(patient.as_ref(), Ok(strict));
    }
    if let Ok(tables) = patient {
        check_tables(tables);
    }
}

fn check_tables(raw: RawTables) {
    let users: BTreeSet<_> = raw.users.iter().map(|user| user.id).collect();
    let movies: BTreeSet<_> = raw.movies.iter().map(|movie| movie.id).collect();
    assert_eq!(
        (users.len(), movies.len()),
        (raw.users.len(), raw.movies.len())
    );
    let is_known = |user, movie| users.contains(user) && movies.contains(movie);
    assert!(raw.ratings.iter().all(|it| is_known(&it.user, &it.movie)));
    let pairs: BTreeSet<_> = raw.ratings.iter().map(|it| (it.user, it.movie)).collect();
    assert_eq!(pairs.len(), raw.ratings.len(), "no pair is there twice");
    for rules in [
        CleaningRules::standard(),
        CleaningRules::rated(),
        CleaningRules::none(),
    ] {
        let (tables, report) = clean(raw.clone(), &rules);
        assert_eq!(report.after.ratings, tables.ratings.len());
        assert_eq!(report.after.movies, tables.movies.len());
        assert_eq!(report.after.users, tables.users.len());
        let (n_users, n_movies) = (tables.users.len(), tables.movies.len());
        let is_there = |user: usize, movie: usize| user < n_users && movie < n_movies;
        let mut rows = tables
            .ratings
            .iter()
            .map(|it| (it.user.row(), it.movie.row()));
        assert!(rows.all(|(user, movie)| is_there(user, movie)));
        let pairs: BTreeSet<_> = tables
            .ratings
            .iter()
            .map(|it| (it.user, it.movie))
            .collect();
        assert_eq!(
            pairs.len(),
            tables.ratings.len(),
            "nobody rates a movie twice"
        );
    }
}
