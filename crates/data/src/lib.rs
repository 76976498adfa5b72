//! Bytes in, tables out: data sets ([`dataset`]) and the files of ratings that somebody brings
//! ([`rating_files`]).

pub mod dataset;
pub mod rating_files;
