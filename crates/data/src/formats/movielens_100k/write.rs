//! Lines in the official format. What is written here, [`Source::read`](crate::raw::Source::read) reads again.

use std::fmt::Write as _;

use crate::dataset::split::{Folds, SplitError, fold_rows};
use crate::dataset::{Gender, ReleaseDate};
use crate::raw::{ParseError, RawRating};
use matinee_core::domain::{MovieId, UserId};

pub use crate::formats::NotWritable;

use super::parse;

/// A line of `u.item`, field by field as the file has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemLine<'a> {
    /// First column.
    pub id: MovieId,
    /// With year and trailing article: `Godfather, The (1972)`.
    pub title: &'a str,
    /// `01-Jan-1972`, or empty.
    pub release_date: &'a str,
    /// Empty in the official file.
    pub video_release_date: &'a str,
    /// Address at IMDb, or empty.
    pub url: &'a str,
    /// Bit `g` is set when genre `g` is 1.
    pub genres: u32,
    /// Number of genre columns.
    pub n_genres: usize,
}

/// A line of `u.user`, field by field as the file has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserLine<'a> {
    /// First column.
    pub id: UserId,
    /// Age in years.
    pub age: u8,
    /// Gender as recorded.
    pub gender: Gender,
    /// A name of `u.occupation`.
    pub occupation: &'a str,
    /// Digits and letters.
    pub zip_code: &'a str,
}

/// `u.data` from its rows, in the order given.
#[must_use]
pub fn write_ratings(ratings: &[RawRating]) -> Vec<u8> {
    rating_lines(ratings, "\t")
}

/// User, movie, stars and time of each rating, with this between them.
pub(in crate::formats) fn rating_lines(ratings: &[RawRating], separator: &str) -> Vec<u8> {
    let mut text = String::with_capacity(ratings.len() * 26);
    for RawRating {
        user,
        movie,
        stars,
        unix_time,
    } in ratings
    {
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "{user}{separator}{movie}{separator}{stars}{separator}{unix_time}"
        );
    }
    text.into_bytes()
}

/// Appends a line to `u.item`.
///
/// # Errors
/// Text that the format cannot hold; `out` is then as it was.
pub fn write_item(out: &mut Vec<u8>, item: &ItemLine<'_>) -> Result<(), NotWritable> {
    let ItemLine {
        id,
        title,
        release_date,
        video_release_date,
        url,
        genres,
        n_genres,
    } = *item;
    for field in [title, release_date, video_release_date, url] {
        check_field(field)?;
    }
    let mut line = format!("{id}|{title}|{release_date}|{video_release_date}|{url}");
    for genre in 0..n_genres {
        line.push_str(if genres >> genre & 1 == 1 { "|1" } else { "|0" });
    }
    push_line(out, &line);
    Ok(())
}

/// Appends a line to `u.user`.
///
/// # Errors
/// Text that the format cannot hold; `out` is then as it was.
pub fn write_user(out: &mut Vec<u8>, user: &UserLine<'_>) -> Result<(), NotWritable> {
    let UserLine {
        id,
        age,
        gender,
        occupation,
        zip_code,
    } = *user;
    for field in [occupation, zip_code] {
        check_field(field)?;
    }
    let gender = match gender {
        Gender::Female => 'F',
        Gender::Male => 'M',
    };
    push_line(out, &format!("{id}|{age}|{gender}|{occupation}|{zip_code}"));
    Ok(())
}

/// `u.genre` from the genres' names, with the blank line that ends the official file.
///
/// # Errors
/// Text that the format cannot hold.
pub fn write_genres<S: AsRef<str>>(names: &[S]) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::new();
    for (row, name) in names.iter().enumerate() {
        check_field(name.as_ref())?;
        push_line(&mut out, &format!("{}|{row}", name.as_ref()));
    }
    out.push(b'\n');
    Ok(out)
}

/// `u.occupation` from the occupations' names.
///
/// # Errors
/// Text that the format cannot hold.
pub fn write_occupations<S: AsRef<str>>(names: &[S]) -> Result<Vec<u8>, NotWritable> {
    let mut out = Vec::new();
    for name in names {
        check_field(name.as_ref())?;
        push_line(&mut out, name.as_ref());
    }
    Ok(out)
}

/// A release date as the file writes it: `01-Jan-1995`, on the first of the month.
#[must_use]
pub fn format_date(date: ReleaseDate) -> String {
    parse::format_date(date)
}

fn check_field(text: &str) -> Result<(), NotWritable> {
    let in_the_way = |letter: &char| *letter > '\u{FF}' || letter.is_control() || *letter == '|';
    match text.chars().find(in_the_way) {
        None => Ok(()),
        Some(letter) => Err(NotWritable {
            text: text.to_owned(),
            letter,
        }),
    }
}

/// Appends text that [`check_field`] has passed, as Latin-1.
fn push_line(out: &mut Vec<u8>, line: &str) {
    out.extend_from_slice(&encoding_rs::mem::encode_latin1_lossy(line));
    out.push(b'\n');
}

/// Why there are no files of a fold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FoldError {
    /// A line that cannot be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A fold outside 1 to 5; fewer than five rows.
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// The files `u1.base` and `u1.test` (to `u5`), byte for byte, from `u.data`.
///
/// # Errors
/// A file that cannot be read, a fold outside 1 to 5, fewer than five rows.
pub fn fold_files(u_data: &[u8], fold: u32) -> Result<(Vec<u8>, Vec<u8>), FoldError> {
    let rows = parse::parse_ratings(u_data, "u.data")?;
    let (base, test) = fold_rows(&rows, Folds::OfTheFile, fold, |row| (row.user, row.movie))?;
    Ok((write_ratings(&base), write_ratings(&test)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::Stars;

    #[test]
    fn a_line_of_u_item_is_written_as_the_official_file_has_it() {
        let mut out = Vec::new();
        let item = ItemLine {
            id: MovieId(543),
            title: "Misérables, Les (1995)",
            release_date: "01-Jan-1995",
            video_release_date: "",
            url: "http://us.imdb.com/M/title-exact?Mis%E9rables",
            genres: 0b101,
            n_genres: 4,
        };
        write_item(&mut out, &item).unwrap();
        let expected =
            b"543|Mis\xE9rables, Les (1995)|01-Jan-1995||http://us.imdb.com/M/title-exact?Mis%E9rables|1|0|1|0\n";
        assert_eq!(out, expected);
    }

    #[test]
    fn a_line_of_u_user_is_written_as_the_official_file_has_it() {
        let mut out = Vec::new();
        let user = UserLine {
            id: UserId(2),
            age: 53,
            gender: Gender::Female,
            occupation: "other",
            zip_code: "94043",
        };
        write_user(&mut out, &user).unwrap();
        assert_eq!(out, b"2|53|F|other|94043\n");
    }

    #[test]
    fn a_line_of_u_data_is_written_as_the_official_file_has_it() {
        let rating = RawRating {
            user: UserId(196),
            movie: MovieId(242),
            stars: Stars::WHOLE[2],
            unix_time: 881_250_949,
        };
        assert_eq!(write_ratings(&[rating]), b"196\t242\t3\t881250949\n");
    }

    #[test]
    fn names_are_written_as_the_official_files_have_them() {
        assert_eq!(
            write_genres(&["unknown", "Action"]).unwrap(),
            b"unknown|0\nAction|1\n\n"
        );
        assert_eq!(
            write_occupations(&["artist", "other"]).unwrap(),
            b"artist\nother\n"
        );
    }

    #[test]
    fn text_that_the_format_cannot_hold_is_refused_and_nothing_is_written() {
        for title in ["日本", "a|b", "a\nb"] {
            let mut out = Vec::new();
            let item = ItemLine {
                id: MovieId(1),
                title,
                release_date: "",
                video_release_date: "",
                url: "",
                genres: 0,
                n_genres: 1,
            };
            let error = write_item(&mut out, &item).unwrap_err();
            assert_eq!(error.text, title);
            assert!(out.is_empty());
        }
    }

    #[test]
    fn fold_files_are_sorted_by_number_and_not_by_text() {
        let u_data = b"10\t1\t1\t5\n9\t10\t2\t6\n9\t9\t3\t7\n1\t1\t4\t8\n2\t1\t5\t9\n";
        let (base, test) = fold_files(u_data, 5).unwrap();
        assert_eq!(base, b"1\t1\t4\t8\n9\t9\t3\t7\n9\t10\t2\t6\n10\t1\t1\t5\n");
        assert_eq!(test, b"2\t1\t5\t9\n");
    }
}
