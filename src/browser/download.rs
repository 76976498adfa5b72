//! Large files of this site, with progress and a way to give up.

use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Reflect, Uint8Array};
use web_sys::{AbortController, ReadableStreamDefaultReader};

use matinee_app::models::FetchFailure;

use super::files::{answer, cut_off};

/// The way to give a download up.
#[derive(Clone)]
pub(crate) struct Cancel(Option<AbortController>);

impl Cancel {
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Whether it was given up. A browser that cannot break a download off lets it come to its end.
    pub(crate) fn is_cancelled(&self) -> bool {
        let signal = self.0.as_ref().map(AbortController::signal);
        signal.is_some_and(|signal| signal.aborted())
    }

    /// Ends the download; it fails as one that was cut off.
    pub(crate) fn cancel(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// The bytes of a file of this site. `progress` hears how many have come. `is_again` passes the
/// browser's cache over.
pub(crate) async fn download(
    file: &str,
    is_again: bool,
    cancel: &Cancel,
    progress: impl Fn(u64),
) -> Result<Vec<u8>, FetchFailure> {
    let signal = cancel.0.as_ref().map(AbortController::signal);
    let answer = answer(file, is_again, signal.as_ref()).await?;
    let body = answer.body().ok_or(FetchFailure::Unreachable)?;
    let reader: ReadableStreamDefaultReader = body.get_reader().unchecked_into();
    let mut bytes = Vec::new();
    loop {
        let piece = JsFuture::from(reader.read()).await.map_err(cut_off)?;
        let part = |name: &str| Reflect::get(&piece, &name.into()).map_err(cut_off);
        if part("done")?.is_truthy() {
            return Ok(bytes);
        }
        bytes.extend(Uint8Array::new(&part("value")?).to_vec());
        progress(bytes.len() as u64);
    }
}
