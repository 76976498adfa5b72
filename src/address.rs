//! The address of what is shown, read and written with what this page's models know.

use matinee_app::state::{Known, ListState, Notice};
use matinee_core::domain::UserId;

use super::browser;
use super::model_store::ModelStore;

/// The user of a first visit; the first of the table in a data set that has no such user.
const FIRST_USER: UserId = UserId(500);

/// What the address asks for, and what of it cannot be had.
pub(super) fn read(shelf: ModelStore) -> (ListState, Vec<Notice>) {
    with_known(shelf, |known| ListState::parse(&browser::query(), known))
}

/// The query string of a state.
pub(super) fn write(shelf: ModelStore, state: &ListState) -> String {
    with_known(shelf, |known| state.write(known))
}

fn with_known<T>(shelf: ModelStore, read: impl FnOnce(&Known<'_>) -> T) -> T {
    let engine = shelf.host();
    let first = engine.users().first().map_or(FIRST_USER, |user| user.id);
    let has_first_user = engine.user_idx(FIRST_USER).is_some();
    read(&Known {
        default_user: if has_first_user { FIRST_USER } else { first },
        is_user: &|id| engine.user_idx(id).is_some(),
        is_movie: &|id| engine.movie_idx(id).is_some(),
        genres: &engine.catalogue().genres,
        models: shelf.models(),
    })
}
