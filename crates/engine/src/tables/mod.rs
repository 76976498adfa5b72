//! What does not depend on the network: the movies, the people, what they have seen, and how far their
//! ratings lie from what is expected.

pub(crate) mod catalogue;
mod elsewhere;
pub(crate) mod people;
pub(crate) mod spreads;
