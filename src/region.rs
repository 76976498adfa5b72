//! A place on the page whose contents are made anew when they change.
//!
//! Leptos keeps the text nodes that it made and writes into them. But a page is not its own: a
//! browser that translates it takes every text node out and puts elements in its place, into which
//! nothing would be written any more, and which nothing would take away. Between its two marks,
//! which nobody translates, a region takes away whatever is there.

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node, Placeholder};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState};

/// What is in a region.
pub(super) struct Region(pub(super) AnyView);

/// A region in the document.
pub(super) struct Drawn {
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

    /// A region is no element.
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
