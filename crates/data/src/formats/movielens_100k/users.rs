//! `u.user`: id, age, gender, occupation, zip code.

use std::collections::HashMap;

use crate::dataset::{Gender, User};
use matinee_core::domain::UserId;

use super::ParseError;
use super::text::Format;

/// Ages of living people, in years.
const AGES: std::ops::RangeInclusive<u8> = 1..=120;

/// Parses the users; `occupations` are the names of `u.occupation`.
pub(super) fn parse_users(
    bytes: &[u8],
    file: &str,
    occupations: &[String],
) -> Result<Vec<User>, ParseError> {
    let format = Format {
        file,
        separator: b'|',
        n_columns: 5,
        more_allowed: false,
        layout: "user, age, gender, occupation, zip code",
    };
    let occupation_rows: HashMap<&str, u8> = occupations
        .iter()
        .map(String::as_str)
        .zip(0..=u8::MAX)
        .collect();
    let mut first_lines = HashMap::new();
    let mut users = Vec::new();
    for row in format.rows(bytes)? {
        let row = row?;
        let id = UserId(row.number(1, "the user id", 1..=u32::MAX)?);
        if let Some(first) = first_lines.insert(id, row.line) {
            return Err(row.error(1, format!("user {id} is on line {first} already")));
        }
        let age = row.number(2, "the age in years", AGES)?;
        let gender = match row.field(3) {
            b"F" => Gender::Female,
            b"M" => Gender::Male,
            _ => return Err(row.unexpected(3, "the gender must be F or M")),
        };
        let occupation = *occupation_rows
            .get(row.text(4)?.trim())
            .ok_or_else(|| row.unexpected(4, "the occupation must be one of u.occupation"))?;
        // The zip code is not kept, but a broken file should not pass for a good one.
        row.text(5)?;
        users.push(User {
            id,
            age,
            gender,
            occupation,
        });
    }
    Ok(users)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<Vec<User>, ParseError> {
        parse_users(bytes, "u.user", &["other".to_owned(), "writer".to_owned()])
    }

    fn check_refused(bytes: &[u8], expected: &str) {
        let message = read(bytes).expect_err("must be refused").to_string();
        assert!(
            message.starts_with(expected),
            "{message:?} should start with {expected:?}"
        );
    }

    #[test]
    fn a_line_becomes_a_user() {
        assert_eq!(
            read(b"7|57|M|writer|91344\n").unwrap(),
            [User {
                id: UserId(7),
                age: 57,
                gender: Gender::Male,
                occupation: 1
            }]
        );
    }

    #[test]
    fn a_zip_code_may_have_letters() {
        assert_eq!(read(b"7|57|F|other|E2A4H\n").unwrap().len(), 1);
    }

    #[test]
    fn bad_fields_are_refused_where_they_are() {
        check_refused(b"0|57|M|writer|1\n", "u.user:1:1: the user id must be");
        check_refused(
            b"4294967296|57|M|writer|1\n",
            "u.user:1:1: the user id must be",
        );
        check_refused(b"1|0|M|writer|1\n", "u.user:1:2: the age in years must be");
        check_refused(
            b"1|old|M|writer|1\n",
            "u.user:1:2: the age in years must be",
        );
        check_refused(
            b"1|57|m|writer|1\n",
            "u.user:1:3: the gender must be F or M, found \"m\"",
        );
        check_refused(
            b"1|57|M|wizard|1\n",
            "u.user:1:4: the occupation must be one of",
        );
        check_refused(b"1|57|M|writer|\x01\n", "u.user:1:5: expected text");
    }

    #[test]
    fn a_repeated_user_names_the_first_line() {
        check_refused(
            b"1|57|M|writer|1\n2|57|M|writer|1\n1|30|F|other|1\n",
            "u.user:3:1: user 1 is on line 1 already",
        );
    }
}
