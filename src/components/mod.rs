//! The parts of the page. Each is a function from what it shows to a view with its type erased,
//! which keeps both the program and its compilation small.

mod about;
mod answer_bar;
mod combobox;
mod everybody;
mod evidence;
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
mod strip;
mod ticket;
mod training;

pub(super) use about::{how_it_works, ordered_by, profile};
pub(super) use answer_bar::answer_bar;
pub(super) use everybody::{everybody_missing, with_everybody};
pub(super) use evidence::evidence;
pub(super) use history::history;
pub(super) use masthead::{footer, masthead};
pub(super) use my_ratings::my_ratings;
pub(super) use notices::{notices, undo_bar, unread, unusable};
pub(super) use recommendations::recommendations;
pub(super) use steering::set;
pub(super) use strip::strip;
pub(super) use ticket::{fetching, whose_list};
pub(super) use training::training;
