//! The options of `matinee train`, and the recipe that they make.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::artifact::Precisions;
use crate::model::Backend;
use crate::training::{Cleaning, Network, Recipe};

/// Train a model and write it to a file.
///
/// Prints the training and validation loss of each epoch (mean squared error in stars²) and keeps
/// the best one. Ctrl-C stops and writes the best checkpoint so far.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee train --out model.matinee
  matinee train --preset original --epochs 12 --out original.matinee
  matinee train --preset plain --fold 1 --out u1.matinee
  matinee train --preset plain --train u1.base --test u1.test --backend flex --out u1.matinee")]
pub(in crate::cli) struct Options {
    /// Folder in the MovieLens 100K format.
    #[arg(long, value_name = "DIR", default_value = "data/ml-100k")]
    pub(super) data: PathBuf,
    /// File to write the model to.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Network to train.
    #[arg(long, value_enum, default_value_t = NetworkName::Seed)]
    network: NetworkName,
    /// Recipe to start from; the options below change single numbers of it.
    #[arg(long, value_enum, default_value_t = Preset::Plain)]
    preset: Preset,

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

    /// Passes over the training rows, at most.
    #[arg(long, value_name = "N")]
    epochs: Option<u32>,
    /// Size of the user and of the movie embedding.
    #[arg(long, value_name = "N")]
    embedding: Option<usize>,
    /// Units of the hidden layer.
    #[arg(long, value_name = "N")]
    hidden: Option<usize>,
    /// Adam's step size.
    #[arg(long, value_name = "RATE")]
    learning_rate: Option<f64>,
    /// Rows a step.
    #[arg(long, value_name = "N")]
    batch_size: Option<usize>,
    /// Share of hidden units set to 0 in a training step, 0 to below 1.
    #[arg(long, value_name = "SHARE")]
    dropout: Option<f32>,
    /// Share of the rows held out to choose the number of epochs; 0 for none.
    #[arg(long, value_name = "SHARE")]
    validation: Option<f32>,
    /// Stop after N epochs without a better validation loss.
    #[arg(long, value_name = "N")]
    early_stopping: Option<u32>,
    /// Rows to leave out: as the original does, or none.
    #[arg(long, value_enum)]
    clean: Option<CleaningName>,

    /// Seed of every random draw.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// What runs the tensor operations.
    #[arg(long, value_enum, default_value_t = BackendName::Ndarray)]
    backend: BackendName,
    /// How weights are stored: in full, or rounded for a small file [default: compact for the
    /// preset page, else full].
    #[arg(long, value_enum)]
    precision: Option<PrecisionName>,
    /// Print one JSON object at the end instead of lines.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum NetworkName {
    Seed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Preset {
    /// 16 + 16, fc 64, batch 64, 7 epochs, random 80/20: as the original project.
    Original,
    /// The same network, regularised: the most accurate.
    Plain,
    /// A small one, for the page.
    Page,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum CleaningName {
    Original,
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
}

impl Options {
    /// The recipe of these options; named `custom` when a number of the preset was changed.
    pub(super) fn recipe(&self) -> Recipe {
        let preset = match self.preset {
            Preset::Original => Recipe::original(),
            Preset::Plain => Recipe::plain(),
            Preset::Page => Recipe::page(),
        };
        let mut recipe = preset.clone();
        recipe.network = match self.network {
            NetworkName::Seed => Network::Seed,
        };
        set(&mut recipe.epochs, self.epochs);
        set(&mut recipe.embedding_size, self.embedding);
        set(&mut recipe.hidden, self.hidden);
        set(&mut recipe.learning_rate, self.learning_rate);
        set(&mut recipe.batch_size, self.batch_size);
        set(&mut recipe.dropout, self.dropout);
        set(&mut recipe.validation_share, self.validation);
        recipe.early_stopping = self.early_stopping.or(recipe.early_stopping);
        let cleaning = self.clean.map(|clean| match clean {
            CleaningName::Original => Cleaning::Original,
            CleaningName::None => Cleaning::None,
        });
        set(&mut recipe.cleaning, cleaning);
        if recipe != preset {
            recipe.name = "custom".into();
        }
        recipe.seed = self.seed;
        recipe.backend = match self.backend {
            BackendName::Ndarray => Backend::Ndarray,
            BackendName::Flex => Backend::Flex,
        };
        recipe
    }

    /// How the weights are to be stored.
    pub(super) fn precisions(&self) -> Precisions {
        match (self.precision, self.preset) {
            (Some(PrecisionName::Full), _) => Precisions::FULL,
            (Some(PrecisionName::Compact), _) | (None, Preset::Page) => Precisions::COMPACT,
            (None, _) => Precisions::FULL,
        }
    }
}

fn set<T>(value: &mut T, given: Option<T>) {
    if let Some(given) = given {
        *value = given;
    }
}
