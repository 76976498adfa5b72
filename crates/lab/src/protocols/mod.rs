//! Protocols: which rows are trained on, and what is measured on which others.
//!
//! A protocol has parts (folds, or draws); a part has rows to train on, and measures any system
//! that was trained on them. No test row is in the tables of a part.

mod cold_start;
mod held_out;
mod protocol;
mod time;

pub use cold_start::{HeldOutPerson, N_GIVEN};
pub use held_out::{K, Measurement};
pub use protocol::{Part, Protocol};
