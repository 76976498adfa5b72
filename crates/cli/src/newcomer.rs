//! The options that describe somebody who was not in the training data, and what was found in a file of
//! their ratings, for standard error.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail, ensure};
use clap::ValueEnum;

use matinee_core::decimal::counted;
use matinee_core::domain::{MovieIdx, StarScale, Stars};
use matinee_data::dataset::Gender;
use matinee_data::rating_files::{
    self, Decision, Import, Reason, Scale, Service, Unmatched, groups, rounded_words, source_words,
};
use matinee_engine::engine::{Details, Engine, Person, Profile};

use super::{files, terminal};

/// Somebody new: what they rated, and what they say of themselves.
#[derive(Debug, clap::Args)]
pub(super) struct Newcomer {
    /// Ratings of somebody who was not in the training data: an export of Letterboxd, IMDb, Trakt,
    /// Simkl, TMDB, Criticker or this site, a table with columns for title, year and rating, lines of
    /// one user as in u.data, or lines of movie<TAB>stars. An empty file is a person without ratings.
    /// What was found in it, and what was left out, is said on standard error.
    #[arg(long, value_name = "FILE")]
    pub(super) profile: Option<PathBuf>,
    /// What the ratings of the profile are out of, where its file does not decide it.
    #[arg(long, value_enum, requires = "profile")]
    scale: Option<ScaleName>,
    /// Their age in years.
    #[arg(long, value_name = "N", requires = "profile")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=120))]
    age: Option<u8>,
    /// Their gender, as the data set records it.
    #[arg(long, value_enum, ignore_case = true, requires = "profile")]
    gender: Option<GenderName>,
    /// Their occupation, by its name in u.occupation.
    #[arg(long, value_name = "NAME", requires = "profile")]
    occupation: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GenderName {
    F,
    M,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScaleName {
    #[value(name = "5")]
    Five,
    #[value(name = "10")]
    Ten,
    #[value(name = "100")]
    Hundred,
}

impl Newcomer {
    /// What the model makes of them, if there is a profile.
    pub(super) fn person(&self, engine: &Engine) -> anyhow::Result<Option<Person>> {
        let Some(path) = &self.profile else {
            return Ok(None);
        };
        let profile = Profile {
            ratings: self.ratings(path, engine)?,
            details: self.details(engine)?,
        };
        let person = engine.fold_in(&profile);
        Ok(Some(person.with_context(|| {
            format!("cannot predict for the profile {}", path.display())
        })?))
    }

    /// Reads the file as the page does. A file in which nothing was found is a failure: a list for
    /// everybody would pass for one of that person.
    fn ratings(&self, path: &Path, engine: &Engine) -> anyhow::Result<Vec<(MovieIdx, Stars)>> {
        let bytes = files::read(path)?;
        if bytes.trim_ascii().is_empty() {
            return Ok(Vec::new());
        }
        let file = path.display().to_string();
        let scale = self.scale.map(|scale| match scale {
            ScaleName::Five => Scale::Five,
            ScaleName::Ten => Scale::Ten,
            ScaleName::Hundred => Scale::Hundred,
        });
        let movies = &engine.catalogue().movies;
        let import = rating_files::read(&bytes, movies, &|id| engine.movie_idx(id), scale)
            .with_context(|| format!("cannot use the profile {file}"))?;
        let ratings = ratings(&import, engine.scale());
        let lines = report(&import, &file, engine, ratings.len());
        terminal::tell(lines.trim_end());
        ensure!(
            !ratings.is_empty(),
            "no rating of {file} is of a movie of this model; what was left out is said above"
        );
        Ok(ratings)
    }

    fn details(&self, engine: &Engine) -> anyhow::Result<Details> {
        let occupation = match &self.occupation {
            None => None,
            Some(name) => Some(occupation(engine, name)?),
        };
        let gender = self.gender.map(|gender| match gender {
            GenderName::F => Gender::Female,
            GenderName::M => Gender::Male,
        });
        Ok(Details {
            age: self.age,
            gender,
            occupation,
        })
    }
}

/// At the likelier scale; what is a movie in another spelling is that movie.
fn ratings(import: &Import, of: StarScale) -> Vec<(MovieIdx, Stars)> {
    let found = import.matched.iter().map(|row| (row.movie, row.given));
    let spelt = import.unmatched.iter();
    let spelt = spelt.filter_map(|row| Some((row.suggested?, row.given)));
    let rated = found.chain(spelt);
    let stars = |given| import.scales.likely.stars(given, of);
    rated
        .filter_map(|(movie, given)| Some((movie, stars(given)?)))
        .collect()
}

fn occupation(engine: &Engine, name: &str) -> anyhow::Result<u8> {
    let names = engine.occupations();
    let row = names.iter().position(|known| known == name);
    match row.and_then(|row| u8::try_from(row).ok()) {
        Some(row) => Ok(row),
        None => bail!(
            "occupation {name:?} is not in this model; it knows {}",
            names.join(", ")
        ),
    }
}

/// Rows of one sort that are named.
const MOST_ROWS: usize = 50;

/// Service and scale, how many ratings count, and every row that does not, with its reason.
fn report(import: &Import, file: &str, engine: &Engine, n_ratings: usize) -> String {
    let (movies, of) = (&engine.catalogue().movies, engine.scale());
    let scale = import.scales.likely;
    let mut text = format!(
        "{file}: {}; {}; {}\n",
        source_words(import.service),
        import.scale_words(scale),
        counted(n_ratings, "rating counts", "ratings count"),
    );
    if import.scales.decision == Decision::Open {
        let options: Vec<String> = [Some(scale), import.scales.other]
            .into_iter()
            .flatten()
            .map(|scale| format!("--scale {}", scale.top()))
            .collect();
        text += &format!(
            "{file}: both scales fit, {} was taken; say which it is: {}\n",
            scale.top(),
            options.join(" or ")
        );
    }
    if let Some(rounded) = rounded_words(import.n_rounded(scale, of), of) {
        text += &format!("{file}: {rounded}\n");
    }
    for note in import.notes() {
        text += &format!("{file}: {note}\n");
    }
    let title = |movie: MovieIdx| {
        let movie = &movies[movie.row()];
        let year = movie
            .year
            .map_or(String::new(), |year| format!(" ({year})"));
        format!("{}{year}", movie.title)
    };
    let (spelt, left): (Vec<_>, Vec<_>) = import
        .unmatched
        .iter()
        .partition(|row| row.suggested.is_some());
    push(&mut text, &spelt, |row| {
        let movie = row.suggested.map_or(String::new(), title);
        format!("{file}:{}: {} is taken for {movie}", row.line, called(row))
    });
    let (like, unlike): (Vec<_>, Vec<_>) =
        left.into_iter().partition(|row| !row.candidates.is_empty());
    if !like.is_empty() {
        let n = counted(like.len(), "row", "rows");
        text += &format!("{file}: left out: {n}, of which it is not sure which movie is meant\n");
    }
    push(&mut text, &like, |row| {
        let candidates: Vec<String> = row.candidates.iter().map(|movie| title(*movie)).collect();
        format!(
            "{file}:{}: {}; perhaps {}",
            row.line,
            called(row),
            candidates.join(", ")
        )
    });
    if !unlike.is_empty() {
        let n = counted(unlike.len(), "row", "rows");
        text += &format!("{file}: left out: {n} like no movie of this model\n");
    }
    push(&mut text, &unlike, |row| {
        format!("{file}:{}: {}", row.line, called(row))
    });
    for group in groups(&import.problems) {
        text += &format!("{file}: left out: {}\n", group.heading);
        push(&mut text, &group.rows, |row| {
            let title = row.title.as_ref();
            let title = title.map_or(String::new(), |title| format!("{title}: "));
            format!(
                "{file}:{}: {title}{}",
                row.line,
                reason(&row.reason, import.service)
            )
        });
    }
    text
}

fn called(row: &Unmatched) -> String {
    match row.year {
        Some(year) => format!("{} ({year})", row.title),
        None => row.title.clone(),
    }
}

/// In a file of numbers, a number that is not known has a remedy of its own.
fn reason(reason: &Reason, service: Service) -> String {
    match (reason, service) {
        (Reason::UnknownMovie { found }, Service::MovieLens100K) => {
            format!("movie {found} is not in this model")
        }
        (reason, _) => reason.to_string(),
    }
}

fn push<T>(text: &mut String, rows: &[T], line: impl Fn(&T) -> String) {
    for row in rows.iter().take(MOST_ROWS) {
        text.push_str(&line(row));
        text.push('\n');
    }
    if let Some(more) = rows.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        text.push_str(&format!("  and {more} more\n"));
    }
}
