//! Files of this site.

use gloo::utils::window;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{RequestCache, RequestInit, Response, js_sys};

use crate::page::models::FetchFailure;

/// The bytes of a file of this site, named relative to the page. `is_again` passes the browser's
/// cache over: what it holds may be what was wrong.
pub(in crate::web) async fn fetch(file: &str, is_again: bool) -> Result<Vec<u8>, FetchFailure> {
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
