//! The recommendations: one list or two side by side, or what is like a movie in their place.

mod item;
mod list;

pub(crate) use list::recommendations;
