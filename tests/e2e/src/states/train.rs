//! Training.

use anyhow::Result;

use super::{State, seen, state};
use crate::page::RecommendPage;
use crate::train::TRAIN;

pub(super) fn states() -> Vec<State> {
    vec![
        state("train", TRAIN, async |page| page.trainer_listens().await),
        state("train-wrong-number", TRAIN, async |page| {
            page.trainer_listens().await?;
            page.write_number("Epochs", "many").await?;
            page.click("[data-test=start]").await?;
            page.find("[aria-invalid=true]:focus").await.map(drop)
        }),
        state("train-waits", TRAIN, async |page| {
            page.trainer_listens().await?;
            page.choose_recipe("Simple").await?;
            page.click("[data-test=start-epoch]").await?;
            page.run_says("Waits").await.map(drop)
        }),
        state("train-finished", TRAIN, finish),
        state("train-failed", TRAIN, async |page| {
            page.before_every_page(CAUGHT).await?;
            page.reload().await?;
            page.trainer_listens().await?;
            page.click("[data-test=start-epoch]").await?;
            page.run_says("Waits").await?;
            page.evaluate::<()>(BROKE).await?;
            page.find("[data-test=run-failed]").await.map(drop)
        }),
        state("train-used", TRAIN, async |page| {
            finish(page).await?;
            page.click("[data-test=use]").await?;
            seen(page, "the visitor's model makes the list", |view| {
                view.model_news.contains("you trained")
            })
            .await
        }),
    ]
}

/// Keeps the worker at hand.
const CAUGHT: &str = "const Built = window.Worker;
    window.Worker = class extends Built {
      constructor(...it) { super(...it); window.caught = this; }
    };";

/// What a browser says when a worker traps.
const BROKE: &str = "const message = 'RuntimeError: memory access out of bounds';
    window.caught.dispatchEvent(new ErrorEvent('error', { message }));";

async fn finish(page: &RecommendPage) -> Result<()> {
    page.trainer_listens().await?;
    page.start_plain(2).await?;
    page.run_ends().await
}
