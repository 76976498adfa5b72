//! How the visitor steers the list: which movies may be on it, by genre and year, as the address and two fields
//! say them; three levers, in percent; and a finger on the slider of one: whether it means the slider, or
//! scrolls past it.
//!
//! Browsers move a slider as soon as it is touched. What they say is held back here until it is known
//! what the finger does: along the slider it means it, away from it it scrolls; where it is lifted
//! without either, it has chosen a place.

use matinee_core::domain::MovieIdx;
use matinee_engine::engine::{Selection, Steering};

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

/// Writes `1980-1999`; an end that is not set is left out, but not both: nothing would be left to read.
#[must_use]
pub fn write_years((first, last): (u16, u16)) -> String {
    let (is_first, is_last) = (first != *YEARS.start(), last != *YEARS.end());
    let written = |year: u16, is_set: bool| match is_set {
        true => year.to_string(),
        false => String::new(),
    };
    let (first, last) = (written(first, is_first || !is_last), written(last, is_last));
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

/// Strengths as the sliders and the address say them, 0 to 100. The default leaves the list as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Levers {
    /// From what people alike watch to what would get the most stars; in the middle both, as the
    /// model blends them.
    pub stars: u8,
    /// From familiar to obscure.
    pub obscure: u8,
    /// From focused to varied.
    pub varied: u8,
}

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lever {
    /// From what people alike watch to what would get the most stars.
    Stars,
    /// From familiar to obscure.
    Obscure,
    /// From focused to varied.
    Varied,
}

/// The strongest.
pub const MOST: u8 = 100;
/// Where neither of two ends counts more.
const MIDDLE: u8 = 50;

impl Default for Levers {
    fn default() -> Self {
        Self {
            stars: MIDDLE,
            obscure: 0,
            varied: 0,
        }
    }
}

impl Levers {
    /// Returns the strengths for the engine.
    #[must_use]
    pub fn steering(self) -> Steering {
        Steering {
            blend: Lever::Stars.strength(self.stars),
            discount: Lever::Obscure.strength(self.obscure),
            variety: Lever::Varied.strength(self.varied),
            calibration: 0.0,
        }
    }
}

impl Lever {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Obscure, Self::Varied, Self::Stars];

    /// Returns its name in addresses.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Obscure => "obscure",
            Self::Varied => "varied",
        }
    }

    /// Returns where it leaves the list as it is.
    #[must_use]
    pub fn rest(self) -> u8 {
        self.of(Levers::default())
    }

    /// Returns a position as the engine and the curves of a model have it.
    #[must_use]
    pub fn strength(self, percent: u8) -> f32 {
        match self {
            Self::Stars => share(percent) * 2.0 - 1.0,
            Self::Obscure | Self::Varied => share(percent),
        }
    }

    /// Returns where it stands.
    #[must_use]
    pub const fn of(self, levers: Levers) -> u8 {
        match self {
            Self::Stars => levers.stars,
            Self::Obscure => levers.obscure,
            Self::Varied => levers.varied,
        }
    }

    /// Returns the levers with this one at `percent`.
    #[must_use]
    pub const fn put(self, levers: Levers, percent: u8) -> Levers {
        match self {
            Self::Stars => Levers {
                stars: percent,
                ..levers
            },
            Self::Obscure => Levers {
                obscure: percent,
                ..levers
            },
            Self::Varied => Levers {
                varied: percent,
                ..levers
            },
        }
    }

    /// Says what it goes from, and what to.
    #[must_use]
    pub const fn poles(self) -> [&'static str; 2] {
        match self {
            Self::Stars => ["popular with people like you", "stars you would give"],
            Self::Obscure => ["familiar", "obscure"],
            Self::Varied => ["focused", "varied"],
        }
    }

    /// Says what is set, among other things that are: `20 % obscure`. Nothing where it rests.
    #[must_use]
    pub fn setting(self, percent: u8) -> Option<String> {
        let [least, most] = self.poles();
        let said = match self {
            _ if percent == self.rest() => return None,
            Self::Stars => {
                let pole = if percent < MIDDLE { least } else { most };
                match distance(percent) {
                    100 => format!("only {pole}"),
                    _ => format!("more {pole} ({percent} %)"),
                }
            }
            Self::Obscure | Self::Varied => format!("{percent} % {most}"),
        };
        Some(said)
    }

    /// Says a position in words: `20 %, a little obscure`.
    #[must_use]
    pub fn said(self, percent: u8) -> String {
        let [least, most] = self.poles();
        if self == Self::Stars {
            let pole = if percent < MIDDLE { least } else { most };
            return match distance(percent) {
                0 => format!("{percent} %, both as the model blends them"),
                100 => format!("{percent} %, only {pole}"),
                1..=50 => format!("{percent} %, a little more {pole}"),
                _ => format!("{percent} %, more {pole}"),
            };
        }
        let (much, pole) = match percent {
            0 => ("as ", least),
            1..=33 => ("a little ", most),
            34..=66 => ("", most),
            _ => ("very ", most),
        };
        let end = if percent == 0 { " as it comes" } else { "" };
        format!("{percent} %, {much}{pole}{end}")
    }
}

/// Measures how far it is from the middle, 0 to 100.
const fn distance(percent: u8) -> u8 {
    percent.abs_diff(MIDDLE) * 2
}

fn share(percent: u8) -> f32 {
    f32::from(percent) / f32::from(MOST)
}

/// Reads a strength; `None` for what is no whole number from 0 to 100.
#[must_use]
pub fn parse(text: &str) -> Option<u8> {
    text.trim().parse().ok().filter(|percent| *percent <= MOST)
}

/// How far a finger may slip and still rest, CSS pixels.
const SLIP: f64 = 8.0;

/// A finger that is down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Touch {
    start: (f64, f64),
    /// Where the slider was.
    before: u8,
    /// Where the browser would have it.
    asked: u8,
    intent: Intent,
}

/// What a finger does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Intent {
    Unknown,
    Slides,
    Scrolls,
}

impl Touch {
    /// Begins with a finger that comes down at `(x, y)` on a slider that is at `before`.
    #[must_use]
    pub const fn new(start: (f64, f64), before: u8) -> Self {
        Self {
            start,
            before,
            asked: before,
            intent: Intent::Unknown,
        }
    }

    /// Follows the finger to `(x, y)`. What it does first, it does until it is lifted.
    pub fn moved(&mut self, (x, y): (f64, f64)) {
        let (across, along) = ((y - self.start.1).abs(), (x - self.start.0).abs());
        if self.intent == Intent::Unknown && across.max(along) > SLIP {
            self.intent = match along > across {
                true => Intent::Slides,
                false => Intent::Scrolls,
            };
        }
    }

    /// Says where the slider is to be when the browser puts it at `asked`.
    pub fn slid(&mut self, asked: u8) -> u8 {
        self.asked = asked;
        match self.intent {
            Intent::Slides => asked,
            Intent::Unknown | Intent::Scrolls => self.before,
        }
    }

    /// Says where the slider is once the finger is lifted.
    #[must_use]
    pub fn lifted(self) -> u8 {
        match self.intent {
            Intent::Scrolls => self.before,
            Intent::Unknown | Intent::Slides => self.asked,
        }
    }

    /// Says where the slider is once the browser has taken the finger for itself: it scrolls.
    #[must_use]
    pub const fn taken(self) -> u8 {
        self.before
    }
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
        // The last of them is every year.
        for words in ["1980-1999", "1980-", "-1980", "1000-"] {
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

    #[test]
    fn levers_at_zero_steer_nothing() {
        assert_eq!(Levers::default().steering(), Steering::default());
    }

    #[test]
    fn a_lever_at_its_end_has_its_full_strength() {
        let levers = Levers {
            stars: 100,
            obscure: 100,
            varied: 25,
        };
        let steering = levers.steering();
        assert_eq!((steering.discount, steering.variety), (1.0, 0.25));
        assert_eq!(steering.blend, 1.0);
        let watched = Lever::Stars.put(levers, 0);
        assert_eq!(watched.steering().blend, -1.0);
    }

    #[test]
    fn a_lever_that_is_moved_leaves_the_other_where_it_is() {
        let levers = Lever::Obscure.put(Lever::Varied.put(Levers::default(), 30), 20);
        assert_eq!(Lever::Obscure.of(levers), 20);
        assert_eq!(Lever::Varied.of(levers), 30);
    }

    #[test]
    fn a_position_is_said_in_words() {
        for (percent, said) in [
            (0, "0 %, as familiar as it comes"),
            (20, "20 %, a little obscure"),
            (50, "50 %, obscure"),
            (100, "100 %, very obscure"),
        ] {
            assert_eq!(Lever::Obscure.said(percent), said);
        }
        for (percent, said) in [
            (0, "0 %, only popular with people like you"),
            (40, "40 %, a little more popular with people like you"),
            (50, "50 %, both as the model blends them"),
            (90, "90 %, more stars you would give"),
        ] {
            assert_eq!(Lever::Stars.said(percent), said);
        }
    }

    #[test]
    fn a_lever_at_rest_is_not_among_what_is_set() {
        for lever in Lever::ALL {
            assert_eq!(lever.setting(lever.rest()), None);
            assert_eq!(lever.of(Levers::default()), lever.rest());
        }
        let set = |lever: Lever, percent| lever.setting(percent).unwrap_or_default();
        assert_eq!(set(Lever::Obscure, 20), "20 % obscure");
        assert_eq!(set(Lever::Stars, 60), "more stars you would give (60 %)");
        assert_eq!(set(Lever::Stars, 0), "only popular with people like you");
    }

    #[test]
    fn what_is_no_percentage_is_refused() {
        assert_eq!(parse(" 40 "), Some(40));
        for text in ["", "101", "-1", "2.5", "much"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    /// A finger on a slider at 20 that the browser has put at 60.
    fn touched() -> Touch {
        let mut touch = Touch::new((100.0, 300.0), 20);
        assert_eq!(touch.slid(60), 20);
        touch
    }

    #[test]
    fn a_finger_that_scrolls_leaves_the_slider() {
        let mut touch = touched();
        for (x, y) in [(101.0, 296.0), (103.0, 280.0), (180.0, 200.0)] {
            touch.moved((x, y));
            assert_eq!(touch.slid(70), 20);
        }
        assert_eq!(touch.lifted(), 20);
        assert_eq!(touch.taken(), 20);
    }

    #[test]
    fn a_finger_along_the_slider_takes_it_along() {
        let mut touch = touched();
        touch.moved((110.0, 304.0));
        assert_eq!(touch.slid(63), 63);
        // Fingers move on a curve.
        touch.moved((160.0, 400.0));
        assert_eq!(touch.slid(80), 80);
        assert_eq!(touch.lifted(), 80);
    }

    #[test]
    fn a_finger_along_the_slider_may_move_before_the_slider_does() {
        let mut touch = Touch::new((100.0, 300.0), 20);
        touch.moved((140.0, 300.0));
        assert_eq!(touch.slid(40), 40);
        assert_eq!(touch.lifted(), 40);
    }

    #[test]
    fn a_finger_that_is_lifted_where_it_came_down_has_chosen_a_place() {
        let mut touch = touched();
        touch.moved((104.0, 295.0));
        assert_eq!(touch.slid(60), 20);
        assert_eq!(touch.lifted(), 60);
    }

    #[test]
    fn a_finger_that_the_browser_takes_has_chosen_nothing() {
        assert_eq!(touched().taken(), 20);
        // Also where it slid before.
        let mut touch = touched();
        touch.moved((160.0, 300.0));
        assert_eq!(touch.slid(80), 80);
        assert_eq!(touch.taken(), 20);
    }
}
