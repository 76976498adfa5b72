//! Ratings as files: brought along, taken away.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::browser;
use crate::components::file_drop::{FileField, RATINGS, bytes_of};
use crate::lists::rated;
use matinee_app::exchange;
use matinee_app::import_review::ImportReview;
use matinee_data::rating_files::{self, MAX_BYTES, Refused};

use super::Desk;
use super::report::TITLE_ID;

/// What the visitor's file is called when they take it away.
const NAME: &str = "matinee-ratings.csv";

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

/// The two buttons.
pub(super) fn files(desk: Desk) -> AnyView {
    let context = desk.context;
    let engine = context.engine();
    let export = move |_| {
        let ratings = context
            .session()
            .with_untracked(|it| rated(engine, it.kept().ratings()));
        let csv = exchange::ratings_csv(&ratings, &engine.catalogue().movies);
        browser::save_file(NAME, "text/csv", csv.as_bytes());
    };
    let is_empty = Memo::new(move |_| context.session().with(|it| it.kept().ratings().is_empty()));
    let field = FileField {
        label: "Bring a file",
        accept: Some(RATINGS),
        test: "bring",
        is_off: false.into(),
    };
    view! {
        <div class="files">
            <h3 class="panel-subtitle">"As a file"</h3>
            <p class="files-hint">
                "Drop a CSV file of your own ratings here: of Letterboxd, IMDb, Trakt, Simkl, TMDB, Criticker, MovieLens or this page, or a table of your own. "
                "It is read in this browser and goes nowhere."
            </p>
            <div class="files-buttons">
                {field.view(move |file| read(desk, file))}
                <button
                    class="button"
                    type="button"
                    disabled=is_empty
                    data-test="save"
                    on:click=export
                >
                    "Save your ratings"
                </button>
            </div>
        </div>
    }
    .into_any()
}

/// Reads a file, and shows what is in it.
pub(super) fn read(desk: Desk, file: File) {
    let engine = desk.context.engine();
    let movies = &engine.catalogue().movies;
    spawn_local(async move {
        let too_large = |found| Refused::TooLarge { found }.to_string();
        let bytes = bytes_of(&file, MAX_BYTES, too_large).await;
        let read = |bytes: Vec<u8>| {
            let row_of = |id| engine.movie_idx(id);
            rating_files::read(&bytes, movies, &row_of, None).map_err(|why| why.to_string())
        };
        let (review, brought) = match bytes.and_then(read) {
            Ok(import) => (Some(ImportReview::new(import)), Brought::Open),
            Err(why) => (None, Brought::Refused(why)),
        };
        desk.review.set(review);
        desk.brought.set(Some(brought));
        browser::focus_soon(vec![TITLE_ID.to_owned()]);
    });
}
