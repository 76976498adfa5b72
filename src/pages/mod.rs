//! One module a view.

mod recommend;
mod train;

pub(super) use recommend::recommend;
pub(super) use train::train;
