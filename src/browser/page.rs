//! The page and its elements: address and title, focus, selection, scrolling, width; starting it again, leaving
//! it, and when it panics.

use gloo::utils::{document, window};
use leptos::ev;
use leptos::prelude::{
    Effect, Get, Memo, RwSignal, Set, StoredValue, WindowListenerHandle, WithValue, on_cleanup,
    request_animation_frame, window_event_listener,
};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, IntersectionObserver, IntersectionObserverEntry,
    MouseEvent, ScrollIntoViewOptions, ScrollLogicalPosition, TouchEvent,
};

/// Returns the query string of the address, with its question mark, or nothing.
pub(crate) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// Reads what stands behind the query string, with its number sign; nothing where there is none.
pub(crate) fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Scrolls an element, where it is there, to the top of the window.
pub(crate) fn scroll_to(id: &str) {
    if let Some(element) = document().get_element_by_id(id) {
        element.scroll_into_view();
    }
}

/// Tells whether there is an element with this id.
pub(crate) fn is_there(id: &str) -> bool {
    document().get_element_by_id(id).is_some()
}

/// How a change of the address enters the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The back button returns to what was there before.
    Pushed,
    /// What was there before is forgotten.
    Replaced,
}

/// Puts a query string in the address.
pub(crate) fn set_query(query: &str, entry: Entry) {
    if let Ok(history) = window().history() {
        let (nothing, url) = (JsValue::NULL, Some(query));
        // A browser may refuse when an address changes too often; the page goes on.
        let _ = match entry {
            Entry::Pushed => history.push_state_with_url(&nothing, "", url),
            Entry::Replaced => history.replace_state_with_url(&nothing, "", url),
        };
    }
}

/// Sets the title of the document.
pub(crate) fn set_title(title: &str) {
    document().set_title(title);
}

/// What the document says once a file of this page is no longer on the site. The script that fetches
/// parts of the app says it too (`xtask/src/app.js`).
const OUTDATED: &str = "data-outdated";

/// Tells whether a newer version of the page has taken this one's place on the site: then nothing
/// that is still to be fetched can be had, however often it is asked for.
pub(crate) fn is_outdated() -> bool {
    let root = document().document_element();
    root.is_some_and(|root| root.has_attribute(OUTDATED))
}

/// Notes that a file of this page is no longer on the site.
pub(super) fn note_outdated() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(OUTDATED, "");
    }
}

/// Notes that the page has all of its model, for whoever tests the page.
pub(crate) fn note_whole() {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute("data-whole", "");
    }
}

/// Loads the page again.
pub(crate) fn reload() {
    let _ = window().location().reload();
}

/// Has the browser ask before the page is left, as long as `is_at_work` says that something would be lost.
/// At other times nothing listens: a page that does is not kept for the back button.
pub(crate) fn ask_before_leaving(is_at_work: Memo<bool>) {
    Effect::new(move |asking: Option<Option<WindowListenerHandle>>| {
        if let Some(asking) = asking.flatten() {
            asking.remove();
        }
        is_at_work.get().then(|| {
            window_event_listener(ev::beforeunload, |event| {
                event.prevent_default();
                // Browsers before 2023 go by this; none shows the words.
                event.set_return_value("A model is being trained.");
            })
        })
    });
}

/// Makes every panic show the static panel of index.html, which works without WebAssembly.
///
/// The script `boot.js` waits for the event; the message goes to the console for a report.
pub(crate) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("matinee:broke")) {
            let _ = window.dispatch_event(&event);
        }
    }));
}

/// Finds the element with this id.
pub(crate) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Reads what a `meta` element of the page says.
pub(crate) fn content_of_meta(name: &str) -> Option<String> {
    let selector = format!("meta[name={name}]");
    let meta = document().query_selector(&selector).ok()??;
    meta.get_attribute("content")
}

/// Finds the address of the terms of the page's data, where they travel with the page.
pub(crate) fn address_of_licence() -> Option<String> {
    let link = document().query_selector("link[rel=license]").ok()??;
    link.get_attribute("href")
}

/// Says where in its element a pointer is, as parts of its width from the left and of its height from the
/// top; nothing in an element without room. What is in the element lets pointers through.
pub(crate) fn place_in(event: &MouseEvent) -> Option<[f64; 2]> {
    let element: Element = event.current_target()?.dyn_into().ok()?;
    let share = |at: i32, all: i32| f64::from(at) / f64::from(all);
    let x = share(event.offset_x(), element.client_width());
    let y = share(event.offset_y(), element.client_height());
    (x.is_finite() && y.is_finite()).then_some([x, y])
}

/// Selects the text of the field that an event of getting the focus came from, so that typing replaces it.
///
/// WebKit scrolls to a field a moment after it has the focus, and leaves that where something is selected in it until
/// then: hence it is brought into sight here.
pub(crate) fn select_text(event: &impl AsRef<Event>) {
    let field = event.as_ref().target();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
        let as_far_as_needed = ScrollIntoViewOptions::new();
        as_far_as_needed.set_block(ScrollLogicalPosition::Nearest);
        field.scroll_into_view_with_scroll_into_view_options(&as_far_as_needed);
    }
}

/// Says where the first finger is that came down on the element of an event, in the window, CSS
/// pixels.
pub(crate) fn touched(event: &TouchEvent) -> Option<(f64, f64)> {
    let finger = event.target_touches().get(0)?;
    Some((finger.client_x().into(), finger.client_y().into()))
}

/// Puts the slider that an event came from somewhere.
pub(crate) fn put_slider(event: &impl AsRef<Event>, percent: u8) {
    let slider = event.as_ref().target();
    if let Some(slider) = slider.and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
        slider.set_value(&percent.to_string());
    }
}

/// Tells whether the `details` that an event came from is open.
pub(crate) fn is_open(event: &impl AsRef<Event>) -> bool {
    let details = event.as_ref().target();
    let details = details.and_then(|it| it.dyn_into::<Element>().ok());
    details.is_some_and(|details| details.has_attribute("open"))
}

/// Scrolls a list of rows of equal height, as little as is needed, so that a row is visible.
pub(crate) fn reveal_row(list: &Element, row: usize, n_rows: usize) {
    let height = f64::from(list.scroll_height()) / n_rows.max(1) as f64;
    let (top, bottom) = (row as f64 * height, (row + 1) as f64 * height);
    let seen = f64::from(list.scroll_top());
    let visible = f64::from(list.client_height());
    if top < seen {
        list.set_scroll_top(top as i32);
    } else if bottom > seen + visible {
        list.set_scroll_top((bottom - visible).ceil() as i32);
    }
}

/// Finds the first visible of a list's `n_rows` rows of equal height.
pub(crate) fn first_visible_row(list: &Element, n_rows: usize) -> usize {
    let height = f64::from(list.scroll_height()) / n_rows.max(1) as f64;
    (f64::from(list.scroll_top()) / height.max(1.0)) as usize
}

/// Measures the width of the window in CSS pixels.
pub(crate) fn width() -> f64 {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()).unwrap_or_default()
}

/// Has the link that an event came from lead to an address.
pub(crate) fn lead_to(event: &impl AsRef<Event>, address: &str) {
    let link = event.as_ref().current_target();
    if let Some(link) = link.and_then(|it| it.dyn_into::<Element>().ok()) {
        let _ = link.set_attribute("href", address);
    }
}

/// Tells whether a click on a link is for this page: what opens another tab or window is the browser's.
pub(crate) fn is_for_this_page(click: &MouseEvent) -> bool {
    click.button() == 0 && !(click.ctrl_key() || click.meta_key() || click.shift_key())
}

/// Moves the focus away from what is about to go: where it is on one of `from`, to the first of `to`.
pub(crate) fn hand_focus_on(from: &[&str], to: &[&str]) {
    let focused = document().active_element();
    if focused.is_some_and(|element| from.contains(&&*element.id())) {
        focus_soon(to.iter().map(|id| (*id).to_owned()).collect());
    }
}

/// Tells whether the focus is on an element or in it.
pub(crate) fn has_focus(element: &Element) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|focused| element.contains(Some(&focused)))
}

/// Follows whether anything of an element is in the window, as long as its owner is there.
pub(crate) fn follow_sight(element: &Element, is_in_sight: RwSignal<bool>) {
    let look = move |entries: Array| {
        let last = entries.iter().last();
        if let Some(entry) = last.and_then(|it| it.dyn_into::<IntersectionObserverEntry>().ok()) {
            is_in_sight.set(entry.is_intersecting());
        }
    };
    let look = Closure::<dyn Fn(Array)>::new(look);
    let Ok(observer) = IntersectionObserver::new(look.as_ref().unchecked_ref()) else {
        return;
    };
    observer.observe(element);
    let kept = StoredValue::new_local((observer, look));
    on_cleanup(move || kept.with_value(|(observer, _)| observer.disconnect()));
}

/// Moves the focus, as soon as what changes now is drawn, to the first of these ids that is there.
pub(crate) fn focus_soon(ids: Vec<String>) {
    request_animation_frame(move || {
        if let Some(element) = ids.iter().find_map(|id| element(id)) {
            let _ = element.focus();
        }
    });
}
