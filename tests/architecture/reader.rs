//! Reads our own sources in our own style: no parser of Rust.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// A source file of the page or of a crate.
pub(crate) struct Source {
    /// Relative to the project's folder, with forward slashes.
    pub(crate) name: String,
    pub(crate) text: String,
    /// Without comments and without unit tests: those at the end, or all of a `tests.rs`.
    pub(crate) code: String,
}

impl Source {
    /// Every `b` of `root::b` and of `root::{b, …}`.
    pub(crate) fn names_of(&self, root: &str) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for after in paths(&self.code, root) {
            match after.strip_prefix('{') {
                Some(group) => names.extend(members(group)),
                None => names.extend(identifier(after)),
            }
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

pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let ends = |at: usize| !text[at + word.len()..].starts_with(|c: char| c.is_alphanumeric());
    text.match_indices(word)
        .any(|(at, _)| !continues_word(&text[..at]) && ends(at))
}

fn continues_word(before: &str) -> bool {
    before.ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// Every source file of the page and of the crates.
pub(crate) fn sources() -> Vec<Source> {
    let root = root();
    let folders = folders().into_iter().map(|folder| folder.join("src"));
    let files = folders.flat_map(|folder| files_below(&folder));
    let files = files.filter(|file| file.extension().is_some_and(|e| e == "rs"));
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
    assert!(sources.len() > 50, "the sources are not where they were");
    sources
}

/// The folders of the page and of the crates.
fn folders() -> Vec<PathBuf> {
    let crates = fs::read_dir(root().join("crates")).expect("the crates are there");
    let crates = crates.map(|entry| entry.expect("an entry can be read").path());
    let mut folders: Vec<PathBuf> = crates.chain([root()]).collect();
    folders.sort_unstable();
    folders
}

/// What a package of ours is made of, in whatever it is built for; not what its tests use.
pub(crate) fn dependencies(package: &str) -> BTreeSet<String> {
    let named = format!("name = \"{package}\"");
    let manifests = folders().into_iter().map(|folder| {
        fs::read_to_string(folder.join("Cargo.toml")).expect("a crate has a manifest")
    });
    // The first name in a manifest is the package's; programs have theirs further down.
    let is_it =
        |text: &String| text.lines().find(|line| line.starts_with("name = ")) == Some(&named);
    let manifest: String = manifests.filter(is_it).collect();
    assert!(!manifest.is_empty(), "there is no package {package}");
    dependencies_in(&manifest)
}

fn dependencies_in(manifest: &str) -> BTreeSet<String> {
    let mut is_theirs = false;
    let mut names = BTreeSet::new();
    for line in manifest.lines() {
        if let Some(section) = line.strip_prefix('[') {
            let section = section.trim_end_matches(']');
            is_theirs = section == "dependencies" || section.ends_with(".dependencies");
            is_theirs &= section != "workspace.dependencies";
        } else if is_theirs
            && !line.starts_with('#')
            && let Some((name, _)) = line.split_once(['.', ' ', '='])
        {
            names.insert(name.to_owned());
        }
    }
    names
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("tests/architecture is two folders below it")
        .to_owned()
}

/// A check that reads nothing passes too: so the reader has tests of its own.
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<String> {
        let source = Source {
            name: "crates/data/src/x.rs".to_owned(),
            code: code(text),
            text: text.to_owned(),
        };
        source.names_of("std").into_iter().collect()
    }

    #[test]
    fn it_finds_plain_grouped_and_nested_paths() {
        assert_eq!(names("use std::fs::File;"), ["fs"]);
        assert_eq!(names("use std::{fmt::{A, B}, env as e};"), ["env", "fmt"]);
        assert_eq!(names("fn f() -> std::time::Instant {}"), ["time"]);
    }

    #[test]
    fn it_ignores_comments_tests_and_longer_words() {
        assert!(names("// std::fs\n/// [`std::fs`]").is_empty());
        assert!(names("fn f() {}\n#[cfg(test)]\nmod tests { use std::fs; }").is_empty());
        assert!(names("other_std::fs()").is_empty());
    }

    #[test]
    fn it_finds_marks() {
        assert!(has_word("    println!(\"x\")", "println!"));
        assert!(!has_word("eprintln!(\"x\")", "println!"));
    }

    #[test]
    fn it_finds_dependencies_of_every_target_and_no_others() {
        let manifest = "[package]\nname = \"x\"\n[dependencies]\na.workspace = true\nb = \"1\"\n\
                        [target.'cfg(unix)'.dependencies]\nc = { version = \"1\" }\n\
                        [dev-dependencies]\nd = \"1\"\n[workspace.dependencies]\ne = \"1\"\n";
        let names = dependencies_in(manifest);
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["a", "b", "c"]);
    }
}
