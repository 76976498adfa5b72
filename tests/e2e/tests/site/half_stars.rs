//! A site of other data: half stars can be given there, it carries nobody, and most of its movies come after
//! the first list.

use anyhow::{Result, bail, ensure};
use matinee_e2e::{Answer, RecommendPage, prepare};
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

/// Has requests for what comes after the first list end as if there were no connection.
const FIRST_ALONE: &str = "window.builtFetch = window.fetch;
    window.fetch = (file, ...more) => String(file).includes('people-')
      ? Promise.reject(new TypeError('offline')) : window.builtFetch(file, ...more);";

/// The addresses of the movies of a list, in its order.
const MOVIES: &str =
    "return [...document.querySelectorAll('ol[aria-label=Recommendations] a.title')]
    .map((it) => new URL(it.href).searchParams.get('movie'));";

/// As many as a page lists at once.
const MANY: &str = "?k=50&years=1990-1999";

#[test]
fn the_first_list_of_some_of_the_movies_is_that_of_all() {
    visit_half(async |page| {
        page.until_whole().await?;
        let of_all: Vec<String> = page.evaluate(MOVIES).await?;
        page.before_every_page(FIRST_ALONE).await?;
        page.go("").await?;
        page.find("[data-test=everybody-missing]").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        let of_first: Vec<String> = page.evaluate(MOVIES).await?;
        ensure!(of_first == of_all, "{of_first:?} {of_all:?}");
        // The page says how many there are, not how many it has.
        page.until_text("main", "200 movies").await.map(drop)
    });
}

#[test]
fn a_movie_that_comes_later_has_its_page_and_one_of_nobody_a_notice() {
    visit_half(async |page| {
        page.go(MANY).await?;
        page.until_whole().await?;
        page.until("they are listed", |view| view.rows.len() > 10)
            .await?;
        let all: Vec<String> = page.evaluate(MOVIES).await?;
        page.go("?movie=99999999").await?;
        page.until_text(".notices", "99999999").await?;
        page.until("the list is there", |view| view.rows.len() == 10)
            .await?;
        page.before_every_page(FIRST_ALONE).await?;
        page.go(MANY).await?;
        page.find("[data-test=everybody-missing]").await?;
        let first: Vec<String> = page.evaluate(MOVIES).await?;
        let Some(later) = all.iter().find(|id| !first.contains(id)) else {
            bail!("{all:?} are all in the first part");
        };
        // It is shown as soon as it is there.
        page.go(&format!("?movie={later}")).await?;
        page.find("[data-test=everybody-missing]").await?;
        page.requests_answer(Answer::AsBuilt).await?;
        page.click("[data-test=everybody-missing] button").await?;
        page.find("[data-test=movie-page]").await.map(drop)
    });
}
