//! Symmetric matrices: what ridge regressions, draws from normal distributions and principal axes
//! come down to; sparse rows to make them of.
//!
//! Twenty unknowns in the page and at most a few thousand in a baseline do not pay for a linear
//! algebra library in the download. Plain loops in a fixed order: the same bits everywhere.
//!
//! Depends on: `crew`, `random`.

mod sparse;
mod symmetric;

pub use sparse::{BothWays, Element, Lists, SparseRows, add_scaled, dot};
pub use symmetric::{Axes, Cholesky, NotPositiveDefinite, SymmetricEigen, principal_axes};
