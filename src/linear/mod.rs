//! Dense symmetric matrices: what ridge regressions and principal axes come down to.
//!
//! Twenty unknowns in the page and at most a few thousand in a baseline do not pay for a linear
//! algebra library in the download. Plain loops in a fixed order: the same bits everywhere.

mod axes;
mod cholesky;
mod eigen;

pub use axes::{Axes, principal_axes};
pub use cholesky::{Cholesky, NotPositiveDefinite};
pub use eigen::SymmetricEigen;
