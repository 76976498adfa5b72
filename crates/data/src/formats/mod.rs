//! Formats of data sets, a folder each. Each gives [`RawTables`](crate::raw::RawTables) by the one
//! trait [`Source`](crate::raw::Source), so that nobody else knows which it was.

pub mod movielens_100k;
