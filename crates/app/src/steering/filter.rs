//! Which movies the visitor wants on the list: genres and years, as the address and two fields say them.

use matinee_core::domain::MovieIdx;
use matinee_engine::engine::Selection;

/// Years that can be asked for: every year that has four digits.
const YEARS: std::ops::RangeInclusive<u16> = 1000..=9999;
/// Marks a genre that no movie may have.
const WITHOUT: char = '-';

/// Genres and years. Bits are rows of the catalogue's genres.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// A movie has at least one of these; 0 for any.
    pub include: u32,
    /// A movie has none of these.
    pub exclude: u32,
    /// First and last year.
    pub years: Option<(u16, u16)>,
}

/// What the visitor wants of a genre.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wish {
    /// It does not matter.
    Any,
    /// Movies that have it.
    With,
    /// Movies that do not have it.
    Without,
}

impl Filter {
    /// Tells whether every movie passes.
    #[must_use]
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Says it to the engine, with the movies that somebody does not want to see.
    #[must_use]
    pub fn selection(self, left_out: Vec<MovieIdx>) -> Selection {
        Selection {
            include: self.include,
            exclude: self.exclude,
            years: self.years,
            left_out,
        }
    }

    /// Says what is wanted of a genre.
    #[must_use]
    pub fn wish(&self, genre: usize) -> Wish {
        let bit = 1_u32 << genre;
        if self.include & bit != 0 {
            Wish::With
        } else if self.exclude & bit != 0 {
            Wish::Without
        } else {
            Wish::Any
        }
    }

    /// Changes what is wanted of a genre.
    pub fn set(&mut self, genre: usize, wish: Wish) {
        let bit = 1_u32 << genre;
        self.include &= !bit;
        self.exclude &= !bit;
        match wish {
            Wish::Any => {}
            Wish::With => self.include |= bit,
            Wish::Without => self.exclude |= bit,
        }
    }

    /// Reads the words of [`Filter::genres`]; the words of no genre are returned.
    pub fn read_genres(&mut self, words: &str, genres: &[String]) -> Vec<String> {
        let mut unknown = Vec::new();
        for word in words.split(',').filter(|word| !word.is_empty()) {
            let (wish, name) = match word.strip_prefix(WITHOUT) {
                Some(name) => (Wish::Without, name),
                None => (Wish::With, word),
            };
            match genres.iter().position(|genre| slug(genre) == slug(name)) {
                Some(row) => self.set(row, wish),
                None => unknown.push(word.to_owned()),
            }
        }
        unknown
    }

    /// Writes the genres: `comedy,-horror`, in the order of the catalogue's genres.
    #[must_use]
    pub fn genres(&self, genres: &[String]) -> String {
        let mut words = String::new();
        for (row, genre) in genres.iter().enumerate() {
            let wish = self.wish(row);
            if wish == Wish::Any {
                continue;
            }
            if !words.is_empty() {
                words.push(',');
            }
            if wish == Wish::Without {
                words.push(WITHOUT);
            }
            words += &slug(genre);
        }
        words
    }
}

/// Reads `1980-1999`, `1980-`, `-1999` and `1980`; a first year after the last is turned round.
#[must_use]
pub fn read_years(words: &str) -> Option<(u16, u16)> {
    let year = |digits: &str, open: u16| match digits.trim() {
        "" => Some(open),
        digits => digits.parse().ok().filter(|year| YEARS.contains(year)),
    };
    let (first, last) = words.split_once('-').unwrap_or((words, words));
    if first.trim().is_empty() && last.trim().is_empty() {
        return None;
    }
    let (first, last) = (year(first, *YEARS.start())?, year(last, *YEARS.end())?);
    Some((first.min(last), first.max(last)))
}

/// Writes `1980-1999`; an end that is not set is left out.
#[must_use]
pub fn write_years((first, last): (u16, u16)) -> String {
    let written = |year: u16, open: u16| match year == open {
        true => String::new(),
        false => year.to_string(),
    };
    let (first, last) = (written(first, *YEARS.start()), written(last, *YEARS.end()));
    format!("{first}-{last}")
}

/// Writes a genre as an address can say it without escapes: `childrens`, `film-noir`.
fn slug(genre: &str) -> String {
    let is_sign = |c: char| c.is_ascii() && !c.is_ascii_alphanumeric() && c != '-';
    genre.to_ascii_lowercase().replace(is_sign, "")
}

/// Reads both fields. Blank ones are open; a first year after the last is turned round.
///
/// # Errors
/// With what to say where one of them is no year.
pub fn read_fields(from: &str, to: &str) -> Result<Option<(u16, u16)>, String> {
    for typed in [from, to].map(str::trim) {
        if !(typed.is_empty() || read_years(typed).is_some_and(|(a, b)| a == b)) {
            return Err(format!(
                "\u{201c}{typed}\u{201d} is no year: give four digits, such as 1980."
            ));
        }
    }
    Ok(read_years(&format!("{from}-{to}")))
}

/// Says that a first year is after the last, where it is.
#[must_use]
pub fn out_of_order(from: &str, to: &str) -> Option<String> {
    let (from, to) = (from.trim(), to.trim());
    let year = |typed: &str| typed.parse::<u16>().ok();
    (year(from)? > year(to)?).then(|| format!("{from} is after {to}: you see {to} to {from}."))
}

/// Writes these years into the two fields.
#[must_use]
pub fn fields(years: Option<(u16, u16)>) -> (String, String) {
    let written = years.map(write_years).unwrap_or_default();
    let (from, to) = written.split_once('-').unwrap_or_default();
    (from.to_owned(), to.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn genres() -> Vec<String> {
        ["Action", "Children's", "Film-Noir"]
            .map(str::to_owned)
            .into()
    }

    /// Expects `words` to be read as these bits and written as `written`.
    fn check(words: &str, include: u32, exclude: u32, written: &str) {
        let mut filter = Filter::default();
        assert!(filter.read_genres(words, &genres()).is_empty());
        assert_eq!((filter.include, filter.exclude), (include, exclude));
        assert_eq!(filter.genres(&genres()), written);
    }

    #[test]
    fn genres_are_read_and_written_as_words() {
        check("", 0, 0, "");
        check("action", 1, 0, "action");
        check("-film-noir,Children's", 2, 4, "childrens,-film-noir");
        check("action,-action", 0, 1, "-action");
    }

    #[test]
    fn a_genre_that_is_none_is_returned() {
        let mut filter = Filter::default();
        assert_eq!(
            filter.read_genres("action,opera,-", &genres()),
            ["opera", "-"]
        );
        assert_eq!(filter.include, 1);
    }

    #[test]
    fn years_are_read_in_four_ways() {
        assert_eq!(read_years("1980-1999"), Some((1980, 1999)));
        assert_eq!(read_years("1999-1980"), Some((1980, 1999)));
        assert_eq!(read_years("1980-"), Some((1980, 9999)));
        assert_eq!(read_years("-1980"), Some((1000, 1980)));
        assert_eq!(read_years("1980"), Some((1980, 1980)));
    }

    #[test]
    fn what_is_no_year_is_refused() {
        for words in ["", "-", "x", "80-99", "1980-x", "1980-1990-2000", "99999-"] {
            assert_eq!(read_years(words), None, "{words}");
        }
    }

    #[test]
    fn years_are_written_as_they_are_read() {
        for words in ["1980-1999", "1980-", "-1980"] {
            let years = read_years(words).expect("years");
            assert_eq!(write_years(years), words);
        }
    }

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
