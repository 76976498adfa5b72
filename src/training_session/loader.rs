//! The trainer's program: where it is, and fetched.

use crate::browser::{self, Cancel};
use matinee_app::train::program::{Program, unpack};
use matinee_protocol::Backend;

/// What the page says of the trainer of a backend.
pub(super) fn program(backend: Backend) -> Option<Program> {
    let meta = ["matinee-trainer-", backend.name()].concat();
    Program::parse(&browser::content_of_meta(&meta)?)
}

/// The WebAssembly of a trainer, unpacked. `progress` hears how many packed bytes have come;
/// `is_again` passes the browser's cache over.
///
/// # Errors
/// Why it could not be had, in words.
pub(super) async fn fetch(
    program: &Program,
    is_again: bool,
    cancel: &Cancel,
    progress: impl Fn(u64),
) -> Result<Vec<u8>, String> {
    let wasm = &program.wasm;
    let packed = browser::download(&wasm.file, is_again, cancel, progress).await;
    let packed = packed.and_then(|packed| {
        wasm.check(&packed)?;
        Ok(packed)
    });
    let packed = packed.map_err(|failure| failure.to_string())?;
    let unpacked = unpack(&packed, &browser::pauses()).await;
    unpacked.map_err(|error| format!("it cannot be unpacked: {error}"))
}
