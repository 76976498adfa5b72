//! A site that was built without anybody's stars, for an owner who may not publish them.

use anyhow::{Result, ensure};
use matinee_e2e::{Look, RecommendPage, TRAIN, View, YOU, native_list, prepare};

use super::train_data::of_folder;

/// Opens that site with `query`.
fn visit_bare(query: &str, test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    prepare(async |mut page| {
        let bare = page.stage().without_ratings()?;
        page.move_to(bare);
        page.go(query).await?;
        test(page).await
    });
}

async fn until_listed(page: &RecommendPage) -> Result<View> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
}

#[test]
fn lists_are_those_of_the_model_with_ratings() {
    visit_bare("", async |page| {
        for user in [500, 15, 69] {
            page.go(&format!("?user={user}&k=10")).await?;
            let listed = until_listed(&page).await?.rows;
            let expected = native_list(page.stage(), &page.stage().model, user, 10)?;
            for (row, expected) in listed.iter().zip(&expected) {
                ensure!(row.title == expected.title, "{row:?}, not {expected:?}");
                ensure!(row.stars == expected.stars, "{row:?}, not {expected:?}");
            }
        }
        Ok(())
    });
}

#[test]
fn people_come_without_their_stars() {
    visit_bare("?user=500&k=10", async |page| {
        let view = until_listed(&page).await?;
        ensure!(view.profile.contains("without anybody"), "{}", view.profile);
        ensure!(!view.profile.contains("on average"), "{}", view.profile);
        ensure!(!view.history.is_empty(), "they have seen something");
        let stars: u32 = page
            .evaluate("return document.querySelectorAll('[data-test=history] .stars').length;")
            .await?;
        ensure!(stars == 0, "{stars} of them have stars");
        page.choose_offer(1, "Why").await?;
        let why = page.opened_reasons().await?;
        ensure!(why.said.contains("what was learned"), "{why:?}");
        let sum: i32 = why.hundredths()?.iter().sum();
        let total = matinee_e2e::hundredths(&why.total)?;
        ensure!(sum == total, "{why:?}");
        Ok(())
    });
}

#[test]
fn nobodys_taste_is_drawn_and_a_movies_page_has_counts_alone() {
    visit_bare("?user=500&k=10&movie=1", async |page| {
        let said = page
            .until_text("[data-test=movie-page]", "is not in this page")
            .await?;
        ensure!(said.contains("people rated it"), "{said}");
        let is_there =
            "return document.querySelector('[data-test=portrait]')?.checkVisibility() ?? false;";
        ensure!(!page.evaluate::<bool>(is_there).await?);
        page.go(YOU).await?;
        for card in 1..=3 {
            page.rate(card, 4).await?;
        }
        page.rated(3).await?;
        page.click("[data-test=portrait] summary").await?;
        page.until_text("[data-test=portrait]", "nobody else")
            .await?;
        Ok(())
    });
}

#[test]
fn two_people_watch_together_without_anybodys_stars() {
    visit_bare("?user=500&k=10&with=69&together=least", async |page| {
        page.find("li.is-shared:nth-child(10)").await?;
        Ok(())
    });
}

#[test]
fn to_train_a_visitor_brings_their_own_data_which_can_make_the_list() {
    visit_bare(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.until_text("[data-test=no-ratings]", "without the ratings")
            .await?;
        for look in [Look::Light, Look::Dark] {
            page.look(look).await?;
            let violations = page.violations().await?;
            ensure!(violations.is_empty(), "{look:?}: {violations:?}");
        }
        page.find("[data-test=start]:disabled").await?;
        page.hand_over("[data-test=bring-data]", "mine.zip", b"<html>")
            .await?;
        let said = page
            .until_text("[data-test=data-refused]", "web page")
            .await?;
        ensure!(!said.contains("stay as they were"), "{said}");

        let zip = of_folder(&page.stage().data)?;
        page.hand_over("[data-test=bring-data]", "mine.zip", &zip)
            .await?;
        let said = page.until_text("[data-test=data]", "mine.zip").await?;
        ensure!(said.contains("the same as the page"), "{said}");
        page.choose_recipe("Simple").await?;
        page.write_number("Epochs", "3").await?;
        page.click("[data-test=start]").await?;
        page.run_ends().await?;
        page.click("[data-test=use]").await?;
        let used = page
            .until("the visitor's model makes the list", |view| {
                view.model_news.contains("you trained") && view.rows.len() == 10
            })
            .await?;
        ensure!(used.profile.contains("without anybody"), "{used:?}");
        Ok(())
    });
}
