//! A run as the page has it, without a page: what the end-to-end tests compare the page's runs with.
//!
//! `page_run MODEL PRESET BACKEND EPOCHS` trains on the histories of a model file and prints every
//! epoch and the outcome as JSON.

use anyhow::{Context as _, Result, bail};
use matinee_protocol::{Backend, Field, Preset, Report, Settings};
use matinee_worker::trainer::{TrainingData, run_in_one_go};
use serde_json::json;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, preset, backend, epochs] = &arguments[..] else {
        bail!("usage: page_run MODEL PRESET BACKEND EPOCHS");
    };
    let mut presets = Preset::ALL.into_iter();
    let preset = presets.find(|it| it.name().eq_ignore_ascii_case(preset));
    let backend = Backend::ALL.into_iter().find(|it| it.name() == backend);
    let mut settings = Settings::of(preset.context("no such preset")?);
    settings.backend = backend.context("no such backend")?;
    let settings = settings.with(Field::Epochs, epochs.parse()?)?;

    let training_data = TrainingData::open(&std::fs::read(model)?)?;
    let (result, heard) = run_in_one_go(&training_data, &settings, u32::MAX);
    result?;
    let epochs = heard.iter().filter_map(|report| match report {
        Report::Epoch(epoch) => Some(*epoch),
        _ => None,
    });
    let outcome = heard.iter().find_map(|report| match report {
        Report::Finished(outcome) => Some(*outcome),
        _ => None,
    });
    let run = json!({ "epochs": epochs.collect::<Vec<_>>(), "outcome": outcome });
    println!("{run}");
    Ok(())
}
