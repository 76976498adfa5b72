//! What must not be in a source file, and what the page must not be made of.
//!
//! Cargo checks which crate knows which. It cannot see that the page's crates should know no clock, or
//! that none of them should ever come to need Burn: this reads the sources and the manifests. It is a
//! reader of our own code in our own style, not a parser of Rust; unit tests at the end of a file may use
//! what they like.

mod reader;

use std::cell::RefCell;
use std::collections::BTreeSet;

use reader::{dependencies, each_text, has_word, sources};

/// What a visitor's first download must never be made of.
const NOT_FOR_THE_PAGE: [&str; 5] = [
    "burn",
    "matinee-cli",
    "matinee-lab",
    "matinee-train",
    "matinee-worker",
];

/// The code that may do what [`OF_THE_EDGES`] says: the command line, the worker's edge, the page.
const EDGES: [&str; 3] = ["crates/cli/src/", "crates/worker/src/worker.rs", "src/"];

/// What only the edges may do: files, environment, clock, threads, network, processes.
const OF_THE_EDGES: [&str; 6] = ["fs", "env", "time", "thread", "net", "process"];

/// Printing is the edges' business too.
const PRINTS: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

/// A file is one concept. With more lines than this, its unit tests aside, it is more than one.
const LINES: usize = 600;

#[test]
fn nothing_that_the_page_is_made_of_needs_burn() {
    let mut waiting = vec!["matinee".to_owned()];
    let mut found = BTreeSet::new();
    while let Some(package) = waiting.pop() {
        for name in dependencies(&package) {
            assert!(
                !NOT_FOR_THE_PAGE.contains(&name.as_str()),
                "{package} needs {name}: the page would carry it"
            );
            if name.starts_with("matinee-") && found.insert(name.clone()) {
                waiting.push(name);
            }
        }
    }
    assert!(found.contains("matinee-engine"), "found only {found:?}");
}

#[test]
fn only_the_edges_touch_files_clock_environment_and_network() {
    for file in sources() {
        if EDGES.iter().any(|edge| file.name.starts_with(edge)) || file.name.contains("/bin/") {
            continue;
        }
        for named in file.names_of("std") {
            let of_edges = OF_THE_EDGES.contains(&named.as_str());
            assert!(
                !of_edges,
                "{} names std::{named}: make it an argument",
                file.name
            );
        }
        for print in PRINTS {
            assert!(
                !has_word(&file.code, print),
                "{} has {print}: return it",
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
            "{} has no //! at its top",
            file.name
        );
    }
}

#[test]
fn source_files_stay_short() {
    for file in sources() {
        let n_lines = file.code.lines().count();
        assert!(
            n_lines <= LINES,
            "{} has {n_lines} lines: split it",
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

#[test]
fn the_tests_that_hold_the_page_to_its_promises_are_there() {
    let promises = include_str!("../../docs/trust.md");
    let is_test = |word: &&str| {
        word.matches('_').count() > 2 && word.bytes().all(|b| b == b'_' || b.is_ascii_lowercase())
    };
    let named: BTreeSet<&str> = promises.split('`').filter(is_test).collect();
    assert!(named.len() > 30, "found only {named:?}");
    let missing = RefCell::new(named);
    each_text(|_, text| {
        let is_missing = |test: &&str| !text.contains(&format!("fn {test}("));
        missing.borrow_mut().retain(is_missing);
    });
    let missing = missing.into_inner();
    assert!(missing.is_empty(), "docs/trust.md names {missing:?}");
}

#[test]
fn nothing_is_downloaded_for_a_gpu() {
    let lock = include_str!("../../Cargo.lock");
    for part in ["cubecl-runtime", "cudarc", "image", "wgpu", "tch"] {
        assert!(
            !lock
                .lines()
                .any(|line| line == format!("name = \"{part}\"")),
            "Cargo.lock has {part}: an optional crate of Burn is missing in absent/"
        );
    }
}
