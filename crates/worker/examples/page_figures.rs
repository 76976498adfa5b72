//! What the page says beforehand of its recipes: what each costs and is worth on the rows that a run holds
//! out, and what the page's own recipe is worth that learned from the same rows.
//!
//! `page_figures MODEL TIMES OUT` trains on the histories of a model file, with the settings that the form
//! begins with. `TIMES` is what `cargo xtask measure-training --json` printed: seconds in a browser.

use std::num::NonZeroUsize;
use std::thread;

use anyhow::{Context as _, Result, bail};
use matinee_app::train::figures::{Figures, Measured};
use matinee_app::train::form::FIRST;
use matinee_core::crew::Crew;
use matinee_protocol::{Backend, Field, Preset, Report, Settings};
use matinee_worker::trainer::{TrainingData, run_in_one_go, shipped_quality};
use serde_json::Value;

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [model, times, out] = &arguments[..] else {
        bail!("usage: page_figures MODEL TIMES OUT");
    };
    let training_data = TrainingData::open(&std::fs::read(model)?)?;
    let times = std::fs::read_to_string(times).with_context(|| format!("cannot read {times}"))?;
    let times: Value = serde_json::from_str(&times)?;

    let mut recipes = Vec::new();
    for preset in Preset::ALL {
        let seconds = seconds(&times, preset)
            .with_context(|| format!("no time of the recipe {} was measured", preset.name()))?;
        recipes.push((preset, measured(&training_data, preset, seconds)?));
    }
    let split = Settings::of(FIRST);
    let figures = Figures {
        held_out: split.get(Field::HeldOut),
        seed: split.get(Field::Seed),
        recipes,
        matinee: shipped_quality(&training_data, &split, &Threads)?,
    };
    let text = figures.write();
    println!("{text}");
    std::fs::write(out, text).with_context(|| format!("cannot write {out}"))
}

/// From Start to the measured model, with the backend that the form begins with.
fn seconds(times: &Value, preset: Preset) -> Option<f32> {
    let runs = times["runs"].as_array()?.iter();
    let backend = Settings::of(preset).backend.name();
    let run = runs.into_iter().find(|run| {
        let is_preset = run["preset"]
            .as_str()
            .is_some_and(|it| it.eq_ignore_ascii_case(preset.name()));
        is_preset && run["backend"] == backend && run["has_simd"] == true
    });
    Some(run?["finished_seconds"].as_f64()? as f32)
}

fn measured(training_data: &TrainingData, preset: Preset, seconds: f32) -> Result<Measured> {
    let mut settings = Settings::of(preset);
    settings.backend = Backend::Ndarray;
    let (result, heard) = run_in_one_go(training_data, &settings, u32::MAX);
    result?;
    match heard.last() {
        Some(Report::Finished(outcome)) => Ok(Measured {
            seconds,
            quality: outcome.yours,
        }),
        other => bail!("a run ended with {other:?}"),
    }
}

/// As many as there are cores.
#[derive(Debug)]
struct Threads;

impl Crew for Threads {
    fn count(&self) -> usize {
        thread::available_parallelism().map_or(1, NonZeroUsize::get)
    }

    fn all(&self, work: &(dyn Fn() + Sync)) {
        thread::scope(|scope| {
            for _ in 1..self.count() {
                scope.spawn(work);
            }
            work();
        });
    }
}
