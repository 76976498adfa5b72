//! What [`read`] must refuse, and that it gives back what was written.

use proptest::prelude::*;

use crate::dataset::{Gender, Movie, ReleaseDate, User};
use crate::domain::{MovieId, MovieIdx, Stars, UserId};
use crate::features::{Matrix, n_movie_features, n_user_features};

use super::codec::write_unchecked;
use super::*;

const HIDDEN: usize = 5;
const EMBEDDING: usize = 3;

/// Two users, three movies, weights that are all different.
fn artifact() -> Artifact {
    let genres = vec!["Drama".to_owned(), "War".to_owned()];
    let occupations = vec!["writer".to_owned()];
    let inputs = 2 * EMBEDDING + n_user_features(1) + n_movie_features(2);
    let matrix = |n_rows: usize, n_cols: usize| Matrix {
        n_rows,
        n_cols,
        values: (0..n_rows * n_cols)
            .map(|i| (i as f32 - 4.0) / 16.0)
            .collect(),
    };
    let movie = |id, genres| Movie {
        id: MovieId(id),
        title: format!("Movie {id}"),
        year: Some(1989),
        released: Some(ReleaseDate {
            year: 1990,
            month: 2,
        }),
        genres,
    };
    let user = |id| User {
        id: UserId(id),
        age: 30,
        gender: Gender::Female,
        occupation: 0,
    };
    Artifact {
        manifest: Manifest {
            written_by: "a test".into(),
            network: "seed".into(),
            preset: "custom".into(),
            recipe: vec![("epochs".into(), "2".into())],
            seed: 1,
            data_notice: "made up".into(),
            training_rows_sha256: String::new(),
            n_training_rows: 3,
            losses: Vec::new(),
            metrics: Vec::new(),
            golden: Vec::new(),
            lists_sha256: String::new(),
        },
        catalogue: Catalogue {
            genres,
            movies: vec![movie(7, 1), movie(8, 3), movie(11, 2)],
            n_ratings: vec![1, 2, 0],
            n_liked: vec![1, 1, 0],
        },
        people: People {
            occupations,
            users: vec![user(4), user(9)],
            histories: vec![
                vec![(MovieIdx(0), Stars::ALL[4]), (MovieIdx(1), Stars::ALL[0])],
                vec![(MovieIdx(1), Stars::ALL[3])],
            ],
        },
        weights: SeedWeights {
            user_embedding: Stored::new(&matrix(2, EMBEDDING), Precision::Int8),
            movie_embedding: Stored::new(&matrix(3, EMBEDDING), Precision::F16),
            fc1: Stored::new(&matrix(inputs, HIDDEN), Precision::F32),
            scale: vec![1.0; HIDDEN],
            shift: vec![0.1; HIDDEN],
            fc2: vec![0.2; HIDDEN],
            fc2_bias: 3.0,
            popularity_weight: 0.5,
        },
    }
}

/// Reading `change`d content, intact as a file, must fail with a message that has `expected`.
fn check_refused(expected: &str, change: impl FnOnce(&mut Artifact)) {
    let mut artifact = artifact();
    change(&mut artifact);
    let bytes = write_unchecked(&artifact).unwrap();
    let message = read(&bytes).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
    assert!(
        write(&artifact).is_err(),
        "and it must not be written either"
    );
}

#[test]
fn what_was_written_is_read() {
    let artifact = artifact();
    assert_eq!(read(&write(&artifact).unwrap()), Ok(artifact));
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let bytes = write(&artifact()).unwrap();
    for len in 0..bytes.len() {
        assert!(read(&bytes[..len]).is_err(), "cut to {len} bytes");
    }
}

#[test]
fn one_flipped_bit_anywhere_is_noticed() {
    let bytes = write(&artifact()).unwrap();
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 1 << (position % 8);
        assert!(read(&damaged).is_err(), "bit flipped in byte {position}");
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut bytes = write(&artifact()).unwrap();
    bytes.push(0);
    assert!(matches!(
        read(&bytes),
        Err(ArtifactError::TrailingBytes { .. })
    ));
}

#[test]
fn other_files_are_named_as_such() {
    for other in [&b""[..], b"<!DOCTYPE html>", b"PK\x03\x04", b"MATINEX\0"] {
        assert_eq!(read(other), Err(ArtifactError::NotAModel));
    }
}

#[test]
fn a_newer_format_and_a_swapped_byte_order_are_named_as_such() {
    let mut bytes = write(&artifact()).unwrap();
    bytes[8] = 2;
    assert_eq!(read(&bytes), Err(ArtifactError::OtherVersion { found: 2 }));
    bytes[8..12].copy_from_slice(&1_u32.to_be_bytes());
    assert!(matches!(
        read(&bytes),
        Err(ArtifactError::OtherVersion { .. })
    ));
}

#[test]
fn a_model_of_another_data_set_is_refused() {
    check_refused("a model of another data set", |artifact| {
        artifact.catalogue.movies.pop();
        artifact.catalogue.n_ratings.pop();
        artifact.catalogue.n_liked.pop();
    });
}

#[test]
fn shapes_that_disagree_are_refused() {
    check_refused("scale has 4 values for 5 units", |artifact| {
        artifact.weights.scale.pop();
    });
    check_refused("fc1 takes", |artifact| {
        artifact.catalogue.genres.push("Western".into());
    });
    check_refused("histories", |artifact| {
        artifact.people.histories.pop();
    });
    check_refused("but 2 counts", |artifact| {
        artifact.catalogue.n_liked.pop();
    });
}

#[test]
fn no_rows_are_refused() {
    check_refused("no movies", |artifact| {
        artifact.catalogue.movies.clear();
        artifact.catalogue.n_ratings.clear();
        artifact.catalogue.n_liked.clear();
        artifact.people.histories = vec![Vec::new(); 2];
    });
    check_refused("no users", |artifact| {
        artifact.people.users.clear();
        artifact.people.histories.clear();
    });
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    for bad in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
        check_refused("not a number", |artifact| artifact.weights.fc2[1] = bad);
        check_refused("not a number", |artifact| artifact.weights.fc2_bias = bad);
        check_refused("not a number", |artifact| {
            let matrix = Matrix {
                n_rows: 2,
                n_cols: EMBEDDING,
                values: vec![bad; 2 * EMBEDDING],
            };
            artifact.weights.user_embedding = Stored::new(&matrix, Precision::F16);
        });
    }
}

#[test]
fn a_movie_with_an_unnamed_genre_or_an_impossible_month_is_refused() {
    check_refused("genre without a name", |artifact| {
        artifact.catalogue.movies[0].genres = 4;
    });
    check_refused("month 13", |artifact| {
        artifact.catalogue.movies[0].released = Some(ReleaseDate {
            year: 1990,
            month: 13,
        });
    });
}

proptest! {
    #[test]
    fn arbitrary_bytes_behind_a_good_magic_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [&b"MATINEE\0\x01\0\0\0"[..], &tail].concat();
        prop_assert!(read(&bytes).is_err());
    }
}
