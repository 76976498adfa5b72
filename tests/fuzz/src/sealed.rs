//! Model files whose lengths and hashes are right, whatever is in their sections: behind a wrong one
//! nothing is read. The form of the file is told in `crates/engine/src/container/sections.rs`.

use matinee_engine::artifact::hex;
use sha2::{Digest, Sha256};

const HASH: usize = 32;
const FIXED_HEADER: usize = 24;
const ENTRY: usize = 20 + HASH;
const MOST_SECTIONS: usize = 64;

/// What every model file begins with: magic and version.
pub(crate) const START: usize = 12;
/// The magic alone.
pub(crate) const MAGIC: usize = 8;

/// Kind and bytes of a section.
pub(crate) type Section = ([u8; 4], Vec<u8>);

/// The sections of a file, as far as they are there; no hash is compared.
pub(crate) fn sections(file: &[u8]) -> Vec<Section> {
    let n = number(file, 20, 4).min(MOST_SECTIONS);
    let entries = file.get(FIXED_HEADER..).unwrap_or_default();
    let section = |entry: &[u8]| {
        let start = number(entry, 4, 8).min(file.len());
        let end = start.saturating_add(number(entry, 12, 8)).min(file.len());
        let kind = [entry[0], entry[1], entry[2], entry[3]];
        (kind, file[start..end].to_vec())
    };
    entries.chunks_exact(ENTRY).take(n).map(section).collect()
}

/// The little-endian number of so many bytes; 0 where they are not there.
fn number(bytes: &[u8], at: usize, len: usize) -> usize {
    let digits = bytes.get(at..at + len).unwrap_or_default();
    let number = digits.iter().rev();
    let number = number.fold(0_u64, |number, digit| number << 8 | u64::from(*digit));
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A file of these sections; `start` is what every file begins with.
pub(crate) fn seal(start: &[u8], sections: &[Section]) -> Vec<u8> {
    let mut at = FIXED_HEADER + sections.len() * ENTRY + HASH;
    let total = at + sections.iter().map(|(_, body)| body.len()).sum::<usize>();
    let mut file = start[..START].to_vec();
    file.extend((total as u64).to_le_bytes());
    file.extend((sections.len() as u32).to_le_bytes());
    for (kind, body) in sections {
        file.extend(kind);
        file.extend((at as u64).to_le_bytes());
        file.extend((body.len() as u64).to_le_bytes());
        file.extend(Sha256::digest(body));
        at += body.len();
    }
    let hash = Sha256::digest(&file);
    file.extend(hash);
    sections.iter().for_each(|(_, body)| file.extend(body));
    file
}

/// Writes the hash of the tables into every manifest, where it has one of those that are `known`. Of a
/// section that several files have, that of the first counts.
pub(crate) fn rehash_tables(files: &mut [Vec<Section>], known: &[String]) {
    let find = |kind: &[u8; 4]| {
        let mut all = files.iter().flatten();
        all.find(|section| section.0 == *kind)
    };
    let histories = find(b"SEEN").or_else(|| find(b"HIST"));
    let mut hash = Sha256::new();
    for (_, body) in [find(b"CATA"), find(b"PEOP"), histories]
        .into_iter()
        .flatten()
    {
        hash.update(Sha256::digest(body));
    }
    let hash = hex(&hash.finalize());
    let manifests = files.iter_mut().flatten();
    for (_, body) in manifests.filter(|section| section.0 == *b"MANI") {
        for known in known {
            let found = body
                .windows(known.len())
                .position(|it| it == known.as_bytes());
            if let Some(at) = found {
                body[at..at + hash.len()].copy_from_slice(hash.as_bytes());
            }
        }
    }
}

/// Changes sections as bytes say: which section, where (two bytes), how many bytes go, how many come, and
/// these; then the next change. Where 255 go, the whole section does.
pub(crate) fn edit(sections: &mut Vec<Section>, mut edits: &[u8]) {
    while let ([row, low, high, n_out, n_in, rest @ ..], false) = (edits, sections.is_empty()) {
        let row = usize::from(*row) % sections.len();
        let (new, later) = rest.split_at(usize::from(*n_in).min(rest.len()));
        edits = later;
        if *n_out == u8::MAX {
            sections.remove(row);
            continue;
        }
        let body = &mut sections[row].1;
        let at = usize::from(u16::from_le_bytes([*low, *high])) % (body.len() + 1);
        let end = (at + usize::from(*n_out)).min(body.len());
        body.splice(at..end, new.iter().copied());
    }
}
