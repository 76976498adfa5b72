//! The program that trains: where the page finds it, and how it is unpacked.

use std::io::{self, Read};

use lzma_rust2::LzmaReader;

use matinee_core::ready::Pause;
use matinee_engine::artifact::WeightsAsset;

/// Unpacked in one go, bytes: some milliseconds.
const PIECE: usize = 1 << 16;
/// Memory for unpacking, kilobytes.
const MEMORY_KB: u32 = 1 << 17;

/// The trainer's files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Address of the worker's script.
    pub script: String,
    /// Its packed WebAssembly: address, length and hash.
    pub wasm: WeightsAsset,
}

impl Program {
    /// What a page says of its trainer: `script wasm bytes sha256`.
    #[must_use]
    pub fn parse(content: &str) -> Option<Self> {
        let mut words = content.split(' ').map(str::to_owned);
        let mut word = || words.next().filter(|word| !word.is_empty());
        Some(Self {
            script: word()?,
            wasm: WeightsAsset {
                network: "trainer".to_owned(),
                file: word()?,
                n_bytes: word()?.parse().ok()?,
                sha256: word()?,
            },
        })
    }
}

/// What is in an .lzma file, in pieces of a few milliseconds, `pause` after each.
///
/// # Errors
/// Bytes that are no such file, or not a whole one.
pub async fn unpack(packed: &[u8], pause: Pause<'_>) -> io::Result<Vec<u8>> {
    let mut reader = LzmaReader::new_mem_limit(packed, MEMORY_KB, None)?;
    let mut unpacked = Vec::new();
    let mut piece = vec![0; PIECE];
    loop {
        let n_bytes = reader.read(&mut piece)?;
        if n_bytes == 0 {
            return Ok(unpacked);
        }
        unpacked.extend_from_slice(&piece[..n_bytes]);
        pause().await;
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::io::Write;

    use lzma_rust2::{LzmaOptions, LzmaWriter};

    use super::*;
    use matinee_core::ready::{at_once, no_pause};

    fn packed(bytes: &[u8]) -> Vec<u8> {
        let (options, size) = (LzmaOptions::with_preset(6), bytes.len() as u64);
        let writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(size));
        let mut writer = writer.expect("in memory");
        writer.write_all(bytes).expect("in memory");
        writer.finish().expect("in memory")
    }

    /// What is in it, and after how many pieces.
    fn unpacked(packed: &[u8]) -> (io::Result<Vec<u8>>, usize) {
        let pieces = Cell::new(0);
        let pause = || {
            pieces.set(pieces.get() + 1);
            no_pause()
        };
        let result = at_once(unpack(packed, &pause));
        (result, pieces.get())
    }

    #[test]
    fn what_was_packed_is_unpacked_in_pieces() {
        let bytes: Vec<u8> = (0..3 * PIECE as u32).map(|it| (it / 7) as u8).collect();
        let (result, pieces) = unpacked(&packed(&bytes));
        assert!(result.expect("whole") == bytes);
        assert!(pieces >= 3, "{pieces}");
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused() {
        let whole = packed(&[1, 2, 3, 4, 5, 6, 7, 8]);
        for end in 0..whole.len() - 1 {
            assert!(unpacked(&whole[..end]).0.is_err(), "{end}");
        }
    }

    #[test]
    fn what_the_page_says_is_read() {
        let program = Program::parse("/m/a.js /m/a.wasm 12 00ff").expect("complete");
        assert_eq!(program.script, "/m/a.js");
        assert_eq!(program.wasm.file, "/m/a.wasm");
        assert_eq!(program.wasm.n_bytes, 12);
        assert_eq!(program.wasm.sha256, "00ff");
    }

    #[test]
    fn a_page_without_its_trainer_has_none() {
        for content in ["", "a.js", "a.js a.wasm many 00ff", "a.js a.wasm 12"] {
            assert_eq!(Program::parse(content), None, "{content}");
        }
    }
}
