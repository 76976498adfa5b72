//! The native edge: the command line, and the only native IO.
//!
//! A command is a file: its options (checked by clap), and `run`, which reads
//! like its table of contents. Figures and tables go to standard output, news
//! and progress to standard error, so that output can be piped.

mod bundle;
mod evaluate;
mod export;
mod fetch;
mod figures;
mod generate;
mod predict;
mod recommend;
mod similar;
mod train;
mod tune;

mod columns;
mod data;
mod files;
mod hybrid;
mod install;
mod newcomer;
mod progress;
mod selection;
mod why;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A movie recommender: data, training, evaluation, lists.
#[derive(Debug, Parser)]
#[command(name = "matinee", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Fetch(fetch::Options),
    Train(train::Options),
    Tune(tune::Options),
    Evaluate(evaluate::Options),
    Predict(predict::Options),
    Recommend(recommend::Options),
    Similar(similar::Options),
    Figures(figures::Options),
    Export(export::Options),
    Bundle(bundle::Options),
    Generate(generate::Options),
}

impl Command {
    fn run(self, out: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Fetch(options) => fetch::run(&options, out),
            Self::Train(options) => train::run(&options, out),
            Self::Tune(options) => tune::run(&options, out),
            Self::Evaluate(options) => evaluate::run(&options, out),
            Self::Predict(options) => predict::run(&options, out),
            Self::Recommend(options) => recommend::run(&options, out),
            Self::Similar(options) => similar::run(&options, out),
            Self::Figures(options) => figures::run(&options, out),
            Self::Export(options) => export::run(&options, out),
            Self::Bundle(options) => bundle::run(&options, out),
            Self::Generate(options) => generate::run(&options, out),
        }
    }
}

/// Runs the command line: exit code 0, 1 for failure, 2 for wrong usage.
#[must_use]
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    let mut out = io::stdout().lock();
    let result = cli.command.run(&mut out).and_then(|()| Ok(out.flush()?));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            for cause in error.chain().skip(1) {
                eprintln!("  because: {cause}");
            }
            if error.is::<Usage>() {
                ExitCode::from(2)
            } else {
                ExitCode::FAILURE
            }
        }
    }
}

/// An option whose value is wrong, which only the model can tell: exit code 2, as for all of them.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

/// Whether the reader of standard output has gone (`matinee … | head`): not a failure.
fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
