//! Training in the page, without a page: what has happened (`event`) changes the view's state (`state`,
//! `update`) and says what the page has to do. Its parts are the form (in the address, too), the network
//! that it asks for, the run that is watched with its chart and lists, what it is compared with, and the
//! runs that were.

pub mod address;
pub mod chart;
pub mod event;
pub mod figures;
pub mod form;
pub mod library;
pub mod lists;
pub mod network;
pub mod program;
pub mod record;
pub mod state;
pub mod svg;
mod update;
pub mod watch;
