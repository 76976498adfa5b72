//! What the models know.

use anyhow::Result;

use super::{State, state};
use crate::evidence::{EVIDENCE, NO_RESULTS};
use crate::page::RecommendPage;

pub(super) fn states() -> Vec<State> {
    vec![
        state("evidence", EVIDENCE, drawn),
        state("evidence-opened", EVIDENCE, async |page| {
            drawn(page).await?;
            page.click("#genres [data-test=figure-table]").await?;
            page.find("#genres [data-test=figure-rows]").await?;
            page.click("#frontier [data-test=figure-how]").await?;
            page.find("#frontier [data-test=figure-how-said]")
                .await
                .map(drop)
        }),
        state(
            "evidence-chosen",
            "?user=500&k=10&view=evidence&show-only=genre&show-at=3&show-unit=original#data",
            async |page| {
                drawn(page).await?;
                page.until_text("[data-test=brushed]", "Only ")
                    .await
                    .map(drop)
            },
        ),
        // For this page alone: the next state is one of a page that has them.
        state("evidence-no-results", "?user=500&k=10", async |page| {
            page.evaluate::<()>(NO_RESULTS).await?;
            page.click(".view[href*=evidence]").await?;
            drawn(page).await?;
            page.find("[data-test=missing]").await.map(drop)
        }),
    ]
}

async fn drawn(page: &RecommendPage) -> Result<()> {
    page.evidence_is_drawn().await
}
