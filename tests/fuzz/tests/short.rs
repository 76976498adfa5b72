//! A short run of every target: its seeds, then what a generator makes of them. The same inputs on every
//! run; how long they take is nobody's business here.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};

use matinee_core::random::{Rng, seeded};
use matinee_fuzz::{TARGETS, Target, seeds};
use rand::RngExt;

/// Of a deflated zip the bytes may differ by the processor.
const OF_ANY_BYTES: &str = "deflated.zip";

fn corpus(target: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    folder.join("corpus").join(target)
}

/// The seeds of a target, by name.
fn seeds_of(target: &str) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(corpus(target)).expect("every target has seeds");
    let mut files: Vec<PathBuf> = entries.map(|it| it.expect("an entry").path()).collect();
    files.sort_unstable();
    let read = |file: PathBuf| {
        let bytes = fs::read(&file).expect("a seed can be read");
        (file.display().to_string(), bytes)
    };
    files.into_iter().map(read).collect()
}

/// Runs a target, and says on which bytes if it panics.
fn run(target: Target, name: &str, bytes: &[u8]) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| target(bytes))) {
        eprintln!("{name}, as bytes: {bytes:?}");
        eprintln!("as text: {:?}", String::from_utf8_lossy(bytes));
        resume_unwind(panic);
    }
}

/// Changes a seed here and there.
fn changed(bytes: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for _ in 0..rng.random_range(1..5_u32) {
        let at = place(bytes.len(), rng);
        let end = (at + rng.random_range(0..9_u32) as usize).min(bytes.len());
        match rng.random_range(0..8_u32) {
            0 if at < bytes.len() => bytes[at] ^= 1 << rng.random_range(0..8_u32),
            1 if at < bytes.len() => bytes[at] = rng.random_range(0..=255_u32) as u8,
            // The ends of what a number can be.
            2 => {
                let extreme: &[u8] = match rng.random_range(0..6_u32) {
                    0 => &[0; 8],
                    1 => &[255; 8],
                    2 => &[255, 255, 255, 255, 15],
                    3 => &[0, 0, 128, 127],
                    4 => b"99999999999999999999",
                    _ => b"-0",
                };
                bytes.splice(at..end, extreme.iter().copied());
            }
            3 => bytes.truncate(at),
            4 => drop(bytes.drain(at..end)),
            5 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            6 => {
                let from = place(other.len(), rng);
                let to = (from + rng.random_range(0..33_u32) as usize).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                let new =
                    (0..rng.random_range(1..6_u32)).map(|_| rng.random_range(0..=255_u32) as u8);
                let new: Vec<u8> = new.collect();
                bytes.splice(at..at, new);
            }
        }
    }
    bytes
}

/// A place between bytes; draws are of 32 bits, as everywhere.
fn place(len: usize, rng: &mut Rng) -> usize {
    rng.random_range(0..=len as u32) as usize
}

/// The seeds of a target and so many changed ones.
fn check(name: &str, n_changed: usize) {
    let row = TARGETS.iter().position(|it| it.0 == name);
    let row = row.expect("there is such a target");
    let target = TARGETS[row].1;
    let seeds = seeds_of(name);
    for (file, bytes) in &seeds {
        run(target, file, bytes);
    }
    run(target, "nothing", &[]);
    let rng = &mut seeded(1, row as u64);
    for n in 0..n_changed {
        let other = &seeds[rng.random_range(0..seeds.len() as u32) as usize].1;
        let (file, bytes) = &seeds[n % seeds.len()];
        run(target, file, &changed(bytes, other, rng));
    }
}

#[test]
fn any_bytes_are_answered_as_a_model() {
    check("model", 3_000);
}

#[test]
fn any_bytes_are_answered_as_a_model_in_two_parts() {
    check("parts", 3_000);
}

#[test]
fn any_bytes_are_answered_as_weights() {
    check("weights", 4_000);
}

#[test]
fn any_bytes_are_answered_as_a_rating_file() {
    check("rating_files", 20_000);
}

#[test]
fn any_bytes_are_answered_as_a_data_set() {
    check("data_set", 30_000);
}

#[test]
fn any_bytes_are_answered_as_a_stored_session() {
    check("session", 30_000);
}

#[test]
fn any_bytes_are_answered_as_a_stored_run() {
    check("runs", 200_000);
}

#[test]
fn any_bytes_are_answered_as_an_address() {
    check("address", 10_000);
}

#[test]
fn any_bytes_are_answered_as_a_message_of_the_trainer() {
    check("messages", 200_000);
}

#[test]
fn the_seeds_are_those_that_are_made() {
    for seed in seeds::all() {
        let file = corpus(seed.target).join(&seed.name);
        let found = fs::read(&file).unwrap_or_default();
        let is_same = found == seed.bytes || seed.name == OF_ANY_BYTES && !found.is_empty();
        assert!(is_same, "{} is old: make the seeds again", file.display());
    }
}

#[test]
fn every_target_has_a_program() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).expect("it is there");
    for (name, _) in TARGETS {
        let program = folder.join("fuzz_targets").join(format!("{name}.rs"));
        let program = fs::read_to_string(program).expect("there is one");
        assert!(
            program.contains(&format!("matinee_fuzz::{name}(")),
            "{name}"
        );
        assert!(manifest.contains(&format!("name = \"{name}\"")), "{name}");
    }
}
