//! What the visitor chooses and does: it changes the address, or what is kept in this browser.

use leptos::prelude::*;

use crate::address;
use crate::browser::{self, Entry, LocalTexts};
use matinee_app::filter::Filter;
use matinee_app::levers::Levers;
use matinee_app::models::Shown;
use matinee_app::session::{Edit, Mark, Session, Supposed};
use matinee_app::state::{self, ListState, View};
use matinee_app::stored::session_store::{Heard, Name, SessionStore, Storing};
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieId, Stars};

use super::Context;

impl Context {
    /// The visitor goes to another view.
    pub(crate) fn go_to(self, view: View) {
        self.change(Entry::Pushed, |state| state.view = view);
    }

    /// The visitor wants the lists of their own model: beside the built-in one's, where they fit.
    pub(crate) fn show_yours(self) {
        let models = self.shelf.models();
        let shown = match self.is_wide.get_untracked() {
            true => models.before_and_after(),
            false => Shown::alone(models.yours()),
        };
        self.change(Entry::Pushed, |state| {
            state.view = View::List;
            state.shown = shown;
            state.with = None;
            state.like = None;
        });
    }

    /// The visitor wants the list of the model that came with the page.
    pub(crate) fn roll_back(self) {
        self.choose_shown(Shown::default());
    }

    /// Those two change places.
    pub(crate) fn swap(self) {
        self.change(Entry::Pushed, ListState::swap);
    }

    /// The visitor chose somebody.
    pub(crate) fn choose(self, viewer: Viewer) {
        self.change(Entry::Pushed, |state| {
            state.viewer = viewer;
            state.compare_with(state.with);
            state.like = None;
        });
    }

    /// The visitor chose a model, or two.
    pub(crate) fn choose_shown(self, shown: Shown) {
        self.change(Entry::Pushed, |state| {
            state.shown = shown;
            if shown.beside.is_some() {
                state.with = None;
            }
        });
    }

    /// The visitor wants somebody's list beside this one, or none.
    pub(crate) fn compare_with(self, viewer: Option<Viewer>) {
        self.change(Entry::Pushed, |state| state.compare_with(viewer));
    }

    /// The visitor wants to see what is like a movie, or the list again.
    pub(crate) fn show_like(self, movie: Option<MovieId>) {
        self.change(Entry::Pushed, |state| state.like = movie);
    }

    /// The visitor changed which movies they want. The back button does not count these steps.
    pub(crate) fn filter(self, filter: Filter) {
        self.change(Entry::Replaced, |state| state.filter = filter);
    }

    /// The visitor moved a lever.
    pub(crate) fn steer(self, levers: Levers) {
        self.change(Entry::Replaced, |state| state.levers = levers);
    }

    /// The visitor asked for a number of movies, in their own words.
    pub(crate) fn ask_for(self, k: &str) {
        let (k, notice) = state::parse_k(k, self.state.with_untracked(|state| state.k));
        self.change(Entry::Replaced, |state| state.k = k);
        self.notices.set(notice.into_iter().collect());
    }

    /// The visitor gave a movie stars, or took them back.
    pub(crate) fn rate(self, movie: MovieId, stars: Option<Stars>) {
        self.act(|session| session.rate(movie, stars));
    }

    /// The visitor put a movie of the viewer's list aside, or back.
    pub(crate) fn mark(self, movie: MovieId, mark: Option<Mark>) {
        let viewer = self.state.with_untracked(|state| state.viewer);
        self.act(|session| session.mark(viewer, movie, mark));
    }

    /// The visitor tries a star out, or ends the trial.
    pub(crate) fn suppose(self, supposed: Option<Supposed>) {
        self.session.update(|session| session.suppose(supposed));
    }

    /// The visitor took the last act back.
    pub(crate) fn undo(self) {
        self.act(Session::undo);
    }

    /// Does something, and stores it beside what other tabs have stored.
    pub(crate) fn act(self, act: impl FnOnce(&mut Session) -> Option<Edit>) {
        let done = self.session.try_update(act).flatten();
        if let Some(act) = done {
            self.store(|store| store.store(&act));
        }
    }

    /// Another tab has stored something; `None` for the whole storage.
    pub(super) fn hear(self, name: Option<Name>) {
        let heard = self.store.try_update_value(|store| {
            let heard = store.hear(name);
            (heard, store.trouble())
        });
        let Some((heard, trouble)) = heard else {
            return;
        };
        self.trouble.set(trouble);
        match heard {
            Heard::Nothing => {}
            Heard::Facts(facts) => self.session.update(|session| session.hear(&facts)),
            Heard::Whole(kept) => self.session.update(|session| session.renew(kept)),
        }
    }

    /// The texts that this browser has stored, as they are.
    pub(crate) fn as_stored(self) -> String {
        self.store.with_value(SessionStore::as_stored)
    }

    /// The visitor does without what cannot be read of them: what they see takes its place.
    pub(crate) fn discard_unread(self) {
        let kept = self
            .session
            .with_untracked(|session| session.kept().clone());
        self.store(|store| store.discard(&kept));
    }

    fn store(self, store: impl FnOnce(&mut SessionStore<LocalTexts>) -> Storing) {
        let stored = self.store.try_update_value(|it| (store(it), it.trouble()));
        if let Some((storing, trouble)) = stored {
            self.is_kept.set(storing != Storing::Refused);
            self.trouble.set(trouble);
        }
    }

    /// A choice.
    fn change(self, entry: Entry, choose: impl FnOnce(&mut ListState)) {
        self.notices.set(Vec::new());
        let mut state = self.state.get_untracked();
        choose(&mut state);
        if state != self.state.get_untracked() {
            self.state.set(state);
            let write = move |entry| {
                let query = self
                    .state
                    .with_untracked(|it| address::write(self.shelf, it));
                browser::set_query(&query, entry);
            };
            // Browsers refuse an address that changes with every step of a lever.
            let begins = self.address.disturb(move || write(Entry::Replaced));
            if begins || entry == Entry::Pushed {
                write(entry);
            }
        }
    }
}
