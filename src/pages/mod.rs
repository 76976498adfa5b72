//! One module a view.

mod evidence;
mod recommend;
mod train;

pub(super) use evidence::evidence;
pub(super) use recommend::recommend;
pub(super) use train::train;
