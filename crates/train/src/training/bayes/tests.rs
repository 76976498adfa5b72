//! The factorisation as a whole, on made-up data.

use super::*;
use crate::training::Biases;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::{CleaningRules, Tables, clean, split};
use matinee_data::generate::{GeneratorConfig, generate};
use matinee_data::raw::Source;

const QUICK: BayesRecipe = BayesRecipe {
    factors: 3,
    sweeps: 12,
    burn_in: 4,
    every: 2,
    kernel_rank: 20,
};

fn tables(n_users: u32, n_movies: u32, n_ratings: u32) -> Tables {
    let config = GeneratorConfig {
        n_users,
        n_movies,
        n_ratings,
        seed: 7,
        ..GeneratorConfig::default()
    };
    let raw = generate(&config).unwrap().0.read().unwrap();
    clean(raw, &CleaningRules::none()).0
}

fn sampled(mut chain: Chain<'_>) -> Matrix {
    while !chain.is_finished() {
        chain.sweep().unwrap();
    }
    chain.finish()
}

fn fitted(rows: &[Rating], tables: &Tables, recipe: &BayesRecipe, seed: u64) -> Matrix {
    let features = FeatureTables::new(tables);
    let stars = sampled(Chain::new(rows, &features, recipe, seed).unwrap());
    assert_eq!(stars.n_rows, tables.users.len());
    assert_eq!(stars.n_cols, tables.movies.len());
    assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
    stars
}

fn rmse(rows: &[Rating], stars: impl Fn(&Rating) -> f64) -> f64 {
    let squares = rows
        .iter()
        .map(|row| (stars(row).clamp(1.0, 5.0) - f64::from(row.stars.get())).powi(2));
    (squares.sum::<f64>() / rows.len() as f64).sqrt()
}

fn rating(user: u32, movie: u32, stars: u8) -> Rating {
    Rating {
        user: UserIdx(user),
        movie: MovieIdx(movie),
        stars: Stars::try_from(stars).unwrap(),
    }
}

#[test]
fn it_predicts_better_than_levels() {
    let tables = tables(120, 200, 6_000);
    let split = split::random(&tables.ratings, 0.2, 1).unwrap();
    let recipe = BayesRecipe {
        sweeps: 60,
        ..BayesRecipe::default()
    };
    let stars = fitted(&split.train, &tables, &recipe, 1);
    let levels = Biases::fit(&split.train, [tables.users.len(), tables.movies.len()]);
    let found = rmse(&split.test, |row| {
        f64::from(stars.row(row.user.row())[row.movie.row()])
    });
    let of_levels = rmse(&split.test, |row| levels.stars(row.user, row.movie));
    assert!(found < of_levels - 0.02, "{found} {of_levels}");
}

#[test]
fn the_seed_decides_every_draw() {
    let tables = tables(30, 40, 400);
    let of_seed = |seed| fitted(&tables.ratings, &tables, &QUICK, seed);
    assert_eq!(of_seed(1), of_seed(1));
    assert_ne!(of_seed(1), of_seed(2));
}

#[test]
fn users_and_movies_without_ratings_are_predicted_from_the_others() {
    let tables = tables(30, 40, 400);
    let some: Vec<Rating> = (tables.ratings.iter().copied())
        .filter(|row| row.user.0 < 15 && row.movie.0 < 20)
        .collect();
    fitted(&some, &tables, &QUICK, 1);
}

#[test]
fn more_factors_and_dimensions_than_data_are_no_trouble() {
    let tables = tables(30, 40, 400);
    let recipe = BayesRecipe {
        factors: 50,
        kernel_rank: 300,
        ..QUICK
    };
    fitted(&tables.ratings, &tables, &recipe, 1);
}

#[test]
fn one_user_is_enough() {
    let tables = tables(30, 40, 400);
    let features = FeatureTables::new(&Tables {
        users: tables.users[..1].to_vec(),
        ..tables
    });
    let rows = [rating(0, 0, 5), rating(0, 1, 1)];
    let stars = sampled(Chain::new(&rows, &features, &QUICK, 1).unwrap());
    assert_eq!((stars.n_rows, stars.n_cols), (1, 40));
    assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
}

#[test]
fn people_who_always_give_the_same_are_predicted_to_give_it() {
    let tables = tables(30, 40, 400);
    let rows: Vec<Rating> = (tables.ratings.iter())
        .map(|row| rating(row.user.0, row.movie.0, 4))
        .collect();
    let recipe = BayesRecipe {
        sweeps: 60,
        burn_in: 30,
        ..QUICK
    };
    let stars = fitted(&rows, &tables, &recipe, 1);
    let error = rmse(&rows, |row| {
        f64::from(stars.row(row.user.row())[row.movie.row()])
    });
    assert!(error < 0.2, "{error}");
}

#[test]
fn every_sweep_is_told_and_a_chain_can_end_early() {
    let tables = tables(30, 40, 400);
    let features = FeatureTables::new(&tables);
    let mut chain = Chain::new(&tables.ratings, &features, &QUICK, 1).unwrap();
    let told: Vec<(u32, u32)> = (0..6)
        .map(|_| chain.sweep().unwrap())
        .map(|progress| (progress.epoch, progress.n_epochs))
        .collect();
    assert_eq!(told, [1, 2, 3, 4, 5, 6].map(|sweep| (sweep, QUICK.sweeps)));
    assert!(!chain.is_finished());
    let stars = chain.finish();
    assert!(stars.values.iter().all(|x| (1.0..=5.0).contains(x)));
}

#[test]
fn nothing_can_be_learned_from_nothing() {
    let features = FeatureTables::new(&tables(30, 40, 400));
    let error = Chain::new(&[], &features, &QUICK, 1).err();
    assert_eq!(error, Some(BayesError::NoRows));
}

#[test]
fn a_recipe_out_of_range_is_refused() {
    let features = FeatureTables::new(&tables(30, 40, 400));
    let recipe = BayesRecipe {
        factors: 0,
        ..QUICK
    };
    let error = Chain::new(&[rating(0, 0, 5)], &features, &recipe, 1).err();
    assert_eq!(
        error.unwrap().to_string(),
        "factors must be 1 to 128, found 0"
    );
}
