//! `matinee train --network popularity`: nothing is trained, the tables are counted.

use std::io::Write;

use serde_json::json;

use matinee_engine::artifact::PopularityWeights;
use matinee_train::packing::{self, TrainingAccount};
use matinee_train::training::Cleaning;

use super::Options;

/// Counts, packs, reports.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    options.refuse_training()?;
    // The canonical protocols score every row of a fold.
    let unless_said = match options.fold {
        Some(_) => Cleaning::None,
        None => Cleaning::Standard,
    };
    let (tables, test) = super::rows(options, options.cleaning().unwrap_or(unless_said))?;
    let account = TrainingAccount {
        preset: "counts".into(),
        data_notice: tables.notice.clone(),
        training: tables.ratings.clone(),
        ..TrainingAccount::default()
    };
    let artifact = packing::assemble(&tables, account, PopularityWeights.into());
    let packed = super::pack(options, artifact, &test)?;
    if options.json {
        let manifest = packed.engine.manifest();
        let summary = json!({
            "network": manifest.network,
            "preset": manifest.preset,
            "n_training_rows": manifest.n_training_rows,
            "metrics": manifest.metrics,
            "n_bytes": packed.n_bytes,
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
        return Ok(());
    }
    super::conclude(options, &packed, &test, out)
}
