//! What rows of ratings must not say: a pair twice, or a user or a movie that there is not.

use std::collections::{HashMap, HashSet};

use matinee_core::domain::{MovieId, UserId};

use crate::ids::IdRows;
use crate::raw::RawRating;
use matinee_core::crew::{self, Crew, Job};

/// A row whose pair of user and movie another row has already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Repeat {
    /// Index of the first row of the pair.
    pub(super) first: usize,
    /// Index of the row itself.
    pub(super) again: usize,
}

/// The rows that repeat a pair, ascending.
pub(super) fn repeats(ratings: &[RawRating], crew: &dyn Crew) -> Vec<Repeat> {
    // As most data sets are ordered.
    let pair = |rating: &RawRating| (rating.user, rating.movie);
    if ratings
        .windows(2)
        .all(|rows| pair(&rows[0]) < pair(&rows[1]))
    {
        return Vec::new();
    }
    let repeated = repeated_pairs(ratings, crew);
    if repeated.is_empty() {
        return Vec::new();
    }
    let mut first_rows = HashMap::new();
    let mut repeats = Vec::new();
    for (row, rating) in ratings.iter().enumerate() {
        if repeated.contains(&pair(rating)) {
            let first = *first_rows.entry(pair(rating)).or_insert(row);
            if first != row {
                repeats.push(Repeat { first, again: row });
            }
        }
    }
    repeats
}

/// The pairs that occur twice. Users are dealt into groups, so that what is sorted fits into a fast
/// memory, side by side.
fn repeated_pairs(ratings: &[RawRating], crew: &dyn Crew) -> HashSet<(UserId, MovieId)> {
    // Knuth's multiplication: neighbouring numbers do not go into the same group.
    let group = |user: UserId| (user.0.wrapping_mul(0x9E37_79B1) >> (32 - GROUP_BITS)) as usize;
    let mut next = [0_usize; 1 << GROUP_BITS];
    for rating in ratings {
        next[group(rating.user)] += 1;
    }
    let lengths = next;
    let mut n_before = 0;
    for (place, length) in next.iter_mut().zip(lengths) {
        *place = n_before;
        n_before += length;
    }
    let mut pairs = vec![0_u64; ratings.len()];
    for rating in ratings {
        let place = &mut next[group(rating.user)];
        pairs[*place] = u64::from(rating.user.0) << 32 | u64::from(rating.movie.0);
        *place += 1;
    }
    let mut groups = Vec::with_capacity(lengths.len());
    let mut rest = &mut pairs[..];
    for length in lengths {
        let (group, others) = rest.split_at_mut(length);
        rest = others;
        groups.push(group);
    }
    let n_of_part = groups.len().div_ceil(crew.count().max(1));
    let mut parts: Vec<_> = groups
        .chunks_mut(n_of_part)
        .map(|groups| (groups, Vec::new()))
        .collect();
    let jobs = parts.iter_mut().map(|(groups, repeated)| {
        let job: Job<'_> = Box::new(move || {
            for group in groups.iter_mut() {
                group.sort_unstable();
                let neighbours = group.windows(2).filter(|pairs| pairs[0] == pairs[1]);
                repeated.extend(neighbours.map(|pairs| pairs[0]));
            }
        });
        job
    });
    crew::run(crew, jobs.collect());
    let repeated = parts.into_iter().flat_map(|(_, repeated)| repeated);
    let halves = |pair: u64| (UserId((pair >> 32) as u32), MovieId(pair as u32));
    repeated.map(halves).collect()
}

/// Of twenty million pairs, forty thousand are sorted at once.
const GROUP_BITS: u32 = 9;

/// The distinct ids, ascending.
fn distinct(ids: impl ExactSizeIterator<Item = u32> + Clone) -> Vec<u32> {
    let n_ids = u32::try_from(ids.len()).unwrap_or(u32::MAX);
    let mut rows = IdRows::for_ids(n_ids, ids.clone().max().unwrap_or(0));
    let mut found: Vec<u32> = Vec::new();
    let mut last = None;
    for id in ids {
        // Most files have the rows of a user together.
        if last.replace(id) == Some(id) {
            continue;
        }
        let next = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if rows.insert(id, next) == next {
            found.push(id);
        }
    }
    found.sort_unstable();
    found
}

/// The distinct users of the rows, ascending.
pub(super) fn users_of(ratings: &[RawRating]) -> Vec<UserId> {
    let ids = distinct(ratings.iter().map(|rating| rating.user.0));
    ids.into_iter().map(UserId).collect()
}

/// The distinct movies of the rows, ascending.
pub(super) fn movies_of(ratings: &[RawRating]) -> Vec<MovieId> {
    let ids = distinct(ratings.iter().map(|rating| rating.movie.0));
    ids.into_iter().map(MovieId).collect()
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::Stars;
    use proptest::prelude::*;

    use super::*;
    use matinee_core::crew::Alone;

    fn rows(pairs: &[(u32, u32)]) -> Vec<RawRating> {
        let row = |&(user, movie): &(u32, u32)| RawRating {
            user: UserId(user),
            movie: MovieId(movie),
            stars: Stars::WHOLE[0],
            unix_time: 0,
        };
        pairs.iter().map(row).collect()
    }

    #[test]
    fn every_repeat_is_found_in_the_order_of_the_rows() {
        let found = repeats(
            &rows(&[(1, 1), (2, 1), (1, 2), (2, 1), (1, 1), (1, 1)]),
            &Alone,
        );
        let expected = [(1, 3), (0, 4), (0, 5)];
        assert_eq!(
            found,
            expected.map(|(first, again)| Repeat { first, again })
        );
    }

    #[test]
    fn users_are_told_once_and_ascending() {
        assert_eq!(
            users_of(&rows(&[(9, 1), (4, 1), (9, 2)])),
            [UserId(4), UserId(9)]
        );
    }

    proptest! {
        #[test]
        fn a_table_of_all_pairs_would_find_the_same(
            pairs in proptest::collection::vec(
                (prop_oneof![1..6_u32, any::<u32>()], prop_oneof![1..6_u32, any::<u32>()]), 0..40,
            ),
        ) {
            let mut first_rows = HashMap::new();
            let mut expected = Vec::new();
            for (again, pair) in pairs.iter().enumerate() {
                let first = *first_rows.entry(pair).or_insert(again);
                if first != again {
                    expected.push(Repeat { first, again });
                }
            }
            prop_assert_eq!(repeats(&rows(&pairs), &Alone), expected);
        }
    }
}
