//! The student against ensembles whose answer is known.

use super::*;
use crate::model::{Backend, FeatureTables};
use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::generate::{GeneratorConfig, generate};
use matinee_data::raw::Source;

fn tables() -> Tables {
    let config = GeneratorConfig {
        n_users: 40,
        n_movies: 50,
        n_ratings: 1200,
        ..GeneratorConfig::default()
    };
    let (files, _) = generate(&config).unwrap();
    clean(files.read().unwrap(), &CleaningRules::none()).0
}

/// Biases and one taste, which the user's age decides.
fn taught(tables: &Tables) -> Matrix {
    let n_cols = tables.movies.len();
    let stars = |user: usize, movie: usize| {
        let taste = (f32::from(tables.users[user].age) - 35.0) / 20.0;
        let side = if movie.is_multiple_of(2) { 0.8 } else { -0.8 };
        3.0 + 0.1 * (user % 7) as f32 - 0.1 * (movie % 5) as f32 + taste * side
    };
    let values = (0..tables.users.len() * n_cols).map(|at| stars(at / n_cols, at % n_cols));
    Matrix {
        n_rows: tables.users.len(),
        n_cols,
        values: values.collect(),
    }
}

fn student(recipe: &DistilRecipe) -> (Tables, FeatureTables, Matrix, RatingHead) {
    let tables = tables();
    let features = FeatureTables::new(&tables);
    let taught = taught(&tables);
    let room = TrainContext::new(&features, &tables.ratings, &[], Backend::Ndarray);
    let mut student = Distillation::new(recipe, &room, &taught, 1);
    while !student.is_finished() {
        student.sweep();
    }
    let head = student.finish();
    (tables, features, taught, head)
}

fn recipe() -> DistilRecipe {
    DistilRecipe {
        embedding_size: 3,
        ridge: 1e-4,
        ..DistilRecipe::default()
    }
}

#[test]
fn what_two_tables_can_say_is_learned_of_every_pair() {
    let (_, _, taught, head) = student(&recipe());
    for user in 0..taught.n_rows {
        for (movie, expected) in taught.row(user).iter().enumerate() {
            let found = head.stars(UserIdx(user as u32), MovieIdx(movie as u32));
            assert!((found - expected).abs() < 0.01, "{found} and {expected}");
        }
    }
}

#[test]
fn a_newcomer_is_expected_closer_to_what_they_are_than_the_mean_of_all() {
    let (tables, features, _, head) = student(&recipe());
    let mean = head.users.column_means();
    let mut rated = vec![Vec::new(); tables.users.len()];
    for row in &tables.ratings {
        rated[row.user.row()].push(row.movie.row());
    }
    let distance =
        |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f32>();
    let (mut of_expected, mut of_mean) = (0.0, 0.0);
    for (user, movies) in rated.iter().enumerate() {
        let mut expected = head.start.clone();
        let features = features.users.row(UserIdx(user as u32));
        for (column, expected) in expected.iter_mut().enumerate() {
            for (row, value) in features.iter().enumerate() {
                *expected += value * head.features.row(row)[column];
            }
            for &movie in movies {
                *expected += head.rated.row(movie)[column] / (movies.len() as f32).sqrt();
            }
        }
        of_expected += distance(head.users.row(user), &expected);
        of_mean += distance(head.users.row(user), &mean);
    }
    // The age decides the taste.
    assert!(of_expected < 0.7 * of_mean, "{of_expected} and {of_mean}");
}

#[test]
fn what_varies_less_between_people_is_held_more_strongly() {
    let (.., head) = student(&recipe());
    // Columns are singular vectors, the longest first; the ensemble has only one taste.
    assert!(head.own_l2[0] < head.own_l2[1], "{:?}", head.own_l2);
    assert!(head.own_l2.iter().all(|l2| l2.is_finite() && *l2 > 0.0));
}

#[test]
fn a_recipe_out_of_range_is_refused_by_name() {
    let refused = DistilRecipe {
        rated_weight: -0.1,
        ..recipe()
    };
    assert_eq!(refused.check().unwrap_err().field, "rated weight");
    let refused = DistilRecipe {
        newcomers: NewcomerRecipe {
            lengths: Vec::new(),
            ..NewcomerRecipe::default()
        },
        ..recipe()
    };
    assert_eq!(
        refused.check().unwrap_err().field,
        "newcomers' shortest history"
    );
}
