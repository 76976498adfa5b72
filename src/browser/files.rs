//! Files of this site, large ones with progress and a way to give up; those that the visitor brings; and what
//! they take along: files, the clipboard, paper.

use gloo::utils::{document, window};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{Array, Function, Promise, Reflect, Uint8Array, encode_uri_component};
use web_sys::{
    AbortController, AbortSignal, Blob, BlobPropertyBag, CanvasRenderingContext2d, DragEvent,
    Event, File, HtmlAnchorElement, HtmlCanvasElement, HtmlImageElement, HtmlInputElement,
    ReadableStream, ReadableStreamDefaultReader, RequestCache, RequestInit, Response, Url,
};

use matinee_app::models::FetchFailure;

use super::page::note_outdated;

/// Fetches the bytes of a file of this site, named relative to the page. `is_again` passes the
/// browser's cache over: what it holds may be what was wrong.
pub(crate) async fn fetch(file: &str, is_again: bool) -> Result<Vec<u8>, FetchFailure> {
    let answer = answer(file, is_again, None).await?;
    let body = JsFuture::from(answer.array_buffer().map_err(cut_off)?).await;
    Ok(Uint8Array::new(&body.map_err(cut_off)?).to_vec())
}

/// Fetches a file of this site that is packed by gzip, and unpacks it.
pub(crate) async fn fetch_packed(file: &str) -> Result<Vec<u8>, FetchFailure> {
    let answer = answer(file, false, None).await?;
    let body = answer.body().ok_or(FetchFailure::Unreachable)?;
    // By name: bindings of its own would have every library of the page compiled again for them.
    let get = |of: &JsValue, name: &str| -> Result<Function, FetchFailure> {
        let found = Reflect::get(of, &name.into()).and_then(JsCast::dyn_into);
        found.map_err(cut_off)
    };
    let unpacking = get(&window(), "DecompressionStream")?;
    let unpacking = Reflect::construct(&unpacking, &Array::of1(&"gzip".into())).map_err(cut_off)?;
    let body = get(&body, "pipeThrough")?.call1(&body, &unpacking);
    let body: ReadableStream = body.map_err(cut_off)?.unchecked_into();
    let answer = Response::new_with_opt_readable_stream(Some(&body)).map_err(cut_off)?;
    let body = JsFuture::from(answer.array_buffer().map_err(cut_off)?).await;
    Ok(Uint8Array::new(&body.map_err(cut_off)?).to_vec())
}

/// Asks this site for a file; `signal` breaks it off.
async fn answer(
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

/// Makes whatever a fetch fails of one failure: the file did not come.
fn cut_off(_: JsValue) -> FetchFailure {
    FetchFailure::Unreachable
}

/// Takes the file that the visitor chose in a field. The field forgets it, so that the same file
/// can be chosen again.
pub(crate) fn chosen_file(event: &Event) -> Option<File> {
    let field: HtmlInputElement = event.target()?.dyn_into().ok()?;
    let file = field.files()?.get(0);
    field.set_value("");
    file
}

/// Tells whether files are dragged, and not a text or a link, which go into fields.
pub(crate) fn has_files(event: &DragEvent) -> bool {
    let dragged = event.data_transfer();
    dragged.is_some_and(|dragged| dragged.types().includes(&"Files".into(), 0))
}

/// Takes the file that the visitor dropped on the page.
pub(crate) fn dropped_file(event: &DragEvent) -> Option<File> {
    event.data_transfer()?.files()?.get(0)
}

/// Reads the bytes of a file of the visitor. `None` where it cannot be read: it may have gone
/// since.
pub(crate) async fn bytes_of(file: &File) -> Option<Vec<u8>> {
    let bytes = JsFuture::from(file.array_buffer()).await.ok()?;
    Some(Uint8Array::new(&bytes).to_vec())
}

/// The way to give a download up.
#[derive(Clone)]
pub(crate) struct Cancel(Option<AbortController>);

impl Cancel {
    pub(crate) fn new() -> Self {
        Self(AbortController::new().ok())
    }

    /// Ends the download; it fails as one that was cut off. A browser that cannot break it off lets it
    /// come to its end.
    pub(crate) fn cancel(&self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// Fetches the bytes of a file of this site. `progress` hears how many have come. `is_again` passes
/// the browser's cache over.
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

/// Offers bytes as a file of this name to save. `kind` is its media type.
pub(crate) fn save_file(name: &str, kind: &str, bytes: &[u8]) {
    // A browser that has no blobs has no page either: what can fail here cannot be mended here.
    let _ = try_save(name, kind, bytes);
}

fn try_save(name: &str, kind: &str, bytes: &[u8]) -> Result<(), JsValue> {
    let options = BlobPropertyBag::new();
    options.set_type(kind);
    let parts = Array::of1(&Uint8Array::from(bytes));
    offer(
        name,
        &Blob::new_with_u8_array_sequence_and_options(&parts, &options)?,
    )
}

fn offer(name: &str, file: &Blob) -> Result<(), JsValue> {
    let url = Url::create_object_url_with_blob(file)?;
    let link: HtmlAnchorElement = document().create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser has taken its own hold of the blob by now.
    Url::revoke_object_url(&url)
}

/// Dots of a picture for each CSS pixel: sharp on any screen.
const DENSITY: u32 = 2;

/// Offers a picture, which is an SVG file of this size in CSS pixels, as a PNG of this name to save.
/// Returns whether the browser could paint it.
pub(crate) async fn save_painted(name: &str, svg: &str, size: (u32, u32)) -> bool {
    match painted(svg, size).await {
        Ok(png) => offer(name, &png).is_ok(),
        Err(_) => false,
    }
}

async fn painted(svg: &str, (width, height): (u32, u32)) -> Result<Blob, JsValue> {
    let image = HtmlImageElement::new()?;
    // The page's policy has no place for addresses of blobs in pictures.
    let encoded = String::from(encode_uri_component(svg));
    image.set_src(&["data:image/svg+xml,", &encoded].concat());
    JsFuture::from(image.decode()).await?;
    let canvas: HtmlCanvasElement = document().create_element("canvas")?.unchecked_into();
    let [width, height] = [width, height].map(|it| it * DENSITY);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or(JsValue::NULL)?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let [width, height] = [width, height].map(f64::from);
    context.draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width, height)?;
    let png = Promise::new(&mut |resolve, refuse| {
        if let Err(reason) = canvas.to_blob(&resolve) {
            let _ = refuse.call1(&JsValue::NULL, &reason);
        }
    });
    JsFuture::from(png).await?.dyn_into()
}

/// Puts a text on the clipboard. Returns whether the browser let it.
pub(crate) async fn copy(text: &str) -> bool {
    let clipboard = window().navigator().clipboard();
    // Absent where the page was not served securely.
    if clipboard.is_undefined() {
        return false;
    }
    JsFuture::from(clipboard.write_text(text)).await.is_ok()
}

/// Returns the whole address of what is shown.
pub(crate) fn address() -> String {
    window().location().href().unwrap_or_default()
}

/// Opens the browser's dialog for printing.
pub(crate) fn print() {
    let _ = window().print();
}
