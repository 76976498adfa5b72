//! A list whose rows move with what they show.
//!
//! A steered list keeps most of its movies and changes their order. Drawing a row, poster included,
//! costs far more than moving it, and what is open in it would close.
//!
//! Not Leptos' `For`: its comparison of two orders leaves a row alone that keeps its index, also
//! when those before it are taken away and others are moved past it. Of `[8 1 3 4 7 6]` it makes
//! `[3 6 7]` where `[6 7 3]` is asked for.

use leptos::prelude::*;
use web_sys::Element;

/// A row that is drawn.
struct Row {
    rank: RwSignal<usize>,
    state: <AnyView as Render>::State,
    owner: Owner,
}

/// Keeps the rows of `list` as `entries` says. `draw` makes one, from what it shows and its rank,
/// which counts from 1 and changes. A row stays for whatever is the `same` as what it shows,
/// wherever that stands.
pub(super) fn keep_rows<T: Clone + 'static>(
    list: impl Fn() -> Option<Element> + 'static,
    entries: impl Fn() -> Vec<T> + 'static,
    same: fn(&T, &T) -> bool,
    draw: impl Fn(T, RwSignal<usize>) -> AnyView + 'static,
) {
    let mut shown = Vec::<T>::new();
    keep(Box::new(move |parent, mut drawn| {
        let Some(list) = list() else {
            return drawn;
        };
        let entries = entries();
        let mut rows = Vec::new();
        for (entry, rank) in entries.iter().zip(1..) {
            let old = shown.iter().position(|it| same(it, entry));
            rows.push(match old {
                Some(at) => {
                    shown.swap_remove(at);
                    moved(drawn.swap_remove(at), rank)
                }
                None => made(parent, rank, &|rank| draw(entry.clone(), rank)),
            });
        }
        shown = entries;
        arrange(&list, drawn, rows)
    }));
}

// What follows is the same for all kinds of rows: a visitor loads it once.

/// Makes the rows that are drawn next of those that are drawn; new ones are the owner's children.
type Update = Box<dyn FnMut(&Owner, Vec<Row>) -> Vec<Row>>;

fn keep(mut update: Update) {
    // An effect forgets what it owned when it runs again; rows stay.
    let parent = Owner::current().unwrap_or_default();
    Effect::new(move |drawn: Option<Vec<Row>>| update(&parent, drawn.unwrap_or_default()));
}

fn moved(row: Row, rank: usize) -> Row {
    if row.rank.get_untracked() != rank {
        row.rank.set(rank);
    }
    row
}

fn made(parent: &Owner, rank: usize, draw: &dyn Fn(RwSignal<usize>) -> AnyView) -> Row {
    let owner = parent.child();
    let (rank, state) = owner.with(|| {
        let rank = RwSignal::new(rank);
        (rank, draw(rank).build())
    });
    Row { rank, state, owner }
}

/// Takes away what is gone and puts `rows` in their order.
fn arrange(list: &Element, gone: Vec<Row>, mut rows: Vec<Row>) -> Vec<Row> {
    for mut row in gone {
        row.state.unmount();
        row.owner.cleanup();
    }
    // What is in its place stays there, and with it the focus.
    let mut next = list.first_child();
    for row in &mut rows {
        match row.state.elements().first() {
            Some(element) if next.as_deref() == Some(element) => {
                next = element.next_sibling();
            }
            _ => row.state.mount(list, next.as_ref()),
        }
    }
    rows
}
