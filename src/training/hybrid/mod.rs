//! The hybrid model: an ensemble of teachers, one small student, and a ranking head.

mod learner;
mod neighbours;
mod predict;
mod recipe;
mod stages;
mod student;
mod tower;

pub use neighbours::NeighbourRecipe;
pub use recipe::{HybridRecipe, Teacher, TeacherKind};
pub use stages::{StageReport, Stages};
pub use student::StudentRecipe;
pub use tower::{Loss, TowerRecipe};
