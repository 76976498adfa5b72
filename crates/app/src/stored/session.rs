//! The text form of what the visitor rated and put aside.
//!
//! ```text
//! matinee 1                the whole:            matinee changes 1       what was done since:
//! rate 50 5                                      rate 50 3.5
//! mark you 181 hidden                            unrate 51
//! mark 500 56 seen                               unmark you 181
//! ```
//!
//! Half stars came later; whole ones are written as before. Raw movie ids, so that it outlives another catalogue. Lines, so that one that cannot be read
//! costs no other.

use std::fmt::Write;

use crate::session::{Fact, Mark, SavedSession};
use crate::viewer::Viewer;
use matinee_core::domain::{MovieId, Stars};

/// The first line of the whole, without its version.
const WHOLE: &str = "matinee ";
/// The first line of the changes, without theirs.
const CHANGES: &str = "matinee changes ";
/// Of both.
const VERSION: u32 = 1;

/// What stored texts say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// What could be read.
    pub saved: SavedSession,
    /// Lines that could not be read, as they are. They are stored on until the visitor says what is
    /// to become of them.
    pub unread: Vec<String>,
}

/// Texts that a later version of this page has left: nothing of them is understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Later {
    /// Of the text's form.
    pub version: u32,
}

/// Reads both texts; an absent one is empty. `main` gives the number by which the catalogue lists a
/// movie that was stored under another one: of what was stored under both, the later counts.
///
/// # Errors
/// One of them is of a later version.
pub fn read(
    whole: &str,
    changes: &str,
    main: impl Fn(MovieId) -> MovieId,
) -> Result<Stored, Later> {
    let mut unread = Vec::new();
    let mut facts = Vec::new();
    for (text, head) in [(whole, WHOLE), (changes, CHANGES)] {
        let (read, mut rest) = lines(text, head)?;
        facts.extend(read);
        unread.append(&mut rest);
    }
    let mut saved = SavedSession::default();
    saved.set(facts.into_iter().map(|fact| fact.with_main_id(&main)));
    Ok(Stored { saved, unread })
}

/// Reads the facts of a text with this first line, and the lines that say nothing. A damaged first
/// line is one of these; without one, the lines are read all the same.
fn lines(text: &str, head: &str) -> Result<(Vec<Fact>, Vec<String>), Later> {
    let mut facts = Vec::new();
    let mut unread = Vec::new();
    for (row, line) in lines_of(text).enumerate() {
        let version = line.strip_prefix(head).filter(|_| row == 0);
        match version.and_then(version_of) {
            Some(VERSION) => {}
            Some(version) => return Err(Later { version }),
            None => match fact(line) {
                Some(fact) => facts.push(fact),
                None if line.is_empty() => {}
                None => unread.push(line.to_owned()),
            },
        }
    }
    Ok((facts, unread))
}

/// The lines of a text, without what ends them. A carriage return at the end of a line is no part of it, whether
/// another line follows or not: one that is stored again may then have one behind it.
fn lines_of(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(|line| line.trim_end_matches('\r'))
}

/// Reads a version from 1; one that is larger than a number can be is later than all.
fn version_of(text: &str) -> Option<u32> {
    let is_number = !text.starts_with('0') && text.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !text.is_empty()).then(|| text.parse().unwrap_or(u32::MAX))
}

/// Reads the facts of lines without a first line; those that cannot be read are left out.
#[must_use]
pub fn facts(lines: &str) -> Vec<Fact> {
    lines_of(lines).filter_map(fact).collect()
}

fn fact(line: &str) -> Option<Fact> {
    let mut words = line.split(' ');
    let kind = words.next()?;
    let mut word = || words.next();
    let fact = match kind {
        "rate" => {
            let movie = movie(word()?)?;
            let stars = word()?.parse::<Stars>().ok()?;
            Fact::Rating(movie, Some(stars))
        }
        "unrate" => Fact::Rating(movie(word()?)?, None),
        "mark" => {
            let viewer = Viewer::parse(word()?)?;
            Fact::Mark(viewer, movie(word()?)?, Some(mark(word()?)?))
        }
        "unmark" => {
            let viewer = Viewer::parse(word()?)?;
            Fact::Mark(viewer, movie(word()?)?, None)
        }
        _ => return None,
    };
    words.next().is_none().then_some(fact)
}

fn movie(word: &str) -> Option<MovieId> {
    word.parse().ok().map(MovieId)
}

fn mark(word: &str) -> Option<Mark> {
    let mut all = [Mark::Seen, Mark::Hidden].into_iter();
    all.find(|mark| word_of(*mark) == word)
}

const fn word_of(mark: Mark) -> &'static str {
    match mark {
        Mark::Seen => "seen",
        Mark::Hidden => "hidden",
    }
}

/// Writes one fact as its line.
#[must_use]
pub fn line(fact: Fact) -> String {
    match fact {
        Fact::Rating(movie, Some(stars)) => format!("rate {movie} {stars}"),
        Fact::Rating(movie, None) => format!("unrate {movie}"),
        Fact::Mark(viewer, movie, Some(mark)) => {
            format!("mark {viewer} {movie} {}", word_of(mark))
        }
        Fact::Mark(viewer, movie, None) => format!("unmark {viewer} {movie}"),
    }
}

/// Writes the whole as a text, with the lines that could not be read at its end.
#[must_use]
pub fn whole(stored: &Stored) -> String {
    let Stored { saved, unread } = stored;
    let ratings = saved.ratings().iter();
    let ratings = ratings.map(|(movie, stars)| Fact::Rating(*movie, Some(*stars)));
    let marks = saved.marks().iter();
    let marks = marks.map(|((viewer, movie), mark)| Fact::Mark(*viewer, *movie, Some(*mark)));
    let lines = ratings.chain(marks).map(line);
    let lines = lines.chain(unread.iter().cloned());
    text(WHOLE, lines)
}

/// Writes a text of changes that has none yet.
#[must_use]
pub fn no_changes() -> String {
    text(CHANGES, std::iter::empty())
}

/// Tells whether a text of changes is of a later version.
#[must_use]
pub fn is_later(changes: &str) -> bool {
    let first = lines_of(changes)
        .next()
        .and_then(|it| it.strip_prefix(CHANGES));
    first.and_then(version_of).is_some_and(|it| it != VERSION)
}

fn text(head: &str, lines: impl Iterator<Item = String>) -> String {
    let mut text = format!("{head}{VERSION}");
    for line in lines {
        // Writing to a string cannot fail.
        let _ = write!(text, "\n{line}");
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use proptest::prelude::*;

    use super::*;
    use matinee_core::domain::UserId;

    /// The whole as every page since the first has written it.
    const VERSION_1: &str = "matinee 1\nrate 50 5\nrate 181 1\nmark you 7 seen\nmark 500 56 hidden";

    const fn same(id: MovieId) -> MovieId {
        id
    }

    /// Expects what is stored, after the first line, to be `expected` where 268 is listed as 246.
    fn check_main_ids(stored: &str, expected: &str) {
        let main = |id: MovieId| if id.0 == 268 { MovieId(246) } else { id };
        let stored = read(&format!("matinee 1{stored}"), "", main).expect("no later version");
        assert_eq!(whole(&stored), format!("matinee 1{expected}"));
    }

    #[test]
    fn what_is_stored_under_both_numbers_of_a_movie_is_one_entry_and_the_later_counts() {
        check_main_ids("", "");
        check_main_ids("\nrate 7 1\nrate 246 5", "\nrate 7 1\nrate 246 5");
        check_main_ids("\nrate 268 5\nrate 7 1", "\nrate 246 5\nrate 7 1");
        check_main_ids(
            "\nrate 246 5\nrate 7 1\nrate 268 2",
            "\nrate 246 2\nrate 7 1",
        );
        check_main_ids("\nrate 268 2\nrate 246 5", "\nrate 246 5");
        check_main_ids(
            "\nmark you 268 hidden\nmark 500 268 seen\nmark you 246 seen",
            "\nmark you 246 seen\nmark 500 246 seen",
        );
        check_main_ids(
            "\nrate 246 4\nmark you 268 seen",
            "\nrate 246 4\nmark you 246 seen",
        );
    }

    fn read_whole(text: &str) -> Stored {
        read(text, "", same).expect("no later version")
    }

    #[test]
    fn the_text_of_version_1_is_read_and_written_to_the_byte() {
        let stored = read_whole(VERSION_1);
        let [five, one] = [5, 1].map(|n| Stars::try_from(n).expect("on the scale"));
        let ratings = [(MovieId(50), five), (MovieId(181), one)];
        assert_eq!(stored.saved.ratings(), ratings);
        let somebody = Viewer::User(UserId(500));
        let marks = [
            ((Viewer::You, MovieId(7)), Mark::Seen),
            ((somebody, MovieId(56)), Mark::Hidden),
        ];
        assert_eq!(stored.saved.marks(), marks);
        assert_eq!(stored.unread, [""; 0]);
        assert_eq!(whole(&stored), VERSION_1);
    }

    #[test]
    fn changes_are_taken_after_the_whole() {
        let changes = "matinee changes 1\nrate 50 4\nunrate 181\nunmark 500 56\nrate 9 3\nrate 9 2";
        let stored = read(VERSION_1, changes, same).expect("no later version");
        let expected = "matinee 1\nrate 50 4\nrate 9 2\nmark you 7 seen";
        assert_eq!(whole(&stored), expected);
    }

    #[test]
    fn nothing_stored_is_nothing_kept() {
        for (whole, changes) in [
            ("", ""),
            ("matinee 1", ""),
            ("matinee 1\n", "matinee changes 1"),
        ] {
            assert_eq!(
                read(whole, changes, same),
                Ok(Stored::default()),
                "{whole:?}"
            );
        }
    }

    /// Expects good lines to be used, and these to be left as they are.
    fn check_damaged(text: &str, n_ratings: usize, unread: &[&str]) {
        let stored = read_whole(text);
        assert_eq!(stored.saved.ratings().len(), n_ratings, "{text:?}");
        assert_eq!(stored.unread, unread, "{text:?}");
        // Nothing of them is lost by being stored again.
        assert_eq!(read_whole(&whole(&stored)), stored);
    }

    #[test]
    fn a_damaged_line_costs_no_other_and_stays_as_it_is() {
        check_damaged(
            "matinee 1\nrate 50 5\nrate 51 6\nnonsense\nrate 7 1 1\nrate -1 3\nmark you 8 eaten\nrate 9 1",
            2,
            &[
                "rate 51 6",
                "nonsense",
                "rate 7 1 1",
                "rate -1 3",
                "mark you 8 eaten",
            ],
        );
        check_damaged("matinee 1\nrate 50 5\nrate 5", 1, &["rate 5"]);
    }

    #[test]
    fn a_damaged_first_line_costs_only_itself() {
        for head in [
            "matinex 1",
            "matinee",
            "matinee one",
            "matinee 01",
            "matinee 0",
            "{\"a\":1}",
        ] {
            check_damaged(&format!("{head}\nrate 50 5"), 1, &[head]);
        }
        check_damaged("rate 50 5\nrate 51 5", 2, &[]);
    }

    #[test]
    fn a_carriage_return_at_the_end_of_a_line_says_nothing() {
        check_damaged("matinee 1\r\nrate 50 5\r", 1, &[]);
        check_damaged("\r", 0, &[]);
        let stored = read("x\r", "matinee changes 1\ny\r\r", same).expect("no later version");
        assert_eq!(stored.unread, ["x", "y"]);
        assert_eq!(read_whole(&whole(&stored)), stored);
        assert!(is_later("matinee changes 2\r"));
    }

    #[test]
    fn a_later_version_is_not_read_at_all() {
        for (whole, changes, version) in [
            ("matinee 2\nrate 50 5", "", 2),
            ("matinee 10", "", 10),
            ("matinee 99999999999999", "", u32::MAX),
            ("matinee 1\nrate 50 5", "matinee changes 2\nrate 50 5", 2),
            ("", "matinee changes 3", 3),
        ] {
            assert_eq!(
                read(whole, changes, same),
                Err(Later { version }),
                "{whole:?}"
            );
        }
    }

    #[test]
    fn a_version_in_another_line_than_the_first_is_a_damaged_line() {
        check_damaged("matinee 1\nmatinee 2\nrate 50 5", 1, &["matinee 2"]);
    }

    #[test]
    fn two_hundred_thousand_lines_are_read() {
        // Lines that name a movie again among them. What each costs is tested where it is entered.
        let mut text = "matinee 1".to_owned();
        for n in 0..200_000 {
            let _ = match n % 10 {
                8 => write!(text, "\nmark {n} {n} seen"),
                9 => write!(text, "\nrate {} 1", n - 5),
                _ => write!(text, "\nrate {n} {}", 1 + n % 5),
            };
        }
        let stored = read_whole(&text);
        assert_eq!(stored.saved.ratings().len(), 160_000);
        assert_eq!(stored.saved.marks().len(), 20_000);
        assert_eq!(read_whole(&whole(&stored)), stored);
    }

    fn any_fact() -> impl Strategy<Value = Fact> {
        let movie = (1_u32..8).prop_map(MovieId);
        let stars = prop::option::of((0..5_usize).prop_map(|row| Stars::WHOLE[row]));
        let viewer = prop_oneof![
            Just(Viewer::You),
            (1_u32..3).prop_map(|id| Viewer::User(UserId(id)))
        ];
        let mark = prop::option::of(prop_oneof![Just(Mark::Seen), Just(Mark::Hidden)]);
        prop_oneof![
            (movie.clone(), stars).prop_map(|(movie, stars)| Fact::Rating(movie, stars)),
            (viewer, movie, mark).prop_map(|(who, movie, mark)| Fact::Mark(who, movie, mark)),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(all in prop::collection::vec(any_fact(), 0..40)) {
            let mut saved = SavedSession::default();
            saved.set(all.iter().copied());
            let stored = Stored { saved, unread: vec!["what is this".to_owned()] };
            prop_assert_eq!(&read_whole(&whole(&stored)), &stored);
            for fact in all {
                prop_assert_eq!(facts(&line(fact)), [fact]);
            }
        }

        #[test]
        fn no_text_makes_reading_panic_or_loses_a_line(text in "\\PC*", more in "(\\PC*\n){0,3}") {
            for text in [text, format!("matinee 1\n{more}")] {
                if let Ok(stored) = read(&text, &text, same) {
                    prop_assert_eq!(read_whole(&whole(&stored)), stored);
                }
            }
        }
    }
}
