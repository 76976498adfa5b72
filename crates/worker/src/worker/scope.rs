//! The worker's global scope: messages, time, waiting.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::js_sys::{self, Array, Function, Promise, Uint8Array};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Hands every message's bytes to `hear`, from now on.
pub(super) fn listen(hear: impl Fn(Vec<u8>) + 'static) {
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(Uint8Array::new(&event.data()).to_vec());
    });
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // For as long as the worker lives.
    listener.forget();
}

/// Sends bytes to the page; they move there.
pub(super) fn post(bytes: &[u8]) {
    let bytes = Uint8Array::from(bytes).buffer();
    if scope()
        .post_message_with_transfer(&bytes, &Array::of1(&bytes))
        .is_err()
    {
        fail("a message could not be sent to the page");
    }
}

/// The page hears of it as an error of the worker.
pub(super) fn fail(reason: &str) -> ! {
    wasm_bindgen::throw_str(reason);
}

/// Has `tell` say why the worker ends, when it panics.
pub(super) fn on_panic(tell: fn(&str)) {
    std::panic::set_hook(Box::new(move |panic| tell(&panic.to_string())));
}

/// Milliseconds since the worker began.
pub(super) fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Bytes of memory that the WebAssembly has.
pub(super) fn memory_bytes() -> u64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    buffer.byte_length().into()
}

/// Lets the messages in that have come.
pub(super) async fn next_task() {
    let promise = Promise::new(&mut |go_on, _| {
        let _ = scope().set_timeout_with_callback(&go_on);
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Sleeps until it is woken.
#[derive(Default)]
pub(super) struct Wake(RefCell<Option<Function>>);

impl Wake {
    pub(super) async fn sleep(&self) {
        let promise = Promise::new(&mut |go_on, _| *self.0.borrow_mut() = Some(go_on));
        let _ = JsFuture::from(promise).await;
    }

    pub(super) fn wake(&self) {
        if let Some(go_on) = self.0.borrow_mut().take() {
            let _ = go_on.call0(&JsValue::UNDEFINED);
        }
    }
}
