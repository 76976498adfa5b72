//! A worker of this worker, and the same from within: it samples factorisations of an ensemble.
//!
//! It runs the very program that this worker runs, which is compiled already.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use matinee_protocol::Message;
use wasm_bindgen::prelude::*;
use web_sys::js_sys::{Array, Uint8Array};
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, Worker, WorkerOptions};

use crate::trainer::{self, Answer, Order};
use crate::worker::{SLICE_MS, Wake, listen, next_task, now_ms, on_panic, scope, send};

/// The name by which a worker knows that it is one.
const NAME: &str = "helper";

/// A helper, seen from whoever has it. It ends when this is dropped.
pub(crate) struct Helper {
    worker: Worker,
    answers: Rc<RefCell<Vec<Answer>>>,
    _on_message: Closure<dyn Fn(MessageEvent)>,
    _on_error: Closure<dyn Fn(Event)>,
}

impl Helper {
    /// Starts one, which wakes whoever waits for it; `None` where the browser has no workers of workers.
    pub(crate) fn start(wake: Rc<Wake>) -> Option<Self> {
        let options = WorkerOptions::new();
        options.set_name(NAME);
        let script = scope().location().href();
        let worker = Worker::new_with_options(&script, &options).ok()?;
        let answers = Rc::<RefCell<Vec<Answer>>>::default();
        let hear = {
            let answers = Rc::clone(&answers);
            Rc::new(move |answer| {
                answers.borrow_mut().push(answer);
                wake.wake();
            })
        };
        let tell = Rc::clone(&hear);
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            let answer = Message::read(&Uint8Array::new(&event.data()).to_vec());
            tell(answer.map_or(Answer::Lost, |Message { said, .. }| said));
        });
        let on_error = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            // This worker does without it, and has nothing to say of it.
            event.prevent_default();
            hear(Answer::Lost);
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        let helper = Self {
            worker,
            answers,
            _on_message: on_message,
            _on_error: on_error,
        };
        helper.worker.post_message(&wasm_bindgen::module()).ok()?;
        Some(helper)
    }
}

impl trainer::Helper for Rc<Helper> {
    fn order(&self, order: &Order) -> bool {
        let message = Message {
            run: 0,
            said: order,
        };
        message.write().is_ok_and(|bytes| {
            let bytes = Uint8Array::from(&bytes[..]).buffer();
            let moved = Array::of1(&bytes);
            let sent = self.worker.post_message_with_transfer(&bytes, &moved);
            sent.is_ok()
        })
    }

    fn take_answers(&self) -> Vec<Answer> {
        self.answers.take()
    }
}

impl Drop for Helper {
    fn drop(&mut self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.terminate();
    }
}

/// Whether this worker is a helper.
pub(crate) fn is_one(scope: &DedicatedWorkerGlobalScope) -> bool {
    scope.name() == NAME
}

/// What a helper keeps.
#[derive(Default)]
struct State {
    waits: Cell<bool>,
    wake: Wake,
    /// When this slice began.
    since: Cell<f64>,
}

/// Takes orders.
pub(crate) fn run() {
    on_panic(|_| say(&Answer::Lost));
    say(&Answer::Ready);
    let state = Rc::<State>::default();
    listen(move |bytes| match Message::read(&bytes) {
        Ok(Message { said, .. }) => obey(&state, said),
        Err(_) => say(&Answer::Lost),
    });
}

fn obey(state: &Rc<State>, order: Order) {
    match order {
        Order::Sample(task) => {
            let state = Rc::clone(state);
            state.since.set(now_ms());
            wasm_bindgen_futures::spawn_local(async move {
                let rest = async || state.rest().await;
                let sampled = trainer::sample(&task, |answer| say(&answer), rest).await;
                // Whoever does it instead hears why, too.
                if sampled.is_err() {
                    say(&Answer::Lost);
                }
            });
        }
        Order::Wait => state.waits.set(true),
        Order::GoOn => {
            state.waits.set(false);
            state.wake.wake();
        }
    }
}

impl State {
    /// Listens now and then, and waits where it was told to.
    async fn rest(&self) {
        if now_ms() - self.since.get() <= SLICE_MS {
            return;
        }
        next_task().await;
        while self.waits.get() {
            self.wake.sleep().await;
        }
        self.since.set(now_ms());
    }
}

fn say(answer: &Answer) {
    send(Message {
        run: 0,
        said: answer,
    });
}
