//! Sorting, compiled once.
//!
//! The standard library's sorts are compiled anew for every type and every order: about 5 kB of
//! WebAssembly each, 70 kB for the fifteen that the page had. Here only what compares differs. It is
//! called through a pointer, which costs some nanoseconds a comparison: nothing for the lists that
//! the page sorts, too much for inner loops.

use std::cmp::Ordering;

/// Sorts by `compare`; what it calls equal stays in order.
pub fn sort<T: Clone>(items: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    let rows = sorted_rows(items.len(), &|a, b| compare(&items[a], &items[b]));
    *items = rows.iter().map(|&row| items[row].clone()).collect();
}

/// Sorts, and keeps one of each.
pub fn sort_and_dedup<T: Clone + Ord>(items: &mut Vec<T>) {
    sort(items, &T::cmp);
    items.dedup();
}

/// The first `n` in the order of `compare`. Few of many: what has no place is turned away by one
/// comparison.
pub fn first<T>(
    n: usize,
    items: impl Iterator<Item = T>,
    compare: &dyn Fn(&T, &T) -> Ordering,
) -> Vec<T> {
    let mut best: Vec<T> = Vec::new();
    for item in items {
        let is_before = |other: &T| compare(other, &item).is_le();
        if best.len() >= n && best.last().is_none_or(is_before) {
            continue;
        }
        best.insert(best.partition_point(is_before), item);
        best.truncate(n);
    }
    best
}

/// Rows `0..n` as `compare` sorts them.
#[inline(never)]
fn sorted_rows(n: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..n).collect();
    rows.sort_by(|&a, &b| compare(a, b));
    rows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library(mut items in prop::collection::vec((0_u8..9, any::<u8>()), 0..60)) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            sort(&mut items, &|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(items, expected);
        }

        #[test]
        fn the_first_are_the_head_of_the_sorted_whole(
            items in prop::collection::vec((0_u8..9, any::<u8>()), 0..60),
            n in 0_usize..70,
        ) {
            let mut expected = items.clone();
            expected.sort_by_key(|(key, _)| *key);
            expected.truncate(n);
            let found = first(n, items.into_iter(), &|a, b| a.0.cmp(&b.0));
            prop_assert_eq!(found, expected);
        }
    }

    #[test]
    fn one_of_each_is_kept() {
        let mut items = vec![3, 1, 3, 2, 1];
        sort_and_dedup(&mut items);
        assert_eq!(items, [1, 2, 3]);
    }
}
