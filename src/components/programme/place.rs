//! One of the lists on the screen, as its rows know it.

use leptos::prelude::*;

use crate::context::Context;
use crate::lists::{Column, List};
use matinee_core::domain::MovieIdx;
use matinee_engine::engine::{Engine, Person};

/// The movies whose *Why* is open, each for somebody and by a model.
type Open = RwSignal<Vec<(Column, MovieIdx)>>;

/// Starts the ids of the right one of two lists.
const BESIDE: &str = "beside-";

/// A list, or the like of a movie in its place.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) context: Context,
    pub(super) list: Memo<Option<List>>,
    column: Memo<Option<Column>>,
    person: Memo<Option<Person>>,
    open: Open,
    /// Starts the ids of what is in it.
    name: &'static str,
}

impl Place {
    /// The list, or the left one of two.
    pub(super) fn first(context: Context) -> Self {
        Self::new(context, context.list(), context.person(), "")
    }

    /// The right one of two.
    pub(super) fn beside(context: Context) -> Self {
        Self::new(context, context.other(), context.person_beside(), BESIDE)
    }

    /// What is like a movie, for the viewer of the first list and by its model.
    pub(super) fn like(context: Context) -> Self {
        Self::new(context, context.list(), context.person(), "alike-")
    }

    /// Whether this is the right one of two lists.
    pub(super) fn is_beside(self) -> bool {
        self.name == BESIDE
    }

    fn new(
        context: Context,
        list: Memo<Option<List>>,
        person: Memo<Option<Person>>,
        name: &'static str,
    ) -> Self {
        Self {
            context,
            list,
            // Who reads this is not told when a lever moves.
            column: Memo::new(move |_| list.with(|list| Some(list.as_ref()?.column))),
            person,
            open: RwSignal::new(Vec::new()),
            name,
        }
    }

    /// Whether what it lists is put aside for its viewer by the buttons in its rows.
    pub(super) fn is_markable(self) -> bool {
        self.name.is_empty()
    }

    /// Whether its movies are there because of their ranking scores.
    pub(super) fn is_ranked(self) -> bool {
        self.name != "alike-"
    }

    /// For whom it is, and by which model.
    pub(super) fn column(self) -> Option<Column> {
        self.column.get()
    }

    /// Asks the engine something of the person.
    pub(super) fn ask<T>(self, ask: impl FnOnce(&'static Engine, &Person) -> T) -> Option<T> {
        let engine = self.context.shelf().engine(self.column()?.model)?;
        self.person
            .with(|person| Some(ask(engine, person.as_ref()?)))
    }

    /// Id of something that there is one of for every movie.
    pub(super) fn id(self, what: &str, movie: MovieIdx) -> String {
        format!("{what}-{}{}", self.name, movie.0)
    }

    /// Whether *Why* is open.
    pub(super) fn is_open(self, movie: MovieIdx) -> bool {
        let column = self.column();
        self.open.with(|open| {
            let mut open = open.iter();
            open.any(|it| it.1 == movie && Some(it.0) == column)
        })
    }

    /// Opens *Why*, or closes it.
    pub(super) fn toggle(self, movie: MovieIdx) {
        let Some(column) = self.column.get_untracked() else {
            return;
        };
        self.open.update(|open| {
            let n = open.len();
            open.retain(|it| *it != (column, movie));
            if open.len() == n {
                open.push((column, movie));
            }
        });
    }
}
