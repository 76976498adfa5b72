//! The lists on the screen: one, or two side by side, each for somebody and by a model; or one for two
//! people.

use leptos::prelude::*;

use crate::follower::memo;
use matinee_app::fit::FitScale;
use matinee_app::session::Session;
use matinee_app::state::ListState;
use matinee_app::steering::{Filter, Levers};
use matinee_app::viewer::Viewer;
use matinee_core::domain::{MovieId, MovieIdx, Stars, UserIdx};
use matinee_core::order;
use matinee_engine::engine::{Aggregate, Engine, Person, Profile, Recommendation, Request, Shared};

use super::browser;
use super::model_store::ModelStore;

/// For whom a list is, and by which model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// Row of the models.
    pub(super) model: usize,
    /// Who is watching.
    pub(super) viewer: Viewer,
}

/// A list and how it came about.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct List {
    /// Whose it is.
    pub(super) column: Column,
    /// Best first.
    pub(super) entries: Vec<Recommendation>,
    /// Of a list for two people: the same with the numbers of both.
    pub(super) shared: Vec<Shared>,
    /// The engine's work, milliseconds.
    pub(super) took_ms: f64,
}

/// Ranks movies for two people: [`Engine::recommend_together`], which is fetched when it is first wanted.
pub(super) type RankTogether = fn(&Engine, [&Person; 2], Aggregate, &Request) -> Vec<Shared>;

/// Somebody who watches with the viewer of a list; nobody where the column is `None`.
#[derive(Clone, Copy)]
pub(super) struct Company {
    /// Who, and the model of the list.
    pub(super) column: Memo<Option<Column>>,
    /// What that model knows of them.
    pub(super) person: Memo<Option<Person>>,
    /// Says how the list of both is chosen.
    state: RwSignal<ListState>,
    /// Who chooses it, once that is there.
    pub(super) rank: RwSignal<Option<RankTogether>>,
}

impl Company {
    pub(super) fn new(
        model_store: ModelStore,
        state: RwSignal<ListState>,
        session: RwSignal<Session>,
        column: Memo<Option<Column>>,
    ) -> Self {
        Self {
            column,
            person: person(model_store, session, column),
            state,
            rank: RwSignal::new(None),
        }
    }

    /// Says how the list of both is chosen; `None` where nobody watches along.
    pub(super) fn aggregate(self) -> Option<Aggregate> {
        // Whoever lists for one is not told of every change of the state.
        let is_there = self.column.with(Option::is_some);
        let aggregate = || self.state.with(|state| state.together);
        is_there.then(aggregate).flatten()
    }
}

/// Lists movies for somebody; for two, with the numbers of both. `None` while something of it is on its
/// way.
fn recommend(
    company: Option<Company>,
    engine: &Engine,
    person: &Person,
    request: &Request,
) -> Option<(Vec<Recommendation>, Vec<Shared>)> {
    let with = company.and_then(|it| Some((it, it.aggregate()?)));
    let Some((company, aggregate)) = with else {
        return Some((engine.recommend_for(person, request), Vec::new()));
    };
    let rank = company.rank.get()?;
    let shared = company
        .person
        .with(|other| Some(rank(engine, [person, other.as_ref()?], aggregate, request)))?;
    let entries = shared.iter().map(|it| it.entries[0]).collect();
    Some((entries, shared))
}

/// One place for a list on the screen; empty where its column is `None`.
#[derive(Clone, Copy)]
pub(super) struct Side {
    /// What the column's model knows of its viewer.
    pub(super) person: Memo<Option<Person>>,
    /// The list.
    pub(super) list: Memo<Option<List>>,
    /// What the matches of its movies are measured on.
    pub(super) fit_scale: Memo<Option<FitScale>>,
    /// The list as it would be with no lever moved.
    pub(super) unsteered: Memo<Option<Vec<Recommendation>>>,
    /// While the visitor tries a star out: their list without that.
    pub(super) untried: Memo<Option<Vec<Recommendation>>>,
}

/// What of the state every list depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Wish {
    k: usize,
    filter: Filter,
    levers: Levers,
}

impl Side {
    pub(super) fn new(
        model_store: ModelStore,
        state: RwSignal<ListState>,
        session: RwSignal<Session>,
        column: Memo<Option<Column>>,
        company: Option<Company>,
    ) -> Self {
        let wish = memo(move || {
            state.with(|state| Wish {
                k: state.k,
                filter: state.filter,
                levers: state.levers,
            })
        });
        let left_out = memo(move || {
            let viewers = [column.get()?.viewer].into_iter();
            let viewers = viewers.chain(company.and_then(|it| Some(it.column.get()?.viewer)));
            // With more movies, more of what was put aside is among them.
            model_store.is_whole();
            Some(session.with(|session| put_aside(model_store.host(), session, viewers)))
        });
        let person = person(model_store, session, column);
        let entries = move |engine: &Engine, person: &Person, request: &Request| {
            recommend(company, engine, person, request).map(|(entries, _)| entries)
        };
        let ask = move |wish: Wish| request(wish, left_out.get().unwrap_or_default());
        let list = memo(move || {
            let column = column.get()?;
            let engine = model_store.engine(column.model)?;
            let request = ask(wish.get());
            let (made, took_ms) = person.with(|person| {
                let person = person.as_ref()?;
                Some(browser::measured(|| {
                    recommend(company, engine, person, &request)
                }))
            })?;
            let (entries, shared) = made?;
            Some(List {
                column,
                entries,
                shared,
                took_ms,
            })
        });
        // Of the levers, one changes scores; the others change places.
        let blend = memo(move || wish.with(|wish| wish.levers.stars));
        let fit_scale = memo(move || {
            let engine = model_store.engine(column.get()?.model)?;
            let levers = Levers {
                stars: blend.get(),
                ..Levers::default()
            };
            person.with(|person| FitScale::of(engine, person.as_ref()?, levers.steering()))
        });
        let plain = memo(move || Wish {
            levers: Levers::default(),
            ..wish.get()
        });
        let unsteered = memo(move || {
            if wish.with(|wish| wish.levers == Levers::default()) {
                return Some(list.get()?.entries);
            }
            let engine = model_store.engine(column.get()?.model)?;
            let request = ask(plain.get());
            person.with(|person| entries(engine, person.as_ref()?, &request))
        });
        let untried = memo(move || {
            let Column { model, viewer } = column.get()?;
            let is_trial = session.with(|it| it.supposed().is_some());
            let engine = model_store
                .engine(model)
                .filter(|_| is_trial && viewer == Viewer::You)?;
            let ratings = session.with(|it| rated(engine, it.saved().ratings()));
            let request = ask(wish.get());
            entries(engine, &newcomer(model_store, engine, &ratings)?, &request)
        });
        Self {
            person,
            list,
            fit_scale,
            unsteered,
            untried,
        }
    }
}

/// Follows what a column's model knows of its viewer.
fn person(
    model_store: ModelStore,
    session: RwSignal<Session>,
    column: Memo<Option<Column>>,
) -> Memo<Option<Person>> {
    // Two people are never compared: a new column or new stars are a new person.
    Memo::new_with_compare(
        move |_| {
            let Column { model, viewer } = column.get()?;
            let engine = model_store.engine(model)?;
            match viewer {
                Viewer::User(_) if !model_store.knows(viewer) => None,
                Viewer::User(id) => Some(engine.person(engine.user_idx(id)?)),
                Viewer::You => {
                    let ratings = session.with(|it| ratings(engine, it));
                    newcomer(model_store, engine, &ratings)
                }
            }
        },
        |_, _| true,
    )
}

/// Says what is asked of the list of somebody.
pub(super) fn request_of(
    engine: &Engine,
    state: &ListState,
    session: &Session,
    viewer: Viewer,
) -> Request {
    let ListState {
        k, filter, levers, ..
    } = *state;
    let left_out = put_aside(engine, session, [viewer].into_iter());
    request(Wish { k, filter, levers }, left_out)
}

fn request(wish: Wish, left_out: Vec<MovieIdx>) -> Request {
    let Wish { k, filter, levers } = wish;
    Request {
        k,
        steering: levers.steering(),
        selection: filter.selection(left_out),
    }
}

/// Returns the visitor's ratings of movies that this catalogue has, with what is tried out.
pub(super) fn ratings(engine: &Engine, session: &Session) -> Vec<(MovieIdx, Stars)> {
    rated(engine, &session.ratings())
}

/// Those of the ratings whose movies this catalogue has.
pub(super) fn rated(engine: &Engine, ratings: &[(MovieId, Stars)]) -> Vec<(MovieIdx, Stars)> {
    let ratings = ratings.iter();
    ratings
        .filter_map(|(movie, stars)| Some((engine.movie_idx(*movie)?, *stars)))
        .collect()
}

/// Makes somebody with these ratings. `None` for a model that knows only the people that it was
/// trained on, and as long as what ratings say is on its way.
fn newcomer(
    model_store: ModelStore,
    engine: &Engine,
    ratings: &[(MovieIdx, Stars)],
) -> Option<Person> {
    if !ratings.is_empty() && !model_store.is_whole() {
        return None;
    }
    let profile = |ratings: &[_]| Profile {
        ratings: ratings.to_vec(),
        ..Profile::default()
    };
    let person = engine.fold_in(&profile(ratings));
    // Stars that have no solution count as none: the list is then the one for everybody.
    person.or_else(|_| engine.fold_in(&profile(&[]))).ok()
}

/// Finds the movies that one of the viewers put aside, ascending.
fn put_aside(
    engine: &Engine,
    session: &Session,
    viewers: impl Iterator<Item = Viewer>,
) -> Vec<MovieIdx> {
    let marks = viewers.flat_map(|viewer| session.saved().marks_of(viewer));
    let mut movies: Vec<_> = marks
        .filter_map(|(movie, _)| engine.movie_idx(movie))
        .collect();
    order::sort(&mut movies, &Ord::cmp);
    movies
}

/// Finds the row of a user of the data set. `ListState::parse` lets no other in.
pub(super) fn user_idx(engine: &Engine, viewer: Viewer) -> Option<UserIdx> {
    engine.user_idx(viewer.user()?)
}
