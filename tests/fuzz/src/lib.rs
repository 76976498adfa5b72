//! Everything that this project reads of somebody else, each a function of any bytes.
//!
//! A target panics where a promise does not hold: what is read can be written and is read again as the
//! same; a list has no movie twice and none that was seen; what is refused changes nothing. Whoever
//! fuzzes looks besides for panics of ours, for too much memory and too much time.
//!
//! `tests/short.rs` runs each for a moment, from the seeds in `corpus/`, with the other tests.
//! `cargo xtask fuzz` runs each for an hour under libFuzzer (`fuzz/`, a workspace of its own: it needs
//! a nightly compiler). The seeds are made by [`seeds::all`]; after a change of a format,
//! `cargo run --release -p matinee-fuzz --example seeds` writes them again.

mod fixtures;
mod kept;
mod model;
mod said;
mod sealed;
pub mod seeds;
mod tables;

pub use kept::{runs, session};
pub use model::{model, parts, weights};
pub use said::{address, messages};
pub use tables::{data_set, rating_files};

/// A function of any bytes.
pub type Target = fn(&[u8]);

/// Every target by its name, which its seeds and its program have too.
pub const TARGETS: [(&str, Target); 9] = [
    ("model", model),
    ("parts", parts),
    ("weights", weights),
    ("rating_files", rating_files),
    ("data_set", data_set),
    ("session", session),
    ("runs", runs),
    ("address", address),
    ("messages", messages),
];
