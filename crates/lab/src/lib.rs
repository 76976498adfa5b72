//! How good a model is: metrics, baselines, protocols, and the table that shows them; what a search for
//! better hyper-parameters tries ([`tune`]), and a map of movies ([`map`]).
//!
//! A metric is a plain function over slices. A protocol decides which rows and
//! which candidates a metric sees, and knows what it measures only as a
//! [`Recommender`]; so a further model or a further protocol is added beside what is
//! here, not inside it.

pub mod map;
pub mod metrics;
pub mod tune;

mod accuracy;
mod baselines;
mod curves;
mod lists;
mod protocols;
mod recommender;
mod report;
mod resampling;
#[cfg(test)]
mod testing;

pub use accuracy::{Prediction, RangeCoverage, RatingAccuracy, range_coverage, rating_accuracy};
pub use baselines::{
    BiasedFactors, Ease, EaseOptions, FactorOptions, GlobalMean, ItemNeighbours, NeighbourOptions,
    Popularity, UserMovieBias,
};
pub use curves::curves;
pub use lists::{ListQuality, Listed, Offer, Relevance, TrainingView, top_n};
pub use protocols::{HeldOutPerson, K, Measurement, N_GIVEN, Part, Protocol};
pub use recommender::{Newcomer, Recommender, Scores};
pub use report::{Column, Measured, Report};
pub use resampling::ratio_interval;
