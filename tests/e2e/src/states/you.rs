//! The visitor as the one who is watching.

use anyhow::Result;
use thirtyfour::prelude::*;

use super::{State, listed, seen, state};
use crate::desk::{LETTERBOXD, OF_TWO_SCALES, TRAKT, YOU};
use crate::page::RecommendPage;

/// Has the storage refuse to take anything, as when it is full.
const FULL: &str = "Storage.prototype.setItem = () => {
    throw new DOMException('it is full', 'QuotaExceededError');
  };";

pub(super) fn states() -> Vec<State> {
    vec![
        state("you", YOU, async |page| listed(page, 10).await),
        state("you-rated", YOU, rate_three),
        state("you-find", YOU, async |page| {
            page.retype("#find", "cassablanca").await?;
            page.find("#find-options [role=option]").await?;
            page.press_in("#find", Key::Down + "").await?;
            page.find("#find[aria-activedescendant]").await.map(drop)
        }),
        state("you-find-nothing", YOU, async |page| {
            page.retype("#find", "xyzzy").await?;
            seen(page, "that is said", |view| {
                view.notices.iter().any(|it| it.contains("No movie here"))
            })
            .await
        }),
        state("you-found", YOU, async |page| {
            page.retype("#find", "cassablanca").await?;
            page.find("#find-options [role=option]").await?;
            page.press_in("#find", Key::Down + Key::Enter).await?;
            page.find("[data-test=on-desk] input:focus").await.map(drop)
        }),
        state("you-seen", YOU, async |page| {
            listed(page, 10).await?;
            page.choose_offer(2, "Seen it").await?;
            page.find("[data-test=news] .rate").await.map(drop)
        }),
        state("you-what-if", YOU, async |page| {
            rate_three(page).await?;
            page.click("[data-test=given] .what-if-button").await?;
            page.click("[data-test=what-if] .rate-star:first-child")
                .await?;
            seen(page, "rows are marked", |view| {
                view.rows.iter().any(|row| !row.elsewhere.is_empty())
            })
            .await
        }),
        state("you-cleared", YOU, async |page| {
            rate_three(page).await?;
            page.click("[data-test=clear]").await?;
            page.rated(0).await.map(drop)
        }),
        state("you-file", YOU, async |page| {
            page.bring(LETTERBOXD).await?;
            page.click("[data-test=problems] summary").await
        }),
        state("you-file-scale", YOU, async |page| {
            page.bring(OF_TWO_SCALES).await?;
            page.find("[data-test=scale-question]").await.map(drop)
        }),
        state("you-file-left-out", YOU, async |page| {
            page.bring(TRAKT).await?;
            page.click("[data-test=problems] summary").await
        }),
        state("you-matching", YOU, async |page| {
            page.bring(LETTERBOXD).await?;
            page.click("[data-test=unmatched] .button[id]").await?;
            page.find("#match:focus").await?;
            page.retype("#match", "indiana").await?;
            page.find("#match-options [role=option]").await.map(drop)
        }),
        state("you-file-taken", YOU, async |page| {
            page.bring(LETTERBOXD).await?;
            page.click("[data-test=unmatched] .pick").await?;
            page.click("[data-test=take]").await?;
            page.rated(2).await.map(drop)
        }),
        state("you-no-file", YOU, async |page| {
            page.bring("this is,no file\nof ratings,at all\n").await
        }),
        state("you-not-kept", YOU, async |page| {
            page.evaluate::<()>(FULL).await?;
            rate_three(page).await?;
            page.find(".desk .notice").await.map(drop)
        }),
    ]
}

/// A movie loved, one disliked, one in between.
async fn rate_three(page: &RecommendPage) -> Result<()> {
    for (card, stars) in [(1, 5), (2, 2), (3, 4)] {
        page.rate(card, stars).await?;
    }
    page.rated(3).await.map(drop)
}
