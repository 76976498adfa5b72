//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    matinee::cli::main()
}
