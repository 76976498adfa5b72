//! Asynchronous work that is written for a page, which pauses in between, and done where nothing waits.

use std::future::ready;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// What is awaited between pieces of work of a few milliseconds.
///
/// One type for all that pause: of work that is written for two of them, a page would carry two copies.
pub type Pause<'a> = &'a dyn Fn() -> Pin<Box<dyn Future<Output = ()>>>;

/// A pause that is over at once.
#[must_use]
pub fn no_pause() -> Pin<Box<dyn Future<Output = ()>>> {
    Box::pin(ready(()))
}

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
