//! A program of somebody else's that is run for a while, and that does not outlive this one.

use std::io::{self, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

static RUNNING: Mutex<Option<Child>> = Mutex::new(None);

/// Runs a program to its end, one at a time; what it prints to standard error is kept.
///
/// # Errors
/// A program that cannot be started or heard.
pub(super) fn output(command: &mut Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    let pipe = child.stderr.take();
    *running() = Some(child);
    let mut stderr = Vec::new();
    let heard = pipe.map_or(Ok(0), |mut pipe| pipe.read_to_end(&mut stderr));
    // It has closed its end of the pipe: it is over, or about to be.
    let child = running().take();
    let status = child.map(|mut child| child.wait());
    heard?;
    Ok(Output {
        status: status.unwrap_or_else(|| Err(io::ErrorKind::Interrupted.into()))?,
        stdout: Vec::new(),
        stderr,
    })
}

/// Ends the program that is running, if any: this one is about to end.
pub(super) fn end() {
    if let Some(mut child) = running().take() {
        // One that is over already needs no ending.
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn running() -> MutexGuard<'static, Option<Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
