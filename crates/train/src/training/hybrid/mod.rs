//! The hybrid model: an ensemble of teachers, one small student, and a ranking head.

mod distil;
mod learner;
mod neighbours;
mod newcomers;
mod recipe;
mod stages;

pub use distil::{DistilRecipe, Distillation};
pub use learner::HybridLearner;
pub use neighbours::NeighbourRecipe;
pub use newcomers::NewcomerRecipe;
pub use recipe::{
    DirectRecipe, HybridRecipe, Loss, StudentRecipe, Teacher, TeacherKind, TowerRecipe,
};
pub use stages::{StageReport, Stages, TeacherRun};
