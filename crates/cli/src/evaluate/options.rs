//! What `matinee evaluate` can be asked.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::ValueEnum;

use matinee_lab::Protocol;

use super::contenders::Name;
use crate::data::DataOptions;

/// Measure a model, or train and measure every system by the protocols of the field.
///
/// --model measures one model, and the baselines beside it. Rows: `training` are those that the
/// model was trained on; `validation` those that were held out and not trained on afterwards, if
/// any; the test rows are given by --fold or --test, and may not contain a training row. Without
/// --fold and --test, ratings of the data set that the model has never seen are the test rows, if
/// there are any. Baselines are fitted on the training rows (for test rows: training and
/// validation). Lists: every movie that the user has not rated before is a candidate, a movie is
/// relevant if its rating is 4 stars or more.
///
/// --protocol trains every system on the same rows and measures it with the same code:
/// `folds` are u1 to u5, accuracy over all test rows, lists as above; `stratified` tests on a
/// quarter of each movie's ratings, drawn at random, every one of them relevant; `cold-start` holds
/// 200 people out whole and gives 0, 3, 5, 10 or 20 of their ratings; `time` trains on the first
/// four fifths of all ratings by time and tests on the last, where each rating of somebody new is
/// predicted from those before it. Each result is kept in a file,
/// so what was interrupted goes on where it was, and what is finished is printed at once.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee evaluate --model model.matinee
  matinee evaluate --model u1.matinee --fold 1
  matinee evaluate --model u1.matinee --test u1.test --json
  matinee evaluate --model u1.matinee --fold 1 --curves
  matinee evaluate --protocol all
  matinee evaluate --protocol folds --models bias,ease,seed --seeds 3
  matinee evaluate --protocol cold-start --draws 5 --json")]
pub(crate) struct Options {
    /// Model to measure.
    #[arg(long, value_name = "FILE", required_unless_present = "protocol")]
    pub(super) model: Option<PathBuf>,
    /// Train and measure the systems by this protocol.
    #[arg(long, value_enum, value_name = "NAME")]
    #[arg(conflicts_with_all = ["model", "test", "fold", "k"])]
    pub(super) protocol: Option<ProtocolName>,
    #[command(flatten)]
    pub(super) data: DataOptions,
    /// Test rows, in the format of u.data.
    #[arg(long, value_name = "FILE", conflicts_with = "fold")]
    pub(super) test: Option<PathBuf>,
    /// Test on the test rows of this fold of u.data (u1.test to u5.test).
    #[arg(long, value_name = "1-5", value_parser = clap::value_parser!(u32).range(1..=5))]
    pub(super) fold: Option<u32>,
    /// Length of the lists; 10 with --protocol.
    #[arg(short, long = "k", value_name = "N", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) k: u32,
    /// Show what each lever of the engine does to the lists of the test rows.
    #[arg(long, conflicts_with = "protocol")]
    pub(super) curves: bool,
    #[command(flatten)]
    pub(super) protocols: ProtocolOptions,
    /// Print JSON instead of a table.
    #[arg(long)]
    pub(super) json: bool,
}

/// A value of `--protocol`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ProtocolName {
    /// u1 to u5.
    Folds,
    /// A quarter of each movie's ratings.
    Stratified,
    /// New people.
    ColdStart,
    /// The last fifth by time.
    Time,
    /// One after the other.
    All,
}

impl ProtocolName {
    pub(super) fn protocols(self) -> Vec<Protocol> {
        match self {
            Self::Folds => vec![Protocol::Folds],
            Self::Stratified => vec![Protocol::Stratified],
            Self::ColdStart => vec![Protocol::ColdStart],
            Self::Time => vec![Protocol::Time],
            Self::All => Protocol::ALL.to_vec(),
        }
    }
}

/// The options that go with `--protocol`.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "With --protocol")]
pub(super) struct ProtocolOptions {
    /// Systems to compare, separated by commas [default: all]
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        value_name = "NAMES",
        conflicts_with = "model"
    )]
    pub(super) models: Vec<Name>,
    /// Train what depends on chance with the seeds 1 to N; tables then show mean ± deviation.
    #[arg(long, value_name = "N", default_value_t = 1, conflicts_with = "model")]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(super) seeds: u64,
    /// Random splits of `stratified` and `cold-start`.
    #[arg(long, value_name = "N", default_value_t = 3, conflicts_with = "model")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=1000))]
    pub(super) draws: u32,
    /// Folder in which results are kept.
    #[arg(long, value_name = "DIR", default_value = "results/evaluation")]
    #[arg(conflicts_with = "model")]
    pub(super) results: PathBuf,
    /// Measure again what is kept already.
    #[arg(long, conflicts_with = "model")]
    pub(super) fresh: bool,
    /// Trainings side by side [default: processor cores, at most 2]
    #[arg(long, value_name = "N", conflicts_with = "model")]
    pub(super) jobs: Option<NonZeroUsize>,
}
