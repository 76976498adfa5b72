//! Bytes as a visitor downloads them.

use std::io::Write as _;

use anyhow::Result;
use flate2::Compression;
use flate2::write::GzEncoder;

/// How many bytes are left after `gzip -9`.
///
/// # Errors
/// None that a text or a module would give: memory does not refuse to be written to.
pub fn gzip_9(bytes: &[u8]) -> Result<usize> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    Ok(encoder.finish()?.len())
}
