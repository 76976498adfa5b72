//! A trained network and its tables → an artifact.

use sha2::{Digest, Sha256};

use crate::dataset::{Movie, Tables, User};
use crate::domain::{MovieIdx, Rating, UserIdx};
use crate::model::{FeatureTables, device};
use crate::training::{EpochReport, Predictor, Recipe, TargetUnit, Trained};

use super::fold::{Precisions, fold, unfold};
use super::{Artifact, Catalogue, EpochLoss, GoldenPrediction, Manifest, Metric, People};

/// Golden predictions in a manifest: enough to touch every hidden unit many times.
const N_GOLDEN: u32 = 256;

/// What every model says of the data that it carries.
pub const DATA_NOTICE: &str = "Made from MovieLens 100K by GroupLens (F. M. Harper and J. A. \
Konstan, The MovieLens Datasets: History and Context, ACM TiiS 5, 4, 2015), which is licensed for \
research and not for commercial use, and may not be redistributed without permission: ask \
GroupLens before you publish.";

/// Puts together what the engine needs. `lists_sha256` stays empty: it takes an engine to make
/// lists, so whoever writes the file fills it in.
///
/// Histories hold every rating of `tables`, held out or not: a movie that somebody has rated is
/// never new to them. Popularity counts only the rows that the network was trained on.
#[must_use]
pub fn build(
    tables: &Tables,
    features: &FeatureTables,
    recipe: &Recipe,
    trained: &Trained,
    metrics: Vec<Metric>,
    precisions: Precisions,
) -> Artifact {
    let weights = fold(
        &trained.network,
        recipe.target.stars_per_unit(),
        recipe.popularity_weight,
        precisions,
    );
    // The rounded network, through Burn: what the engine has to reproduce.
    let device = device(recipe.backend);
    let network = unfold(&weights, &device);
    let predictor = Predictor::new(network, features, TargetUnit::Stars, device);
    Artifact {
        manifest: Manifest {
            written_by: concat!("matinee ", env!("CARGO_PKG_VERSION")).into(),
            network: "seed".into(),
            preset: recipe.name.clone(),
            recipe: recipe.describe(),
            seed: recipe.seed,
            data_notice: DATA_NOTICE.into(),
            training_rows_sha256: rows_sha256(&tables.users, &tables.movies, &trained.training),
            n_training_rows: trained.training.len() as u32,
            losses: trained.reports.iter().map(epoch_loss).collect(),
            metrics,
            golden: golden(tables, &predictor),
            lists_sha256: String::new(),
        },
        catalogue: catalogue(tables, &trained.training),
        people: People {
            occupations: tables.occupations.clone(),
            users: tables.users.clone(),
            histories: histories(tables),
        },
        weights,
    }
}

fn epoch_loss(report: &EpochReport) -> EpochLoss {
    EpochLoss {
        epoch: report.epoch,
        training: report.training,
        validation: report.validation,
    }
}

fn catalogue(tables: &Tables, training: &[Rating]) -> Catalogue {
    let mut n_ratings = vec![0; tables.movies.len()];
    let mut n_liked = n_ratings.clone();
    for rating in training {
        n_ratings[rating.movie.row()] += 1;
        n_liked[rating.movie.row()] += u32::from(rating.stars.is_liked());
    }
    Catalogue {
        genres: tables.genres.clone(),
        movies: tables.movies.clone(),
        n_ratings,
        n_liked,
    }
}

fn histories(tables: &Tables) -> Vec<Vec<(MovieIdx, crate::domain::Stars)>> {
    let mut histories = vec![Vec::new(); tables.users.len()];
    for rating in &tables.ratings {
        histories[rating.user.row()].push((rating.movie, rating.stars));
    }
    for history in &mut histories {
        history.sort_unstable();
    }
    histories
}

/// Predictions for pairs spread over all users and movies by two strides.
fn golden(tables: &Tables, predictor: &Predictor<'_>) -> Vec<GoldenPrediction> {
    let (n_users, n_movies) = (tables.users.len() as u32, tables.movies.len() as u32);
    let pairs: Vec<_> = (0..N_GOLDEN)
        .map(|i| {
            let user = UserIdx((i * 631) % n_users);
            let movie = MovieIdx((i * 997) % n_movies);
            (user, movie)
        })
        .collect();
    let stars = predictor.raw_stars(&pairs);
    pairs
        .iter()
        .zip(stars)
        .map(|((user, movie), raw_stars)| GoldenPrediction {
            user: user.0,
            movie: movie.0,
            raw_stars,
        })
        .collect()
}

/// SHA-256 over the rows as `user⇥movie⇥stars` lines in raw ids, sorted, hexadecimal.
///
/// # Panics
/// When a row has an index that is not one of `users` and `movies`.
#[must_use]
pub fn rows_sha256(users: &[User], movies: &[Movie], rows: &[Rating]) -> String {
    let mut lines: Vec<(u32, u32, u8)> = rows
        .iter()
        .map(|row| {
            let user = users[row.user.row()].id.0;
            let movie = movies[row.movie.row()].id.0;
            (user, movie, row.stars.get())
        })
        .collect();
    lines.sort_unstable();
    let mut hash = Sha256::new();
    for (user, movie, stars) in lines {
        hash.update(format!("{user}\t{movie}\t{stars}\n"));
    }
    super::hex(&hash.finalize())
}
