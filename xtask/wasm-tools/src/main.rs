//! Takes a linked module apart, and binds a module to JavaScript.
//!
//! ```text
//! wasm-tools split NAME LINKED.wasm FOLDER
//! wasm-tools bind modules|no-modules NAME MODULE.wasm FOLDER
//! ```
//!
//! For `xtask`, which compiles in seconds and so does not contain the libraries that do this.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::{Options, transform};

fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["split", name, linked, folder] => split(name, Path::new(linked), Path::new(folder)),
        ["bind", kind, name, module, folder] => {
            bind(kind, name, Path::new(module), Path::new(folder))
        }
        _ => bail!("expected: split NAME LINKED FOLDER, or bind KIND NAME MODULE FOLDER"),
    }
}

/// Moves what is reached only through split points into modules of their own.
fn split(name: &str, linked: &Path, folder: &Path) -> Result<()> {
    let input = fs::read(linked).with_context(|| format!("cannot read {}", linked.display()))?;
    let main_module = format!("./{name}.js");
    let main_out_path = folder.join(format!("{name}.wasm"));
    let mut options = Options::new(&input);
    options.output_dir = folder;
    options.main_out_path = &main_out_path;
    options.main_module = &main_module;
    options.target.web();
    // Its error is of a library that does not join ours.
    transform(options)
        .map(drop)
        .map_err(|error| anyhow!("{error:?}"))
        .with_context(|| format!("cannot take {} apart", linked.display()))
}

/// Writes the script of a module: one that others import, or one for a worker that knows no modules.
fn bind(kind: &str, name: &str, module: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    match kind {
        // What the splitter has put apart finds the rest by the linker's own exports.
        "modules" => bindgen.web(true)?.keep_lld_exports(true),
        "no-modules" => bindgen.no_modules(true)?,
        _ => bail!("{kind} is neither modules nor no-modules"),
    };
    bindgen
        .input_path(module)
        .out_name(name)
        .typescript(false)
        .omit_default_module_path(true)
        .generate(folder)
        .with_context(|| format!("cannot bind {}", module.display()))
}
