//! The hybrid model: an ensemble of teachers, one small student, and a ranking head.

mod direct;
mod distil;
mod learner;
mod neighbours;
mod predict;
mod recipe;
mod stages;
mod teachers;
mod tower;

pub use direct::DirectRecipe;
pub use distil::{DistilRecipe, Distillation, NewcomerRecipe};
pub use learner::HybridLearner;
pub use neighbours::NeighbourRecipe;
pub use recipe::{HybridRecipe, StudentRecipe, Teacher, TeacherKind};
pub use stages::{StageReport, Stages};
pub use teachers::TeacherRun;
pub use tower::{Loss, TowerRecipe};
