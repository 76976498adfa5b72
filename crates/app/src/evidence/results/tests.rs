//! The files of results: read, written, refused, found.

use super::*;
use crate::evidence::examples;

/// Expects the example of a type to be read, and to be written again as it was.
fn check<T: Results>() {
    let json = examples::json(T::FILE);
    let results: T = examples::read();
    let again = serde_json::to_value(&results).unwrap();
    let before: serde_json::Value = serde_json::from_str(json).unwrap();
    // Through the same numbers: 0.8784 is not the same in single precision.
    let before = serde_json::from_value::<T>(before).unwrap();
    assert_eq!(again, serde_json::to_value(before).unwrap());
    let text = serde_json::to_string(&results).unwrap();
    assert_eq!(
        text.matches(|c: char| c.is_ascii_digit()).count(),
        json.matches(|c: char| c.is_ascii_digit()).count(),
        "{}: a number was lost or grew digits",
        T::FILE.name()
    );
}

#[test]
fn every_file_is_read_and_written_without_losing_a_digit() {
    check::<CleaningResults>();
    check::<SystemsResults>();
    check::<PlayResults>();
    check::<ColdStartResults>();
    check::<ColdStartPeople>();
    check::<SparsityResults>();
    check::<ExposureResults>();
    check::<MapResults>();
    check::<GroupsResults>();
    check::<StoriesResults>();
    check::<ModelCard>();
}

#[test]
fn no_two_files_have_one_name() {
    let mut names = ResultsFile::ALL.map(ResultsFile::name);
    names.sort_unstable();
    assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
}

/// What is said of the example of the map when `change` was made in it.
fn refusal(from: &str, to: &str) -> ResultsError {
    let json = examples::json(ResultsFile::Map);
    assert!(json.contains(from), "{json}");
    let json = json.replace(from, to);
    read::<MapResults>(json.as_bytes(), &examples::model(), &|_| Vec::new()).unwrap_err()
}

#[test]
fn a_file_of_another_version_says_so_whatever_else_is_in_it() {
    let refused = refusal("\"version\": 1", "\"version\": 9");
    assert_eq!(refused, ResultsError::Version { found: 9 });
    let other = br#"{"head": {"version": 9, "new": []}, "other": 1}"#;
    let refused = read::<MapResults>(other, &examples::model(), &|_| Vec::new()).unwrap_err();
    assert_eq!(refused, ResultsError::Version { found: 9 });
}

#[test]
fn a_file_of_another_model_names_both() {
    let words = refusal("\"shipped\"", "\"modern\"").to_string();
    assert!(
        words.contains("hybrid (modern)") && words.contains("hybrid (shipped)"),
        "{words}"
    );
    let words = refusal("abab", "cdcd").to_string();
    assert!(
        words.contains("rows cdcd") && words.contains("rows abab"),
        "{words}"
    );
}

#[test]
fn what_is_no_file_of_results_is_refused() {
    for json in [
        "",
        "{}",
        "[1]",
        "<!doctype html>",
        r#"{"head": {"version": 1}}"#,
    ] {
        let refused =
            read::<MapResults>(json.as_bytes(), &examples::model(), &|_| Vec::new()).unwrap_err();
        assert!(
            matches!(refused, ResultsError::Unreadable(_)),
            "{json}: {refused}"
        );
    }
}

#[test]
fn a_file_is_found_among_the_addresses_of_a_page() {
    let addresses = "/matinee/cold-start-people-0123.results /matinee/cold-start-4567.results /map-89ab.results";
    let check = |file, expected| assert_eq!(address(addresses, file), expected);
    check(
        ResultsFile::ColdStart,
        Some("/matinee/cold-start-4567.results"),
    );
    check(
        ResultsFile::ColdStartPeople,
        Some("/matinee/cold-start-people-0123.results"),
    );
    check(ResultsFile::Map, Some("/map-89ab.results"));
    check(ResultsFile::Play, None);
    assert_eq!(address("", ResultsFile::Map), None);
}
