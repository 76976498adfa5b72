//! What a visitor can rely on, one behaviour a file.

mod address;
mod bad_address;
mod how_many;
mod keyboard;
mod models;
mod native;
mod origin;
mod quick_picks;
mod seen;
mod themes;
mod widths;
