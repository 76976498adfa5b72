//! What everything else stands on: ids, stars and scores; texts and numbers; linear algebra; the seeded
//! generator.

pub mod decimal;
pub mod domain;
pub mod encoding;
pub mod linear;
pub mod network_kind;
pub mod normalise;
pub mod order;
pub mod random;
pub mod spreadsheet;
