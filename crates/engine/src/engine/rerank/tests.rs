//! Each lever moves its own metric, and none moves anything when it is off.

use proptest::prelude::*;

use matinee_core::domain::MovieId;
use matinee_data::dataset::Movie;

use super::*;
use crate::features::{genre_distance, genre_divergence};

const N_GENRES: u32 = 5;

// The formulas of `metrics` in `matinee-lab`, which stands on this crate.

/// Mean self-information of the places of a list, bits.
fn novelty(list: &[MovieIdx], n_ratings: &[u32]) -> f64 {
    let total: f64 = n_ratings.iter().copied().map(f64::from).sum();
    let bits = |movie: &MovieIdx| -(f64::from(n_ratings[movie.row()].max(1)) / total).log2();
    list.iter().map(bits).sum::<f64>() / list.len() as f64
}

/// The divergence of the genres of a list from those of a history, nats.
fn calibration(history: &[f64; 32], list: &[f64; 32]) -> f64 {
    let genres = history.iter().zip(list);
    genres.map(|(p, q)| genre_divergence(*p, *q)).sum()
}

/// Movies whose genres, popularity and score are all different from each other, the better known
/// with the better score.
fn catalogue(n: u32) -> Catalogue {
    let movie = |row: u32| Movie {
        id: MovieId(row + 1),
        title: String::new(),
        year: None,
        released: None,
        // The best are all of genre 0.
        genres: if row < n / 4 {
            1
        } else {
            1 << (row % N_GENRES) | 1 << (row % 3)
        },
    };
    Catalogue {
        aliases: Vec::new(),
        genres: (0..N_GENRES).map(|genre| genre.to_string()).collect(),
        movies: (0..n).map(movie).collect(),
        n_ratings: (0..n).map(|row| 2000 / (row + 1)).collect(),
        n_liked: vec![0; n as usize],
    }
}

/// Ranking scores fall with the row.
fn candidates(n: u32) -> Vec<(MovieIdx, f32)> {
    (0..n)
        .map(|row| (MovieIdx(row), 3.0 - (row as f32).sqrt()))
        .collect()
}

/// Seen movies of genres 1 and 2 above all.
fn history() -> Vec<MovieIdx> {
    [61, 62, 71, 72, 76].map(MovieIdx).to_vec()
}

fn list(k: usize, steering: Steering) -> Vec<MovieIdx> {
    let list = choose(candidates(60), k, &steering, &catalogue(80), &history());
    list.into_iter().map(|(movie, _)| movie).collect()
}

fn genres(list: &[MovieIdx]) -> Vec<u32> {
    let catalogue = catalogue(80);
    list.iter()
        .map(|movie| catalogue.movies[movie.row()].genres)
        .collect()
}

fn plain() -> Vec<MovieIdx> {
    list(10, Steering::default())
}

#[test]
fn a_discount_makes_a_list_more_novel() {
    let novelty = |list: Vec<MovieIdx>| novelty(&list, &catalogue(80).n_ratings);
    let discounted = Steering {
        discount: 0.5,
        ..Steering::default()
    };
    assert!(novelty(list(10, discounted)) > novelty(plain()));
}

#[test]
fn variety_makes_the_movies_of_a_list_more_different() {
    let distance = |list: &[MovieIdx]| genre_distance(&genres(list)).unwrap();
    let varied = Steering {
        variety: 0.4,
        ..Steering::default()
    };
    assert!(distance(&list(10, varied)) > distance(&plain()));
}

#[test]
fn calibration_brings_a_list_closer_to_the_history() {
    let p = genre_distribution(genres(&history())).unwrap();
    let error = |list: &[MovieIdx]| calibration(&p, &genre_distribution(genres(list)).unwrap());
    let calibrated = Steering {
        calibration: 0.4,
        ..Steering::default()
    };
    assert!(error(&list(10, calibrated)) < error(&plain()));
}

#[test]
fn calibration_does_nothing_without_a_history() {
    let calibrated = Steering {
        calibration: 1.0,
        ..Steering::default()
    };
    let list = choose(candidates(60), 10, &calibrated, &catalogue(80), &[]);
    assert_eq!(list, candidates(60)[..10]);
}

#[test]
fn what_is_no_strength_is_off_and_what_is_too_strong_is_full_strength() {
    for strength in [f32::NAN, -1.0, f32::NEG_INFINITY] {
        let steering = Steering {
            discount: strength,
            variety: strength,
            calibration: strength,
            ..Steering::default()
        };
        assert_eq!(list(10, steering), plain());
    }
    let at = |variety| {
        list(
            10,
            Steering {
                variety,
                ..Steering::default()
            },
        )
    };
    assert_eq!(at(7.0), at(1.0));
}

#[test]
fn the_divergence_of_the_next_list_is_that_of_the_whole_list() {
    let p = [0.5, 0.3, 0.2]
        .iter()
        .copied()
        .chain([0.0; 29])
        .collect::<Vec<_>>();
    let p: [f64; 32] = p.try_into().unwrap();
    let mut filled = Calibration::new(p);
    let mut list = Vec::new();
    for genres in [0b001, 0b011, 0, 0b110, 0b1000, 0b111] {
        list.push(genres);
        let whole = genre_distribution(list.iter().copied()).unwrap();
        let found = filled.of_next().with(genres);
        assert!((found - calibration(&p, &whole)).abs() < 1e-9, "{list:?}");
        filled.choose(genres);
    }
}

proptest! {
    #[test]
    fn a_steered_list_is_full_has_no_movie_twice_and_is_the_same_again(
        k in 0_usize..70,
        discount in 0_f32..1.0,
        variety in 0_f32..1.0,
        calibration in 0_f32..1.0,
    ) {
        let steering = Steering { discount, variety, calibration, ..Steering::default() };
        let chosen = list(k, steering);
        prop_assert_eq!(chosen.len(), k.min(60));
        let mut distinct = chosen.clone();
        distinct.sort_unstable();
        distinct.dedup();
        prop_assert_eq!(distinct.len(), chosen.len());
        prop_assert_eq!(&list(k, steering), &chosen);
        // Each place is filled without a look at those after it.
        prop_assert_eq!(&list(70, steering)[..chosen.len()], &chosen[..]);
    }

    #[test]
    fn scores_that_are_no_numbers_do_not_shorten_a_list(
        scores in prop::collection::vec(prop::num::f32::ANY, 1..40),
    ) {
        let candidates: Vec<_> = (0..).map(MovieIdx).zip(scores.iter().copied()).collect();
        let steering = Steering { blend: 0.0, discount: 0.3, variety: 0.3, calibration: 0.3 };
        let list = choose(candidates, 10, &steering, &catalogue(80), &history());
        prop_assert_eq!(list.len(), scores.len().min(10));
    }
}
