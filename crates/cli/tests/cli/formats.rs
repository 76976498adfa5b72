//! Data sets in every format, as folders and zips, and tables of one's own.

use std::fs;
use std::io::{Cursor, Write};
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use predicates::prelude::*;
use tempfile::TempDir;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::fixture::matinee;

const FORMATS: [&str; 4] = ["ml-100k", "ml-1m", "ml-10m", "csv"];

/// Makes up a small data set.
fn made_up(format: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    matinee()
        .args(["generate", "--users=40", "--movies=60", "--ratings=1500"])
        .args(["--format", format, "--out"])
        .arg(&data)
        .assert()
        .success();
    (folder, data)
}

/// A command that trains in a blink, into a folder of its own.
fn train(data: &Path) -> (TempDir, Command) {
    let folder = TempDir::new().unwrap();
    let mut command = matinee();
    command
        .args(["train", "--network=popularity", "--clean=none", "--data"])
        .arg(data)
        .arg("--out")
        .arg(folder.path().join("model"));
    (folder, command)
}

/// The model of a command that succeeds.
fn model((folder, mut command): (TempDir, Command)) -> Vec<u8> {
    command.assert().success();
    fs::read(folder.path().join("model")).unwrap()
}

fn check_refused((_folder, mut command): (TempDir, Command), words: &[&str]) {
    let mut assert = command.assert().code(1).stdout("");
    for word in words {
        assert = assert.stderr(predicate::str::contains(*word));
    }
}

/// A zip of a folder, in a folder of its name.
fn zipped(data: &Path) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for entry in fs::read_dir(data).unwrap() {
        let entry = entry.unwrap();
        let name = format!("ml-x/{}", entry.file_name().to_string_lossy());
        writer
            .start_file(name, SimpleFileOptions::default())
            .unwrap();
        writer.write_all(&fs::read(entry.path()).unwrap()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn every_format_is_trained_on_as_a_folder_and_as_a_zip() {
    for format in FORMATS {
        let (folder, data) = made_up(format);
        let zip = folder.path().join("data.zip");
        fs::write(&zip, zipped(&data)).unwrap();
        assert_eq!(model(train(&data)), model(train(&zip)), "{format}");
    }
}

#[test]
fn generate_does_not_replace_data_of_another_format() {
    let (_folder, data) = made_up("ml-10m");
    matinee()
        .args(["generate", "--format=csv", "--out"])
        .arg(&data)
        .assert()
        .code(1)
        .stderr(predicate::str::contains("--force"));
}

#[test]
fn a_folder_or_a_file_without_a_data_set_is_said_to_have_none() {
    let folder = TempDir::new().unwrap();
    fs::write(
        folder.path().join("ratings.csv"),
        "userId,movieId,rating,timestamp\n1,1,4.0,9\n",
    )
    .unwrap();
    check_refused(
        train(folder.path()),
        &["holds no data set", "movies.csv", "--columns"],
    );
    let file = folder.path().join("ratings.csv");
    check_refused(
        train(&file),
        &[
            "not the zip of a data set",
            "--columns",
            "this is not a zip",
        ],
    );
}

/// A command that trains on a table.
fn train_on_table(text: &str, columns: &str) -> (TempDir, Command) {
    let (folder, _) = train(Path::new(""));
    let table = folder.path().join("table.csv");
    fs::write(&table, text).unwrap();
    let mut command = matinee();
    command
        .args([
            "train",
            "--network=popularity",
            "--clean=none",
            "--columns",
            columns,
        ])
        .arg("--out")
        .arg(folder.path().join("model"))
        .arg("--data")
        .arg(table);
    (folder, command)
}

const COLUMNS: &str = "user=who,item=what,stars=n";

fn table() -> String {
    let row = |n: u32| format!("u{};Movie {} (1999);{}\n", n / 5, n % 7, 1 + n % 5);
    let rows: String = (0..60).map(row).collect();
    format!("who;what;n\n{rows}")
}

#[test]
fn a_table_with_names_is_trained_on() {
    model(train_on_table(&table(), COLUMNS));
}

#[test]
fn items_of_a_table_give_titles() {
    let (folder, mut command) = train_on_table(&table(), COLUMNS);
    let items = folder.path().join("items.csv");
    let row = |n: u32| format!("Movie {n} (1999),Title {n},{},Drama|War\n", 1990 + n);
    let rows: String = (0..7).map(row).collect();
    fs::write(&items, format!("id,title,year,genres\n{rows}")).unwrap();
    command.arg("--items").arg(&items).assert().success();
    matinee()
        .args(["recommend", "--user=1", "-k=1", "--model"])
        .arg(folder.path().join("model"))
        .assert()
        .success()
        .stdout(predicate::str::contains("Title "));
}

/// A command that lists for somebody, of the model that [`train_on_table`] has made.
fn list_for(user: &str, folder: &TempDir, options: &[&str]) -> Command {
    let mut command = matinee();
    command
        .args(["recommend", "-k=1", "--json", "--user", user, "--model"])
        .arg(folder.path().join("model"))
        .arg("--data")
        .arg(folder.path().join("table.csv"))
        .args(options);
    command
}

#[test]
fn somebody_of_a_table_is_called_by_their_name() {
    let (folder, mut command) = train_on_table(&table(), COLUMNS);
    command.assert().success();
    let movies = |user: &str, options: &[&str]| {
        let output = list_for(user, &folder, options).output().unwrap().stdout;
        let answer: serde_json::Value = serde_json::from_slice(&output).unwrap();
        (answer["user"].clone(), answer["movies"].clone())
    };
    // The third name of the table is its third number.
    let (user, by_name) = movies("u2", &["--columns", COLUMNS]);
    let (number, by_number) = movies("3", &[]);
    assert_eq!((user, number), ("u2".into(), 3.into()));
    assert_eq!(by_name, by_number);
}

#[test]
fn every_movie_is_predicted_for_somebody_by_their_name() {
    let (folder, mut command) = train_on_table(&table(), COLUMNS);
    command.assert().success();
    let lines = |arguments: &[&str]| {
        let mut predict = matinee();
        predict.args(["predict", "--model"]);
        predict.arg(folder.path().join("model")).args(arguments);
        predict.arg("--data").arg(folder.path().join("table.csv"));
        String::from_utf8(predict.output().unwrap().stdout).unwrap()
    };
    let by_name = lines(&["--user", "u2", "--columns", COLUMNS]);
    assert_eq!(by_name.lines().count(), 7, "{by_name}");
    assert!(by_name.lines().all(|line| line.starts_with("3\t")));
    assert_eq!(by_name, lines(&["--user", "3"]));
}

#[test]
fn a_name_that_is_nobodys_or_in_no_table_is_refused() {
    let (folder, mut command) = train_on_table(&table(), COLUMNS);
    command.assert().success();
    for (user, options, words) in [
        ("zoe", &["--columns", COLUMNS][..], "nobody is called `zoe`"),
        ("zoe", &[], "--columns user="),
        ("3rd", &[], "takes a number"),
    ] {
        list_for(user, &folder, options)
            .assert()
            .failure()
            .stderr(predicate::str::contains(words));
    }
}

#[test]
fn a_bad_row_is_named_and_left_out_only_where_that_is_asked_for() {
    let text = format!("{}u1;Movie 3 (1999);9\nu1;Movie 4 (1999);4\n", table());
    check_refused(
        train_on_table(&text, COLUMNS),
        &["table.csv:62:3", "0.5 to 5 stars"],
    );
    let (_folder, mut command) = train_on_table(&text, COLUMNS);
    command
        .arg("--skip-bad-rows")
        .assert()
        .success()
        .stderr(predicate::str::contains("left out: 1 row"))
        .stderr(predicate::str::contains("table.csv:62:3"));
}

#[test]
fn columns_that_do_not_say_what_is_what_are_wrong_usage() {
    for (columns, words) in [
        ("user=who,item=what", "stars=… is missing"),
        (
            "user=who,item=what,stars=n,when=x",
            "\"when=x\" is not one of",
        ),
    ] {
        let (_folder, mut command) = train_on_table(&table(), columns);
        command
            .assert()
            .code(2)
            .stderr(predicate::str::contains(words));
    }
    let (_folder, command) = train_on_table(&table(), "user=who,item=what,stars=score");
    check_refused(
        (_folder, command),
        &["there is no column score", "who, what, n"],
    );
}

#[test]
fn test_rows_and_pairs_may_be_in_the_format_of_the_data() {
    let (folder, data) = made_up("csv");
    let text = fs::read_to_string(data.join("ratings.csv")).unwrap();
    let mut lines = text.lines();
    let header = lines.next().unwrap();
    let rows: Vec<&str> = lines.collect();
    let file = |name: &str, rows: &[&str]| {
        let path = folder.path().join(name);
        fs::write(&path, format!("{header}\n{}\n", rows.join("\n"))).unwrap();
        path
    };
    let (base, test) = (
        file("base.csv", &rows[..1400]),
        file("test.csv", &rows[1400..]),
    );
    let (models, mut command) = train(&data);
    command
        .arg("--train")
        .arg(base)
        .arg("--test")
        .arg(&test)
        .assert()
        .success();
    let predictions = matinee()
        .args(["predict", "--model"])
        .arg(models.path().join("model"))
        .arg("--pairs")
        .arg(&test)
        .assert()
        .success();
    let lines = String::from_utf8(predictions.get_output().stdout.clone()).unwrap();
    assert_eq!(lines.lines().count(), rows.len() - 1400);
}
