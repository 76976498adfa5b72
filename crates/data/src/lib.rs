//! Bytes in, tables out: data sets ([`formats`] gives [`raw`], [`dataset`] is what is made of it,
//! [`generate()`](generate::generate) makes one up) and the files of ratings that somebody brings
//! ([`rating_files`]).

pub mod dataset;
pub mod formats;
pub mod generate;
mod ids;
pub mod rating_files;
pub mod raw;
pub mod reader;
mod records;
pub mod titles;
