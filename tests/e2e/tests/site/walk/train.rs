//! A model trained, used and rolled back by keys.

use matinee_e2e::{RecommendPage, TRAIN, prepare};
use thirtyfour::Key;

#[test]
fn a_model_is_trained_used_and_given_back_without_a_mouse() {
    prepare(async |page: RecommendPage| {
        page.resize(1280, 900).await?;
        page.go("?user=500&k=10").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        let keys = page.keyboard();
        keys.tab_to("Train").await?;
        let heading = keys.press_to(Key::Enter, "Train a model").await?;
        assert_eq!(heading.role, "heading");
        page.trainer_listens().await?;

        let plain = keys.tab_to("Plain").await?;
        assert_eq!(plain.role, "radio");
        let original = keys.press_to(Key::Right, "The original").await?;
        assert_eq!(original.name, "The original");
        let simple = keys.press_to(Key::Right, "Simple").await?;
        assert_eq!(simple.name, "Simple");
        keys.tab_to("Numbers: ").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Epochs").await?;
        keys.press(Key::End).await?;
        keys.press(Key::Backspace).await?;
        keys.press(Key::Backspace).await?;
        keys.press("3").await?;
        let backend = keys.tab_to("ndarray").await?;
        assert_eq!(backend.role, "radio");
        keys.tab_back_to("One epoch, then wait").await?;
        keys.press(Key::Enter).await?;
        page.run_says("Waits after epoch 1 of 3").await?;
        let stop = keys.until_on("Stop").await?;
        assert_eq!(stop.name, "Stop");
        keys.tab_back_to("One epoch more").await?;
        keys.press(" ").await?;
        page.run_says("Waits after epoch 2 of 3").await?;
        let hold = keys.until_on("Go on").await?;
        assert_eq!(hold.name, "Go on");
        keys.press(Key::Enter).await?;
        page.run_ends().await?;
        let outcome = keys.until_on("What came of it").await?;
        assert_eq!(outcome.name, "What came of it");

        keys.tab_to("Use this model").await?;
        keys.press(Key::Enter).await?;
        page.until("the visitor's model makes the list", |view| {
            view.model_news.contains("you trained") && view.rows.len() == 10
        })
        .await?;
        keys.tab_to("Back to the built-in model").await?;
        keys.press(Key::Enter).await?;
        page.until("the built-in model is back", |view| view.model == "Matinee")
            .await?;

        page.until_kept(1).await?;
        page.go(TRAIN).await?;
        page.until_text("[data-test=runs] tbody", "Simple").await?;
        // On its way it has a button that goes with it, and with it would go the focus.
        page.trainer_listens().await?;
        keys.tab_to("Its numbers: Simple").await?;
        let form = keys.press_to(Key::Enter, "Choose a recipe").await?;
        assert_eq!(form.name, "Choose a recipe");
        keys.tab_to("Delete: Simple").await?;
        let runs = keys.press_to(Key::Enter, "Your runs").await?;
        assert!(runs.name.starts_with("Your runs"), "{}", runs.name);
        page.until_text(".train-none", "No run").await.map(drop)
    });
}
