//! What the items of a model are: their titles, genres and years, and how often they were rated.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

use matinee_core::domain::{MovieId, StarScale};
use matinee_data::dataset::Movie;
use matinee_data::formats::table;
use matinee_data::raw::Source;
use matinee_engine::artifact::Catalogue;

use super::factor_table::FactorTable;
use crate::terminal::{self, count};
use crate::{data, files};

/// What to do with ids that `--items` does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Unknown {
    /// They are called by their numbers.
    Keep,
    /// The model is refused.
    Refuse,
}

/// Movies as they are described.
#[derive(Debug, Default)]
pub(super) struct Described {
    pub(super) movies: Vec<Movie>,
    pub(super) genres: Vec<String>,
    /// Of a data set, which says it.
    pub(super) notice: Option<String>,
}

/// Reads the movies of a table, or of a data set in a folder.
///
/// # Errors
/// What cannot be read, with file, line and column.
pub(super) fn describe(path: &Path) -> anyhow::Result<Described> {
    let at = || format!("cannot use the items in {}", path.display());
    if path.is_dir() {
        let set = data::find_in(path)?
            .with_context(|| format!("{}: it is a folder that holds no data set", at()))?;
        let tables = set.read().with_context(at)?;
        return Ok(Described {
            movies: tables.movies,
            genres: tables.genres,
            notice: Some(tables.notice),
        });
    }
    let file = matinee_data::formats::DataFile {
        name: path.display().to_string(),
        bytes: files::read(path)?,
    };
    let (movies, genres) = table::read_items(&file).with_context(at)?;
    Ok(Described {
        movies,
        genres,
        notice: None,
    })
}

/// The catalogue of the items that a model has, in the order of its rows.
///
/// # Errors
/// Ids that are not described, where they are to be refused.
pub(super) fn catalogue(
    described: Described,
    items: &FactorTable,
    unknown: Unknown,
    scale: StarScale,
) -> anyhow::Result<Catalogue> {
    let n_described = described.movies.len();
    let movies = described
        .movies
        .into_iter()
        .map(|movie| (movie.id.0, movie));
    let mut movies: HashMap<u32, Movie> = movies.collect();
    let mut nameless = Vec::new();
    let mut ours = Vec::with_capacity(items.ids.len());
    for id in &items.ids {
        ours.push(movies.remove(id).unwrap_or_else(|| {
            nameless.push(*id);
            named_by_number(*id)
        }));
    }
    if !nameless.is_empty() {
        let some: Vec<String> = nameless.iter().take(5).map(ToString::to_string).collect();
        let what = format!(
            "{} of the model's {} are not among --items ({}{})",
            nameless.len(),
            count(items.ids.len(), "item"),
            some.join(", "),
            if nameless.len() > some.len() {
                ", …"
            } else {
                ""
            }
        );
        ensure!(
            nameless.len() < items.ids.len(),
            "{what}: these are the items of other data; give the table that the model's ids are of"
        );
        match unknown {
            Unknown::Refuse => bail!("{what}; add them, or keep them by --unknown-items keep"),
            Unknown::Keep => terminal::tell(format_args!("{what}: their numbers are their titles")),
        }
    }
    if !movies.is_empty() {
        terminal::tell(format_args!(
            "left out: {} of {} that the model has no factors of",
            movies.len(),
            count(n_described, "item")
        ));
    }
    Ok(Catalogue {
        genres: described.genres,
        scale,
        n_ratings: vec![0; ours.len()],
        n_liked: vec![0; ours.len()],
        n_first: ours.len(),
        movies: ours,
        aliases: Vec::new(),
    })
}

fn named_by_number(id: u32) -> Movie {
    Movie {
        id: MovieId(id),
        title: id.to_string(),
        year: None,
        released: None,
        genres: 0,
        imdb: None,
        tmdb: None,
    }
}

/// Fills in how often items were rated and liked, from a table `movieId,n_ratings,n_liked`.
///
/// # Errors
/// A row that is not one, with its line.
pub(super) fn count_by(path: &Path, catalogue: &mut Catalogue) -> anyhow::Result<()> {
    let bytes = files::read(path)?;
    let mut reader = csv::Reader::from_reader(&bytes[..]);
    let at = || format!("cannot use the counts in {}", path.display());
    let headers = reader.headers().with_context(at)?.clone();
    let column = |name: &str| {
        let found = headers.iter().position(|header| header.trim() == name);
        found.with_context(|| format!("{}: there is no column {name}", at()))
    };
    let columns = [column("movieId")?, column("n_ratings")?, column("n_liked")?];
    for record in reader.records() {
        let record = record.with_context(at)?;
        let line = record.position().map_or(0, csv::Position::line);
        let number = |column: usize| {
            let text = record.get(column).unwrap_or_default().trim();
            let number = text.parse::<u32>().ok();
            number.with_context(|| format!("{}:{line}: `{text}` is no number", path.display()))
        };
        let [id, n_ratings, n_liked] = [
            number(columns[0])?,
            number(columns[1])?,
            number(columns[2])?,
        ];
        ensure!(
            n_liked <= n_ratings,
            "{}:{line}: more people liked item {id} than rated it",
            path.display()
        );
        if let Some(movie) = catalogue.movie_idx(MovieId(id)) {
            catalogue.n_ratings[movie.row()] = n_ratings;
            catalogue.n_liked[movie.row()] = n_liked;
        }
    }
    Ok(())
}
