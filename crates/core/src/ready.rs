//! Asynchronous work that is written for a page, which pauses in between, and done where nothing waits.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

/// Does work whose pauses are over at once, in one go.
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}
