//! The browser edge: shows what [`crate::page`] decides.
//!
//! All browser IO (address, storage, clock, focus) goes through `browser`; components only draw.
//!
//! Depends on: `domain`, `dataset` (types), `artifact` (the manifest), `engine`, `page`.

mod app;
mod browser;
mod components;
mod context;
mod pages;

pub use app::run;
