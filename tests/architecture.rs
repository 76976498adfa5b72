//! The arrows of ARCHITECTURE.md, and what must not be in a source file.
//!
//! A compiler cannot see that `dataset` should know nothing of `engine`: this
//! reads the sources. It is a reader of our own code in our own style, not a
//! parser of Rust; unit tests at the end of a file may use what they like.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Which modules a module may name, besides itself.
const ARROWS: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("random", &["domain"]),
    ("dataset", &["domain", "random"]),
    ("features", &["dataset", "domain", "random"]),
    ("model", &["dataset", "domain", "features", "random"]),
    (
        "training",
        &["dataset", "domain", "features", "model", "random"],
    ),
    ("artifact", &["dataset", "domain", "features", "random"]),
    (
        "engine",
        &["artifact", "dataset", "domain", "features", "random"],
    ),
    (
        "evaluation",
        &[
            "artifact", "dataset", "domain", "engine", "features", "model", "random", "training",
        ],
    ),
    (
        "cli",
        &[
            "artifact",
            "dataset",
            "domain",
            "engine",
            "evaluation",
            "features",
            "model",
            "random",
            "training",
        ],
    ),
    (
        "web",
        &[
            "artifact", "dataset", "domain", "engine", "features", "random",
        ],
    ),
];

/// The one file that reads a Burn network's weights into an artifact.
const FOLD: &str = "artifact/fold.rs";

/// What only the edges may do: files, environment, clock, threads, network, processes.
const OF_THE_EDGES: [&str; 6] = ["fs", "env", "time", "thread", "net", "process"];

/// Printing is the edges' business too.
const PRINTS: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

/// A file longer than this needs a reason in [`LONG_FILES`].
const LINES: usize = 300;

/// Longer files, each with the reason.
const LONG_FILES: [(&str, &str); 0] = [];

#[test]
fn modules_name_only_those_below_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = file.module() else {
            continue;
        };
        let allowed =
            allowed(module).unwrap_or_else(|| panic!("`{module}` has no arrows: add them"));
        for named in file.names_of("crate") {
            let is_fold = file.name == FOLD && named == "model";
            // Macros and items of the crate's root are no modules.
            let is_module = self::allowed(&named).is_some();
            if is_module && named != module && !allowed.contains(&named.as_str()) && !is_fold {
                wrong.push(format!("src/{} names crate::{named}", file.name));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "against the arrows:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn only_model_and_training_name_burn() {
    let is_free =
        |file: &&Source| !matches!(file.module(), Some("model" | "training")) && file.name != FOLD;
    for file in sources().iter().filter(is_free) {
        let names_burn = file.code.lines().any(|line| has_path(line, "burn"));
        assert!(
            !names_burn,
            "src/{} names Burn: go through `model`",
            file.name
        );
    }
}

#[test]
fn only_the_edges_touch_files_clock_environment_and_network() {
    for file in sources() {
        if matches!(file.module(), None | Some("cli" | "web")) {
            continue;
        }
        for named in file.names_of("std") {
            let of_edges = OF_THE_EDGES.contains(&named.as_str());
            assert!(
                !of_edges,
                "src/{} names std::{named}: make it an argument",
                file.name
            );
        }
        for print in PRINTS {
            assert!(
                !has_word(&file.code, print),
                "src/{} has {print}: return it",
                file.name
            );
        }
    }
}

#[test]
fn source_files_say_what_they_are() {
    for file in sources() {
        assert!(
            file.text.starts_with("//!"),
            "src/{} has no //! at its top",
            file.name
        );
    }
}

#[test]
fn source_files_stay_short() {
    for file in sources() {
        let n_lines = file.text.lines().count();
        let has_reason = LONG_FILES.iter().any(|(name, _)| *name == file.name);
        assert!(
            n_lines <= LINES || has_reason,
            "src/{} has {n_lines} lines: split it",
            file.name
        );
        assert!(
            n_lines > LINES || !has_reason,
            "src/{} is short again: drop its reason",
            file.name
        );
    }
}

#[test]
fn no_file_names_somebodys_machine() {
    // In two parts each, so that this file is not one of them.
    let folders = [
        ["/wo", "rk/"],
        ["/ro", "ot/"],
        ["/ho", "me/"],
        ["/Us", "ers/"],
    ]
    .map(|p| p.concat());
    each_text(|name, text| {
        for folder in &folders {
            assert!(!text.contains(folder), "{name} names the folder {folder}");
        }
    });
}

#[test]
fn nothing_is_left_to_do_without_an_issue() {
    let marks = [["TO", "DO"], ["FIX", "ME"], ["XX", "X"]].map(|parts| parts.concat());
    each_text(|name, text| {
        for line in text.lines() {
            for mark in marks.iter().filter(|mark| has_word(line, mark)) {
                assert!(
                    line.contains(&format!("{mark}(#")),
                    "{name} has a {mark} without an issue"
                );
            }
        }
    });
}

/// A file of `src/`.
struct Source {
    /// Relative to `src/`, with forward slashes.
    name: String,
    text: String,
    /// Without comments and without the unit tests at the end.
    code: String,
}

impl Source {
    /// The top-level module; `None` for the crate's root and the programs.
    fn module(&self) -> Option<&str> {
        let first = self.name.split('/').next()?;
        let module = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(module, "lib" | "bin")).then_some(module)
    }

    /// Every `b` of `root::b` and of `root::{b, …}`, and every module that is reached from below.
    fn names_of(&self, root: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for after in paths(&self.code, root) {
            match after.strip_prefix('{') {
                Some(group) => names.extend(members(group)),
                None => names.extend(identifier(after)),
            }
        }
        if root == "crate" {
            let above = self
                .code
                .split("super::super::")
                .skip(1)
                .filter_map(identifier);
            names.extend(above.filter(|name| allowed(name).is_some()));
        }
        names
    }
}

fn allowed(module: &str) -> Option<&'static [&'static str]> {
    ARROWS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, allowed)| *allowed)
}

/// What follows each `root::` in `code`.
fn paths<'a>(code: &'a str, root: &str) -> Vec<&'a str> {
    let path = format!("{root}::");
    let starts = code
        .match_indices(&path)
        .filter(|(at, _)| !continues_word(&code[..*at]));
    starts.map(|(at, _)| &code[at + path.len()..]).collect()
}

/// The first identifier of each member of a `{…}` group whose opening brace has been read.
fn members(group: &str) -> Vec<String> {
    let mut depth = 0;
    let mut names = Vec::new();
    let mut member = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.extend(identifier(std::mem::take(&mut member).trim())),
            _ if depth == 0 => member.push(c),
            _ => {}
        }
    }
    names.extend(identifier(member.trim()));
    names
}

fn identifier(text: &str) -> Option<String> {
    let end = text
        .find(|c: char| !c.is_alphanumeric() && c != '_')
        .unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

/// Whether `line` has `name` as the first part of a path: `use name…` or `name::`.
fn has_path(line: &str, name: &str) -> bool {
    !paths(line, name).is_empty() || has_word(line, &format!("use {name};"))
}

fn has_word(text: &str, word: &str) -> bool {
    let ends = |at: usize| !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| !continues_word(&text[..at]) && ends(at))
}

fn continues_word(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

fn sources() -> Vec<Source> {
    let root = root().join("src");
    let files = files_below(&root)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "rs"));
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).expect("a source file is UTF-8");
        Source {
            name: relative(&file, &root),
            code: code(&text),
            text,
        }
    };
    let sources: Vec<Source> = files.map(read).collect();
    assert!(sources.len() > 5, "the sources are not where they were");
    sources
}

/// `text` without comments and without what follows `#[cfg(test)]` before a module.
fn code(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod ").unwrap_or(text.len());
    let lines = text[..tests]
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Hands over every source, document and setting of the project with its name.
fn each_text(check: impl Fn(&str, &str)) {
    const KINDS: [&str; 11] = [
        "css",
        "html",
        "js",
        "json",
        "md",
        "rs",
        "sh",
        "svg",
        "toml",
        "webmanifest",
        "yml",
    ];
    let root = root();
    let mut n_files = 0;
    for file in files_below(&root) {
        let kind = file
            .extension()
            .and_then(|extension| extension.to_str())
            .unwrap_or("run");
        if KINDS.contains(&kind) || file.ends_with(".ci/run") {
            n_files += 1;
            check(
                &relative(&file, &root),
                &fs::read_to_string(&file).expect("a text is UTF-8"),
            );
        }
    }
    assert!(n_files > 10, "the project is not where it was");
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    const MADE: [&str; 5] = [".git", "data", "dist", "target", "node_modules"];
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of the project can be read") {
        let path = entry.expect("an entry can be read").path();
        let is_made = folder == root() && MADE.iter().any(|name| path.ends_with(name));
        match path.is_dir() {
            _ if is_made => {}
            true => found.extend(files_below(&path)),
            false => found.push(path),
        }
    }
    found.sort_unstable();
    found
}

fn relative(file: &Path, root: &Path) -> String {
    let name = file
        .strip_prefix(root)
        .expect("the file is below the folder");
    name.components()
        .map(|part| part.as_os_str().to_string_lossy())
        .collect::<Vec<_>>()
        .join("/")
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The reader itself: a check that reads nothing passes too.
mod reader {
    use super::*;

    fn source(text: &str) -> Source {
        Source {
            name: "dataset/x.rs".to_owned(),
            code: code(text),
            text: text.to_owned(),
        }
    }

    fn names(text: &str) -> Vec<String> {
        source(text).names_of("crate").into_iter().collect()
    }

    #[test]
    fn it_finds_plain_grouped_and_nested_paths() {
        assert_eq!(names("use crate::engine::Engine;"), ["engine"]);
        assert_eq!(
            names("use crate::{domain::{A, B}, engine as e};"),
            ["domain", "engine"]
        );
        assert_eq!(names("fn f() -> crate::web::State {}"), ["web"]);
        assert_eq!(names("use super::super::engine::Engine;"), ["engine"]);
    }

    #[test]
    fn it_ignores_comments_tests_and_longer_words() {
        assert!(names("// crate::engine\n/// [`crate::engine`]").is_empty());
        assert!(names("fn f() {}\n#[cfg(test)]\nmod tests { use crate::engine; }").is_empty());
        assert!(names("other_crate::engine()").is_empty());
        assert!(!has_path("let burned = heartburn::x;", "burn"));
    }

    #[test]
    fn it_finds_burn_and_marks() {
        assert!(has_path("use burn::tensor::Tensor;", "burn"));
        assert!(has_word("    println!(\"x\")", "println!"));
        assert!(!has_word("eprintln!(\"x\")", "println!"));
    }
}
