//! Made-up movies and users, as the files have them.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::dataset::{Demographics, Gender, ReleaseDate};
use crate::formats::movielens_100k::write::{
    ItemLine, NotWritable, UserLine, format_date, write_item, write_user,
};
use crate::formats::movielens_csv::write::LinkLine;
use crate::formats::movielens_dat::write::TextEncoding;
use crate::formats::{MovieLine, movielens_csv, movielens_dat};
use matinee_core::domain::{MovieId, UserId};
use matinee_core::random::{Rng, permutation, seeded};

use super::config::{GeneratorConfig, INCOMPLETE, Stream};
use super::names::{GENRES, OCCUPATIONS, Titles, pick};

/// A made-up movie, as the file has it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    id: MovieId,
    title: String,
    released: Option<ReleaseDate>,
    pub(super) genres: u32,
    /// The row of the entry that is the same movie.
    pub(super) twin: Option<usize>,
}

pub(super) fn draw_movies(config: &GeneratorConfig) -> Vec<Entry> {
    let mut rng = seeded(config.seed, Stream::Catalogue as u64);
    let mut titles = Titles::default();
    let mut entries: Vec<Entry> = (1..=config.n_movies)
        .map(|id| {
            let (title, date) = (titles.draw(&mut rng), date(&mut rng));
            let genres = genres(config.n_genres, &mut rng);
            let is_complete = id % INCOMPLETE != 0;
            Entry {
                id: MovieId(id),
                title: if is_complete {
                    format!("{title} ({})", date.year)
                } else {
                    title
                },
                released: is_complete.then_some(date),
                genres: if is_complete { genres } else { 1 },
                twin: None,
            }
        })
        .collect();
    list_again(&mut entries, config);
    entries
}

/// Makes the last entries the same movies as some before them.
fn list_again(entries: &mut [Entry], config: &GeneratorConfig) {
    let mut rng = seeded(config.seed, Stream::Twins as u64);
    let n_first = config.n_movies - config.n_twins;
    let order = permutation(n_first, &mut rng).into_iter();
    let order = order.map(|row| row as usize);
    // An entry without a year has no twin.
    let firsts: Vec<usize> = order
        .filter(|row| entries[*row].released.is_some())
        .collect();
    for (row, first) in (n_first as usize..)
        .zip(firsts)
        .take(config.n_twins as usize)
    {
        entries[row] = Entry {
            id: entries[row].id,
            twin: Some(first),
            ..entries[first].clone()
        };
    }
}

pub(super) fn write_movies(catalogue: &[Entry], n_genres: usize) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::with_capacity(catalogue.len() * 120);
    for Entry {
        id,
        title,
        released,
        genres,
        twin: _,
    } in catalogue
    {
        let item = ItemLine {
            id: *id,
            title,
            release_date: &released.map(format_date).unwrap_or_default(),
            video_release_date: "",
            url: &released
                .map(|_| format!("http://movies.example/{id}"))
                .unwrap_or_default(),
            genres: *genres,
            n_genres,
        };
        write_item(&mut out, &item)?;
    }
    Ok(out)
}

impl Entry {
    /// Title and genres as later data sets have them, with all their oddities: a range of years,
    /// quotation marks, a blank behind the year, no year, no genre.
    fn modern(&self) -> (String, u32) {
        let row = |row: usize| u32::try_from(row).unwrap_or(u32::MAX);
        // Twins have the same oddity.
        let key = self.twin.map_or(self.id.0, |first| row(first) + 1);
        let Some(ReleaseDate { year, .. }) = self.released else {
            return (self.title.clone(), 0);
        };
        let name = self.title.strip_suffix(&format!(" ({year})"));
        let name = name.unwrap_or(&self.title);
        let title = match key {
            _ if key % 41 == 3 => name.to_owned(),
            _ if key % 19 == 1 => format!("{name} ({year}\u{2013}{})", year + 2),
            _ if key.is_multiple_of(17) => format!("{name} ({year}) "),
            _ if key % 23 == 2 => match name.split_once(' ') {
                Some((first, rest)) => format!("\"{first}\" {rest} ({year})"),
                None => format!("\"{name}\" ({year})"),
            },
            _ => self.title.clone(),
        };
        (title, if key % 61 == 4 { 0 } else { self.genres })
    }

    /// What links to it: seven digits at IMDb, or eight, and not always something at TMDb.
    fn link(&self) -> LinkLine {
        let id = self.id.0;
        LinkLine {
            id: self.id,
            imdb: if id.is_multiple_of(23) {
                10_000_000
            } else {
                100_000
            } + id,
            tmdb: (id % 19 != 5).then_some(10 + id),
        }
    }
}

/// Names of genres; `unknown` is none.
fn genre_names(bits: u32) -> Vec<&'static str> {
    let named = (0..).zip(GENRES).skip(1);
    let named = named.filter(|(genre, _)| bits >> genre & 1 == 1);
    named.map(|(_, name)| name).collect()
}

/// `movies.dat`; in Latin-1 the titles are those of MovieLens 100K's format, else as in later ones.
pub(super) fn write_dat_movies(
    catalogue: &[Entry],
    encoding: TextEncoding,
) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::with_capacity(catalogue.len() * 60);
    for entry in catalogue {
        let (title, genres) = match encoding {
            TextEncoding::Latin1 => (entry.title.clone(), entry.genres),
            TextEncoding::Utf8 => entry.modern(),
        };
        let line = MovieLine {
            id: entry.id,
            title: &title,
            genres: &genre_names(genres),
        };
        movielens_dat::write::write_movie(&mut out, &line, encoding)?;
    }
    Ok(out)
}

/// `movies.csv` and `links.csv`.
pub(super) fn write_csv_movies(catalogue: &[Entry]) -> [Vec<u8>; 2] {
    let mut movies = movielens_csv::write::MOVIES_HEADER.to_owned();
    let mut links = movielens_csv::write::LINKS_HEADER.to_owned();
    for entry in catalogue {
        let (title, genres) = entry.modern();
        let line = MovieLine {
            id: entry.id,
            title: &title,
            genres: &genre_names(genres),
        };
        movielens_csv::write::write_movie(&mut movies, &line);
        movielens_csv::write::write_link(&mut links, entry.link());
    }
    [movies, links].map(String::into_bytes)
}

/// `users.dat`
pub(super) fn write_dat_people(people: &[Person]) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::with_capacity(people.len() * 24);
    for person in people {
        let Demographics {
            age,
            gender,
            occupation,
        } = person.demographics;
        let line = movielens_dat::write::UserLine {
            id: person.id,
            gender,
            age,
            occupation,
            zip_code: &person.zip_code,
        };
        movielens_dat::write::write_user(&mut out, &line)?;
    }
    Ok(out)
}

/// Most movies are from the last years before 1998, and most of them from 1 January.
fn date(rng: &mut Rng) -> ReleaseDate {
    let is_recent = rng.random_ratio(7, 10);
    let year = if is_recent {
        rng.random_range(1992..=1998)
    } else {
        rng.random_range(1926..=1991)
    };
    let month = if rng.random_ratio(2, 3) {
        1
    } else {
        rng.random_range(1..=12)
    };
    ReleaseDate { year, month }
}

/// One to three genres besides `unknown`, the middle ones of the list most often.
fn genres(n_genres: usize, rng: &mut Rng) -> u32 {
    let n_known = u32::try_from(n_genres - 1).unwrap_or(31);
    let mut bits = 0;
    for _ in 0..rng.random_range(1..=3_u32) {
        let genre = 1 + (rng.random_range(0..n_known) + rng.random_range(0..n_known)) / 2;
        bits |= 1 << genre;
    }
    bits
}

/// A made-up user with what only the file needs.
#[derive(Clone, Debug)]
pub(super) struct Person {
    id: UserId,
    pub(super) demographics: Demographics,
    zip_code: String,
}

pub(super) fn draw_people(config: &GeneratorConfig) -> Vec<Person> {
    let mut rng = seeded(config.seed, Stream::People as u64);
    (1..=config.n_users)
        .map(|id| person(UserId(id), &mut rng))
        .collect()
}

pub(super) fn write_people(people: &[Person]) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::with_capacity(people.len() * 24);
    for person in people {
        let Demographics {
            age,
            gender,
            occupation,
        } = person.demographics;
        write_user(
            &mut out,
            &UserLine {
                id: person.id,
                age,
                gender,
                occupation: OCCUPATIONS[usize::from(occupation)],
                zip_code: &person.zip_code,
            },
        )?;
    }
    Ok(out)
}

/// Ages, genders and occupations are distributed about as in MovieLens 100K.
fn person(id: UserId, rng: &mut Rng) -> Person {
    let deviation: f32 = StandardNormal.sample(rng);
    let age = (34.0 + 12.0 * deviation).clamp(7.0, 80.0).round();
    let gender = if rng.random_ratio(29, 100) {
        Gender::Female
    } else {
        Gender::Male
    };
    // Two fifths are students, others, educators or engineers, as nearly half are there.
    let occupation = if rng.random_ratio(2, 5) {
        *pick(&[18, 13, 3, 4], rng)
    } else {
        rng.random_range(0..21)
    };
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let demographics = Demographics {
        age: age as u8,
        gender,
        occupation,
    };
    Person {
        id,
        demographics,
        zip_code: zip_code(rng),
    }
}

/// Five digits; one in a hundred is Canadian, as in the official file.
fn zip_code(rng: &mut Rng) -> String {
    if rng.random_ratio(1, 100) {
        let mut letter = || char::from(rng.random_range(b'A'..=b'Z'));
        let (first, second) = (letter(), letter());
        format!(
            "{first}{}{second}{}",
            rng.random_range(0..10_u32),
            rng.random_range(0..10_u32)
        )
    } else {
        format!("{:05}", rng.random_range(0..100_000_u32))
    }
}
