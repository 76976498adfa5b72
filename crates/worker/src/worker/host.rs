//! What a worker keeps between messages, and how a run takes its turns.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use crate::trainer::{Flow, Link, TrainingData};
use matinee_protocol::{Message, Report};

use super::scope::{self, Wake};

/// Between two looks at what the page says, milliseconds: a good deal less than the half second
/// within which a stop has to be heard, and long beside what a look costs.
const SLICE_MS: f64 = 100.0;

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
pub(super) struct Host {
    /// The page's own tables.
    page: RefCell<Option<Rc<TrainingData>>>,
    /// The ones that are trained on.
    training_data: RefCell<Option<Rc<TrainingData>>>,
    /// The run that counts.
    run: Cell<u32>,
    wish: Cell<Wish>,
    /// Wakes a run that waits.
    wake: Wake,
}

impl Host {
    /// Trains on these from now on, and says so.
    pub(super) fn settle(&self, training_data: Rc<TrainingData>) {
        let opened = training_data.opened();
        *self.training_data.borrow_mut() = Some(training_data);
        self.say(Report::Opened(opened));
    }

    /// Trains on the page's own tables from now on.
    pub(super) fn settle_page(&self, training_data: TrainingData) {
        let training_data = Rc::new(training_data);
        *self.page.borrow_mut() = Some(Rc::clone(&training_data));
        self.settle(training_data);
    }

    /// The page's own tables.
    pub(super) fn page(&self) -> Option<Rc<TrainingData>> {
        self.page.borrow().clone()
    }

    pub(super) fn training_data(&self) -> Option<Rc<TrainingData>> {
        self.training_data.borrow().clone()
    }

    /// The run with this number takes the place of the one before.
    pub(super) fn begin(self: &Rc<Self>, run: u32) -> HostLink {
        self.run.set(run);
        self.wish.set(Wish::GoOn);
        self.wake.wake();
        HostLink {
            host: Rc::clone(self),
            run,
            since: Cell::new(scope::now_ms()),
            step: Cell::new(None),
        }
    }

    pub(super) fn pause(&self, run: u32) {
        self.wish_for(run, Wish::Wait);
    }

    pub(super) fn resume(&self, run: u32) {
        self.wish_for(run, Wish::GoOn);
    }

    pub(super) fn until_epoch(&self, run: u32) {
        self.wish_for(run, Wish::Epoch);
    }

    pub(super) fn stop(&self, run: u32) {
        self.wish_for(run, Wish::Stop);
    }

    /// What is said late is of a run that is over.
    fn wish_for(&self, run: u32, wish: Wish) {
        if run == self.run.get() && self.wish.get() != Wish::Stop {
            self.wish.set(wish);
            self.wake.wake();
        }
    }

    /// Says something to the page, of the run that counts.
    pub(super) fn say(&self, said: Report) {
        let run = self.run.get();
        match (Message { run, said }).write() {
            Ok(bytes) => scope::post(&bytes),
            // Too large to be sent, so too large to be said.
            Err(garbled) => scope::fail(&garbled.to_string()),
        }
    }

    pub(super) fn fail(&self, reason: &str) {
        let reason = reason.to_owned();
        self.say(Report::Failed { reason });
    }
}

/// The line between one run and the page.
pub(super) struct HostLink {
    host: Rc<Host>,
    run: u32,
    /// When this slice began.
    since: Cell<f64>,
    /// The last step, until it is said: once a slice is enough.
    step: Cell<Option<(u32, u32)>>,
}

impl HostLink {
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

impl Link for HostLink {
    fn tell(&self, report: Report) {
        if let Report::Step { epoch, step } = report {
            self.step.set(Some((epoch, step)));
        } else {
            self.say_step();
            let is_rest = matches!(report, Report::Epoch(_) | Report::Finished(_));
            self.say(report);
            if is_rest {
                let n_bytes = scope::memory_bytes();
                self.say(Report::Memory { n_bytes });
            }
        }
    }

    async fn turn(&self, is_epoch_over: bool) -> Flow {
        if scope::now_ms() - self.since.get() > SLICE_MS {
            self.say_step();
            scope::next_task().await;
            self.since.set(scope::now_ms());
        }
        let host = &self.host;
        if self.counts() && is_epoch_over && host.wish.get() == Wish::Epoch {
            host.wish.set(Wish::Wait);
        }
        if self.counts() && host.wish.get() == Wish::Wait {
            self.say_step();
            self.say(Report::Waiting);
            while self.counts() && host.wish.get() == Wish::Wait {
                host.wake.sleep().await;
            }
            self.since.set(scope::now_ms());
        }
        match self.counts() && host.wish.get() != Wish::Stop {
            true => Flow::Continue,
            false => Flow::Stop,
        }
    }
}
