//! What is known of a user and of a movie besides who they are.
//!
//! One function a side, used by training, evaluation, export and serving alike: there is no
//! second place where an order or a unit could differ.
//!
//! Depends on nothing else of this crate.

mod genres;
mod matrix;
mod movie;
mod user;

pub use genres::{genre_cosine, genre_distance, genre_distribution, genre_divergence};
pub use matrix::Matrix;
pub use movie::{MovieFeatures, movie_columns, movie_features, n_movie_features};
pub use user::{UserFeatures, n_user_features, user_columns, user_features};
