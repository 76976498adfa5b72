//! The hybrid model: an ensemble of teachers, one small student, and a ranking head.

mod distil;
mod learner;
mod neighbours;
mod newcomers;
mod presets;
mod recipe;
mod solved;
mod stages;

pub use distil::Distillation;
pub use learner::HybridLearner;
pub use neighbours::NeighbourRecipe;
pub use recipe::{
    DirectRecipe, DistilRecipe, HybridRecipe, Loss, NewcomerRecipe, StudentRecipe, Teacher,
    TeacherKind, TowerRecipe,
};
pub use solved::Solved;
pub use stages::{StageReport, Stages, TeacherRun};
