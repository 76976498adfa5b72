//! What networks and lists share: somebody new, explanations, what heads count, and the inner loops.

pub(crate) mod explanation;
pub(crate) mod heads;
pub(crate) mod profile;
pub(crate) mod simd;
