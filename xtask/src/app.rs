//! The app: compiled, taken apart into what the first view needs and what comes later, and bound to
//! JavaScript.
//!
//! cargo links one module with its relocations; `wasm-split-cli` moves what is reached only through
//! a split point (`wasm_split`; see `src/lazy_part.rs`) into modules of its own; `wasm-bindgen` writes the script of
//! the one that is left. Here they get names with hashes, and everything that fetches one of them
//! the hash to check it against.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, ensure};

use crate::fingerprint::{self, Fingerprint, STAMP};
use crate::hashed::{Hashed, hashed_name};
use crate::html::strip_script;
use crate::shipped::{self, Compiled};
use crate::strip_wasm::strip_wasm;
use crate::tools::{TARGET, WasmTools};
use crate::{paths, process};

/// Fetches a part for the splitter's script, and notes where it is gone from the site.
const PART: &str = include_str!("app.js");

/// What the splitter calls the script that fetches parts, and what the script of the app imports.
const LOADER: &str = "./__wasm_split.js";

/// The files that start the app, in the site's folder.
pub(crate) struct App {
    /// The script to import.
    pub(crate) script: Hashed,
    /// The one that it imports.
    pub(crate) loader: Hashed,
    pub(crate) wasm: Hashed,
}

/// Takes the app apart that [`link`] has compiled, into a folder that [`write`] reads. It is the same for every
/// site, so what is there of the same module stays.
pub(crate) fn take_apart(linked: &Path, tools: &WasmTools) -> Result<PathBuf> {
    let parts = paths::target()?.join("parts");
    let made_of = Fingerprint::default().file(linked)?.file(tools.program())?;
    fingerprint::unless_current(&parts.join(STAMP), made_of, || {
        if parts.exists() {
            fs::remove_dir_all(&parts).context("cannot remove the parts of the last build")?;
        }
        let mut split = tools.command();
        split.args(["split", "app"]).arg(linked).arg(&parts);
        process::run(&mut split, "read the message above")?;
        let mut bind = tools.command();
        bind.args(["bind", "modules", "app"])
            .arg(parts.join("app.wasm"))
            .arg(parts.join("bound"));
        process::run(&mut bind, "read the message above")
    })?;
    Ok(parts)
}

/// Compiles the app into one module, with what the splitter reads.
pub(crate) fn link() -> Result<Compiled> {
    process::run_cargo(&mut cargo(&[]), "read the message of the compiler above")?;
    Ok(Compiled {
        linked: paths::target()?.join(TARGET).join("site").join("app.wasm"),
        packages: shipped::in_the_browser(&mut cargo(&["--message-format=json"]))?,
    })
}

fn cargo(options: &[&str]) -> Command {
    let mut cargo = process::cargo();
    cargo
        .args(["rustc", "--package", "matinee", "--bin", "app"])
        .args(["--profile", "site", "--target", TARGET])
        .args(options)
        .args(["--", "-Clink-arg=--emit-relocs", "-Cstrip=none"]);
    cargo
}

/// Writes what lies in `parts` into `folder`, each file under its hash.
pub(crate) fn write(parts: &Path, folder: &Path) -> Result<App> {
    let bound = parts.join("bound");
    let wasm = strip_wasm(&paths::read(&bound.join("app_bg.wasm"))?)?;
    let wasm = Hashed::write(folder, "app", "wasm", &wasm)?;

    let mut loader = patient(&text(&parts.join(LOADER))?)?;
    let mut files: Vec<PathBuf> = fs::read_dir(parts)
        .and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect())
        .with_context(|| format!("cannot read {}", parts.display()))?;
    files.sort_unstable();
    for file in files {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy();
        if file.extension().is_some_and(|it| it == "wasm") && stem != "app" {
            let name = stem.trim_start_matches("split_");
            let part = Hashed::write(folder, name, "wasm", &strip_wasm(&paths::read(&file)?)?)?;
            loader = checked(&loader, &stem, &part)?;
        }
    }
    let loader = strip_script(&[&loader, PART].concat())?;
    let script = strip_script(&text(&bound.join("app.js"))?)?;
    // They import each other: the hash in both names is of both, before they have the names.
    let both = [script.as_str(), &loader].concat();
    let name = |stem| hashed_name(stem, "js", both.as_bytes());
    let (script_name, loader_name) = (name("app"), name("later"));
    let script = importing(&script, LOADER, &loader_name)?;
    let loader = importing(&loader, "./app.js", &script_name)?;
    Ok(App {
        script: Hashed::write_as(folder, script_name, script.as_bytes())?,
        loader: Hashed::write_as(folder, loader_name, loader.as_bytes())?,
        wasm,
    })
}

/// `loader` as it says that a part cannot be had only when nothing of it is on its way any more:
/// whoever asks again would else be given a request that is about to fail.
fn patient(loader: &str) -> Result<String> {
    let before = "await Promise.all(parallelStuff);";
    ensure!(
        loader.contains(before),
        "the splitter's script does not wait for what parts share"
    );
    let after = format!("await Promise.allSettled(parallelStuff);\n        {before}");
    Ok(loader.replace(before, &after))
}

/// `loader` with the name of a part's file in the place of `stem`, and its hash.
fn checked(loader: &str, stem: &str, part: &Hashed) -> Result<String> {
    let before = format!("fetch(new URL(\"./{stem}.wasm\", import.meta.url))");
    ensure!(
        loader.contains(&before),
        "the splitter's script does not fetch {stem}.wasm"
    );
    let Hashed { name, integrity } = part;
    Ok(loader.replace(&before, &format!("part(\"./{name}\", \"{integrity}\")")))
}

/// `script` with its imports from `old` taken from a file beside it.
fn importing(script: &str, old: &str, name: &str) -> Result<String> {
    let before = format!("from \"{old}\"");
    ensure!(script.contains(&before), "no script imports {old}");
    Ok(script.replace(&before, &format!("from \"./{name}\"")))
}

fn text(file: &Path) -> Result<String> {
    fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MODULE: &[u8] = b"\0asm\x01\0\0\0";
    const SCRIPT: &str = "import * as import1 from \"./__wasm_split.js\"\n\
                          const imports = { \"./__wasm_split.js\": import1 };\n";
    const FETCHING: &str = "import { initSync } from \"./app.js\";\n\
                            await Promise.all(parallelStuff);\n\
                            fetch(new URL(\"./split_desk.wasm\", import.meta.url));\n";

    /// The site's folder, after everything was written.
    fn written(loader: &str) -> (tempfile::TempDir, Result<App>) {
        let parts = tempfile::tempdir().expect("a folder");
        let folder = tempfile::tempdir().expect("a folder");
        let put = |name: &str, bytes: &[u8]| fs::write(parts.path().join(name), bytes);
        fs::create_dir(parts.path().join("bound")).expect("a folder");
        put("bound/app_bg.wasm", MODULE).expect("a file");
        put("bound/app.js", SCRIPT.as_bytes()).expect("a file");
        put("app.wasm", MODULE).expect("a file");
        put("split_desk.wasm", MODULE).expect("a file");
        put("__wasm_split.js", loader.as_bytes()).expect("a file");
        let app = write(parts.path(), folder.path());
        (folder, app)
    }

    #[test]
    fn a_part_is_fetched_by_its_hash_and_checked() {
        let (folder, app) = written(FETCHING);
        let loader = text(&folder.path().join(app.expect("written").loader.name)).expect("text");
        let part = hashed_name("desk", "wasm", MODULE);
        let fetch = format!("part(\"./{part}\", \"sha384-");
        assert!(loader.contains(&fetch), "{loader}");
        assert!(loader.contains("fetch(url, { integrity })"), "{loader}");
        assert!(folder.path().join(part).is_file());
    }

    #[test]
    fn the_scripts_import_each_other_by_their_hashes() {
        let (folder, app) = written(FETCHING);
        let app = app.expect("written");
        let script = text(&folder.path().join(&app.script.name)).expect("text");
        let loader = text(&folder.path().join(&app.loader.name)).expect("text");
        assert!(script.contains(&format!("from \"./{}\"", app.loader.name)));
        assert!(loader.contains(&format!("from \"./{}\"", app.script.name)));
        // The module asks for it by the name that it was linked with.
        assert!(script.contains("{ \"./__wasm_split.js\": import1 }"));
    }

    /// Expects a script of the splitter without `line` to be refused with these words.
    fn check_refused(line: &str, words: &str) {
        let lines = FETCHING.lines().filter(|it| !it.contains(line));
        let (_folder, app) = written(&lines.map(|it| format!("{it}\n")).collect::<String>());
        let error = app.err().expect("a line is missing").to_string();
        assert!(error.contains(words), "{error}");
    }

    #[test]
    fn a_script_that_lacks_what_is_changed_is_refused() {
        check_refused("fetch(", "split_desk.wasm");
        check_refused("Promise.all", "what parts share");
        check_refused("app.js", "imports ./app.js");
    }

    #[test]
    fn a_part_waits_for_all_that_it_shares_before_it_fails() {
        let (folder, app) = written(FETCHING);
        let loader = text(&folder.path().join(app.expect("written").loader.name)).expect("text");
        let settled = loader.find("Promise.allSettled(parallelStuff)");
        assert!(settled.is_some_and(|at| at < loader.find("Promise.all(").expect("it fails then")));
    }
}
