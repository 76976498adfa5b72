//! The parts of the page. Each is a function from what it shows to a view with its type erased,
//! which keeps both the program and its compilation small.

mod about;
mod combobox;
mod export_list;
mod file_drop;
mod history;
mod how_it_works;
mod ids;
mod lever;
mod masthead;
mod model_switch;
mod movie;
mod my_ratings;
mod notices;
mod rate;
mod recommendations;
mod rows;
mod segment;
mod steering;
mod ticket;
mod training;
mod undo_bar;

pub(super) use about::{ordered_by, profile};
pub(super) use history::history;
pub(super) use how_it_works::how_it_works;
pub(super) use masthead::{footer, masthead};
pub(super) use model_switch::fetching;
pub(super) use movie::poster_fan;
pub(super) use my_ratings::my_ratings;
pub(super) use notices::{notices, unread, unusable};
pub(super) use recommendations::recommendations;
pub(super) use steering::set;
pub(super) use ticket::{compare_with, how_many, quick_picks, who_is_watching};
pub(super) use training::training;
pub(super) use undo_bar::undo_bar;
