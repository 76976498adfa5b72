//! The whole page by keys alone, part by part of what a visitor can do. After every key the focus is
//! on something that is marked and in view: [`matinee_e2e::Keyboard`] sees to it.

mod compare;
mod steer;
mod take_along;
mod train;
mod understand;
mod you;

use anyhow::Result;
use matinee_e2e::{Keyboard, RecommendPage, View, prepare, visit};
use thirtyfour::Key;

/// Opens an address on a desk's screen and waits for its ten movies.
fn walk(query: &str, test: impl AsyncFnOnce(&RecommendPage, Keyboard<'_>, View) -> Result<()>) {
    prepare(async |page| {
        page.resize(1280, 900).await?;
        page.go(query).await?;
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(&page, page.keyboard(), view).await
    });
}

/// Titles of the list.
fn titles(view: &View) -> Vec<String> {
    view.rows.iter().map(|row| row.title.clone()).collect()
}

#[test]
fn who_how_many_and_which_model_are_chosen_without_a_mouse() {
    walk("?user=500&k=10", async |page, keys, _| {
        let skip = keys.press(Key::Tab).await?;
        assert_eq!(skip.name, "Skip to the programme");
        keys.press(Key::Enter).await?;
        page.find("main:focus").await?;
        assert_eq!(keys.focus().await?.role, "main");

        keys.tab_back_to("As the system").await?;
        let dark = keys.press_to(Key::Right, "Dark").await?;
        assert_eq!((&*dark.role, &*dark.name), ("radio", "Dark"));
        page.find("html[data-theme=dark]").await?;

        let who = keys.tab_to("Who is watching").await?;
        assert_eq!(who.role, "combobox");
        keys.press("69").await?;
        keys.press(Key::Down).await?;
        page.until("user 69 is active", |view| view.active_id() == Some(69))
            .await?;
        keys.press(Key::Enter).await?;
        let is_69 = |view: &View| view.parameter("user") == Some("69");
        page.until("user 69 is watching", is_69).await?;

        keys.tab_to("User 15").await?;
        keys.press(" ").await?;
        page.until("user 15 is watching", |view| {
            view.parameter("user") == Some("15")
        })
        .await?;

        let more = keys.tab_to("More").await?;
        assert_eq!(more.role, "button");
        keys.press(Key::Enter).await?;
        let fewer = keys.tab_to("One movie fewer").await?;
        assert_eq!(fewer.role, "button");
        keys.press(Key::Enter).await?;
        page.until("nine movies are listed", |view| view.rows.len() == 9)
            .await?;
        keys.tab_to("How many").await?;
        keys.press(Key::Up).await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;

        let matinee = keys.tab_to("Matinee").await?;
        assert_eq!(matinee.role, "radio");
        let original = keys.press_to(Key::Right, "The original").await?;
        assert_eq!(original.name, "The original");
        page.until("the list is the seed network's", |view| {
            view.rows.len() == 10 && view.is_ordered_by("seed network")
        })
        .await?;

        let search = keys.tab_to("Search what they rated").await?;
        assert_eq!(search.role, "searchbox");
        keys.press("xyzzy").await?;
        page.until("no title has these words", |view| view.history.is_empty())
            .await?;
        keys.tab_back_to("Skip to the programme").await?;
        Ok(())
    });
}

#[test]
fn the_last_step_of_the_stepper_keeps_the_focus() {
    visit("?user=500&k=2", async |page| {
        page.until("two movies are listed", |view| view.rows.len() == 2)
            .await?;
        let keys = page.keyboard();
        keys.tab_to("More").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("One movie fewer").await?;
        keys.press(Key::Enter).await?;
        page.until("one movie is listed", |view| view.rows.len() == 1)
            .await?;
        assert_eq!(keys.focus().await?.name, "One movie fewer");
        Ok(())
    });
}
