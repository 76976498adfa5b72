//! Parts of the page that follow what they read, and lists whose rows move with what they show.
//!
//! Leptos keeps the text nodes that it made and writes into them. But a page is not its own: a
//! browser that translates it takes every text node out and puts elements in its place, into which
//! nothing would be written any more, and which nothing would take away. So what changes stands in a
//! region: between its two marks, which nobody translates, it takes away whatever is there.
//!
//! A steered list keeps most of its movies and changes their order. Drawing a row, poster included,
//! costs far more than moving it, and what is open in it would close. Not Leptos' `For`: its comparison
//! of two orders leaves a row alone that keeps its index, also when those before it are taken away and
//! others are moved past it. Of `[8 1 3 4 7 6]` it makes `[3 6 7]` where `[6 7 3]` is asked for.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState};
use leptos::task::spawn_local;

use super::browser;
use super::follower::{Follower, effect, memo};

/// Draws a part that is made anew whenever a signal that `view` reads has changed: also what of it
/// is the same, so what has to stay (the focus, what is open, what is scrolled) stands around it,
/// not in it.
///
/// Leptos takes a bare closure too, but makes its machinery anew for each: a kilobyte a closure,
/// which a visitor would have to download. For the same reason attributes are given signals. Nor does it take away at
/// once what was in it: see [`Region`].
pub(super) fn dynamic<V: IntoAny>(view: impl Fn() -> V + Send + Sync + 'static) -> AnyView {
    erased(Box::new(move || view().into_any()))
}

/// Draws a text that is written anew when it says something else: what is read aloud is not read
/// twice, and what a browser has translated stays translated.
pub(super) fn written<T: Into<Option<String>>>(
    said: impl Fn() -> T + Send + Sync + 'static,
) -> AnyView {
    erased_text(Box::new(move || said().into().unwrap_or_default()))
}

/// Returns what becomes true in a task of its own: when the parts of a page are [`deferred`] drawn
/// that would together keep it from answering.
pub(super) fn next_task() -> Signal<bool> {
    let is_due = RwSignal::new(false);
    browser::after(Duration::ZERO, move || is_due.set(true));
    is_due.into()
}

/// Rows that are laid out before anybody notices.
const ROWS_AT_ONCE: usize = 5;

/// Returns how many rows of a list are due: none before the next task, then more with every frame, until there
/// are `most`.
pub(super) fn rows_due(most: usize) -> Signal<usize> {
    let n_due = RwSignal::new(0);
    spawn_local(async move {
        browser::next_task().await;
        for n in (ROWS_AT_ONCE..most + ROWS_AT_ONCE).step_by(ROWS_AT_ONCE) {
            browser::own_frame().await;
            // Whoever has left by then wants no more.
            if n_due.try_set(n.min(most)).is_some() {
                break;
            }
        }
    });
    n_due.into()
}

/// Draws a part that is drawn when `is_due` becomes true, and then stays. Until then `meanwhile`
/// stands there.
pub(super) fn deferred(
    is_due: Signal<bool>,
    meanwhile: fn() -> AnyView,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_due = memo(move || is_due.get());
    dynamic(move || match is_due.get() {
        true => untrack(&view),
        false => meanwhile(),
    })
}

/// Draws a part as long as `is_so` says so. What is in it follows its own signals. (Not Leptos' `Show`, for the reason
/// at [`Region`].)
pub(super) fn shown_while(
    is_so: impl Fn() -> bool + Send + Sync + 'static,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_so = memo(is_so);
    dynamic(move || is_so.get().then(|| untrack(&view)))
}

/// Draws nothing: for [`deferred`], where the place of what comes need not be kept.
pub(super) fn nothing() -> AnyView {
    ().into_any()
}

fn erased(view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    Following(view).into_any()
}

fn erased_text(said: Box<dyn Fn() -> String + Send + Sync>) -> AnyView {
    let said = memo(said);
    dynamic(move || said.get())
}

/// A region that is about to be in the document.
struct Following(Box<dyn Fn() -> AnyView + Send + Sync>);

/// A region in the document.
struct Region {
    marks: Marks,
    /// What is in it. It is not what the effect hands on to its next run, as it would be in a bare closure: that is
    /// thrown away a moment after the effect, and what has heard of a change in this moment would read what is gone.
    contents: Rc<RefCell<Option<<AnyView as Render>::State>>>,
    _follower: Follower,
}

/// Where a region begins and ends.
#[derive(Clone)]
struct Marks {
    start: Placeholder,
    end: Placeholder,
}

impl Marks {
    /// Takes away all that is between the marks, whoever put it there.
    fn clear(&self) {
        let end: &Node = self.end.as_ref();
        // Marks that somebody has parted enclose nothing.
        if Rndr::get_parent(self.start.as_ref()) != Rndr::get_parent(end) {
            return;
        }
        while let Some(next) = Rndr::next_sibling(self.start.as_ref()).filter(|it| it != end) {
            Rndr::remove(&next);
        }
    }
}

impl Render for Following {
    type State = Region;

    fn build(self) -> Region {
        let marks = Marks {
            start: Rndr::create_placeholder(),
            end: Rndr::create_placeholder(),
        };
        let contents = Rc::new(RefCell::new(None));
        let (held, around) = (Rc::downgrade(&contents), marks.clone());
        let draw = move || {
            let Some(contents) = held.upgrade() else {
                return;
            };
            let mut drawn = (self.0)().build();
            around.clear();
            Rndr::try_mount_before(&mut drawn, around.end.as_ref());
            let gone = contents.replace(Some(drawn));
            drop(gone);
        };
        Region {
            marks,
            contents,
            _follower: Follower::new(draw),
        }
    }

    fn rebuild(self, state: &mut Region) {
        let mut drawn = self.build();
        state.insert_before_this(&mut drawn);
        state.unmount();
        *state = drawn;
    }
}

impl Mountable for Region {
    fn unmount(&mut self) {
        if let Some(contents) = &mut *self.contents.borrow_mut() {
            contents.unmount();
        }
        self.marks.clear();
        self.marks.start.unmount();
        self.marks.end.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.marks.start.mount(parent, marker);
        if let Some(contents) = &mut *self.contents.borrow_mut() {
            contents.mount(parent, marker);
        }
        self.marks.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.marks.start.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        let contents = self.contents.borrow();
        contents
            .as_ref()
            .map(Mountable::elements)
            .unwrap_or_default()
    }
}

/// What Leptos asks of every view, for one that only a browser draws and that is no element which somebody could give an
/// attribute: `$state` is what it is in the document.
macro_rules! drawn_by_a_browser {
    ($view:ty, $state:ty) => {
        impl AddAnyAttr for $view {
            type Output<NewAttr: Attribute> = Self;

            /// Leaves the attribute out.
            fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
                self
            }
        }

        impl RenderHtml for $view {
            type AsyncOutput = Self;
            type Owned = Self;

            const MIN_LENGTH: usize = 0;

            fn dry_resolve(&mut self) {}

            async fn resolve(self) -> Self {
                self
            }

            fn to_html_with_buf(
                self,
                _: &mut String,
                _: &mut Position,
                _: bool,
                _: bool,
                _: Vec<AnyAttribute>,
            ) {
            }

            fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> $state {
                self.build()
            }

            fn into_owned(self) -> Self {
                self
            }
        }
    };
}

pub(super) use drawn_by_a_browser;

drawn_by_a_browser!(Following, Region);

/// A row that is drawn.
struct Row {
    rank: RwSignal<usize>,
    // Goes before what it reads.
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
    keep(Box::new(move |mut drawn| {
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
                None => made(rank, &|rank| draw(entry.clone(), rank)),
            });
        }
        shown = entries;
        arrange(&list, drawn, rows)
    }));
}

// What follows is the same for all kinds of rows: a visitor loads it once.

/// Makes the rows that are drawn next of those that are drawn.
type Update = Box<dyn FnMut(Vec<Row>) -> Vec<Row>>;

fn keep(mut update: Update) {
    // An effect forgets what it owned when it runs again; rows stay. Nor are they what it hands on to its next run:
    // that is thrown away a moment after all else that is owned here, and a row that has heard of a change in this
    // moment would read what is gone.
    let drawn = StoredValue::new_local(Vec::new());
    effect(move || {
        let rows = update(drawn.try_update_value(std::mem::take).unwrap_or_default());
        drawn.set_value(rows);
    });
}

fn moved(row: Row, rank: usize) -> Row {
    if row.rank.get_untracked() != rank {
        row.rank.set(rank);
    }
    row
}

fn made(rank: usize, draw: &dyn Fn(RwSignal<usize>) -> AnyView) -> Row {
    // Nobody's child, since it goes with its row: an owner remembers its children until it goes itself, and a list
    // may see thousands of rows.
    let owner = Owner::default();
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
