//! Which movies are asked about: short files that people write.

use matinee_core::domain::{MovieId, MovieIdx};

use super::ParseError;
use super::text::{Format, Row};

/// Parses the movies that are asked about: lines `movie`, or `user⇥movie` as for
/// [`super::parse_pairs`], where the user is of no importance; further columns are ignored. Each is
/// returned with its id as the file has it.
///
/// # Errors
/// The first line that cannot be read, and a movie that is not known.
pub fn parse_movies(
    bytes: &[u8],
    file: &str,
    known: impl Fn(MovieId) -> Option<MovieIdx>,
) -> Result<Vec<(MovieId, MovieIdx)>, ParseError> {
    let column = n_columns(bytes).min(2);
    let format = Format {
        file,
        separator: b'\t',
        n_columns: column,
        more_allowed: true,
        layout: if column == 1 { "movie" } else { "user, movie" },
    };
    let movies = format.rows(bytes)?;
    movies.map(|row| movie(&row?, column, &known)).collect()
}

fn movie(
    row: &Row<'_>,
    column: usize,
    known: &impl Fn(MovieId) -> Option<MovieIdx>,
) -> Result<(MovieId, MovieIdx), ParseError> {
    let id = MovieId(row.number(column, "the movie id", 1..=u32::MAX)?);
    let movie = known(id).ok_or_else(|| {
        let reason = format!("movie {id} is not in this model; take the line out");
        row.error(column, reason)
    })?;
    Ok((id, movie))
}

/// Of the first line.
fn n_columns(bytes: &[u8]) -> usize {
    let line = bytes.split(|byte| *byte == b'\n').next();
    line.map_or(1, |line| line.split(|byte| *byte == b'\t').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Movies 1 to 9 are known, by rows from 0, and 30 as the same movie as 3.
    fn known(id: MovieId) -> Option<MovieIdx> {
        match id.0 {
            1..10 => Some(MovieIdx(id.0 - 1)),
            30 => Some(MovieIdx(2)),
            _ => None,
        }
    }

    #[test]
    fn movies_may_stand_alone_or_behind_a_user() {
        let expected = [(3, 2), (1, 0)].map(|(id, row)| (MovieId(id), MovieIdx(row)));
        for bytes in [&b"3\n1\n"[..], b"7\t3\n8\t1\n", b"7\t3\t5\t1\n7\t1\t1\t2\n"] {
            assert_eq!(parse_movies(bytes, "movies", known).unwrap(), expected);
        }
        let alias = parse_movies(b"30\n", "movies", known).unwrap();
        assert_eq!(alias, [(MovieId(30), MovieIdx(2))]);
        let message = parse_movies(b"3\n40\n", "movies", known).unwrap_err();
        assert!(message.to_string().starts_with("movies:2:1: movie 40"));
    }
}
