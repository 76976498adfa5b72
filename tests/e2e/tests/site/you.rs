//! The visitor as the one who is watching: stars, the list that follows, trials, files.

use anyhow::{Context as _, Result};
use matinee_e2e::{RecommendPage, View, visit};
use thirtyfour::prelude::*;

/// Titles of the list.
fn titles(view: &View) -> Vec<String> {
    view.rows.iter().map(|row| row.title.clone()).collect()
}

/// Opens the visitor's desk in a browser that remembers nothing.
fn at_desk(test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    visit("?user=you&k=10", async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

async fn find(page: &RecommendPage, selector: &str) -> Result<WebElement> {
    let found = page.driver().query(By::Css(selector)).first().await;
    found.with_context(|| format!("there is no {selector}"))
}

async fn click(page: &RecommendPage, selector: &str) -> Result<()> {
    let element = find(page, selector).await?;
    element.scroll_into_view().await?;
    Ok(element.click().await?)
}

/// Clicks a star of the `card`th movie of the starter shelf, both from 1.
async fn rate(page: &RecommendPage, card: usize, stars: usize) -> Result<()> {
    let star = format!("[data-test=starter] li:nth-child({card}) .rate-star:nth-of-type({stars})");
    click(page, &star).await
}

/// Texts of what was rated: title and stars.
async fn given(page: &RecommendPage) -> Result<Vec<String>> {
    page.evaluate(
        "return [...document.querySelectorAll('[data-test=given] > li')].map((row) =>
           row.querySelector('.rated-title').textContent.trim() + ': '
           + (row.querySelector('.rate :checked') || {}).value);",
    )
    .await
}

/// Waits until so many ratings are there.
async fn rated(page: &RecommendPage, n: usize) -> Result<Vec<String>> {
    let selector = format!("[data-test=given][data-n=\"{n}\"]");
    find(page, &selector).await?;
    given(page).await
}

/// Hands a file to the page, as its file field would.
async fn bring(page: &RecommendPage, text: &str) -> Result<()> {
    let script = "const data = new DataTransfer();
        data.items.add(new File([arguments[0]], 'ratings.csv', { type: 'text/csv' }));
        const field = document.querySelector('[data-test=bring]');
        field.files = data.files;
        field.dispatchEvent(new Event('change', { bubbles: true }));";
    page.driver().execute(script, vec![text.into()]).await?;
    find(page, ".report").await.map(drop)
}

#[test]
fn without_ratings_the_list_is_said_to_be_for_everybody() {
    at_desk(async |page, view| {
        assert!(view.note.contains("what everybody likes"), "{}", view.note);
        let headline = find(&page, "h1").await?.text().await?;
        assert!(!headline.contains("should watch"), "{headline}");
        Ok(())
    });
}

#[test]
fn a_star_by_mouse_changes_the_list_at_once_and_a_reload_keeps_it() {
    at_desk(async |page, before| {
        rate(&page, 1, 5).await?;
        rate(&page, 2, 1).await?;
        let ratings = rated(&page, 2).await?;
        let after = page
            .until("the list is another", |view| {
                titles(view) != titles(&before)
            })
            .await?;
        let headline = find(&page, "h1").await?.text().await?;
        assert!(headline.contains("you should watch"), "{headline}");
        let reloaded = page.reload().await?;
        assert_eq!(rated(&page, 2).await?, ratings);
        assert_eq!(titles(&reloaded), titles(&after));
        Ok(())
    });
}

#[test]
fn stars_are_given_and_taken_back_by_keyboard() {
    at_desk(async |page, _| {
        let first = find(&page, "[data-test=starter] li:first-child input").await?;
        first.send_keys(" ").await?;
        assert!(rated(&page, 1).await?[0].ends_with(": 1"));
        first.send_keys(Key::Right + Key::Right).await?;
        let third = "[data-test=starter] li:first-child input[value=\"3\"]:focus:checked";
        find(&page, third).await?;
        assert!(given(&page).await?[0].ends_with(": 3"));
        let focused = page.driver().active_element().await?;
        focused.send_keys(Key::Tab).await?;
        page.driver()
            .active_element()
            .await?
            .send_keys(Key::Enter)
            .await?;
        rated(&page, 0).await?;
        find(&page, "[data-test=starter] li:first-child input:focus").await?;
        Ok(())
    });
}

#[test]
fn a_movie_is_found_with_a_typo_and_its_stars_have_the_focus() {
    at_desk(async |page, _| {
        let field = find(&page, "#find").await?;
        field.send_keys("cassablanca").await?;
        find(&page, "#find-options [role=option]").await?;
        field.send_keys(Key::Down + Key::Enter).await?;
        find(&page, "[data-test=on-desk] input:focus").await?;
        let text = find(&page, "[data-test=on-desk]").await?.text().await?;
        assert!(text.contains("Casablanca"), "{text}");
        Ok(())
    });
}

#[test]
fn clearing_is_undone() {
    at_desk(async |page, _| {
        rate(&page, 1, 4).await?;
        rate(&page, 2, 2).await?;
        let ratings = rated(&page, 2).await?;
        click(&page, "[data-test=clear]").await?;
        rated(&page, 0).await?;
        click(&page, "#undo").await?;
        assert_eq!(rated(&page, 2).await?, ratings);
        Ok(())
    });
}

#[test]
fn a_trial_shows_what_would_be_and_leaves_no_trace() {
    at_desk(async |page, _| {
        rate(&page, 1, 5).await?;
        rate(&page, 2, 5).await?;
        let ratings = rated(&page, 2).await?;
        let before = page.view().await?;
        click(&page, "[data-test=given] li:first-child .what-if-button").await?;
        click(&page, "[data-test=what-if] .rate-star:first-child").await?;
        let tried = page
            .until("the list says that it is a trial", |view| {
                view.note.contains("as if")
            })
            .await?;
        assert_ne!(titles(&tried), titles(&before));
        find(&page, "[data-test=what-if] .moves").await?;
        click(&page, "[data-test=what-if] .what-if-ends button:last-child").await?;
        let after = page
            .until("the trial has ended", |view| !view.note.contains("as if"))
            .await?;
        assert_eq!(titles(&after), titles(&before));
        assert_eq!(given(&page).await?, ratings);
        Ok(())
    });
}

const LETTERBOXD: &str = "Date,Name,Year,Letterboxd URI,Rating\n\
    2020-01-01,Fargo,1996,x,4\n\
    2020-01-01,Raiders of the Lost Arc,1981,x,4.5\n\
    2020-01-01,Alien,1979,x,9\n";

#[test]
fn a_file_is_taken_with_a_row_matched_by_hand_and_that_is_one_act() {
    at_desk(async |page, _| {
        bring(&page, LETTERBOXD).await?;
        let report = find(&page, ".report").await?.text().await?;
        assert!(report.contains("1 line does not count"), "{report}");
        click(&page, "[data-test=unmatched] .pick").await?;
        click(&page, "[data-test=take]").await?;
        let ratings = rated(&page, 2).await?;
        assert!(
            ratings[0].contains("Raiders of the Lost Ark"),
            "{ratings:?}"
        );
        assert!(ratings[0].ends_with(": 5"), "{ratings:?}");
        assert!(ratings[1].contains("Fargo"), "{ratings:?}");
        click(&page, "#undo").await?;
        rated(&page, 0).await?;
        Ok(())
    });
}

#[test]
fn a_file_that_is_none_is_refused_with_a_reason() {
    at_desk(async |page, _| {
        bring(&page, "this is,no file\nof ratings,at all\n").await?;
        let report = find(&page, ".report").await?.text().await?;
        assert!(report.contains("names no columns known here"), "{report}");
        rated(&page, 0).await?;
        Ok(())
    });
}

#[test]
fn what_is_saved_can_be_brought_back() {
    at_desk(async |page, _| {
        // The text that is handed to the browser.
        page.driver()
            .execute(
                "const make = URL.createObjectURL;
                 URL.createObjectURL = (blob) => {
                   blob.text().then((text) => { window.saved = text; });
                   return make.call(URL, blob);
                 };",
                Vec::new(),
            )
            .await?;
        rate(&page, 1, 4).await?;
        let ratings = rated(&page, 1).await?;
        click(&page, "[data-test=save]").await?;
        let mut text: Option<String> = None;
        page.until("the file was handed over", |_| true).await?;
        for _ in 0..200 {
            text = page.evaluate("return window.saved || null;").await?;
            if text.is_some() {
                break;
            }
        }
        let text = text.context("nothing was handed over")?;
        assert!(text.contains("title,year,stars,movie_id"), "{text}");
        click(&page, "[data-test=clear]").await?;
        rated(&page, 0).await?;
        bring(&page, &text).await?;
        click(&page, "[data-test=take]").await?;
        assert_eq!(rated(&page, 1).await?, ratings);
        Ok(())
    });
}

#[test]
fn two_tabs_keep_the_ratings_of_both() {
    at_desk(async |page, _| {
        let driver = page.driver();
        let first = driver.window().await?;
        let second = driver.new_tab().await?;
        driver.switch_to_window(second.clone()).await?;
        page.go("?user=you&k=10").await?;
        rate(&page, 1, 5).await?;
        driver.switch_to_window(first).await?;
        rated(&page, 1).await?;
        rate(&page, 2, 3).await?;
        rated(&page, 2).await?;
        driver.switch_to_window(second).await?;
        rated(&page, 2).await?;
        page.reload().await?;
        assert_eq!(rated(&page, 2).await?.len(), 2);
        Ok(())
    });
}

#[test]
fn the_seed_network_says_why_it_has_no_list_for_the_visitor() {
    visit("?user=you&k=10&model=seed", async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        assert_eq!(view.model, "Hybrid");
        let why = find(&page, "[data-test=unable]").await?.text().await?;
        assert!(why.contains("Seed network has no list for you"), "{why}");
        let seed = find(&page, "[data-test=models] input[value=seed]").await?;
        assert!(!seed.is_enabled().await?);
        Ok(())
    });
}

#[test]
fn ratings_never_reach_the_address() {
    at_desk(async |page, before| {
        rate(&page, 1, 5).await?;
        rated(&page, 1).await?;
        click(&page, "[data-test=given] .what-if-button").await?;
        click(&page, "[data-test=what-if] .rate-star:first-child").await?;
        bring(&page, LETTERBOXD).await?;
        click(&page, "[data-test=take]").await?;
        rated(&page, 2).await?;
        assert_eq!(page.view().await?.query, before.query);
        Ok(())
    });
}
