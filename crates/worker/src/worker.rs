//! The trainer's edge: a worker in the browser that hosts runs, and its global scope: messages, time,
//! waiting. A worker may have others help it (`helper`).
//!
//! It works in slices and listens in between, so that it hears *stop* within a fraction of a
//! second; a browser hands a worker nothing while it computes.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use serde::Serialize;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::js_sys::{self, Array, Function, Promise, Uint8Array};
use web_sys::{DedicatedWorkerGlobalScope, MessageEvent};

use crate::helper::{self, Helper};
use crate::trainer::{self, Flow, Helper as _, Host, Order, RunError, TrainingData};
use matinee_protocol::{Message, Report, Request};

thread_local! {
    /// A worker has one thread; a panic has nothing else to reach it by.
    static HOST: Rc<WorkerState> = Rc::default();
}

/// Starts listening, for the page, or for the worker that this one helps; that hears that the worker is there.
pub fn run() {
    if helper::is_one(&scope()) {
        return helper::run();
    }
    on_panic(|panic| HOST.with(|host| host.fail(panic)));
    let host = HOST.with(Rc::clone);
    host.say(Report::Ready);
    listen(move |bytes| match Message::<Request>::read(&bytes) {
        Ok(message) => handle(&host, message),
        Err(garbled) => host.fail(&garbled.to_string()),
    });
}

/// Does what the page asks for.
fn handle(host: &Rc<WorkerState>, Message { run, said }: Message<Request>) {
    match said {
        Request::Open { model, rest } => match TrainingData::open_parts(&model, &rest) {
            Ok(training_data) => host.settle_page(training_data),
            Err(error) => host.fail(&error.to_string()),
        },
        Request::OpenArchive(zip) => {
            let Some(page) = host.page() else {
                return host.fail("the page's own tables are not there yet");
            };
            match TrainingData::open_archive(&zip, &page) {
                Ok(training_data) => host.settle(Rc::new(training_data)),
                Err(error) => host.say(Report::Refused {
                    reason: error.to_string(),
                }),
            }
        }
        Request::Start(start) => {
            let Some(training_data) = host.training_data() else {
                return host.fail("there is nothing to train on yet");
            };
            let host_of_run = host.begin(run);
            spawn_local(async move {
                if let Err(error) = trainer::run(&training_data, &start, &host_of_run).await {
                    trainer::Host::emit(&host_of_run, failed(&error));
                }
            });
        }
        Request::Pause => host.pause(run),
        Request::Resume => host.resume(run),
        Request::Epoch => host.until_epoch(run),
        Request::Stop => host.stop(run),
    }
}

fn failed(error: &RunError) -> Report {
    Report::Failed {
        reason: error.to_string(),
    }
}

/// Between two looks at what the page says, milliseconds: a good deal less than the half second
/// within which a stop has to be heard, and long beside what a look costs.
pub(crate) const SLICE_MS: f64 = 100.0;

/// What the page last asked of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wish {
    #[default]
    GoOn,
    /// On until the end of the epoch.
    Epoch,
    Wait,
    Stop,
}

/// What a worker keeps.
#[derive(Default)]
struct WorkerState {
    /// The page's own tables.
    page: RefCell<Option<Rc<TrainingData>>>,
    /// The ones that are trained on.
    training_data: RefCell<Option<Rc<TrainingData>>>,
    /// The run that counts.
    run: Cell<u32>,
    wish: Cell<Wish>,
    /// Wakes a run that waits.
    wake: Rc<Wake>,
    /// Those who help the run, as long as it wants them.
    helpers: RefCell<Vec<Weak<Helper>>>,
}

impl WorkerState {
    /// Trains on these from now on, and says so.
    fn settle(&self, training_data: Rc<TrainingData>) {
        let opened = training_data.opened();
        *self.training_data.borrow_mut() = Some(training_data);
        self.say(Report::Opened(opened));
    }

    /// Trains on the page's own tables from now on.
    fn settle_page(&self, training_data: TrainingData) {
        let training_data = Rc::new(training_data);
        *self.page.borrow_mut() = Some(Rc::clone(&training_data));
        self.settle(training_data);
    }

    /// The page's own tables.
    fn page(&self) -> Option<Rc<TrainingData>> {
        self.page.borrow().clone()
    }

    fn training_data(&self) -> Option<Rc<TrainingData>> {
        self.training_data.borrow().clone()
    }

    /// The run with this number takes the place of the one before.
    fn begin(self: &Rc<Self>, run: u32) -> RunHost {
        self.run.set(run);
        self.wish.set(Wish::GoOn);
        self.wake.wake();
        RunHost {
            host: Rc::clone(self),
            run,
            since: Cell::new(now_ms()),
            step: Cell::new(None),
        }
    }

    fn pause(&self, run: u32) {
        self.wish_for(run, Wish::Wait);
    }

    fn resume(&self, run: u32) {
        self.wish_for(run, Wish::GoOn);
    }

    fn until_epoch(&self, run: u32) {
        self.wish_for(run, Wish::Epoch);
    }

    fn stop(&self, run: u32) {
        self.wish_for(run, Wish::Stop);
    }

    /// What is said late is of a run that is over.
    fn wish_for(&self, run: u32, wish: Wish) {
        if run == self.run.get() && self.wish.get() != Wish::Stop {
            self.wish.set(wish);
            self.wake.wake();
        }
    }

    /// Tells all helpers.
    fn order(&self, order: &Order) {
        for helper in self.helpers.borrow().iter().filter_map(Weak::upgrade) {
            helper.order(order);
        }
    }

    /// Says something to the page, of the run that counts.
    fn say(&self, said: Report) {
        let run = self.run.get();
        send(Message { run, said });
    }

    fn fail(&self, reason: &str) {
        let reason = reason.to_owned();
        self.say(Report::Failed { reason });
    }
}

/// The line between one run and the page.
struct RunHost {
    host: Rc<WorkerState>,
    run: u32,
    /// When this slice began.
    since: Cell<f64>,
    /// The last step, until it is said: once a slice is enough.
    step: Cell<Option<(u32, u32)>>,
}

impl RunHost {
    fn counts(&self) -> bool {
        self.run == self.host.run.get()
    }

    fn say(&self, report: Report) {
        if self.counts() {
            self.host.say(report);
        }
    }

    fn say_step(&self) {
        if let Some((epoch, step)) = self.step.take() {
            self.say(Report::Step { epoch, step });
        }
    }
}

impl Host for RunHost {
    fn emit(&self, report: Report) {
        if let Report::Step { epoch, step } = report {
            self.step.set(Some((epoch, step)));
        } else {
            self.say_step();
            let is_rest = matches!(report, Report::Epoch(_) | Report::Finished(_));
            self.say(report);
            if is_rest {
                let n_bytes = memory_bytes();
                self.say(Report::Memory { n_bytes });
            }
        }
    }

    async fn yield_point(&self, is_epoch_over: bool) -> Flow {
        if now_ms() - self.since.get() > SLICE_MS {
            self.say_step();
            next_task().await;
            self.since.set(now_ms());
        }
        let host = &self.host;
        if self.counts() && is_epoch_over && host.wish.get() == Wish::Epoch {
            host.wish.set(Wish::Wait);
        }
        if self.counts() && host.wish.get() == Wish::Wait {
            self.say_step();
            self.say(Report::Waiting);
            host.order(&Order::Wait);
            while self.counts() && host.wish.get() == Wish::Wait {
                host.wake.sleep().await;
            }
            host.order(&Order::GoOn);
            self.since.set(now_ms());
        }
        match self.counts() && host.wish.get() != Wish::Stop {
            true => Flow::Continue,
            false => Flow::Stop,
        }
    }

    type Helper = Rc<Helper>;

    fn helpers(&self, most: usize) -> Vec<Rc<Helper>> {
        let n = most.min(n_cores().saturating_sub(1));
        let start = || Helper::start(Rc::clone(&self.host.wake)).map(Rc::new);
        let helpers: Vec<_> = std::iter::repeat_with(start)
            .take(n)
            .map_while(|it| it)
            .collect();
        *self.host.helpers.borrow_mut() = helpers.iter().map(Rc::downgrade).collect();
        helpers
    }

    async fn until_heard(&self) {
        self.host.wake.sleep().await;
    }
}

/// Processor cores that the browser tells of.
fn n_cores() -> usize {
    scope().navigator().hardware_concurrency() as usize
}

pub(crate) fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

/// Hands every message's bytes to `hear`, from now on.
pub(crate) fn listen(hear: impl Fn(Vec<u8>) + 'static) {
    let listener = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
        hear(Uint8Array::new(&event.data()).to_vec());
    });
    scope().set_onmessage(Some(listener.as_ref().unchecked_ref()));
    // For as long as the worker lives.
    listener.forget();
}

/// Sends a message to whoever started the worker.
pub(crate) fn send<T: Serialize>(message: Message<T>) {
    match message.write() {
        Ok(bytes) => post(&bytes),
        // Too large to be sent, so too large to be said.
        Err(garbled) => fail(&garbled.to_string()),
    }
}

/// Sends bytes; they move there.
fn post(bytes: &[u8]) {
    let bytes = Uint8Array::from(bytes).buffer();
    if scope()
        .post_message_with_transfer(&bytes, &Array::of1(&bytes))
        .is_err()
    {
        fail("a message could not be sent");
    }
}

/// Whoever started the worker hears of it as an error of the worker.
fn fail(reason: &str) -> ! {
    wasm_bindgen::throw_str(reason);
}

/// Has `tell` say why the worker ends, when it panics.
pub(crate) fn on_panic(tell: fn(&str)) {
    std::panic::set_hook(Box::new(move |panic| tell(&panic.to_string())));
}

/// Milliseconds since the worker began.
pub(crate) fn now_ms() -> f64 {
    scope().performance().map_or(0.0, |clock| clock.now())
}

/// Bytes of memory that the WebAssembly has.
fn memory_bytes() -> u64 {
    let memory: js_sys::WebAssembly::Memory = wasm_bindgen::memory().unchecked_into();
    let buffer: js_sys::ArrayBuffer = memory.buffer().unchecked_into();
    buffer.byte_length().into()
}

/// Lets the messages in that have come.
pub(crate) async fn next_task() {
    let promise = Promise::new(&mut |go_on, _| {
        let _ = scope().set_timeout_with_callback(&go_on);
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Sleeps until it is woken.
#[derive(Default)]
pub(crate) struct Wake(RefCell<Option<Function>>);

impl Wake {
    pub(crate) async fn sleep(&self) {
        let promise = Promise::new(&mut |go_on, _| *self.0.borrow_mut() = Some(go_on));
        let _ = JsFuture::from(promise).await;
    }

    pub(crate) fn wake(&self) {
        if let Some(go_on) = self.0.borrow_mut().take() {
            let _ = go_on.call0(&JsValue::UNDEFINED);
        }
    }
}
