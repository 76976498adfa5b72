//! The arrows of ARCHITECTURE.md, and what must not be in a source file.
//!
//! A compiler cannot see that `dataset` should know nothing of `engine`: this
//! reads the sources. It is a reader of our own code in our own style, not a
//! parser of Rust; unit tests at the end of a file may use what they like.

#[path = "architecture/reader.rs"]
mod reader;

use reader::{each_text, has_path, has_word, sources};

/// Which modules a module may name, besides itself.
const ARROWS: [(&str, &[&str]); 18] = [
    ("decimal", &[]),
    ("domain", &[]),
    ("order", &[]),
    ("linear", &["random"]),
    ("random", &["domain"]),
    ("dataset", &["domain", "random"]),
    ("features", &["dataset", "domain", "random"]),
    ("model", &["dataset", "domain", "features", "random"]),
    (
        "training",
        &["dataset", "domain", "features", "linear", "model", "random"],
    ),
    (
        "artifact",
        &["dataset", "decimal", "domain", "features", "random"],
    ),
    (
        "engine",
        &[
            "artifact", "dataset", "domain", "features", "linear", "order", "random",
        ],
    ),
    (
        "evaluation",
        &[
            "artifact", "dataset", "domain", "engine", "features", "linear", "model", "random",
            "training",
        ],
    ),
    ("task", &["decimal"]),
    (
        "trainer",
        &[
            "artifact",
            "dataset",
            "domain",
            "engine",
            "evaluation",
            "features",
            "model",
            "task",
            "training",
        ],
    ),
    (
        "page",
        &[
            "artifact", "dataset", "decimal", "domain", "engine", "features", "order", "task",
        ],
    ),
    ("worker", &["task", "trainer"]),
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
            "artifact", "dataset", "decimal", "domain", "engine", "features", "order", "page",
            "random", "task",
        ],
    ),
];

/// The files that turn what was trained into an artifact. The rest of `artifact` serves the browser
/// and knows neither network nor training.
const MAKERS: [&str; 3] = ["artifact/build.rs", "artifact/fold.rs", "artifact/round.rs"];

/// What only the edges may do: files, environment, clock, threads, network, processes.
const OF_THE_EDGES: [&str; 6] = ["fs", "env", "time", "thread", "net", "process"];

/// Printing is the edges' business too.
const PRINTS: [&str; 5] = ["println!", "eprintln!", "print!", "eprint!", "dbg!"];

/// A file with more lines than this, its unit tests aside, needs a reason in [`LONG_FILES`].
const LINES: usize = 300;

/// Longer files, each with the reason.
const LONG_FILES: [(&str, &str); 1] = [(
    "page/poster/motifs.rs",
    "drawings: a list of shapes for each genre, no logic",
)];

#[test]
fn modules_name_only_those_below_them() {
    let mut wrong = Vec::new();
    for file in sources() {
        let Some(module) = file.module() else {
            continue;
        };
        let allowed =
            arrows_of(module).unwrap_or_else(|| panic!("`{module}` has no arrows: add them"));
        for named in file.names_of("crate") {
            let is_made = MAKERS.contains(&&*file.name) && matches!(&*named, "model" | "training");
            // Macros and items of the crate's root are no modules.
            let is_module = arrows_of(&named).is_some();
            if is_module && named != module && !allowed.contains(&named.as_str()) && !is_made {
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
    for file in sources() {
        if matches!(file.module(), Some("model" | "training")) || MAKERS.contains(&&*file.name) {
            continue;
        }
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
        if matches!(file.module(), None | Some("cli" | "web" | "worker")) {
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
        let n_lines = file.code.lines().count();
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

fn arrows_of(module: &str) -> Option<&'static [&'static str]> {
    ARROWS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, allowed)| *allowed)
}
