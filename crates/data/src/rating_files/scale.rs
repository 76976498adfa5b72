//! What the numbers of a file are out of, and what they are in stars.
//!
//! A file has one scale. The service says it, or the name of the column, or the numbers of the
//! whole column; a row never does. Where two scales fit, the likelier one is taken and the other
//! is offered.

use matinee_core::decimal::point;
use matinee_core::domain::{StarScale, Stars};

/// One number in this many of a column may be a slip of the pen.
const SLIPS: usize = 20;
/// Among this many ratings out of ten, one is nearly always above five.
const MANY: usize = 10;

/// The scale of ratings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scale {
    /// ½ to 5.
    Five,
    /// 1 to 10.
    Ten,
    /// 0 to 100.
    Hundred,
}

/// A rating as a file has it, in hundredths: `4.5` is 450, `80 %` is 8,000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Given(pub u32);

/// How finely a service rates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Whole,
    Half,
    Any,
}

/// What decides the scale of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Whoever reads the file.
    Asked,
    /// The service that it comes from has one scale.
    Service,
    /// The name of the column, or the cells themselves: `9/10`.
    Column,
    /// The numbers of the whole column.
    Numbers,
    /// Nothing: two scales fit.
    Open,
}

/// The scales that a file fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scales {
    /// The likeliest.
    pub likely: Scale,
    /// Another scale that the file fits.
    pub other: Option<Scale>,
    /// What decided for the likeliest.
    pub decision: Decision,
}

/// What is known of a column of ratings before its numbers are looked at.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Hints {
    /// Scale of the service.
    pub(super) service: Option<Scale>,
    /// Scale in the column's name, or in its cells.
    pub(super) column: Option<Scale>,
    /// Whether the file has marks of services that count to ten.
    pub(super) is_like_ten: bool,
    /// Whether people may choose what they rate out of, 10 or 100, on this service.
    pub(super) is_ten_or_hundred: bool,
}

impl Scale {
    /// All of them, smallest first.
    pub const ALL: [Self; 3] = [Self::Five, Self::Ten, Self::Hundred];

    /// The best rating.
    #[must_use]
    pub const fn top(self) -> u32 {
        match self {
            Self::Five => 5,
            Self::Ten => 10,
            Self::Hundred => 100,
        }
    }

    /// The scale with this best rating.
    #[must_use]
    pub fn of_top(top: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|scale| scale.top() == top)
    }

    /// Whether a rating is on the scale: nothing is rated 0, except out of 100.
    pub(super) fn has(self, given: Given) -> bool {
        given.0 <= self.top() * 100 && (given.0 > 0 || self == Self::Hundred)
    }

    /// A rating as stars `of` the data, what lies between two rounded up from the middle: in whole
    /// stars, of `4.5` out of 5 five, of `7` out of 10 four, of `73` out of 100 four. The least is the
    /// least that can be given. `None` when it is not on the scale.
    #[must_use]
    pub fn stars(self, given: Given, of: StarScale) -> Option<Stars> {
        if !self.has(given) {
            return None;
        }
        // In steps, (steps of five stars · given) / most; twice that and one, halved, is rounded with
        // middles up.
        let (most, step) = (self.top() * 100, of.step_halves());
        let steps = (given.0 * 20 / u32::from(step) + most) / (most * 2);
        let halves = (steps as u8 * step).max(of.least().halves());
        Stars::from_halves(halves)
    }

    /// Whether a rating lies between two that can be given, or below the first.
    #[must_use]
    pub fn is_rounded(self, given: Given, of: StarScale) -> bool {
        let halves = given.0 * 10;
        given.0 == 0 || !halves.is_multiple_of(self.top() * 100 * u32::from(of.step_halves()))
    }
}

impl Given {
    /// Writes the rating as a person does: `4.5`.
    #[must_use]
    pub fn text(self) -> String {
        let text = point(self.0.into(), 2);
        let text = text.trim_end_matches('0').trim_end_matches('.');
        text.to_owned()
    }

    /// Whether a service that rates so finely has it.
    pub(super) const fn is_step(self, step: Step) -> bool {
        match step {
            Step::Whole => self.0.is_multiple_of(100),
            Step::Half => self.0.is_multiple_of(50),
            Step::Any => true,
        }
    }

    /// A rating out of a cell, and what the cell says that it is out of: `4.5`, `4,5`, `9/10`,
    /// `80 %`, `★★★½`.
    pub(super) fn of(cell: &str) -> Option<(Self, Option<Scale>)> {
        let cell = cell.trim();
        if cell.starts_with(['★', '½']) {
            return Some((Self::of_signs(cell)?, Some(Scale::Five)));
        }
        if let Some(number) = cell.strip_suffix('%') {
            return Some((Self::of_number(number.trim_end())?, Some(Scale::Hundred)));
        }
        match cell.split_once('/') {
            None => Some((Self::of_number(cell)?, None)),
            Some((number, top)) => {
                let scale = Scale::of_top(top.trim_start().parse().ok()?)?;
                Some((Self::of_number(number.trim_end())?, Some(scale)))
            }
        }
    }

    fn of_signs(cell: &str) -> Option<Self> {
        let mut given = 0;
        for sign in cell.chars() {
            given += match sign {
                '★' => 100,
                '½' => 50,
                '☆' => 0,
                _ => return None,
            };
        }
        Some(Self(given))
    }

    /// Digits, and up to two more after a point or a comma; further ones must be zeros.
    fn of_number(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
        let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.trim_end_matches('0');
        let is_number =
            is_digits(whole) && is_digits(part) && !(whole.is_empty() && part.is_empty());
        if !is_number || whole.len() > 4 || part.len() > 2 {
            return None;
        }
        let number = |digits: &str| {
            digits
                .bytes()
                .fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'))
        };
        let hundredths = number(part) * if part.len() == 1 { 10 } else { 1 };
        Some(Self(number(whole) * 100 + hundredths))
    }
}

impl Scales {
    /// One that is decided.
    pub(super) const fn decided(likely: Scale, decision: Decision) -> Self {
        Self {
            likely,
            other: None,
            decision,
        }
    }

    const fn open(likely: Scale, other: Scale) -> Self {
        Self {
            likely,
            other: Some(other),
            decision: Decision::Open,
        }
    }

    /// The scales that a whole column fits.
    pub(super) fn of(column: &[Given], hints: Hints) -> Self {
        let n_over = |scale: Scale| {
            column
                .iter()
                .filter(|given| given.0 > scale.top() * 100)
                .count()
        };
        let n_slips = column.len() / SLIPS;
        let fits = |scale: Scale| n_over(scale) <= n_slips;
        // One wrong row is a wrong row; a quarter of them is another scale than the one expected.
        let contradicts =
            |scale: Scale| n_over(scale) > n_slips.max(1) && n_over(scale) * 4 > column.len();
        for (scale, decision) in [
            (hints.column, Decision::Column),
            (hints.service, Decision::Service),
        ] {
            if let Some(scale) = scale.filter(|scale| !contradicts(*scale)) {
                return Self::decided(scale, decision);
            }
        }
        let has_halves = column.iter().any(|given| !given.is_step(Step::Whole));
        if !fits(Scale::Ten) {
            Self::decided(Scale::Hundred, Decision::Numbers)
        } else if hints.is_ten_or_hundred {
            Self::open(Scale::Ten, Scale::Hundred)
        } else if !fits(Scale::Five) {
            Self::decided(Scale::Ten, Decision::Numbers)
        } else if has_halves || column.is_empty() {
            Self::decided(Scale::Five, Decision::Numbers)
        } else if (hints.is_like_ten && column.len() < MANY) || n_over(Scale::Five) > 0 {
            Self::open(Scale::Ten, Scale::Five)
        } else {
            Self::open(Scale::Five, Scale::Ten)
        }
    }
}

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// What the page saves, with or without our numbers.
    Matinee,
    /// An export of Letterboxd, or a file for its import.
    Letterboxd,
    /// An export of IMDb, of today or of former years.
    Imdb,
    /// An export of Trakt.
    Trakt,
    /// An export of Simkl.
    Simkl,
    /// An export of TMDB.
    Tmdb,
    /// An export of Criticker.
    Criticker,
    /// MovieLens, with titles.
    MovieLens,
    /// `u.data` of MovieLens 100K, or columns of it.
    MovieLens100K,
    /// Titles and ratings, without a service's marks.
    Table,
}

impl Service {
    /// Name for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matinee => "Matinee",
            Self::Letterboxd => "Letterboxd",
            Self::Imdb => "IMDb",
            Self::Trakt => "Trakt",
            Self::Simkl => "Simkl",
            Self::Tmdb => "TMDB",
            Self::Criticker => "Criticker",
            Self::MovieLens => "MovieLens",
            Self::MovieLens100K => "MovieLens 100K",
            Self::Table => "no service known here",
        }
    }

    /// The scale on which the service rates, if it has only one.
    pub(super) const fn scale(self) -> Option<Scale> {
        match self {
            Self::Matinee | Self::Letterboxd | Self::MovieLens | Self::MovieLens100K => {
                Some(Scale::Five)
            }
            Self::Imdb | Self::Trakt | Self::Simkl | Self::Tmdb => Some(Scale::Ten),
            Self::Criticker | Self::Table => None,
        }
    }

    /// How finely it rates.
    pub(super) const fn step(self) -> Step {
        match self {
            Self::Imdb | Self::Trakt | Self::Simkl | Self::Criticker => Step::Whole,
            Self::Letterboxd | Self::MovieLens | Self::Tmdb => Step::Half,
            Self::Matinee | Self::MovieLens100K | Self::Table => Step::Any,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(cells: &[&str]) -> Vec<Given> {
        let cells = cells.iter();
        cells
            .map(|cell| Given::of(cell).expect("a number").0)
            .collect()
    }

    fn scales(cells: &[&str], hints: Hints) -> (Scale, Option<Scale>) {
        let scales = Scales::of(&column(cells), hints);
        (scales.likely, scales.other)
    }

    #[test]
    fn cells_are_numbers_and_some_say_out_of_what() {
        for (cell, hundredths, scale) in [
            ("4", 400, None),
            ("4.0", 400, None),
            ("4.5", 450, None),
            (".5", 50, None),
            ("2,50", 250, None),
            ("3.75", 375, None),
            ("9/10", 900, Some(Scale::Ten)),
            ("4 / 5", 400, Some(Scale::Five)),
            ("80 %", 8_000, Some(Scale::Hundred)),
            ("★★★½", 350, Some(Scale::Five)),
            ("★★☆☆☆", 200, Some(Scale::Five)),
        ] {
            assert_eq!(Given::of(cell), Some((Given(hundredths), scale)), "{cell}");
        }
        for cell in [
            "", ".", "-1", "NaN", "1e0", "\u{663}", "9/11", "4/", "★ 5", "99999", "3.333",
        ] {
            assert_eq!(Given::of(cell), None, "{cell}");
        }
    }

    #[test]
    fn halves_are_rounded_up_and_what_is_not_on_the_scale_is_nothing() {
        let stars = |scale: Scale, cells: &[&str]| -> Vec<u8> {
            let whole = |given| scale.stars(given, StarScale::Whole);
            let column = column(cells).into_iter();
            column
                .map(|given| whole(given).map_or(0, |stars| stars.halves() / 2))
                .collect()
        };
        let cells = [
            "0.5", "1", "1.5", "2.25", "2.5", "4.4", "4.5", "5", "5.5", "0",
        ];
        assert_eq!(stars(Scale::Five, &cells), [1, 1, 2, 2, 3, 4, 5, 5, 0, 0]);
        let cells = ["1", "2", "3", "5", "7", "7.5", "9", "10", "11", "0"];
        assert_eq!(stars(Scale::Ten, &cells), [1, 1, 2, 3, 4, 4, 5, 5, 0, 0]);
        let cells = ["0", "1", "29", "30", "50", "73", "89", "90", "100", "101"];
        assert_eq!(
            stars(Scale::Hundred, &cells),
            [1, 1, 1, 2, 3, 4, 4, 5, 5, 0]
        );
    }

    #[test]
    fn what_is_between_two_stars_is_rounded() {
        let is_rounded = |scale: Scale, cell| scale.is_rounded(number(cell), StarScale::Whole);
        assert!(is_rounded(Scale::Five, "4.5") && !is_rounded(Scale::Five, "4"));
        assert!(is_rounded(Scale::Ten, "9") && !is_rounded(Scale::Ten, "8"));
        assert!(is_rounded(Scale::Hundred, "73") && !is_rounded(Scale::Hundred, "80"));
        assert!(is_rounded(Scale::Hundred, "0"));
    }

    #[test]
    fn half_stars_stay_where_the_data_has_them() {
        let halves = |scale: Scale, cell| {
            let stars = scale.stars(number(cell), StarScale::Half);
            stars.map_or(0, Stars::halves)
        };
        for (cell, expected) in [("0.5", 1), ("0.2", 1), ("3.5", 7), ("3.74", 7), ("3.75", 8)] {
            assert_eq!(halves(Scale::Five, cell), expected, "{cell}");
        }
        for (cell, expected) in [("1", 1), ("7", 7), ("7.5", 8), ("10", 10)] {
            assert_eq!(halves(Scale::Ten, cell), expected, "{cell}");
        }
        for (cell, expected) in [("0", 1), ("73", 7), ("75", 8), ("100", 10), ("101", 0)] {
            assert_eq!(halves(Scale::Hundred, cell), expected, "{cell}");
        }
        let is_rounded = |scale: Scale, cell| scale.is_rounded(number(cell), StarScale::Half);
        assert!(!is_rounded(Scale::Five, "4.5") && is_rounded(Scale::Five, "4.25"));
        assert!(!is_rounded(Scale::Ten, "9") && is_rounded(Scale::Hundred, "73"));
    }

    fn number(cell: &str) -> Given {
        Given::of(cell).expect("a number").0
    }

    #[test]
    fn the_whole_column_decides() {
        let none = Hints::default();
        assert_eq!(scales(&["9", "2", "3"], none), (Scale::Ten, None));
        assert_eq!(scales(&["4", "2.5", "3"], none), (Scale::Five, None));
        assert_eq!(scales(&["90", "7", "3"], none), (Scale::Hundred, None));
        assert_eq!(scales(&["7.5", "2", "3"], none), (Scale::Ten, None));
    }

    #[test]
    fn a_slip_of_the_pen_decides_nothing() {
        let mut cells = vec!["3.5"; 39];
        cells.push("45");
        assert_eq!(scales(&cells, Hints::default()), (Scale::Five, None));
    }

    #[test]
    fn whole_numbers_up_to_five_fit_two_scales() {
        let cells = ["5", "4", "1"];
        assert_eq!(
            scales(&cells, Hints::default()),
            (Scale::Five, Some(Scale::Ten))
        );
        let like_ten = Hints {
            is_like_ten: true,
            ..Hints::default()
        };
        assert_eq!(scales(&cells, like_ten), (Scale::Ten, Some(Scale::Five)));
        let many = ["4"; MANY];
        assert_eq!(scales(&many, like_ten), (Scale::Five, Some(Scale::Ten)));
    }

    #[test]
    fn a_service_and_a_column_decide_unless_the_numbers_contradict_them() {
        let of_five = Hints {
            service: Some(Scale::Five),
            ..Hints::default()
        };
        let of_ten = Hints {
            column: Some(Scale::Ten),
            ..of_five
        };
        assert_eq!(scales(&["5", "4"], of_five), (Scale::Five, None));
        assert_eq!(scales(&["5", "4"], of_ten), (Scale::Ten, None));
        // One wrong row of three, and then two.
        assert_eq!(scales(&["4.5", "5.5", "1"], of_five), (Scale::Five, None));
        assert_eq!(scales(&["4", "9", "10"], of_five), (Scale::Ten, None));
    }

    #[test]
    fn who_chooses_ten_or_a_hundred_is_asked_when_both_fit() {
        let hints = Hints {
            is_ten_or_hundred: true,
            ..Hints::default()
        };
        assert_eq!(
            scales(&["7", "4"], hints),
            (Scale::Ten, Some(Scale::Hundred))
        );
        assert_eq!(scales(&["70", "4"], hints), (Scale::Hundred, None));
    }
}
