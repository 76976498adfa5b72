//! What Ctrl-C and a request to end (SIGTERM) do.
//!
//! The program ends, and takes along what it has not finished. A command that can stop at a good
//! place, and keep what it has, is let: who asks twice does not want to wait.
//!
//! A hang-up is left alone: `nohup` has it ignored, and whoever catches it undoes that.

use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context;

use super::{child, staging};

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
                child::end();
                staging::close();
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
            child::end();
            staging::close();
            std::process::exit(INTERRUPTED);
        }
    })
    .context(CANNOT)
}

const CANNOT: &str = "cannot listen for Ctrl-C";
