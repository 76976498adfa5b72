//! Work side by side, on the machine's processor cores.

use std::num::NonZeroUsize;
use std::sync::LazyLock;
use std::thread;

use matinee_core::crew::Crew;

/// How many threads run side by side.
pub(super) static N_THREADS: LazyLock<usize> =
    LazyLock::new(|| thread::available_parallelism().map_or(1, NonZeroUsize::get));

/// As many as there are cores.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threads;

impl Crew for Threads {
    fn count(&self) -> usize {
        *N_THREADS
    }

    fn all(&self, work: &(dyn Fn() + Sync)) {
        // A member that panics ends the scope in a panic, too.
        thread::scope(|scope| {
            for _ in 1..*N_THREADS {
                scope.spawn(work);
            }
            work();
        });
    }
}
