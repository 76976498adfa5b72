//! Reads our own sources in our own style: no parser of Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A file of `src/`.
pub(crate) struct Source {
    /// Relative to `src/`, with forward slashes.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Without comments and without unit tests: those at the end, or all of a `tests.rs`.
    pub(crate) code: String,
}

impl Source {
    /// The top-level module; `None` for the crate's root and the programs.
    pub(crate) fn module(&self) -> Option<&str> {
        let first = self.name.split('/').next()?;
        let module = first.strip_suffix(".rs").unwrap_or(first);
        (!matches!(module, "lib" | "bin")).then_some(module)
    }

    /// Every `b` of `root::b`, of `root::{b, …}` and, for the crate, of `super::super::b`.
    pub(crate) fn names_of(&self, root: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for after in paths(&self.code, root) {
            match after.strip_prefix('{') {
                Some(group) => names.extend(members(group)),
                None => names.extend(identifier(after)),
            }
        }
        if root == "crate" {
            // May reach the root; a name that is no module of it does no harm.
            names.extend(
                self.code
                    .split("super::super::")
                    .skip(1)
                    .filter_map(identifier),
            );
        }
        names
    }
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
pub(crate) fn has_path(line: &str, name: &str) -> bool {
    !paths(line, name).is_empty() || has_word(line, &format!("use {name};"))
}

pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let ends = |at: usize| !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| !continues_word(&text[..at]) && ends(at))
}

fn continues_word(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

pub(crate) fn sources() -> Vec<Source> {
    let root = root().join("src");
    let files = files_below(&root)
        .into_iter()
        .filter(|file| file.extension().is_some_and(|e| e == "rs"));
    let read = |file: PathBuf| {
        let text = fs::read_to_string(&file).expect("a source file is UTF-8");
        let name = relative(&file, &root);
        let is_test = name.ends_with("/tests.rs");
        Source {
            code: if is_test { String::new() } else { code(&text) },
            name,
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
pub(crate) fn each_text(check: impl Fn(&str, &str)) {
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

/// A check that reads nothing passes too: so the reader has tests of its own.
mod tests {
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
