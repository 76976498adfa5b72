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

use crate::fingerprint::{self, Fingerprint, STAMP};
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

/// The WebAssembly as it is served.
const PACKED: &str = "trainer.lzma";

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

/// Binds the trainers that lie in `linked` to JavaScript and packs them, into folders that [`write`] reads. They are
/// the same for every site, so what is there of the same modules stays.
pub(crate) fn bind(linked: &Path, tools: &WasmTools) -> Result<PathBuf> {
    let bound = linked.with_file_name("trainer-bound");
    for backend in BACKENDS {
        let module = linked.join(backend).with_extension("wasm");
        let folder = bound.join(backend);
        let made_of = Fingerprint::default()
            .file(&module)?
            .file(tools.program())?;
        fingerprint::unless_current(&folder.join(STAMP), made_of, || {
            let mut bind = tools.command();
            bind.args(["bind", "no-modules", "trainer"])
                .arg(&module)
                .arg(&folder);
            process::run(&mut bind, "read the message above")
        })?;
        let wasm = strip_wasm(&paths::read(&folder.join("trainer_bg.wasm"))?)?;
        // Apart from the module's: what strips it may change, too.
        let packed_of = Fingerprint::default().bytes(&wasm);
        fingerprint::unless_current(&folder.join("packed.sha256"), packed_of, || {
            let packed = folder.join(PACKED);
            fs::write(&packed, pack(&wasm)?)
                .with_context(|| format!("cannot write {}", packed.display()))
        })?;
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
    let script = String::from_utf8(paths::read(&bound.join("trainer.js"))?)? + TAIL;
    let script = html::strip_script(&script)?;
    let wasm = paths::read(&bound.join(PACKED))?;
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
            fs::write(bound.join(PACKED), pack(MODULE).expect("packed")).expect("a file");
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
