//! Serving: plain Rust over stored weights, no Burn. The same natively and in a browser.
//!
//! A [`Person`] is what a network knows of somebody, known or new. A list costs one pass over all
//! movies for their ranking scores, which passes over the stars of those that have no place whatever
//! theirs are, and the choice of the best.
//!
//! Every sum is taken in one fixed order and no transcendental function comes
//! from the platform, so that scores are the same bits everywhere.
//!
//! Depends on: `artifact`, `networks`.

mod check;
mod explain;
mod first;
mod likely;
mod rerank;
mod selection;
mod serve;
mod similar;
mod together;

pub use crate::explanation::{Account, Cause, Explanation, Kind, Term};
pub use crate::profile::{Details, FoldInError, Profile};
pub use likely::Likely;
pub use rerank::Steering;
pub use selection::Selection;
pub use serve::{Engine, Person, Recommendation, Request};
pub use together::{Aggregate, Shared, Standing};
