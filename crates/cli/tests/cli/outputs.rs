//! Where products and news go: to files that are files, whoever reads along or not.
#![cfg(unix)]

use std::fs::{self, File};
use std::os::unix::fs::{FileTypeExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use crate::fixture::{TINY, fixture};

/// A command of which the test holds the ends.
fn matinee(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_matinee"));
    command.args(arguments).stdin(Stdio::null());
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Of each command that writes files: itself, and one of the files in `folder` that it writes.
fn writers(folder: &Path) -> Vec<(Command, PathBuf)> {
    let (data, model) = (fixture().data(), fixture().model());
    let with = |arguments: &[&str], paths: &[(&str, &Path)]| {
        let mut command = matinee(arguments);
        for (option, path) in paths {
            command.arg(option).arg(path);
        }
        command
    };
    let train = [&["train"][..], &TINY].concat();
    let figures = ["figures", "--list=5:4"];
    let generate = [
        "generate",
        "--users=9",
        "--movies=9",
        "--ratings=50",
        "--force",
    ];
    let fetch = ["fetch", "--any-data", "--force"];
    let made = folder.join("model");
    let from_model = [("--model", &*model), ("--out", folder)];
    let from_both = [("--data", &*data), ("--model", &model), ("--out", folder)];
    let [log, keep, best] = ["log.tsv", "teachers", "best.json"].map(|name| folder.join(name));
    let tune = || {
        let tune = ["tune", "--search=ranking", "--trials=1"];
        let paths = [
            ("--data", &*data),
            ("--log", &log),
            ("--keep", &keep),
            ("--out", &best),
        ];
        with(&tune, &paths)
    };
    vec![
        (
            with(&train, &[("--data", &data), ("--out", &made)]),
            made.clone(),
        ),
        (tune(), best.clone()),
        (tune(), log.clone()),
        (with(&["bundle"], &from_model), folder.join("model.matinee")),
        (with(&["export"], &from_model), folder.join("movies.csv")),
        (with(&figures, &from_both), folder.join("ages.svg")),
        (with(&generate, &[("--out", folder)]), folder.join("u.item")),
        (
            with(&fetch, &[("--from", &data), ("--out", folder)]),
            folder.join("u.user"),
        ),
    ]
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn what_is_no_file_is_not_replaced_by_one() {
    for row in 0..writers(Path::new("")).len() {
        let folder = TempDir::new().unwrap();
        let (mut command, path) = writers(folder.path()).swap_remove(row);
        let made = Command::new("mkfifo").arg(&path).status().unwrap();
        assert!(made.success());
        let output = command.output().unwrap();
        let words = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {words}");
        assert!(words.contains("it is a pipe"), "{command:?}: {words}");
        let found = fs::symlink_metadata(&path).unwrap().file_type();
        assert!(found.is_fifo(), "{command:?}");
        // Nothing else that it makes is there, either, but for what it grows or keeps on the way.
        let mut names: Vec<_> = fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name != "log.tsv" && name != "teachers")
            .collect();
        names.retain(|name| *name != path.file_name().unwrap().to_string_lossy());
        assert!(names.is_empty(), "{command:?}: {names:?}");
    }
}

#[test]
fn a_link_is_followed_and_stays_a_link() {
    for row in 0..writers(Path::new("")).len() {
        for is_there in [false, true] {
            let [folder, elsewhere] = [(); 2].map(|()| TempDir::new().unwrap());
            let (mut command, path) = writers(folder.path()).swap_remove(row);
            let target = elsewhere.path().join("target");
            if is_there {
                fs::write(&target, "").unwrap();
            }
            symlink(&target, &path).unwrap();
            let output = command.output().unwrap();
            assert!(output.status.success(), "{command:?}: {}", stderr(&output));
            assert!(
                fs::symlink_metadata(&path).unwrap().is_symlink(),
                "{command:?}"
            );
            assert!(fs::metadata(&target).unwrap().len() > 0, "{command:?}");
            // Nor is anything left beside it.
            assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
        }
    }
}

#[test]
fn links_in_a_circle_are_refused() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("model");
    symlink(&path, &path).unwrap();
    let (mut train, _) = writers(folder.path()).swap_remove(0);
    let output = train.output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(fs::symlink_metadata(&path).unwrap().is_symlink());
}

#[test]
fn files_are_finished_although_nobody_reads_what_is_printed() {
    for row in 0..writers(Path::new("")).len() {
        let folder = TempDir::new().unwrap();
        let (mut command, path) = writers(folder.path()).swap_remove(row);
        let mut child = command.spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", stderr(&output));
        assert!(fs::metadata(&path).unwrap().len() > 0, "{command:?}");
    }
}

#[test]
fn who_prints_a_list_ends_in_peace_where_nobody_reads_it() {
    let model = fixture().model();
    let mut child = matinee(&["recommend", "--user=5", "--model"])
        .arg(model)
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    assert_eq!(stderr(&output), "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_standard_output_that_is_full_is_a_failure_but_the_files_are_there() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    // Those that print anything.
    for row in [0, 1, 3, 5, 6, 7] {
        let folder = TempDir::new().unwrap();
        let (mut command, path) = writers(folder.path()).swap_remove(row);
        let output = command.stdout(full()).output().unwrap();
        let words = stderr(&output);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {words}");
        assert!(words.contains("standard output"), "{command:?}: {words}");
        assert!(fs::metadata(&path).unwrap().len() > 0, "{command:?}");
    }
    let output = matinee(&["recommend", "--user=5", "--model"])
        .arg(fixture().model())
        .stdout(full())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("standard output"));
}

#[cfg(target_os = "linux")]
#[test]
fn news_that_nobody_can_read_costs_nothing() {
    let full = || File::options().write(true).open("/dev/full").unwrap();
    for row in 0..writers(Path::new("")).len() {
        let folder = TempDir::new().unwrap();
        let (mut command, path) = writers(folder.path()).swap_remove(row);
        let output = command.stderr(full()).output().unwrap();
        assert!(output.status.success(), "{command:?}: {}", output.status);
        assert!(fs::metadata(&path).unwrap().len() > 0, "{command:?}");
    }
    // A failure stays the failure that it is.
    for stderr in [Stdio::from(full()), Stdio::piped()] {
        let mut child = matinee(&["recommend", "--user=5", "--model=no-such-model"])
            .stderr(stderr)
            .spawn()
            .unwrap();
        drop(child.stderr.take());
        assert_eq!(child.wait().unwrap().code(), Some(1));
    }
}
