//! What is compared of a title.
//!
//! A title is compared by its key: normalised, without the article in front, Roman numbers as
//! others. It has up to three names (all of it, what is outside of brackets, what is inside) and,
//! where it has a colon or a dash, parts. A loose key also takes numbers in words, British spelling
//! and marks of parts for what others write in their place: alike enough to be proposed.

use std::borrow::Cow;

use crate::titles::display_title;
use matinee_core::normalise::{normalise, without_article};

/// Roman numbers from 2 on, as numbers of sequels; 1 is also a word.
const ROMAN: [&str; 19] = [
    "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv",
    "xvi", "xvii", "xviii", "xix", "xx",
];

/// Words in front of the number of a part.
const OF_PARTS: [&str; 8] = [
    "part", "pt", "vol", "volume", "chapter", "episode", "no", "number",
];

/// A single word behind a colon is a name of its own from so many letters on: `The Professional`,
/// not `The Movie`.
const NAME_LETTERS: usize = 8;

/// The keys of a title.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Names {
    /// Key of the whole title; empty where that is only punctuation.
    pub(super) full: String,
    /// Keys of what is outside of brackets, and inside.
    pub(super) others: Vec<String>,
}

impl Names {
    pub(super) fn of(title: &str) -> Self {
        let mut others = Vec::new();
        if let Some((outside, brackets)) = title.split_once('(') {
            others.push(key(outside));
            let inside = brackets.split(['(', ')']).map(str::trim);
            others.extend(inside.map(|name| key(without_aka(name))));
            others.retain(|name| !name.is_empty());
        }
        Self {
            full: key(title),
            others,
        }
    }

    /// All of them that are not empty, the full one first.
    pub(super) fn all(&self) -> impl Iterator<Item = &str> {
        let full = std::iter::once(&self.full).filter(|name| !name.is_empty());
        full.chain(&self.others).map(String::as_str)
    }
}

fn without_aka(name: &str) -> &str {
    let marks = ["a.k.a. ", "aka ", "AKA "];
    marks
        .iter()
        .find_map(|mark| name.strip_prefix(mark))
        .unwrap_or(name)
}

/// A title as a person writes it, without the year that some sources put behind it.
pub(super) fn with_year(title: &str, year: Option<u16>) -> (Cow<'_, str>, Option<u16>) {
    // Only these can hide an article or a year.
    if !title.contains(['(', ',']) {
        return (Cow::Borrowed(title), year);
    }
    let (title, own) = display_title(title);
    (Cow::Owned(title), year.or(own))
}

/// The keys of what stands around colons and dashes; none where there is only one part.
pub(super) fn parts_of(title: &str) -> Vec<String> {
    let outside = title.split('(').next().unwrap_or_default();
    if !outside.contains([':', '-', '\u{2013}', '\u{2014}']) {
        return Vec::new();
    }
    let dashes = outside
        .replace(": ", " - ")
        .replace(['\u{2013}', '\u{2014}'], "-");
    let mut parts: Vec<String> = dashes.split(" - ").map(key).collect();
    parts.retain(|part| !part.is_empty());
    if parts.len() < 2 {
        parts.clear();
    }
    parts
}

/// Whether a part of a title only counts: `episode 4`, `part 2`.
pub(super) fn is_count(part: &str) -> bool {
    let number = part
        .split_once(' ')
        .filter(|(word, _)| OF_PARTS.contains(word));
    number.is_some_and(|(_, number)| number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Whether a part of a title can be the name of a movie.
pub(super) fn is_name(part: &str) -> bool {
    !is_count(part) && (part.contains(' ') || part.len() >= NAME_LETTERS)
}

/// What is compared of a title; nothing of one that is only punctuation.
#[must_use]
pub fn key(title: &str) -> String {
    let normal = normalise(title);
    let mut key = String::with_capacity(normal.len());
    for word in without_article(&normal).split_ascii_whitespace() {
        if key.is_empty() {
            key.push_str(word);
            continue;
        }
        key.push(' ');
        match roman(word) {
            Some(number) => key.push_str(&number.to_string()),
            None => key.push_str(word),
        }
    }
    key
}

fn roman(word: &str) -> Option<usize> {
    if !matches!(word.as_bytes(), [b'i' | b'v' | b'x', ..]) {
        return None;
    }
    let row = ROMAN.iter().position(|roman| *roman == word);
    row.map(|row| row + 2)
}

/// A key in one of the spellings that people use: numbers as figures, American, without `and`,
/// `part` in front of a number and figures for letters.
pub(super) fn loose(key: &str) -> String {
    let mut words: Vec<Cow<'_, str>> = Vec::new();
    for word in key.split(' ') {
        let word = word_of(word);
        let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
        if is_number && words.last().is_some_and(|last| OF_PARTS.contains(&&**last)) {
            words.pop();
        }
        if !matches!(&*word, "" | "and" | "the" | "n") {
            words.push(word);
        }
    }
    words.join(" ")
}

/// Numbers in words, from 0 on.
const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [(&str, &str); 8] = [
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("hundred", "100"),
];
const ORDINALS: [(&str, &str); 10] = [
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
];

/// Words that differ by more than the rules of [`spelling`] say: British, American.
const SPELLINGS: [(&str, &str); 20] = [
    ("grey", "gray"),
    ("mum", "mom"),
    ("mummy", "mommy"),
    ("cheque", "check"),
    ("tyre", "tire"),
    ("plough", "plow"),
    ("pyjamas", "pajamas"),
    ("aeroplane", "airplane"),
    ("axe", "ax"),
    ("aluminium", "aluminum"),
    ("moustache", "mustache"),
    ("sceptic", "skeptic"),
    ("mould", "mold"),
    ("doughnut", "donut"),
    ("judgement", "judgment"),
    ("whisky", "whiskey"),
    ("programme", "program"),
    ("jewellery", "jewelry"),
    ("storey", "story"),
    ("kerb", "curb"),
];

/// A word in the spelling in which titles are compared loosely: numbers as figures, American.
fn word_of(word: &str) -> Cow<'_, str> {
    let word = figures_as_letters(word);
    if let Some(number) = NUMBERS.iter().position(|known| *known == word) {
        return Cow::Owned(number.to_string());
    }
    let known = TENS.iter().chain(&ORDINALS).chain(&SPELLINGS);
    if let Some((_, other)) = known.into_iter().find(|(known, _)| *known == word) {
        return Cow::Borrowed(other);
    }
    spelling(word)
}

/// `se7en` is `seven`: a figure between letters stands for the letter that it looks like.
fn figures_as_letters(word: &str) -> Cow<'_, str> {
    let bytes = word.as_bytes();
    let [first, middle @ .., last] = bytes else {
        return Cow::Borrowed(word);
    };
    let is_between = first.is_ascii_lowercase()
        && last.is_ascii_lowercase()
        && middle.iter().any(u8::is_ascii_digit);
    if !is_between {
        return Cow::Borrowed(word);
    }
    let letter = |letter: char| match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 'v',
        '8' => 'b',
        letter => letter,
    };
    Cow::Owned(word.chars().map(letter).collect())
}

/// Parts of words: British, American.
const PARTS: [(&str, &str); 7] = [
    ("our", "or"),
    ("ogue", "og"),
    ("ae", "e"),
    ("oe", "e"),
    ("ll", "l"),
    ("isation", "ization"),
    ("ence", "ense"),
];
/// Ends of words.
const ENDS: [(&str, &str); 9] = [
    ("ise", "ize"),
    ("ised", "ized"),
    ("iser", "izer"),
    ("ising", "izing"),
    ("yse", "yze"),
    // `theatre`, `centre`, `fibre`; not `fire`.
    ("bre", "ber"),
    ("cre", "cer"),
    ("gre", "ger"),
    ("tre", "ter"),
];

/// American spelling, by rule. What the rules do to other words they do to both titles.
fn spelling(mut word: Cow<'_, str>) -> Cow<'_, str> {
    if word.len() < 5 {
        return word;
    }
    // Most words have none of them, and are not copied.
    for (british, american) in PARTS {
        if word.contains(british) {
            word = Cow::Owned(word.replace(british, american));
        }
    }
    let end = ENDS.iter().find(|(british, _)| word.ends_with(british));
    match end {
        Some((british, american)) => {
            let stem = &word[..word.len() - british.len()];
            Cow::Owned([stem, american].concat())
        }
        None => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_no_article_and_roman_numbers_as_others() {
        for (title, expected) in [
            ("The Godfather: Part II", "godfather part 2"),
            ("Malcolm X", "malcolm 10"),
            ("X", "x"),
            ("Friday the 13th Part VIII", "friday the 13th part 8"),
            ("I, Robot", "i robot"),
            ("Alien³", "alien 3"),
            ("...", ""),
        ] {
            assert_eq!(key(title), expected, "{title}");
        }
    }

    #[test]
    fn a_title_goes_by_what_is_around_its_brackets_and_in_them() {
        let names = |title| {
            Names::of(title)
                .all()
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("Seven (Se7en)"), ["seven se7en", "seven", "se7en"]);
        assert_eq!(
            names("Gold (a.k.a. The Dust)"),
            ["gold aka the dust", "gold", "dust"]
        );
        assert_eq!(names("()"), [] as [&str; 0]);
        assert_eq!(names("Fargo"), ["fargo"]);
    }

    #[test]
    fn parts_stand_around_colons_and_dashes() {
        let star_wars = parts_of("Star Wars: Episode IV - A New Hope");
        assert_eq!(star_wars, ["star wars", "episode 4", "new hope"]);
        assert!(is_count(&star_wars[1]) && !is_count(&star_wars[2]) && !is_count("part"));
        assert_eq!(
            parts_of("Léon \u{2013} The Professional"),
            ["leon", "professional"]
        );
        for title in ["Spider-Man", "Fargo", "Fargo:", "Se7en (A: B)"] {
            assert_eq!(parts_of(title), [] as [&str; 0], "{title}");
        }
    }

    #[test]
    fn spellings_of_one_title_have_one_loose_key() {
        for [a, b] in [
            ["Twelve Monkeys", "12 Monkeys"],
            ["Se7en", "Seven"],
            ["Three Colours: Red", "Three Colors: Red"],
            ["The Theatre of Blood", "The Theater of Blood"],
            ["Dialogues in Grey", "Dialogs in Gray"],
            ["The Traveller", "The Traveler"],
            ["In Self-Defence", "In Self Defense"],
            ["The Organiser", "The Organizer"],
            ["Romeo + Juliet", "Romeo and Juliet"],
            ["The Godfather Part II", "The Godfather 2"],
            ["Rocky IV", "Rocky Four"],
            ["The Third Man", "The 3rd Man"],
            ["Nine ½ Weeks", "9 1/2 Weeks"],
        ] {
            assert_eq!(loose(&key(a)), loose(&key(b)), "{a}, {b}");
        }
    }

    #[test]
    fn other_titles_have_other_loose_keys() {
        for [a, b] in [
            ["Alien", "Aliens"],
            ["Toy Story", "Toy Story 2"],
            ["Heat", "Hat"],
            ["The Fourth Man", "The Forth Man"],
            ["Fire", "Fier"],
            ["Part One", "Two"],
            ["Die Hard", "Die Hard 2"],
        ] {
            assert_ne!(loose(&key(a)), loose(&key(b)), "{a}, {b}");
        }
    }
}
