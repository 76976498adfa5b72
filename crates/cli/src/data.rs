//! Data sets and models as the commands need them: read, parsed, and placed in context when
//! something is wrong with them.

use std::collections::HashSet;
use std::path::Path;
use std::{fs, io};

use anyhow::{Context, bail, ensure};

use matinee_core::domain::{MovieId, MovieIdx, Rating, UserId, UserIdx};
use matinee_data::dataset::split;
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::{FILE_NAMES, NOTICE, parse_ratings};
use matinee_data::raw::RawRating;
use matinee_data::raw::RawTables;
use matinee_data::raw::Source;
use matinee_engine::engine::Engine;

use super::files;

/// Reads the five files of a folder, and its notice if there is one.
pub(super) fn read_folder(folder: &Path) -> anyhow::Result<RawFiles> {
    let [ratings, movies, users, genres, occupations] =
        FILE_NAMES.map(|name| files::read(&folder.join(name)));
    let notice = folder.join(NOTICE);
    let notice = match fs::symlink_metadata(&notice) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        _ => Some(files::read(&notice)?),
    };
    Ok(RawFiles {
        notice,
        ratings: ratings?,
        movies: movies?,
        users: users?,
        genres: genres?,
        occupations: occupations?,
    })
}

/// The data set in a folder, before cleaning.
pub(super) fn open(folder: &Path) -> anyhow::Result<RawTables> {
    open_with_hash(folder).map(|(tables, _)| tables)
}

/// The data set in a folder, before cleaning, and a SHA-256 over its five files.
pub(super) fn open_with_hash(folder: &Path) -> anyhow::Result<(RawTables, String)> {
    match fs::metadata(folder) {
        Ok(found) => ensure!(
            found.is_dir(),
            "{} is not a folder; give the one with {}",
            folder.display(),
            FILE_NAMES.join(", ")
        ),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "there is no folder {}; get the data with `matinee fetch --out {0}`",
            folder.display()
        ),
        Err(error) => return Err(files::unreadable(folder, error)),
    }
    let files = read_folder(folder)?;
    let tables = files
        .read()
        .with_context(|| format!("cannot use the data in {}", folder.display()))?;
    let hash = files::sha256(&[
        &files.ratings,
        &files.movies,
        &files.users,
        &files.genres,
        &files.occupations,
    ]);
    Ok((tables, hash))
}

/// The model in a file.
pub(super) fn open_model(path: &Path) -> anyhow::Result<Engine> {
    Engine::open(&files::read(path)?).with_context(|| {
        format!(
            "cannot use the model {} (make one with `matinee train`)",
            path.display()
        )
    })
}

/// Rating rows in raw ids, each with the file and line where it stands.
#[derive(Debug)]
pub(super) struct Rows {
    /// What these rows are called in reports, for example `u1`.
    pub(super) name: String,
    file: String,
    rows: Vec<(usize, RawRating)>,
}

impl Rows {
    /// The rows of a file in the format of `u.data`.
    pub(super) fn of_file(path: &Path) -> anyhow::Result<Self> {
        let file = path.display().to_string();
        let rows = parse_ratings(&files::read(path)?, &file)?;
        Ok(Self {
            name: file.clone(),
            file,
            rows: (1..).zip(rows).collect(),
        })
    }

    /// The base and the test rows of fold `n` of a data set.
    pub(super) fn of_fold(data: &RawTables, n: u32) -> anyhow::Result<(Self, Self)> {
        let numbered: Vec<(usize, RawRating)> = (1..).zip(data.ratings.iter().copied()).collect();
        let (base, test) =
            split::fold_rows(&numbered, data.folds, n, |(_, row)| (row.user, row.movie))?;
        let part = |rows| Self {
            name: data.folds.name(n),
            file: "u.data".into(),
            rows,
        };
        Ok((part(base), part(test)))
    }

    /// The rows without their places.
    pub(super) fn into_ratings(self) -> Vec<RawRating> {
        self.rows.into_iter().map(|(_, row)| row).collect()
    }

    /// The rows in dense indices, in their order.
    ///
    /// # Errors
    /// The first row whose user or movie is not known, with its file and line.
    pub(super) fn numbered(
        &self,
        user: impl Fn(UserId) -> Option<UserIdx>,
        movie: impl Fn(MovieId) -> Option<MovieIdx>,
    ) -> anyhow::Result<Vec<Rating>> {
        let known = |(line, row): &(usize, RawRating)| {
            let place = || format!("{}:{line}", self.file);
            Ok(Rating {
                user: user(row.user).with_context(|| unknown(&place(), "user", row.user.0))?,
                movie: movie(row.movie).with_context(|| unknown(&place(), "movie", row.movie.0))?,
                stars: row.stars,
            })
        };
        self.rows.iter().map(known).collect()
    }

    /// Where row `index` stands, as `file:line`.
    pub(super) fn place(&self, index: usize) -> String {
        format!("{}:{}", self.file, self.rows[index].0)
    }
}

/// What to say of an id that a model does not know.
pub(super) fn unknown(place: &str, what: &str, id: u32) -> String {
    let column = if what == "user" { 1 } else { 2 };
    format!(
        "{place}:{column}: {what} {id} is not in this model; take the line out, or train with a \
         data set that has this {what} (`--clean none` keeps every movie)"
    )
}

/// A test on training rows would flatter the model: refuses it.
pub(super) fn check_unseen(
    rows: &Rows,
    numbered: &[Rating],
    training: &[Rating],
) -> anyhow::Result<()> {
    let seen: HashSet<_> = training.iter().map(|row| (row.user, row.movie)).collect();
    let both = (numbered.iter()).position(|row| seen.contains(&(row.user, row.movie)));
    match both {
        None => Ok(()),
        Some(index) => bail!(
            "{}: this row is a training row of the model, a test must have none; train on other \
             rows (`matinee train --fold N`, or `--train FILE`)",
            rows.place(index)
        ),
    }
}
