//! News for whoever watches, on standard error.

use std::fmt::Display;
use std::io::{self, Write};

/// Tells a line. Where it cannot be written the news is lost, never the work.
pub(super) fn tell(line: impl Display) {
    // In one write: lines of several threads do not tear each other.
    let line = format!("{line}\n");
    let _ = io::stderr().lock().write_all(line.as_bytes());
}
