//! Work side by side, on the machine's processor cores.

use std::num::NonZeroUsize;
use std::thread;

use matinee_data::reader::{Job, Workers};

/// A thread for each part, as many parts as there are cores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threads;

impl Workers for Threads {
    fn count(&self) -> usize {
        thread::available_parallelism().map_or(1, NonZeroUsize::get)
    }

    fn run(&self, jobs: Vec<Job<'_>>) {
        // A part that panics ends the scope in a panic, too.
        thread::scope(|scope| {
            for job in jobs {
                scope.spawn(job);
            }
        });
    }
}
