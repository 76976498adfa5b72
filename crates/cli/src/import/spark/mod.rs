//! A folder that Spark MLlib's `ALSModel.save` wrote:
//!
//! ```text
//! metadata/     one line of JSON: class, rank, parameters of prediction
//! userFactors/  part-NNNNN-RUN-c000.snappy.parquet, one a block, with `id` and `features`; _SUCCESS
//! itemFactors/  the same
//! ```
//!
//! What the model was fitted to, and how, is not in it: see [`super::settings`].

mod checksum;
mod folder;

use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use super::factor_table::{Builder, FactorTable, Side};
use super::parquet_rows;
use crate::{files, terminal};

use folder::Parts;

const METADATA: &str = "metadata";
const CLASS: &str = "org.apache.spark.ml.recommendation.ALSModel";

/// What is read of the metadata.
#[derive(Debug, Deserialize)]
struct Metadata {
    class: String,
    rank: Option<usize>,
    #[serde(rename = "sparkVersion")]
    version: Option<String>,
}

/// An ALS model as Spark has it.
#[derive(Debug)]
pub(super) struct SparkModel {
    pub(super) users: FactorTable,
    pub(super) items: FactorTable,
    /// Which Spark wrote it.
    pub(super) version: String,
}

/// Reads a model, a part at a time.
///
/// # Errors
/// A folder that is no ALS model; parts that are missing, damaged or of different runs.
pub(super) fn read(path: &Path) -> anyhow::Result<SparkModel> {
    let no_model = || {
        format!(
            "{} is no ALS model as Spark saves it (`model.save(PATH)`, of an ALSModel, not of the estimator \
             or a pipeline)",
            path.display()
        )
    };
    let metadata = metadata(&path.join(METADATA)).with_context(no_model)?;
    if metadata.class != CLASS {
        bail!("{}: its class is {}", no_model(), metadata.class);
    }
    let rank = metadata.rank.with_context(no_model)?;
    ensure!(rank > 0, "{}: its rank is 0", no_model());
    Ok(SparkModel {
        users: factors(&path.join("userFactors"), Side::Users, rank)?,
        items: factors(&path.join("itemFactors"), Side::Items, rank)?,
        version: metadata.version.unwrap_or_default(),
    })
}

/// The one line of the metadata.
fn metadata(folder: &Path) -> anyhow::Result<Metadata> {
    let Parts { paths, .. } = Parts::find(folder, "")?;
    for path in paths {
        let bytes = checksum::read(&path)?;
        if !bytes.trim_ascii().is_empty() {
            let at = || format!("{} is not the JSON of a model", path.display());
            return serde_json::from_slice(&bytes).with_context(at);
        }
    }
    bail!("{} has no line", folder.display())
}

/// The rows of all parts.
fn factors(folder: &Path, side: Side, rank: usize) -> anyhow::Result<FactorTable> {
    let parts = Parts::find(folder, ".parquet")?;
    let mut table = Builder::new(side, Some(rank));
    for path in &parts.paths {
        let bytes = checksum::read(path)?;
        parquet_rows::read(bytes, &mut table)
            .with_context(|| format!("cannot use {}", path.display()))?;
    }
    if !parts.gaps.is_empty() {
        let gaps: Vec<String> = parts.gaps.iter().map(ToString::to_string).collect();
        terminal::tell(format_args!(
            "note: {} has no part {}; Spark writes none for a block that nobody's id falls into, but a part \
             that was lost looks the same",
            folder.display(),
            gaps.join(", ")
        ));
    }
    let at = || format!("cannot use {}", folder.display());
    table.finish(None).with_context(at)
}

/// Reads a whole file.
fn read_file(path: &Path) -> anyhow::Result<Vec<u8>> {
    files::read(path)
}
