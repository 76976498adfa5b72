//! The sections of a model file, read by the format's description alone (`crates/engine/src/artifact/`).

use anyhow::{Context, Result};

/// magic, version, total length, number of sections
const FIXED: usize = 8 + 4 + 8 + 4;
/// kind, offset, length, SHA-256
const ENTRY: usize = 4 + 8 + 8 + 32;

/// Kind and bytes of each section.
///
/// # Errors
/// When the file is cut off.
pub fn sections(file: &[u8]) -> Result<Vec<(String, &[u8])>> {
    let cut_off = "the model file is cut off";
    let number = |at: usize, width: usize| -> Result<usize> {
        let bytes = file.get(at..at + width).context(cut_off)?;
        let fold = |sum: u64, byte: &u8| (sum << 8) | u64::from(*byte);
        Ok(usize::try_from(bytes.iter().rev().fold(0, fold))?)
    };
    let entries = (0..number(FIXED - 4, 4)?).map(|row| FIXED + row * ENTRY);
    entries
        .map(|entry| {
            let kind = file.get(entry..entry + 4).context(cut_off)?;
            let (offset, len) = (number(entry + 4, 8)?, number(entry + 12, 8)?);
            let body = file.get(offset..offset + len).context(cut_off)?;
            Ok((String::from_utf8_lossy(kind).into_owned(), body))
        })
        .collect()
}
