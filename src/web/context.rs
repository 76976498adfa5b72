//! What all parts of the page share: the models, the visitor's choice, and the lists that follow.

use leptos::prelude::*;

use crate::domain::{UserId, UserIdx};
use crate::engine::{Engine, Recommendation};
use crate::page::models::{Model, Shown};
use crate::page::state::{self, ListState, Notice};

use super::browser::{self, Entry};
use super::shelf::Shelf;

/// The user of a first visit; the first of the table in a data set that has no such user.
const FIRST_USER: UserId = UserId(500);
/// Width from which two lists fit beside each other, CSS pixels; the switch offers them from there on.
const WIDE: f64 = 1100.0;

/// A list and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    /// Whose it is: a row of the models.
    pub(super) model: usize,
    /// Best first.
    pub(super) entries: Vec<Recommendation>,
    /// The engine's work, milliseconds.
    pub(super) took_ms: f64,
}

/// The page's state. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(super) struct Context {
    shelf: Shelf,
    state: RwSignal<ListState>,
    notices: RwSignal<Vec<Notice>>,
    is_wide: Memo<bool>,
    shown: Memo<Shown>,
    list: Memo<List>,
    beside: Memo<Option<List>>,
}

impl Context {
    /// Takes the state from the address and follows it there.
    ///
    /// The engine must have users. It lives as long as the page, hence `'static`.
    pub(super) fn new(engine: &'static Engine) -> Self {
        let shelf = Shelf::new(engine);
        let (state, notices) = read_address(shelf);
        let state = RwSignal::new(state);
        let width = RwSignal::new(browser::width());
        let is_wide = Memo::new(move |_| width.get() >= WIDE);
        let shown = Memo::new(move |_| {
            let wanted = state.get().shown.on_screen(is_wide.get());
            wanted.as_far_as(|row| shelf.engine(row).is_some())
        });
        let make = move |row: usize| {
            let ListState { user, k, .. } = state.get();
            let engine = shelf.engine(row).unwrap_or(shelf.host());
            let user = engine.user_idx(user).unwrap_or(UserIdx(0));
            let (entries, took_ms) = browser::measured(|| engine.recommend(user, k));
            List {
                model: row,
                entries,
                took_ms,
            }
        };
        let context = Self {
            shelf,
            state,
            notices: RwSignal::new(notices),
            is_wide,
            shown,
            list: Memo::new(move |_| make(shown.get().first)),
            beside: Memo::new(move |_| shown.get().beside.map(make)),
        };
        Effect::new(move || context.wanted().rows().for_each(|row| shelf.want(row)));
        let going_back = window_event_listener(leptos::ev::popstate, move |_| {
            let (state, notices) = read_address(shelf);
            context.state.set(state);
            context.notices.set(notices);
        });
        let resizing = window_event_listener(leptos::ev::resize, move |_| {
            width.set(browser::width());
        });
        on_cleanup(move || {
            going_back.remove();
            resizing.remove();
        });
        context
    }

    /// The model that came with the page: its tables are those of all.
    pub(super) fn engine(self) -> &'static Engine {
        self.shelf.host()
    }

    /// The models, and what has been fetched of them.
    pub(super) fn shelf(self) -> Shelf {
        self.shelf
    }

    /// What is known of a model.
    pub(super) fn model(self, row: usize) -> &'static Model {
        &self.shelf.models().all()[row]
    }

    pub(super) fn notices(self) -> RwSignal<Vec<Notice>> {
        self.notices
    }

    /// The list, or the left one of two.
    pub(super) fn list(self) -> Memo<List> {
        self.list
    }

    /// The right one of two.
    pub(super) fn beside(self) -> Memo<Option<List>> {
        self.beside
    }

    /// Whether two lists fit beside each other.
    pub(super) fn is_wide(self) -> Memo<bool> {
        self.is_wide
    }

    /// Whose lists are shown now.
    pub(super) fn shown(self) -> Memo<Shown> {
        self.shown
    }

    /// Whose lists are to be shown on this screen, as soon as they can.
    pub(super) fn wanted(self) -> Shown {
        let is_wide = self.is_wide.get();
        self.state.with(|state| state.shown.on_screen(is_wide))
    }

    /// Who is watching.
    pub(super) fn user(self) -> UserId {
        self.state.with(|state| state.user)
    }

    /// Who is watching, as an index.
    pub(super) fn user_idx(self) -> UserIdx {
        // A state names known users only: `ListState::parse` and the combobox see to it.
        self.engine().user_idx(self.user()).unwrap_or(UserIdx(0))
    }

    /// How many movies are asked for.
    pub(super) fn k(self) -> usize {
        self.state.with(|state| state.k)
    }

    /// The visitor chose somebody.
    pub(super) fn choose_user(self, user: UserId) {
        self.change(|state| state.user = user);
    }

    /// The visitor chose a model, or two.
    pub(super) fn choose_shown(self, shown: Shown) {
        self.change(|state| state.shown = shown);
    }

    /// The visitor asked for a number of movies, in their own words.
    pub(super) fn ask_for(self, k: &str) {
        let (k, notice) = state::parse_k(k, self.state.with_untracked(|state| state.k));
        self.notices.set(notice.into_iter().collect());
        if self.state.with_untracked(|state| state.k) != k {
            self.state.update(|state| state.k = k);
        }
        self.write_address(Entry::Replaced);
    }

    /// A choice, to which the back button returns.
    fn change(self, choose: impl FnOnce(&mut ListState)) {
        self.notices.set(Vec::new());
        let mut state = self.state.get_untracked();
        choose(&mut state);
        if state != self.state.get_untracked() {
            self.state.set(state);
            self.write_address(Entry::Pushed);
        }
    }

    fn write_address(self, entry: Entry) {
        let query = self.state.get_untracked().write(self.shelf.models());
        browser::set_query(&query, entry);
    }
}

fn read_address(shelf: Shelf) -> (ListState, Vec<Notice>) {
    let engine = shelf.host();
    let is_known = |user| engine.user_idx(user).is_some();
    let first = engine.users().first().map_or(FIRST_USER, |user| user.id);
    let default_user = if is_known(FIRST_USER) {
        FIRST_USER
    } else {
        first
    };
    ListState::parse(&browser::query(), default_user, is_known, shelf.models())
}
