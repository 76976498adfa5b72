//! The two fields for years: what is typed stays typed, whatever it is.

use crate::filter;

/// Reads both fields. Blank ones are open; a first year after the last is turned round.
///
/// # Errors
/// With what to say where one of them is no year.
pub fn read_fields(from: &str, to: &str) -> Result<Option<(u16, u16)>, String> {
    for typed in [from, to].map(str::trim) {
        if !(typed.is_empty() || filter::read_years(typed).is_some_and(|(a, b)| a == b)) {
            return Err(format!(
                "\u{201c}{typed}\u{201d} is no year: give four digits, such as 1980."
            ));
        }
    }
    Ok(filter::read_years(&format!("{from}-{to}")))
}

/// What to say of a first year after the last.
#[must_use]
pub fn out_of_order(from: &str, to: &str) -> Option<String> {
    let (from, to) = (from.trim(), to.trim());
    let year = |typed: &str| typed.parse::<u16>().ok();
    (year(from)? > year(to)?).then(|| format!("{from} is after {to}: you see {to} to {from}."))
}

/// What the fields say for these years.
#[must_use]
pub fn fields(years: Option<(u16, u16)>) -> (String, String) {
    let written = years.map(filter::write_years).unwrap_or_default();
    let (from, to) = written.split_once('-').unwrap_or_default();
    (from.to_owned(), to.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_fields_are_open() {
        assert_eq!(read_fields("", " "), Ok(None));
        assert_eq!(read_fields("1980", ""), Ok(Some((1980, 9999))));
        assert_eq!(read_fields("", " 1999 "), Ok(Some((1000, 1999))));
    }

    #[test]
    fn years_in_the_wrong_order_are_turned_round_and_said() {
        assert_eq!(read_fields("1999", "1980"), Ok(Some((1980, 1999))));
        let said = out_of_order("1999", "1980").expect("they are");
        assert_eq!(said, "1999 is after 1980: you see 1980 to 1999.");
        assert_eq!(out_of_order("1980", "1999"), None);
        assert_eq!(out_of_order("1980", ""), None);
    }

    #[test]
    fn what_is_no_year_is_named() {
        for (from, to, wrong) in [
            ("198", "", "198"),
            ("1980", "x", "x"),
            ("-1980", "", "-1980"),
            ("1980-1990", "", "1980-1990"),
        ] {
            let said = read_fields(from, to).expect_err("it is no year");
            assert!(said.contains(&format!("\u{201c}{wrong}\u{201d}")), "{said}");
        }
    }

    #[test]
    fn the_fields_say_what_is_set() {
        for (years, from, to) in [
            (None, "", ""),
            (Some((1980, 1999)), "1980", "1999"),
            (Some((1980, 9999)), "1980", ""),
            (Some((1000, 1999)), "", "1999"),
        ] {
            assert_eq!(fields(years), (from.to_owned(), to.to_owned()));
        }
    }
}
