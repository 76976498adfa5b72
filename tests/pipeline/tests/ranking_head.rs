//! What the ranking head reaches on the official files, which `matinee fetch` puts into
//! `data/ml-100k`: the floors that were set before it was written. Its recipe is fixed here;
//! nothing is chosen by these figures.

use matinee_core::crew::Alone;
use matinee_core::domain::UserIdx;
use matinee_data::dataset::split::{self, Split};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::raw::Source;
use matinee_engine::features::UserFeatures;
use matinee_lab::{Relevance, Scores, TrainingView, top_n};
use matinee_train::training::{LaeRecipe, fit_ranking};

fn tables() -> Tables {
    let folder = matinee_testing::root().join("data/ml-100k");
    let read = |name: &str| {
        std::fs::read(folder.join(name))
            .unwrap_or_else(|error| panic!("run `matinee fetch`: {name}: {error}"))
    };
    let files = RawFiles {
        ratings: read("u.data"),
        movies: read("u.item"),
        users: read("u.user"),
        genres: read("u.genre"),
        occupations: read("u.occupation"),
        notice: None,
    };
    clean(files.read().unwrap(), &CleaningRules::none()).0
}

/// NDCG@10 on a split's test rows.
fn ndcg(tables: &Tables, Split { train, test }: &Split, relevance: Relevance) -> f64 {
    let (n_users, n_movies) = (tables.users.len(), tables.movies.len());
    let features = UserFeatures::new(&tables.users, tables.occupations.len());
    let people = features.matrix();
    // The fit alone: what dislikes and predicted stars change is measured on the whole model.
    let recipe = LaeRecipe::default().for_any_rating();
    let head = fit_ranking(train, people, n_movies, &recipe, &Alone).unwrap();
    let mut profiles = vec![Vec::new(); n_users];
    for rating in train {
        profiles[rating.user.row()].push((rating.movie, rating.stars));
    }
    let view = TrainingView::new(train, n_users, &tables.movies, tables.scale);
    let list = |user: UserIdx| {
        let profile = &profiles[user.row()];
        let ranked = Scores {
            stars: None,
            ranges: None,
            ranks: Some(head.scores(people.row(user.row()), profile)),
        };
        view.list(&ranked, profile, 10)
    };
    let quality = top_n(&view, test, relevance, 10, list);
    quality.expect("people like movies").ndcg
}

#[test]
fn protocol_a_is_above_its_floors() {
    let tables = tables();
    let folds: Vec<f64> = (1..=split::N_FOLDS)
        .map(|fold| {
            let split = split::fold(&tables.ratings, tables.folds, fold).unwrap();
            ndcg(&tables, &split, Relevance::Liked)
        })
        .collect();
    let mean = folds.iter().sum::<f64>() / folds.len() as f64;
    println!("folds: NDCG@10 {folds:.4?}, mean {mean:.4}");
    assert!(folds[0] > 0.475, "u1: {}", folds[0]);
    assert!(mean > 0.414, "mean of the folds: {mean}");
}

#[test]
fn protocol_b_is_above_its_floor() {
    let tables = tables();
    let split = split::by_movie(&tables.ratings, 0.25, 1).unwrap();
    let ndcg = ndcg(&tables, &split, Relevance::Rated);
    println!("stratified: NDCG@10 {ndcg:.4}");
    assert!(ndcg > 0.492, "{ndcg}");
}
