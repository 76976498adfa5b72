//! Metrics, each with its formula, its unit and its edge cases.
//!
//! A metric that is undefined for an input returns `None`, so that averages leave it out instead of
//! counting it as 0.

mod diversity;
mod errors;
mod ranking;

pub use diversity::{calibration, coverage, gini, intra_list_distance, novelty};
pub use errors::{mae, mean, mse, mse_in_original_unit, rmse};
pub use ranking::{
    average_precision_at, disliked, graded_ndcg_at, low_places, ndcg_at, precision_at, recall_at,
    stars_given,
};
