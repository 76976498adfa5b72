//! The only module that talks to the browser beyond drawing: address, storage, clock, focus,
//! files of this site.
//!
//! What can be refused (storage in a private window, say) is refused in silence: the page works
//! without it.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Element, Event, HtmlElement, HtmlInputElement, RequestCache, RequestInit, Response, js_sys,
};

use crate::page::models::FetchFailure;

/// Prefix of every stored name: all project pages of one github.io user share one storage.
const STORED_THEME: &str = "matinee:theme";
/// Name of the mark and of the measure around the engine's work.
const MEASURE: &str = "matinee:recommend";

/// The query string of the address, with its question mark, or nothing.
pub(super) fn query() -> String {
    window().location().search().unwrap_or_default()
}

/// How a change of the address enters the browser's history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// The back button returns to what was there before.
    Pushed,
    /// What was there before is forgotten.
    Replaced,
}

/// Puts a query string in the address.
pub(super) fn set_query(query: &str, entry: Entry) {
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
pub(super) fn set_title(title: &str) {
    document().set_title(title);
}

/// Milliseconds since the page was opened, as finely as the browser tells.
pub(super) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Does `work` under the performance measure `matinee:recommend`, and says how long it took, in
/// milliseconds.
pub(super) fn measured<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let clock = window().performance();
    if let Some(clock) = &clock {
        let _ = clock.mark(MEASURE);
    }
    let start = now_ms();
    let made = work();
    let took = now_ms() - start;
    if let Some(clock) = &clock {
        let _ = clock.measure_with_start_mark(MEASURE, MEASURE);
        clock.clear_marks_with_mark_name(MEASURE);
    }
    (made, took)
}

/// A stored theme, `light` or `dark`.
pub(super) fn stored_theme() -> Option<String> {
    let storage = window().local_storage().ok().flatten()?;
    storage.get_item(STORED_THEME).ok().flatten()
}

/// Shows a theme and remembers it; `None` follows the system and forgets.
pub(super) fn set_theme(theme: Option<&str>) {
    if let Some(root) = document().document_element() {
        let _ = match theme {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        };
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = match theme {
            Some(theme) => storage.set_item(STORED_THEME, theme),
            None => storage.remove_item(STORED_THEME),
        };
    }
}

/// The element with this id.
pub(super) fn element(id: &str) -> Option<HtmlElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Selects the text of the field that an event came from, so that typing replaces it.
pub(super) fn select_text(event: &impl AsRef<Event>) {
    let field = event.as_ref().target();
    if let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) {
        field.select();
    }
}

/// Scrolls a list of rows of equal height, as little as is needed, so that a row is visible.
pub(super) fn reveal_row(list: &Element, row: usize, n_rows: usize) {
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

/// The first visible of a list's `n_rows` rows of equal height.
pub(super) fn first_visible_row(list: &Element, n_rows: usize) -> usize {
    let height = f64::from(list.scroll_height()) / n_rows.max(1) as f64;
    (f64::from(list.scroll_top()) / height.max(1.0)) as usize
}

/// Width of the window in CSS pixels.
pub(super) fn width() -> f64 {
    let width = window().inner_width().ok();
    width.and_then(|width| width.as_f64()).unwrap_or_default()
}

/// The bytes of a file of this site, named relative to the page. `is_again` passes the browser's
/// cache over: what it holds may be what was wrong.
pub(super) async fn fetch(file: &str, is_again: bool) -> Result<Vec<u8>, FetchFailure> {
    let options = RequestInit::new();
    if is_again {
        options.set_cache(RequestCache::Reload);
    }
    let cut_off = |_: JsValue| FetchFailure::Unreachable;
    let answer = JsFuture::from(window().fetch_with_str_and_init(file, &options)).await;
    let answer: Response = answer.and_then(JsCast::dyn_into).map_err(cut_off)?;
    if !answer.ok() {
        let status = answer.status();
        return Err(FetchFailure::Refused { status });
    }
    let body = JsFuture::from(answer.array_buffer().map_err(cut_off)?).await;
    Ok(js_sys::Uint8Array::new(&body.map_err(cut_off)?).to_vec())
}

/// Loads the page again.
pub(super) fn reload() {
    let _ = window().location().reload();
}

/// Makes every panic show the static panel of index.html, which works without WebAssembly.
///
/// The script `boot.js` waits for the event; the message goes to the console for a report.
pub(super) fn report_panics() {
    std::panic::set_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&panic.to_string()));
        if let (Some(window), Ok(event)) = (web_sys::window(), Event::new("matinee:broke")) {
            let _ = window.dispatch_event(&event);
        }
    }));
}
