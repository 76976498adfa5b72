//! Lines with `::` between their fields. What is written here, [`Source::read`](crate::raw::Source::read)
//! reads again.

use matinee_core::domain::UserId;

use crate::dataset::Gender;
use crate::formats::MovieLine;
use crate::formats::NotWritable;
use crate::formats::movielens_100k::write::rating_lines;
use crate::raw::RawRating;

use super::files::AGES;

/// How letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextEncoding {
    /// As in MovieLens 1M.
    Latin1,
    /// As in MovieLens 10M.
    Utf8,
}

/// A line of `users.dat`, field by field as the file has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UserLine<'a> {
    /// First column.
    pub id: UserId,
    /// Gender as recorded.
    pub gender: Gender,
    /// Age in years; the file has the bracket.
    pub age: u8,
    /// Row of [`OCCUPATIONS`](super::OCCUPATIONS).
    pub occupation: u8,
    /// Digits and letters.
    pub zip_code: &'a str,
}

/// `ratings.dat` from its rows, in the order given.
#[must_use]
pub fn write_ratings(ratings: &[RawRating]) -> Vec<u8> {
    rating_lines(ratings, "::")
}

/// Appends a line to `movies.dat`.
///
/// # Errors
/// Text that the format or the encoding cannot hold; `out` is then as it was.
pub fn write_movie(
    out: &mut Vec<u8>,
    movie: &MovieLine<'_>,
    encoding: TextEncoding,
) -> Result<(), NotWritable> {
    let genres = movie.genre_text();
    for field in [movie.title, &genres] {
        check_field(field, encoding)?;
    }
    let line = format!("{}::{}::{genres}\n", movie.id, movie.title);
    match encoding {
        TextEncoding::Latin1 => {
            out.extend_from_slice(&encoding_rs::mem::encode_latin1_lossy(&line))
        }
        TextEncoding::Utf8 => out.extend_from_slice(line.as_bytes()),
    }
    Ok(())
}

/// Appends a line to `users.dat`.
///
/// # Errors
/// A zip code that the format cannot hold; `out` is then as it was.
pub fn write_user(out: &mut Vec<u8>, user: &UserLine<'_>) -> Result<(), NotWritable> {
    let UserLine {
        id,
        gender,
        age,
        occupation,
        zip_code,
    } = *user;
    check_field(zip_code, TextEncoding::Latin1)?;
    let gender = match gender {
        Gender::Female => 'F',
        Gender::Male => 'M',
    };
    let bracket = AGES.iter().rev().find(|lowest| **lowest <= age);
    let bracket = bracket.unwrap_or(&AGES[0]);
    let line = format!("{id}::{gender}::{bracket}::{occupation}::{zip_code}\n");
    out.extend_from_slice(line.as_bytes());
    Ok(())
}

fn check_field(text: &str, encoding: TextEncoding) -> Result<(), NotWritable> {
    let is_beyond = |letter: char| encoding == TextEncoding::Latin1 && letter > '\u{FF}';
    let in_the_way = |letter: &char| is_beyond(*letter) || letter.is_control();
    // A colon alone is text, but not at an end, where it would meet the separator.
    let ends = text.starts_with(':') || text.ends_with(':');
    let colon = (text.contains("::") || ends).then_some(':');
    match text.chars().find(in_the_way).or(colon) {
        None => Ok(()),
        Some(letter) => Err(NotWritable {
            text: text.to_owned(),
            letter,
        }),
    }
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{MovieId, Stars};

    use super::*;

    #[test]
    fn lines_are_written_as_the_official_files_have_them() {
        let rating = RawRating {
            user: UserId(1),
            movie: MovieId(122),
            stars: Stars::WHOLE[4],
            unix_time: 838_985_046,
        };
        let half = RawRating {
            stars: Stars::from_halves(7).unwrap(),
            ..rating
        };
        assert_eq!(
            write_ratings(&[rating, half]),
            b"1::122::5::838985046\n1::122::3.5::838985046\n"
        );
        let user = UserLine {
            id: UserId(1),
            gender: Gender::Female,
            age: 17,
            occupation: 10,
            zip_code: "48067",
        };
        let mut users = Vec::new();
        write_user(&mut users, &user).unwrap();
        write_user(&mut users, &UserLine { age: 44, ..user }).unwrap();
        assert_eq!(users, b"1::F::1::10::48067\n1::F::35::10::48067\n");
    }

    #[test]
    fn titles_are_written_in_either_encoding() {
        let movie = MovieLine {
            id: MovieId(73),
            title: "Mis\u{e9}rables, Les (1995)",
            genres: &["Drama", "Musical"],
        };
        let written = |encoding| {
            let mut out = Vec::new();
            write_movie(&mut out, &movie, encoding).unwrap();
            out
        };
        assert_eq!(
            written(TextEncoding::Latin1),
            b"73::Mis\xE9rables, Les (1995)::Drama|Musical\n"
        );
        let utf8 = "73::Mis\u{e9}rables, Les (1995)::Drama|Musical\n";
        assert_eq!(written(TextEncoding::Utf8), utf8.as_bytes());
    }

    #[test]
    fn text_that_the_format_cannot_hold_is_refused_and_nothing_is_written() {
        for (title, encoding) in [
            ("\u{65e5}\u{672c}", TextEncoding::Latin1),
            ("a::b", TextEncoding::Utf8),
            ("a:", TextEncoding::Utf8),
            ("a\nb", TextEncoding::Utf8),
        ] {
            let movie = MovieLine {
                id: MovieId(1),
                title,
                genres: &[],
            };
            let mut out = Vec::new();
            assert_eq!(
                write_movie(&mut out, &movie, encoding).unwrap_err().text,
                title
            );
            assert!(out.is_empty());
        }
    }
}
