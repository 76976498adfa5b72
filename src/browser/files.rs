//! Files of this site, and those that the visitor brings.

use gloo::utils::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AbortSignal, DragEvent, Event, File, HtmlInputElement, RequestCache, RequestInit, Response,
    js_sys,
};

use matinee_app::models::FetchFailure;

use super::address::note_outdated;

/// The bytes of a file of this site, named relative to the page. `is_again` passes the browser's
/// cache over: what it holds may be what was wrong.
pub(crate) async fn fetch(file: &str, is_again: bool) -> Result<Vec<u8>, FetchFailure> {
    let answer = answer(file, is_again, None).await?;
    let body = JsFuture::from(answer.array_buffer().map_err(cut_off)?).await;
    Ok(js_sys::Uint8Array::new(&body.map_err(cut_off)?).to_vec())
}

/// What this site answers when it is asked for a file; `signal` breaks it off.
pub(super) async fn answer(
    file: &str,
    is_again: bool,
    signal: Option<&AbortSignal>,
) -> Result<Response, FetchFailure> {
    let options = RequestInit::new();
    options.set_signal(signal);
    if is_again {
        options.set_cache(RequestCache::Reload);
    }
    ask(file, &options).await
}

async fn ask(file: &str, options: &RequestInit) -> Result<Response, FetchFailure> {
    let answer = JsFuture::from(window().fetch_with_str_and_init(file, options)).await;
    let answer: Response = answer.and_then(JsCast::dyn_into).map_err(cut_off)?;
    if answer.ok() {
        return Ok(answer);
    }
    let failure = FetchFailure::Refused {
        status: answer.status(),
    };
    if failure.is_gone() {
        note_outdated();
    }
    Err(failure)
}

/// Looks whether the site still has a file that somebody else could not fetch.
pub(crate) async fn look_for(file: &str) {
    let options = RequestInit::new();
    options.set_method("HEAD");
    options.set_cache(RequestCache::NoStore);
    let _ = ask(file, &options).await;
}

/// Whatever a fetch fails of, it did not come.
pub(super) fn cut_off(_: JsValue) -> FetchFailure {
    FetchFailure::Unreachable
}

/// The file that the visitor chose in a field. The field forgets it, so that the same file can be
/// chosen again.
pub(crate) fn chosen_file(event: &Event) -> Option<File> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = field.files()?.get(0);
    field.set_value("");
    file
}

/// Whether files are dragged, and not a text or a link, which go into fields.
pub(crate) fn has_files(event: &DragEvent) -> bool {
    let dragged = event.data_transfer();
    dragged.is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

/// The file that the visitor dropped on the page.
pub(crate) fn dropped_file(event: &DragEvent) -> Option<File> {
    event.data_transfer()?.files()?.get(0)
}

/// The bytes of a file of the visitor. `None` where it cannot be read: it may have gone since.
pub(crate) async fn bytes_of(file: &File) -> Option<Vec<u8>> {
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(js_sys::Uint8Array::new(&bytes).to_vec())
}
