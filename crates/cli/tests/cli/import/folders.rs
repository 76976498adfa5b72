//! Folders that are not what Spark wrote: each is refused by name.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::{Import, copy, spark_folder};

/// A copy of the folder with both models.
fn copied() -> TempDir {
    let folder = TempDir::new().unwrap();
    copy(&spark_folder(), folder.path(), &|_| true);
    folder
}

/// The last part of a folder of factors.
fn last_part(folder: &Path) -> PathBuf {
    let entries = fs::read_dir(folder).unwrap();
    let paths = entries.map(|entry| entry.unwrap().path());
    let is_part = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("part-") && name.ends_with(".parquet")
    };
    paths.filter(is_part).max().unwrap()
}

fn checksum_of(part: &Path) -> PathBuf {
    let name = part.file_name().unwrap().to_string_lossy();
    part.with_file_name(format!(".{name}.crc"))
}

/// Expects the model of stars to be refused after a change to its folder.
fn check(change: impl Fn(&Path), words: &[&str]) {
    let folder = copied();
    let stars = folder.path().join("stars");
    change(&stars);
    Import::of("--spark", &stars, &[]).check_refused(words);
}

#[test]
fn a_folder_that_is_no_model_is_refused() {
    let empty = TempDir::new().unwrap();
    let words = ["is no ALS model as Spark saves it", "metadata"];
    Import::of("--spark", empty.path(), &[]).check_refused(&words);
    Import::of("--spark", &spark_folder(), &[]).check_refused(&words);
    let class = |stars: &Path| {
        let metadata = stars.join("metadata");
        for entry in fs::read_dir(metadata).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if name.starts_with("part-") {
                let text = fs::read_to_string(&path).unwrap();
                let _ = fs::remove_file(checksum_of(&path));
                fs::write(&path, text.replace("ALSModel", "ALS")).unwrap();
            }
        }
    };
    check(
        class,
        &["its class is org.apache.spark.ml.recommendation.ALS"],
    );
    check(
        |stars| fs::remove_dir_all(stars.join("itemFactors")).unwrap(),
        &["itemFactors", "no such file"],
    );
}

#[test]
fn a_job_that_did_not_end_is_refused() {
    check(
        |stars| fs::remove_file(stars.join("userFactors/_SUCCESS")).unwrap(),
        &["userFactors", "no _SUCCESS"],
    );
}

#[test]
fn a_part_that_is_missing_is_named_where_its_checksum_is_there() {
    check(
        |stars| fs::remove_file(last_part(&stars.join("itemFactors"))).unwrap(),
        &[
            "itemFactors",
            "part-00002",
            "is missing, its checksum is there",
        ],
    );
}

#[test]
fn a_part_that_is_missing_with_its_checksum_is_missed_by_the_number_of_people() {
    check(
        |stars| {
            let part = last_part(&stars.join("userFactors"));
            fs::remove_file(checksum_of(&part)).unwrap();
            fs::remove_file(part).unwrap();
        },
        &["users", "were trained: parts of userFactors are missing"],
    );
}

#[test]
fn a_part_that_is_cut_off_is_named_with_its_checksum_and_without() {
    let cut = |stars: &Path| {
        let part = last_part(&stars.join("userFactors"));
        let bytes = fs::read(&part).unwrap();
        fs::write(&part, &bytes[..bytes.len() - 40]).unwrap();
        part
    };
    check(
        |stars| drop(cut(stars)),
        &["part-00002", "cut off or damaged: its checksum"],
    );
    check(
        |stars| fs::remove_file(checksum_of(&cut(stars))).unwrap(),
        &["part-00002", "no whole Parquet file"],
    );
}

#[test]
fn a_part_of_another_run_is_named() {
    check(
        |stars| {
            let other = last_part(&stars.with_file_name("order").join("userFactors"));
            let here = stars.join("userFactors").join(other.file_name().unwrap());
            fs::copy(other, here).unwrap();
        },
        &["userFactors", "are of different runs"],
    );
}

#[test]
fn ranks_that_differ_are_refused() {
    check(
        |stars| {
            let items = stars.join("itemFactors");
            fs::remove_dir_all(&items).unwrap();
            copy(
                &stars.with_file_name("order").join("itemFactors"),
                &items,
                &|_| true,
            );
        },
        &["itemFactors", "has 5 factors, the model's rank is 4"],
    );
}

#[test]
fn movies_that_are_not_described_are_counted_and_kept_or_refused() {
    let folder = TempDir::new().unwrap();
    let text = fs::read_to_string(spark_folder().join("movies.csv")).unwrap();
    let few: String = text
        .lines()
        .take(11)
        .map(|line| format!("{line}\n"))
        .collect();
    let items = folder.path().join("few.csv");
    fs::write(&items, few).unwrap();
    let stars = spark_folder().join("stars");
    let import = |options: &[&str]| Import::described("--spark", &stars, &items, options);
    let (engine, said) = import(&[]).imported();
    let n = engine.catalogue().movies.len();
    assert!(
        said.contains(&format!(
            "{} of the model's {n} items are not among --items",
            n - 10
        )),
        "{said}"
    );
    let nameless = engine
        .catalogue()
        .movies
        .iter()
        .filter(|movie| movie.title == movie.id.to_string());
    assert_eq!(nameless.count(), n - 10);
    import(&["--unknown-items=refuse"]).check_refused(&["are not among --items"]);
}
