//! `u.genre` and `u.occupation`: the names behind the numbers.

use super::ParseError;
use super::text::{Format, Row};

/// Genres fit into the bits of [`Movie::genres`](crate::dataset::Movie::genres).
pub const MAX_GENRES: usize = 32;

/// Occupations fit into [`User::occupation`](crate::dataset::User::occupation).
pub const MAX_OCCUPATIONS: usize = 256;

/// Parses `name|row` lines, rows ascending from 0.
pub(super) fn parse_genres(bytes: &[u8], file: &str) -> Result<Vec<String>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 2,
        more_allowed: false,
        layout: "genre, row",
    };
    let mut names = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        push_name(&mut names, &row, "genre", MAX_GENRES)?;
        let expected = names.len() - 1;
        row.number(
            2,
            "genres are numbered from 0 without gaps: the row",
            expected..=expected,
        )?;
    }
    Ok(names)
}

/// Parses one name a line.
pub(super) fn parse_occupations(bytes: &[u8], file: &str) -> Result<Vec<String>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 1,
        more_allowed: false,
        layout: "occupation",
    };
    let mut names = Vec::new();
    for row in format.rows(bytes)? {
        push_name(&mut names, &row?, "occupation", MAX_OCCUPATIONS)?;
    }
    Ok(names)
}

fn push_name(
    names: &mut Vec<String>,
    row: &Row<'_>,
    what: &str,
    at_most: usize,
) -> Result<(), ParseError> {
    let name = row.text(1)?.trim().to_owned();
    if name.is_empty() {
        return Err(row.error(1, format!("the name of the {what} is empty")));
    }
    if let Some(first) = names.iter().position(|known| *known == name) {
        return Err(row.error(
            1,
            format!("{what} {name:?} is on line {} already", first + 1),
        ));
    }
    if names.len() == at_most {
        return Err(row.error(
            1,
            format!("at most {at_most} {what}s are supported, found more"),
        ));
    }
    names.push(name);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_genres_refused(bytes: &[u8], expected: &str) {
        let message = parse_genres(bytes, "u.genre")
            .expect_err("must be refused")
            .to_string();
        assert!(
            message.starts_with(expected),
            "{message:?} should start with {expected:?}"
        );
    }

    #[test]
    fn genres_keep_the_order_of_the_file() {
        let genres = parse_genres(b"unknown|0\nAction|1\nFilm-Noir|2\n\n", "u.genre").unwrap();
        assert_eq!(genres, ["unknown", "Action", "Film-Noir"]);
    }

    #[test]
    fn genre_rows_with_a_gap_are_refused() {
        check_genres_refused(
            b"unknown|0\nWar|2\n",
            "u.genre:2:2: genres are numbered from 0",
        );
    }

    #[test]
    fn a_repeated_genre_names_its_first_line() {
        check_genres_refused(
            b"War|0\nWar|1\n",
            "u.genre:2:1: genre \"War\" is on line 1 already",
        );
    }

    #[test]
    fn the_thirty_third_genre_is_refused() {
        let file: String = (0..33).map(|row| format!("genre {row}|{row}\n")).collect();
        check_genres_refused(
            file.as_bytes(),
            "u.genre:33:1: at most 32 genres are supported",
        );
        let first_32 = file.lines().take(32).collect::<Vec<_>>().join("\n");
        assert_eq!(
            parse_genres(first_32.as_bytes(), "u.genre").unwrap().len(),
            32
        );
    }

    #[test]
    fn occupations_are_one_a_line() {
        let occupations = parse_occupations(b"artist\ndoctor\n", "u.occupation").unwrap();
        assert_eq!(occupations, ["artist", "doctor"]);
    }

    #[test]
    fn a_repeated_occupation_is_refused() {
        let error = parse_occupations(b"artist\nartist\n", "u.occupation").unwrap_err();
        assert_eq!((error.line, error.column), (2, 1));
    }
}
