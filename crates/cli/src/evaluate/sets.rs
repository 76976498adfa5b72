//! Which rows a model was trained on, which were held out, and which it never saw.

use std::collections::{HashMap, HashSet};

use anyhow::{Context, bail, ensure};

use crate::data::{self, Rows};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_data::dataset::{keep_latest, split};
use matinee_data::raw::RawTables;
use matinee_engine::engine::Engine;
use matinee_train::packing;

use super::Options;

/// The rows a model can be measured on, in its own indices.
pub(super) struct Sets {
    /// What the network was trained on.
    pub(super) training: Vec<Rating>,
    /// Held out, and not trained on afterwards.
    pub(super) validation: Vec<Rating>,
    /// Never seen, with their name.
    pub(super) test: Option<(String, Vec<Rating>)>,
}

/// Finds the rows.
///
/// # Errors
/// Rows that cannot be read, that the model does not know, or that it was trained on; a model of
/// another data set.
pub(super) fn of(options: &Options, engine: &Engine, raw: &RawTables) -> anyhow::Result<Sets> {
    let known = in_order_of_the_data(engine, raw)?;
    let (training, validation) = rebuild_split(engine, known)?;
    let seen = [&training[..], &validation].concat();
    let named = match (options.fold, &options.test) {
        (Some(fold), _) => Some(Rows::of_fold(raw, fold)?.1),
        (None, Some(path)) => Some(Rows::of_file(path)?),
        (None, None) => None,
    };
    let test = match named {
        Some(rows) => {
            let numbered = rows.numbered(|id| engine.user_idx(id), |id| engine.movie_idx(id))?;
            data::check_unseen(&rows, &numbered, &seen)?;
            Some((rows.name, numbered))
        }
        None => unseen(engine, raw, &seen).map(|rows| ("unseen".to_owned(), rows)),
    };
    Ok(Sets {
        training,
        validation,
        test,
    })
}

/// The ratings that the model carries, in the order of the data set's file: the order decides what
/// a random split held out.
fn in_order_of_the_data(engine: &Engine, raw: &RawTables) -> anyhow::Result<Vec<Rating>> {
    let mut carried: HashMap<(UserIdx, MovieIdx), Stars> = HashMap::new();
    for user in (0..).map(UserIdx).take(engine.users().len()) {
        let ratings = engine.history(user).context(
            "the model was stripped of its ratings, so nobody can say what it was trained on; \
             evaluate the one that it was made of",
        )?;
        carried.extend((ratings.iter()).map(|(movie, stars)| ((user, *movie), *stars)));
    }
    let mut rows = known_rows(engine, raw);
    rows.retain(|(row, _)| carried.get(&(row.user, row.movie)) == Some(&row.stars));
    let rows = latest(rows);
    for row in &rows {
        carried.remove(&(row.user, row.movie));
    }
    ensure!(
        carried.is_empty(),
        "this model was not trained on this data set: {} of its ratings are not in it; give the \
         --data that it was trained with",
        carried.len()
    );
    Ok(rows)
}

/// Which of the carried ratings the network was trained on, and which were held out: drawn again
/// from the model's seed, and proven by the hash in its manifest.
fn rebuild_split(
    engine: &Engine,
    carried: Vec<Rating>,
) -> anyhow::Result<(Vec<Rating>, Vec<Rating>)> {
    let manifest = engine.manifest();
    let is_training = |rows: &[Rating]| {
        let hash = packing::rows_sha256(engine.users(), &engine.catalogue().movies, rows);
        hash == manifest.training_rows_sha256
    };
    if is_training(&carried) {
        return Ok((carried, Vec::new()));
    }
    let share = (manifest.recipe.iter())
        .find(|(name, _)| name == "validation_share")
        .and_then(|(_, share)| share.parse().ok())
        .unwrap_or(0.0);
    // A file given to `train --train` is usually sorted as u1.base is.
    let mut sorted = carried.clone();
    sorted.sort_unstable_by_key(|row| (row.user, row.movie));
    let halves = [carried, sorted]
        .into_iter()
        .filter_map(|rows| split::random(&rows, share, manifest.seed).ok())
        .find(|halves| is_training(&halves.train));
    match halves {
        Some(halves) => Ok((halves.train, halves.test)),
        None => bail!(
            "this model was not trained on this data set: its training rows cannot be found again; \
             give the --data that it was trained with"
        ),
    }
}

/// Ratings of the data set that the model knows nothing of; `None` when there are none.
fn unseen(engine: &Engine, raw: &RawTables, seen: &[Rating]) -> Option<Vec<Rating>> {
    let seen: HashSet<_> = seen.iter().map(|row| (row.user, row.movie)).collect();
    let mut rows = known_rows(engine, raw);
    rows.retain(|(row, _)| !seen.contains(&(row.user, row.movie)));
    let rows = latest(rows);
    (!rows.is_empty()).then_some(rows)
}

/// The rows of a data set whose user and movie the model knows, each with its time.
fn known_rows(engine: &Engine, raw: &RawTables) -> Vec<(Rating, i64)> {
    let known = raw.ratings.iter().filter_map(|row| {
        let rating = Rating {
            user: engine.user_idx(row.user)?,
            movie: engine.movie_idx(row.movie)?,
            stars: row.stars,
        };
        Some((rating, row.unix_time))
    });
    known.collect()
}

/// One row a person and movie, as cleaning chooses it: the data set may list a movie twice that is
/// one to the model.
fn latest(mut rows: Vec<(Rating, i64)>) -> Vec<Rating> {
    keep_latest(
        &mut rows,
        |(row, _)| (row.user, row.movie),
        |(_, time)| *time,
    );
    rows.into_iter().map(|(row, _)| row).collect()
}
