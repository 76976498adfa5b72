//! People and rows that are taken out of the tables.

use std::collections::BTreeMap;

use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_data::dataset::{Tables, Vocabulary};

/// The tables without these people, and with the ratings at the rows of the table that `keeps`
/// keeps; and for each person of `tables` their new index.
pub(super) fn without(
    tables: &Tables,
    is_held_out: &[bool],
    keeps: impl Fn(usize) -> bool,
) -> (Tables, Vec<Option<UserIdx>>) {
    let mut rows = Vec::with_capacity(is_held_out.len());
    let mut users = Vec::new();
    for (user, is_held_out) in tables.users.iter().zip(is_held_out) {
        rows.push((!is_held_out).then_some(UserIdx(users.len() as u32)));
        if !is_held_out {
            users.push(user.clone());
        }
    }
    let kept = tables
        .ratings
        .iter()
        .enumerate()
        .filter(|(row, _)| keeps(*row));
    let ratings = kept.filter_map(|(_, rating)| {
        let user = rows[rating.user.row()]?;
        Some(Rating { user, ..*rating })
    });
    let tables = Tables {
        ratings: ratings.collect(),
        user_ids: Vocabulary::new(users.iter().map(|user| user.id)),
        users,
        ..tables.clone()
    };
    (tables, rows)
}

/// The rows of each user, ascending by user, otherwise in their order.
pub(crate) fn by_user(rows: &[Rating]) -> BTreeMap<UserIdx, Vec<(MovieIdx, Stars)>> {
    let mut of_users: BTreeMap<UserIdx, Vec<(MovieIdx, Stars)>> = BTreeMap::new();
    for rating in rows {
        let rated = of_users.entry(rating.user).or_default();
        rated.push((rating.movie, rating.stars));
    }
    of_users
}
