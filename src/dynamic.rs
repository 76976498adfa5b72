//! Parts of the page that follow what they read.
//!
//! Leptos keeps the text nodes that it made and writes into them. But a page is not its own: a
//! browser that translates it takes every text node out and puts elements in its place, into which
//! nothing would be written any more, and which nothing would take away. So what changes stands in a
//! region: between its two marks, which nobody translates, it takes away whatever is there.

use std::time::Duration;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState};

use super::browser;

/// Draws a part that is made anew whenever a signal that `view` reads has changed: also what of it
/// is the same, so what has to stay (the focus, what is open, what is scrolled) stands around it,
/// not in it.
///
/// Leptos takes a bare closure too, but makes its machinery anew for each: a kilobyte a closure,
/// which a visitor would have to download. For the same reason attributes are given signals.
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
pub(super) fn next_task() -> RwSignal<bool> {
    let is_due = RwSignal::new(false);
    browser::after(Duration::ZERO, move || is_due.set(true));
    is_due
}

/// Draws a part that is drawn when `is_due` becomes true, and then stays. Until then `meanwhile`
/// stands there.
pub(super) fn deferred(
    is_due: RwSignal<bool>,
    meanwhile: fn() -> AnyView,
    view: impl Fn() -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let is_due = Memo::new(move |_| is_due.get());
    dynamic(move || match is_due.get() {
        true => untrack(&view),
        false => meanwhile(),
    })
}

/// Draws nothing: for [`deferred`], where the place of what comes need not be kept.
pub(super) fn nothing() -> AnyView {
    ().into_any()
}

fn erased(view: Box<dyn Fn() -> AnyView + Send + Sync>) -> AnyView {
    (move || Region(view())).into_any()
}

fn erased_text(said: Box<dyn Fn() -> String + Send + Sync>) -> AnyView {
    let said = Memo::new(move |_| said());
    dynamic(move || said.get())
}

/// What is in a region.
struct Region(AnyView);

/// A region in the document.
struct Drawn {
    start: Placeholder,
    contents: <AnyView as Render>::State,
    end: Placeholder,
}

impl Drawn {
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

impl Render for Region {
    type State = Drawn;

    fn build(self) -> Drawn {
        Drawn {
            start: Rndr::create_placeholder(),
            contents: self.0.build(),
            end: Rndr::create_placeholder(),
        }
    }

    fn rebuild(self, state: &mut Drawn) {
        let contents = self.0.build();
        state.clear();
        state.contents = contents;
        Rndr::try_mount_before(&mut state.contents, state.end.as_ref());
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        self.contents.unmount();
        self.clear();
        self.start.unmount();
        self.end.unmount();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.start.mount(parent, marker);
        self.contents.mount(parent, marker);
        self.end.mount(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.start.insert_before_this(child)
    }

    fn elements(&self) -> Vec<Element> {
        self.contents.elements()
    }
}

impl AddAnyAttr for Region {
    type Output<NewAttr: Attribute> = Self;

    /// Leaves the attribute out: a region is no element.
    fn add_any_attr<NewAttr: Attribute>(self, _: NewAttr) -> Self {
        self
    }
}

/// What Leptos asks of every view; this page is drawn by a browser alone.
impl RenderHtml for Region {
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

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Drawn {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
