//! The order in which runs are written: one after the other, as they were asked for.
//!
//! Each write opens the database anew, and browsers promise nothing of the order of two that are
//! under way. An older state of a run must not come after a newer one.

use std::collections::VecDeque;

/// Something to be written. `M` is a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write<M> {
    /// A run is kept, in the place of what was kept under its id.
    Keep {
        /// Its id.
        id: u64,
        /// Its row.
        run: Vec<u8>,
        /// Its model; `None` leaves the one that is kept.
        model: Option<M>,
    },
    /// A run and its model are forgotten.
    Drop {
        /// Its id.
        id: u64,
    },
}

/// What is to be written, first things first.
#[derive(Clone, Debug)]
pub struct Writes<M> {
    is_busy: bool,
    waiting: VecDeque<Write<M>>,
}

/// Why something cannot be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unkept {
    /// The browser gives no more room.
    #[error("its storage is full")]
    Full,
    /// A private window, or the visitor's settings.
    #[error("its storage is switched off or does not answer")]
    Refused,
}

impl Unkept {
    /// Says what the name of a browser's exception means, where it has one.
    #[must_use]
    pub fn of(exception: Option<&str>) -> Self {
        match exception {
            Some("QuotaExceededError") => Self::Full,
            _ => Self::Refused,
        }
    }

    /// Tells whether the same may go well when it is tried once more: a browser may close a
    /// database at any time, and opens it again. Room it does not find.
    #[must_use]
    pub const fn may_pass(self) -> bool {
        matches!(self, Self::Refused)
    }
}

impl<M> Default for Writes<M> {
    fn default() -> Self {
        Self {
            is_busy: false,
            waiting: VecDeque::new(),
        }
    }
}

impl<M> Write<M> {
    const fn id(&self) -> u64 {
        match self {
            Self::Keep { id, .. } | Self::Drop { id } => *id,
        }
    }
}

impl<M> Writes<M> {
    /// Adds a write. A state of a run that waits gives way to a newer one.
    pub fn push(&mut self, write: Write<M>) {
        let last = self.waiting.iter_mut().rfind(|it| it.id() == write.id());
        match (last, write) {
            (
                Some(Write::Keep {
                    run: old_run,
                    model: old_model,
                    ..
                }),
                Write::Keep { run, model, .. },
            ) => {
                *old_run = run;
                if model.is_some() {
                    *old_model = model;
                }
            }
            (Some(last @ Write::Keep { .. }), drop @ Write::Drop { .. }) => *last = drop,
            (Some(Write::Drop { .. }), Write::Drop { .. }) => {}
            (_, write) => self.waiting.push_back(write),
        }
    }

    /// Takes the next one; `None` while one is under way, and where nothing waits.
    pub fn take(&mut self) -> Option<Write<M>> {
        if self.is_busy {
            return None;
        }
        let next = self.waiting.pop_front()?;
        self.is_busy = true;
        Some(next)
    }

    /// Notes that the one that was taken is done, whatever came of it.
    pub const fn done(&mut self) {
        self.is_busy = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(id: u64, run: u8, model: Option<char>) -> Write<char> {
        Write::Keep {
            id,
            run: vec![run],
            model,
        }
    }

    /// Expects these writes to come out as `expected`.
    fn check(writes: impl IntoIterator<Item = Write<char>>, expected: &[Write<char>]) {
        let mut queue = Writes::default();
        writes.into_iter().for_each(|write| queue.push(write));
        for expected in expected {
            assert_eq!(queue.take().as_ref(), Some(expected));
            queue.done();
        }
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn one_write_is_under_way_at_a_time() {
        let mut queue = Writes::default();
        queue.push(keep(1, 1, Some('a')));
        assert_eq!(queue.take(), Some(keep(1, 1, Some('a'))));
        queue.push(keep(1, 2, Some('b')));
        assert_eq!(queue.take(), None, "the first is not done");
        queue.done();
        assert_eq!(queue.take(), Some(keep(1, 2, Some('b'))));
        queue.done();
        assert_eq!(queue.take(), None);
    }

    #[test]
    fn writes_come_in_their_order() {
        let writes = || [keep(1, 1, None), keep(2, 1, None), Write::Drop { id: 3 }];
        check(writes(), &writes());
    }

    #[test]
    fn a_state_that_waits_gives_way_to_a_newer_one_and_keeps_its_model() {
        check(
            [keep(1, 1, Some('a')), keep(2, 1, None), keep(1, 2, None)],
            &[keep(1, 2, Some('a')), keep(2, 1, None)],
        );
        check(
            [keep(1, 1, Some('a')), keep(1, 2, Some('b'))],
            &[keep(1, 2, Some('b'))],
        );
    }

    #[test]
    fn what_is_forgotten_before_it_was_kept_is_only_forgotten() {
        let drop = Write::Drop { id: 1 };
        check(
            [keep(1, 1, Some('a')), drop.clone()],
            std::slice::from_ref(&drop),
        );
        check([drop.clone(), drop.clone()], std::slice::from_ref(&drop));
        // A model that there was before does not come back with a new state.
        let writes = || [drop.clone(), keep(1, 2, None)];
        check(writes(), &writes());
    }

    #[test]
    fn where_there_is_no_room_trying_again_does_not_help() {
        assert_eq!(Unkept::of(Some("QuotaExceededError")), Unkept::Full);
        assert!(!Unkept::Full.may_pass());
        for exception in [None, Some("InvalidStateError"), Some("AbortError")] {
            assert!(Unkept::of(exception).may_pass(), "{exception:?}");
        }
    }
}
