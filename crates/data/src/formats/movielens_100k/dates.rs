//! Release dates: `01-Jan-1995`, and once `4-Feb-1971`.

use crate::dataset::ReleaseDate;

const MONTHS: [(&str, u8); 12] = [
    ("Jan", 31),
    ("Feb", 29),
    ("Mar", 31),
    ("Apr", 30),
    ("May", 31),
    ("Jun", 30),
    ("Jul", 31),
    ("Aug", 31),
    ("Sep", 30),
    ("Oct", 31),
    ("Nov", 30),
    ("Dec", 31),
];

/// From the first films to a time that no file of ours will see.
const YEARS: std::ops::RangeInclusive<u16> = 1870..=2100;

/// What a date must look like, for errors.
pub(super) const EXPECTED: &str =
    "the release date must look like 01-Jan-1995, with a year from 1870 to 2100, or be empty";

/// Parses `day-Mon-year`; the day has one or two digits.
pub(super) fn parse_date(text: &[u8]) -> Option<ReleaseDate> {
    let text = std::str::from_utf8(text).ok()?;
    let mut parts = text.split('-');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || !(1..=2).contains(&day.len()) || year.len() != 4 {
        return None;
    }
    let is_number = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(day) || !is_number(year) {
        return None;
    }
    let (number, (_, n_days)) = (1..).zip(MONTHS).find(|(_, (name, _))| *name == month)?;
    let day: u8 = day.parse().ok()?;
    let year = year.parse().ok().filter(|year| YEARS.contains(year))?;
    (1..=n_days).contains(&day).then_some(ReleaseDate {
        year,
        month: number,
    })
}

/// The date as the file writes it, on the first of the month.
pub(super) fn format_date(date: ReleaseDate) -> String {
    let month = MONTHS[usize::from(date.month.clamp(1, 12)) - 1].0;
    format!("01-{month}-{}", date.year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(u16, u8)>) {
        let expected = expected.map(|(year, month)| ReleaseDate { year, month });
        assert_eq!(parse_date(text.as_bytes()), expected, "{text:?}");
    }

    #[test]
    fn dates_of_the_file_are_read() {
        check("01-Jan-1995", Some((1995, 1)));
        check("31-Dec-1998", Some((1998, 12)));
    }

    #[test]
    fn a_day_without_its_zero_is_read() {
        check("4-Feb-1971", Some((1971, 2)));
    }

    #[test]
    fn anything_else_is_no_date() {
        for text in [
            "",
            "1995",
            "01-Jan-95",
            "1995-01-01",
            "01-jan-1995",
            "32-Jan-1995",
            "31-Apr-1995",
            "0-Jan-1995",
            "01-Jan-1995-",
            "01-Jan-1066",
            "01-Jan-+995",
            "+1-Jan-1995",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_written_date_is_read_again() {
        for month in 1..=12 {
            let date = ReleaseDate { year: 1987, month };
            assert_eq!(parse_date(format_date(date).as_bytes()), Some(date));
        }
    }
}
