//! What a search for better hyper-parameters decides: its numbers, its trials, its rows. Training and
//! the log are the command line's.

mod cut;
mod searches;
mod space;

pub use cut::{Cut, CutKind, TrialRows};
pub use searches::{Metric, NETWORK, Search};
pub use space::{Number, Point, Space};
