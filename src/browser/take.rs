//! What the visitor takes along: files, the clipboard, paper.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url, js_sys};

/// Offers bytes as a file of this name to save. `kind` is its media type.
pub(crate) fn save_file(name: &str, kind: &str, bytes: &[u8]) {
    // A browser that has no blobs has no page either: what can fail here cannot be mended here.
    let _ = try_save(name, kind, bytes);
}

fn try_save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let blob = Blob::new_with_u8_array_sequence_and_options(&parts, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken its own hold of the blob by now.
    Url::revoke_object_url(&url)
}

/// Puts a text on the clipboard. Whether the browser let it.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Absent where the page was not served securely.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// The whole address of what is shown.
pub(crate) fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Opens the browser's dialog for printing.
pub(crate) fn print() {
    let _ = window().print();
}
