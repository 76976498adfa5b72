//! A small made-up data set, and models trained on it.
#![allow(dead_code, reason = "each test binary uses a part of it")]

pub(crate) mod heads;

use matinee::artifact::{self, Artifact, Precisions, TrainingAccount};
use matinee::dataset::{CleaningRules, GeneratorConfig, Planted, Tables, clean, generate, parse};
use matinee::model::FeatureTables;
use matinee::training::{Cleaning, Flow, RankingHead, RatingHead, Recipe, Trained, train};

/// Tables of made-up data, with what a working model must find in them.
pub(crate) struct Data {
    pub(crate) tables: Tables,
    pub(crate) features: FeatureTables,
    pub(crate) planted: Planted,
}

/// 120 users, 200 movies and 6,000 ratings.
pub(crate) fn data() -> Data {
    data_of(120, 200, 6_000)
}

pub(crate) fn data_of(n_users: u32, n_movies: u32, n_ratings: u32) -> Data {
    let config = GeneratorConfig {
        n_users,
        n_movies,
        n_ratings,
        seed: 7,
        ..GeneratorConfig::default()
    };
    let (files, planted) = generate(&config).expect("the sizes fit each other");
    let raw = parse(&files).expect("the generator writes the format that the parser reads");
    let (tables, _) = clean(raw, &CleaningRules::none());
    Data {
        features: FeatureTables::new(&tables),
        tables,
        planted,
    }
}

/// A recipe that trains in a fraction of a second.
pub(crate) fn recipe() -> Recipe {
    Recipe {
        name: "test".into(),
        cleaning: Cleaning::None,
        embedding_size: 4,
        hidden: 12, // not a multiple of the engine's lanes
        batch_size: 128,
        epochs: 4,
        ..Recipe::page()
    }
}

pub(crate) fn trained(data: &Data, recipe: &Recipe) -> Trained {
    train(recipe, &data.features, &data.tables.ratings, &mut |_| {
        Flow::Continue
    })
    .expect("the recipe is in range")
    .expect("it ran to its end")
}

pub(crate) fn artifact(
    data: &Data,
    recipe: &Recipe,
    trained: &Trained,
    precisions: Precisions,
) -> Artifact {
    artifact::build_seed(&data.tables, recipe, trained, Vec::new(), precisions)
        .expect("the tables are small enough")
}

/// The artifact of a hybrid with these heads, trained (so it says) on all rows.
pub(crate) fn hybrid_artifact(
    tables: &Tables,
    (rating, ranking): &(RatingHead, RankingHead),
    precisions: Precisions,
) -> Artifact {
    let account = TrainingAccount {
        preset: "test".into(),
        training: tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    let weights = artifact::round(rating, ranking, precisions);
    artifact::build(tables, account, weights.into()).expect("the tables are small enough")
}
