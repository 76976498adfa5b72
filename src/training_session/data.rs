//! What is trained on: the page's ratings, or a data set of the visitor's.

use std::sync::Arc;

use leptos::prelude::*;

use matinee_protocol::{Opened, Request};

use super::{Trainer, TrainingSession};

/// A data set of the visitor's.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Own {
    /// Of its file.
    pub(crate) name: String,
    /// The zip. It stays, for a new worker has to be told again.
    zip: Arc<Vec<u8>>,
}

impl TrainingSession {
    /// The visitor's data that is trained on, if it is not the page's.
    pub(crate) fn own(self) -> RwSignal<Option<Own>> {
        self.own
    }

    /// Whether the page itself has ratings to train on.
    pub(crate) fn has_ratings(self) -> bool {
        self.has_ratings
    }

    /// Whether there is anything to train on.
    pub(crate) fn has_data(self) -> bool {
        self.has_ratings || self.own.with(Option::is_some)
    }

    /// Whether data is on its way into the trainer.
    pub(crate) fn is_reading(self) -> bool {
        self.asked.with(Option::is_some) || self.is_returning.get()
    }

    /// Why the data that was brought last is not trained on.
    pub(crate) fn refused(self) -> RwSignal<Option<String>> {
        self.refused
    }

    /// The visitor brings data of their own.
    pub(crate) fn bring(self, name: String, zip: Vec<u8>) {
        self.refused.set(None);
        self.ask(Own {
            name,
            zip: Arc::new(zip),
        });
    }

    /// The visitor wants the page's ratings again.
    pub(crate) fn take_pages(self) {
        self.is_returning.set(true);
        self.refused.set(None);
        self.post(Request::Open(self.model.to_vec()));
    }

    fn ask(self, own: Own) {
        let zip = own.zip.to_vec();
        self.asked.set(Some(own));
        self.post(Request::OpenArchive(zip));
    }

    /// The trainer has tables. Those of a new worker are the page's; the visitor's follow.
    pub(super) fn opened(self, opened: Opened) {
        self.leave_own();
        match (self.asked.get_untracked(), self.own.get_untracked()) {
            (None, Some(own)) => return self.ask(own),
            (Some(own), _) => self.own.set(Some(own)),
            (None, None) => {}
        }
        self.asked.set(None);
        self.trainer.set(Trainer::Ready(opened));
        self.ask_waiting();
    }

    /// The trainer keeps the tables that it had.
    pub(super) fn refuse(self, reason: String) {
        self.asked.set(None);
        self.refused.set(Some(reason));
    }

    /// Nothing that was on its way into a worker that has ended will arrive.
    pub(super) fn forget_asked(self) {
        self.asked.set(None);
        self.leave_own();
    }

    /// The visitor's data goes when what they want in its place is there.
    fn leave_own(self) {
        if self.is_returning.get_untracked() {
            self.is_returning.set(false);
            self.own.set(None);
        }
    }
}
