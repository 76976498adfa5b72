//! What all parts of the page share: the engine, the visitor's choice, and the list that follows.

use leptos::prelude::*;

use crate::domain::{UserId, UserIdx};
use crate::engine::{Engine, Recommendation};
use crate::page::state::{self, ListState, Notice};

use super::browser::{self, Entry};

/// The user of a first visit; the first of the table in a data set that has no such user.
const FIRST_USER: UserId = UserId(500);

/// A list and the time that it took.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    /// Best first.
    pub(super) entries: Vec<Recommendation>,
    /// The engine's work, milliseconds.
    pub(super) took_ms: f64,
}

/// The page's state. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(super) struct Context {
    engine: &'static Engine,
    state: RwSignal<ListState>,
    notices: RwSignal<Vec<Notice>>,
    list: Memo<List>,
}

impl Context {
    /// Takes the state from the address and follows it there.
    ///
    /// The engine must have users. It lives as long as the page, hence `'static`.
    pub(super) fn new(engine: &'static Engine) -> Self {
        let (state, notices) = read_address(engine);
        let state = RwSignal::new(state);
        let list = Memo::new(move |_| {
            let ListState { user, k } = state.get();
            let user = engine.user_idx(user).unwrap_or(UserIdx(0));
            let (entries, took_ms) = browser::measured(|| engine.recommend(user, k));
            List { entries, took_ms }
        });
        let context = Self {
            engine,
            state,
            notices: RwSignal::new(notices),
            list,
        };
        let going_back = window_event_listener(leptos::ev::popstate, move |_| {
            let (state, notices) = read_address(engine);
            context.state.set(state);
            context.notices.set(notices);
        });
        on_cleanup(move || going_back.remove());
        context
    }

    pub(super) fn engine(self) -> &'static Engine {
        self.engine
    }

    pub(super) fn notices(self) -> RwSignal<Vec<Notice>> {
        self.notices
    }

    pub(super) fn list(self) -> Memo<List> {
        self.list
    }

    /// Who is watching.
    pub(super) fn user(self) -> UserId {
        self.state.with(|state| state.user)
    }

    /// Who is watching, as an index.
    pub(super) fn user_idx(self) -> UserIdx {
        // A state names known users only: `ListState::parse` and the combobox see to it.
        self.engine.user_idx(self.user()).unwrap_or(UserIdx(0))
    }

    /// How many movies are asked for.
    pub(super) fn k(self) -> usize {
        self.state.with(|state| state.k)
    }

    /// The visitor chose somebody.
    pub(super) fn choose_user(self, user: UserId) {
        self.notices.set(Vec::new());
        if self.state.with_untracked(|state| state.user) != user {
            self.state.update(|state| state.user = user);
            browser::set_query(&self.state.get_untracked().write(), Entry::Pushed);
        }
    }

    /// The visitor asked for a number of movies, in their own words.
    pub(super) fn ask_for(self, k: &str) {
        let (k, notice) = state::parse_k(k, self.state.with_untracked(|state| state.k));
        self.notices.set(notice.into_iter().collect());
        if self.state.with_untracked(|state| state.k) != k {
            self.state.update(|state| state.k = k);
        }
        browser::set_query(&self.state.get_untracked().write(), Entry::Replaced);
    }
}

fn read_address(engine: &Engine) -> (ListState, Vec<Notice>) {
    let is_known = |user| engine.user_idx(user).is_some();
    let first = engine.users().first().map_or(FIRST_USER, |user| user.id);
    let default_user = if is_known(FIRST_USER) {
        FIRST_USER
    } else {
        first
    };
    ListState::parse(&browser::query(), default_user, is_known)
}
