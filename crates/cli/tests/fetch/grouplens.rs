//! The data sets whose zips have a published checksum.

use matinee_data::formats::movielens_100k::md5;

use super::*;

const README: &[u8] = b"Summary\n=======\n\nThis dataset (ml-latest-small) describes 5-star rating";

/// A zip as GroupLens has it, of a tiny data set.
fn zip_with(readme: &[u8]) -> Vec<u8> {
    zip(&[
        ("ml-x/README.txt", readme),
        (
            "ml-x/links.csv",
            b"movieId,imdbId,tmdbId\r\n1,0114709,862\r\n",
        ),
        (
            "ml-x/movies.csv",
            b"movieId,title,genres\r\n1,Toy Story (1995),Comedy\r\n",
        ),
        (
            "ml-x/ratings.csv",
            b"userId,movieId,rating,timestamp\r\n1,1,4.5,964982703\r\n",
        ),
        (
            "ml-x/tags.csv",
            b"userId,movieId,tag,timestamp\r\n1,1,toys,964982703\r\n",
        ),
    ])
}

/// As it stands beside the zip.
fn checksum(zip: &[u8]) -> Answer {
    Answer::whole(format!("MD5 (ml-latest-small.zip) = {}\n", md5(zip)).as_bytes())
}

fn fetch_small(out: &Path, server: &Server) -> Command {
    let mut command = fetch(out);
    command.args(["--dataset", "ml-latest-small", "--mirror", &server.url()]);
    command
}

/// Names of the files in a folder, sorted.
fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|it| it.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

const INSTALLED: [&str; 4] = ["README.txt", "links.csv", "movies.csv", "ratings.csv"];

#[test]
fn a_data_set_is_downloaded_checked_and_installed_with_its_readme() {
    let zip = zip_with(README);
    let server = Server::start(vec![Answer::whole(&zip), checksum(&zip)]);
    let target = TempDir::new().unwrap();
    let out = target.path().join("small");
    fetch_small(&out, &server)
        .assert()
        .success()
        .stdout(predicate::str::contains("1 user, 1 movie, 1 rating"))
        .stdout(predicate::str::contains("may be passed on"));
    assert_eq!(names(&out), INSTALLED);
    assert_eq!(names(target.path()), ["small"]);
    assert!(server.requests()[1].contains(".zip.md5"));
    // A second time it is there already, and nobody is asked.
    let asked = server.requests().len();
    fetch_small(&out, &server)
        .assert()
        .success()
        .stdout(predicate::str::contains("there already"));
    assert_eq!(server.requests().len(), asked);
}

#[test]
fn another_checksum_than_the_published_one_is_said_with_both() {
    let zip = zip_with(README);
    let server = Server::start(vec![Answer::whole(&zip), checksum(b"another")]);
    let target = TempDir::new().unwrap();
    fetch_small(&target.path().join("small"), &server)
        .assert()
        .code(1)
        .stderr(predicate::str::contains(format!(
            "expected MD5 {}",
            md5(b"another")
        )))
        .stderr(predicate::str::contains(format!("found {}", md5(&zip))));
    assert_eq!(names(target.path()), [""; 0]);
}

#[test]
fn a_data_set_that_does_not_change_has_a_known_checksum() {
    let server = Server::start(vec![Answer::whole(&zip_with(README))]);
    let target = TempDir::new().unwrap();
    fetch(&target.path().join("one"))
        .args(["--dataset", "ml-1m", "--mirror", &server.url()])
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "expected MD5 c4d9eecfca2ab87c1945afe126590906",
        ));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn a_checksum_that_is_not_there_is_no_checksum() {
    let zip = zip_with(README);
    for (answer, words) in [
        (Answer::not_found(), "404"),
        (Answer::whole(b"<html>soon</html>"), "has no MD5 checksum"),
    ] {
        let server = Server::start(vec![Answer::whole(&zip), answer]);
        let target = TempDir::new().unwrap();
        fetch_small(&target.path().join("small"), &server)
            .assert()
            .code(1)
            .stderr(predicate::str::contains(words));
        assert_eq!(names(target.path()), [""; 0]);
    }
}

#[test]
fn another_run_goes_on_where_a_download_was_broken_off() {
    let zip = zip_with(README);
    let half = zip.len() / 2;
    let target = TempDir::new().unwrap();
    let out = target.path().join("small");
    let server = Server::start(vec![Answer::broken(&zip, half), Answer::not_found()]);
    fetch_small(&out, &server).assert().code(1);
    assert_eq!(names(target.path()), ["ml-latest-small.zip.part"]);
    let server = Server::start(vec![Answer::rest(&zip, half), checksum(&zip)]);
    fetch_small(&out, &server).assert().success();
    let request = server.requests()[0].to_ascii_lowercase();
    assert!(
        request.contains(&format!("range: bytes={half}-")),
        "{request}"
    );
    assert!(request.contains("if-range: \"1\""), "{request}");
    assert_eq!(names(&out), INSTALLED);
    assert_eq!(names(target.path()), ["small"]);
}

#[test]
fn a_zip_at_hand_is_checked_like_a_download_unless_any_data_will_do() {
    let zip = zip_with(b"our own");
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("own.zip");
    fs::write(&path, &zip).unwrap();
    let target = TempDir::new().unwrap();
    let out = target.path().join("own");
    let mut command = fetch(&out);
    command.args(["--dataset", "ml-25m", "--from"]).arg(&path);
    command
        .assert()
        .code(1)
        .stderr(predicate::str::contains("--any-data"));
    command.arg("--any-data").assert().success();
    assert_eq!(names(&out), INSTALLED);
}

#[test]
fn the_zip_of_another_data_set_is_refused() {
    let zip = zip_with(b"This dataset (ml-25m) describes");
    let server = Server::start(vec![Answer::whole(&zip), checksum(&zip)]);
    let target = TempDir::new().unwrap();
    fetch_small(&target.path().join("small"), &server)
        .assert()
        .code(1)
        .stderr(predicate::str::contains(
            "another data set than ml-latest-small",
        ))
        .stderr(predicate::str::contains("MovieLens 25M"));
    assert_eq!(names(target.path()), [""; 0]);
}

#[test]
fn other_data_is_kept_unless_forced() {
    let zip = zip_with(README);
    let target = TempDir::new().unwrap();
    let out = target.path().join("small");
    fs::create_dir(&out).unwrap();
    for name in ["ratings.csv", "users.dat"] {
        fs::write(out.join(name), "mine").unwrap();
    }
    let server = Server::start(vec![Answer::whole(&zip), checksum(&zip)]);
    fetch_small(&out, &server)
        .assert()
        .code(1)
        .stderr(predicate::str::contains("ratings.csv"))
        .stderr(predicate::str::contains("--force"));
    assert_eq!(fs::read(out.join("ratings.csv")).unwrap(), b"mine");
    fetch_small(&out, &server).arg("--force").assert().success();
    assert_eq!(names(&out), INSTALLED);
}
