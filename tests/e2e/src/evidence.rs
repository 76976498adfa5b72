//! The view that shows what the models know.

use anyhow::Result;

use crate::page::RecommendPage;

/// Where that is.
pub const EVIDENCE: &str = "?user=500&k=10&view=evidence";

/// Run before the page's own scripts: no file of results can be had.
pub const NO_RESULTS: &str = "const fetched = window.fetch;
    window.fetch = (file, ...rest) => String(file).endsWith('.results')
      ? Promise.resolve(new Response('', { status: 500 }))
      : fetched(file, ...rest);";

/// Whether every act is drawn, with a figure or the reason why not in the place of each.
const DRAWN: &str = "return document.querySelectorAll('[data-test=act]').length === 11
    && document.querySelector('.evidence [aria-busy=true]') === null
    && document.querySelectorAll('[data-test=figure]').length > 0;";

impl RecommendPage {
    /// Waits until every figure of the Evidence view is drawn.
    ///
    /// # Errors
    /// When they do not come.
    pub async fn evidence_is_drawn(&self) -> Result<()> {
        self.until_true(DRAWN).await
    }
}
