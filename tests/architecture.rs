//! The arrows of ARCHITECTURE.md, and what must not be in a source file.
//!
//! A compiler cannot see that `dataset` should know nothing of `engine`: this
//! reads the sources. It is a reader of our own code in our own style, not a
//! parser of Rust; unit tests at the end of a file may use what they like.

#[path = "architecture/reader.rs"]
mod reader;

use reader::{each_text, has_path, has_word, sources};

/// Which modules a module may name, besides itself.
const ARROWS: [(&str, &[&str]); 22] = [
    ("decimal", &[]),
    ("domain", &[]),
    ("encoding", &[]),
    ("normalise", &[]),
    ("order", &[]),
    ("linear", &["random"]),
    ("random", &[]),
    ("spreadsheet", &[]),
    ("dataset", &["domain", "encoding", "random"]),
    ("features", &["dataset", "domain"]),
    ("model", &["dataset", "domain", "features", "random"]),
    (
        "training",
        &["dataset", "domain", "features", "linear", "model", "random"],
    ),
    ("artifact", &["dataset", "decimal", "domain", "features"]),
    (
        "engine",
        &[
            "artifact", "dataset", "domain", "features", "linear", "order",
        ],
    ),
    (
        "evaluation",
        &[
            "artifact", "dataset", "domain", "engine", "features", "linear", "random", "training",
        ],
    ),
    (
        "rating_files",
        &[
            "dataset",
            "decimal",
            "domain",
            "encoding",
            "normalise",
            "order",
            "spreadsheet",
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
            "artifact",
            "dataset",
            "decimal",
            "domain",
            "engine",
            "features",
            "normalise",
            "order",
            "rating_files",
            "spreadsheet",
            "task",
        ],
    ),
    ("worker", &["task", "trainer"]),
    (
        "cli",
        &[
            "artifact",
            "dataset",
            "decimal",
            "domain",
            "engine",
            "evaluation",
            "features",
            "model",
            "random",
            "rating_files",
            "spreadsheet",
            "training",
        ],
    ),
    (
        "web",
        &[
            "artifact",
            "dataset",
            "decimal",
            "domain",
            "engine",
            "order",
            "page",
            "rating_files",
            "task",
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

/// A file is one concept. With more lines than this, its unit tests aside, it is more than one.
const LINES: usize = 600;

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
fn every_arrow_and_every_exemption_is_needed() {
    let sources = sources();
    let mut stale = Vec::new();
    for (module, allowed) in ARROWS {
        let files = || sources.iter().filter(|it| it.module() == Some(module));
        assert!(files().next().is_some(), "there is no module `{module}`");
        for named in allowed {
            let is_used = files().any(|it| it.names_of("crate").iter().any(|name| name == named));
            if !is_used {
                stale.push(format!("{module} → {named}"));
            }
        }
    }
    assert!(stale.is_empty(), "no file needs these arrows: {stale:?}");
    for maker in MAKERS {
        let is_there = sources.iter().any(|it| it.name == maker);
        assert!(is_there, "src/{maker} is gone: drop its exemption");
    }
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
        assert!(
            n_lines <= LINES,
            "src/{} has {n_lines} lines: split it",
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
fn nothing_is_downloaded_for_a_gpu() {
    let lock = include_str!("../Cargo.lock");
    for part in ["cubecl-runtime", "cudarc", "image", "wgpu", "tch"] {
        assert!(
            !lock
                .lines()
                .any(|line| line == format!("name = \"{part}\"")),
            "Cargo.lock has {part}: an optional crate of Burn is missing in absent/"
        );
    }
}

fn arrows_of(module: &str) -> Option<&'static [&'static str]> {
    ARROWS
        .iter()
        .find(|(name, _)| *name == module)
        .map(|(_, allowed)| *allowed)
}
