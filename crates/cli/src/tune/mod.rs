//! `matinee tune`: a search for better hyper-parameters, without a look at test rows.

mod bench;
mod trials;

use std::io::Write;
use std::path::PathBuf;
use std::time::Instant;

use clap::ValueEnum;
use indicatif::ProgressBar;

use matinee_lab::tune::{Cut, CutKind, Point, Search, Space};
use matinee_train::training::hybrid::HybridRecipe;

use super::data::DataOptions;
use super::hybrid::Kept;
use super::{data, files, terminal};

use bench::Bench;
use trials::{Answer, Cause, Log, Outcome, Trial, best, table};

/// To be raised whenever a change of the code changes what a recipe measures.
const VERSION: u32 = 1;
/// Hexadecimal digits of what a trial rests on.
const BASIS_DIGITS: usize = 12;

/// Search for better hyper-parameters of the hybrid, on a part of the training rows only.
///
/// Each fold's test rows are dropped before anything else is done; a part of its base is learned
/// from, the rest measured on. (A fold's base has the test rows of the other folds in it: what is
/// chosen on fold 1 is honest on fold 1.) Trial 0 is the shipped recipe; of the others, a third is
/// drawn anywhere among the candidates, the rest differ from the best so far in one or two numbers.
///
/// Each trial becomes a line of the log. Trials that the log has are not run again, so a search
/// that was interrupted goes on, and one with more trials continues one with fewer. The same seed
/// draws the same parts and the same trials.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee tune --search ranking --fold 1,2 --trials 40
  matinee tune --search student --part block --out best.json
  matinee train --network hybrid --recipe best.json --fold 1 --out u1.matinee")]
pub(super) struct Options {
    /// What to search through.
    #[arg(long, value_enum, value_name = "NAME")]
    search: SearchName,
    #[command(flatten)]
    data: DataOptions,
    /// Folds whose base to use, separated by commas; scores are means over them.
    #[arg(long, value_name = "1-5", value_delimiter = ',', default_value = "1")]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=5))]
    fold: Vec<u32>,
    /// Which rows of the base to measure on.
    #[arg(long, value_enum, default_value_t = PartName::Random)]
    part: PartName,
    /// How many of them: a share of the base.
    #[arg(long, value_name = "SHARE", default_value_t = 0.125)]
    share: f64,
    /// Trials, those that the log has included.
    #[arg(long, value_name = "N", default_value_t = 20)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    trials: u32,
    /// Seed of the parts and of the trials.
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Table to which each trial is added.
    #[arg(long, value_name = "FILE", default_value = "results/tuning.tsv")]
    log: PathBuf,
    /// File to write the best recipe to, as `train --recipe` takes it.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Folder in which trained teachers are kept.
    #[arg(long, value_name = "DIR", default_value = "results/teachers")]
    keep: PathBuf,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

/// A value of `--search`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum SearchName {
    /// The ranking head: NDCG@10 of lists of movies that are not in the training part.
    Ranking,
    /// The same with the predicted stars in it, as lists are ordered; those are learned once.
    Order,
    /// What learns from the ensemble: RMSE; teachers are trained once.
    Student,
    /// The ensemble, its residuals corrected: RMSE.
    Ensemble,
    /// The simplest network of the ensemble by itself: RMSE.
    Networks,
}

impl From<SearchName> for Search {
    fn from(name: SearchName) -> Self {
        match name {
            SearchName::Ranking => Self::Ranking,
            SearchName::Order => Self::Order,
            SearchName::Student => Self::Student,
            SearchName::Ensemble => Self::Ensemble,
            SearchName::Networks => Self::Networks,
        }
    }
}

/// A value of `--part`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PartName {
    /// Rows at random.
    Random,
    /// A run of neighbours in the order of u.data, as the folds are: some people are left with few
    /// training rows, or none.
    Block,
}

impl From<PartName> for CutKind {
    fn from(name: PartName) -> Self {
        match name {
            PartName::Random => Self::Random,
            PartName::Block => Self::Block,
        }
    }
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(out) = &options.out {
        files::check_writable(out)?;
    }
    let cut = options.cut();
    let (data, hash) = data::open_with_hash(&options.data)?;
    let parts = cut.apply(&data)?;
    let what = Search::from(options.search);
    let space = Space::new(what.numbers(), HybridRecipe::shipped());
    let cause = Cause {
        search: what.name().into(),
        parts: cut.to_string(),
        seed: options.seed,
        basis: basis(&hash, &space)?,
        trial: 0,
        changed: String::new(),
    };
    let mut log = Log::open(&options.log)?;
    let bar = terminal::steps(options.trials.into(), "searching");
    let bench = Bench::new(what, parts, Kept::in_folder(&options.keep), &bar);
    let trials = search(options, &space, &bench, cause, &mut log, &bar)?;
    bar.finish_and_clear();

    let metric = what.metric();
    let Some(best) = best(&trials, metric) else {
        return Ok(());
    };
    let recipe = space.recipe(&best.point);
    if let Some(path) = &options.out {
        files::write(path, &serde_json::to_vec_pretty(&recipe)?)?;
    }
    if options.json {
        let answer = Answer::new(metric, &cut, &trials, best.number, &recipe);
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
        return Ok(());
    }
    write!(out, "{}", table(metric, &cut, &trials))?;
    if let Some(path) = &options.out {
        writeln!(out, "wrote {}", path.display())?;
    }
    Ok(())
}

impl Options {
    fn cut(&self) -> Cut {
        let mut folds = self.fold.clone();
        folds.sort_unstable();
        folds.dedup();
        Cut {
            folds,
            part: self.part.into(),
            share: self.share,
            seed: self.seed,
        }
    }
}

/// What all trials of a search rest on, as a short hash.
fn basis(data: &str, space: &Space) -> anyhow::Result<String> {
    let version = format!("{} {VERSION}", env!("CARGO_PKG_VERSION"));
    let cause = space.cause()?;
    let mut hash = files::sha256(&[version.as_bytes(), data.as_bytes(), cause.as_bytes()]);
    hash.truncate(BASIS_DIGITS);
    Ok(hash)
}

/// All trials, in order. What each draws follows from those before it, so one that the log has
/// leads on as one that was run.
fn search(
    options: &Options,
    space: &Space,
    bench: &Bench<'_>,
    mut cause: Cause,
    log: &mut Log,
    bar: &ProgressBar,
) -> anyhow::Result<Vec<Trial>> {
    let metric = Search::from(options.search).metric();
    let mut trials: Vec<Trial> = Vec::new();
    for number in 0..options.trials {
        let tried: Vec<&Point> = trials.iter().map(|trial| &trial.point).collect();
        let leader = best(&trials, metric).map(|trial| &trial.point);
        let Some(point) = space.draw(options.seed, number, &tried, leader) else {
            bar.suspend(|| {
                terminal::tell(format_args!(
                    "nothing new to try was found after {number} trials"
                ));
            });
            break;
        };
        cause.trial = number;
        cause.changed = space.describe(&point);
        let outcome = match log.find(&cause) {
            Some(outcome) => outcome.clone(),
            None => {
                let started = Instant::now();
                let outcome = Outcome {
                    metric: metric.name().into(),
                    scores: bench.measure(&space.recipe(&point))?,
                    seconds: started.elapsed().as_secs_f64(),
                }
                .rounded();
                log.append(&cause, &outcome)?;
                outcome
            }
        };
        trials.push(Trial {
            number,
            point,
            changed: cause.changed.clone(),
            outcome,
        });
        bar.inc(1);
    }
    Ok(trials)
}
