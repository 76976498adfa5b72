//! One module a view.

mod recommend;

pub(super) use recommend::recommend;
