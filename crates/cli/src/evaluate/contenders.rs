//! The systems that protocols compare: how each is fitted on the rows of a part. Networks are measured as
//! they are served: rounded, and opened by the engine.

use std::collections::HashMap;
use std::fmt::Debug;
use std::sync::Mutex;

use anyhow::Context;
use clap::ValueEnum;

use crate::hybrid::{self, Kept, Observer, Task};
use matinee_data::dataset::Tables;
use matinee_engine::artifact::Precisions;
use matinee_engine::engine::Engine;
use matinee_lab::{
    BiasedFactors, Ease, EaseOptions, FactorOptions, GlobalMean, ItemNeighbours, NeighbourOptions,
    Popularity, Protocol, Recommender, Relevance, UserMovieBias,
};
use matinee_train::model::FeatureTables;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::hybrid::HybridRecipe;
use matinee_train::training::{self, Cleaning, Flow, Phase, Recipe};

/// A value of `--models`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Name {
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
    /// The hybrid for newer data, preset `modern`; compared only where it is named.
    Modern,
    /// The hybrid without an ensemble, preset `simple`; compared only where it is named.
    Simple,
}

impl Name {
    /// Whether it takes part where nobody is named: of recipes for several sorts of data, one is enough.
    pub(crate) const fn is_usual(self) -> bool {
        !matches!(self, Self::Modern | Self::Simple)
    }

    /// Whether it is a hybrid, of whatever recipe.
    pub(crate) const fn is_hybrid(self) -> bool {
        matches!(self, Self::Hybrid | Self::Modern | Self::Simple)
    }

    /// As the command line calls it.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        Self::from_str(word, false).ok()
    }

    /// The hybrid of this preset.
    pub(crate) fn of_preset(preset: &str) -> Option<Self> {
        match preset {
            "shipped" => Some(Self::Hybrid),
            "modern" => Some(Self::Modern),
            "simple" => Some(Self::Simple),
            _ => None,
        }
    }
}

/// Takes the share of the work that is done, 0 to 1.
type Progress<'a> = &'a mut (dyn FnMut(f32) + Send);

/// What a system is fitted on, and whom it keeps informed.
pub(crate) struct Fitting<'a> {
    pub(crate) tables: &'a Tables,
    pub(crate) seed: u64,
    /// Where stages that take long may keep what they gave, until all is done.
    pub(crate) stages: &'a Kept,
    /// Is told from time to time which share of the work is done.
    pub(crate) progress: Progress<'a>,
}

type Fit = dyn Fn(Fitting<'_>) -> anyhow::Result<Box<dyn Recommender>> + Send + Sync;

/// Something that can be fitted and then measured.
pub(crate) struct Contender {
    /// Name on the command line.
    pub(crate) name: String,
    /// In tables.
    pub(crate) title: &'static str,
    /// All that decides what it becomes, besides the rows and the seed.
    pub(crate) recipe: String,
    /// Whether the seed matters.
    pub(crate) is_seeded: bool,
    /// Trains it.
    pub(crate) fit: Box<Fit>,
}

impl Contender {
    /// A system as it takes part in a protocol.
    pub(crate) fn new(name: Name, protocol: Protocol) -> Self {
        let Parts {
            title,
            recipe,
            is_seeded,
            fit,
        } = match name {
            Name::Mean => mean(),
            Name::Bias => bias(),
            Name::Popularity => popularity(protocol),
            Name::Knn => neighbours(),
            Name::Factors => factors(),
            Name::Ease => ease(protocol),
            Name::Seed => seed(),
            Name::Hybrid => hybrid(
                ["hybrid (shipped)", "hybrid (for any rating)"],
                HybridRecipe::shipped(),
                Precisions::COMPACT,
                protocol,
            ),
            Name::Modern => hybrid(
                ["hybrid (modern)", "hybrid (modern, for any rating)"],
                HybridRecipe::modern(),
                Precisions::COMPACT,
                protocol,
            ),
            Name::Simple => hybrid(
                ["hybrid (simple)", "hybrid (simple, for any rating)"],
                HybridRecipe::simple(),
                Precisions::COMPACT,
                protocol,
            ),
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

fn seed() -> Parts {
    let recipe = Recipe {
        cleaning: Cleaning::None,
        ..Recipe::plain()
    };
    Parts {
        title: "seed network",
        recipe: format!(
            "{:?}",
            Recipe {
                seed: 0,
                ..recipe.clone()
            }
        ),
        is_seeded: true,
        fit: Box::new(move |fitting| {
            let recipe = Recipe {
                seed: fitting.seed,
                ..recipe.clone()
            };
            Ok(Box::new(train_seed_network(fitting, &recipe)?))
        }),
    }
}

fn train_seed_network(fitting: Fitting<'_>, recipe: &Recipe) -> anyhow::Result<Engine> {
    let Fitting {
        tables, progress, ..
    } = fitting;
    let features = FeatureTables::new(tables);
    let trained = training::train(recipe, &features, &tables.ratings, &mut |step| {
        progress(share_done(recipe, step));
        Flow::Continue
    })?
    .context("the seed network was not trained for a single epoch")?;
    let compact = Precisions::COMPACT;
    let artifact = packing::assemble_seed(tables, recipe, &trained, Vec::new(), compact);
    Ok(Engine::new(artifact)?)
}

/// Where every rating is a hit, however bad, the order is by who rated what alone: dislikes and
/// predicted stars would only move such hits down. The titles are for either case.
fn hybrid(
    [title, title_for_any]: [&'static str; 2],
    recipe: HybridRecipe,
    precisions: Precisions,
    protocol: Protocol,
) -> Parts {
    let (title, recipe) = match protocol.relevance() {
        Relevance::Liked => (title, recipe),
        Relevance::Rated => {
            let ranking = recipe.ranking.clone().for_any_rating();
            (title_for_any, HybridRecipe { ranking, ..recipe })
        }
    };
    Parts {
        title,
        recipe: format!(
            "{:?}",
            HybridRecipe {
                seed: 0,
                ..recipe.clone()
            }
        ),
        is_seeded: true,
        fit: Box::new(move |fitting| {
            let recipe = HybridRecipe {
                seed: fitting.seed,
                ..recipe.clone()
            };
            Ok(Box::new(train_hybrid(fitting, &recipe, precisions)?))
        }),
    }
}

fn train_hybrid(
    fitting: Fitting<'_>,
    recipe: &HybridRecipe,
    precisions: Precisions,
) -> anyhow::Result<Engine> {
    let Fitting {
        tables,
        stages,
        progress,
        ..
    } = fitting;
    let shares = StageShares {
        n_stages: recipe.teachers.len() + 1,
        state: Mutex::new((HashMap::new(), progress)),
    };
    let task = Task {
        recipe,
        tables: &FeatureTables::new(tables),
        training: &tables.ratings,
        validation: &[],
    };
    let heads = hybrid::fit(task, stages, &shares)?.context("the hybrid was not trained")?;
    let account = TrainingAccount {
        preset: recipe.name.clone(),
        seed: recipe.seed,
        training: tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    let weights = packing::round(&heads.rating, &heads.ranking, precisions);
    Ok(Engine::new(packing::assemble(
        tables,
        account,
        weights.into(),
    ))?)
}

/// Stages that run side by side → one share.
struct StageShares<'a> {
    n_stages: usize,
    state: Mutex<(HashMap<String, f64>, Progress<'a>)>,
}

impl Observer for StageShares<'_> {
    fn progress(&self, stage: &str, done: f64) -> Flow {
        if let Ok(mut state) = self.state.lock() {
            let (stages, progress) = &mut *state;
            stages.insert(stage.to_owned(), done);
            progress((stages.values().sum::<f64>() / self.n_stages as f64) as f32);
        }
        Flow::Continue
    }
}

/// How much of a run is behind a step, 0 to 1. The second half is the refit, if there is one.
fn share_done(recipe: &Recipe, progress: &training::Progress) -> f32 {
    let epochs = (progress.epoch - 1) as f32 + progress.step as f32 / progress.n_steps as f32;
    let share = epochs / progress.n_epochs as f32;
    let refits = recipe.refit && recipe.validation_share > 0.0;
    match progress.phase {
        Phase::Choose if refits => share / 2.0,
        Phase::Choose => share,
        Phase::Refit => 0.5 + share / 2.0,
    }
}

fn mean() -> Parts {
    baseline("global mean", (), |tables, ()| {
        Ok(GlobalMean::fit(&tables.ratings, tables.movies.len()))
    })
}

fn bias() -> Parts {
    baseline("user + movie bias", (), |tables, ()| {
        let (n_users, n_movies) = sizes(tables);
        Ok(UserMovieBias::fit(&tables.ratings, n_users, n_movies))
    })
}

fn popularity(protocol: Protocol) -> Parts {
    baseline("popularity", protocol.relevance(), |tables, relevance| {
        Ok(Popularity::fit(
            &tables.ratings,
            tables.movies.len(),
            relevance,
        ))
    })
}

fn neighbours() -> Parts {
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
fn ease(protocol: Protocol) -> Parts {
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

fn factors() -> Parts {
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
