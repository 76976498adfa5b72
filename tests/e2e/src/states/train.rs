//! Training.

use anyhow::Result;

use super::{State, seen, state};
use crate::page::RecommendPage;
use crate::train::{CAUGHT, TRAIN, TRAP};

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
            page.evaluate::<()>(TRAP).await?;
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

async fn finish(page: &RecommendPage) -> Result<()> {
    page.trainer_listens().await?;
    page.start_plain(2).await?;
    page.run_ends().await
}
