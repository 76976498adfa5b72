//! A slower line and processor than this machine's, as Chromium makes them up for a tab.

use anyhow::Result;
use serde_json::json;

use crate::page::RecommendPage;

/// What a tab has of the world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Bits a second either way; 0 for none at all, as offline.
    pub bits: f64,
    /// Milliseconds until an answer begins.
    pub latency: f64,
    /// How much slower the processor is.
    pub slower: f64,
}

impl Line {
    /// This machine's own.
    pub const WHOLE: Self = Self {
        bits: -8.0,
        latency: 0.0,
        slower: 1.0,
    };
    /// None.
    pub const OFFLINE: Self = Self {
        bits: 0.0,
        ..Self::WHOLE
    };
    /// A phone's in the country.
    pub const SLOW: Self = Self {
        bits: 1.6e6,
        latency: 150.0,
        slower: 1.0,
    };
}

impl RecommendPage {
    /// Gives the tab such a line from now on; in Chromium only.
    ///
    /// # Errors
    /// When the browser does not.
    pub async fn be_on(&self, line: Line) -> Result<()> {
        let cdp = self.driver().cdp();
        let bytes = line.bits / 8.0;
        let net = json!({
            "offline": line == Line::OFFLINE,
            "latency": line.latency,
            "downloadThroughput": bytes,
            "uploadThroughput": bytes,
        });
        cdp.send_raw("Network.enable", json!({})).await?;
        cdp.send_raw("Network.emulateNetworkConditions", net)
            .await?;
        let rate = json!({ "rate": line.slower });
        cdp.send_raw("Emulation.setCPUThrottlingRate", rate).await?;
        Ok(())
    }
}
