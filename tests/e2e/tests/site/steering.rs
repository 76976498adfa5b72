//! Levers, genres, years: what they do to the list, and the way back.

use anyhow::Result;
use matinee_e2e::{RecommendPage, View, visit};
use thirtyfour::prelude::*;

const SLIDER: &str = "[data-test=obscure] [type=range]";
const NUMBER: &str = "[data-test=obscure] [type=number]";
const RESET: &str = "#steering-reset";

/// Ten movies, and nothing set.
const PLAIN: &str = "?user=500&k=10";

async fn click(page: &RecommendPage, selector: &str) -> Result<()> {
    Ok(page
        .driver()
        .query(By::Css(selector))
        .first()
        .await?
        .click()
        .await?)
}

async fn press(page: &RecommendPage, selector: &str, keys: impl Into<TypingData>) -> Result<()> {
    let field = page.driver().query(By::Css(selector)).first().await?;
    Ok(field.send_keys(keys).await?)
}

async fn text(page: &RecommendPage, selector: &str) -> Result<String> {
    Ok(page
        .driver()
        .query(By::Css(selector))
        .first()
        .await?
        .text()
        .await?)
}

async fn value(page: &RecommendPage, selector: &str) -> Result<String> {
    let field = page.driver().query(By::Css(selector)).first().await?;
    Ok(field.prop("value").await?.unwrap_or_default())
}

/// Opens the part with genres and years.
async fn open_wishes(page: &RecommendPage) -> Result<()> {
    click(page, ".wishes-summary").await
}

/// Presses a genre so many times.
async fn press_genre(page: &RecommendPage, name: &str, times: usize) -> Result<()> {
    for chip in page
        .driver()
        .query(By::Css("[data-test=genres] button"))
        .all_from_selector_required()
        .await?
    {
        if chip.text().await?.contains(name) {
            for _ in 0..times {
                chip.click().await?;
            }
            return Ok(());
        }
    }
    anyhow::bail!("there is no genre {name} to press")
}

fn titles(view: &View) -> Vec<&str> {
    view.rows.iter().map(|row| row.title.as_str()).collect()
}

/// Whether the rows stand in the order of their ranks.
fn is_in_order(view: &View) -> bool {
    let ranks = view.rows.iter().zip(1..);
    ranks
        .into_iter()
        .all(|(row, rank)| row.rank == rank.to_string())
}

async fn ten_movies(page: &RecommendPage) -> Result<View> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
}

#[test]
fn a_genre_pressed_once_is_on_every_row() {
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        open_wishes(&page).await?;
        press_genre(&page, "Drama", 1).await?;
        let all_have = |view: &View| {
            view.rows.len() == 10 && view.rows.iter().all(|row| row.genres.contains("Drama"))
        };
        let view = page.until("every row is a drama", all_have).await?;
        assert_eq!(view.parameter("genre"), Some("drama"));
        Ok(())
    });
}

#[test]
fn a_genre_pressed_twice_is_on_no_row_also_after_a_reload() {
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        assert!(before.rows.iter().any(|row| row.genres.contains("Drama")));
        open_wishes(&page).await?;
        press_genre(&page, "Drama", 2).await?;
        let none_has = |view: &View| {
            view.parameter("genre") == Some("-drama")
                && view.rows.len() == 10
                && view.rows.iter().all(|row| !row.genres.contains("Drama"))
        };
        let view = page.until("no row is a drama", none_has).await?;
        let again = page.reload().await?;
        assert_eq!(titles(&again), titles(&view));
        assert_eq!(
            text(&page, "[data-test=steering-set]").await?,
            "never Drama"
        );
        Ok(())
    });
}

#[test]
fn the_state_of_a_genre_is_said() {
    visit("?user=500&k=10&genre=comedy", async |page| {
        ten_movies(&page).await?;
        open_wishes(&page).await?;
        let names: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('[data-test=genres] button')]
                   .map((chip) => chip.textContent.trim());",
            )
            .await?;
        assert!(
            names.contains(&"+Comedy: only these".to_owned()),
            "{names:?}"
        );
        assert!(
            names.contains(&"Drama: does not matter".to_owned()),
            "{names:?}"
        );
        Ok(())
    });
}

#[test]
fn every_row_is_of_the_years_that_are_typed() {
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        open_wishes(&page).await?;
        press(
            &page,
            "[data-test=years] label:nth-of-type(1) input",
            "1960",
        )
        .await?;
        press(
            &page,
            "[data-test=years] label:nth-of-type(2) input",
            "1969",
        )
        .await?;
        let fits = |view: &View| {
            view.parameter("years") == Some("1960-1969")
                && view.rows.len() == 10
                && view.rows.iter().all(|row| row.year.starts_with("196"))
        };
        page.until("every row is of the sixties", fits).await?;
        Ok(())
    });
}

#[test]
fn what_is_no_year_is_named_and_stays() {
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        open_wishes(&page).await?;
        let from = "[data-test=years] label:nth-of-type(1) input";
        press(&page, from, "19x").await?;
        press(&page, from, Key::Tab + "").await?;
        let says = |view: &View| view.notices.iter().any(|said| said.contains("19x"));
        let view = page.until("the mistake is named", says).await?;
        assert_eq!(value(&page, from).await?, "19x");
        assert_eq!(view.rows.len(), 10);
        Ok(())
    });
}

#[test]
fn the_slider_changes_list_number_and_read_out_by_keyboard() {
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        let read_before = text(&page, "[data-test=obscure] .lever-reads").await?;
        assert!(read_before.contains("No cost"), "{read_before}");
        // From 0 to its end.
        press(&page, SLIDER, Key::End + "").await?;
        let steered = |view: &View| view.parameter("obscure") == Some("100");
        let view = page.until("the address says so", steered).await?;
        assert_ne!(titles(&view), titles(&before));
        assert!(is_in_order(&view), "{:?}", view.rows);
        assert_eq!(value(&page, NUMBER).await?, "100");
        let reads = text(&page, "[data-test=obscure] .lever-reads").await?;
        assert!(reads.contains("instead of"), "{reads}");
        assert!(reads.contains("less accurate"), "{reads}");
        let said = page.driver().query(By::Css(SLIDER)).first().await?;
        let said = said.attr("aria-valuetext").await?;
        assert_eq!(said.as_deref(), Some("100 %, very obscure"));
        Ok(())
    });
}

#[test]
fn the_number_moves_the_slider() {
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        press(&page, NUMBER, Key::Control + "a").await?;
        press(&page, NUMBER, "35").await?;
        page.until("the address says so", |view| {
            view.parameter("obscure") == Some("35")
        })
        .await?;
        assert_eq!(value(&page, SLIDER).await?, "35");
        Ok(())
    });
}

#[test]
fn rows_stand_in_order_and_keep_their_element_whatever_the_lever_does() {
    // Every step's rows, against what the same address lists when it is opened.
    const WALK: &str = r#"
        const slider = document.querySelector("[data-test=varied] [type=range]");
        const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
        const rows = () => [...document.querySelectorAll("ol[aria-label=Recommendations] > li")];
        const done = arguments[arguments.length - 1];
        (async () => {
          let n_kept = 0;
          let n_wrong = 0;
          for (let step = 0; step <= 100; step += 1) {
            const before = new Map(rows().map((row) => [row.querySelector(".title").textContent, row]));
            value.set.call(slider, String((step * 37) % 101));
            slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
            await new Promise((next) => setTimeout(next));
            rows().forEach((row, at) => {
              if (row.querySelector(".rank").textContent !== String(at + 1)) n_wrong += 1;
              const old = before.get(row.querySelector(".title").textContent);
              if (old && old !== row) n_wrong += 1;
              if (old === row) n_kept += 1;
            });
          }
          return [n_wrong, n_kept];
        })().then(done, (error) => done(String(error)));
    "#;
    visit("?user=500&k=50", async |page| {
        page.until("fifty movies are listed", |view| view.rows.len() == 50)
            .await?;
        let walked = page.driver().execute_async(WALK, Vec::new()).await?;
        let (n_wrong, n_kept): (usize, usize) = walked.convert()?;
        assert_eq!(n_wrong, 0);
        assert!(n_kept > 500, "{n_kept} rows were kept");
        let view = page
            .until("the address has come to rest", |view| {
                view.parameter("varied") == Some("64")
            })
            .await?;
        let opened = page.reload().await?;
        assert_eq!(titles(&view), titles(&opened));
        Ok(())
    });
}

#[test]
fn reset_sets_everything_back_and_keeps_the_focus() {
    let query = "?user=500&k=10&genre=-drama&years=1960-1999&obscure=20&varied=30";
    visit(query, async |page| {
        ten_movies(&page).await?;
        assert_eq!(
            text(&page, "[data-test=steering-set]").await?,
            "never Drama, 1960 to 1999, 20 % obscure, 30 % varied"
        );
        click(&page, RESET).await?;
        let view = page
            .until("nothing is set", |view| view.query == PLAIN)
            .await?;
        assert_eq!(view.rows.len(), 10);
        let focused: String = page.evaluate("return document.activeElement.id;").await?;
        assert_eq!(focused, "steering-reset");
        let reset = page.driver().query(By::Css(RESET)).first().await?;
        assert_eq!(reset.attr("aria-disabled").await?.as_deref(), Some("true"));
        Ok(())
    });
}

#[test]
fn a_list_that_is_too_short_says_why_and_offers_a_way_out() {
    visit(
        "?user=500&k=10&genre=western&years=1990-1991",
        async |page| {
            page.until("few movies are listed", |view| {
                !view.rows.is_empty() && view.rows.len() < 10
            })
            .await?;
            let why = text(&page, "[data-test=shortfall]").await?;
            assert!(why.contains("Western, 1990 to 1991"), "{why}");
            click(&page, "[data-test=shortfall] button").await?;
            ten_movies(&page).await?;
            let focused: String = page.evaluate("return document.activeElement.id;").await?;
            assert_eq!(focused, "steering-reset");
            Ok(())
        },
    );
}

#[test]
fn a_drag_is_announced_once() {
    const DRAG: &str = r#"
        const region = document.querySelector("main > .visually-hidden[role=status]");
        const slider = document.querySelector("[data-test=obscure] [type=range]");
        const value = Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value");
        const done = arguments[arguments.length - 1];
        (async () => {
          const said = [];
          const words = () => region.textContent;
          // Until the region has said what the page showed first.
          while (words() === "") await new Promise((next) => setTimeout(next, 20));
          new MutationObserver(() => said.push(words()))
            .observe(region, { childList: true, characterData: true, subtree: true });
          for (let at = 1; at <= 40; at += 1) {
            value.set.call(slider, String(at));
            slider.dispatchEvent(new InputEvent("input", { bubbles: true }));
            await new Promise((next) => setTimeout(next, 10));
          }
          while (!words().includes("40 % obscure")) await new Promise((next) => setTimeout(next, 20));
          return said;
        })().then(done, (error) => done([String(error)]));
    "#;
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        let said = page.driver().execute_async(DRAG, Vec::new()).await?;
        let said: Vec<String> = said.convert()?;
        assert_eq!(said.len(), 1, "{said:?}");
        Ok(())
    });
}

#[test]
fn a_model_whose_levers_were_not_measured_says_nothing_of_cost() {
    visit("?user=500&k=10&model=seed&obscure=20", async |page| {
        page.until("the seed network lists", |view| {
            view.model == "Seed network" && view.rows.len() == 10 && !view.note.contains("fetching")
        })
        .await?;
        let reads = text(&page, "[data-test=obscure] .lever-reads").await?;
        assert!(reads.starts_with("Seen by"), "{reads}");
        assert!(!reads.contains("NDCG"), "{reads}");
        Ok(())
    });
}

#[test]
fn on_a_phone_the_panel_is_folded_and_says_what_is_set() {
    visit("?user=500&k=10&obscure=20", async |page| {
        page.resize(360, 800).await?;
        ten_movies(&page).await?;
        assert_eq!(
            text(&page, "[data-test=steering-set]").await?,
            "20 % obscure"
        );
        let slider = page.driver().query(By::Css(SLIDER)).first().await?;
        assert!(!slider.is_displayed().await?);
        let toggle = page
            .driver()
            .query(By::Css(".steering-toggle"))
            .first()
            .await?;
        assert_eq!(
            toggle.attr("aria-expanded").await?.as_deref(),
            Some("false")
        );
        toggle.click().await?;
        assert_eq!(toggle.attr("aria-expanded").await?.as_deref(), Some("true"));
        slider.wait_until().displayed().await?;
        let view = page.view().await?;
        assert!(view.content_width <= view.width);
        Ok(())
    });
}
