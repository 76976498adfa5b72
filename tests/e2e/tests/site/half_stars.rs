//! A site of other data: half stars can be given there, and it carries nobody.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, prepare};
use thirtyfour::prelude::*;

/// Opens that site.
fn visit_half(test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    prepare(async |mut page| {
        let half = page.stage().half_stars()?;
        page.move_to(half);
        page.go("").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page).await
    });
}

#[test]
fn a_page_without_people_is_the_visitors_own() {
    visit_half(async |page| {
        let words: String = page
            .evaluate("return document.querySelector('main').innerText;")
            .await?;
        for of_people in ["number of one of", "User 1", "user 1"] {
            ensure!(!words.contains(of_people), "{of_people}: {words}");
        }
        page.rate(1, 3).await?;
        page.rated(1).await.map(drop)
    });
}

#[test]
fn half_a_star_is_given_by_a_pointer_and_by_a_key_and_kept() {
    visit_half(async |page| {
        // Ten halves stand side by side: the seventh is three and a half.
        page.rate(1, 7).await?;
        let given = page.rated(1).await?;
        ensure!(given[0].ends_with(": 3.5"), "{given:?}");
        page.reload().await?;
        let given = page.rated(1).await?;
        ensure!(given[0].ends_with(": 3.5"), "{given:?}");
        let chosen = "[data-test=given] .rate :checked";
        page.press_in(chosen, Key::Right).await?;
        let more = |given: &[String]| given.iter().all(|it| it.ends_with(": 4"));
        page.until_given("an arrow is half a star", more).await?;
        page.press_in(chosen, Key::Left + Key::Left).await?;
        let less = |given: &[String]| given.iter().all(|it| it.ends_with(": 3"));
        page.until_given("two arrows are a star", less)
            .await
            .map(drop)
    });
}

#[test]
fn a_file_of_half_stars_keeps_them() {
    visit_half(async |page| {
        let [title, year]: [String; 2] = page
            .evaluate(
                "const row = document.querySelector('[aria-label=Recommendations] li');
                 const words = (selector) => row.querySelector(selector).textContent.trim();
                 return [words('.title'), words('.year')];",
            )
            .await?;
        page.go("?user=you&k=10").await?;
        page.bring(&format!(
            "Date,Name,Year,Letterboxd URI,Rating\n2026-01-01,\"{title}\",{year},https://boxd.it/1,2.5\n"
        ))
        .await?;
        page.click("[data-test=take]").await?;
        let given = page.rated(1).await?;
        ensure!(given[0].ends_with(": 2.5"), "{given:?}");
        Ok(())
    });
}
