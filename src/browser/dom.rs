//! Elements of the document: focus, selection, scrolling, width.

use gloo::utils::{document, window};
use leptos::prelude::request_animation_frame;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlElement, HtmlInputElement, TouchEvent};

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

/// Selects the text of the field that an event came from, so that typing replaces it.
pub(crate) fn select_text(event: &impl AsRef<Event>) {
    let field = event.as_ref().target();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
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

/// Moves the focus away from what is about to go: where it is on one of `from`, to the first of `to`.
pub(crate) fn hand_focus_on(from: &[&str], to: &[&str]) {
    let focused = document().active_element();
    if focused.is_some_and(|element| from.contains(&&*element.id())) {
        focus_soon(to.iter().map(|id| (*id).to_owned()).collect());
    }
}

/// Moves the focus, as soon as what changes now is drawn, to the first of these ids that is there.
pub(crate) fn focus_soon(ids: Vec<String>) {
    request_animation_frame(move || {
        if let Some(element) = ids.iter().find_map(|id| element(id)) {
            let _ = element.focus();
        }
    });
}
