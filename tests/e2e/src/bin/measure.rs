//! Timings in Chromium and the size of the first view, as a table or, with `--json`, as JSON.

use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use matinee_e2e::{RecommendPage, visit};
use serde_json::json;

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
        report(&files, median(engine)?, median(painted)?)
    });
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

/// Name, size and size by gzip -9 of each file that the first view loads.
async fn first_view(page: &RecommendPage) -> Result<Vec<(String, usize, usize)>> {
    page.until("the list is there", |view| view.rows.len() == 10)
        .await?;
    let mut addresses: Vec<String> = page.evaluate(LOADED).await?;
    addresses.sort_unstable();
    addresses.dedup();
    let sizes = addresses.iter().map(|address| {
        let name = address.strip_prefix(&page.stage().site);
        let name = name.with_context(|| format!("{address} is not of this site"))?;
        let name = if name.is_empty() { "index.html" } else { name };
        let (raw, packed) = sizes(&page.stage().dist.join(name))?;
        Ok((name.to_owned(), raw, packed))
    });
    sizes.collect()
}

fn sizes(file: &Path) -> Result<(usize, usize)> {
    let bytes = std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&bytes)?;
    Ok((bytes.len(), encoder.finish()?.len()))
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

fn report(files: &[(String, usize, usize)], engine: f64, painted: f64) -> Result<()> {
    let total: usize = files.iter().map(|(_, _, packed)| packed).sum();
    if std::env::args().any(|argument| argument == "--json") {
        let files = files
            .iter()
            .map(|(name, raw, packed)| json!({ "name": name, "bytes": raw, "gzip_9": packed }));
        let report = json!({
            "recommend_median_ms": engine,
            "choose_to_painted_median_ms": painted,
            "first_view_gzip_9": total,
            "files": files.collect::<Vec<_>>(),
        });
        println!("{}", serde_json::to_string_pretty(&report)?);
        return Ok(());
    }
    println!("top 10 of one user, engine only, median of {LISTS}: {engine:.3} ms");
    println!("choosing a user to the painted list, median of {LISTS}: {painted:.1} ms");
    println!("{:>10} {:>10}  first view", "bytes", "gzip -9");
    for (name, raw, packed) in files {
        println!("{raw:>10} {packed:>10}  {name}");
    }
    println!("{:>10} {total:>10}  in all", "");
    Ok(())
}
