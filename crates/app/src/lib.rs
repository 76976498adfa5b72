//! What the page shows and how it answers, without a browser.
//!
//! Who is watching, state and address, what the visitor did, what outlives a visit (`stored`), the models
//! to choose from, the combobox's keys, posters, taste profiles, wording: plain Rust, tested natively. The
//! page, the package at the top, draws it.

pub mod format;
pub mod models;
pub mod session;
pub mod state;
pub mod steering;
pub mod stored;
pub mod viewer;

pub mod charts;
pub mod combobox;
pub mod compare;
pub mod elicitation;
pub mod evidence;
pub mod export;
pub mod fit;
pub mod history;
pub mod movie_page;
pub mod my_ratings;
pub mod portrait;
pub mod poster;
pub mod search;
pub mod story;
pub mod strip;
pub mod together;
pub mod train;
pub mod why;

#[cfg(test)]
mod testing;
