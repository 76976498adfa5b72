//! A run as a page has it: asked for by [`matinee_protocol`], done in pieces, told step by step.
//!
//! Whoever hosts it (a worker in the browser, a test) hands over a model file with its tables and a
//! [`Host`]; there is no clock, no thread and no browser here.

mod error;
mod helper;
mod memory;
mod networks;
mod recipes;
mod reference;
mod run;
mod training_data;

pub use error::{Counts, DataError, RunError, WayOut};
pub use helper::{Answer, Helper, NoHelper, Order, Task, sample};
pub use memory::{MEMORY, needed};
pub use networks::{run, run_in_one_go};
pub use recipes::{hybrid as hybrid_recipe, seed as seed_recipe};
pub use reference::shipped_quality;
pub use run::{Flow, Host};
pub use training_data::TrainingData;
