//! Ratings and lists as files that a visitor takes away. What they bring along is read by
//! [`matinee_data::rating_files`].

mod write;

pub use write::{About, list_csv, list_json, ratings_csv};
