//! The fit as a whole: by hand, against a dense decomposition, and at its edges.

use super::*;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::linear::SymmetricEigen;
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::generate::{GeneratorConfig, generate};
use matinee_data::raw::Source;

fn rating(user: u32, movie: u32, stars: u8) -> Rating {
    Rating {
        user: UserIdx(user),
        movie: MovieIdx(movie),
        stars: Stars::try_from(stars).unwrap(),
    }
}

fn given(movie: u32, stars: u8) -> (MovieIdx, Stars) {
    (MovieIdx(movie), Stars::try_from(stars).unwrap())
}

/// `n` people of whom no feature is known.
fn silent(n: usize) -> Matrix {
    Matrix::from_rows(0, vec![[0.0; 0]; n])
}

fn made_up() -> Tables {
    let (files, _) = generate(&GeneratorConfig::small()).unwrap();
    clean(files.read().unwrap(), &CleaningRules::none()).0
}

fn fit_made_up(recipe: &LaeRecipe) -> (Tables, RankingHead) {
    let tables = made_up();
    let head = fit(
        &tables.ratings,
        &silent(tables.users.len()),
        tables.movies.len(),
        recipe,
    )
    .unwrap();
    (tables, head)
}

fn assert_close(found: f32, expected: f64) {
    let difference = (f64::from(found) - expected).abs();
    assert!(difference < 1e-6, "{found} instead of {expected}");
}

/// Movies in the order of `scores`, best first.
fn order(scores: &[f32]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|a, b| scores[*b].total_cmp(&scores[*a]).then_with(|| a.cmp(b)));
    order
}

/// Two people gave the same movie 5 stars: one axis.
#[test]
fn one_movie_as_by_hand() {
    let recipe = LaeRecipe::default();
    let head = fit(&[rating(0, 0, 5), rating(1, 0, 5)], &silent(2), 2, &recipe).unwrap();
    // g = 2 · 1.2² over one rated movie, so g / mean g = 1; the other movie is at the floor.
    let g = 2.88;
    let d = (1.0_f64 + g / 175.0).sqrt();
    assert_close(head.scale[0], d);
    assert_close(head.scale[1], 0.02_f64.powf(0.46).sqrt());
    assert_eq!(head.movies.values, [1.0, 0.0]);
    let e = g / (d * d);
    let s = e / (e + 240.0);
    assert_close(head.shrinkage[0], s);
    // Everybody likes movie 0, and the mean profile's scores are rescaled to the same sum.
    assert_eq!(head.popularity, [1.0, 0.0]);
    let scores = head.scores(&[], &[given(0, 4)]);
    assert_close(scores[0], d.sqrt() * s / d + 0.1 / (1.0 + 1.0 / 20.0));
    assert_close(scores[1], 0.0);
}

#[test]
fn the_head_maps_profiles_as_the_dense_decomposition_does() {
    let recipe = LaeRecipe {
        rank: 6,
        n_iterations: 200,
        ..LaeRecipe::default()
    };
    let (tables, head) = fit_made_up(&recipe);
    let (n_users, n) = (tables.users.len(), tables.movies.len());

    // A = x' / d as a dense matrix, straight from the formulas.
    let mut counts = vec![0.0_f64; n_users];
    for row in &tables.ratings {
        counts[row.user.row()] += 1.0;
    }
    let mean = tables.ratings.len() as f64 / counts.iter().filter(|n| **n > 0.0).count() as f64;
    let mut a = vec![0.0; n_users * n];
    for row in &tables.ratings {
        let weight = f64::from(recipe.star_weights[usize::from(row.stars.get()) - 1]);
        let damping = (counts[row.user.row()] / mean).powf(-f64::from(recipe.row_damping));
        let d = f64::from(head.scale[row.movie.row()]);
        a[row.user.row() * n + row.movie.row()] = weight * damping / d;
    }
    let mut gram = vec![0.0; n * n];
    for row in a.chunks_exact(n) {
        for (i, x) in row.iter().enumerate() {
            for (j, y) in row.iter().enumerate() {
                gram[i * n + j] += x * y;
            }
        }
    }
    let dense = SymmetricEigen::new(gram, n);

    let profile = [given(0, 5), given(7, 2), given(30, 4)];
    let prior = 0.1 / (1.0 + 3.0 / 20.0);
    let x = [(0, 1.3), (7, 0.0), (30, 1.0)];
    for (movie, score) in head.scores(&[], &profile).iter().enumerate() {
        let mut expected = prior * f64::from(head.popularity[movie]);
        for k in 0..recipe.rank {
            let v = &dense.vectors[k * n..][..n];
            let code: f64 = (x.iter())
                .map(|(rated, x)| v[*rated] * x / f64::from(head.scale[*rated]))
                .sum();
            let share = dense.values[k] / (dense.values[k] + 240.0);
            expected += f64::from(head.scale[movie]).sqrt() * v[movie] * share * code;
        }
        assert_close(*score, expected);
    }
}

#[test]
fn the_same_recipe_gives_the_same_bits() {
    let recipe = LaeRecipe::default();
    assert_eq!(fit_made_up(&recipe).1, fit_made_up(&recipe).1);
}

#[test]
fn where_the_iteration_starts_does_not_matter() {
    let recipe = LaeRecipe {
        n_iterations: 200,
        ..LaeRecipe::default()
    };
    let another = LaeRecipe {
        seed: 2,
        ..recipe.clone()
    };
    let (_, head) = fit_made_up(&recipe);
    let (_, other) = fit_made_up(&another);
    let profile = [given(3, 5), given(9, 4)];
    for (one, other) in head
        .scores(&[], &profile)
        .iter()
        .zip(other.scores(&[], &profile))
    {
        assert_close(*one, f64::from(other));
    }
}

#[test]
fn somebody_without_ratings_gets_the_order_of_popularity() {
    let (_, head) = fit_made_up(&LaeRecipe::default());
    assert_eq!(order(&head.scores(&[], &[])), order(&head.popularity));
}

#[test]
fn popularity_counts_less_with_every_rating() {
    let (_, head) = fit_made_up(&LaeRecipe::default());
    let unpopular = RankingHead {
        popularity: vec![0.0; head.popularity.len()],
        ..head.clone()
    };
    let mut profile = Vec::new();
    let mut last = f32::INFINITY;
    for movie in 0..40 {
        let (with, without) = (head.scores(&[], &profile), unpopular.scores(&[], &profile));
        let share = (with[60] - without[60]) / head.popularity[60];
        assert!(share > 0.0 && share < last, "after {movie} ratings");
        last = share;
        profile.push(given(movie, 4));
    }
    // 39 ratings: .1 / (1 + 39/20)
    assert!((last - 0.1 / 2.95).abs() < 1e-3);
}

#[test]
fn a_movie_without_ratings_is_scored_from_the_prior_alone() {
    let rows = [rating(0, 0, 5), rating(0, 1, 4), rating(2, 1, 5)];
    let head = fit(&rows, &silent(3), 4, &LaeRecipe::default()).unwrap();
    let scores = head.scores(&[], &[given(1, 5)]);
    assert!(scores.iter().all(|score| score.is_finite()));
    assert_eq!((head.popularity[3], scores[3]), (0.0, 0.0));
    assert!(head.scale.iter().all(|d| *d > 0.0));
}

#[test]
fn the_rank_is_no_more_than_the_data_has() {
    let rows = [rating(0, 0, 5), rating(0, 1, 4), rating(2, 1, 5)];
    let head = fit(&rows, &silent(3), 4, &LaeRecipe::default()).unwrap();
    assert_eq!((head.movies.n_cols, head.shrinkage.len()), (2, 2));
}

#[test]
fn nothing_can_be_learned_from_nothing() {
    let recipe = LaeRecipe::default();
    assert_eq!(
        fit(&[], &silent(3), 4, &recipe),
        Err(LaeError::NothingToLearn)
    );
    let blind = LaeRecipe {
        star_weights: [0.0; 5],
        ..recipe
    };
    let rows = [rating(0, 0, 5)];
    assert_eq!(
        fit(&rows, &silent(1), 1, &blind),
        Err(LaeError::NothingToLearn)
    );
}

#[test]
fn a_recipe_out_of_range_is_refused() {
    let recipe = LaeRecipe {
        rank: 0,
        ..LaeRecipe::default()
    };
    let error = fit(&[rating(0, 0, 5)], &silent(1), 1, &recipe).unwrap_err();
    assert_eq!(error.to_string(), "rank must be 1 to 512, found 0");
}

/// Two kinds of people, each with a movie of its own.
fn two_kinds() -> RankingHead {
    let rows: Vec<Rating> = (0..40)
        .flat_map(|user| [rating(user, user % 2, 5), rating(user, 2, 4)])
        .collect();
    let people = Matrix::from_rows(1, (0..40).map(|user| [f32::from(user % 2 == 1)]));
    let recipe = LaeRecipe {
        ridge: 1.0,
        details_ridge: 1.0,
        ..LaeRecipe::default()
    };
    fit(&rows, &people, 4, &recipe).unwrap()
}

#[test]
fn before_they_rate_people_get_what_people_like_them_rated() {
    let head = two_kinds();
    let [first, second] = [[0.0], [1.0]].map(|features| head.scores(&features, &[]));
    assert!(first[0] > first[1] && second[1] > second[0]);
}

#[test]
fn features_say_less_with_every_rating() {
    let head = two_kinds();
    let said = |ratings: &[(MovieIdx, Stars)]| {
        head.scores(&[1.0], ratings)[1] - head.scores(&[0.0], ratings)[1]
    };
    let (before, after) = (said(&[]), said(&[given(2, 4)]));
    // Twenty ratings halve it: after one it is 20/21.
    assert!(before > 0.0 && (after / before - 20.0 / 21.0).abs() < 1e-3);
}
