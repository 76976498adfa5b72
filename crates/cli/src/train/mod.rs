//! `matinee train`: rows → network → artifact.

mod hybrid;
mod options;
mod popularity;
mod seed;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, ensure};

use matinee_core::domain::Rating;
use matinee_core::network_kind::NetworkKind;
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::raw::RawTables;
use matinee_engine::artifact::{self, Artifact, Metric};
use matinee_engine::engine::Engine;
use matinee_lab::RatingAccuracy;
use matinee_train::packing;
use matinee_train::training::Cleaning;

use super::data::{self, Rows};
use super::terminal::count;
use super::{Usage, files, terminal};

pub(super) use options::Options;

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    match options.network {
        NetworkKind::Seed => seed::run(options, out),
        NetworkKind::Hybrid => hybrid::run(options, out),
        NetworkKind::Popularity => popularity::run(options, out),
        NetworkKind::Factors => Err(Usage(
            "factors are learned elsewhere and imported: see `matinee import --help`".into(),
        )
        .into()),
    }
}

/// Checks that the model can be written before hours go by; then gives the cleaned tables to train on, and the rows to measure on at the end, with their name.
fn rows(options: &Options, cleaning: Cleaning) -> anyhow::Result<(Tables, Test)> {
    files::check_writable(&options.out)?;
    let mut raw = data::open(&options.data)?;
    let (base, test) = match (options.fold, &options.train, &options.test) {
        (Some(fold), ..) => {
            let (base, test) = Rows::of_fold(&raw, fold)?;
            (Some(base), Some(test))
        }
        (None, base, test) => (
            base.as_deref().map(Rows::of_file).transpose()?,
            test.as_deref().map(Rows::of_file).transpose()?,
        ),
    };
    if let Some(base) = base {
        check_known(&base, &raw)?;
        raw.ratings = base.into_ratings();
    }
    let (tables, report) = clean(raw, &cleaning.rules());
    terminal::tell(&report);
    ensure!(
        !tables.ratings.is_empty(),
        "no rating is left after cleaning; use more data, or `--clean none`"
    );
    let test = test
        .map(|rows| {
            let numbered = rows.numbered(|id| tables.user_idx(id), |id| tables.movie_idx(id))?;
            data::check_unseen(&rows, &numbered, &tables.ratings)?;
            anyhow::Ok((rows.name, numbered))
        })
        .transpose()?;
    Ok((tables, test))
}

/// Rows to measure on, with their name.
type Test = Option<(String, Vec<Rating>)>;

/// Rows from elsewhere must be of this data set.
fn check_known(rows: &Rows, raw: &RawTables) -> anyhow::Result<()> {
    let (tables, _) = clean(
        RawTables {
            ratings: Vec::new(),
            ..raw.clone()
        },
        &CleaningRules::none(),
    );
    rows.numbered(|id| tables.user_idx(id), |id| tables.movie_idx(id))
        .map(|_| ())
        .context("the rows to train on are not of this data set")
}

/// A model as it was written, and how good it is on the rows to measure on.
struct Packed {
    engine: Engine,
    accuracy: Option<RatingAccuracy>,
    n_bytes: usize,
}

/// Measures an artifact as it will be served, and writes it.
fn pack(options: &Options, mut artifact: Artifact, test: &Test) -> anyhow::Result<Packed> {
    let mut accuracy = None;
    if let Some((name, rows)) = test {
        let engine = Engine::new(artifact.clone())?;
        accuracy = matinee_lab::rating_accuracy(rows, &engine, artifact.catalogue.scale);
        let measured = accuracy
            .iter()
            .flat_map(|it| [("RMSE", it.rmse), ("MAE", it.mae)]);
        artifact
            .manifest
            .metrics
            .extend(measured.map(|(metric, value)| Metric {
                protocol: name.clone(),
                name: metric.into(),
                value: value as f32,
            }));
    }
    let (engine, n_bytes) = write(artifact, options.people, &options.out)?;
    Ok(Packed {
        engine,
        accuracy,
        n_bytes,
    })
}

/// Writes an artifact with so many of its people, or as many as is usual. Gives the model as it was read back,
/// and the length of the file.
pub(super) fn write(
    artifact: Artifact,
    people: Option<usize>,
    out: &Path,
) -> anyhow::Result<(Engine, usize)> {
    let kept = people.unwrap_or(most_people(artifact.people.users.len()));
    let mut artifact = packing::seal(carrying(artifact, kept)?)?;
    artifact.manifest.lists_sha256 = Engine::new(artifact.clone())?.lists_sha256();
    let bytes = artifact::write(&artifact)?;
    // What is written has been read back, self-test included.
    let engine = Engine::open(&bytes)?;
    files::write(out, &bytes)?;
    Ok((engine, bytes.len()))
}

/// Above this number a model carries nobody unless it is asked to: their ratings would be most of it.
const MANY_PEOPLE: usize = 5_000;

/// How many of so many people a model carries by default.
const fn most_people(n_users: usize) -> usize {
    if n_users > MANY_PEOPLE { 0 } else { n_users }
}

/// A model with so many of its people, those whose tastes tell most.
///
/// # Errors
/// Where a network that serves only people whom it knows would be left with nobody.
pub(super) fn carrying(artifact: Artifact, n: usize) -> anyhow::Result<Artifact> {
    let n_users = artifact.people.users.len();
    if n >= n_users {
        return Ok(artifact);
    }
    let kind = artifact.weights.kind();
    ensure!(
        n > 0 || matinee_engine::about(kind).takes_newcomers,
        "a model of network {} lists only for people it was trained on: give `--people N`",
        kind.name()
    );
    let kept = packing::most_telling(&artifact.people, artifact.catalogue.movies.len(), n);
    Ok(packing::with_people(artifact, &kept))
}

/// The lines on what was measured and written, the last of a run.
fn conclude(
    options: &Options,
    packed: &Packed,
    test: &Test,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    if let (Some(accuracy), Some((name, _))) = (packed.accuracy, test) {
        writeln!(
            out,
            "{name}: RMSE {:.4}, MAE {:.4} stars over {}",
            accuracy.rmse,
            accuracy.mae,
            count(accuracy.n_rows, "row")
        )?;
    }
    writeln!(
        out,
        "wrote {} ({} bytes)",
        options.out.display(),
        packed.n_bytes
    )?;
    Ok(())
}
