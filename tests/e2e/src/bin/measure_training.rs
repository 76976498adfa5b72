//! Training in Chromium: speed with either backend, with SIMD and without, beside the same runs here,
//! and what it costs the page. As a table or, with `--json`, as JSON.
//!
//! Every run is of the built-in ratings, a fifth held out, with the numbers of its preset. Times are
//! of the page's clock, between what it hears of the trainer.

use anyhow::{Context, Result};
use matinee_e2e::{GAPS, NativeRun, RecommendPage, TRAIN, TimedRun, gzip_9, visit};
use serde::Serialize;

/// Recipes as the form calls them, with their epochs.
const PRESETS: [(&str, u32); 4] = [
    ("Plain", 8),
    ("Original", 7),
    ("Simple", 12),
    ("Ensemble", 12),
];
const BACKENDS: [&str; 2] = ["ndarray", "flex"];
/// Runs in a row, for the memory.
const IN_A_ROW: u32 = 10;
/// Runs that are stopped.
const STOPS: u32 = 5;

fn main() {
    let mut report = Report::default();
    for (site, has_simd) in [("MATINEE_SITE", true), ("MATINEE_SITE_WITHOUT_SIMD", false)] {
        visit("", async |mut page| {
            page.move_to(std::env::var(site).context("run `cargo xtask measure-training`")?);
            page.before_every_page(GAPS).await?;
            page.go(TRAIN).await?;
            for backend in BACKENDS {
                page.choose_backend(backend).await?;
                page.trainer_listens().await?;
                for preset in PRESETS {
                    let run = Run::measure(&page, preset, backend, has_simd).await?;
                    eprintln!("{}", run.line());
                    report.runs.push(run);
                }
            }
            if has_simd {
                report.memory_mb = in_a_row(&page).await?;
                report.stops_ms = stops(&page).await?;
                report.files = files(&page)?;
            }
            Ok(())
        });
    }
    report.print();
}

/// All that was measured.
#[derive(Default, Serialize)]
struct Report {
    runs: Vec<Run>,
    /// Of the trainer, after each of some runs in a row.
    memory_mb: Vec<u32>,
    /// From the press of Stop until the steps have ended.
    stops_ms: Vec<f64>,
    /// Name, bytes, and bytes after gzip -9.
    files: Vec<(String, usize, usize)>,
}

/// One run in the page, and its twin here.
#[derive(Serialize)]
struct Run {
    preset: &'static str,
    backend: &'static str,
    has_simd: bool,
    first_epoch_seconds: f64,
    /// The median of the others.
    epoch_seconds: f64,
    /// From Start to a model that can be used, which gets better.
    usable_seconds: f64,
    /// From Start to the last and best model, measured.
    finished_seconds: f64,
    rmse: f64,
    ndcg: f64,
    native_rmse: f64,
    /// Of the main thread.
    longest_gap_ms: f64,
}

impl Run {
    async fn measure(
        page: &RecommendPage,
        (preset, n_epochs): (&'static str, u32),
        backend: &'static str,
        has_simd: bool,
    ) -> Result<Self> {
        page.choose_recipe(preset).await?;
        let run = TimedRun::of(page, n_epochs as usize).await?;
        let [rmse, ndcg] = page.measured("yours").await?;
        Ok(Self {
            preset,
            backend,
            has_simd,
            first_epoch_seconds: run.first_epoch,
            epoch_seconds: run.epoch,
            usable_seconds: run.usable,
            finished_seconds: run.finished,
            rmse,
            ndcg,
            native_rmse: NativeRun::of(page.stage(), preset, backend, n_epochs)?.rmse(),
            longest_gap_ms: run.longest_gap_ms,
        })
    }

    fn line(&self) -> String {
        let simd = if self.has_simd { "with" } else { "none" };
        let Self {
            preset,
            backend,
            first_epoch_seconds,
            epoch_seconds,
            usable_seconds,
            finished_seconds,
            rmse,
            ndcg,
            native_rmse,
            longest_gap_ms,
            ..
        } = self;
        format!(
            "{preset:<9} {backend:<8} {simd:<5} {first_epoch_seconds:>6.2} {epoch_seconds:>6.2} \
             {usable_seconds:>7.1} {finished_seconds:>6.1} {rmse:>7.4} {native_rmse:>7.4} \
             {ndcg:>7.4} {longest_gap_ms:>5.0}"
        )
    }
}

/// Memory after each of some runs.
async fn in_a_row(page: &RecommendPage) -> Result<Vec<u32>> {
    let mut memory = Vec::new();
    page.choose_recipe("Plain").await?;
    for seed in 1..=IN_A_ROW {
        page.write_number("Random seed", &seed.to_string()).await?;
        page.start_timed().await?;
        page.run_is_over().await?;
        memory.push(page.memory().await?);
    }
    Ok(memory)
}

/// How long stopping takes.
async fn stops(page: &RecommendPage) -> Result<Vec<f64>> {
    let mut took = Vec::new();
    page.choose_recipe("Simple").await?;
    page.write_number("Epochs", "100").await?;
    for _ in 0..STOPS {
        page.start_timed().await?;
        page.run_says("Epoch 2").await?;
        let asked: f64 = page
            .evaluate(
                "const now = performance.now();
                 document.querySelector('#stop-run').click();
                 return now;",
            )
            .await?;
        page.run_is_over().await?;
        took.push(page.marks().await?.first("measuring")? - asked);
    }
    Ok(took)
}

/// The trainers' files.
fn files(page: &RecommendPage) -> Result<Vec<(String, usize, usize)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(&page.stage().dist)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("trainer-") {
            let bytes = std::fs::read(entry.path())?;
            files.push((name, bytes.len(), gzip_9(&bytes)?));
        }
    }
    files.sort_unstable();
    Ok(files)
}

impl Report {
    fn print(&self) {
        if std::env::args().any(|argument| argument == "--json") {
            println!("{:#}", serde_json::json!(self));
            return;
        }
        println!(
            "                         seconds an epoch  from Start, s  held-out RMSE            longest"
        );
        println!(
            "recipe    backend  SIMD   first others  usable    end    page  native    NDCG  gap, ms"
        );
        for run in &self.runs {
            println!("{}", run.line());
        }
        println!(
            "memory after each of {IN_A_ROW} runs, MB: {:?}",
            self.memory_mb
        );
        let stops: Vec<u32> = self.stops_ms.iter().map(|ms| ms.round() as u32).collect();
        println!("from Stop to the end of the steps, ms: {stops:?}");
        for (name, raw, packed) in &self.files {
            println!("{raw:>10} {packed:>10}  {name} (bytes, gzip -9)");
        }
    }
}
