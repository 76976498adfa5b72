//! Timings in Chromium and the size of the first view, as a table or, with `--json`, as JSON. Fails where
//! what is promised of a time does not hold.

use std::collections::BTreeMap;

use anyhow::{Context, Result, ensure};
use matinee_e2e::{
    ACTIONS, Action, CAUGHT, HANG, RecommendPage, Size, TRAIN, Timing, first_list, loaded, packed,
    prepare, sections, stop, visit,
};
use serde_json::{Map, Value, json};

/// The sections of a model that are the same for every network.
const TABLES: [&str; 3] = ["CATA", "PEOP", "HIST"];

/// How long a visitor waits for a run that they have stopped, milliseconds at most.
const STOPPED_WITHIN: f64 = 500.0;

fn main() {
    let mut stops = Vec::new();
    prepare(async |page| {
        stops = measure_stops(&page).await?;
        Ok(())
    });
    visit("?user=500&k=10", async |page| {
        let [files, after] = loaded(&page).await?;
        let first_list = first_list(&page).await?;
        let mut timings = Vec::new();
        for action in ACTIONS {
            timings.push((action, action.time(&page).await?));
        }
        let model = std::fs::read(&page.stage().model).context("cannot read the model")?;
        let report = Report {
            first_list,
            timings,
            files,
            after,
            sections: section_sizes(&model)?,
            stops: stops.clone(),
            speed: std::env::var("MATINEE_SPEED").unwrap_or_default(),
        };
        report.print()?;
        for (name, ms) in &report.stops {
            let most = STOPPED_WITHIN;
            ensure!(
                *ms <= most,
                "{name} takes {ms:.0} ms, {most} ms are promised"
            );
        }
        Ok(())
    });
}

/// What was measured.
struct Report {
    /// From opening the page to its first list, milliseconds.
    first_list: f64,
    timings: Vec<(&'static Action, Timing)>,
    /// What the first list waits for.
    files: Vec<Size>,
    /// What is loaded once it is there, without being asked for.
    after: Vec<Size>,
    /// Of the page's model.
    sections: Vec<Size>,
    /// What of a run is stopped, and how long that takes, milliseconds.
    stops: Vec<(&'static str, f64)>,
    /// What `cargo xtask measure` has timed, a line each.
    speed: String,
}

/// Stops a run, and one whose worker hangs.
async fn measure_stops(page: &RecommendPage) -> Result<Vec<(&'static str, f64)>> {
    const STEPS_ENDED: &str =
        "!/Stops|Epoch/.test(document.querySelector('[data-test=status]').textContent)";
    const WORKER_ENDED: &str = "document.querySelector('[data-test=run-failed]')";
    page.before_every_page(CAUGHT).await?;
    page.go(TRAIN).await?;
    page.trainer_listens().await?;
    page.choose_recipe("Plain").await?;
    page.write_number("Epochs", "50").await?;
    let start = async || {
        page.click("[data-test=start]").await?;
        page.run_says("Epoch 2").await
    };
    start().await?;
    let of_run = stop(page, STEPS_ENDED).await?;
    page.run_says("Stopped").await?;
    start().await?;
    page.evaluate::<()>(HANG).await?;
    let of_worker = stop(page, WORKER_ENDED).await?;
    Ok(vec![
        ("stopping a run", of_run),
        ("stopping a worker that hangs", of_worker),
    ])
}

/// Each section of a model file.
fn section_sizes(model: &[u8]) -> Result<Vec<Size>> {
    let sections = sections(model)?.into_iter();
    sections.map(|(kind, body)| Size::of(&kind, body)).collect()
}

/// The sections that a network adds to the tables.
fn own(sections: &[Size]) -> usize {
    let own = sections.iter();
    let own = own.filter(|size| !TABLES.contains(&size.name.as_str()));
    own.map(|size| size.gzip_9).sum()
}

impl Report {
    fn print(&self) -> Result<()> {
        if std::env::args().any(|argument| argument == "--json") {
            println!("{}", serde_json::to_string_pretty(&self.json())?);
            return Ok(());
        }
        println!(
            "opening the page to its first list: {:.0} ms",
            self.first_list
        );
        for (action, timing) in &self.timings {
            let Timing {
                work_ms,
                painted_ms,
                measures_ms,
            } = timing;
            let (name, turns) = (action.name, action.turns);
            println!(
                "{name}, median of {turns}: {work_ms:.1} ms of work, {painted_ms:.1} ms to the painted frame"
            );
            for (name, ms) in measures_ms {
                println!("    {name}: {ms:.3} ms");
            }
        }
        for (name, ms) in &self.stops {
            println!("{name}: {ms:.0} ms");
        }
        for line in self.speed.lines() {
            println!("{line} (batches of calls, median)");
        }
        for (title, sizes) in [
            ("first view", &self.files),
            ("after the first list", &self.after),
            ("model", &self.sections),
        ] {
            println!("{:>10} {:>10}  {title}", "bytes", "gzip -9");
            for Size { name, raw, gzip_9 } in sizes {
                println!("{raw:>10} {gzip_9:>10}  {name}");
            }
            println!("{:>10} {:>10}  in all", "", packed(sizes));
        }
        println!("{:>10} {:>10}  without tables", "", own(&self.sections));
        Ok(())
    }

    fn json(&self) -> Value {
        let lines = self.speed.lines().filter_map(|line| line.split_once(": "));
        let speed: Map<String, Value> = lines
            .map(|(name, ms)| (name.to_owned(), json!(ms)))
            .collect();
        let actions = self.timings.iter().map(|(action, timing)| {
            json!({
                "name": action.name,
                "turns": action.turns,
                "work_median_ms": timing.work_ms,
                "painted_median_ms": timing.painted_ms,
                "measures_median_ms": timing.measures_ms,
            })
        });
        let actions: Vec<Value> = actions.collect();
        json!({
            "first_list_median_ms": self.first_list,
            "actions": actions,
            "stops_ms": self.stops.iter().copied().collect::<BTreeMap<_, _>>(),
            "batches": speed,
            "first_view_gzip_9": packed(&self.files),
            "after_first_list_gzip_9": packed(&self.after),
            "model_without_tables_gzip_9": own(&self.sections),
            "files": self.files.iter().map(Size::json).collect::<Vec<_>>(),
            "sections": self.sections.iter().map(Size::json).collect::<Vec<_>>(),
        })
    }
}
