//! What the page says to the visitor about their own ratings, and what one other star would do to their
//! list.

use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::order;

use super::format;

/// What is said of the list as long as there are no ratings.
pub const FOR_EVERYBODY: &str = "Until you rate something, this is what everybody likes.";

/// Says how far these many ratings bring the list, and what more of them would bring. No figures:
/// what a rating is worth depends on the rating.
#[must_use]
pub const fn prospect(n_ratings: usize) -> &'static str {
    match n_ratings {
        0 => "Give stars to a movie that you have seen, and the list turns towards you.",
        1..3 => {
            "A start. With so little to go by, the list still leans on what everybody likes; \
             what you disliked tells as much as what you loved."
        }
        3..5 => "Enough for a direction. Each further rating still moves the list a good deal.",
        5..20 => {
            "The list is becoming yours. Movies unlike those that you rated before tell it most now."
        }
        _ => {
            "The list knows you fairly well. One more rating changes it less than the first ones \
             did; a surprising one still does."
        }
    }
}

/// Describes the list while a star is tried out.
#[must_use]
pub fn trial(title: &str, stars: Option<Stars>) -> String {
    match stars {
        Some(stars) => format!("The list as if you had given {title} {}.", given(stars)),
        None => format!("The list as if you had not rated {title}."),
    }
}

/// Writes stars with their number: `1 star`, `4 stars`.
#[must_use]
pub fn given(stars: Stars) -> String {
    format::counted(usize::from(stars.get()), "star", "stars")
}

/// Climbers that are named.
const N_CLIMBERS: usize = 3;

/// The difference of two lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// On the new list only, best first, with their ranks from 1.
    pub arrived: Vec<(MovieIdx, usize)>,
    /// On the old list only, best first.
    pub gone: Vec<MovieIdx>,
    /// On both and higher now, by the most places first; a few.
    pub climbers: Vec<Climb>,
    /// Whether the same movies stand in another order, or others do.
    pub is_change: bool,
}

/// A movie that stands higher than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Climb {
    /// Which one.
    pub movie: MovieIdx,
    /// Rank before, from 1.
    pub from: usize,
    /// Rank now.
    pub to: usize,
}

impl Moves {
    /// Finds what is different in `after`; both lists best first.
    #[must_use]
    pub fn between(before: &[MovieIdx], after: &[MovieIdx]) -> Self {
        let rank = |list: &[MovieIdx], movie: MovieIdx| {
            let row = list.iter().position(|other| *other == movie);
            row.map(|row| row + 1)
        };
        let mut moves = Self {
            gone: before.to_vec(),
            is_change: before != after,
            ..Self::default()
        };
        moves.gone.retain(|movie| rank(after, *movie).is_none());
        for (to, &movie) in (1..).zip(after) {
            match rank(before, movie) {
                None => moves.arrived.push((movie, to)),
                Some(from) if from > to => moves.climbers.push(Climb { movie, from, to }),
                Some(_) => {}
            }
        }
        let places = |climb: &Climb| climb.from - climb.to;
        // Stable: of two that climb as far, the better one first.
        order::sort(&mut moves.climbers, &|a, b| places(b).cmp(&places(a)));
        moves.climbers.truncate(N_CLIMBERS);
        moves
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stage_says_something_else() {
        let said: Vec<_> = [0, 1, 3, 5, 20].map(prospect).into();
        for (row, text) in said.iter().enumerate() {
            assert!(!said[..row].contains(text), "{text}");
        }
        assert_eq!(prospect(4), prospect(3));
        assert_eq!(prospect(19), prospect(5));
        assert_eq!(prospect(5_000), prospect(20));
    }

    #[test]
    fn a_trial_names_movie_and_stars() {
        assert_eq!(
            trial("Fargo", Some(Stars::ALL[0])),
            "The list as if you had given Fargo 1 star."
        );
        assert_eq!(
            trial("Fargo", None),
            "The list as if you had not rated Fargo."
        );
    }

    fn list(rows: &[u32]) -> Vec<MovieIdx> {
        rows.iter().copied().map(MovieIdx).collect()
    }

    fn moves(before: &[u32], after: &[u32]) -> Moves {
        Moves::between(&list(before), &list(after))
    }

    #[test]
    fn the_same_list_is_no_change() {
        assert_eq!(moves(&[1, 2, 3], &[1, 2, 3]), Moves::default());
    }

    #[test]
    fn who_comes_in_has_a_rank_and_who_goes_out_is_named() {
        let moves = moves(&[1, 2, 3], &[4, 1, 2]);
        assert_eq!(moves.arrived, [(MovieIdx(4), 1)]);
        assert_eq!(moves.gone, list(&[3]));
        assert!(moves.climbers.is_empty() && moves.is_change);
    }

    #[test]
    fn whoever_climbs_most_comes_first_and_a_few_are_enough() {
        let moves = moves(&[1, 2, 3, 4, 5, 6], &[6, 3, 4, 5, 2, 1]);
        let climb = |movie, from, to| Climb {
            movie: MovieIdx(movie),
            from,
            to,
        };
        assert_eq!(
            moves.climbers,
            [climb(6, 6, 1), climb(3, 3, 2), climb(4, 4, 3)]
        );
    }

    #[test]
    fn whoever_falls_is_neither_in_nor_out() {
        let moves = moves(&[1, 2], &[2, 1]);
        assert!(moves.arrived.is_empty() && moves.gone.is_empty());
        assert_eq!(moves.climbers.len(), 1);
    }

    #[test]
    fn a_list_from_nothing_arrives_whole() {
        assert_eq!(moves(&[], &[7, 8]).arrived.len(), 2);
    }
}
