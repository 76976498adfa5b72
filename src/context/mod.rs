//! What all parts of the page share: the models, the visitor's choice, what they did, and the lists
//! that follow.

mod acts;

use leptos::prelude::*;

use matinee_app::filter::Filter;
use matinee_app::levers::Levers;
use matinee_app::models::{Model, Shown};
use matinee_app::session::Session;
use matinee_app::state::{ListState, Notice, View};
use matinee_app::stored::session_store::SessionStore;
use matinee_app::stored::trouble::Trouble;
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::Movie;
use matinee_engine::engine::{Engine, Person, Recommendation};

use super::address;
use super::browser::{self, LocalTexts};
use super::debounce::Calm;
use super::lists::{Column, List, Side, user_idx};
use super::model_store::ModelStore;
use super::training_session::TrainingSession;

/// Width from which two lists fit beside each other, CSS pixels; the switch offers them from there on.
const WIDE: f64 = 1100.0;

/// The page's state. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(super) struct Context {
    shelf: ModelStore,
    state: RwSignal<ListState>,
    training_session: TrainingSession,
    view: Memo<View>,
    // What many read and seldom changes: they are not told when a lever moves.
    viewer: Memo<Viewer>,
    k: Memo<usize>,
    filter: Memo<Filter>,
    levers: Memo<Levers>,
    /// The address is written when it has come to rest.
    address: Calm,
    like: Memo<Option<MovieIdx>>,
    session: RwSignal<Session>,
    store: StoredValue<SessionStore<LocalTexts>>,
    /// Whether what the visitor does stays in this browser.
    is_kept: RwSignal<bool>,
    /// What is wrong with what this browser has stored.
    trouble: RwSignal<Option<Trouble>>,
    notices: RwSignal<Vec<Notice>>,
    is_wide: Memo<bool>,
    shown: Memo<Shown>,
    first: Side,
    second: Side,
}

impl Context {
    /// Takes the state from the address and follows it there.
    ///
    /// The engine must have users. It lives as long as the page, hence `'static`; so does `model`, the
    /// file that it was made of.
    pub(super) fn new(engine: &'static Engine, model: &'static [u8]) -> Self {
        let shelf = ModelStore::new(engine);
        let (state, notices) = address::read(shelf);
        let state = RwSignal::new(state);
        let (store, kept) = SessionStore::open(LocalTexts, |id| engine.catalogue().main_id(id));
        let trouble = RwSignal::new(store.trouble());
        let session = RwSignal::new(Session::new(kept));
        let width = RwSignal::new(browser::width());
        let is_wide = Memo::new(move |_| width.get() >= WIDE);
        let shown = Memo::new(move |_| {
            let ListState { shown, viewer, .. } = state.get();
            let wanted = shown.on_screen(is_wide.get());
            wanted.as_far_as(|row| shelf.can_list(row, viewer))
        });
        let column = Memo::new(move |_| {
            let model = shown.get().first;
            let viewer = state.get().viewer;
            Some(Column { model, viewer })
        });
        let column_beside = Memo::new(move |_| {
            let ListState { viewer, with, .. } = state.get();
            let Shown { first, beside } = shown.get();
            let with = with.filter(|other| shelf.can_list(first, *other));
            match with {
                Some(viewer) => Some(Column {
                    model: first,
                    viewer,
                }),
                None => beside.map(|model| Column { model, viewer }),
            }
        });
        let context = Self {
            shelf,
            state,
            training_session: TrainingSession::new(model, engine.has_ratings(), shelf.in_use()),
            view: Memo::new(move |_| state.with(|state| state.view)),
            viewer: Memo::new(move |_| state.with(|state| state.viewer)),
            k: Memo::new(move |_| state.with(|state| state.k)),
            filter: Memo::new(move |_| state.with(|state| state.filter)),
            levers: Memo::new(move |_| state.with(|state| state.levers)),
            address: Calm::default(),
            like: Memo::new(move |_| engine.movie_idx(state.with(|state| state.like)?)),
            session,
            store: StoredValue::new(store),
            is_kept: RwSignal::new(true),
            trouble,
            notices: RwSignal::new(notices),
            is_wide,
            shown,
            first: Side::new(shelf, state, session, column),
            second: Side::new(shelf, state, session, column_beside),
        };
        Effect::new(move || context.wanted().rows().for_each(|row| shelf.want(row)));
        let going_back = window_event_listener(leptos::ev::popstate, move |_| {
            let (state, notices) = address::read(shelf);
            context.state.set(state);
            context.notices.set(notices);
        });
        let resizing = window_event_listener(leptos::ev::resize, move |_| {
            width.set(browser::width());
        });
        browser::on_session_of_other_tab(move |name| context.hear(name));
        browser::ask_before_leaving(Memo::new(move |_| context.training_session.is_alive()));
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
    pub(super) fn shelf(self) -> ModelStore {
        self.shelf
    }

    /// What is known of a model.
    pub(super) fn model(self, row: usize) -> &'static Model {
        &self.shelf.models().all()[row]
    }

    /// Where models are trained.
    pub(super) fn training_session(self) -> TrainingSession {
        self.training_session
    }

    /// Which view is shown.
    pub(super) fn view(self) -> Memo<View> {
        self.view
    }

    pub(super) fn notices(self) -> RwSignal<Vec<Notice>> {
        self.notices
    }

    /// The list, or the left one of two.
    pub(super) fn list(self) -> Memo<Option<List>> {
        self.first.list
    }

    /// The list to compare with: the right one of two, where the screen is wide enough for it.
    pub(super) fn other(self) -> Memo<Option<List>> {
        self.second.list
    }

    /// The list as it would be with no lever moved.
    pub(super) fn unsteered(self) -> Memo<Option<Vec<Recommendation>>> {
        self.first.unsteered
    }

    /// The visitor's list without the star that is tried out; nothing where none is.
    pub(super) fn untried(self) -> Memo<Option<Vec<Recommendation>>> {
        self.first.untried
    }

    /// What the list's model knows of the viewer.
    pub(super) fn person(self) -> Memo<Option<Person>> {
        self.first.person
    }

    /// The same for the right one of two lists.
    pub(super) fn person_beside(self) -> Memo<Option<Person>> {
        self.second.person
    }

    /// Whether two lists fit beside each other.
    pub(super) fn is_wide(self) -> Memo<bool> {
        self.is_wide
    }

    /// Whether two lists are drawn.
    pub(super) fn is_pair(self) -> bool {
        self.is_wide.get() && self.second.list.with(Option::is_some)
    }

    /// Somebody whose list this one is compared with.
    pub(super) fn with(self) -> Option<Viewer> {
        self.state.with(|state| state.with)
    }

    /// By which models the lists are that are shown now.
    pub(super) fn shown(self) -> Memo<Shown> {
        self.shown
    }

    /// By which models lists are to be shown on this screen, as soon as they can.
    pub(super) fn wanted(self) -> Shown {
        let is_wide = self.is_wide.get();
        self.state.with(|state| {
            let can_list = |row: usize| self.shelf.is_to_be_had(row, state.viewer);
            state.shown.on_screen(is_wide).as_far_as(can_list)
        })
    }

    /// All that the address says. Prefer what is narrower: whoever reads this is told of every change.
    pub(super) fn state(self) -> ListState {
        self.state.get()
    }

    /// Who is watching.
    pub(super) fn viewer(self) -> Viewer {
        self.viewer.get()
    }

    /// Who is watching, as an index; `None` for the visitor.
    pub(super) fn user_idx(self) -> Option<UserIdx> {
        user_idx(self.engine(), self.viewer())
    }

    /// How many movies are asked for.
    pub(super) fn k(self) -> usize {
        self.k.get()
    }

    /// Which movies are wanted.
    pub(super) fn wishes(self) -> Filter {
        self.filter.get()
    }

    /// Where the levers stand.
    pub(super) fn levers(self) -> Levers {
        self.levers.get()
    }

    /// The movie whose like is shown in the place of the list.
    pub(super) fn like(self) -> Memo<Option<MovieIdx>> {
        self.like
    }

    /// A movie of the catalogue.
    pub(super) fn movie(self, movie: MovieIdx) -> &'static Movie {
        &self.engine().catalogue().movies[movie.row()]
    }

    /// What the visitor did in this browser.
    pub(super) fn session(self) -> RwSignal<Session> {
        self.session
    }

    /// Whether what the visitor does stays in this browser: storage may be full or refused.
    pub(super) fn is_kept(self) -> RwSignal<bool> {
        self.is_kept
    }

    /// What is wrong with what this browser has stored: the visitor decides what becomes of it.
    pub(super) fn trouble(self) -> RwSignal<Option<Trouble>> {
        self.trouble
    }
}
