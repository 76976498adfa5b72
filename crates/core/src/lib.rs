//! What everything else stands on: ids, stars and scores; texts and numbers; linear algebra; the seeded
//! generator; work that need not wait, or is shared out.

pub mod crew;
pub mod decimal;
pub mod domain;
pub mod encoding;
pub mod escape;
pub mod linear;
pub mod network_kind;
pub mod normalise;
pub mod order;
pub mod random;
pub mod ready;
