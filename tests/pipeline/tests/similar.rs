//! Which movies either network holds for alike.

use std::sync::OnceLock;

use matinee_core::domain::MovieIdx;
use matinee_engine::artifact::{self, Artifact, Precisions, Weights};
use matinee_engine::engine::Engine;

/// A seed network and a hybrid with heads that nobody has trained, over the same tables.
fn artifacts() -> &'static [Artifact; 2] {
    static ARTIFACTS: OnceLock<[Artifact; 2]> = OnceLock::new();
    ARTIFACTS.get_or_init(|| {
        let data = matinee_testing::data();
        let recipe = matinee_testing::recipe();
        let trained = matinee_testing::trained(&data, &recipe);
        let heads = matinee_testing::heads::heads(&data.tables, 1);
        [
            matinee_testing::artifact(&data, &recipe, &trained, Precisions::FULL),
            matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::FULL),
        ]
    })
}

fn engine(artifact: &Artifact) -> Engine {
    Engine::new(artifact.clone()).expect("it passes its own test")
}

fn engines() -> [Engine; 2] {
    artifacts().each_ref().map(engine)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
    dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
}

#[test]
fn the_hybrids_similarity_is_the_mean_cosine_of_its_heads_damped_by_ratings() {
    let [_, artifact] = artifacts();
    let Weights::Hybrid(weights) = &artifact.weights else {
        panic!("it is a hybrid");
    };
    let [stars, order] = [&weights.rating.movies, &weights.ranking.movies].map(|m| m.to_matrix());
    let n_ratings = &artifact.catalogue.n_ratings;
    let movie = 17;
    for (other, found) in engine(artifact).similar(MovieIdx(17), 199) {
        let other = other.row();
        let d = matinee_testing::heads::D;
        let by_stars = cosine(&stars.row(movie)[..d], &stars.row(other)[..d]);
        let by_order = cosine(order.row(movie), order.row(other));
        let known = |row: usize| n_ratings[row] as f32 / (n_ratings[row] as f32 + 10.0);
        let expected = (by_stars + by_order) / 2.0 * known(movie) * known(other);
        assert!((found - expected).abs() < 1e-5, "{found}, not {expected}");
    }
}

#[test]
fn a_movie_is_compared_with_every_other_once_most_alike_first() {
    for engine in engines() {
        let n_movies = engine.catalogue().movies.len();
        for movie in [MovieIdx(0), MovieIdx(17)] {
            let list = engine.similar(movie, n_movies + 5);
            assert_eq!(list.len(), n_movies - 1);
            assert!(list.iter().all(|(other, _)| *other != movie));
            assert!(list.is_sorted_by(|a, b| a.1 >= b.1));
            assert!(list.iter().all(|(_, s)| (-1.0..=1.0).contains(s)));
            let mut others: Vec<_> = list.iter().map(|(other, _)| *other).collect();
            others.sort_unstable();
            others.dedup();
            assert_eq!(others.len(), list.len());
            for k in [0, 1, 10] {
                assert_eq!(engine.similar(movie, k), list[..k]);
            }
        }
    }
}

#[test]
fn similarity_is_the_same_in_both_directions() {
    for engine in engines() {
        let of = |one, other| {
            let list = engine.similar(one, 1_000);
            list.into_iter().find(|(movie, _)| *movie == other).unwrap()
        };
        let (one, other) = (MovieIdx(3), MovieIdx(50));
        assert!((of(one, other).1 - of(other, one).1).abs() < 1e-6);
    }
}

#[test]
fn a_copy_is_the_nearest_when_known_and_nothing_when_nobody_rated_it() {
    for artifact in artifacts() {
        let mut artifact = artifact.clone();
        artifact.manifest.golden.clear();
        let most_rated = (0..200).max_by_key(|row| artifact.catalogue.n_ratings[*row]);
        let row = most_rated.unwrap();
        let copy = (row + 1) % 200;
        let copied = |stored: &artifact::Stored| {
            let mut matrix = stored.to_matrix();
            let width = matrix.n_cols;
            matrix
                .values
                .copy_within(row * width..(row + 1) * width, copy * width);
            artifact::Stored::new(&matrix, artifact::Precision::F32)
        };
        match &mut artifact.weights {
            Weights::Seed(weights) => weights.movie_embedding = copied(&weights.movie_embedding),
            Weights::Hybrid(weights) => {
                weights.rating.movies = copied(&weights.rating.movies);
                weights.ranking.movies = copied(&weights.ranking.movies);
            }
            _ => panic!("another network"),
        }
        artifact.catalogue.movies[copy].genres = artifact.catalogue.movies[row].genres;
        artifact.catalogue.movies[copy].released = artifact.catalogue.movies[row].released;
        artifact.catalogue.n_ratings[copy] = artifact.catalogue.n_ratings[row];
        let [movie, copy_idx] = [row, copy].map(|row| MovieIdx(row as u32));
        assert_eq!(engine(&artifact).similar(movie, 1)[0].0, copy_idx);

        artifact.catalogue.n_ratings[copy] = 0;
        let list = engine(&artifact).similar(movie, 200);
        let found = list.iter().find(|(movie, _)| *movie == copy_idx);
        assert_eq!(found, Some(&(copy_idx, 0.0)));
    }
}
