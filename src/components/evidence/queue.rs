//! What is drawn one after the other, each in a task of its own, so that the page answers meanwhile.

use std::collections::VecDeque;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser;
use crate::elements::{El, slot};

use super::figure::skeleton;

type Job = Box<dyn FnOnce()>;

/// What is still to be drawn, in the order in which it was asked for.
#[derive(Clone, Copy)]
pub(super) struct Queue(StoredValue<VecDeque<Job>, LocalStorage>);

impl Queue {
    pub(super) fn new() -> Self {
        Self(StoredValue::new_local(VecDeque::new()))
    }

    /// Keeps the place of what is drawn once its turn has come.
    pub(super) fn later(self, skeleton_class: &str, draw: impl FnOnce() -> El + 'static) -> El {
        let (place, filling) = slot().filled_later();
        self.add(Box::new(move || filling.fill(draw)));
        place.child(skeleton(skeleton_class))
    }

    fn add(self, job: Job) {
        let n_waiting = self.0.try_update_value(|jobs| {
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
        let Some(job) = self.0.try_update_value(take).flatten() else {
            return;
        };
        job();
        let are_waiting = self.0.try_update_value(|jobs| {
            jobs.pop_front();
            !jobs.is_empty()
        });
        if are_waiting == Some(true) {
            self.wait();
        }
    }
}
