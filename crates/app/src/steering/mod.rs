//! Steering: which movies may be on a list and what their order pays attention to, as the address and
//! the page say it.

mod filter;
mod levers;
mod readout;

pub use filter::{Filter, Wish, fields, out_of_order, read_fields, read_years, write_years};
pub use levers::{Lever, Levers, MOST, parse};
pub use readout::{
    Cost, Measures, Reading, curve_of, measured_on, reading, rule, shortfall, summary,
};
