//! What the page shows and how it answers, without a browser.
//!
//! Who is watching, state and address, what the visitor did, what outlives a visit (`stored`), the models
//! to choose from, the combobox's keys, posters, portraits, wording: plain Rust, tested natively. The
//! page, the package at the top, draws it.

pub mod filter;
pub mod levers;
pub mod models;
pub mod session;
pub mod state;
pub mod stored;
pub mod viewer;
pub mod words;

pub mod combobox;
pub mod compare;
pub mod desk;
pub mod exchange;
pub mod history;
pub mod import_review;
pub mod portrait;
pub mod poster;
pub mod search;
pub mod setting;
pub mod starter;
pub mod steering;
pub mod story;
pub mod touch;
pub mod train;
pub mod undo_text;
pub mod what_if;
pub mod why;
