//! What a trial does to a list: who comes in, who goes out, who climbs.

use matinee_core::domain::MovieIdx;
use matinee_core::order;

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
    /// What is different in `after`; both lists best first.
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
