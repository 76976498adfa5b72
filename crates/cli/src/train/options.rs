//! The options of `matinee train`, and the recipe that they make.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use crate::data::DataOptions;
use crate::files;
use matinee_core::network_kind::NetworkKind;
use matinee_engine::artifact::Precisions;
use matinee_train::model::Backend;
use matinee_train::training::hybrid::HybridRecipe;
use matinee_train::training::{Cleaning, Recipe};

/// Train a model and write it to a file.
///
/// The seed network: prints the training and validation loss of each epoch (mean squared error in
/// stars²) and keeps the best one. Ctrl-C (or SIGTERM) stops and writes the best checkpoint so far.
///
/// The hybrid: several teachers, side by side, then one small student of them and a ranking head.
/// Every stage is kept beside the model until it is there: after Ctrl-C, or a power cut, the same
/// command goes on where it was.
///
/// Popularity: counts who rated and who liked each movie.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee train --out model.matinee
  matinee train --network hybrid --out hybrid.matinee
  matinee train --network hybrid --fold 1 --json --out u1.matinee
  matinee train --preset original --epochs 12 --out original.matinee
  matinee train --preset plain --fold 1 --out u1.matinee
  matinee train --preset plain --train u1.base --test u1.test --backend flex --out u1.matinee")]
pub(crate) struct Options {
    #[command(flatten)]
    pub(super) data: DataOptions,
    /// File to write the model to.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Network to train.
    #[arg(long, value_name = "NETWORK", default_value = NetworkKind::Seed.name(), value_parser = network())]
    pub(super) network: NetworkKind,
    /// Recipe to start from; the options below change single numbers of it [default: plain for the
    /// seed network, shipped for the hybrid].
    #[arg(long, value_enum)]
    preset: Option<Preset>,
    /// Recipe of a hybrid as a JSON file, as `train --json` prints it and `tune` writes it.
    #[arg(long, value_name = "FILE", conflicts_with = "preset")]
    recipe: Option<PathBuf>,

    /// Train on the base rows of this fold of u.data (u1.base to u5.base) and measure on its test
    /// rows.
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u32).range(1..=5))]
    #[arg(conflicts_with_all = ["train", "test"])]
    pub(super) fold: Option<u32>,
    /// Train on these rows (in the format of u.data) instead of all of u.data.
    #[arg(long, value_name = "FILE")]
    pub(super) train: Option<PathBuf>,
    /// Measure on these rows (in the format of u.data) at the end.
    #[arg(long, value_name = "FILE")]
    pub(super) test: Option<PathBuf>,

    /// Seed network: passes over the training rows, at most.
    #[arg(long, value_name = "N")]
    epochs: Option<u32>,
    /// Seed network: size of the user and of the movie embedding.
    #[arg(long, value_name = "N")]
    embedding: Option<usize>,
    /// Seed network: units of the hidden layer.
    #[arg(long, value_name = "N")]
    hidden: Option<usize>,
    /// Seed network: Adam's step size.
    #[arg(long, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// Seed network: rows a step.
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Seed network: share of hidden units set to 0 in a training step, 0 to below 1.
    #[arg(long, value_name = "SHARE")]
    dropout: Option<f32>,
    /// Share of the rows held out: by the seed network to choose the number of epochs, by the
    /// hybrid to measure every stage on; 0 for none.
    #[arg(long, value_name = "SHARE")]
    validation: Option<f32>,
    /// Seed network: stop after N epochs without a better validation loss.
    #[arg(long, value_name = "N")]
    early_stopping: Option<u32>,
    /// How to clean the data set [default: as the preset says; for a hybrid of a fold, none].
    #[arg(long, value_enum)]
    clean: Option<CleaningName>,

    /// Seed of every random draw.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What runs the tensor operations.
    #[arg(long, value_enum, default_value_t = BackendName::Ndarray)]
    backend: BackendName,
    /// Hybrid: put these measurements into the model, for its page to show: what `evaluate --model
    /// U1 --fold 1 --curves --json` printed of a model of the same recipe.
    #[arg(long, value_name = "FILE")]
    pub(super) evidence: Option<PathBuf>,
    /// Put so many of the data's people into the model, those whose tastes tell most, for others to borrow
    /// [default: everybody; nobody where there are more than 5,000].
    #[arg(long, value_name = "N")]
    pub(super) people: Option<usize>,
    /// How weights are stored: in full, or rounded for a small file [default: compact for the
    /// hybrid and the preset page, else full].
    #[arg(long, value_enum)]
    precision: Option<PrecisionName>,
    /// Print one JSON object at the end instead of lines.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Preset {
    /// 16 + 16, fc 64, batch 64, 7 epochs, random 80/20: as the original project.
    Original,
    /// The same network, regularised: the most accurate of its kind.
    Plain,
    /// A small seed network, for the page.
    Page,
    /// The hybrid that the page carries.
    Shipped,
    /// The same for newer data, such as MovieLens Latest Small.
    Modern,
    /// A hybrid without teachers: quick, and nearly as accurate.
    Simple,
    /// A hybrid with few teachers: what the page trains as *Ensemble*.
    Ensemble,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CleaningName {
    /// Merge entries of one title and year, then leave out what the original does.
    #[value(alias = "original")]
    Standard,
    /// Leave out what the original does; a movie that is listed twice stays two.
    Unmerged,
    /// Entries of one movie are one movie; movies with fewer than three ratings are left out.
    Rated,
    /// Merge entries of one title and year, and leave nothing out.
    Merged,
    /// Take the data set as it is: the canonical protocols score every row.
    None,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum BackendName {
    Ndarray,
    Flex,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PrecisionName {
    Full,
    Compact,
    /// For data with many movies that few have rated.
    Small,
}

/// Reads the name of a network; help lists what there is.
fn network() -> impl TypedValueParser<Value = NetworkKind> {
    let named = |kind: NetworkKind| {
        PossibleValue::new(kind.name()).help(matinee_engine::about(kind).summary)
    };
    PossibleValuesParser::new(NetworkKind::TRAINED.map(named))
        .try_map(|name| NetworkKind::parse(&name).context("no such network"))
}

impl Options {
    /// The recipe of a seed network of these options; named `custom` when a number of the preset was
    /// changed.
    ///
    /// # Errors
    /// A preset or an option of another network.
    pub(super) fn seed_recipe(&self) -> anyhow::Result<Recipe> {
        ensure!(
            self.recipe.is_none(),
            "--recipe is for the hybrid; add --network hybrid"
        );
        let preset = match self.preset {
            Some(Preset::Original) => Recipe::original(),
            None | Some(Preset::Plain) => Recipe::plain(),
            Some(Preset::Page) => Recipe::page(),
            Some(Preset::Shipped | Preset::Modern | Preset::Simple | Preset::Ensemble) => {
                anyhow::bail!("this preset is for the hybrid; add --network hybrid")
            }
        };
        let mut recipe = preset.clone();
        set(&mut recipe.epochs, self.epochs);
        set(&mut recipe.embedding_size, self.embedding);
        set(&mut recipe.hidden, self.hidden);
        set(&mut recipe.learning_rate, self.learning_rate);
        set(&mut recipe.batch_size, self.batch_size);
        set(&mut recipe.dropout, self.dropout);
        set(&mut recipe.validation_share, self.validation);
        recipe.early_stopping = self.early_stopping.or(recipe.early_stopping);
        set(&mut recipe.cleaning, self.cleaning());
        if recipe != preset {
            recipe.name = "custom".into();
        }
        recipe.seed = self.seed;
        recipe.backend = self.backend()?;
        Ok(recipe)
    }

    /// The recipe of a hybrid of these options, likewise.
    ///
    /// # Errors
    /// A preset or an option of another network, a recipe file that cannot be used.
    pub(super) fn hybrid_recipe(&self) -> anyhow::Result<HybridRecipe> {
        self.refuse_numbers(
            "is for the seed network; change the hybrid's numbers in a file and give it with --recipe \
             (`matinee train --network hybrid --json` prints one)",
        )?;
        let preset = match (&self.recipe, self.preset) {
            (Some(path), _) => recipe_file(path)?,
            (None, None | Some(Preset::Shipped)) => HybridRecipe::shipped(),
            (None, Some(Preset::Simple)) => HybridRecipe::simple(),
            (None, Some(Preset::Modern)) => HybridRecipe::modern(),
            (None, Some(Preset::Ensemble)) => HybridRecipe::ensemble(),
            (None, Some(_)) => {
                anyhow::bail!("this preset is for the seed network; leave --network hybrid out")
            }
        };
        let mut recipe = preset.clone();
        set(&mut recipe.validation_share, self.validation);
        if recipe != preset {
            recipe.name = "custom".into();
        }
        // The canonical protocols score every row of a fold.
        let of_fold = self.fold.map(|_| Cleaning::None);
        set(&mut recipe.cleaning, self.cleaning().or(of_fold));
        recipe.seed = self.seed;
        recipe.backend = self.backend()?;
        Ok(recipe)
    }

    /// Refuses every option of what is trained by steps.
    ///
    /// # Errors
    /// The first that is given, and why it cannot be.
    fn refuse_numbers(&self, why: &str) -> anyhow::Result<()> {
        let numbers = [
            ("--epochs", self.epochs.is_some()),
            ("--embedding", self.embedding.is_some()),
            ("--hidden", self.hidden.is_some()),
            ("--learning-rate", self.learning_rate.is_some()),
            ("--batch-size", self.batch_size.is_some()),
            ("--dropout", self.dropout.is_some()),
            ("--early-stopping", self.early_stopping.is_some()),
        ];
        for (option, is_given) in numbers {
            ensure!(!is_given, "{option} {why}");
        }
        Ok(())
    }

    /// Refuses every option of what is trained at all.
    ///
    /// # Errors
    /// As [`Options::refuse_numbers`].
    pub(super) fn refuse_training(&self) -> anyhow::Result<()> {
        let why = "is for a network that is trained; leave it out";
        self.refuse_numbers(why)?;
        let rest = [
            ("--preset", self.preset.is_some()),
            ("--recipe", self.recipe.is_some()),
            ("--validation", self.validation.is_some()),
            ("--evidence", self.evidence.is_some()),
            ("--precision", self.precision.is_some()),
        ];
        for (option, is_given) in rest {
            ensure!(!is_given, "{option} {why}");
        }
        Ok(())
    }

    pub(super) fn cleaning(&self) -> Option<Cleaning> {
        self.clean.map(|clean| match clean {
            CleaningName::Standard => Cleaning::Standard,
            CleaningName::Unmerged => Cleaning::Unmerged,
            CleaningName::Rated => Cleaning::Rated,
            CleaningName::Merged => Cleaning::Merged,
            CleaningName::None => Cleaning::None,
        })
    }

    fn backend(&self) -> anyhow::Result<Backend> {
        let backend = match self.backend {
            BackendName::Ndarray => Backend::Ndarray,
            BackendName::Flex => Backend::Flex,
        };
        ensure!(
            backend.is_there(),
            "this program was built without that backend, to build the site sooner; `cargo build --release` builds it \
             with both"
        );
        Ok(backend)
    }

    /// How the weights are to be stored, unless an option says.
    pub(super) fn precisions(&self, unless_said: Precisions) -> Precisions {
        match self.precision {
            Some(PrecisionName::Compact) => Precisions::COMPACT,
            Some(PrecisionName::Full) => Precisions::FULL,
            Some(PrecisionName::Small) => Precisions::SMALL,
            None => unless_said,
        }
    }

    /// Whether the recipe is the one for a small file.
    pub(super) fn is_for_the_page(&self) -> bool {
        matches!(self.preset, Some(Preset::Page))
    }
}

fn set<T>(value: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *value = given;
    }
}

/// A recipe as `train --json` prints it: by itself, or as the field `recipe` of the whole answer.
fn recipe_file(path: &Path) -> anyhow::Result<HybridRecipe> {
    let parse = || -> anyhow::Result<HybridRecipe> {
        let mut json: serde_json::Value = serde_json::from_slice(&files::read(path)?)?;
        let recipe = match json.get_mut("recipe") {
            Some(recipe) => recipe.take(),
            None => json,
        };
        Ok(serde_json::from_value(recipe)?)
    };
    parse().with_context(|| format!("{} is not the recipe of a hybrid", path.display()))
}
