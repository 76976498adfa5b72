//! The options of `matinee import`.

use std::path::PathBuf;

use clap::ValueEnum;

use matinee_engine::artifact::Precision;

use super::items::Unknown;
use super::settings::{Kind, Settings, parse_counts};
use super::sources::IdFiles;

/// Make a model file of factors that another program learned.
///
/// Spark's ALS, models of the library implicit, or anything that has a vector for every person and item. What
/// it predicts stays what it was; somebody new gets a vector by the equation that the program solves for
/// everybody. docs/import.md has a recipe for each.
///
/// The files of Spark do not say whether a model was fitted to ratings or to what was watched, nor how: that is
/// told by a matinee.json beside them (examples/spark/train.py writes one), by options, or, with --ratings, found
/// out.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee import --spark out/stars --items movies.csv --ratings ratings.csv --out m.matinee
  matinee import --spark out/stars --order out/order --items movies.csv --out m.matinee
  matinee import --spark als --feedback explicit --reg 0.1 --items movies.csv --out m.matinee
  matinee import --implicit als.npz --user-ids users.txt --item-ids items.txt --items movies.csv --out m.matinee
  matinee import --factors mf.safetensors --feedback explicit --reg 20 --items movies.csv --out m.matinee")]
#[command(group = clap::ArgGroup::new("model").args(["spark", "implicit", "factors"]).required(true))]
pub(crate) struct Options {
    /// Folder of an ALSModel, as Spark MLlib saves it.
    #[arg(long, value_name = "DIR")]
    spark: Option<PathBuf>,
    /// Model as the library implicit saves it.
    #[arg(long, value_name = "FILE.npz")]
    implicit: Option<PathBuf>,
    /// Factors as named tensors (.safetensors) or as a table (.parquet).
    #[arg(long, value_name = "FILE")]
    factors: Option<PathBuf>,
    /// A second model, of any of these kinds, fitted to what was watched: lists are ordered by it.
    #[arg(long, value_name = "PATH")]
    pub(super) order: Option<PathBuf>,
    /// Ids of the rows of an .npz, one a line, or as .npy.
    #[arg(long, value_name = "FILE")]
    user_ids: Option<PathBuf>,
    /// The same of its items.
    #[arg(long, value_name = "FILE")]
    item_ids: Option<PathBuf>,

    /// What the items are: a table with movieId (or id), title and, if there are such, year, genres, imdbId,
    /// tmdbId; or the folder of a data set.
    #[arg(long, value_name = "PATH")]
    pub(super) items: PathBuf,
    /// What to do with items of the model that are not there: call them by their numbers, or refuse.
    #[arg(long, value_enum, default_value_t = Unknown::Keep)]
    pub(super) unknown_items: Unknown,
    /// The ratings that the model was fitted to (as u.data, ratings.dat or ratings.csv). With them the model can
    /// carry people, be measured, and its settings are found out or checked.
    #[arg(long, value_name = "FILE")]
    pub(super) ratings: Option<PathBuf>,
    /// How often items were rated: a table movieId,n_ratings,n_liked [default: counted in --ratings, or as
    /// matinee.json says].
    #[arg(long, value_name = "FILE", conflicts_with = "ratings")]
    pub(super) counts: Option<PathBuf>,
    /// Ratings are in steps of a half [default: as the ratings are; without these, whole stars].
    #[arg(long)]
    pub(super) half_stars: bool,

    /// What the model was fitted to.
    #[arg(long, value_enum)]
    feedback: Option<Kind>,
    /// Its regularisation: Spark's regParam, implicit's regularization.
    #[arg(long, value_name = "L2")]
    reg: Option<f32>,
    /// The same of people's biases [default: as --reg].
    #[arg(long, value_name = "L2")]
    bias_reg: Option<f32>,
    /// Of a model fitted to what was watched: how much a rating adds to its confidence.
    #[arg(long, value_name = "ALPHA")]
    alpha: Option<f32>,
    /// Of such a model: what stars counted [default: stars].
    #[arg(long, value_name = "stars|stars>=N|…", value_parser = parse_counts)]
    counted_as: Option<[f32; 10]>,
    /// Of the --order model: its regularisation.
    #[arg(long, value_name = "L2", requires = "order")]
    order_reg: Option<f32>,
    /// What a predicted star adds to the score of the --order model.
    #[arg(long, value_name = "WEIGHT", default_value_t = 0.01)]
    pub(super) stars_weight: f32,

    /// Put so many people into the model, those whose tastes tell most; it takes their --ratings, for lists pass
    /// over what somebody has seen [default: everybody; nobody where there are more than 5,000, or no ratings].
    #[arg(long, value_name = "N")]
    pub(super) people: Option<usize>,
    /// How factors are stored: in full, in 8 bits, or in 6.
    #[arg(long, value_enum, default_value_t = PrecisionName::Compact)]
    precision: PrecisionName,
    /// What the model says of where its data comes from [default: what the data set says].
    #[arg(long, value_name = "TEXT")]
    pub(super) notice: Option<String>,
    /// File to write the model to.
    #[arg(long, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// Print one JSON object at the end instead of lines.
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum PrecisionName {
    Full,
    Compact,
    Small,
}

impl Options {
    /// Where the first model is.
    pub(super) fn model(&self) -> Option<&PathBuf> {
        let models = [&self.spark, &self.implicit, &self.factors];
        models.into_iter().find_map(Option::as_ref)
    }

    pub(super) fn ids(&self) -> IdFiles<'_> {
        IdFiles {
            users: self.user_ids.as_deref(),
            items: self.item_ids.as_deref(),
        }
    }

    /// What is said of the first model.
    pub(super) fn settings(&self) -> Settings {
        let has_order = self.order.is_some();
        Settings {
            kind: self.feedback,
            reg: self.reg,
            level_reg: self.bias_reg,
            // Beside a model of order, that one's.
            alpha: self.alpha.filter(|_| !has_order),
            counts: self.counted_as.filter(|_| !has_order),
            ..Settings::default()
        }
    }

    /// What is said of the model of order.
    pub(super) fn order_settings(&self) -> Settings {
        Settings {
            kind: Some(Kind::Implicit),
            reg: self.order_reg,
            alpha: self.alpha,
            counts: self.counted_as,
            ..Settings::default()
        }
    }

    pub(super) const fn precision(&self) -> Precision {
        match self.precision {
            PrecisionName::Full => Precision::F32,
            PrecisionName::Compact => Precision::INT8,
            PrecisionName::Small => Precision::Int { levels: 40 },
        }
    }
}
