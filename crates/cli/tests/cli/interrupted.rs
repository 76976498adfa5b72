//! What Ctrl-C and SIGTERM leave behind: what is worth keeping, and nothing half-done.
#![cfg(unix)]

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use crate::fixture::{TINY, fixture, matinee, output, quick_ensemble};

fn spawn(arguments: &[&str], out: &Path) -> Child {
    Command::new(env!("CARGO_BIN_EXE_matinee"))
        .args(arguments)
        .arg("--data")
        .arg(fixture().data())
        .arg("--out")
        .arg(out)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

fn kill(signal: &str, child: &Child) {
    let killed = Command::new("kill")
        .args([signal, &child.id().to_string()])
        .status();
    assert!(killed.unwrap().success());
}

#[test]
fn a_signal_stops_training_and_the_best_checkpoint_is_kept() {
    for signal in ["-INT", "-TERM"] {
        let folder = TempDir::new().unwrap();
        let model = folder.path().join("model");
        let mut arguments = vec!["train", "--epochs=10000"];
        arguments.extend(TINY.iter().filter(|option| !option.starts_with("--epochs")));
        let mut child = spawn(&arguments, &model);
        let mut lines = BufReader::new(child.stdout.take().unwrap())
            .lines()
            .map(Result::unwrap);
        // The heading, then the first epoch.
        assert_eq!(lines.by_ref().take(2).count(), 2);
        kill(signal, &child);
        let last: Vec<String> = lines.collect();
        assert!(child.wait().unwrap().success(), "{signal}");
        assert!(
            last.iter().any(|line| line.starts_with("kept epoch")),
            "{signal}: {last:?}"
        );
        output(
            matinee()
                .args(["recommend", "--user=1", "--model"])
                .arg(model),
        );
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

/// A recipe of a network that is trained in a blink, and of a long chain beside it.
fn recipe(folder: &Path) -> std::path::PathBuf {
    let options = ["train", "--network=hybrid", "--preset=simple", "--json"];
    let simple = output(
        matinee()
            .args(options)
            .args(["--clean=none", "--data"])
            .arg(fixture().data())
            .arg("--out")
            .arg(folder.join("simple")),
    );
    let simple: Value = serde_json::from_str(&simple).unwrap();
    let recipe = quick_ensemble(&simple, 3000);
    let path = folder.join("recipe.json");
    fs::write(&path, recipe.to_string()).unwrap();
    path
}

/// Whether something is kept of the first teacher.
fn has_first_teacher(stages: &Path) -> bool {
    let entries = fs::read_dir(stages).into_iter().flatten().flatten();
    let mut names = entries.map(|entry| entry.file_name().into_string().unwrap());
    names.any(|name| name.starts_with("teacher-1-"))
}

#[test]
fn a_hybrid_that_was_interrupted_becomes_the_same_bytes() {
    let [folder, elsewhere] = [(); 2].map(|()| TempDir::new().unwrap());
    let recipe = format!("--recipe={}", recipe(elsewhere.path()).display());
    let arguments = ["train", "--network=hybrid", "--clean=none", &recipe];
    let model = folder.path().join("hybrid.matinee");
    let stages = folder.path().join("hybrid.matinee.stages");

    let mut child = spawn(&arguments, &model);
    while !has_first_teacher(&stages) {
        assert!(child.try_wait().unwrap().is_none(), "it ended before");
        std::thread::yield_now();
    }
    kill("-TERM", &child);
    let interrupted = child.wait_with_output().unwrap();
    assert_eq!(interrupted.status.code(), Some(1));
    let words = String::from_utf8_lossy(&interrupted.stderr);
    assert!(words.contains("the same command goes on"), "{words}");
    assert!(!model.exists());

    // Somebody else's file is nobody's stage.
    fs::write(stages.join("notes.txt"), "mine").unwrap();
    assert!(spawn(&arguments, &model).wait().unwrap().success());
    assert_eq!(fs::read(stages.join("notes.txt")).unwrap(), b"mine");
    assert_eq!(fs::read_dir(&stages).unwrap().count(), 1);

    let whole = elsewhere.path().join("hybrid.matinee");
    assert!(spawn(&arguments, &whole).wait().unwrap().success());
    assert!(!elsewhere.path().join("hybrid.matinee.stages").exists());
    assert!(fs::read(&model).unwrap() == fs::read(whole).unwrap());
}

#[test]
fn a_signal_ends_what_has_nothing_to_save_as_a_signal_does() {
    for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
        let folder = TempDir::new().unwrap();
        let log = folder.path().join("log.tsv");
        let mut child = Command::new(env!("CARGO_BIN_EXE_matinee"))
            .args(["tune", "--search=ranking", "--trials=100000", "--data"])
            .arg(fixture().data())
            .arg("--log")
            .arg(&log)
            .arg("--keep")
            .arg(folder.path().join("teachers"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // It is at work when its log has begun.
        while !log.exists() {
            assert!(child.try_wait().unwrap().is_none(), "it ended before");
            std::thread::yield_now();
        }
        kill(signal, &child);
        assert_eq!(child.wait().unwrap().signal(), Some(number));
    }
}
