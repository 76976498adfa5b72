//! A worker: a thread of its own that is only spoken with.

use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{ErrorEvent, Event, MessageEvent};

/// What is heard of a worker.
pub(crate) enum Said {
    /// It sent this.
    Bytes(Vec<u8>),
    /// It cannot go on, and why.
    Broke(String),
}

/// A worker. It ends when this is dropped.
pub(crate) struct Worker {
    worker: web_sys::Worker,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Worker {
    /// Starts `script` and hands it the WebAssembly that it runs.
    pub(crate) fn start(
        script: &str,
        wasm: &[u8],
        hear: impl Fn(Said) + 'static,
    ) -> Result<Self, String> {
        let worker = web_sys::Worker::new(script).map_err(|_| refused())?;
        let hear = Rc::new(hear);
        let tell = Rc::clone(&hear);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            tell(Said::Bytes(Uint8Array::new(&event.data()).to_vec()));
        });
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // A script that cannot be loaded fires an event without a message.
            let error = event.dyn_ref::<ErrorEvent>().map(ErrorEvent::message);
            let reason = error.filter(|reason| !reason.is_empty());
            hear(Said::Broke(reason.unwrap_or_else(refused)));
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let worker = Self {
            worker,
            _on_message: on_message,
            _on_error: on_error,
        };
        worker.post(wasm)?;
        Ok(worker)
    }

    /// Sends bytes; what arrives is a copy that was moved.
    pub(crate) fn post(&self, bytes: &[u8]) -> Result<(), String> {
        let bytes = Uint8Array::from(bytes).buffer();
        self.worker
            .post_message_with_transfer(&bytes, &Array::of1(&bytes))
            .map_err(|_| "a message could not be sent to the trainer".to_owned())
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

fn refused() -> String {
    "the browser did not start it".to_owned()
}
