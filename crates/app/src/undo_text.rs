//! What the visitor did, in a sentence.

use matinee_core::domain::MovieId;

use super::session::{ActionKind, Change, Edit, Mark};
use super::viewer::Viewer;
use super::words;

/// What an act was. `title` is that of a movie, or its number where the catalogue has none.
#[must_use]
pub fn said(act: &Edit, title: &dyn Fn(MovieId) -> String) -> String {
    let whose = match act.changes.first() {
        Some(Change::Mark { viewer, .. }) => *viewer,
        _ => Viewer::You,
    };
    let list = match whose {
        Viewer::You => "your list".to_owned(),
        Viewer::User(id) => format!("the list of user {id}"),
    };
    let ratings = |n| words::counted(n, "rating", "ratings");
    match act.kind {
        ActionKind::Rated(movie, stars) => {
            let stars = words::counted(usize::from(stars.get()), "star", "stars");
            format!("You gave {} {stars}.", title(movie))
        }
        ActionKind::Unrated(movie) => format!("You took your stars for {} back.", title(movie)),
        ActionKind::Marked(movie, mark) => {
            let ask = asked(act).map_or("", |_| " How was it?");
            format!("{} is off {list}: {}.{ask}", title(movie), put_aside(mark))
        }
        ActionKind::Unmarked(movie) => format!("{} may be on {list} again.", title(movie)),
        ActionKind::Imported(n) => format!("You brought in {}.", ratings(n)),
        ActionKind::Cleared(n) => format!("You took {} back.", ratings(n)),
        ActionKind::Undid => "Undone.".to_owned(),
    }
}

/// The movie whose stars the visitor may want to say now: they just said that they have seen it.
#[must_use]
pub fn asked(act: &Edit) -> Option<MovieId> {
    match (act.kind, act.changes.first()) {
        (ActionKind::Marked(movie, Mark::Seen), Some(Change::Mark { viewer, .. })) => {
            (*viewer == Viewer::You).then_some(movie)
        }
        _ => None,
    }
}

/// Why a movie is put aside.
#[must_use]
pub const fn put_aside(mark: Mark) -> &'static str {
    match mark {
        Mark::Seen => "already seen",
        Mark::Hidden => "not of interest",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::Session;
    use matinee_core::domain::{Stars, UserId};

    const SCREAM: MovieId = MovieId(288);

    /// Expects what is done to be said so.
    fn check(edit: impl FnOnce(&mut Session) -> Option<Edit>, expected: &str) {
        let mut session = Session::default();
        session.import(&[(MovieId(50), Stars::ALL[4])]);
        let act = edit(&mut session).expect("it changes something");
        assert_eq!(said(&act, &|id| format!("Movie {id}")), expected);
    }

    #[test]
    fn stars_are_said_with_their_number() {
        check(
            |it| it.rate(SCREAM, Some(Stars::ALL[0])),
            "You gave Movie 288 1 star.",
        );
        check(
            |it| it.rate(MovieId(50), None),
            "You took your stars for Movie 50 back.",
        );
    }

    #[test]
    fn what_is_put_aside_is_said_with_its_reason_and_whose_list_it_is() {
        check(
            |it| it.mark(Viewer::You, SCREAM, Some(Mark::Seen)),
            "Movie 288 is off your list: already seen. How was it?",
        );
        let user = Viewer::User(UserId(500));
        check(
            |it| it.mark(user, SCREAM, Some(Mark::Hidden)),
            "Movie 288 is off the list of user 500: not of interest.",
        );
    }

    #[test]
    fn only_what_the_visitor_has_seen_is_asked_about() {
        let asked_of = |viewer, mark| {
            let act = Session::default().mark(viewer, SCREAM, Some(mark));
            asked(&act.expect("it changes something"))
        };
        assert_eq!(asked_of(Viewer::You, Mark::Seen), Some(SCREAM));
        assert_eq!(asked_of(Viewer::You, Mark::Hidden), None);
        assert_eq!(asked_of(Viewer::User(UserId(500)), Mark::Seen), None);
    }

    #[test]
    fn what_is_put_back_is_not_promised_a_place() {
        check(
            |it| {
                it.mark(Viewer::You, SCREAM, Some(Mark::Seen));
                it.mark(Viewer::You, SCREAM, None)
            },
            "Movie 288 may be on your list again.",
        );
    }

    #[test]
    fn many_ratings_at_once_are_counted() {
        check(|it| it.clear(), "You took 1 rating back.");
        let two = [SCREAM, MovieId(1)].map(|movie| (movie, Stars::ALL[2]));
        check(|it| it.import(&two), "You brought in 2 ratings.");
    }
}
