//! Steering: which movies may be on a list and what their order pays attention to, as the address and
//! the page say it.

mod readout;
mod wishes;

pub use readout::{
    Cost, Measures, Reading, curve_of, measured_on, reading, rule, shortfall, summary,
};
pub use wishes::{
    Filter, Lever, Levers, MOST, Touch, Wish, fields, out_of_order, parse, read_fields, read_years,
    write_years,
};
