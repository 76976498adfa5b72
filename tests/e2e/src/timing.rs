//! How long the page takes to answer, in the browser's own clock.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::json;

use crate::actions::Action;
use crate::page::RecommendPage;

/// The script that times an action.
const TIME: &str = include_str!("timing.js");
/// Turns of one call: shorter than the driver lets a script run.
const BATCH: usize = 50;
/// Visits of [`first_list`].
const VISITS: usize = 5;
/// When the page made its first list.
const FIRST_LIST: &str = "const [made] = performance.getEntriesByName('matinee:recommend');
    return made.startTime + made.duration;";

/// Medians over all turns, milliseconds.
#[derive(Clone, Debug)]
pub struct Timing {
    /// The script's work with style and layout: what keeps the page from answering.
    pub work_ms: f64,
    /// From the event until the frame that shows the change is painted.
    pub painted_ms: f64,
    /// The page's own measures on the way (`matinee:…`), by name.
    pub measures_ms: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
struct Turn {
    work: f64,
    painted: f64,
    measures: Vec<(String, f64)>,
}

impl Action {
    /// Does it again and again.
    ///
    /// # Errors
    /// When a turn changes nothing on the page.
    pub async fn time(&self, page: &RecommendPage) -> Result<Timing> {
        page.forget().await?;
        page.go(self.query).await?;
        let script = TIME.replace("/* action */", self.script);
        let warm_up = self.turns / 5;
        let mut turns = Vec::new();
        for first in (0..warm_up + self.turns).step_by(BATCH) {
            let end = (first + BATCH).min(warm_up + self.turns);
            let range = vec![json!(first), json!(end)];
            let answer = page.driver().execute_async(script.as_str(), range).await?;
            let part = answer.convert::<Vec<Turn>>();
            turns.extend(part.with_context(|| format!("{}: {}", self.name, answer.json()))?);
        }
        let turns = turns.split_off(warm_up);
        let mut measures: BTreeMap<String, Vec<f64>> = BTreeMap::new();
        for (name, ms) in turns.iter().flat_map(|turn| turn.measures.clone()) {
            measures.entry(name).or_default().push(ms);
        }
        let measures = measures.into_iter();
        let measures = measures.map(|(name, ms)| Ok((name, median(ms)?)));
        Ok(Timing {
            work_ms: median(turns.iter().map(|turn| turn.work).collect())?,
            painted_ms: median(turns.iter().map(|turn| turn.painted).collect())?,
            measures_ms: measures.collect::<Result<_>>()?,
        })
    }
}

/// From the navigation until the first list is made, milliseconds: the median of some visits, of
/// which the browser has the files already.
///
/// # Errors
/// When there is no list.
pub async fn first_list(page: &RecommendPage) -> Result<f64> {
    let mut times = Vec::new();
    for _ in 0..VISITS {
        page.reload().await?;
        page.until("the list is there", |view| !view.rows.is_empty())
            .await?;
        times.push(page.evaluate(FIRST_LIST).await?);
    }
    median(times)
}

/// Presses Stop: milliseconds of the page's clock until this JavaScript expression is true.
///
/// # Errors
/// When there is no run to stop, or it never is true.
pub async fn stop(page: &RecommendPage, is_over: &str) -> Result<f64> {
    let script = format!(
        "const [done] = arguments;
         const since = performance.now();
         const look = () => ({is_over}) ? done(performance.now() - since) : setTimeout(look, 5);
         document.querySelector('#stop-run').click();
         setTimeout(look, 5);"
    );
    let took = page.driver().execute_async(script, Vec::new()).await?;
    Ok(took.convert()?)
}

/// The middle of `values`.
///
/// # Errors
/// When there are none.
pub fn median(mut values: Vec<f64>) -> Result<f64> {
    values.sort_by(f64::total_cmp);
    let (low, high) = (values.len().saturating_sub(1) / 2, values.len() / 2);
    let low = values.get(low).context("nothing was measured")?;
    Ok(f64::midpoint(*low, values[high]))
}
