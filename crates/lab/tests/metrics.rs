//! The metrics against what well-known libraries say of the same made-up lists:
//! `fixtures/metrics.json`, made by the script beside it.

use std::collections::BTreeMap;

use matinee_core::domain::MovieIdx;
use matinee_engine::features::genre_distribution;
use matinee_lab::metrics::{
    average_precision_at, calibration, coverage, gini, intra_list_distance, mae, mean, ndcg_at,
    novelty, precision_at, recall_at, rmse,
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Fixture {
    /// Of each movie.
    genres: Vec<Vec<u32>>,
    /// Movies of each user, in training, in a list and in the test.
    seen: Vec<Vec<u32>>,
    lists: Vec<Vec<u32>>,
    relevant: Vec<Vec<u32>>,
    /// Predicted and given stars.
    pairs: Vec<(f32, f32)>,
    expected: Expected,
}

#[derive(Deserialize)]
struct Expected {
    ranking: BTreeMap<String, Ranking>,
    coverage: f64,
    novelty_of_familiar: f64,
    intra_list_distance: Vec<f64>,
    rmse: f64,
    mae: f64,
    calibration: Vec<f64>,
    gini: f64,
}

#[derive(Deserialize)]
struct Ranking {
    ndcg: f64,
    precision: f64,
    recall: f64,
    average_precision: f64,
}

impl Fixture {
    fn read() -> Self {
        serde_json::from_str(include_str!("../../../tests/fixtures/metrics.json")).unwrap()
    }

    /// The mean over people of a metric of (hits, number of relevant movies).
    fn mean(&self, metric: impl Fn(&[bool], usize) -> Option<f64>) -> Option<f64> {
        let people = self.lists.iter().zip(&self.relevant);
        mean(people.filter_map(|(list, relevant)| {
            let hits: Vec<bool> = list.iter().map(|movie| relevant.contains(movie)).collect();
            metric(&hits, relevant.len())
        }))
    }

    /// Training ratings of each movie.
    fn n_ratings(&self) -> Vec<u32> {
        let mut counts = vec![0; self.genres.len()];
        for movie in self.seen.iter().flatten() {
            counts[*movie as usize] += 1;
        }
        counts
    }

    /// The lists without movies that were not rated in training.
    fn familiar(&self) -> Vec<Vec<MovieIdx>> {
        let n_ratings = self.n_ratings();
        let is_rated = |movie: &&u32| n_ratings[**movie as usize] > 0;
        let familiar = |list: &Vec<u32>| -> Vec<MovieIdx> {
            list.iter()
                .filter(is_rated)
                .map(|movie| MovieIdx(*movie))
                .collect()
        };
        self.lists.iter().map(familiar).collect()
    }

    /// One bit a genre, for each movie.
    fn genre_bits(&self, movies: &[u32]) -> Vec<u32> {
        let bits = |genres: &[u32]| genres.iter().fold(0, |bits, genre| bits | 1 << genre);
        movies
            .iter()
            .map(|movie| bits(&self.genres[*movie as usize]))
            .collect()
    }
}

fn check(found: Option<f64>, expected: f64, tolerance: f64) {
    let found = found.expect("the metric is defined here");
    assert!(
        (found - expected).abs() < tolerance,
        "found {found}, expected {expected}"
    );
}

fn check_ranking(
    metric: impl Fn(usize, &[bool], usize) -> Option<f64>,
    expected: impl Fn(&Ranking) -> f64,
) {
    let fixture = Fixture::read();
    assert_eq!(fixture.expected.ranking.len(), 4);
    for (k, ranking) in &fixture.expected.ranking {
        let k = k.parse().unwrap();
        let found = fixture.mean(|hits, n_relevant| metric(k, hits, n_relevant));
        check(found, expected(ranking), 1e-9);
    }
}

#[test]
fn ndcg_agrees() {
    check_ranking(ndcg_at, |expected| expected.ndcg);
}

#[test]
fn precision_agrees() {
    check_ranking(
        |k, hits, _| precision_at(k, hits),
        |expected| expected.precision,
    );
}

#[test]
fn recall_agrees() {
    check_ranking(recall_at, |expected| expected.recall);
}

#[test]
fn average_precision_agrees() {
    check_ranking(average_precision_at, |expected| expected.average_precision);
}

#[test]
fn coverage_agrees() {
    let fixture = Fixture::read();
    let n_rated = fixture.n_ratings().iter().filter(|n| **n > 0).count();
    check(
        coverage(&fixture.familiar(), n_rated),
        fixture.expected.coverage,
        1e-9,
    );
}

#[test]
fn novelty_agrees() {
    let fixture = Fixture::read();
    let found = novelty(&fixture.familiar(), &fixture.n_ratings());
    check(found, fixture.expected.novelty_of_familiar, 1e-9);
}

#[test]
fn intra_list_distance_agrees() {
    let fixture = Fixture::read();
    assert_eq!(
        fixture.expected.intra_list_distance.len(),
        fixture.lists.len()
    );
    for (list, expected) in fixture
        .lists
        .iter()
        .zip(&fixture.expected.intra_list_distance)
    {
        check(
            intra_list_distance(&fixture.genre_bits(list)),
            *expected,
            1e-9,
        );
    }
}

#[test]
fn calibration_agrees() {
    let fixture = Fixture::read();
    let people = fixture.seen.iter().zip(&fixture.lists);
    assert_eq!(fixture.expected.calibration.len(), fixture.lists.len());
    for ((seen, list), expected) in people.zip(&fixture.expected.calibration) {
        let [p, q] = [seen, list].map(|m| genre_distribution(fixture.genre_bits(m)).unwrap());
        check(Some(calibration(&p, &q)), *expected, 1e-9);
    }
}

#[test]
fn gini_agrees() {
    let fixture = Fixture::read();
    let mut exposures = vec![0; fixture.genres.len()];
    for movie in fixture.lists.iter().flatten() {
        exposures[*movie as usize] += 1;
    }
    check(gini(&exposures), fixture.expected.gini, 1e-9);
}

#[test]
fn rmse_and_mae_agree() {
    let fixture = Fixture::read();
    // The predictions are rounded to 32 bits.
    check(rmse(&fixture.pairs), fixture.expected.rmse, 1e-6);
    check(mae(&fixture.pairs), fixture.expected.mae, 1e-6);
}
