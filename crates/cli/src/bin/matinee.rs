//! The command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    matinee_cli::main()
}
