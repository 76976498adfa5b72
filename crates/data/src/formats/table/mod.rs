//! A table of somebody's own, of which they say which column is what, and another one of its items.
//!
//! Columns are parted by commas, semicolons or tabs. Ids may be numbers or names: names are numbered
//! from 1 in the order in which they are met. [`TableFiles`] is the [`Source`](crate::raw::Source).

mod columns;
mod files;
mod names;

pub use columns::{Columns, ColumnsError};
pub use files::{IdKind, TableFiles, read_items};
