//! The best k of many, in a total order.

use std::cmp::{Ordering, Reverse};

use crate::domain::MovieId;

/// Where an entry stands: by score, then by number of ratings, then by raw id. No two movies
/// share a place, so a list is the same on every run and every machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) score: f32,
    pub(super) n_ratings: u32,
    pub(super) id: MovieId,
}

impl Place {
    /// Best first.
    fn order(&self, other: &Self) -> Ordering {
        other
            .score
            .total_cmp(&self.score)
            .then_with(|| Reverse(self.n_ratings).cmp(&Reverse(other.n_ratings)))
            .then_with(|| self.id.cmp(&other.id))
    }
}

/// Keeps the best `k` of `entries`, best first. O(n + k log k).
pub(super) fn take_best<T>(entries: &mut Vec<T>, k: usize, place: impl Fn(&T) -> Place) {
    let order = |a: &T, b: &T| place(a).order(&place(b));
    if k < entries.len() {
        if k > 0 {
            entries.select_nth_unstable_by(k - 1, order);
        }
        entries.truncate(k);
    }
    entries.sort_unstable_by(order);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn place(&(score, n_ratings, id): &(f32, u32, u32)) -> Place {
        Place {
            score,
            n_ratings,
            id: MovieId(id),
        }
    }

    #[test]
    fn ties_go_to_the_better_known_then_to_the_lower_id() {
        let mut entries = vec![(3.0, 5, 9), (4.0, 1, 8), (3.0, 7, 7), (3.0, 5, 6)];
        take_best(&mut entries, 10, place);
        let ids: Vec<u32> = entries.iter().map(|entry| entry.2).collect();
        assert_eq!(ids, [8, 7, 6, 9]);
    }

    proptest! {
        #[test]
        fn the_best_k_are_the_head_of_the_sorted_whole(
            scores in prop::collection::vec((0_u8..6, 0_u32..4), 0..60),
            k in 0_usize..70,
        ) {
            let entries: Vec<(f32, u32, u32)> = (0..)
                .zip(scores)
                .map(|(id, (score, n))| (f32::from(score), n, id))
                .collect();
            let mut whole = entries.clone();
            whole.sort_by(|a, b| place(a).order(&place(b)));
            whole.truncate(k);
            let mut best = entries;
            take_best(&mut best, k, place);
            prop_assert_eq!(best, whole);
        }
    }
}
