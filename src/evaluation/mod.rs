//! How good a model is: metrics, baselines, protocols, and the table that shows them.
//!
//! A metric is a plain function over slices. A protocol decides which rows and
//! which candidates a metric sees, and knows a model only through
//! [`StarPredictor`] and [`Ranker`]; so a further model or a further protocol is
//! added beside what is here, not inside it.
//!
//! Depends on: `domain`, `dataset` (the types of the tables), `engine`.

pub mod metrics;

mod baselines;
mod lists;
mod protocols;
mod report;

pub use baselines::{GlobalMean, Popularity, UserMovieBias};
pub use lists::{ListQuality, TrainingView, top_n};
pub use protocols::{Ranker, RatingAccuracy, StarPredictor, rating_accuracy};
pub use report::{Column, Report};
