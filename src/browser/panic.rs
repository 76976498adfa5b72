//! What happens when the page panics.

use wasm_bindgen::JsValue;
use web_sys::Event;

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
