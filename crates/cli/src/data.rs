//! Data sets and models as the commands need them: read, parsed, and placed in context when
//! something is wrong with them.

use std::collections::HashSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, bail};

use matinee_core::domain::{MovieId, MovieIdx, Rating, UserId, UserIdx};
use matinee_data::dataset::split::{self, Folds};
use matinee_data::formats::archive::{Archive, Caps};
use matinee_data::formats::movielens_100k::{FILE_NAMES, NOTICE, RawFiles};
use matinee_data::formats::table::{Columns, IdKind, TableFiles};
use matinee_data::formats::{self, DataFile, DataSet, Files, TABLE_NAMES};
use matinee_data::raw::{RawRating, RawTables, Source};
use matinee_data::reader::{LeftOut, Reader};
use matinee_engine::engine::Engine;

use super::terminal::count;
use super::threads::Threads;
use super::{Usage, files, install, parquet_table, terminal};

/// Where the data is, and how it is read.
#[derive(Debug, clap::Args)]
pub(super) struct DataOptions {
    /// Folder or zip of a data set in the format of any MovieLens (100K, 1M, 10M, 20M and later);
    /// with --columns a table of ratings.
    #[arg(long, value_name = "PATH", default_value = "data/ml-100k")]
    data: PathBuf,
    /// The data is a table (CSV, with commas, semicolons or tabs, or Parquet) with a header: which of
    /// its columns is what. Stars are 0.5 to 5; a time is in seconds since 1970. Ids may be names.
    #[arg(long, value_name = "user=…,item=…,stars=…[,time=…]")]
    columns: Option<Columns>,
    /// What the items of the table are: another table with the columns id (or as in --columns), title
    /// and, if there are such, year, genres (separated by |), imdbId, tmdbId.
    #[arg(long, value_name = "FILE", requires = "columns")]
    items: Option<PathBuf>,
    /// Ids of the table are names, although they may look like numbers.
    #[arg(long, requires = "columns")]
    text_ids: bool,
    /// Leave rows of ratings out that cannot be read, or that contradict others, and say which,
    /// instead of stopping at the first one.
    #[arg(long)]
    skip_bad_rows: bool,
}

impl DataOptions {
    /// The user whom the command line calls so: by number; or by name, where the data is a table that has
    /// names. Numbers stand for names in a model, in the order in which the table has them.
    ///
    /// # Errors
    /// A name that is not in the table, or no table to look for it in.
    pub(super) fn user_id(&self, user: &str) -> anyhow::Result<UserId> {
        let number = user.parse().ok().map(UserId);
        if self.columns.is_none() {
            return number.ok_or_else(|| {
                let words = format!(
                    "--user takes a number, not `{user}`; for a name, say in which table it is: --data \
                     FILE --columns user=…,item=…,stars=…"
                );
                Usage(words).into()
            });
        }
        let names = open(self)?.user_names;
        if names.is_empty() {
            return number.with_context(|| {
                format!(
                    "the users of {} are numbers, and `{user}` is none; add --text-ids if they are \
                     names",
                    self.data.display()
                )
            });
        }
        let row = (1..).zip(&names).find(|(_, name)| *name == user);
        row.map(|(id, _)| UserId(id)).with_context(|| {
            format!(
                "nobody is called `{user}` in {}, which has {}",
                self.data.display(),
                count(names.len(), "name")
            )
        })
    }
}

/// So many ratings are worth a word.
const MANY: usize = 1_000_000;

/// A data set, found and not yet read.
enum Found {
    DataSet(DataSet),
    Table(TableFiles),
}

impl Found {
    fn source(&self) -> &dyn Source {
        match self {
            Self::DataSet(files) => files,
            Self::Table(files) => files,
        }
    }

    /// A SHA-256 over its tables.
    fn sha256(&self) -> String {
        let tables: Vec<&[u8]> = match self {
            Self::DataSet(files) => files.tables().into_iter().map(|(_, bytes)| bytes).collect(),
            Self::Table(files) => {
                let tables = std::iter::once(&files.ratings).chain(&files.items);
                tables.map(|file| file.bytes.as_slice()).collect()
            }
        };
        files::sha256(&tables)
    }
}

/// The data set, before cleaning. What was left out of it is told.
pub(super) fn open(options: &DataOptions) -> anyhow::Result<RawTables> {
    read(&find(options)?, options)
}

/// As [`open`], with a SHA-256 over the tables.
pub(super) fn open_with_hash(options: &DataOptions) -> anyhow::Result<(RawTables, String)> {
    let found = find(options)?;
    let hash = found.sha256();
    Ok((read(&found, options)?, hash))
}

fn read(found: &Found, options: &DataOptions) -> anyhow::Result<RawTables> {
    let mut reader = Reader::new(&Threads);
    if options.skip_bad_rows {
        reader = reader.skipping_bad_rows();
    }
    let start = Instant::now();
    let tables = found.source().read_by(&mut reader);
    let place = options.data.display();
    let tables = tables.with_context(|| format!("cannot use the data in {place}"))?;
    if tables.ratings.len() >= MANY {
        terminal::tell(format_args!(
            "read {} of {} and {} in {:.1} s",
            count(tables.ratings.len(), "rating"),
            count(tables.users.len(), "user"),
            count(tables.movies.len(), "movie"),
            start.elapsed().as_secs_f64()
        ));
    }
    if let Some(left_out) = reader.left_out() {
        tell_left_out(left_out);
    }
    Ok(tables)
}

fn tell_left_out(left_out: &LeftOut) {
    terminal::tell(format_args!(
        "left out: {} that cannot be used",
        count(left_out.n_rows, "row")
    ));
    for row in &left_out.named {
        terminal::tell(format_args!("  {row}"));
    }
    let n_more = left_out.n_rows - left_out.named.len();
    if n_more > 0 {
        terminal::tell(format_args!("  and {n_more} more"));
    }
}

fn find(options: &DataOptions) -> anyhow::Result<Found> {
    let path = &options.data;
    if let Some(columns) = &options.columns {
        return table(options, columns).map(Found::Table);
    }
    let found = match fs::metadata(path) {
        Ok(found) if found.is_dir() => find_in(path)?,
        Ok(_) => Some(find_in_zip(path)?),
        Err(error) if error.kind() == io::ErrorKind::NotFound => bail!(
            "there is no folder {}; get the data with `matinee fetch --out {0}`",
            path.display()
        ),
        Err(error) => return Err(files::unreadable(path, error)),
    };
    match found {
        Some(files) => Ok(Found::DataSet(files)),
        // Says which of the five files is missing.
        None if !install::present(path)?.is_empty() => {
            Ok(Found::DataSet(DataSet::MovieLens100K(read_folder(path)?)))
        }
        None => bail!(
            "{} holds no data set: neither {} nor {} and {}, nor {} and {}; which column of a table of \
             your own is what is said by --columns",
            path.display(),
            FILE_NAMES.join(", "),
            TABLE_NAMES[3],
            TABLE_NAMES[4],
            TABLE_NAMES[0],
            TABLE_NAMES[1],
        ),
    }
}

/// The data set in a folder, if there is one.
pub(super) fn find_in(folder: &Path) -> anyhow::Result<Option<DataSet>> {
    formats::find(&mut Folder::open(folder)?)
}

fn find_in_zip(path: &Path) -> anyhow::Result<DataSet> {
    let bytes = files::read(path)?;
    let found = Archive::open(&bytes, Caps::NATIVE).and_then(|mut zip| zip.data_set());
    found.with_context(|| {
        format!(
            "{} is not a folder, and not the zip of a data set either; give one or the other, or say by \
             --columns which column of a table is what",
            path.display()
        )
    })
}

/// The files of a folder.
struct Folder {
    path: PathBuf,
    /// Sorted.
    names: Vec<String>,
}

impl Folder {
    fn open(path: &Path) -> anyhow::Result<Self> {
        let entries = fs::read_dir(path).map_err(|error| files::unreadable(path, error))?;
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| files::unreadable(path, error))?;
            // Links are followed. A name that is no text is not one of a data set.
            if entry.path().is_file()
                && let Ok(name) = entry.file_name().into_string()
            {
                names.push(name);
            }
        }
        names.sort_unstable();
        Ok(Self {
            path: path.to_owned(),
            names,
        })
    }
}

impl Files for Folder {
    type Error = anyhow::Error;

    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    fn head(&mut self, name: &str, most: usize) -> anyhow::Result<Vec<u8>> {
        let path = self.path.join(name);
        let mut head = Vec::new();
        // A file that cannot be read may be one that nobody wants.
        if let Ok(file) = File::open(path) {
            let _ = file.take(most as u64).read_to_end(&mut head);
        }
        Ok(head)
    }

    fn read(&mut self, name: &str) -> anyhow::Result<Vec<u8>> {
        files::read(&self.path.join(name))
    }
}

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

/// A table of somebody's own.
fn table(options: &DataOptions, columns: &Columns) -> anyhow::Result<TableFiles> {
    let mut named = vec![columns.user.as_str(), &columns.item, &columns.stars];
    named.extend(columns.time.as_deref());
    let items = options.items.as_ref();
    let items = items.map(|path| anyhow::Ok(data_file(path, files::read(path)?)));
    let bytes = files::read(&options.data)?;
    let bytes = match parquet_table::is_parquet(&bytes) {
        true => parquet_table::as_csv(bytes, &named)
            .with_context(|| format!("cannot use the table {}", options.data.display()))?,
        false => bytes,
    };
    Ok(TableFiles {
        ratings: data_file(&options.data, bytes),
        columns: columns.clone(),
        ids: match options.text_ids {
            true => IdKind::Names,
            false => IdKind::AsFound,
        },
        items: items.transpose()?,
        notice: None,
    })
}

/// A file by its path, which errors have.
fn data_file(path: &Path, bytes: Vec<u8>) -> DataFile {
    DataFile {
        name: path.display().to_string(),
        bytes,
    }
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
    /// The rows of a file in the format of `u.data`, `ratings.dat` or `ratings.csv`.
    pub(super) fn of_file(path: &Path) -> anyhow::Result<Self> {
        let file = path.display().to_string();
        let rows = formats::parse_rows(&files::read(path)?, &file)?;
        Ok(Self {
            name: file.clone(),
            file,
            rows,
        })
    }

    /// The base and the test rows of fold `n` of a data set.
    pub(super) fn of_fold(data: &RawTables, n: u32) -> anyhow::Result<(Self, Self)> {
        let numbered: Vec<(usize, RawRating)> = (1..).zip(data.ratings.iter().copied()).collect();
        let (base, test) =
            split::fold_rows(&numbered, data.folds, n, |(_, row)| (row.user, row.movie))?;
        let part = |rows| Self {
            name: data.folds.name(n),
            // The place of a row among the ratings; a header is not counted.
            file: match data.folds {
                Folds::OfTheFile => "u.data".into(),
                Folds::Drawn => "ratings".into(),
            },
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
