//! What Ctrl-C and a request to end (SIGTERM) do, to this program and to one of somebody else's that it
//! runs for a while.
//!
//! The program ends, and takes along what it has not finished. A command that can stop at a good
//! place, and keep what it has, is let: who asks twice does not want to wait.
//!
//! A hang-up is left alone: `nohup` has it ignored, and whoever catches it undoes that.

use std::io::{self, Read};
use std::process::{Child, Command, Output, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::Context;

use super::files;

static CAN_STOP: AtomicBool = AtomicBool::new(false);
static IS_STOPPED: AtomicBool = AtomicBool::new(false);

/// From now on the first signal sets this flag, and ends nothing.
pub(super) fn stop_flag() -> &'static AtomicBool {
    CAN_STOP.store(true, Ordering::Relaxed);
    &IS_STOPPED
}

/// Whether a signal may be ignored, because a command has heard it.
fn is_heard() -> bool {
    let is_first = !IS_STOPPED.swap(true, Ordering::Relaxed);
    is_first && CAN_STOP.load(Ordering::Relaxed)
}

/// Listens from now on.
///
/// # Errors
/// A system that does not let it.
#[cfg(unix)]
pub(super) fn listen() -> anyhow::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;

    let mut signals = Signals::new([SIGINT, SIGTERM]).context(CANNOT)?;
    std::thread::spawn(move || {
        for signal in signals.forever() {
            if !is_heard() {
                end_child();
                files::close_staging();
                // Whoever waits for the program hears which signal it was.
                let _ = emulate_default_handler(signal);
            }
        }
    });
    Ok(())
}

/// Listens from now on.
///
/// # Errors
/// A system that does not let it.
#[cfg(not(unix))]
pub(super) fn listen() -> anyhow::Result<()> {
    /// Exit code of a program that Ctrl-C has ended.
    const INTERRUPTED: i32 = 130;

    ctrlc::set_handler(|| {
        if !is_heard() {
            end_child();
            files::close_staging();
            std::process::exit(INTERRUPTED);
        }
    })
    .context(CANNOT)
}

const CANNOT: &str = "cannot listen for Ctrl-C";

static RUNNING: Mutex<Option<Child>> = Mutex::new(None);

/// Runs a program to its end, one at a time; what it prints to standard error is kept.
///
/// # Errors
/// A program that cannot be started or heard.
pub(super) fn child_output(command: &mut Command) -> io::Result<Output> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    // Whoever ends it waits until it has its place: no program runs of which nobody knows.
    let mut place = running();
    let mut child = command.stderr(Stdio::piped()).spawn()?;
    let pipe = child.stderr.take();
    *place = Some(child);
    drop(place);
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

/// Ends the program that is running, if any, and lets none begin: this one is about to end.
fn end_child() {
    let mut place = running();
    if let Some(mut child) = place.take() {
        // One that is over already needs no ending.
        let _ = child.kill();
        let _ = child.wait();
    }
    std::mem::forget(place);
}

fn running() -> MutexGuard<'static, Option<Child>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}
