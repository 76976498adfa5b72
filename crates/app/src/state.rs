//! What the address says: which view, who is watching, how many movies to list, by which model, and
//! which.
//!
//! `?user=500&k=10&model=seed&with=15&together=least&genre=comedy,-horror&years=1980-1999&obscure=20&varied=30`,
//! and no more than that: ratings, marks and searches never reach an address.

use std::fmt;
use std::num::IntErrorKind;

use matinee_core::domain::{MovieId, UserId};
use matinee_engine::engine::Aggregate;

use super::models::{Models, Shown};
use super::steering::{self, Filter, Lever, Levers};
use super::together;
use super::viewer::Viewer;

/// One view of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum View {
    /// The list for somebody.
    #[default]
    List,
    /// Training a model.
    Train,
    /// What the models know, and how that is known.
    Evidence,
}

impl View {
    /// In the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::List, Self::Train, Self::Evidence];

    /// Says what the address calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Train => "train",
            Self::Evidence => "evidence",
        }
    }

    /// Says what the visitor reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::List => "Tonight",
            Self::Train => "Train",
            Self::Evidence => "Evidence",
        }
    }

    /// Finds the view of a name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|view| view.name() == name)
    }
}

/// Fewest and most movies that a list holds.
pub const K_RANGE: std::ops::RangeInclusive<usize> = 1..=50;
/// Length of the list unless the visitor asks for another.
pub const DEFAULT_K: usize = 10;

/// What the visitor asked for, in the words of the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ListState {
    /// What is shown.
    pub view: View,
    /// Who is watching.
    pub viewer: Viewer,
    /// How many movies to list.
    pub k: usize,
    /// Whose lists: by which models.
    pub shown: Shown,
    /// Somebody else, whose list stands beside; never the viewer.
    pub with: Option<Viewer>,
    /// How both become one list; `None` for a list of either. Only beside somebody.
    pub together: Option<Aggregate>,
    /// Which movies may be listed.
    pub filter: Filter,
    /// How the list is steered.
    pub levers: Levers,
    /// The movie whose like is shown in the place of the list.
    pub like: Option<MovieId>,
    /// The movie whose own page is shown there; then [`ListState::like`] is `None`.
    pub movie: Option<MovieId>,
}

/// What an address can name.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// Who is watching unless the address says so.
    pub default_viewer: Viewer,
    /// Whether there is such a user.
    pub is_user: &'a dyn Fn(UserId) -> bool,
    /// Whether there is such a movie.
    pub is_movie: &'a dyn Fn(MovieId) -> bool,
    /// The catalogue's.
    pub genres: &'a [String],
    /// The page's.
    pub models: &'a Models,
}

impl Known<'_> {
    fn viewer(&self, text: &str) -> Option<Viewer> {
        let viewer = Viewer::parse(text)?;
        let is_known = viewer.user().is_none_or(self.is_user);
        is_known.then_some(viewer)
    }
}

impl ListState {
    /// Makes the state of the list of somebody, with nothing else asked for.
    #[must_use]
    pub fn of(viewer: Viewer) -> Self {
        Self {
            view: View::default(),
            viewer,
            k: DEFAULT_K,
            shown: Shown::default(),
            with: None,
            together: None,
            filter: Filter::default(),
            levers: Levers::default(),
            like: None,
            movie: None,
        }
    }

    /// Reads a query string, with or without its question mark.
    ///
    /// What is missing takes its default; what is wrong takes it too, with a notice. Of a name
    /// that occurs twice the first counts, and unknown names are passed over.
    #[must_use]
    pub fn parse(query: &str, known: &Known<'_>) -> (Self, Vec<Notice>) {
        let mut state = Self::of(known.default_viewer);
        let mut notices = Vec::new();
        let mut complain = |what: &'static str, asked: &str, shown: String| {
            let asked = quoted(asked);
            notices.push(Notice::Unknown { what, asked, shown });
        };
        if let Some(asked) = parameter(query, "view") {
            match View::parse(&asked) {
                Some(view) => state.view = view,
                None => complain("view", &asked, "the list".into()),
            }
        }
        if let Some(asked) = parameter(query, "user") {
            match known.viewer(&asked) {
                Some(viewer) => state.viewer = viewer,
                None => complain(
                    "user",
                    &asked,
                    match state.viewer {
                        Viewer::You => "your own list".to_owned(),
                        other => other.phrase(),
                    },
                ),
            }
        }
        if let Some(asked) = parameter(query, "model") {
            match known.models.parse(&asked) {
                Some(shown) => state.shown = shown,
                None => complain("model", &asked, known.models.all()[0].phrase()),
            }
        }
        if let Some(asked) = parameter(query, "with") {
            match known.viewer(&asked) {
                Some(viewer) => state.compare_with(Some(viewer)),
                None => complain("user", &asked, format!("{} alone", state.viewer.phrase())),
            }
        }
        let mut movie = |name: &str| {
            let asked = parameter(query, name)?;
            let movie = asked.parse().ok().map(MovieId);
            let movie = movie.filter(|id| (known.is_movie)(*id));
            if movie.is_none() {
                complain("movie", &asked, "the list".into());
            }
            movie
        };
        let (like, own_page) = (movie("like"), movie("movie"));
        state.show_like(like);
        if own_page.is_some() {
            state.show_movie(own_page);
        }
        let together = parameter(query, "together");
        if let Some(asked) = &together {
            state.together = together::parse(asked);
            if state.together.is_none() {
                let shown = match state.with {
                    Some(_) => "two lists".to_owned(),
                    None => format!("the list of {}", state.viewer.phrase()),
                };
                complain("way to choose for two", asked, shown);
            }
        }
        if let Some(asked) = parameter(query, "genre") {
            for word in state.filter.read_genres(&asked, known.genres) {
                complain("genre", &word, "a list without that wish".into());
            }
        }
        if let Some(asked) = parameter(query, "years") {
            state.filter.years = steering::read_years(&asked);
            if state.filter.years.is_none() {
                complain("span of years", &asked, "every year".into());
            }
        }
        for lever in Lever::ALL {
            if let Some(asked) = parameter(query, lever.name()) {
                match steering::parse(&asked) {
                    Some(percent) => state.levers = lever.put(state.levers, percent),
                    None => {
                        let rest = lever.rest().to_string();
                        complain("strength from 0 to 100", &asked, rest);
                    }
                }
            }
        }
        if let Some(asked) = parameter(query, "k") {
            let (k, notice) = parse_k(&asked, DEFAULT_K);
            state.k = k;
            notices.extend(notice);
        }
        if state.with.is_none() && state.together.take().is_some() {
            notices.push(Notice::Alone(state.viewer));
        }
        (state, notices)
    }

    /// Writes the query string that [`ListState::parse`] reads, with its question mark. What has
    /// its default needs no word, but for who is watching and how many.
    ///
    /// # Panics
    /// When a row of `shown` is not one of the models.
    #[must_use]
    pub fn write(&self, known: &Known<'_>) -> String {
        let mut query = format!("?user={}&k={}", self.viewer, self.k);
        let mut say = |name: &str, value: &str| {
            for part in ["&", name, "=", value] {
                query += part;
            }
        };
        if self.view != View::default() {
            say("view", self.view.name());
        }
        if self.shown != Shown::default() {
            say("model", &known.models.write(self.shown));
        }
        if let Some(viewer) = self.with {
            say("with", &viewer.to_string());
        }
        if let Some(aggregate) = self.together {
            say("together", together::name(aggregate));
        }
        if self.filter.include | self.filter.exclude != 0 {
            say("genre", &self.filter.genres(known.genres));
        }
        if let Some(years) = self.filter.years {
            say("years", &steering::write_years(years));
        }
        for lever in Lever::ALL {
            let percent = lever.of(self.levers);
            if percent != lever.rest() {
                say(lever.name(), &percent.to_string());
            }
        }
        if let Some(movie) = self.like {
            say("like", &movie.to_string());
        }
        if let Some(movie) = self.movie {
            say("movie", &movie.to_string());
        }
        query
    }

    /// Shows what is like a movie in the place of the list, or the list again.
    pub fn show_like(&mut self, movie: Option<MovieId>) {
        (self.like, self.movie) = (movie, None);
    }

    /// Shows a movie's own page in the place of the list, or the list again.
    pub fn show_movie(&mut self, movie: Option<MovieId>) {
        (self.like, self.movie) = (None, movie);
    }

    /// Has viewer and the one that they are compared with change places.
    pub fn swap(&mut self) {
        if let Some(with) = &mut self.with {
            std::mem::swap(&mut self.viewer, with);
        }
    }

    /// Puts somebody's list beside this one, in the place of another model's. Nobody is compared
    /// with themselves.
    pub fn compare_with(&mut self, viewer: Option<Viewer>) {
        self.with = viewer.filter(|other| *other != self.viewer);
        match self.with {
            Some(_) => self.shown.beside = None,
            None => self.together = None,
        }
    }
}

/// Reads a list's length: clipped to [`K_RANGE`] when it is a whole number, else `fallback`;
/// with a notice in both cases.
#[must_use]
pub fn parse_k(asked: &str, fallback: usize) -> (usize, Option<Notice>) {
    let asked = asked.trim();
    let shown = match asked.parse::<usize>() {
        Ok(k) if K_RANGE.contains(&k) => return (k, None),
        Ok(0) => *K_RANGE.start(),
        Ok(_) => *K_RANGE.end(),
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => *K_RANGE.end(),
        Err(_) if is_negative(asked) => *K_RANGE.start(),
        Err(_) => fallback,
    };
    let asked = quoted(asked);
    (shown, Some(Notice::ImpossibleK { asked, shown }))
}

fn is_negative(asked: &str) -> bool {
    asked
        .strip_prefix('-')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// Something in the address that cannot be had, and what is shown instead.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Nothing of its kind has this name.
    Unknown {
        /// Its kind: `user`, `model`.
        what: &'static str,
        /// What the address says.
        asked: String,
        /// What is shown instead.
        shown: String,
    },
    /// A list cannot have this length.
    ImpossibleK {
        /// What the address or the visitor says.
        asked: String,
        /// The length that is shown instead.
        shown: usize,
    },
    /// A list for two has only one: this viewer.
    Alone(Viewer),
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { what, asked, shown } => write!(
                f,
                "There is no {what} \u{201c}{asked}\u{201d} here. You see {shown} instead."
            ),
            Self::ImpossibleK { asked, shown } => write!(
                f,
                "A list has {} to {} movies, not \u{201c}{asked}\u{201d}. You see {shown}.",
                K_RANGE.start(),
                K_RANGE.end()
            ),
            Self::Alone(viewer) => write!(
                f,
                "To watch together takes two different people. You see the list of {} alone.",
                viewer.phrase()
            ),
        }
    }
}

/// Longest part of a wrong value that a message repeats, in characters.
const QUOTED: usize = 40;

/// Finds the decoded value of the first `name` in a query string.
pub(crate) fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = query.strip_prefix('?').unwrap_or(query).split('&');
    pairs
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| decode(value))
}

/// Undoes percent-encoding; what is no UTF-8 becomes U+FFFD. The browser's own decoder would keep
/// this module from being tested natively, and a crate would be longer than this function.
fn decode(value: &str) -> String {
    let mut bytes = Vec::with_capacity(value.len());
    let mut rest = value.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = (byte == b'%')
            .then(|| tail.get(..2).and_then(hex_byte))
            .flatten();
        match (byte, escaped) {
            (_, Some(decoded)) => {
                bytes.push(decoded);
                rest = &tail[2..];
            }
            (b'+', None) => {
                bytes.push(b' ');
                rest = tail;
            }
            _ => {
                bytes.push(byte);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn hex_byte(digits: &[u8]) -> Option<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16);
    let value = digit(digits[0])? * 16 + digit(digits[1])?;
    u8::try_from(value).ok()
}

/// Writes a wrong value as a message repeats it.
#[must_use]
pub fn quoted(asked: &str) -> String {
    let mut characters = asked.chars().filter(|c| !c.is_control());
    let mut text: String = characters.by_ref().take(QUOTED).collect();
    if characters.next().is_some() {
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_engine::artifact::WeightsAsset;

    const DEFAULT: UserId = UserId(500);

    fn models() -> Models {
        Models::new("hybrid", &[WeightsAsset::of("seed", b"weights")])
    }

    fn genres() -> Vec<String> {
        ["Action", "Comedy", "Film-Noir"].map(str::to_owned).into()
    }

    /// Calls `test` with what a catalogue of 943 users and 1682 movies knows.
    fn with_known<T>(test: impl FnOnce(&Known<'_>) -> T) -> T {
        test(&Known {
            default_viewer: Viewer::User(DEFAULT),
            is_user: &|id| (1..=943).contains(&id.0),
            is_movie: &|id| (1..=1682).contains(&id.0),
            genres: &genres(),
            models: &models(),
        })
    }

    fn parse(query: &str) -> (ListState, Vec<Notice>) {
        with_known(|known| ListState::parse(query, known))
    }

    fn write(state: &ListState) -> String {
        with_known(|known| state.write(known))
    }

    /// The state of `user` and `k`, with nothing else asked for.
    fn plain(user: u32, k: usize) -> ListState {
        ListState {
            k,
            ..ListState::of(Viewer::User(UserId(user)))
        }
    }

    /// Expects `query` to give user and k without a complaint.
    fn check(query: &str, user: u32, k: usize) {
        assert_eq!(parse(query), (plain(user, k), vec![]));
    }

    /// Expects `query` to give user and k, and a message that names `culprit`.
    fn check_notice(query: &str, user: u32, k: usize, culprit: &str) {
        let (state, notices) = parse(query);
        assert_eq!(state, plain(user, k));
        assert_eq!(notices.len(), 1, "{notices:?}");
        let message = notices[0].to_string();
        assert!(message.contains(culprit), "{message}");
    }

    #[test]
    fn an_empty_address_takes_the_defaults() {
        check("", 500, 10);
        check("?", 500, 10);
    }

    #[test]
    fn user_and_k_are_read_in_any_order() {
        check("?user=69&k=5", 69, 5);
        check("?k=5&user=69", 69, 5);
    }

    #[test]
    fn other_parameters_are_passed_over() {
        check("?utm_source=x&user=15&flag&k=3", 15, 3);
    }

    #[test]
    fn a_view_is_read_as_it_is_written() {
        let (state, notices) = parse("?view=train&user=69");
        assert_eq!((state.view, notices), (View::Train, vec![]));
        assert_eq!(write(&state), "?user=69&k=10&view=train");
        assert_eq!(parse("?view=list").0.view, View::List);
        check_notice("?view=stage", 500, 10, "stage");
    }

    #[test]
    fn the_first_of_two_counts() {
        check("?user=15&user=69", 15, 10);
    }

    #[test]
    fn what_is_written_is_read_back() {
        for (user, k) in [(1, 1), (500, 10), (943, 50)] {
            let state = plain(user, k);
            assert_eq!(parse(&write(&state)), (state, vec![]));
        }
    }

    #[test]
    fn everything_that_can_be_asked_for_is_read_back() {
        for query in [
            "?user=you&k=10",
            "?user=500&k=10&genre=comedy,-film-noir&years=1980-1999",
            "?user=500&k=10&obscure=20&varied=100",
            "?user=500&k=10&varied=30&stars=0",
            "?user=500&k=10&with=15",
            "?user=you&k=10&model=seed&with=15&like=50",
            "?user=500&k=10&with=15&together=least",
            "?user=you&k=10&with=15&together=mean&movie=50",
        ] {
            let (state, notices) = parse(query);
            assert_eq!(notices, [], "{query}");
            assert_eq!(write(&state), query);
        }
    }

    #[test]
    fn nobody_stands_beside_themselves() {
        check("?user=15&with=15", 15, 10);
    }

    #[test]
    fn to_watch_together_takes_two() {
        check_notice("?user=15&together=least", 15, 10, "user 15 alone");
        check_notice("?user=15&with=15&together=mean", 15, 10, "two different");
        let (state, notices) = parse("?user=15&with=69&together=sum");
        assert_eq!((state.together, notices.len()), (None, 1));
        assert!(notices[0].to_string().contains("two lists"), "{notices:?}");
    }

    #[test]
    fn whoever_stops_comparing_watches_alone() {
        let (mut state, _) = parse("?user=15&with=69&together=mean");
        assert_eq!(state.together, Some(Aggregate::Mean));
        state.compare_with(None);
        assert_eq!(write(&state), "?user=15&k=10");
    }

    #[test]
    fn one_movie_is_shown_in_the_place_of_the_list() {
        let (mut state, notices) = parse("?like=7&movie=50");
        assert_eq!((state.like, state.movie), (None, Some(MovieId(50))));
        assert_eq!(notices, []);
        state.show_like(Some(MovieId(7)));
        assert_eq!(write(&state), "?user=500&k=10&like=7");
        assert_eq!(parse("?like=7&movie=9999").0.like, Some(MovieId(7)));
    }

    #[test]
    fn another_persons_list_takes_the_place_of_another_models() {
        let (state, _) = parse("?with=15&model=hybrid,seed");
        assert_eq!(state.with, Some(Viewer::User(UserId(15))));
        assert_eq!(state.shown, Shown::default());
    }

    #[test]
    fn a_wish_that_cannot_be_had_is_named_and_dropped() {
        check_notice("?genre=opera", 500, 10, "opera");
        check_notice("?years=80-99", 500, 10, "80-99");
        check_notice("?obscure=101", 500, 10, "101");
        check_notice("?varied=much", 500, 10, "much");
        check_notice("?stars=-1", 500, 10, "50");
        check_notice("?like=9999", 500, 10, "9999");
        check_notice("?movie=9999", 500, 10, "9999");
        check_notice("?with=nobody", 500, 10, "nobody");
    }

    #[test]
    fn the_model_in_the_page_needs_no_word_and_the_others_are_read_back() {
        for (choice, words) in models().choices().into_iter().zip([
            "?user=500&k=10",
            "?user=500&k=10&model=seed",
            "?user=500&k=10&model=yours",
            "?user=500&k=10&model=hybrid,seed",
            "?user=500&k=10&model=hybrid,yours",
        ]) {
            let state = ListState {
                shown: choice,
                ..plain(500, 10)
            };
            assert_eq!(write(&state), words);
            assert_eq!(parse(words), (state, vec![]));
        }
        check("?model=hybrid", 500, 10);
    }

    #[test]
    fn an_unknown_model_is_named_and_replaced() {
        check_notice("?model=oracle", 500, 10, "oracle");
        check_notice("?model=oracle", 500, 10, "Matinee");
        check_notice("?model=", 500, 10, "\u{201c}\u{201d}");
    }

    #[test]
    fn an_unknown_user_is_named_and_replaced() {
        check_notice("?user=100000", 500, 10, "100000");
        check_notice("?user=0", 500, 10, "0");
        check_notice("?user=-3", 500, 10, "-3");
        check_notice(
            "?user=99999999999999999999",
            500,
            10,
            "99999999999999999999",
        );
    }

    #[test]
    fn a_user_that_is_no_number_is_named_and_replaced() {
        check_notice("?user=nobody", 500, 10, "nobody");
        check_notice("?user=", 500, 10, "\u{201c}\u{201d}");
    }

    #[test]
    fn a_length_outside_the_range_is_clipped() {
        check_notice("?k=0", 500, 1, "\u{201c}0\u{201d}");
        check_notice("?k=51", 500, 50, "51");
        check_notice("?k=-2", 500, 1, "-2");
        check_notice("?k=99999999999999999999", 500, 50, "99999999999999999999");
    }

    #[test]
    fn a_length_that_is_no_whole_number_takes_the_default() {
        check_notice("?k=ten", 500, 10, "ten");
        check_notice("?k=2.5", 500, 10, "2.5");
        check_notice("?k=-", 500, 10, "-");
    }

    #[test]
    fn two_wrong_values_give_two_messages() {
        assert_eq!(parse("?user=x&k=y").1.len(), 2);
    }

    #[test]
    fn a_message_repeats_decoded_text() {
        check_notice("?user=%3Cb%3E+x", 500, 10, "<b> x");
        check_notice("?user=caf%C3%A9", 500, 10, "café");
        check_notice("?user=100%", 500, 10, "100%");
        check_notice("?user=%FF", 500, 10, "\u{fffd}");
    }

    #[test]
    fn a_long_wrong_value_is_cut() {
        let (_, notices) = parse(&format!("?user={}", "x".repeat(10_000)));
        assert!(notices[0].to_string().chars().count() < 120);
    }
}
