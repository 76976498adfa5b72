//! A small made-up data set, and models trained on it.

pub mod heads;

use std::collections::{HashMap, HashSet};
use std::path::Path;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::dataset::{CleaningRules, Movie, Tables, clean};
use matinee_data::generate::{GeneratorConfig, Planted, generate};
use matinee_data::raw::Source;
use matinee_engine::artifact::{Artifact, Precisions};
use matinee_engine::engine::Engine;
use matinee_train::model::FeatureTables;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::{Cleaning, Flow, RankingHead, RatingHead, Recipe, Trained, train};

/// The project's folder.
///
/// # Panics
/// When this crate is not two folders below it.
#[must_use]
pub fn root() -> &'static Path {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2);
    root.expect("tests/common is two folders below it")
}

/// Tables of made-up data, with what a working model must find in them.
pub struct Data {
    /// As they are cleaned by no rule.
    pub tables: Tables,
    /// What the networks are given of people and movies.
    pub features: FeatureTables,
    /// What is to be found.
    pub planted: Planted,
}

/// 120 users, 200 movies and 6,000 ratings.
#[must_use]
pub fn data() -> Data {
    data_of(120, 200, 6_000)
}

/// So many of each.
///
/// # Panics
/// When the sizes do not fit each other.
#[must_use]
pub fn data_of(n_users: u32, n_movies: u32, n_ratings: u32) -> Data {
    let config = GeneratorConfig {
        n_users,
        n_movies,
        n_ratings,
        seed: 7,
        ..GeneratorConfig::default()
    };
    let (files, planted) = generate(&config).expect("the sizes fit each other");
    let raw = files
        .read()
        .expect("the generator writes the format that the parser reads");
    let (tables, _) = clean(raw, &CleaningRules::none());
    Data {
        features: FeatureTables::new(&tables),
        tables,
        planted,
    }
}

/// A recipe that trains in a fraction of a second.
#[must_use]
pub fn recipe() -> Recipe {
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

/// Trains on all rows.
///
/// # Panics
/// When the recipe is out of range.
#[must_use]
pub fn trained(data: &Data, recipe: &Recipe) -> Trained {
    train(recipe, &data.features, &data.tables.ratings, &mut |_| {
        Flow::Continue
    })
    .expect("the recipe is in range")
    .expect("it ran to its end")
}

/// The artifact of a trained seed network.
///
/// # Panics
/// When the tables are too large to be written.
#[must_use]
pub fn artifact(
    data: &Data,
    recipe: &Recipe,
    trained: &Trained,
    precisions: Precisions,
) -> Artifact {
    let artifact = packing::assemble_seed(&data.tables, recipe, trained, Vec::new(), precisions);
    packing::seal(artifact).expect("the tables are small enough")
}

/// The artifact of a hybrid with these heads, trained (so it says) on all rows.
///
/// # Panics
/// As [`artifact`].
#[must_use]
pub fn hybrid_artifact(
    tables: &Tables,
    (rating, ranking): &(RatingHead, RankingHead),
    precisions: Precisions,
) -> Artifact {
    let account = TrainingAccount {
        preset: "test".into(),
        data_notice: tables.notice.clone(),
        training: tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    let weights = packing::round(rating, ranking, precisions);
    packing::build(tables, account, weights.into()).expect("the tables are small enough")
}

/// Expects that nobody has seen, and nobody is recommended, two movies of one title and year, and
/// that nothing comes back that they have seen.
///
/// # Panics
/// Where that is not so.
pub fn check_no_movie_twice(engine: &Engine) {
    let movies = &engine.catalogue().movies;
    let names = |rows: &[MovieIdx]| -> HashSet<(String, Option<u16>)> {
        let movies = rows.iter().map(|row| &movies[row.row()]);
        movies
            .map(|movie| (movie.title.to_lowercase(), movie.year))
            .collect()
    };
    for user in (0..engine.users().len() as u32).map(UserIdx) {
        let seen = engine.seen(user);
        let list = engine.recommend(user, movies.len());
        let list: Vec<MovieIdx> = list.into_iter().map(|entry| entry.movie).collect();
        assert_eq!(seen.len() + list.len(), movies.len());
        let (seen_names, list_names) = (names(&seen), names(&list));
        assert_eq!(seen_names.len(), seen.len(), "{user:?} has seen one twice");
        assert_eq!(
            list_names.len(),
            list.len(),
            "{user:?} is offered one twice"
        );
        assert!(seen_names.is_disjoint(&list_names), "{user:?}");
    }
}

/// Expects that all numbers of one title and year name one movie of the model, or none does.
/// Returns how many of these numbers are not the movie's first.
///
/// # Panics
/// Where that is not so.
pub fn check_numbers(engine: &Engine, raw: &[Movie]) -> usize {
    let mut numbers: HashMap<(&str, Option<u16>), Vec<&Movie>> = HashMap::new();
    for movie in raw.iter().filter(|movie| movie.year.is_some()) {
        let name = (movie.title.as_str(), movie.year);
        numbers.entry(name).or_default().push(movie);
    }
    let mut n_aliases = 0;
    for entries in numbers.values() {
        let movies: Vec<_> = (entries.iter())
            .map(|entry| engine.movie_idx(entry.id))
            .collect();
        assert!(
            movies.windows(2).all(|pair| pair[0] == pair[1]),
            "{entries:?}"
        );
        if let Some(movie) = movies[0] {
            let movie = &engine.catalogue().movies[movie.row()];
            assert_eq!(movie.title, entries[0].title);
            assert!(entries.iter().any(|entry| entry.id == movie.id));
            n_aliases += entries.len() - 1;
        }
    }
    n_aliases
}
