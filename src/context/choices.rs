//! What the visitor chooses and does: the state, its lists and the address follow, or what this browser stores.

use super::*;

impl Context {
    /// Goes to another view.
    pub(crate) fn go_to(self, view: View) {
        self.change(Entry::Pushed, |state| state.view = view);
    }

    /// Shows the lists of the visitor's own model: beside the built-in one's, where they fit.
    pub(crate) fn show_yours(self) {
        let models = self.model_store.models();
        let shown = match self.is_wide.get_untracked() {
            true => models.before_and_after(),
            false => Shown::alone(models.yours()),
        };
        self.change(Entry::Pushed, |state| {
            state.view = View::List;
            state.shown = shown;
            state.compare_with(None);
            state.show_like(None);
        });
    }

    /// Shows the list of the model that came with the page.
    pub(crate) fn roll_back(self) {
        self.choose_shown(Shown::default());
    }

    /// Has the two who are compared change places.
    pub(crate) fn swap(self) {
        self.change(Entry::Pushed, ListState::swap);
    }

    /// Shows the list of somebody.
    pub(crate) fn choose(self, viewer: Viewer) {
        self.change(Entry::Pushed, |state| {
            state.viewer = viewer;
            state.compare_with(state.with);
            state.show_like(None);
        });
    }

    /// Shows the lists of a model, or of two.
    pub(crate) fn choose_shown(self, shown: Shown) {
        self.change(Entry::Pushed, |state| {
            state.shown = shown;
            if shown.beside.is_some() {
                state.compare_with(None);
            }
        });
    }

    /// Puts somebody's list beside this one, or none.
    pub(crate) fn compare_with(self, viewer: Option<Viewer>) {
        self.change(Entry::Pushed, |state| state.compare_with(viewer));
    }

    /// Shows what is like a movie, or the list again.
    pub(crate) fn show_like(self, movie: Option<MovieId>) {
        self.change(Entry::Pushed, |state| state.show_like(movie));
    }

    /// Shows a movie's own page, or the list again.
    pub(crate) fn show_movie(self, movie: Option<MovieId>) {
        self.change(Entry::Pushed, |state| state.show_movie(movie));
    }

    /// Makes one list for both who are compared, or two again.
    pub(crate) fn watch_together(self, aggregate: Option<Aggregate>) {
        self.change(Entry::Pushed, |state| state.together = aggregate);
    }

    /// Takes what makes lists for two, once it has come.
    pub(crate) fn rank_by(self, rank: RankTogether) {
        if self.company.rank.with_untracked(Option::is_none) {
            self.company.rank.set(Some(rank));
        }
    }

    /// Changes which movies are wanted. The back button does not count these steps.
    pub(crate) fn filter(self, filter: Filter) {
        self.change(Entry::Replaced, |state| state.filter = filter);
    }

    /// Moves the levers.
    pub(crate) fn steer(self, levers: Levers) {
        self.change(Entry::Replaced, |state| state.levers = levers);
    }

    /// Asks for a number of movies, in the visitor's own words.
    pub(crate) fn ask_for(self, k: &str) {
        let (k, notice) = state::parse_k(k, self.state.with_untracked(|state| state.k));
        self.change(Entry::Replaced, |state| state.k = k);
        self.notices.set(notice.into_iter().collect());
    }

    /// Gives a movie the visitor's stars, or takes them back.
    pub(crate) fn rate(self, movie: MovieId, stars: Option<Stars>) {
        self.edit(|session| session.rate(movie, stars));
    }

    /// Puts a movie of the viewer's list aside, or back.
    pub(crate) fn mark(self, movie: MovieId, mark: Option<Mark>) {
        let viewer = self.state.with_untracked(|state| state.viewer);
        self.edit(|session| session.mark(viewer, movie, mark));
    }

    /// Tries a star out, or ends the trial.
    pub(crate) fn suppose(self, supposed: Option<Supposed>) {
        self.session.update(|session| session.suppose(supposed));
    }

    /// Takes the last edit back.
    pub(crate) fn undo(self) {
        self.edit(Session::undo);
    }

    /// Does something, and stores it beside what other tabs have stored.
    pub(crate) fn edit(self, edit: impl FnOnce(&mut Session) -> Option<Edit>) {
        let done = self.session.try_update(edit).flatten();
        if let Some(edit) = done {
            self.store(|store| store.store(&edit));
        }
    }

    /// Hears that another tab has stored something; `None` for the whole storage.
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
            Heard::Whole(saved) => self.session.update(|session| session.renew(saved)),
        }
    }

    /// Returns the texts that this browser has stored, as they are.
    pub(crate) fn as_stored(self) -> String {
        self.store.with_value(SessionStore::as_stored)
    }

    /// Does without what cannot be read of what is stored: what they see takes its place.
    pub(crate) fn discard_unread(self) {
        let saved = self
            .session
            .with_untracked(|session| session.saved().clone());
        self.store(|store| store.discard(&saved));
    }

    fn store(self, store: impl FnOnce(&mut SessionStore<LocalTexts>) -> Storing) {
        let stored = self.store.try_update_value(|it| (store(it), it.trouble()));
        if let Some((storing, trouble)) = stored {
            self.is_saved.set(storing != Storing::Refused);
            self.trouble.set(trouble);
        }
    }

    /// Writes the query string of a state.
    pub(crate) fn query_of(self, state: &ListState) -> String {
        query_of(self.model_store, state)
    }

    /// Makes a choice: the state, its lists and the address follow.
    fn change(self, entry: Entry, choose: impl FnOnce(&mut ListState)) {
        self.notices.set(Vec::new());
        let mut state = self.state.get_untracked();
        choose(&mut state);
        if state != self.state.get_untracked() {
            self.state.set(state);
            self.write_address(entry);
        }
    }

    /// Has the address say what the Train view's form has.
    pub(crate) fn write_training(self, part: String) {
        if self.training_address.with_value(|it| *it != part) {
            self.training_address.set_value(part);
            self.write_address(Entry::Replaced);
        }
    }

    /// Has the address say what the Evidence view's reader has chosen.
    pub(crate) fn write_evidence(self, part: String) {
        if self.evidence_address.with_value(|it| *it != part) {
            self.evidence_address.set_value(part);
            self.write_address(Entry::Replaced);
        }
    }

    fn write_address(self, entry: Entry) {
        let write = move |entry| {
            let state = self.state.get_untracked();
            let mut query = query_of(self.model_store, &state);
            match state.view {
                View::List => {}
                View::Train => self.training_address.with_value(|part| query += part),
                View::Evidence => {
                    self.evidence_address.with_value(|part| query += part);
                    query += &browser::hash();
                }
            }
            browser::set_query(&query, entry);
        };
        // Browsers refuse an address that changes with every step of a lever.
        let begins = self.address.run(move || write(Entry::Replaced));
        if begins || entry == Entry::Pushed {
            write(entry);
        }
    }
}
