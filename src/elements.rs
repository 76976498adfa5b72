//! Elements that are made by calls: for a part of the page with many of them.
//!
//! `view!` makes a type of each tree of elements, and of each type the code that builds it, builds it again and
//! takes it away: up to a few kilobytes a tree, which a visitor downloads. Here every element is of one type, and
//! what follows signals is boxed, so a tree is no more than its calls.

use std::any::Any;
use std::cell::RefCell;
use std::rc::Rc;

use leptos::prelude::*;
use leptos::tachys::html::attribute::Attribute;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::add_attr::AddAnyAttr;
use leptos::tachys::view::{Mountable, Position, PositionState};
use wasm_bindgen::JsCast;
use web_sys::{Event, HtmlInputElement, MouseEvent};

use super::dynamic::drawn_by_a_browser;
use super::follower::Follower;

/// What stays as long as an element: what follows signals, what hears events, views within it.
type Kept = Vec<Box<dyn Any>>;

/// An element with all that is in it. Boxed: what makes it hands it on at every call, and so that is one number.
pub(super) struct El(Box<Inner>);

struct Inner {
    element: Element,
    kept: Kept,
}

/// Makes an element; `class` may be empty.
pub(super) fn el(tag: &str, class: &str) -> El {
    let element = Rndr::create_element(tag, None);
    if !class.is_empty() {
        Rndr::set_attribute(&element, "class", class);
    }
    El(Box::new(Inner {
        element,
        kept: Vec::new(),
    }))
}

/// Makes an element that takes no part in the layout: a place for what changes.
pub(super) fn slot() -> El {
    el("div", "slot")
}

/// Makes a button of this class.
pub(super) fn button(class: &str, said: &str, press: impl Fn() + 'static) -> El {
    button_boxed(class, said, Box::new(press))
}

fn button_boxed(class: &str, said: &str, press: Box<dyn Fn()>) -> El {
    el("button", class)
        .attr("type", "button")
        .text(said)
        .on("click", move |_| press())
}

impl El {
    /// Sets an attribute.
    pub(super) fn attr(self, name: &str, value: &str) -> Self {
        Rndr::set_attribute(&self.0.element, name, value);
        self
    }

    /// Names it for the tests.
    pub(super) fn test(self, name: &str) -> Self {
        self.attr("data-test", name)
    }

    /// Appends a text.
    pub(super) fn text(self, said: &str) -> Self {
        let text = Rndr::create_text_node(said);
        Rndr::insert_node(&self.0.element, &text, None);
        self
    }

    /// Has this markup in it, and nothing else.
    pub(super) fn html(self, markup: &str) -> Self {
        self.0.element.set_inner_html(markup);
        self
    }

    /// Appends an element.
    pub(super) fn child(mut self, child: Self) -> Self {
        Rndr::insert_node(&self.0.element, &child.0.element, None);
        self.0.kept.extend(child.0.kept);
        self
    }

    /// Appends elements.
    pub(super) fn children(self, children: impl IntoIterator<Item = Self>) -> Self {
        let mut parent = self;
        for child in children {
            parent = parent.child(child);
        }
        parent
    }

    /// Appends a view.
    pub(super) fn view(mut self, view: AnyView) -> Self {
        let mut state = view.build();
        state.mount(&self.0.element, None);
        self.keep(state);
        self
    }

    /// Hears an event.
    pub(super) fn on(self, name: &str, act: impl Fn(&Event) + 'static) -> Self {
        self.hear(name, Box::new(act))
    }

    /// Hears an event of a mouse or of another pointer.
    pub(super) fn on_pointer(self, name: &str, act: impl Fn(&MouseEvent) + 'static) -> Self {
        self.hear(
            name,
            Box::new(move |event: &Event| act(event.unchecked_ref())),
        )
    }

    fn hear(mut self, name: &str, act: Box<dyn Fn(&Event)>) -> Self {
        let act = Box::new(move |event: wasm_bindgen::JsValue| act(event.unchecked_ref()));
        let heard = Rndr::add_event_listener(&self.0.element, name, act);
        self.keep(heard);
        self
    }

    /// Does something with the element, now and whenever a signal that is read for it has changed.
    pub(super) fn follow(self, draw: impl Fn(&Element) + 'static) -> Self {
        self.follow_boxed(Box::new(draw))
    }

    fn follow_boxed(mut self, draw: Box<dyn Fn(&Element)>) -> Self {
        let element = self.0.element.clone();
        self.keep(Follower::new(move || draw(&element)));
        self
    }

    /// Says a text that changes, and says it again only when it is another: what is read aloud is not read twice,
    /// and what a browser has translated stays translated.
    pub(super) fn said(self, words: impl Fn() -> String + 'static) -> Self {
        self.said_boxed(Box::new(words))
    }

    fn said_boxed(self, words: Box<dyn Fn() -> String>) -> Self {
        let last = RefCell::new(String::new());
        self.follow(move |element| {
            let words = words();
            if *last.borrow() != words {
                element.set_text_content(Some(&words));
                *last.borrow_mut() = words;
            }
        })
    }

    /// Has an attribute that changes.
    pub(super) fn attr_of(self, name: &'static str, value: impl Fn() -> String + 'static) -> Self {
        self.attr_boxed(name, Box::new(value))
    }

    fn attr_boxed(self, name: &'static str, value: Box<dyn Fn() -> String>) -> Self {
        self.follow(move |element| Rndr::set_attribute(element, name, &value()))
    }

    /// Is a field with a value that changes.
    pub(super) fn value_of(self, value: impl Fn() -> String + 'static) -> Self {
        self.value_boxed(Box::new(value))
    }

    fn value_boxed(self, value: Box<dyn Fn() -> String>) -> Self {
        self.follow(move |element| {
            let field: &HtmlInputElement = element.unchecked_ref();
            field.set_value(&value());
        })
    }

    /// Is a radio button or a box that is checked or not.
    pub(super) fn checked_of(self, is_checked: impl Fn() -> bool + 'static) -> Self {
        self.checked_boxed(Box::new(is_checked))
    }

    fn checked_boxed(self, is_checked: Box<dyn Fn() -> bool>) -> Self {
        self.follow(move |element| {
            let field: &HtmlInputElement = element.unchecked_ref();
            field.set_checked(is_checked());
        })
    }

    /// Is a button that can be pressed or not.
    pub(super) fn off_while(self, is_off: impl Fn() -> bool + 'static) -> Self {
        self.off_boxed(Box::new(is_off))
    }

    fn off_boxed(self, is_off: Box<dyn Fn() -> bool>) -> Self {
        self.follow(move |element| match is_off() {
            true => Rndr::set_attribute(element, "disabled", ""),
            false => Rndr::remove_attribute(element, "disabled"),
        })
    }

    /// Has in it what is drawn anew whenever a signal that is read for it has changed.
    pub(super) fn part(self, draw: impl Fn() -> Option<Self> + 'static) -> Self {
        self.part_boxed(Box::new(draw))
    }

    fn part_boxed(mut self, draw: Box<dyn Fn() -> Option<Self>>) -> Self {
        // The element's own, not the effect's: that is thrown away a moment after the element, and what has heard of a
        // change in this moment would read what is gone.
        let kept = Rc::new(RefCell::new(Kept::new()));
        let held = Rc::downgrade(&kept);
        self.keep(kept);
        self.follow(move |element| {
            let Some(inside) = held.upgrade() else {
                return;
            };
            let drawn = draw();
            element.set_text_content(None);
            let kept = drawn.map(|drawn| {
                Rndr::insert_node(element, &drawn.0.element, None);
                drawn.0.kept
            });
            let gone = inside.replace(kept.unwrap_or_default());
            drop(gone);
        })
    }

    /// Returns a place that can be filled later, as long as the element is there.
    pub(super) fn filled_later(mut self) -> (Self, Filling) {
        let kept = Rc::new(RefCell::new(Kept::new()));
        let filling = Filling {
            element: self.0.element.clone(),
            owner: Owner::current().unwrap_or_default(),
            kept: Rc::downgrade(&kept),
        };
        self.keep(kept);
        (self, filling)
    }

    fn keep(&mut self, it: impl Any) {
        self.0.kept.push(Box::new(it));
    }

    /// The element as a view.
    pub(super) fn into_view(self) -> AnyView {
        Waiting(StoredValue::new_local(Some(self))).into_any()
    }
}

/// A place that waits for what is to be in it.
pub(super) struct Filling {
    element: Element,
    owner: Owner,
    kept: std::rc::Weak<RefCell<Kept>>,
}

impl Filling {
    /// Draws what is to be in it; nothing where the place is gone.
    pub(super) fn fill(self, draw: impl FnOnce() -> El) {
        let Some(kept) = self.kept.upgrade() else {
            return;
        };
        let drawn = self.owner.with(|| untrack(draw));
        self.element.set_text_content(None);
        Rndr::insert_node(&self.element, &drawn.0.element, None);
        *kept.borrow_mut() = drawn.0.kept;
    }
}

/// A value that is followed as a signal is, of whatever type: only its version is a signal.
pub(super) struct Held<T> {
    value: Rc<RefCell<T>>,
    version: RwSignal<u32>,
}

impl<T> Clone for Held<T> {
    fn clone(&self) -> Self {
        Self {
            value: Rc::clone(&self.value),
            version: self.version,
        }
    }
}

impl<T> Held<T> {
    pub(super) fn new(value: T) -> Self {
        Self {
            value: Rc::new(RefCell::new(value)),
            version: RwSignal::new(0),
        }
    }

    /// Reads it: whoever does so follows it.
    pub(super) fn with<R>(&self, read: impl FnOnce(&T) -> R) -> R {
        self.version.track();
        read(&self.value.borrow())
    }

    /// Changes it.
    pub(super) fn update(&self, change: impl FnOnce(&mut T)) {
        change(&mut self.value.borrow_mut());
        // Whoever has left wants it no more.
        self.version.try_update(|it| *it = it.wrapping_add(1));
    }

    /// Puts another in its place.
    pub(super) fn set(&self, value: T) {
        self.update(|it| *it = value);
    }
}

impl<T: PartialEq> Held<T> {
    /// Puts another in its place if it is another.
    pub(super) fn put(&self, value: T) {
        if *self.value.borrow() != value {
            self.set(value);
        }
    }
}

/// An element that is about to be in the document.
struct Waiting(StoredValue<Option<El>, LocalStorage>);

/// An element in the document.
struct Drawn(El);

impl Render for Waiting {
    type State = Drawn;

    fn build(self) -> Drawn {
        let made = self.0.try_update_value(Option::take).flatten();
        Drawn(made.unwrap_or_else(slot))
    }

    fn rebuild(self, state: &mut Drawn) {
        let mut drawn = self.build();
        state.insert_before_this(&mut drawn);
        state.unmount();
        *state = drawn;
    }
}

impl Mountable for Drawn {
    fn unmount(&mut self) {
        Rndr::remove(&self.0.0.element);
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        Rndr::insert_node(parent, &self.0.0.element, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        let parent = self.0.0.element.parent_element();
        if let Some(parent) = &parent {
            child.mount(parent, Some(&self.0.0.element));
        }
        parent.is_some()
    }

    fn elements(&self) -> Vec<Element> {
        vec![self.0.0.element.clone()]
    }
}

drawn_by_a_browser!(Waiting, Drawn);
