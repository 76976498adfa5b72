//! A list whose rows move with the movies that they show.
//!
//! A steered list keeps most of its movies and changes their order. Drawing a row, poster included,
//! costs a hundred times what moving it does, and what is open in it would close.
//!
//! Not Leptos' `For`: its comparison of two orders leaves a row alone that keeps its index, also
//! when those before it are taken away and others are moved past it. Of `[8 1 3 4 7 6]` it makes
//! `[3 6 7]` where `[6 7 3]` is asked for.

use leptos::html::Ol;
use leptos::prelude::*;

/// What one row shows.
pub(super) trait Shows: Clone {
    /// Its place, from 1.
    fn rank(&self) -> usize;

    /// Whether a row that shows `self` shows `other` too, wherever it stands.
    fn is_drawn_as(&self, other: &Self) -> bool;
}

/// A row that is drawn.
struct Row<T> {
    shows: T,
    rank: RwSignal<usize>,
    state: <AnyView as Render>::State,
    owner: Owner,
}

/// Keeps the rows of `list` as `entries` says. `draw` makes one, from what it shows and its rank,
/// which changes.
pub(super) fn keep_rows<T: Shows + 'static>(
    list: NodeRef<Ol>,
    entries: impl Fn() -> Vec<T> + 'static,
    draw: impl Fn(T, RwSignal<usize>) -> AnyView + 'static,
) {
    // An effect forgets what it owned when it runs again; rows stay.
    let parent = Owner::current().unwrap_or_default();
    Effect::new(move |drawn: Option<Vec<Row<T>>>| {
        let mut drawn = drawn.unwrap_or_default();
        let Some(list) = list.get() else {
            return drawn;
        };
        let mut rows = Vec::new();
        for shows in entries() {
            let same = drawn.iter().position(|row| row.shows.is_drawn_as(&shows));
            rows.push(match same {
                Some(at) => {
                    let row = drawn.swap_remove(at);
                    if row.rank.get_untracked() != shows.rank() {
                        row.rank.set(shows.rank());
                    }
                    row
                }
                None => {
                    let owner = parent.child();
                    let (rank, state) = owner.with(|| {
                        let rank = RwSignal::new(shows.rank());
                        (rank, draw(shows.clone(), rank).build())
                    });
                    Row {
                        shows,
                        rank,
                        state,
                        owner,
                    }
                }
            });
        }
        for mut gone in drawn {
            gone.state.unmount();
            gone.owner.cleanup();
        }
        // What is in its place stays there, and with it the focus.
        let mut next = list.first_child();
        for row in &mut rows {
            match row.state.elements().first() {
                Some(element) if next.as_deref() == Some(element) => {
                    next = element.next_sibling();
                }
                _ => row.state.mount(&list, next.as_ref()),
            }
        }
        rows
    });
}
