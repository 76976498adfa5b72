//! Made-up movies and users, as the files have them.

use rand::RngExt;
use rand_distr::{Distribution, StandardNormal};

use crate::dataset::{Demographics, Gender, ReleaseDate};
use crate::formats::movielens_100k::write::{
    ItemLine, NotWritable, UserLine, format_date, write_item, write_user,
};
use matinee_core::domain::{MovieId, UserId};
use matinee_core::random::{Rng, permutation, seeded};

use super::config::{GeneratorConfig, INCOMPLETE, Stream};
use super::names::{OCCUPATIONS, Titles, pick};

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
