//! Files of rows that go with a data set, in the format of any of them: ratings to train or to test on,
//! pairs that are asked about.

use matinee_core::domain::{MovieId, UserId};

use crate::raw::{ParseError, RawRating};
use crate::reader::Reader;
use matinee_core::crew::Alone;

use super::text::Separator;
use super::{movielens_100k, movielens_csv, movielens_dat};

/// A header, or a first row, is no longer.
pub(super) const HEAD: usize = 4_096;

/// Parses rows in the format of `u.data`, `ratings.dat` or `ratings.csv`, whichever they are. Each
/// comes with its line, from 1; `file` is the name used in errors.
///
/// # Errors
/// The first line that cannot be read, and a (user, movie) pair that occurs twice.
pub fn parse_rows(bytes: &[u8], file: &str) -> Result<Vec<(usize, RawRating)>, ParseError> {
    let head = &bytes[..bytes.len().min(HEAD)];
    let mut reader = Reader::new(&Alone);
    if movielens_csv::is_ratings(head) {
        movielens_csv::numbered_rows(bytes, file)
    } else if movielens_dat::is_ratings(head) {
        Ok(movielens_dat::read_ratings(bytes, file, &mut reader)?.numbered())
    } else {
        Ok(movielens_100k::read_ratings(bytes, file, &mut reader)?.numbered())
    }
}

/// Parses lines `user⇥movie` or `user::movie`, or a CSV with the columns `userId` and `movieId`;
/// further columns are ignored, so that test rows will do. A pair may occur again. Each comes with its
/// line, from 1.
///
/// # Errors
/// The first line that cannot be read.
pub fn parse_pairs(bytes: &[u8], file: &str) -> Result<Vec<(usize, UserId, MovieId)>, ParseError> {
    let head = &bytes[..bytes.len().min(HEAD)];
    if movielens_csv::is_pairs(head) {
        return movielens_csv::numbered_pairs(bytes, file);
    }
    let line = head.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let separator = match line.windows(2).any(|it| it == b"::") {
        true => Separator::Colons,
        false => Separator::Tab,
    };
    let pairs = movielens_100k::pairs_between(separator, bytes, file)?;
    let numbered = (1..).zip(pairs);
    Ok(numbered
        .map(|(line, (user, movie))| (line, user, movie))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_format_are_read_with_their_lines() {
        for (text, line) in [
            ("7\t9\t4\t5\n7\t8\t3\t5\n", 2),
            ("7::9::4::5\n7::8::3::5\n", 2),
            (
                "userId,movieId,rating,timestamp\r\n7,9,4.0,5\r\n\r\n7,8,3.0,5\r\n",
                4,
            ),
        ] {
            let rows = parse_rows(text.as_bytes(), "rows").unwrap();
            let (found, row) = rows[1];
            assert_eq!(
                (rows.len(), found, row.movie),
                (2, line, MovieId(8)),
                "{text}"
            );
            assert_eq!(row.stars.halves(), 6);
        }
        let message = parse_rows(b"7 9 4 5\n", "rows").unwrap_err().to_string();
        assert!(
            message.starts_with("rows:1:2: expected 4 columns separated by a tab"),
            "{message}"
        );
    }

    #[test]
    fn pairs_of_any_format_are_read_with_their_lines() {
        for (text, line) in [
            ("7\t9\n7\t8\t5\n", 2),
            ("7::9\n7::8::5\n", 2),
            ("movieId,userId\n9,7\n8,7\n", 3),
        ] {
            let pairs = parse_pairs(text.as_bytes(), "pairs").unwrap();
            assert_eq!(pairs[1], (line, UserId(7), MovieId(8)), "{text}");
        }
    }
}
