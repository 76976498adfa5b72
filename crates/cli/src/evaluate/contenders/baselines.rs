//! What every model must beat.

use std::fmt::Debug;

use anyhow::Context;

use matinee_data::dataset::Tables;
use matinee_lab::{
    BiasedFactors, Ease, EaseOptions, FactorOptions, GlobalMean, ItemNeighbours, NeighbourOptions,
    Popularity, Protocol, Recommender, Relevance, UserMovieBias,
};

use super::{Fitting, Parts};

pub(super) fn mean() -> Parts {
    baseline("global mean", (), |tables, ()| {
        Ok(GlobalMean::fit(&tables.ratings, tables.movies.len()))
    })
}

pub(super) fn bias() -> Parts {
    baseline("user + movie bias", (), |tables, ()| {
        let (n_users, n_movies) = sizes(tables);
        Ok(UserMovieBias::fit(&tables.ratings, n_users, n_movies))
    })
}

pub(super) fn popularity(protocol: Protocol) -> Parts {
    baseline("popularity", protocol.relevance(), |tables, relevance| {
        Ok(Popularity::fit(
            &tables.ratings,
            tables.movies.len(),
            relevance,
        ))
    })
}

pub(super) fn neighbours() -> Parts {
    baseline(
        "item-kNN",
        NeighbourOptions::default(),
        |tables, options| {
            let (n_users, n_movies) = sizes(tables);
            Ok(ItemNeighbours::fit(
                &tables.ratings,
                n_users,
                n_movies,
                options,
            ))
        },
    )
}

/// λ as published for lists of each kind.
pub(super) fn ease(protocol: Protocol) -> Parts {
    let options = EaseOptions {
        l2: match protocol.relevance() {
            Relevance::Liked => 300.0,
            Relevance::Rated => 400.0,
        },
        relevance: protocol.relevance(),
    };
    baseline("EASE", options, |tables, options| {
        let (n_users, n_movies) = sizes(tables);
        let fitted = Ease::fit(&tables.ratings, n_users, n_movies, options);
        fitted.context("cannot fit EASE")
    })
}

pub(super) fn factors() -> Parts {
    let options = FactorOptions::default();
    Parts {
        title: "biased MF (ALS)",
        recipe: format!("{options:?}"),
        is_seeded: true,
        fit: Box::new(move |Fitting { tables, seed, .. }| {
            let (n_users, n_movies) = sizes(tables);
            let options = FactorOptions { seed, ..options };
            let fitted = BiasedFactors::fit(&tables.ratings, n_users, n_movies, options);
            Ok(Box::new(fitted))
        }),
    }
}

/// A system that is a function of rows and options.
fn baseline<O, S>(
    title: &'static str,
    options: O,
    fit: fn(&Tables, O) -> anyhow::Result<S>,
) -> Parts
where
    O: Copy + Debug + Send + Sync + 'static,
    S: Recommender + 'static,
{
    Parts {
        title,
        recipe: format!("{options:?}"),
        is_seeded: false,
        fit: Box::new(move |fitting| Ok(Box::new(fit(fitting.tables, options)?))),
    }
}

fn sizes(tables: &Tables) -> (usize, usize) {
    (tables.users.len(), tables.movies.len())
}
