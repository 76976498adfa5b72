//! What the parts of the panel share: their state, and the field that finds a movie by its title.

use std::cell::Cell;
use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser;
use crate::components::combobox::{Named, Spec, combobox};
use crate::context::Context;
use matinee_app::combobox::{Combobox, Options};
use matinee_app::format;
use matinee_app::my_ratings::ImportReview;
use matinee_app::search::Index;
use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;
use matinee_engine::engine::Engine;

/// What the parts of the panel share.
#[derive(Clone, Copy)]
pub(super) struct MyRatings {
    pub(super) context: Context,
    pub(super) titles: Titles,
    /// The movie that a search found.
    pub(super) here: RwSignal<Option<MovieIdx>>,
    /// The rated movie with which something is tried out.
    pub(super) tried: RwSignal<Option<MovieIdx>>,
    /// What became of the file that was brought.
    pub(super) brought: RwSignal<Option<Brought>>,
    /// What is in it.
    pub(super) review: RwSignal<Option<ImportReview>>,
}

/// A file that was brought, or what it came to.
#[derive(Clone)]
pub(super) enum Brought {
    /// Nothing of it can be used, and why.
    Refused(String),
    /// It waits for the visitor.
    Open,
    /// What could be taken was.
    Taken {
        /// Ratings that count now.
        n: usize,
        /// Titles that were left out.
        n_left_out: usize,
    },
}

/// Movies that a search offers at most.
const MOST: usize = 30;

thread_local! {
    /// Of the page's catalogue, with how many movies it had when it was made: once for as many, however often
    /// the panel is opened. Rows stay what they are when more come.
    static INDEX: Cell<Option<(usize, &'static Index)>> = const { Cell::new(None) };
}

/// The titles of the catalogue, as what a combobox offers: rows are those of the movies.
#[derive(Clone, Copy)]
pub(in crate::components) struct Titles(&'static Engine);

impl Titles {
    /// Takes the titles. Of 100,000 an index takes as long as many frames: it is made in pieces when the
    /// panel is painted, or at once when somebody types before that.
    pub(in crate::components) fn new(engine: &'static Engine) -> Self {
        let titles = Self(engine);
        browser::after_next_paint(move || spawn_local(titles.make()));
        titles
    }

    fn movies(self) -> &'static [Movie] {
        &self.0.catalogue().movies
    }

    /// Makes the index, where there is none of as many titles.
    async fn make(self) {
        let catalogue = self.0.catalogue();
        let n = catalogue.movies.len();
        if INDEX.get().is_none_or(|(made, _)| made != n) {
            Self::keep(n, Index::made(catalogue, &browser::pauses()).await);
        }
    }

    fn keep(n: usize, index: Index) -> &'static Index {
        // Of one or two, as long as the page.
        let index: &'static Index = Box::leak(Box::new(index));
        INDEX.set(Some((n, index)));
        index
    }

    fn index(self) -> &'static Index {
        let catalogue = self.0.catalogue();
        let new = || Self::keep(catalogue.movies.len(), Index::new(catalogue));
        INDEX.get().map_or_else(new, |(_, index)| index)
    }
}

impl Options for Titles {
    fn find(&self, text: &str) -> Vec<usize> {
        let found = self.index().find(text, MOST).best.into_iter();
        found.map(MovieIdx::row).collect()
    }

    fn name(&self, row: usize) -> String {
        self.movies()[row].title.clone()
    }

    fn announce(&self, n: usize, text: &str) -> String {
        match (n, text) {
            (_, "") => "Type a part of a title; a typo does no harm.".into(),
            (0, _) if !self.0.is_whole() => "More movies are on their way.".into(),
            (0, _) => format!("No movie here is called \u{201c}{text}\u{201d}."),
            (1, _) => "1 movie matches.".into(),
            (MOST, _) => format!("The {MOST} best matches."),
            (n, _) => format!("{n} movies match."),
        }
    }
}

/// Draws a field that hands over what is chosen in it, and is empty again.
pub(in crate::components) fn find_movie(
    titles: Titles,
    id: &'static str,
    label: &'static str,
    context: Context,
    choose: Callback<MovieIdx>,
) -> AnyView {
    let model = RwSignal::new(Combobox::new(Arc::new(titles), None));
    if !titles.0.is_whole() {
        // What was typed is asked again once there is more to be found.
        context.once_whole(async move {
            titles.make().await;
            model.try_update(Combobox::refresh);
        });
    }
    let named = move |row: usize| {
        let movie = &titles.movies()[row];
        let stars = context
            .session()
            .with_untracked(|it| it.saved().stars(movie.id));
        let year = format::year(movie);
        Named {
            name: movie.title.clone(),
            words: match stars {
                Some(stars) => format!("{year} · you gave {}", format::given(stars)),
                None => year,
            },
        }
    };
    let choose = move |row: usize| {
        model.update(Combobox::clear);
        choose.run(MovieIdx(row as u32));
    };
    let spec = Spec {
        id,
        label,
        options: "Movies",
        hint: format!(
            "Type a part of one of {} titles.",
            format::thousands(titles.0.n_movies())
        ),
        named: Callback::new(named),
        choose: Callback::new(choose),
    };
    view! { <div class="find">{combobox(model, spec)}</div> }.into_any()
}
