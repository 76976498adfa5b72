//! Rows by raw id, fast enough to be looked up twice for every rating.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use matinee_core::domain::{MovieId, UserId};

/// An id as the files have it.
pub trait RawId: Copy + Ord {
    /// The number itself.
    fn number(self) -> u32;
}

impl RawId for UserId {
    fn number(self) -> u32 {
        self.0
    }
}

impl RawId for MovieId {
    fn number(self) -> u32 {
        self.0
    }
}

/// Rows from 0, each by its id.
#[derive(Clone, Debug)]
pub(crate) enum IdRows {
    /// Where ids are small numbers: a row for each, [`NONE`] where there is no such id.
    Dense(Vec<u32>),
    /// Where they are not.
    Sparse(HashMap<u32, u32, BuildHasherDefault<IdHasher>>),
}

/// No row.
const NONE: u32 = u32::MAX;

/// A table of this length is always affordable, whatever the number of ids.
const SMALL: u32 = 1 << 20;

impl Default for IdRows {
    fn default() -> Self {
        Self::Dense(Vec::new())
    }
}

impl IdRows {
    /// Numbers `ids` in the order given. A repeated id keeps its first row.
    pub(crate) fn of(ids: impl Iterator<Item = u32> + Clone) -> Self {
        let (mut n_ids, mut largest) = (0_u32, 0);
        for id in ids.clone() {
            n_ids = n_ids.saturating_add(1);
            largest = largest.max(id);
        }
        let mut rows = Self::for_ids(n_ids, largest);
        for (row, id) in (0..).zip(ids) {
            rows.insert(id, row);
        }
        rows
    }

    /// Nothing yet, with room for so many ids of which none is larger.
    pub(crate) fn for_ids(n_ids: u32, largest: u32) -> Self {
        // A dense table is faster, as long as it is not much larger than the other one would be.
        if largest < SMALL.max(n_ids.saturating_mul(4)) {
            Self::Dense(vec![NONE; largest as usize + 1])
        } else {
            Self::Sparse(HashMap::with_capacity_and_hasher(
                n_ids as usize,
                BuildHasherDefault::default(),
            ))
        }
    }

    /// Gives an id a row unless it has one; returns the one that it has.
    pub(crate) fn insert(&mut self, id: u32, row: u32) -> u32 {
        match self {
            Self::Dense(rows) => {
                if rows.len() <= id as usize {
                    rows.resize(id as usize + 1, NONE);
                }
                let place = &mut rows[id as usize];
                if *place == NONE {
                    *place = row;
                }
                *place
            }
            Self::Sparse(rows) => *rows.entry(id).or_insert(row),
        }
    }

    /// The row of an id, if it has one.
    pub(crate) fn row(&self, id: u32) -> Option<u32> {
        match self {
            Self::Dense(rows) => rows.get(id as usize).copied().filter(|row| *row != NONE),
            Self::Sparse(rows) => rows.get(&id).copied(),
        }
    }
}

/// Spreads ids by a multiplication (Knuth, The Art of Computer Programming, 6.4). The hash of the
/// standard library, which nobody can foresee, takes longer than reading the rating.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u32(u32::from(*byte));
        }
    }

    fn write_u32(&mut self, id: u32) {
        let product = (self.0 ^ u64::from(id)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = product ^ (product >> 32);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_id_has_the_row_of_its_first_place(ids in proptest::collection::vec(
            prop_oneof![0..50_u32, any::<u32>()], 0..60,
        )) {
            let rows = IdRows::of(ids.iter().copied());
            for id in ids.iter().copied().chain([7, u32::MAX]) {
                let first = ids.iter().position(|it| *it == id);
                prop_assert_eq!(rows.row(id).map(|row| row as usize), first);
            }
        }
    }

    #[test]
    fn a_few_ids_of_eight_digits_take_no_table_of_eight_digits() {
        assert!(matches!(
            IdRows::of([1, 99_999_999].into_iter()),
            IdRows::Sparse(_)
        ));
        assert!(matches!(
            IdRows::of([1, 200_000].into_iter()),
            IdRows::Dense(_)
        ));
    }
}
