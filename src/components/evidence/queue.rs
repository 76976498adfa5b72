//! What is drawn one after the other, each in a task of its own, so that the page answers meanwhile.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use crate::elements::{El, slot};

use super::asked::Asked;
use super::figure::skeleton;

type Job = Box<dyn FnOnce()>;

/// What is still to be drawn, in the order in which it was asked for.
#[derive(Clone, Copy)]
pub(super) struct Queue {
    jobs: StoredValue<VecDeque<Job>, LocalStorage>,
    asked: Asked,
}

impl Queue {
    /// What is drawn leaves `asked` where it is in the window.
    pub(super) fn new(asked: Asked) -> Self {
        let jobs = StoredValue::new_local(VecDeque::new());
        Self { jobs, asked }
    }

    /// Keeps the place of what is drawn once its turn has come.
    pub(super) fn later(self, skeleton_class: &str, draw: impl FnOnce() -> El + 'static) -> El {
        let (place, filling) = slot().filled_later();
        self.add(Box::new(move || filling.fill(draw)));
        place.child(skeleton(skeleton_class))
    }

    fn add(self, job: Job) {
        let n_waiting = self.jobs.try_update_value(|jobs| {
            jobs.push_back(job);
            jobs.len()
        });
        if n_waiting == Some(1) {
            self.wait();
        }
    }

    fn wait(self) {
        browser::after(Duration::ZERO, move || self.step());
    }

    /// Draws what is first. Its place is kept until it is drawn: what it adds waits behind it.
    fn step(self) {
        let take = |jobs: &mut VecDeque<Job>| {
            let first = jobs.front_mut()?;
            Some(std::mem::replace(first, Box::new(|| ())))
        };
        // Whoever has left wants nothing drawn any more.
        let Some(job) = self.jobs.try_update_value(take).flatten() else {
            return;
        };
        job();
        self.asked.hold();
        let are_waiting = self.jobs.try_update_value(|jobs| {
            jobs.pop_front();
            !jobs.is_empty()
        });
        if are_waiting == Some(true) {
            self.wait();
        }
    }
}
