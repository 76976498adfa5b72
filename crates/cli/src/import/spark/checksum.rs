//! The checksums that Hadoop writes beside a file, where they were copied along: a CRC-32 of every chunk of it.

use std::path::Path;

use anyhow::ensure;

const MAGIC: &[u8] = b"crc\0";

/// Reads a file, and compares it with its checksums, if there are any.
///
/// # Errors
/// A file that cannot be read, or that is not the one that was written.
pub(super) fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let bytes = super::read_file(path)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.crc"));
    if beside.is_file() {
        let sums = super::read_file(&beside)?;
        ensure!(
            is_of(&bytes, &sums),
            "{} is cut off or damaged: its checksum is another one ({}); copy it again",
            path.display(),
            beside.display()
        );
    }
    Ok(bytes)
}

/// Whether these are the checksums of a file: a magic number, bytes a chunk, then a CRC-32 for each chunk.
fn is_of(bytes: &[u8], sums: &[u8]) -> bool {
    let Some((chunk, sums)) = sums
        .strip_prefix(MAGIC)
        .and_then(|rest| rest.split_first_chunk::<4>())
    else {
        return false;
    };
    let chunk = (u32::from_be_bytes(*chunk) as usize).max(1);
    let (sums, rest) = sums.as_chunks::<4>();
    let expected = sums.iter().map(|sum| u32::from_be_bytes(*sum));
    rest.is_empty() && bytes.chunks(chunk).map(crc32fast::hash).eq(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums_of(bytes: &[u8], chunk: u32) -> Vec<u8> {
        let mut sums = MAGIC.to_vec();
        sums.extend(chunk.to_be_bytes());
        for chunk in bytes.chunks(chunk as usize) {
            sums.extend(crc32fast::hash(chunk).to_be_bytes());
        }
        sums
    }

    #[test]
    fn what_was_written_is_recognised_and_nothing_else() {
        let bytes: Vec<u8> = (0..=255).cycle().take(1_300).collect();
        let sums = sums_of(&bytes, 512);
        assert!(is_of(&bytes, &sums));
        assert!(!is_of(&bytes[..1_299], &sums));
        assert!(!is_of(&bytes[..512], &sums));
        assert!(!is_of(&bytes, &sums[..sums.len() - 1]));
        assert!(!is_of(&bytes, b""));
        let mut other = bytes;
        other[700] ^= 1;
        assert!(!is_of(&other, &sums));
    }
}
