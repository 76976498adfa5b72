//! What the parts of the panel share: their state, and the field that finds a movie by its title.

use std::sync::{Arc, OnceLock};

use leptos::prelude::*;

use crate::browser;
use crate::components::combobox::{Named, Spec, combobox};
use crate::context::Context;
use matinee_app::combobox::{Combobox, Options};
use matinee_app::format;
use matinee_app::my_ratings::ImportReview;
use matinee_app::search::Index;
use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;
use matinee_engine::artifact::Catalogue;
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

/// Of the page's catalogue: made once, however often the panel is opened.
static INDEX: OnceLock<Index> = OnceLock::new();

/// The titles of the catalogue, as what a combobox offers: rows are those of the movies.
#[derive(Clone, Copy)]
pub(in crate::components) struct Titles(&'static Catalogue);

impl Titles {
    /// Takes the titles. Of 100,000 an index takes as long as many frames: it is made when the
    /// panel is painted, or when somebody types before that.
    pub(in crate::components) fn new(engine: &'static Engine) -> Self {
        let titles = Self(engine.catalogue());
        browser::after_next_paint(move || {
            titles.index();
        });
        titles
    }

    fn index(self) -> &'static Index {
        INDEX.get_or_init(|| Index::new(self.0))
    }
}

impl Options for Titles {
    fn find(&self, text: &str) -> Vec<usize> {
        let found = self.index().find(text, MOST).best.into_iter();
        found.map(MovieIdx::row).collect()
    }

    fn name(&self, row: usize) -> String {
        self.0.movies[row].title.clone()
    }

    fn announce(&self, n: usize, text: &str) -> String {
        match (n, text) {
            (_, "") => "Type a part of a title; a typo does no harm.".into(),
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
    let movies = &titles.0.movies;
    let model = RwSignal::new(Combobox::new(Arc::new(titles), None));
    let named = move |row: usize| {
        let movie: &Movie = &movies[row];
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
            format::thousands(movies.len())
        ),
        named: Callback::new(named),
        choose: Callback::new(choose),
    };
    view! { <div class="find">{combobox(model, spec)}</div> }.into_any()
}
