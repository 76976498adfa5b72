//! Finding a movie of the catalogue by its title.

use std::sync::Arc;

use leptos::prelude::*;

use crate::dataset::Movie;
use crate::domain::MovieIdx;
use crate::engine::Engine;
use crate::page::combobox::{Combobox, Options};
use crate::page::search::Index;
use crate::page::{desk, words};
use crate::web::components::combobox::{Named, Spec, combobox};
use crate::web::context::Context;

/// Movies that a search offers at most.
const MOST: usize = 30;

/// The titles of the catalogue, as what a combobox offers: rows are those of the movies.
pub(super) struct Titles {
    index: Index,
    movies: &'static [Movie],
}

impl Titles {
    pub(super) fn new(engine: &'static Engine) -> Self {
        let catalogue = engine.catalogue();
        Self {
            index: Index::new(catalogue),
            movies: &catalogue.movies,
        }
    }
}

impl Options for Titles {
    fn find(&self, text: &str) -> Vec<usize> {
        let found = self.index.find(text, MOST).best.into_iter();
        found.map(MovieIdx::row).collect()
    }

    fn name(&self, row: usize) -> String {
        self.movies[row].title.clone()
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

/// A field that hands over what is chosen in it, and is empty again.
pub(super) fn find_movie(
    titles: Arc<Titles>,
    id: &'static str,
    label: &'static str,
    context: Context,
    choose: Callback<MovieIdx>,
) -> AnyView {
    let movies = titles.movies;
    let model = RwSignal::new(Combobox::new(titles, None));
    let named = move |row: usize| {
        let movie: &Movie = &movies[row];
        let stars = context
            .session()
            .with_untracked(|it| it.kept().stars(movie.id));
        let year = words::year(movie);
        Named {
            name: movie.title.clone(),
            words: match stars {
                Some(stars) => format!("{year} · you gave {}", desk::given(stars)),
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
            words::thousands(movies.len())
        ),
        named: Callback::new(named),
        choose: Callback::new(choose),
    };
    view! { <div class="find">{combobox(model, spec)}</div> }.into_any()
}
