//! One metric a file: its formula, its unit, its edge cases.
//!
//! Ranking metrics take `hits`: for each place of the list, best first, whether
//! the movie there is relevant. A list shorter than `k` is treated as padded
//! with misses. A metric that is undefined for an input returns `None`, so that
//! averages leave it out instead of counting it as 0.

mod average_precision;
mod calibration;
mod coverage;
mod disliked;
mod gini;
mod graded_ndcg;
mod intra_list_distance;
mod low_places;
mod mae;
mod ndcg;
mod novelty;
mod precision;
mod recall;
mod rmse;
mod stars_given;

pub use average_precision::average_precision_at;
pub use calibration::calibration;
pub use coverage::coverage;
pub use disliked::disliked;
pub use gini::gini;
pub use graded_ndcg::graded_ndcg_at;
pub use intra_list_distance::intra_list_distance;
pub use low_places::low_places;
pub use mae::mae;
pub use ndcg::ndcg_at;
pub use novelty::novelty;
pub use precision::precision_at;
pub use recall::recall_at;
pub use rmse::{mse, mse_in_original_unit, rmse};
pub use stars_given::stars_given;

/// The mean of the values, `None` when there are none.
#[must_use]
pub fn mean(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let (sum, n) = values
        .into_iter()
        .fold((0.0, 0_u32), |(sum, n), value| (sum + value, n + 1));
    (n > 0).then(|| sum / f64::from(n))
}

#[cfg(test)]
fn assert_close(found: Option<f64>, expected: f64) {
    let found = found.expect("the metric is defined here");
    assert!(
        (found - expected).abs() < 1e-9,
        "found {found}, expected {expected}"
    );
}
