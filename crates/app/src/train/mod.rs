//! Training in the page, without a page: what has happened (`event`) changes the view's state (`state`,
//! `update`) and says what the page has to do. Its parts are the form, the run that is watched with its
//! chart, and the runs that were.

pub mod chart;
pub mod event;
pub mod form;
pub mod library;
pub mod program;
pub mod record;
pub mod state;
mod update;
pub mod watch;
