//! Lists beside each other, and a list beside the stars that it shows: what they have in common, and
//! where they disagree.

use matinee_core::domain::MovieIdx;
use matinee_engine::engine::Recommendation;

use super::format;

/// Where a movie of one list stands in another. Ranks count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is not there.
    Absent,
    /// At the same rank.
    Same(usize),
    /// It stands higher here.
    Above {
        /// Its rank there.
        there: usize,
        /// By so many places.
        by: usize,
    },
    /// It stands lower here.
    Below {
        /// Its rank there.
        there: usize,
        /// By so many places.
        by: usize,
    },
}

/// What put an entry above one that is shown with more stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AboveStars {
    /// What people alike watch.
    Alike,
    /// What many people like, whoever they are.
    Many,
    /// A lever of the visitor's.
    Levers,
}

impl AboveStars {
    /// Tells for each entry whether a later one is shown with more stars, and why it stands above
    /// that. `by_audience` is what a ranking score has besides stars.
    #[must_use]
    pub fn of_list(list: &[Recommendation], by_audience: Self) -> Vec<Option<Self>> {
        // As they are shown: nobody sees a hundredth.
        let shown = |entry: &Recommendation| (entry.stars.stars() * 10.0).round();
        let reason = |(place, entry): (usize, &Recommendation)| {
            let mut passed = list[place + 1..].iter();
            let has_more = |other: &&Recommendation| shown(other) > shown(entry);
            // The levers move what a score puts elsewhere.
            let is_by_score = |other: &Recommendation| entry.ranking_score >= other.ranking_score;
            let first = passed.find(has_more)?;
            let mut rest = passed.filter(has_more);
            match is_by_score(first) && rest.all(is_by_score) {
                true => Some(by_audience),
                false => Some(Self::Levers),
            }
        };
        list.iter().enumerate().map(reason).collect()
    }

    /// Says beside the entry, after a sign that it stands higher.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Alike => "popular with people alike",
            Self::Many => "popular with many",
            Self::Levers => "by the levers",
        }
    }
}

/// What the other list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Against {
    /// One that is shown, or could be, beside this one.
    Beside,
    /// This one as it was before.
    Before,
}

impl Place {
    /// Finds the place of the movie at `rank` here in the `other` list.
    #[must_use]
    pub fn of(movie: MovieIdx, rank: usize, other: &[Recommendation]) -> Self {
        let there = other.iter().position(|entry| entry.movie == movie);
        match there.map(|row| row + 1) {
            None => Self::Absent,
            Some(there) if there == rank => Self::Same(there),
            Some(there) if there > rank => Self::Above {
                there,
                by: there - rank,
            },
            Some(there) => Self::Below {
                there,
                by: rank - there,
            },
        }
    }

    /// Returns a sign for the eye; what it means is in [`Place::words`].
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Absent => "✦",
            Self::Same(_) => "=",
            Self::Above { .. } => "▲",
            Self::Below { .. } => "▼",
        }
    }

    /// Writes `up 3, was no. 5`, `no. 5 there, 3 higher here`.
    #[must_use]
    pub fn words(self, against: Against) -> String {
        match (self, against) {
            (Self::Absent, Against::Beside) => "only here".into(),
            (Self::Absent, Against::Before) => "new".into(),
            (Self::Same(there), Against::Beside) => format!("no. {there} there too"),
            (Self::Same(_), Against::Before) => "as before".into(),
            (Self::Above { there, by }, Against::Beside) => {
                format!("{by} higher, no. {there} there")
            }
            (Self::Above { there, by }, Against::Before) => format!("up {by}, was no. {there}"),
            (Self::Below { there, by }, Against::Beside) => {
                format!("{by} lower, no. {there} there")
            }
            (Self::Below { there, by }, Against::Before) => format!("down {by}, was no. {there}"),
        }
    }
}

/// Counts what both lists have: `4 of 10 movies are on both lists`.
#[must_use]
pub fn in_common(list: &[Recommendation], other: &[Recommendation]) -> String {
    let is_there = |entry: &&Recommendation| other.iter().any(|it| it.movie == entry.movie);
    let n = list.iter().filter(is_there).count();
    let of = format::counted(list.len(), "movie", "movies");
    let verb = if n == 1 { "is" } else { "are" };
    match n {
        0 => format!("None of {of} is on both lists"),
        n if n == list.len() && n > 1 => format!("All {of} are on both lists"),
        n => format!("{n} of {of} {verb} on both lists"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::recommended;

    fn list(movies: &[u32]) -> Vec<Recommendation> {
        movies
            .iter()
            .map(|row| recommended(*row, 3.0, 0.0))
            .collect()
    }

    /// A list of these stars and scores.
    fn scored(entries: &[(f32, f32)]) -> Vec<Recommendation> {
        let rows = (0..).zip(entries);
        rows.map(|(row, (stars, score))| recommended(row, *stars, *score))
            .collect()
    }

    #[test]
    fn an_entry_above_more_stars_says_what_put_it_there() {
        let list = scored(&[(3.0, 0.9), (4.0, 0.8), (3.5, 0.2), (3.6, 0.4)]);
        let reasons = AboveStars::of_list(&list, AboveStars::Alike);
        let levers = Some(AboveStars::Levers);
        assert_eq!(reasons, [Some(AboveStars::Alike), None, levers, None]);
    }

    #[test]
    fn stars_that_are_shown_alike_need_no_reason() {
        let list = scored(&[(3.51, 0.9), (3.54, 0.8)]);
        assert_eq!(AboveStars::of_list(&list, AboveStars::Many), [None, None]);
        assert_eq!(AboveStars::of_list(&[], AboveStars::Many), []);
    }

    #[test]
    fn a_movie_has_its_place_in_the_other_list() {
        let other = list(&[9, 7, 4]);
        let place = |movie, rank| Place::of(MovieIdx(movie), rank, &other);
        assert_eq!(place(7, 1), Place::Above { there: 2, by: 1 });
        assert_eq!(place(7, 2), Place::Same(2));
        assert_eq!(place(9, 3), Place::Below { there: 1, by: 2 });
        assert_eq!(place(2, 1), Place::Absent);
    }

    #[test]
    fn a_place_is_said_against_another_list_and_against_the_list_before() {
        let above = Place::Above { there: 5, by: 3 };
        assert_eq!(above.words(Against::Beside), "3 higher, no. 5 there");
        assert_eq!(above.words(Against::Before), "up 3, was no. 5");
        assert_eq!(Place::Absent.words(Against::Beside), "only here");
        assert_eq!(Place::Absent.words(Against::Before), "new");
    }

    /// Expects the lists to have this in common.
    fn check(list_: &[u32], other: &[u32], said: &str) {
        assert_eq!(in_common(&list(list_), &list(other)), said);
    }

    #[test]
    fn what_two_lists_have_in_common_is_counted() {
        check(&[1, 2, 3], &[4, 5, 6], "None of 3 movies is on both lists");
        check(&[1, 2, 3], &[3, 4, 5], "1 of 3 movies is on both lists");
        check(&[1, 2, 3], &[3, 1, 5], "2 of 3 movies are on both lists");
        check(&[1, 2], &[2, 1], "All 2 movies are on both lists");
        check(&[1], &[1], "1 of 1 movie is on both lists");
    }
}
