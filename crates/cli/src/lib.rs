//! The native edge: the command line, and the only native IO.
//!
//! A command is a file: its options (checked by clap), and `run`, which reads
//! like its table of contents. Figures and tables go to standard output, news
//! and progress to standard error, so that output can be piped.

// They panic where nobody reads them.
#![warn(clippy::print_stdout, clippy::print_stderr)]

mod bundle;
mod carry;
mod evaluate;
mod evidence;
mod export;
mod fetch;
mod figures;
mod generate;
mod import;
mod predict;
mod recommend;
mod similar;
mod train;
mod tune;

mod data;
mod files;
mod hybrid;
mod install;
mod memory;
mod newcomer;
mod parquet_table;
mod signals;
mod terminal;
mod threads;

use std::io::{self, Write};
use std::process::ExitCode;

use anyhow::Context;
use clap::{Parser, Subcommand};

use terminal::{Output, Product};

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
    Import(import::Options),
    Tune(tune::Options),
    Evaluate(evaluate::Options),
    Evidence(evidence::Options),
    Carry(carry::Options),
    Predict(predict::Options),
    Recommend(recommend::Options),
    Similar(similar::Options),
    Figures(figures::Options),
    Export(export::Options),
    Bundle(bundle::Options),
    Generate(generate::Options),
}

impl Command {
    const fn product(&self) -> Product {
        match self {
            Self::Fetch(_)
            | Self::Train(_)
            | Self::Import(_)
            | Self::Tune(_)
            | Self::Evidence(_)
            | Self::Carry(_)
            | Self::Figures(_)
            | Self::Export(_)
            | Self::Bundle(_)
            | Self::Generate(_) => Product::Files,
            Self::Evaluate(_) | Self::Predict(_) | Self::Recommend(_) | Self::Similar(_) => {
                Product::Text
            }
        }
    }

    fn run(self, out: &mut dyn Write) -> anyhow::Result<()> {
        match self {
            Self::Fetch(options) => fetch::run(&options, out),
            Self::Train(options) => train::run(&options, out),
            Self::Import(options) => import::run(&options, out),
            Self::Tune(options) => tune::run(&options, out),
            Self::Evaluate(options) => evaluate::run(&options, out),
            Self::Evidence(options) => evidence::run(&options, out),
            Self::Carry(options) => carry::run(&options, out),
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
    let mut out = Output::new(io::stdout().lock(), cli.command.product());
    let result = signals::listen().and_then(|()| cli.command.run(&mut out));
    let result = match result {
        // Whoever reads no more has read enough.
        Err(_) if out.is_unread() => Ok(()),
        Ok(()) => out
            .finish()
            .context("cannot write to standard output; check where it leads"),
        failed => failed,
    };
    let Err(error) = result else {
        return ExitCode::SUCCESS;
    };
    // What fails because a signal has ended the program is nobody's news.
    files::wait_if_closed();
    terminal::tell(format_args!("error: {error}"));
    for cause in error.chain().skip(1) {
        terminal::tell(format_args!("  because: {cause}"));
    }
    if error.is::<Usage>() {
        ExitCode::from(2)
    } else {
        ExitCode::FAILURE
    }
}

/// An option whose value is wrong, which only the model can tell: exit code 2, as for all of them.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Usage(String);

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    /// The lines of a command's examples that call it, as words.
    fn examples(command: &clap::Command) -> Vec<Vec<String>> {
        let text = command.get_after_help().map(ToString::to_string);
        let text = text.unwrap_or_default();
        let calls = (text.lines()).filter_map(|line| line.strip_prefix("  matinee "));
        // What a shell does is not for the command.
        let words = |call: &str| {
            let call = call.split(" > ").next().unwrap_or_default();
            let words = std::iter::once("matinee").chain(call.split_whitespace());
            words.map(str::to_owned).collect()
        };
        calls.map(words).collect()
    }

    #[test]
    fn every_command_has_help_with_examples_of_itself_that_are_right() {
        let cli = Cli::command();
        assert!(cli.get_subcommands().count() > 10);
        for command in cli.get_subcommands() {
            let name = command.get_name();
            assert!(command.get_about().is_some(), "{name}");
            let examples = examples(command);
            let is_of_itself = |example: &Vec<String>| example[1] == name;
            assert!(examples.iter().any(is_of_itself), "{name} has no example");
            for example in examples {
                if let Err(error) = Cli::try_parse_from(&example) {
                    panic!("{}: {error}", example.join(" "));
                }
            }
        }
    }
}
