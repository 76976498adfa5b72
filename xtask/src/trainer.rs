//! The trainers: a WebAssembly for a worker of the page, for each backend of Burn, and the script that
//! starts it.
//!
//! The page learns from a `meta` element where both are and what the WebAssembly must be: it fetches
//! that itself when somebody wants to train, tells how far it is, checks it, and hands it over.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};
use lzma_rust2::{LzmaOptions, LzmaWriter};
use sha2::{Digest, Sha256};

use crate::fingerprint::{self, Fingerprint};
use crate::hashed::Hashed;
use crate::shipped::{self, Compiled};
use crate::strip_wasm::strip_wasm;
use crate::tools::{TARGET, WasmTools};
use crate::{html, paths, process};

/// What runs Burn's tensor operations: features of the package, and names in the page.
const BACKENDS: [&str; 2] = ["ndarray", "flex"];
/// Takes the WebAssembly from the page's first message.
const TAIL: &str = include_str!("trainer.js");
/// A trainer may take this much memory, bytes: a browser that runs out of it loses the trainer, and a
/// machine that runs out of it everything.
const MOST_MEMORY: u64 = include!("../../crates/worker/src/trainer/memory_limit.in");

const PROFILE: &str = "trainer";

/// The files of one trainer, in the site's folder.
pub(crate) struct Trainer {
    backend: &'static str,
    /// The name of the worker's script.
    script: String,
    /// The name of the packed WebAssembly.
    wasm: String,
    n_bytes: usize,
    sha256: String,
}

/// The level of packing that is the slowest: some seconds.
const BEST: u32 = 9;

/// How trainers are compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Simd {
    /// As for the page, by `.cargo/config.toml`.
    On,
    /// Without, to see what it gives; in a target folder of its own.
    Off,
}

/// Compiles the trainers, into a folder that [`bind`] goes on with.
pub(crate) fn link(simd: Simd) -> Result<Compiled> {
    let target = match simd {
        Simd::On => paths::target()?,
        Simd::Off => paths::target()?.join("without-simd"),
    };
    let linked = target.join("trainer-linked");
    fs::create_dir_all(&linked).with_context(|| format!("cannot make {}", linked.display()))?;
    let mut packages = BTreeSet::new();
    for backend in BACKENDS {
        let mut compile = cargo(simd, &target, backend, &[]);
        process::run_cargo(&mut compile, "read the message of the compiler above")?;
        let module = target.join(TARGET).join(PROFILE).join("trainer.wasm");
        // The next one has the same name.
        fs::copy(&module, linked.join(backend).with_extension("wasm"))
            .with_context(|| format!("cannot copy {}", module.display()))?;
        let mut list = cargo(simd, &target, backend, &["--message-format=json"]);
        packages.extend(shipped::in_the_browser(&mut list)?);
    }
    Ok(Compiled { linked, packages })
}

fn cargo(simd: Simd, target: &Path, backend: &str, options: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo
        .args(["rustc", "--package", "matinee-worker", "--bin", "trainer"])
        .args(["--profile", PROFILE, "--no-default-features"])
        .args(["--features", &format!("browser,{backend}")])
        .args(["--target", TARGET])
        .args(options);
    if simd == Simd::Off {
        cargo
            .env("CARGO_TARGET_DIR", target)
            // In the place of the flags of `.cargo/config.toml`.
            .env("CARGO_ENCODED_RUSTFLAGS", "");
    }
    cargo.args(["--", &format!("-Clink-arg=--max-memory={MOST_MEMORY}")]);
    cargo
}

/// Binds the trainers that lie in `linked` to JavaScript, into folders that [`write`] reads.
pub(crate) fn bind(linked: &Path, tools: &WasmTools) -> Result<PathBuf> {
    let bound = linked.with_file_name("trainer-bound");
    for backend in BACKENDS {
        let mut bind = tools.command();
        bind.args(["bind", "no-modules", "trainer"])
            .arg(linked.join(backend).with_extension("wasm"))
            .arg(bound.join(backend));
        process::run(&mut bind, "read the message above")?;
    }
    Ok(bound)
}

/// Writes what lies in `bound` into `folder`, each file under its hash.
pub(crate) fn write(bound: &Path, folder: &Path) -> Result<Vec<Trainer>> {
    let trainers = BACKENDS.into_iter();
    trainers
        .map(|backend| write_one(&bound.join(backend), folder, backend))
        .collect()
}

fn write_one(bound: &Path, folder: &Path, backend: &'static str) -> Result<Trainer> {
    let read = |name: &str| {
        let file = bound.join(name);
        fs::read(&file).with_context(|| format!("cannot read {}", file.display()))
    };
    let script = String::from_utf8(read("trainer.js")?)? + TAIL;
    let script = html::strip_script(&script)?;
    let wasm = packed(bound, &strip_wasm(&read("trainer_bg.wasm")?)?)?;
    let digest = Sha256::digest(&wasm);
    let name = format!("trainer-{backend}");
    Ok(Trainer {
        backend,
        script: Hashed::write(folder, &name, "js", script.as_bytes())?.name,
        wasm: Hashed::write(folder, &name, "lzma", &wasm)?.name,
        n_bytes: wasm.len(),
        sha256: digest.iter().map(|byte| format!("{byte:02x}")).collect(),
    })
}

/// Packs the WebAssembly of a trainer, once for all sites that have it.
fn packed(bound: &Path, wasm: &[u8]) -> Result<Vec<u8>> {
    let (file, stamp) = (bound.join("trainer.lzma"), bound.join("packed.sha256"));
    let fingerprint = Fingerprint::default().bytes(wasm).finish();
    if file.is_file() && fingerprint::is_current(&stamp, &fingerprint) {
        return fs::read(&file).with_context(|| format!("cannot read {}", file.display()));
    }
    let packed = pack(wasm)?;
    fs::write(&file, &packed).with_context(|| format!("cannot write {}", file.display()))?;
    fingerprint::write(&stamp, &fingerprint)?;
    Ok(packed)
}

/// Packs bytes as an .lzma file.
fn pack(wasm: &[u8]) -> Result<Vec<u8>> {
    let options = LzmaOptions::with_preset(BEST);
    let size = u64::try_from(wasm.len())?;
    let mut writer = LzmaWriter::new_use_header(Vec::new(), &options, Some(size))
        .context("cannot pack the trainer")?;
    writer
        .write_all(wasm)
        .and_then(|()| writer.finish())
        .context("packing in memory")
}

/// Names the trainers, which are served under `base`, at the end of the head of `html`.
///
/// # Errors
/// When the page has no head.
pub(crate) fn name(html: &str, trainers: &[Trainer], base: &str) -> Result<String> {
    let meta = |trainer: &Trainer| {
        let Trainer {
            backend,
            script,
            wasm,
            n_bytes,
            sha256,
        } = trainer;
        let files = format!("{base}{script} {base}{wasm} {n_bytes} {sha256}");
        (format!("matinee-trainer-{backend}"), files)
    };
    let mut metas = trainers.iter().map(meta);
    metas.try_fold(html.to_owned(), |html, (name, files)| {
        html::add_meta(&html, &name, &files)
    })
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use lzma_rust2::LzmaReader;

    use super::*;
    use crate::html::attribute;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";

    #[test]
    fn the_page_names_what_was_written_and_what_it_must_be() {
        let bound = tempfile::tempdir().expect("a folder");
        let folder = tempfile::tempdir().expect("a folder");
        for backend in BACKENDS {
            let bound = bound.path().join(backend);
            fs::create_dir(&bound).expect("a folder");
            fs::write(bound.join("trainer.js"), "let wasm_bindgen;").expect("a file");
            fs::write(bound.join("trainer_bg.wasm"), MODULE).expect("a file");
        }
        let trainers = write(bound.path(), folder.path()).expect("written");
        let html = name("<head>\n</head><body>", &trainers, "/m/").expect("a head");
        let (_, meta) = html
            .split_once("<meta name=\"matinee-trainer-flex\"")
            .expect("an element");
        let content = attribute(meta, "content").expect("its content");
        let words: Vec<&str> = content.split(' ').collect();
        let [script, wasm, n_bytes, sha256] = words[..] else {
            panic!("{content}");
        };
        let file = |address: &str| {
            let name = address.strip_prefix("/m/").expect("under the base");
            fs::read(folder.path().join(name)).expect("the file")
        };
        assert!(file(script).starts_with(b"let wasm_bindgen;\nonmessage = "));
        let packed = file(wasm);
        assert_eq!(n_bytes, packed.len().to_string());
        let digest = Sha256::digest(&packed);
        let expected: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(sha256, expected);
        let reader = LzmaReader::new_mem_limit(&packed[..], u32::MAX, None);
        let mut unpacked = Vec::new();
        let mut reader = reader.expect("an .lzma file");
        reader.read_to_end(&mut unpacked).expect("whole");
        assert_eq!(unpacked, MODULE);
    }
}
