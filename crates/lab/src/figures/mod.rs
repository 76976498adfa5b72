//! The data set, the training and lists as SVG.

mod charts;
mod drawings;
mod svg;

pub use drawings::{draw_ages, draw_genres, draw_list, draw_losses, draw_years};
