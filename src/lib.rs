//! The browser edge: shows what [`matinee_app`] decides.
//!
//! All browser IO (address, storage, clock, focus, files) goes through `browser`; components only draw.

mod address;
mod again;
mod app;
mod browser;
mod components;
mod context;
mod debounce;
mod lazy_part;
mod lists;
mod live;
mod model_store;
mod own_models;
mod pages;
mod region;
mod training_session;

pub use app::run;
