//! Steering in words: what is set, what it does to the list, what it costs, and what it leaves.

mod cost;
mod measures;
mod summary;
mod years;

pub use cost::{Cost, curve_of, measured_on};
pub use measures::{Measures, Reading, reading};
pub use summary::{rule, shortfall, summary};
pub use years::{fields, out_of_order, read_fields};
