//! The command line on a made-up data set: every command, and what it says when something is
//! wrong.

mod bad_input;
mod bundle;
mod carry;
mod commands;
mod documents;
mod equal;
mod evaluate;
mod evidence;
mod fixture;
mod formats;
mod hybrid;
mod import;
mod interrupted;
mod notices;
mod outputs;
mod profile;
mod tune;
mod twins;
