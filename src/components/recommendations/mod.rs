//! The recommendations: one list, two side by side or one for two people; or what is like a movie, or its own
//! page, in their place.

mod item;
mod list;
mod movie_page;
mod together;

pub(crate) use list::recommendations;
