//! The hybrid model: an ensemble of teachers, one small student, and a ranking head.

mod learner;
mod neighbours;
mod predict;
mod recipe;
mod stages;
mod student;

pub use neighbours::NeighbourRecipe;
pub use recipe::{Loss, TowerRecipe};
pub use stages::{HybridRecipe, StageReport, Stages};
pub use student::StudentRecipe;
