//! The browser edge: shows what [`matinee_app`] decides.
//!
//! All browser IO (address, storage, clock, focus, files) goes through `browser`; components only draw.

mod address;
mod again;
mod app;
mod browser;
mod calm;
mod components;
mod context;
mod kept;
mod later;
mod lists;
mod live;
mod pages;
mod region;
mod shelf;
mod studio;

pub use app::run;
