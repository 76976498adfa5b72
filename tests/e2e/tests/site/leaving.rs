//! Whoever leaves while a model is being trained is asked first; nobody else is.

use anyhow::Result;
use matinee_e2e::{RecommendPage, TRAIN, visit};

/// Whether the browser would ask before the page is left.
const ASKS: &str = "return !dispatchEvent(new Event('beforeunload', { cancelable: true }));";

async fn asks(page: &RecommendPage) -> Result<bool> {
    page.evaluate(ASKS).await
}

#[test]
fn a_run_on_its_way_is_not_left_without_a_question() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        assert!(!asks(&page).await?);
        page.go(TRAIN).await?;
        page.trainer_listens().await?;
        assert!(!asks(&page).await?);
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "50").await?;
        page.click("[data-test=start]").await?;
        page.run_begins().await?;
        assert!(asks(&page).await?);
        // It goes on while somebody looks at the list.
        page.click(".views a:first-child").await?;
        page.until("the list is there", |view| view.rows.len() == 10)
            .await?;
        assert!(asks(&page).await?);
        page.click(".views a:nth-child(2)").await?;
        page.click("#hold-run").await?;
        page.run_says("Waits").await?;
        assert!(asks(&page).await?);
        page.click("#stop-run").await?;
        page.run_is_over().await?;
        page.until_true(&ASKS.replace("return !", "return ")).await
    });
}
