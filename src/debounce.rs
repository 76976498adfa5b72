//! Waiting until a run of changes is over: a lever moves sixty times a second.

use std::time::Duration;

use leptos::prelude::*;

use super::browser;

/// How long nothing changes before a run is over: longer than between two steps of a held key.
const REST: Duration = Duration::from_millis(350);

/// One thing that is done after a run of changes.
#[derive(Clone, Copy, Default)]
pub(super) struct Debounce {
    /// Whether something changed since the last look; `None` outside of a run.
    has_changed: StoredValue<Option<bool>>,
}

impl Debounce {
    /// Notes that something changed, and does `work` when nothing more does. Returns whether this
    /// change began a run.
    pub(super) fn run(self, work: impl FnOnce() + 'static) -> bool {
        let begins = self.has_changed.get_value().is_none();
        self.has_changed.set_value(Some(!begins));
        if begins {
            self.wait(Box::new(work));
        }
        begins
    }

    fn wait(self, work: Box<dyn FnOnce()>) {
        browser::after(REST, move || {
            // Whoever has left by then, as another view is shown, wants nothing done.
            let Some(has_changed) = self.has_changed.try_get_value() else {
                return;
            };
            let goes_on = has_changed == Some(true);
            self.has_changed.set_value(goes_on.then_some(false));
            if goes_on {
                self.wait(work);
            } else {
                work();
            }
        });
    }
}
