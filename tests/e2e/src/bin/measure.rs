//! Timings in Chromium and the size of the first view, as a table or, with `--json`, as JSON.

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use matinee_e2e::{RecommendPage, sections, visit};
use serde_json::{Map, Value, json};

/// The sections of a model that are the same for every network.
const TABLES: [&str; 3] = ["CATA", "PEOP", "HIST"];

/// Lists that are measured, after as many to warm up.
const LISTS: usize = 200;

/// The engine's own time of each list, in milliseconds; the page measures it.
const ENGINE_TIMES: &str =
    "return performance.getEntriesByName('matinee:recommend').map((entry) => entry.duration);";

/// Chooses users through the combobox and takes the time until two frames later, when the new list
/// is on screen. Fresh users each time, so that no list is there already.
const PAINT_TIMES: &str = r##"
const done = arguments[arguments.length - 1];
const frame = () => new Promise((next) => requestAnimationFrame(next));
const box = document.querySelector("input[role=combobox]");
const list = () => document.querySelector("ol[aria-label=Recommendations]").textContent;
const type = (text) => {
  box.focus();
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value").set.call(box, text);
  box.dispatchEvent(new InputEvent("input", { bubbles: true }));
};
const press = (key) => box.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
(async () => {
  const times = [];
  for (let user = arguments[0]; user < arguments[1]; user += 1) {
    type(String(user));
    await frame();
    press("ArrowDown");
    await frame();
    const before = list();
    const start = performance.now();
    press("Enter");
    do { await frame(); } while (list() === before && performance.now() - start < 2000);
    // The frame after the change has painted it.
    await frame();
    times.push(performance.now() - start);
  }
  return times;
})().then(done, (error) => done(String(error)));
"##;

/// Every file that the view has loaded, itself included.
const LOADED: &str = "return [location.href.split('?')[0], \
    ...performance.getEntriesByType('resource').map((entry) => entry.name.split('?')[0])];";

fn main() {
    visit("?user=500&k=10", async |page| {
        let files = first_view(&page).await?;
        let painted = choose_users(&page).await?;
        let mut engine: Vec<f64> = page.evaluate(ENGINE_TIMES).await?;
        let engine = engine.split_off(engine.len().saturating_sub(LISTS));
        anyhow::ensure!(
            engine.len() == LISTS,
            "the page measured {} lists only",
            engine.len()
        );
        let model = std::fs::read(&page.stage().model).context("cannot read the model")?;
        let report = Report {
            engine_ms: median(engine)?,
            painted_ms: median(painted)?,
            files,
            sections: section_sizes(&model)?,
            speed: std::env::var("MATINEE_SPEED").unwrap_or_default(),
        };
        report.print()
    });
}

/// What was measured.
struct Report {
    engine_ms: f64,
    painted_ms: f64,
    /// Of the first view.
    files: Vec<Size>,
    /// Of the embedded model.
    sections: Vec<Size>,
    /// What `cargo xtask measure` has timed, a line each.
    speed: String,
}

/// Of a file or a part of one, in bytes.
struct Size {
    name: String,
    raw: usize,
    gzip_9: usize,
}

/// Milliseconds from choosing a user to the painted list.
async fn choose_users(page: &RecommendPage) -> Result<Vec<f64>> {
    let mut times = Vec::new();
    // In parts, each shorter than the driver lets a script run.
    for first in (1..=2 * LISTS).step_by(50) {
        let range = vec![json!(first), json!(first + 50)];
        let part = page.driver().execute_async(PAINT_TIMES, range).await?;
        times.extend(
            part.convert::<Vec<f64>>()
                .with_context(|| part.json().to_string())?,
        );
    }
    Ok(times.split_off(LISTS))
}

/// Each file that the first view loads.
async fn first_view(page: &RecommendPage) -> Result<Vec<Size>> {
    page.until("the list is there", |view| view.rows.len() == 10)
        .await?;
    let mut addresses: Vec<String> = page.evaluate(LOADED).await?;
    addresses.sort_unstable();
    addresses.dedup();
    let sizes = addresses.iter().map(|address| {
        let name = address.strip_prefix(&page.stage().site);
        let name = name.with_context(|| format!("{address} is not of this site"))?;
        let name = if name.is_empty() { "index.html" } else { name };
        let file = page.stage().dist.join(name);
        let bytes =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Size::of(name, &bytes)
    });
    sizes.collect()
}

/// Each section of a model file.
fn section_sizes(model: &[u8]) -> Result<Vec<Size>> {
    let sections = sections(model)?.into_iter();
    sections.map(|(kind, body)| Size::of(&kind, body)).collect()
}

impl Size {
    fn of(name: &str, bytes: &[u8]) -> Result<Self> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes)?;
        Ok(Self {
            name: name.to_owned(),
            raw: bytes.len(),
            gzip_9: encoder.finish()?.len(),
        })
    }

    fn json(&self) -> Value {
        json!({ "name": self.name, "bytes": self.raw, "gzip_9": self.gzip_9 })
    }
}

fn median(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    let (low, high) = (
        values.get(low).context("nothing was measured")?,
        values[high],
    );
    Ok(f64::midpoint(*low, high))
}

fn packed(sizes: &[Size]) -> usize {
    sizes.iter().map(|size| size.gzip_9).sum()
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
        let Self {
            engine_ms,
            painted_ms,
            ..
        } = self;
        println!("top 10 of one user, engine only, median of {LISTS}: {engine_ms:.3} ms");
        println!("choosing a user to the painted list, median of {LISTS}: {painted_ms:.1} ms");
        for line in self.speed.lines() {
            println!("{line} (batches of calls, median)");
        }
        for (title, sizes) in [("first view", &self.files), ("model", &self.sections)] {
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
        json!({
            "recommend_median_ms": self.engine_ms,
            "choose_to_painted_median_ms": self.painted_ms,
            "batches": speed,
            "first_view_gzip_9": packed(&self.files),
            "model_without_tables_gzip_9": own(&self.sections),
            "files": self.files.iter().map(Size::json).collect::<Vec<_>>(),
            "sections": self.sections.iter().map(Size::json).collect::<Vec<_>>(),
        })
    }
}
