//! How good a model is: metrics, baselines, protocols, and the table that shows them.
//!
//! A metric is a plain function over slices. A protocol decides which rows and
//! which candidates a metric sees, and knows what it measures only as a
//! [`Recommender`]; so a further model or a further protocol is added beside what is
//! here, not inside it.

pub mod metrics;

mod accuracy;
mod baselines;
mod columns;
mod curves;
mod lists;
mod protocols;
mod ranges;
mod recommender;
mod report;
#[cfg(test)]
mod testing;

pub use accuracy::{Prediction, RatingAccuracy, rating_accuracy};
pub use baselines::{
    BiasedFactors, Ease, EaseOptions, FactorOptions, GlobalMean, ItemNeighbours, NeighbourOptions,
    Popularity, UserMovieBias,
};
pub use columns::Column;
pub use curves::curves;
pub use lists::{ListQuality, Listed, Offer, Relevance, TrainingView, top_n};
pub use protocols::{K, Measurement, Part, Protocol};
pub use ranges::{RangeCoverage, range_coverage};
pub use recommender::{Newcomer, Recommender, Scores};
pub use report::{Measured, Report};
