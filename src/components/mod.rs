//! The parts of the page. Each is a function from what it shows to a view with its type erased,
//! which keeps both the program and its compilation small.

mod about;
mod combobox;
mod export_list;
mod file_drop;
mod history;
mod ids;
mod masthead;
mod movie;
mod my_ratings;
mod notices;
mod portrait;
mod recommendations;
mod segment;
mod steering;
mod ticket;
mod training;

pub(super) use about::{how_it_works, ordered_by, profile};
pub(super) use history::history;
pub(super) use masthead::{footer, masthead};
pub(super) use movie::poster_fan;
pub(super) use my_ratings::my_ratings;
pub(super) use notices::{notices, undo_bar, unread, unusable};
pub(super) use recommendations::recommendations;
pub(super) use steering::set;
pub(super) use ticket::{compare_with, fetching, how_many, quick_picks, who_is_watching};
pub(super) use training::training;
