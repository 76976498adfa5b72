//! How a kind of chart is drawn that few parts of the page have. Whoever makes such a chart names its methods: the
//! code is fetched with them, and not with all that can draw some chart.

use std::fmt;

use super::frame::Size;

/// What [`super::Chart`] asks of a chart.
pub struct Methods<T> {
    pub(super) svg: fn(&T, Size, Option<usize>) -> String,
    /// What is pointed at alone, where the whole is too much to be drawn again.
    pub(super) over: Option<fn(&T, Size, usize) -> String>,
    pub(super) read_out: fn(&T, usize) -> Option<String>,
    pub(super) nearest: fn(&T, Size, [f64; 2]) -> Option<usize>,
}

impl<T> Clone for Methods<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Methods<T> {}

/// Those of a kind are the same.
impl<T> PartialEq for Methods<T> {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl<T> fmt::Debug for Methods<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Methods")
    }
}
