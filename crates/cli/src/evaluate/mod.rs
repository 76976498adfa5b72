//! `matinee evaluate`: a model, or every system by every protocol, in tables.

pub(super) mod bench;
pub(super) mod contenders;
mod model;
mod options;
pub(super) mod protocols;

use std::io::Write;

pub(super) use options::Options;

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    match (&options.model, options.protocol) {
        (Some(model), _) => model::run(model, options, out),
        (None, Some(name)) => protocols::run(&name.protocols(), options, out),
        // clap asks for one of the two.
        (None, None) => Ok(()),
    }
}
