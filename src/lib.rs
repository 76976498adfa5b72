//! The browser edge: shows what [`matinee_app`] decides.
//!
//! All browser IO (address, storage, clock, focus, files) goes through `browser`; components only draw.

mod app;
mod browser;
mod components;
mod context;
mod debounce;
mod dynamic;
mod lazy_part;
mod lists;
mod model_store;
mod pages;
mod training_session;

pub use app::run;
