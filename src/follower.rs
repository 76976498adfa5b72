//! What follows signals and is forgotten by them once it is gone.
//!
//! Whatever has read a signal is noted there as long as the signal lives (reactive_graph 0.2.16,
//! `findings/reactive-graph-a-signal-keeps-what-has-read-it.sh`), also what was dropped long before, and that costs
//! some hundred bytes each. Some signals live as long as the page (the width of its window, the model that it has), and
//! each list that is drawn has hundreds of parts that read them.

use leptos::prelude::{ArcMemo, Effect, Memo, RenderEffect, on_cleanup};
use leptos::reactive::graph::{Subscriber, ToAnySubscriber};

/// An effect that runs at once, and again whenever a signal that it has read changes, until it is dropped.
pub(super) struct Follower(RenderEffect<()>);

impl Follower {
    pub(super) fn new(follow: impl Fn() + 'static) -> Self {
        Self(RenderEffect::new(move |_: Option<()>| follow()))
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        forget(&self.0);
    }
}

/// Does something soon, and again whenever a signal that is read for it changes, as long as its owner is there.
pub(super) fn effect(follow: impl FnMut() + 'static) {
    let effect = Effect::new(follow);
    on_cleanup(move || forget(&effect));
}

/// Makes a memo of a part of the page.
pub(super) fn memo<T: PartialEq + Send + Sync + 'static>(
    value: impl Fn() -> T + Send + Sync + 'static,
) -> Memo<T> {
    with_its_owner(Memo::new(move |_| value()))
}

/// Has a memo be forgotten when its owner goes.
pub(super) fn with_its_owner<T: Send + Sync + 'static>(memo: Memo<T>) -> Memo<T> {
    on_cleanup(move || forget(&ArcMemo::from(memo)));
    memo
}

fn forget(gone: &impl ToAnySubscriber) {
    let gone = gone.to_any_subscriber();
    gone.clear_sources(&gone);
}
