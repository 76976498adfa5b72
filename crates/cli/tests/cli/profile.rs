//! Somebody's rating file, in any shape, at the command line: what is read is used, what is not is
//! said on standard error.

use std::fs;

use crate::fixture::{file, fixture, matinee};

/// Titles and years of the made-up movies 1 to 3, as their catalogue has them.
fn titles() -> Vec<(String, String)> {
    let items = fs::read(fixture().data().join("u.item")).unwrap();
    // In Latin-1.
    let items = matinee_core::encoding::decode(&items);
    let lines = items.text.lines().take(3);
    lines
        .map(|line| {
            let title = line.split('|').nth(1).unwrap();
            let (title, year) = title.rsplit_once(" (").unwrap();
            (title.to_owned(), year.trim_end_matches(')').to_owned())
        })
        .collect()
}

/// What is predicted for the person of a file, and what is said of the file.
fn predicted(profile: &str, options: &[&str]) -> (String, String) {
    let (_folder, path) = file(profile.as_bytes());
    let mut command = matinee();
    command.args(["predict", "--model"]).arg(fixture().hybrid());
    command.args(options).arg("--profile").arg(path);
    let assert = command.assert().success();
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let output = assert.get_output();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn ratings_by_title_out_of_ten_are_those_by_number_out_of_five() {
    let [(a, a_year), (b, b_year), _] = titles().try_into().unwrap();
    let trakt = format!(
        "rated_at,type,title,year,trakt_id,rating\n\
         2024-01-01T00:00:00Z,movie,\"{a}\",{a_year},1,10\n\
         2024-01-01T00:00:00Z,show,\"{b}\",{b_year},2,9\n\
         2024-01-01T00:00:00Z,movie,\"{b}\",{b_year},2,4\n\
         2024-01-01T00:00:00Z,movie,A title of no movie,1931,2,4\n"
    );
    let (stars, said) = predicted(&trakt, &[]);
    assert_eq!(stars, predicted("1\t5\n2\t2\n", &[]).0);
    for words in [
        "A file of Trakt; ratings out of 10, as Trakt counts; 2 ratings count",
        "file:3: ",
        "show is no film",
        "file:5: A title of no movie (1931)",
    ] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
}

#[test]
fn where_two_scales_fit_the_one_that_is_taken_is_said_and_an_option_decides() {
    let [(a, a_year), (b, b_year), _] = titles().try_into().unwrap();
    let table = format!("Title,Year,Rating\n\"{a}\",{a_year},5\n\"{b}\",{b_year},2\n");
    let (stars, said) = predicted(&table, &[]);
    assert_eq!(stars, predicted("1\t5\n2\t2\n", &[]).0);
    assert!(
        said.contains("say which it is: --scale 5 or --scale 10"),
        "{said}"
    );
    let (stars, said) = predicted(&table, &["--scale=10"]);
    assert_eq!(stars, predicted("1\t3\n2\t1\n", &[]).0);
    assert!(said.contains("ratings out of 10, as you say"), "{said}");
    assert!(!said.contains("--scale"), "{said}");
    assert!(
        said.contains("1 lies between two whole stars and is rounded"),
        "{said}"
    );
}

#[test]
fn rows_that_cannot_be_used_are_named_and_the_others_count() {
    let (stars, said) = predicted("3\t5\n81\t1\n4\t6\n3\t4\n", &[]);
    assert_eq!(stars, predicted("3\t4\n", &[]).0);
    for words in [
        "file:1: rated again in line 4, which counts",
        "file:2: movie 81 is not in this model",
        "file:3: the rating \"6\" is not one out of 5",
    ] {
        assert!(said.contains(words), "{words:?} is not in {said}");
    }
}
