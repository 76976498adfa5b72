//! What a visitor can rely on, one behaviour a file.

mod accessible;
mod address;
mod bad_address;
mod compare;
mod how_many;
mod keyboard;
mod later;
mod like;
mod models;
mod native;
mod not_kept;
mod origin;
mod paint;
mod put_aside;
mod quick_picks;
mod seen;
mod steering;
mod take_along;
mod targets;
mod themes;
mod walk;
mod why;
mod widths;
mod you;
