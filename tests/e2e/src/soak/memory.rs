//! What a page takes of the computer's memory.

use std::fmt;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::control::Control;
use crate::page::RecommendPage;

/// How often the garbage is collected: what a WebAssembly object held is garbage only after that is.
const COLLECTIONS: usize = 4;

/// Lets what was garbage be finalised.
const FRAMES: &str = "const [done] = arguments;
    window.soak.frame().then(window.soak.frame).then(() => done());";

/// A page without garbage.
#[derive(Clone, Copy, Debug)]
pub struct Memory {
    /// Bytes of JavaScript's objects.
    pub heap: u64,
    /// Bytes of the WebAssembly's memory that are in use, to 4 kB.
    pub wasm: u64,
    /// Nodes of documents.
    pub nodes: u64,
    /// Listeners of events.
    pub listeners: u64,
    /// Entries of the browser's timeline.
    pub entries: u64,
}

impl Memory {
    /// Collects the garbage of a page, and measures what is left; `None` in an engine other than Chromium's, which
    /// does not tell.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub async fn of(page: &RecommendPage) -> Result<Option<Self>> {
        if !matches!(page.control(), Control::Chromium) {
            return Ok(None);
        }
        let cdp = page.driver().cdp();
        for _ in 0..COLLECTIONS {
            cdp.send_raw("HeapProfiler.collectGarbage", json!({}))
                .await?;
            page.driver().execute_async(FRAMES, Vec::new()).await?;
        }
        cdp.send_raw("Performance.enable", json!({})).await?;
        let told = cdp.send_raw("Performance.getMetrics", json!({})).await?;
        cdp.send_raw("Performance.disable", json!({})).await?;
        let metric = |name: &str| -> Result<u64> {
            let metrics = told["metrics"].as_array().context("no metrics are told")?;
            let found = metrics.iter().find(|it| it["name"] == name);
            let value = found.and_then(|it: &Value| it["value"].as_f64());
            value
                .map(|it| it as u64)
                .with_context(|| format!("there is no metric {name}"))
        };
        Ok(Some(Self {
            heap: metric("JSHeapUsedSize")?,
            nodes: metric("Nodes")?,
            listeners: metric("JSEventListeners")?,
            wasm: page.evaluate("return window.soak.used();").await?,
            entries: page
                .evaluate("return performance.getEntries().length;")
                .await?,
        }))
    }

    /// Bytes of both.
    pub fn bytes(&self) -> u64 {
        self.heap + self.wasm
    }
}

impl fmt::Display for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mb = |bytes: u64| bytes as f64 / 1e6;
        let Self {
            nodes,
            listeners,
            entries,
            ..
        } = self;
        write!(
            f,
            "{:.2} MB (JavaScript {:.2}, WebAssembly {:.2}), {nodes} nodes, {listeners} listeners, {entries} timeline entries",
            mb(self.bytes()),
            mb(self.heap),
            mb(self.wasm),
        )
    }
}
