//! `peers`: the engine and training beside what others use: ONNX Runtime Web and TensorFlow.js in Chromium, and
//! natively implicit, LensKit and Spark; written to `results/peers.md`.
//!
//! What runs in the page and what trains the libraries is in `tests/peers/`; what of the engine is in the page, in
//! `tests/browser/peers.rs`.

use std::fs;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use anyhow::{Context, Result, ensure};

use crate::arguments::PublicUrl;
use crate::data::Dataset;
use crate::gallery::{self, TestBed};
use crate::model::Model;
use crate::python::{FromPypi, PYTHON};
use crate::server::Pages;
use crate::steps::Steps;
use crate::tools::{self, TARGET, WasmTools};
use crate::{paths, process, spark};

/// Where it is written.
const RESULT: &str = "results/peers.md";

/// What is said before the tables.
const HEAD: &str = include_str!("peers.md");

/// PyTorch, of which LensKit uses little, makes most of them.
const LIBRARIES: FromPypi = FromPypi {
    name: "peers-python",
    source: "tests/peers",
    purpose: "implicit, LensKit (with PyTorch, 6 GB) and Spark, to measure training beside them",
};

/// Files of npm's packages that the page loads.
const RUNTIME_FILES: [&str; 8] = [
    "@tensorflow/tfjs/dist/tf.min.js",
    "@tensorflow/tfjs-backend-wasm/dist/tf-backend-wasm.min.js",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm",
    "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm",
    "onnxruntime-web/dist/ort.wasm.min.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.mjs",
    "onnxruntime-web/dist/ort-wasm-simd-threaded.wasm",
];
/// Our own, in `tests/peers/`.
const OWN_FILES: [&str; 6] = [
    "index.html",
    "lists.js",
    "network.js",
    "onnx.js",
    "runtimes.js",
    "train.js",
];
/// Has Chromium draw WebGL without a graphics card, which it else leaves, and say at once how much memory a page has,
/// which it else does when it next clears up.
const FLAGS: &str = "--enable-unsafe-swiftshader --enable-blink-features=ForceEagerMeasureMemory";

/// Measures everything and writes the result.
pub(crate) fn measure(steps: &mut Steps) -> Result<()> {
    spark::ensure_java()?;
    let modules = tools::RUNTIMES.ensure(steps)?;
    let libraries = LIBRARIES.ensure(steps)?;
    let bed = TestBed::ensure(steps)?;
    let tools = WasmTools::ensure(steps)?;
    let folder = steps.take("make the page of the others", || page(&tools, &modules))?;
    let address = Pages::read(&folder, PublicUrl::default())?
        .isolated()
        .serve(0)?;
    let mut browser = gallery::program("peers", None::<&str>);
    bed.on(&mut browser)?
        .env("MATINEE_PEERS", address)
        .env("MATINEE_PEERS_FILES", &folder)
        .env("MATINEE_BROWSER_FLAGS", FLAGS);
    let in_browser = steps.take("measure in Chromium", || printed(&mut browser))?;
    let mut native = Command::new(PYTHON);
    native
        .arg(paths::root().join("tests/peers/native.py"))
        .arg(Dataset::default().folder())
        .arg(paths::matinee()?)
        .env("PYTHONPATH", libraries)
        // Not that of another Spark on this machine.
        .env_remove("SPARK_HOME");
    let natively = steps.take("measure natively", || printed(&mut native))?;
    let result = HEAD
        .replace("{cores}", &cores().to_string())
        .replace("{burn}", &tools::locked_version("burn")?)
        .replace("{browser}\n", &in_browser)
        .replace("{native}\n", &natively);
    fs::write(paths::root().join(RESULT), result)
        .with_context(|| format!("cannot write {RESULT}"))?;
    eprintln!("{}", steps.table());
    println!("The tables are in {RESULT}");
    Ok(())
}

fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Runs a program to its end: what it prints.
fn printed(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.context("cannot start what measures")?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    ensure!(
        output.status.success(),
        "{said}\nwhat measures failed\n  what to do: read the message above"
    );
    Ok(said)
}

/// Builds the engine for the page and puts all that the page loads into one folder.
fn page(tools: &WasmTools, modules: &Path) -> Result<PathBuf> {
    let folder = paths::target()?.join("peers");
    fs::create_dir_all(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let mut build = process::cargo();
    build
        .args([
            "build",
            "--package",
            "matinee-browser",
            "--example",
            "peers",
        ])
        .args(["--profile", "site", "--target", TARGET]);
    process::run_cargo(&mut build, "read the compiler's message above")?;
    let built = paths::target()?.join(TARGET).join("site").join("examples");
    let mut bind = tools.command();
    bind.args(["bind", "modules", "engine"])
        .arg(built.join("peers.wasm"))
        .arg(&folder);
    process::run(&mut bind, "read the message above")?;
    let own = paths::root().join("tests").join("peers");
    let copies = (RUNTIME_FILES.iter().map(|file| modules.join(file)))
        .chain(OWN_FILES.iter().map(|file| own.join(file)))
        .chain([Model::usual_seed().file()]);
    for file in copies {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(&file, folder.join(name))
            .with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_page_loads_of_ours_is_there() {
        for name in OWN_FILES {
            let file = paths::root().join("tests/peers").join(name);
            assert!(file.is_file(), "{name} is gone");
        }
    }

    #[test]
    fn every_table_has_its_place() {
        for place in ["{browser}\n", "{native}\n", "{cores}", "{burn}"] {
            assert!(HEAD.contains(place), "{place}");
        }
    }
}
