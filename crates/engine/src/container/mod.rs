//! The file as such: sections with checksums, matrices in few bits, and why a file is refused.

pub(crate) mod quantise;
pub(crate) mod range_coder;
pub(crate) mod sections;
