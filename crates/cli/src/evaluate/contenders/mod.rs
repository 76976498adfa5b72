//! The systems that protocols compare: how each is fitted on the rows of a part.

mod baselines;
mod models;

use clap::ValueEnum;

use crate::hybrid::Kept;
use matinee_data::dataset::Tables;
use matinee_lab::{Protocol, Recommender};

/// A value of `--models`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Name {
    /// The mean of all ratings.
    Mean,
    /// User + movie bias.
    Bias,
    /// The movies that most people liked.
    Popularity,
    /// Item-kNN on what biases leave.
    Knn,
    /// Biased matrix factorisation.
    Factors,
    /// A linear autoencoder in closed form.
    Ease,
    /// The seed network, preset `plain`.
    Seed,
    /// The hybrid, as shipped.
    Hybrid,
}

/// Takes the share of the work that is done, 0 to 1.
type Progress<'a> = &'a mut (dyn FnMut(f32) + Send);

/// What a system is fitted on, and whom it keeps informed.
pub(super) struct Fitting<'a> {
    pub(super) tables: &'a Tables,
    pub(super) seed: u64,
    /// Where stages that take long may keep what they gave, until all is done.
    pub(super) stages: &'a Kept,
    /// Is told from time to time which share of the work is done.
    pub(super) progress: Progress<'a>,
}

type Fit = dyn Fn(Fitting<'_>) -> anyhow::Result<Box<dyn Recommender>> + Send + Sync;

/// Something that can be fitted and then measured.
pub(super) struct Contender {
    /// As on the command line.
    pub(super) name: String,
    /// In tables.
    pub(super) title: &'static str,
    /// All that decides what it becomes, besides the rows and the seed.
    pub(super) recipe: String,
    /// Whether the seed matters.
    pub(super) is_seeded: bool,
    /// Trains it.
    pub(super) fit: Box<Fit>,
}

impl Contender {
    /// A system as it takes part in a protocol.
    pub(super) fn new(name: Name, protocol: Protocol) -> Self {
        let Parts {
            title,
            recipe,
            is_seeded,
            fit,
        } = match name {
            Name::Mean => baselines::mean(),
            Name::Bias => baselines::bias(),
            Name::Popularity => baselines::popularity(protocol),
            Name::Knn => baselines::neighbours(),
            Name::Factors => baselines::factors(),
            Name::Ease => baselines::ease(protocol),
            Name::Seed => models::seed(),
            Name::Hybrid => models::hybrid(protocol),
        };
        Self {
            name: name
                .to_possible_value()
                .map_or_else(String::new, |value| value.get_name().into()),
            title,
            recipe,
            is_seeded,
            fit,
        }
    }
}

/// A contender without its name.
struct Parts {
    title: &'static str,
    recipe: String,
    is_seeded: bool,
    fit: Box<Fit>,
}
