//! WebAssembly without what only tools read.
//!
//! Splitting needs names and relocations in the linked module, and copies some of them.

use anyhow::{Context, Result, ensure};

/// Magic number and version.
const HEADER: usize = 8;
/// Id of the sections that do not count when the module runs.
const CUSTOM: u8 = 0;

/// The module without its custom sections.
///
/// # Errors
/// When a section ends beyond the module.
pub(crate) fn strip_wasm(module: &[u8]) -> Result<Vec<u8>> {
    ensure!(
        module.starts_with(b"\0asm") && module.len() >= HEADER,
        "not a WebAssembly module"
    );
    let mut stripped = module[..HEADER].to_vec();
    let mut at = HEADER;
    while at < module.len() {
        let (size, body) = number(module, at + 1).context("a section has no size")?;
        let end = body.checked_add(size).filter(|end| *end <= module.len());
        let end = end.context("a section ends beyond the module")?;
        if module[at] != CUSTOM {
            stripped.extend(&module[at..end]);
        }
        at = end;
    }
    Ok(stripped)
}

/// The unsigned LEB128 number at `at`, and where it ends.
fn number(bytes: &[u8], mut at: usize) -> Option<(usize, usize)> {
    let (mut value, mut shift) = (0_usize, 0);
    loop {
        let byte = *bytes.get(at)?;
        at += 1;
        value |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some((value, at));
        }
        shift += 7;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &[u8] = b"\0asm\x01\0\0\0";
    /// One function type without parameters and results.
    const TYPES: &[u8] = &[1, 4, 1, 0x60, 0, 0];
    /// A custom section `name` whose size takes two bytes.
    const NAMES: &[u8] = &[0, 0x85, 0, 4, b'n', b'a', b'm', b'e'];

    #[test]
    fn only_custom_sections_go() {
        let module = [HEAD, NAMES, TYPES, NAMES].concat();
        let stripped = strip_wasm(&module).expect("a module");
        assert_eq!(stripped, [HEAD, TYPES].concat());
    }

    #[test]
    fn a_module_that_ends_within_a_section_is_refused() {
        let module = [HEAD, TYPES].concat();
        assert!(strip_wasm(&module[..module.len() - 1]).is_err());
        assert!(strip_wasm(&module[..HEADER + 1]).is_err());
        assert!(strip_wasm(b"<html>").is_err());
    }
}
