//! Made-up movies.

use rand::RngExt;

use crate::dataset::ReleaseDate;
use crate::formats::movielens_100k::write::{ItemLine, NotWritable, format_date, write_item};
use matinee_core::domain::MovieId;
use matinee_core::random::{Rng, permutation, seeded};

use super::config::{GeneratorConfig, INCOMPLETE, Stream};
use super::names::Titles;

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

pub(super) fn draw(config: &GeneratorConfig) -> Vec<Entry> {
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

pub(super) fn write(catalogue: &[Entry], n_genres: usize) -> Result<Vec<u8>, NotWritable> {
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
