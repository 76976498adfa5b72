//! The parts of the page. Each is a function from what it shows to a view with its type erased,
//! which keeps both the program and its compilation small.

mod combobox;
mod compared;
mod desk;
mod error;
mod history;
mod how_it_works;
mod how_many;
mod like_button;
mod list_tools;
mod masthead;
mod model_switch;
mod news;
mod notices;
mod ordered_by;
mod people;
mod poster;
mod profile;
mod programme;
mod quick_picks;
mod rate;
mod rows;
mod stars;
mod steering;
mod take_along;
mod theme;
mod training;
mod views;

pub(super) use desk::desk;
pub(super) use error::unusable;
pub(super) use history::history;
pub(super) use how_it_works::how_it_works;
pub(super) use how_many::how_many;
pub(super) use masthead::{footer, masthead};
pub(super) use model_switch::fetching;
pub(super) use news::news;
pub(super) use notices::notices;
pub(super) use ordered_by::ordered_by;
pub(super) use people::{compare_with, who_is_watching};
pub(super) use poster::poster_fan;
pub(super) use profile::profile;
pub(super) use programme::programme;
pub(super) use quick_picks::quick_picks;
pub(super) use steering::set;
pub(super) use training::training;
