//! What [`read`] must refuse, and that it gives back what was written, for either network.

use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::container::quantise::Packed;
use crate::container::sections::{VERSION, seal};
use crate::features::{n_movie_features, n_user_features};
use crate::matrix::Matrix;
use matinee_core::domain::{MovieId, MovieIdx, StarScale, Stars, UserId, UserIdx};
use matinee_data::dataset::{Demographics, Gender, Movie, ReleaseDate, User};

use super::codec::{sections, write_unchecked};
use super::manifest::golden_pairs;

use super::*;

const HIDDEN: usize = 5;
const EMBEDDING: usize = 3;

/// Numbers that are all different.
fn matrix(n_rows: usize, n_cols: usize) -> Matrix {
    Matrix {
        n_rows,
        n_cols,
        values: (0..n_rows * n_cols)
            .map(|i| (i as f32 - 4.0) / 16.0)
            .collect(),
    }
}

/// Of so many people and movies of whom nothing is known.
fn spreads(n_people: usize, n_movies: usize) -> Spreads {
    Spreads::of_sums(vec![(0.0, 0); n_people], vec![(0.0, 0); n_movies])
}

fn seed_weights() -> Weights {
    let inputs = 2 * EMBEDDING + n_user_features(1) + n_movie_features(2);
    let weights = SeedWeights {
        user_embedding: Stored::new(&matrix(2, EMBEDDING), Precision::INT8),
        movie_embedding: Stored::new(&matrix(3, EMBEDDING), Precision::F16),
        fc1: Stored::new(&matrix(inputs, HIDDEN), Precision::F32),
        scale: vec![1.0; HIDDEN],
        shift: vec![0.1; HIDDEN],
        fc2: vec![0.2; HIDDEN],
        fc2_bias: 3.0,
        popularity_weight: 0.5,
    };
    weights.into()
}

fn rows_of(weights: &mut HybridWeights) -> &mut PeopleWeights {
    weights.people.as_mut().unwrap()
}

fn hybrid_weights() -> Weights {
    let column = Matrix::from_rows(1, [[0.5], [1.0], [2.0]]);
    let weights = HybridWeights {
        rating: RatingWeights {
            mean: 3.5,
            movies: Stored::new(&matrix(3, EMBEDDING + 1), Precision::F32),
            features: Stored::new(&matrix(n_user_features(1), EMBEDDING + 1), Precision::F16),
            start: vec![0.25; EMBEDDING + 1],
            own_l2: vec![5.0; EMBEDDING + 1],
        },
        ranking: RankingWeights {
            movies: Stored::new(&matrix(3, 2), Precision::INT8),
            scale: Stored::new(&column, Precision::F16),
            shrinkage: vec![0.5; 2],
            star_weights: [0.3, 0.4, 0.7, 1.0, 1.1],
            popularity: Stored::new(&column, Precision::F16),
            prior_weight: 0.15,
            prior_ratings: 20.0,
            features: Stored::new(&matrix(n_user_features(1), 2), Precision::F16),
            start: vec![-0.25; 2],
            details_ratings: 5.0,
            stars_weight: 0.02,
            below_weight: 0.03,
            stars_ratings: 5.0,
            genres_weight: 0.01,
            genres_ratings: 4.0,
        },
        people: Some(PeopleWeights {
            users: Stored::new(&matrix(2, EMBEDDING + 1), Precision::INT8),
            rated: Stored::new(&matrix(3, EMBEDDING + 1), Precision::Int { levels: 9 }),
            codes: None,
        }),
    };
    weights.into()
}

/// What nobody compares with anything here.
fn golden((user, movie): (UserIdx, MovieIdx)) -> GoldenPrediction {
    GoldenPrediction {
        user: user.0,
        movie: movie.0,
        raw_stars: 3.0,
        ranking_score: 1.0,
    }
}

/// Two users and three movies.
fn artifact(weights: Weights) -> Artifact {
    let genres = vec!["Drama".to_owned(), "War".to_owned()];
    let occupations = vec!["writer".to_owned()];
    let movie = |id, genres| Movie {
        id: MovieId(id),
        title: format!("Movie {id}"),
        year: Some(1989),
        released: Some(ReleaseDate {
            year: 1990,
            month: 2,
        }),
        genres,
        imdb: None,
        tmdb: None,
    };
    let user = |id| User {
        id: UserId(id),
        demographics: Some(Demographics {
            age: 30,
            gender: Gender::Female,
            occupation: 0,
        }),
    };
    let artifact = Artifact {
        manifest: Manifest {
            written_by: "a test".into(),
            network: weights.kind().name().into(),
            preset: "custom".into(),
            recipe: vec![("epochs".into(), "2".into())],
            seed: 1,
            data_notice: "made up".into(),
            training_rows_sha256: String::new(),
            n_training_rows: 3,
            tables_sha256: String::new(),
            losses: Vec::new(),
            metrics: vec![Metric {
                protocol: "u1".into(),
                name: "RMSE".into(),
                value: 0.9,
            }],
            curves: vec![Curve {
                lever: "variety".into(),
                protocol: "u1".into(),
                points: vec![POINT],
            }],
            golden: golden_pairs(2, 3).map(golden).collect(),
            lists_sha256: String::new(),
            companions: vec![WeightsAsset::of("other", b"weights")],
        },
        catalogue: Catalogue {
            genres,
            scale: StarScale::Whole,
            movies: vec![movie(7, 1), movie(8, 3), movie(11, 2)],
            aliases: vec![(MovieId(3), MovieIdx(1)), (MovieId(12), MovieIdx(1))],
            n_ratings: vec![1, 2, 0],
            n_liked: vec![1, 1, 0],
            n_first: 3,
        },
        people: People::all(
            occupations,
            vec![user(4), user(9)],
            Histories::Rated(vec![
                vec![
                    (MovieIdx(0), Stars::WHOLE[4]),
                    (MovieIdx(1), Stars::WHOLE[0]),
                ],
                vec![(MovieIdx(1), Stars::WHOLE[3])],
            ]),
        ),
        spreads: spreads(2, 3),
        weights,
    };
    hashed(artifact)
}

/// With the hash of its tables.
fn hashed(mut artifact: Artifact) -> Artifact {
    artifact.manifest.tables_sha256 = tables_sha256(&artifact.catalogue, &artifact.people).unwrap();
    artifact
}

/// A hybrid without anybody's stars: with codes of two numbers, an opinion of each of two genres, and a
/// mean.
fn bare() -> Artifact {
    let mut artifact = hybrid();
    artifact.people = artifact.people.without_stars();
    if let Weights::Hybrid(weights) = &mut artifact.weights {
        rows_of(weights).codes = Some(Stored::new(&matrix(2, 2 + 2 + 1), Precision::F16));
    }
    hashed(artifact)
}

const POINT: CurvePoint = CurvePoint {
    strength: 0.0,
    ndcg: 0.4,
    graded_ndcg: 0.35,
    disliked: 0.05,
    stars_given: 4.1,
    low_places: 0.01,
    recall: 0.2,
    coverage: 0.2,
    novelty: 2.0,
    distance: 0.7,
    calibration: 0.5,
    gini: 0.9,
};

fn seed() -> Artifact {
    artifact(seed_weights())
}

fn hybrid() -> Artifact {
    artifact(hybrid_weights())
}

/// Reading `change`d content, intact as a file, must fail with a message that has `expected`.
fn check_refused(expected: &str, mut artifact: Artifact, change: impl FnOnce(&mut Artifact)) {
    change(&mut artifact);
    let bytes = write_unchecked(&artifact).unwrap();
    let message = read(&bytes).unwrap_err().to_string();
    assert!(message.contains(expected), "{message}");
    assert!(
        write(&artifact).is_err(),
        "and it must not be written either"
    );
}

fn check_seed_refused(expected: &str, change: impl FnOnce(&mut SeedWeights)) {
    check_refused(expected, seed(), |artifact| match &mut artifact.weights {
        Weights::Seed(weights) => change(weights),
        _ => unreachable!("it is a seed network"),
    });
}

fn check_hybrid_refused(expected: &str, change: impl FnOnce(&mut HybridWeights)) {
    check_refused(expected, hybrid(), |artifact| match &mut artifact.weights {
        Weights::Hybrid(weights) => change(weights),
        _ => unreachable!("it is a hybrid"),
    });
}

/// What may be wrong in the tables is refused with either network.
fn check_tables_refused(expected: &str, change: impl Fn(&mut Artifact)) {
    check_refused(expected, seed(), &change);
    check_refused(expected, hybrid(), change);
}

#[test]
fn what_was_written_is_read() {
    for artifact in [seed(), hybrid()] {
        assert_eq!(read(&write(&artifact).unwrap()), Ok(artifact));
    }
}

#[test]
fn weights_of_their_own_are_read_beside_the_tables_they_were_made_for() {
    for artifact in [seed(), hybrid()] {
        let bytes = write_weights(&artifact).unwrap();
        assert!(bytes.len() < write(&artifact).unwrap().len());
        let Artifact {
            manifest,
            catalogue,
            people,
            weights,
            ..
        } = artifact;
        let (found, read) = read_weights(&bytes, &manifest, &catalogue, &people).unwrap();
        assert_eq!((found, read), (manifest, weights));
    }
}

#[test]
fn spreads_of_other_people_are_refused() {
    check_refused("spreads", hybrid(), |artifact| {
        artifact.spreads = spreads(3, 3);
    });
    check_refused("spreads", hybrid(), |artifact| {
        artifact.spreads = Spreads::default();
    });
}

#[test]
fn weights_of_other_tables_are_refused() {
    let host = hybrid();
    let mut other = seed();
    other.catalogue.movies[0].title = "Another".into();
    other.manifest.tables_sha256 = tables_sha256(&other.catalogue, &other.people).unwrap();
    let bytes = write_weights(&other).unwrap();
    let read = read_weights(&bytes, &host.manifest, &host.catalogue, &host.people);
    assert!(
        matches!(read, Err(ArtifactError::OtherTables { .. })),
        "{read:?}"
    );
}

#[test]
fn weights_of_their_own_are_checked_as_those_of_a_whole_model_are() {
    let host = hybrid();
    let mut broken = seed();
    if let Weights::Seed(weights) = &mut broken.weights {
        weights.scale.pop();
    }
    assert!(write_weights(&broken).is_err());
    let bytes = write_weights(&seed()).unwrap();
    let check =
        |bytes: &[u8]| read_weights(bytes, &host.manifest, &host.catalogue, &host.people).is_err();
    for len in 0..bytes.len() {
        assert!(check(&bytes[..len]), "cut to {len} bytes");
    }
    for position in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[position] ^= 1 << (position % 8);
        assert!(check(&damaged), "bit flipped in byte {position}");
    }
    assert!(read(&bytes).is_err(), "they are no model");
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    for artifact in [seed(), hybrid()] {
        let bytes = write(&artifact).unwrap();
        for len in 0..bytes.len() {
            assert!(read(&bytes[..len]).is_err(), "cut to {len} bytes");
        }
    }
}

#[test]
fn one_flipped_bit_anywhere_is_noticed() {
    for artifact in [seed(), hybrid()] {
        let bytes = write(&artifact).unwrap();
        for position in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[position] ^= 1 << (position % 8);
            assert!(read(&damaged).is_err(), "bit flipped in byte {position}");
        }
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut bytes = write(&seed()).unwrap();
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
fn other_formats_and_a_swapped_byte_order_are_named_as_such() {
    let mut bytes = write(&seed()).unwrap();
    for found in [VERSION - 1, VERSION + 1, VERSION.swap_bytes()] {
        bytes[8..12].copy_from_slice(&found.to_le_bytes());
        assert_eq!(read(&bytes), Err(ArtifactError::OtherVersion { found }));
    }
}

#[test]
fn a_model_of_another_data_set_is_refused() {
    check_tables_refused("a model of another data set", |artifact| {
        artifact.catalogue.movies.pop();
        artifact.catalogue.n_first = 2;
        artifact.catalogue.n_ratings.pop();
        artifact.catalogue.n_liked.pop();
        artifact.spreads = spreads(2, 2);
    });
    check_tables_refused("more movies come first", |artifact| {
        artifact.catalogue.n_first = 4;
    });
    check_tables_refused("of tables with hash", |artifact| {
        artifact.catalogue.movies[1].title.push('!');
    });
}

#[test]
fn a_manifest_of_another_network_is_refused() {
    check_refused("the weights are of network hybrid", hybrid(), |artifact| {
        artifact.manifest.network = "seed".into();
    });
}

#[test]
fn a_companion_elsewhere_or_of_the_same_network_is_refused() {
    let of_the_same = |a: &mut Artifact| a.manifest.companions[0].network = "seed".into();
    check_refused("twice", seed(), of_the_same);
    let again = |a: &mut Artifact| {
        let companion = a.manifest.companions[0].clone();
        a.manifest.companions.push(companion);
    };
    check_refused("twice", seed(), again);
    check_refused("where", seed(), |a| {
        a.manifest.companions[0].file = "https://example.org/other.matinee".into();
    });
    check_refused("where", seed(), |a| {
        a.manifest.companions[0].sha256.truncate(63);
    });
}

#[test]
fn shapes_that_disagree_are_refused() {
    check_seed_refused("scale has the length 4, expected 5", |weights| {
        weights.scale.pop();
    });
    check_refused("fc1 takes", seed(), |artifact| {
        artifact.catalogue.genres.push("Western".into());
    });
    check_tables_refused("histories", |artifact| {
        let Histories::Rated(histories) = &mut artifact.people.histories else {
            unreachable!("it has ratings");
        };
        histories.pop();
    });
    check_tables_refused("but counts: 2", |artifact| {
        artifact.catalogue.n_liked.pop();
    });
}

#[test]
fn shapes_of_the_hybrid_that_disagree_are_refused() {
    let stored = |n_rows, n_cols| Stored::new(&matrix(n_rows, n_cols), Precision::INT8);
    check_refused("features has the shape 3 × ", hybrid(), |artifact| {
        artifact.people.occupations.push("artist".into());
        artifact.people.average.push(0.0);
    });
    check_hybrid_refused("features has the shape 3 × 4", |weights| {
        weights.rating.movies = stored(3, 3);
    });
    check_hybrid_refused("rated movies has the shape 2 × ", |weights| {
        rows_of(weights).rated = stored(2, EMBEDDING + 1);
    });
    check_hybrid_refused("made for 3 users", |weights| {
        rows_of(weights).users = stored(3, EMBEDDING + 1);
    });
    check_hybrid_refused("no vectors", |weights| {
        weights.rating.movies = stored(3, 1);
    });
    check_hybrid_refused("start has the length 3", |weights| {
        weights.rating.start.pop();
    });
    check_hybrid_refused("its rank is 0", |weights| {
        weights.ranking.movies = stored(3, 0);
    });
    check_hybrid_refused("shrinkage has the length 1", |weights| {
        weights.ranking.shrinkage.pop();
    });
    check_hybrid_refused("popularity has the shape 2 × ", |weights| {
        weights.ranking.popularity = stored(2, 1);
    });
}

#[test]
fn codes_are_there_where_stars_are_not_and_only_there() {
    let codes = Stored::new(&matrix(2, 3), Precision::F16);
    check_hybrid_refused("codes and the stars", |weights| {
        rows_of(weights).codes = Some(codes.clone());
    });
    let check_refused = |expected, codes: Option<Stored>| {
        check_refused(expected, bare(), |artifact| match &mut artifact.weights {
            Weights::Hybrid(weights) => rows_of(weights).codes = codes,
            _ => unreachable!("it is a hybrid"),
        });
    };
    check_refused("neither codes nor the stars", None);
    check_refused(
        "has the shape 3 × 2",
        Some(Stored::new(&matrix(3, 2), Precision::F16)),
    );
    check_refused(
        "not a number",
        Some(with(f32::NAN, 2, 2 + 2 + 1, Precision::F16)),
    );
}

#[test]
fn numbers_of_the_hybrid_out_of_range_are_refused() {
    for l2 in [0.0, -1.0] {
        check_hybrid_refused("own L2 must be above 0", |weights| {
            weights.rating.own_l2[1] = l2;
        });
        check_hybrid_refused("halves the prior must be above 0", |weights| {
            weights.ranking.prior_ratings = l2;
        });
        check_hybrid_refused("stars weigh more must be above 0", |weights| {
            weights.ranking.stars_ratings = l2;
        });
        check_hybrid_refused("say half of their opinion must be above 0", |weights| {
            weights.ranking.genres_ratings = l2;
        });
        check_hybrid_refused("scale must be above 0", |weights| {
            let scale = Matrix::from_rows(1, [[1.0], [l2], [1.0]]);
            weights.ranking.scale = Stored::new(&scale, Precision::F16);
        });
    }
}

#[test]
fn no_rows_are_refused() {
    check_tables_refused("no movies", |artifact| {
        artifact.catalogue.movies.clear();
        artifact.catalogue.aliases.clear();
        artifact.catalogue.n_ratings.clear();
        artifact.catalogue.n_liked.clear();
        artifact.people.histories = Histories::Rated(vec![Vec::new(); 2]);
    });
    check_tables_refused("it has 0 of 0 users", |artifact| {
        artifact.people.n_users = 0;
        artifact.people.users.clear();
        artifact.people.histories = Histories::Rated(Vec::new());
    });
}

const NO_NUMBERS: [f32; 3] = [f32::NAN, f32::INFINITY, f32::NEG_INFINITY];

/// A matrix of which one value is no number.
fn with(bad: f32, n_rows: usize, n_cols: usize, precision: Precision) -> Stored {
    let mut matrix = matrix(n_rows, n_cols);
    matrix.values[1] = bad;
    Stored::new(&matrix, precision)
}

#[test]
fn numbers_that_are_not_finite_are_refused() {
    for bad in NO_NUMBERS {
        check_seed_refused("not a number", |weights| weights.fc2[1] = bad);
        check_seed_refused("not a number", |weights| weights.fc2_bias = bad);
        for precision in [Precision::F32, Precision::F16, Precision::INT8] {
            check_seed_refused("not a number", |weights| {
                weights.user_embedding = with(bad, 2, EMBEDDING, precision);
            });
        }
        check_refused("not a number", seed(), |artifact| {
            artifact.manifest.curves[0].points[0].ndcg = bad;
        });
    }
}

#[test]
fn numbers_of_the_hybrid_that_are_not_finite_are_refused() {
    let width = EMBEDDING + 1;
    for bad in NO_NUMBERS {
        let of = |n_rows, n_cols| with(bad, n_rows, n_cols, Precision::INT8);
        let check = |change: &dyn Fn(&mut HybridWeights)| {
            check_hybrid_refused("not a number", change);
        };
        check(&|weights| weights.rating.mean = bad);
        check(&|weights| rows_of(weights).users = of(2, width));
        check(&|weights| weights.rating.movies = of(3, width));
        check(&|weights| rows_of(weights).rated = of(3, width));
        check(&|weights| weights.rating.features = of(n_user_features(1), width));
        check(&|weights| weights.rating.start[0] = bad);
        check(&|weights| weights.rating.own_l2[2] = bad);
        check(&|weights| weights.ranking.movies = of(3, 2));
        check(&|weights| weights.ranking.scale = of(3, 1));
        check(&|weights| weights.ranking.shrinkage[0] = bad);
        check(&|weights| weights.ranking.star_weights[4] = bad);
        check(&|weights| weights.ranking.popularity = of(3, 1));
        check(&|weights| weights.ranking.prior_weight = bad);
        check(&|weights| weights.ranking.prior_ratings = bad);
        check(&|weights| weights.ranking.features = of(n_user_features(1), 2));
        check(&|weights| weights.ranking.start[1] = bad);
        check(&|weights| weights.ranking.details_ratings = bad);
        check(&|weights| weights.ranking.stars_weight = bad);
        check(&|weights| weights.ranking.below_weight = bad);
        check(&|weights| weights.ranking.stars_ratings = bad);
        check(&|weights| weights.ranking.genres_weight = bad);
        check(&|weights| weights.ranking.genres_ratings = bad);
    }
}

#[test]
fn numbers_whose_sums_would_be_none_are_refused() {
    let huge = |n_rows, n_cols| with(3e38, n_rows, n_cols, Precision::F32);
    let width = EMBEDDING + 1;
    let refused = "so large that some scores would be none";
    check_seed_refused(refused, |weights| {
        weights.user_embedding = huge(2, EMBEDDING)
    });
    check_seed_refused(refused, |weights| weights.fc2[0] = 1e38);
    check_seed_refused(refused, |weights| weights.shift[0] = -1e38);
    check_seed_refused(refused, |weights| {
        // Its product is no number although nothing comes of it.
        weights.scale = vec![1e38; HIDDEN];
        weights.fc2 = vec![0.0; HIDDEN];
    });
    let check = |change: &dyn Fn(&mut HybridWeights)| check_hybrid_refused(refused, change);
    check(&|weights| rows_of(weights).users = huge(2, width));
    check(&|weights| weights.rating.movies = huge(3, width));
    check(&|weights| rows_of(weights).rated = huge(3, width));
    check(&|weights| weights.rating.mean = 1e38);
    check(&|weights| {
        weights.rating.movies = with(1e14, 3, width, Precision::F32);
        weights.rating.own_l2[0] = 1e-45;
    });
    check(&|weights| weights.ranking.movies = huge(3, 2));
    check(&|weights| weights.ranking.start[0] = 1e38);
    check(&|weights| {
        let scale = Matrix::from_rows(1, [[1.0], [1e-38], [1.0]]);
        weights.ranking.scale = Stored::new(&scale, Precision::F32);
    });
}

#[test]
fn texts_with_control_characters_are_refused_wherever_they_are() {
    for control in ['\u{1b}', '\0', '\r', '\t', '\u{7f}', '\u{9b}'] {
        let check = |change: &dyn Fn(&mut Artifact) -> &mut String| {
            check_tables_refused("control character", |artifact| {
                change(artifact).push(control)
            });
        };
        check(&|artifact| &mut artifact.catalogue.movies[1].title);
        check(&|artifact| &mut artifact.catalogue.genres[0]);
        check(&|artifact| &mut artifact.people.occupations[0]);
        check(&|artifact| &mut artifact.manifest.written_by);
        check(&|artifact| &mut artifact.manifest.network);
        check(&|artifact| &mut artifact.manifest.preset);
        check(&|artifact| &mut artifact.manifest.recipe[0].0);
        check(&|artifact| &mut artifact.manifest.recipe[0].1);
        check(&|artifact| &mut artifact.manifest.data_notice);
        check(&|artifact| &mut artifact.manifest.training_rows_sha256);
        check(&|artifact| &mut artifact.manifest.tables_sha256);
        check(&|artifact| &mut artifact.manifest.lists_sha256);
        check(&|artifact| &mut artifact.manifest.metrics[0].protocol);
        check(&|artifact| &mut artifact.manifest.metrics[0].name);
        check(&|artifact| &mut artifact.manifest.curves[0].lever);
        check(&|artifact| &mut artifact.manifest.curves[0].protocol);
        check(&|artifact| &mut artifact.manifest.companions[0].network);
    }
    let host = hybrid();
    let mut other = seed();
    other.manifest.tables_sha256 = "\u{1b}[2J".into();
    let bytes = write_unchecked(&other).unwrap();
    let read = read_weights(&bytes, &host.manifest, &host.catalogue, &host.people);
    let message = read.unwrap_err().to_string();
    assert!(message.contains("control character"), "{message}");
}

#[test]
fn letters_of_any_script_are_text() {
    for artifact in [seed(), hybrid()] {
        let mut artifact = artifact;
        artifact.catalogue.movies[0].title = "Il était une fois – 千と千尋の神隠し ✨ האיש".into();
        artifact.manifest.tables_sha256 =
            tables_sha256(&artifact.catalogue, &artifact.people).unwrap();
        assert_eq!(read(&write(&artifact).unwrap()), Ok(artifact));
    }
}

#[test]
fn a_self_test_that_is_not_every_models_is_refused() {
    for artifact in [seed(), hybrid()] {
        let check = |change: &dyn Fn(&mut Vec<GoldenPrediction>)| {
            check_refused("self-test", artifact.clone(), |artifact| {
                change(&mut artifact.manifest.golden);
            });
        };
        check(&|golden| golden.clear());
        check(&|golden| golden.truncate(63));
        check(&|golden| {
            let first = golden[0];
            golden.push(first);
        });
        // One pair, as often as there are to be pairs.
        check(&|golden| {
            let first = golden[0];
            golden.fill(first);
        });
    }
}

/// Reading a file in which a matrix of one section announces 2²⁴ rows, and has not a byte of them,
/// fails because of the shape: nobody has tried to unpack it.
fn check_shape_comes_first<W: Serialize + DeserializeOwned>(
    artifact: &Artifact,
    kind: &[u8; 4],
    matrix: impl Fn(&mut W) -> &mut Packed,
) {
    let mut sections = sections(artifact).unwrap();
    let (_, body) = sections
        .iter_mut()
        .find(|(section, _)| section.kind == *kind)
        .unwrap();
    let mut weights: W = postcard::from_bytes(body).unwrap();
    *matrix(&mut weights) = Packed::announcing(1 << 24, 1);
    *body = postcard::to_stdvec(&weights).unwrap();
    let message = read(&seal(&sections)).unwrap_err().to_string();
    assert!(message.contains("16777216"), "{message}");
}

#[test]
fn shapes_are_compared_before_a_matrix_is_unpacked() {
    let seed = seed();
    let check = |matrix: fn(&mut SeedWeights<Packed>) -> &mut Packed| {
        check_shape_comes_first(&seed, b"SEED", matrix);
    };
    check(|weights| &mut weights.user_embedding);
    check(|weights| &mut weights.movie_embedding);
    check(|weights| &mut weights.fc1);

    let hybrid = hybrid();
    let check = |matrix: fn(&mut RatingWeights<Packed>) -> &mut Packed| {
        check_shape_comes_first(&hybrid, b"RATE", matrix);
    };
    check(|weights| &mut weights.movies);
    check(|weights| &mut weights.features);
    let check = |matrix: fn(&mut PeopleWeights<Packed>) -> &mut Packed| {
        check_shape_comes_first(&hybrid, b"ROWS", matrix);
    };
    check(|rows| &mut rows.users);
    check(|rows| &mut rows.rated);
    let check = |matrix: fn(&mut RankingWeights<Packed>) -> &mut Packed| {
        check_shape_comes_first(&hybrid, b"RANK", matrix);
    };
    check(|weights| &mut weights.movies);
    check(|weights| &mut weights.scale);
    check(|weights| &mut weights.popularity);
    check(|weights| &mut weights.features);

    check_shape_comes_first(&bare(), b"ROWS", |rows: &mut PeopleWeights<Packed>| {
        rows.codes.as_mut().unwrap()
    });
}

#[test]
fn a_title_of_two_lines_is_refused() {
    let mut artifact = seed();
    artifact.catalogue.movies[1].title = "One\nTwo".into();
    let message = write(&artifact).unwrap_err().to_string();
    assert!(message.contains("more than one line"), "{message}");
    assert!(read(&write_unchecked(&artifact).unwrap()).is_err());
}

#[test]
fn a_movie_with_an_unnamed_genre_or_an_impossible_month_is_refused() {
    check_tables_refused("genre without a name", |artifact| {
        artifact.catalogue.movies[0].genres = 4;
    });
    check_tables_refused("month 13", |artifact| {
        artifact.catalogue.movies[0].released = Some(ReleaseDate {
            year: 1990,
            month: 13,
        });
    });
}

#[test]
fn raw_ids_that_name_no_movie_or_two_are_refused() {
    check_tables_refused("movie 7 stands behind movie 8", |artifact| {
        artifact.catalogue.movies.swap(0, 1);
    });
    check_tables_refused("movie 7 stands behind movie 7", |artifact| {
        artifact.catalogue.movies[1].id = MovieId(7);
    });
    let check_aliases = |expected, aliases: &[(u32, u32)]| {
        check_tables_refused(expected, |artifact| {
            artifact.catalogue.aliases = (aliases.iter())
                .map(|(id, movie)| (MovieId(*id), MovieIdx(*movie)))
                .collect();
        });
    };
    check_aliases("alias 3 stands behind alias 9", &[(9, 0), (3, 0)]);
    check_aliases("alias 3 stands behind alias 3", &[(3, 0), (3, 1)]);
    check_aliases("alias 8 is the id of a movie", &[(3, 0), (8, 1)]);
    check_aliases("alias 3 is of a movie that is not there", &[(3, 3)]);
    check_aliases("alias 3 is of a movie that is not there", &[(3, u32::MAX)]);
}

#[test]
fn models_with_other_aliases_have_other_tables() {
    check_tables_refused("of tables with hash", |artifact| {
        artifact.catalogue.aliases.pop();
    });
}

proptest! {
    #[test]
    fn arbitrary_bytes_behind_a_good_magic_never_panic(tail in prop::collection::vec(any::<u8>(), 0..400)) {
        let bytes = [&b"MATINEE\0\x04\0\0\0"[..], &tail].concat();
        prop_assert!(read(&bytes).is_err());
    }
}
