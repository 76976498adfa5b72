//! What all parts of the page share: the models, the visitor's choice, what they did, and the lists
//! that follow; and what the visitor chooses and does, which changes the address or what is saved in this
//! browser.

mod choices;

use std::pin::Pin;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::follower::memo;
use matinee_app::evidence::address as evidence_address;
use matinee_app::fit::FitScale;
use matinee_app::format;
use matinee_app::models::{Model, Shown};
use matinee_app::session::{Edit, Mark, Session, Supposed};
use matinee_app::state::{self, Known, ListState, Notice, View};
use matinee_app::steering::{Filter, Levers};
use matinee_app::stored::session_store::{Heard, Name, SessionStore, Storing, Trouble};
use matinee_app::together;
use matinee_app::train::address;
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieId, MovieIdx, Stars, UserIdx};
use matinee_data::dataset::Movie;
use matinee_engine::engine::{Aggregate, Engine, Person, Recommendation, Request};

use super::browser::{self, Debounce, Entry, LocalTexts};
use super::lists::{Column, Company, List, RankTogether, Side, request_of, user_idx};
use super::model_store::ModelStore;
use super::training_session::TrainingSession;

/// Width from which two lists fit beside each other, CSS pixels; the switch offers them from there on.
const WIDE: f64 = 1100.0;

/// What is shown in the place of the list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Instead {
    /// What is like a movie.
    Like(MovieIdx),
    /// A movie's own page.
    Page(MovieIdx),
}

/// The page's state. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(super) struct Context {
    model_store: ModelStore,
    state: RwSignal<ListState>,
    training_session: TrainingSession,
    view: Memo<View>,
    // What many read and seldom changes: they are not told when a lever moves.
    viewer: Memo<Viewer>,
    k: Memo<usize>,
    filter: Memo<Filter>,
    levers: Memo<Levers>,
    /// The address is written when it has come to rest.
    address: Debounce,
    /// The Train view's part of the address, as it is written.
    training_address: StoredValue<String>,
    /// The same as somebody asked for it, by a link or by going back; empty once it was read.
    training_asked: RwSignal<String>,
    /// The Evidence view's part of the address, as it is written.
    evidence_address: StoredValue<String>,
    /// The same as somebody asked for it.
    evidence_asked: RwSignal<String>,
    instead: Memo<Option<Instead>>,
    session: RwSignal<Session>,
    store: StoredValue<SessionStore<LocalTexts>>,
    /// Whether what the visitor does stays in this browser.
    is_saved: RwSignal<bool>,
    /// What is wrong with what this browser has stored.
    trouble: RwSignal<Option<Trouble>>,
    notices: RwSignal<Vec<Notice>>,
    /// Whether the head of the list is in the window.
    is_list_in_sight: RwSignal<bool>,
    /// The id of a field that the visitor wants to get to, which may be on its way.
    sought: RwSignal<Option<&'static str>>,
    is_wide: Memo<bool>,
    shown: Memo<Shown>,
    first: Side,
    second: Side,
    company: Company,
}

impl Context {
    /// Takes the state from the address and follows it there.
    ///
    /// The engine must have users. It lives as long as the page, hence `'static`; so does `model`, the
    /// file that it was made of.
    pub(super) fn new(engine: &'static Engine, model: &'static [u8]) -> Self {
        let model_store = ModelStore::new(engine, model);
        let (store, saved) = SessionStore::open(LocalTexts, |id| engine.catalogue().main_id(id));
        // Whoever comes back sees their own list.
        let has_rated = !saved.ratings().is_empty();
        let (state, notices) = read_address(model_store, has_rated);
        let state = RwSignal::new(state);
        let trouble = RwSignal::new(store.trouble());
        let session = RwSignal::new(Session::new(saved));
        let width = RwSignal::new(browser::width());
        let is_wide = memo(move || width.get() >= WIDE);
        let shown = memo(move || {
            let ListState { shown, viewer, .. } = state.get();
            let wanted = shown.on_screen(is_wide.get());
            wanted.as_far_as(|row| model_store.can_list(row, viewer))
        });
        let column = memo(move || {
            let model = shown.get().first;
            let viewer = state.get().viewer;
            Some(Column { model, viewer })
        });
        let column_beside = memo(move || {
            let ListState {
                viewer,
                with,
                together,
                ..
            } = state.get();
            let Shown { first, beside } = shown.get();
            let with = with.filter(|other| model_store.can_list(first, *other));
            match with {
                Some(_) if together.is_some() => None,
                Some(viewer) => Some(Column {
                    model: first,
                    viewer,
                }),
                None => beside.map(|model| Column { model, viewer }),
            }
        });
        let column_together = memo(move || {
            let ListState { with, together, .. } = state.get();
            let model = shown.get().first;
            let viewer = with.filter(|other| model_store.can_list(model, *other));
            together.and(viewer).map(|viewer| Column { model, viewer })
        });
        let company = Company::new(model_store, state, session, column_together);
        let context = Self {
            model_store,
            state,
            training_session: TrainingSession::new(model, engine.has_all_ratings(), model_store),
            view: memo(move || state.with(|state| state.view)),
            viewer: memo(move || state.with(|state| state.viewer)),
            k: memo(move || state.with(|state| state.k)),
            filter: memo(move || state.with(|state| state.filter)),
            levers: memo(move || state.with(|state| state.levers)),
            address: Debounce::default(),
            training_address: StoredValue::new(address::part_of(&browser::query())),
            training_asked: RwSignal::new(address::part_of(&browser::query())),
            evidence_address: StoredValue::new(evidence_address::part_of(&browser::query())),
            evidence_asked: RwSignal::new(evidence_address::part_of(&browser::query())),
            instead: memo(move || {
                let (like, page) = state.with(|state| (state.like, state.movie));
                // A movie may come later.
                model_store.is_whole();
                let page = page.and_then(|id| engine.movie_idx(id)).map(Instead::Page);
                page.or_else(|| Some(Instead::Like(engine.movie_idx(like?)?)))
            }),
            session,
            store: StoredValue::new(store),
            is_saved: RwSignal::new(true),
            trouble,
            notices: RwSignal::new(notices),
            is_list_in_sight: RwSignal::new(true),
            sought: RwSignal::new(None),
            is_wide,
            shown,
            first: Side::new(model_store, state, session, column, Some(company)),
            second: Side::new(model_store, state, session, column_beside, None),
            company,
        };
        Effect::new(move || {
            context
                .wanted()
                .rows()
                .for_each(|row| model_store.want(row))
        });
        // With the others, more of what the visitor has rated and put aside is among the movies. And an address may
        // name one of them, or one that nobody has.
        context.once_whole(async move {
            session.notify();
            let named = state.with_untracked(|it| [it.like, it.movie]);
            let is_nobodys = |id: MovieId| engine.movie_idx(id).is_none();
            if named.into_iter().flatten().any(is_nobodys) {
                let (read, notices) = read_address(model_store, has_rated);
                state.set(read);
                context.notices.set(notices);
            }
        });
        let going_back = window_event_listener(leptos::ev::popstate, move |_| {
            let (state, notices) = read_address(model_store, has_rated);
            let training = address::part_of(&browser::query());
            context.training_address.set_value(training.clone());
            context.training_asked.set(training);
            let evidence = evidence_address::part_of(&browser::query());
            context.evidence_address.set_value(evidence.clone());
            context.evidence_asked.set(evidence);
            context.state.set(state);
            context.notices.set(notices);
        });
        let resizing = window_event_listener(leptos::ev::resize, move |_| {
            width.set(browser::width());
        });
        browser::on_session_of_other_tab(move |name| context.hear(name));
        browser::ask_before_leaving(memo(move || context.training_session.is_alive()));
        on_cleanup(move || {
            going_back.remove();
            resizing.remove();
        });
        context
    }

    /// Returns the model that came with the page: its tables are those of all.
    pub(super) fn engine(self) -> &'static Engine {
        self.model_store.host()
    }

    /// Fetches what the page's model came without: what everybody has seen.
    pub(super) fn complete_model(self) {
        let session = self.training_session;
        self.model_store.complete(move |rest| session.supply(rest));
    }

    /// Does something once all of the page's model is there.
    pub(super) fn once_whole(self, work: impl Future<Output = ()> + 'static) {
        let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
        let work = StoredValue::new_local(Some(work));
        Effect::new(move || {
            if self.model_store.is_whole()
                && let Some(work) = work.try_update_value(Option::take).flatten()
            {
                spawn_local(work);
            }
        });
    }

    /// Says how large the catalogue is, and how old: `1,347 movies, 1930 to 1998`.
    pub(super) fn catalogue_words(self) -> String {
        let engine = self.engine();
        format::catalogue(engine.n_movies(), engine.years())
    }

    /// Returns the models, and what has been fetched of them.
    pub(super) fn model_store(self) -> ModelStore {
        self.model_store
    }

    /// Says what is known of a model.
    pub(super) fn model(self, row: usize) -> &'static Model {
        &self.model_store.models().all()[row]
    }

    /// Says where models are trained.
    pub(super) fn training_session(self) -> TrainingSession {
        self.training_session
    }

    /// Says which view is shown.
    pub(super) fn view(self) -> Memo<View> {
        self.view
    }

    /// Returns what an address asks of the Train view that has not read it yet.
    pub(super) fn training_asked(self) -> RwSignal<String> {
        self.training_asked
    }

    /// Returns what an address asks of the Evidence view.
    pub(super) fn evidence_asked(self) -> RwSignal<String> {
        self.evidence_asked
    }

    pub(super) fn notices(self) -> RwSignal<Vec<Notice>> {
        self.notices
    }

    /// Tells whether the head of the list is in the window.
    pub(super) fn is_list_in_sight(self) -> RwSignal<bool> {
        self.is_list_in_sight
    }

    /// Has the focus go to a field of the visitor's own ratings, as soon as that is there.
    pub(super) fn seek(self, id: &'static str) {
        self.sought.set(Some(id));
    }

    /// Has the fields that somebody seeks get the focus, from when they are there.
    pub(super) fn find_sought(self) {
        Effect::new(move || {
            if let Some(id) = self.sought.get() {
                browser::focus_soon(vec![id.to_owned()]);
                self.sought.set(None);
            }
        });
    }

    /// Returns the list, or the left one of two.
    pub(super) fn list(self) -> Memo<Option<List>> {
        self.first.list
    }

    /// Returns the list to compare with: the right one of two, where the screen is wide enough for
    /// it.
    pub(super) fn other(self) -> Memo<Option<List>> {
        self.second.list
    }

    /// Returns what the matches of the list are measured on.
    pub(super) fn fit_scale(self) -> Memo<Option<FitScale>> {
        self.first.fit_scale
    }

    /// Returns the same for the right one of two lists.
    pub(super) fn fit_scale_beside(self) -> Memo<Option<FitScale>> {
        self.second.fit_scale
    }

    /// Returns the list as it would be with no lever moved.
    pub(super) fn unsteered(self) -> Memo<Option<Vec<Recommendation>>> {
        self.first.unsteered
    }

    /// Returns the visitor's list without the star that is tried out; nothing where none is.
    pub(super) fn untried(self) -> Memo<Option<Vec<Recommendation>>> {
        self.first.untried
    }

    /// Says what the list's model knows of the viewer.
    pub(super) fn person(self) -> Memo<Option<Person>> {
        self.first.person
    }

    /// Returns the same for the right one of two lists.
    pub(super) fn person_beside(self) -> Memo<Option<Person>> {
        self.second.person
    }

    /// Tells whether two lists fit beside each other.
    pub(super) fn is_wide(self) -> Memo<bool> {
        self.is_wide
    }

    /// Tells whether two lists are drawn.
    pub(super) fn is_pair(self) -> bool {
        self.is_wide.get() && self.second.list.with(Option::is_some)
    }

    /// Returns somebody whose list this one is compared with.
    pub(super) fn with(self) -> Option<Viewer> {
        self.state.with(|state| state.with)
    }

    /// Returns who watches with the viewer, and how the list of both is chosen.
    pub(super) fn company(self) -> Company {
        self.company
    }

    /// Says how one list is chosen for two; `None` where it is for one.
    pub(super) fn together(self) -> Option<Aggregate> {
        self.company.aggregate()
    }

    /// Says for whom the list is: `user 500`, `you and user 15`.
    pub(super) fn whom(self) -> String {
        let viewer = self.viewer();
        let with = self.company.column.get();
        with.map_or_else(
            || viewer.phrase(),
            |with| together::phrase([viewer, with.viewer]),
        )
    }

    /// Says what is asked of the list of somebody.
    pub(super) fn request_of(self, viewer: Viewer) -> Request {
        let state = self.state.get();
        let session = self.session;
        session.with(|session| request_of(self.engine(), &state, session, viewer))
    }

    /// Says by which models the lists are that are shown now.
    pub(super) fn shown(self) -> Memo<Shown> {
        self.shown
    }

    /// Says by which models lists are to be shown on this screen, as soon as they can.
    pub(super) fn wanted(self) -> Shown {
        let is_wide = self.is_wide.get();
        self.state.with(|state| {
            let can_list = |row: usize| self.model_store.is_to_be_had(row, state.viewer);
            state.shown.on_screen(is_wide).as_far_as(can_list)
        })
    }

    /// Returns all that the address says. Prefer what is narrower: whoever reads this is told of
    /// every change.
    pub(super) fn state(self) -> ListState {
        self.state.get()
    }

    /// Says who is watching.
    pub(super) fn viewer(self) -> Viewer {
        self.viewer.get()
    }

    /// Tells whether it is there yet what the list of whoever is watching needs.
    pub(super) fn knows_viewer(self) -> bool {
        if self.model_store.is_whole() {
            return true;
        }
        let viewer = self.viewer();
        let has_rated = || self.session.with(|it| !it.saved().ratings().is_empty());
        self.model_store.knows(viewer)
            && !(viewer == Viewer::You && has_rated())
            && !(self.awaits_movies() && self.is_list_changed())
    }

    /// Tells whether some of the movies are still on their way.
    pub(super) fn awaits_movies(self) -> bool {
        let engine = self.engine();
        !self.model_store.is_whole() && engine.catalogue().movies.len() < engine.n_movies()
    }

    /// Tells whether the list is another than that of all movies for whoever is watching: a page begins with the
    /// movies of that one.
    fn is_list_changed(self) -> bool {
        let has_put_aside = |session: &Session| !session.saved().marks().is_empty();
        self.wishes() != Filter::default()
            || self.levers() != Levers::default()
            || self.state.with(|state| state.together.is_some())
            || self.session.with(has_put_aside)
    }

    /// Says who is watching now.
    pub(super) fn viewer_now(self) -> Viewer {
        self.viewer.get_untracked()
    }

    /// Says who is watching, as an index; `None` for the visitor.
    pub(super) fn user_idx(self) -> Option<UserIdx> {
        user_idx(self.engine(), self.viewer())
    }

    /// Says how many movies are asked for.
    pub(super) fn k(self) -> usize {
        self.k.get()
    }

    /// Says which movies are wanted.
    pub(super) fn wishes(self) -> Filter {
        self.filter.get()
    }

    /// Says where the levers stand.
    pub(super) fn levers(self) -> Levers {
        self.levers.get()
    }

    /// Says what is shown in the place of the list.
    pub(super) fn instead(self) -> Memo<Option<Instead>> {
        self.instead
    }

    /// Returns the movie whose like is shown in the place of the list.
    pub(super) fn like(self) -> Option<MovieIdx> {
        match self.instead.get()? {
            Instead::Like(movie) => Some(movie),
            Instead::Page(_) => None,
        }
    }

    /// Returns the movie whose own page is shown in the place of the list.
    pub(super) fn movie_page(self) -> Option<MovieIdx> {
        match self.instead.get()? {
            Instead::Page(movie) => Some(movie),
            Instead::Like(_) => None,
        }
    }

    /// Returns the address of a movie's own page.
    pub(super) fn address_of_page(self, movie: MovieIdx) -> String {
        let mut state = self.state.get();
        state.show_movie(Some(self.movie(movie).id));
        self.query_of(&state)
    }

    /// Returns a movie of the catalogue.
    pub(super) fn movie(self, movie: MovieIdx) -> &'static Movie {
        &self.engine().catalogue().movies[movie.row()]
    }

    /// Says what the visitor did in this browser.
    pub(super) fn session(self) -> RwSignal<Session> {
        self.session
    }

    /// Tells whether what the visitor does stays in this browser: storage may be full or refused.
    pub(super) fn is_saved(self) -> RwSignal<bool> {
        self.is_saved
    }

    /// Says what is wrong with what this browser has stored: the visitor decides what becomes of
    /// it.
    pub(super) fn trouble(self) -> RwSignal<Option<Trouble>> {
        self.trouble
    }
}

// The address, read and written with what this page's models know.

/// Reads what the address asks for, and what of it cannot be had; `has_rated` tells whether the
/// visitor had a list of their own when they came.
fn read_address(model_store: ModelStore, has_rated: bool) -> (ListState, Vec<Notice>) {
    with_known(model_store, has_rated, |known| {
        ListState::parse(&browser::query(), known)
    })
}

/// Writes the query string of a state.
fn query_of(model_store: ModelStore, state: &ListState) -> String {
    with_known(model_store, false, |known| state.write(known))
}

fn with_known<T>(
    model_store: ModelStore,
    has_rated: bool,
    read: impl FnOnce(&Known<'_>) -> T,
) -> T {
    let engine = model_store.host();
    // Of a first visit, and of whoever has rated nothing: whom the page's model came with, the first of a
    // table that came at once; the visitor where there are no users.
    let first = engine.first_person().map_or(0, |first| first.user.row());
    let user = engine.users().get(first).map(|user| user.id);
    let is_your_own = has_rated && engine.takes_newcomers();
    let user = user.filter(|_| !is_your_own);
    read(&Known {
        default_viewer: user.map_or(Viewer::You, Viewer::User),
        is_user: &|id| engine.user_idx(id).is_some(),
        is_movie: &|id| engine.movie_idx(id).is_some() || !engine.is_whole(),
        genres: &engine.catalogue().genres,
        models: model_store.models(),
    })
}
