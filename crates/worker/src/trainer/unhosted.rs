//! A run without a host, as tests and comparisons want it.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use matinee_protocol::{Report, Settings};

use super::drive::{Flow, Link};
use super::training_data::TrainingData;
use super::{RunError, run};

/// Listens, and says stop at its last turn.
struct Ear {
    heard: RefCell<Vec<Report>>,
    turns_left: Cell<u32>,
}

impl Link for Ear {
    fn tell(&self, report: Report) {
        self.heard.borrow_mut().push(report);
    }

    async fn turn(&self, _is_epoch_over: bool) -> Flow {
        let left = self.turns_left.get().saturating_sub(1);
        self.turns_left.set(left);
        match left {
            0 => Flow::Stop,
            _ => Flow::Continue,
        }
    }
}

/// A run in one go, which is stopped at its turn number `turns` if it comes so far: how it ended, and
/// all that was told.
pub fn run_in_one_go(
    training_data: &TrainingData,
    settings: &Settings,
    turns: u32,
) -> (Result<(), RunError>, Vec<Report>) {
    let ear = Ear {
        heard: RefCell::default(),
        turns_left: Cell::new(turns),
    };
    let result = {
        let mut run = pin!(run(training_data, settings, &ear));
        let mut context = Context::from_waker(Waker::noop());
        // These turns never wait, so the first look finds it done.
        loop {
            if let Poll::Ready(result) = run.as_mut().poll(&mut context) {
                break result;
            }
        }
    };
    (result, ear.heard.into_inner())
}
