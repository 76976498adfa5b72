//! Training in the page, without a page: the form, the run that is watched, its chart, and the runs
//! that were.

pub mod chart;
pub mod form;
pub mod program;
pub mod record;
pub mod watch;
