//! Where models are trained: the state of the Train view, the worker, and what is done about what
//! happens. What that is, `matinee_app::train` decides.
//!
//! It lives as long as the page: a visitor may leave the view and come back to a run that went on.

pub(super) mod focus;
mod loader;
mod session;

pub(super) use session::TrainingSession;
