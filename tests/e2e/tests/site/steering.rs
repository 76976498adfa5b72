//! Levers, genres, years: what they do to the list, and the way back.

use anyhow::{Context, Result};
use matinee_e2e::{RecommendPage, View, visit};
use thirtyfour::prelude::*;

const SLIDER: &str = "[data-test=obscure] [type=range]";
const NUMBER: &str = "[data-test=obscure] [type=number]";
const RESET: &str = "#steering-reset";

/// Ten movies, and nothing set.
const PLAIN: &str = "?user=500&k=10";

/// What a visitor reads there, once `words` are part of it.
async fn text(page: &RecommendPage, selector: &str, words: &str) -> Result<String> {
    page.until_text(selector, words).await?;
    Ok(page.find(selector).await?.text().await?)
}

/// Waits until a field holds this.
async fn until_value(page: &RecommendPage, selector: &str, value: &str) -> Result<()> {
    page.find(selector).await?;
    let script = format!("return document.querySelector('{selector}').value === '{value}';");
    page.until_true(&script).await
}

/// Presses a genre so many times.
async fn press_genre(page: &RecommendPage, name: &str, times: usize) -> Result<()> {
    let chip = format!("//*[@data-test='genres']//button[contains(., '{name}')]");
    let chip = page.driver().query(By::XPath(chip)).first().await;
    let chip = chip.with_context(|| format!("there is no genre {name} to press"))?;
    for _ in 0..times {
        chip.click().await?;
    }
    Ok(())
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
        page.open_knob("genres").await?;
        press_genre(&page, "Drama", 1).await?;
        let all_have = |view: &View| {
            view.parameter("genre") == Some("drama")
                && view.rows.len() == 10
                && view.rows.iter().all(|row| row.genres.contains("Drama"))
        };
        page.until("every row is a drama", all_have).await?;
        Ok(())
    });
}

#[test]
fn a_genre_pressed_twice_is_on_no_row_also_after_a_reload() {
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        assert!(before.rows.iter().any(|row| row.genres.contains("Drama")));
        page.open_knob("genres").await?;
        press_genre(&page, "Drama", 2).await?;
        let none_has = |view: &View| {
            view.parameter("genre") == Some("-drama")
                && view.rows.len() == 10
                && view.rows.iter().all(|row| !row.genres.contains("Drama"))
        };
        let view = page.until("no row is a drama", none_has).await?;
        page.reload().await?;
        let again = ten_movies(&page).await?;
        assert_eq!(titles(&again), titles(&view));
        assert_eq!(
            text(&page, "[data-test=steering-set]", "never").await?,
            "never Drama"
        );
        Ok(())
    });
}

#[test]
fn the_state_of_a_genre_is_said() {
    visit("?user=500&k=10&genre=comedy", async |page| {
        ten_movies(&page).await?;
        page.open_knob("genres").await?;
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
        page.open_knob("years").await?;
        page.press_in("[data-test=years] label:nth-of-type(1) input", "1960")
            .await?;
        page.press_in("[data-test=years] label:nth-of-type(2) input", "1969")
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
        page.open_knob("years").await?;
        let from = "[data-test=years] label:nth-of-type(1) input";
        page.press_in(from, "19x").await?;
        page.press_in(from, Key::Tab + "").await?;
        let says = |view: &View| view.notices.iter().any(|said| said.contains("19x"));
        let view = page.until("the mistake is named", says).await?;
        until_value(&page, from, "19x").await?;
        assert_eq!(view.rows.len(), 10);
        Ok(())
    });
}

#[test]
fn the_slider_changes_list_number_and_read_out_by_keyboard() {
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        page.open_knob("familiar").await?;
        text(&page, "[data-test=obscure] .lever-reads", "No cost").await?;
        // From 0 to its end.
        page.press_in(SLIDER, Key::End + "").await?;
        let steered = |view: &View| view.parameter("obscure") == Some("100");
        let view = page.until("the address says so", steered).await?;
        assert_ne!(titles(&view), titles(&before));
        assert!(is_in_order(&view), "{:?}", view.rows);
        until_value(&page, NUMBER, "100").await?;
        let reads = text(&page, "[data-test=obscure] .lever-reads", "instead of").await?;
        assert!(reads.contains("less accurate"), "{reads}");
        let said = page.find(SLIDER).await?.attr("aria-valuetext").await?;
        assert_eq!(said.as_deref(), Some("100 %, very obscure"));
        Ok(())
    });
}

#[test]
fn the_lever_between_the_heads_rests_in_the_middle_and_orders_by_one_at_either_end() {
    const STARS: &str = "[data-test=stars] [type=range]";
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        page.open_knob("blend").await?;
        text(&page, "[data-test=stars] .lever-reads", "No cost").await?;
        page.press_in(STARS, Key::End + "").await?;
        let view = page
            .until("it is ordered by stars alone", |view| {
                let stars: Vec<&str> = view.rows.iter().map(|row| &*row.stars).collect();
                view.parameter("stars") == Some("100")
                    && stars.len() == 10
                    && stars.is_sorted_by(|a, b| a >= b)
            })
            .await?;
        assert_ne!(titles(&view), titles(&before));
        let reads = text(&page, "[data-test=stars] .lever-reads", "instead of").await?;
        assert!(reads.contains("less accurate"), "{reads}");
        page.press_in(STARS, Key::Home + "").await?;
        text(
            &page,
            "[data-test=steering-set]",
            "only popular with people like you",
        )
        .await?;
        page.click(".steering-reset").await?;
        page.until("list and address are as before", |view| {
            view.rows == before.rows && view.parameter("stars").is_none()
        })
        .await?;
        Ok(())
    });
}

#[test]
fn the_switch_orders_by_match_or_by_stars_and_says_the_price() {
    visit(PLAIN, async |page| {
        let before = ten_movies(&page).await?;
        let falls = |matches: &[u8]| matches.len() == 10 && matches.is_sorted_by(|a, b| a >= b);
        assert!(falls(&before.matches), "{:?}", before.matches);
        assert_eq!(before.matches[0], 100);
        page.click("[data-test=order] .segment:nth-of-type(2)")
            .await?;
        let view = page
            .until("the stars fall", |view| {
                let stars: Vec<&str> = view.rows.iter().map(|row| &*row.stars).collect();
                stars.len() == 10 && stars.is_sorted_by(|a, b| a >= b)
            })
            .await?;
        assert_eq!(view.parameter("stars"), Some("100"));
        assert!(falls(&view.matches), "{:?}", view.matches);
        text(&page, "[data-test=order-price]", "much less accurate").await?;
        page.click("[data-test=order] .segment:nth-of-type(1)")
            .await?;
        page.until("the list is as before", |view| view.rows == before.rows)
            .await?;
        Ok(())
    });
}

#[test]
fn the_number_moves_the_slider() {
    visit(PLAIN, async |page| {
        ten_movies(&page).await?;
        page.open_knob("familiar").await?;
        page.press_in(NUMBER, Key::Control + "a").await?;
        page.press_in(NUMBER, "35").await?;
        page.until("the address says so", |view| {
            view.parameter("obscure") == Some("35")
        })
        .await?;
        until_value(&page, SLIDER, "35").await?;
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
        page.open_knob("varied").await?;
        let walked = page.driver().execute_async(WALK, Vec::new()).await?;
        let (n_wrong, n_kept): (usize, usize) = walked.convert()?;
        assert_eq!(n_wrong, 0);
        assert!(n_kept > 500, "{n_kept} rows were kept");
        let view = page
            .until("the address has come to rest", |view| {
                view.parameter("varied") == Some("64")
            })
            .await?;
        page.reload().await?;
        let opened = page
            .until("fifty movies are listed again", |view| {
                view.rows.len() == 50
            })
            .await?;
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
            text(&page, "[data-test=steering-set]", "never").await?,
            "never Drama, 1960 to 1999, 20 % obscure, 30 % varied"
        );
        page.click(RESET).await?;
        let view = page
            .until("nothing is set", |view| view.query == PLAIN)
            .await?;
        assert_eq!(view.rows.len(), 10);
        page.find(&format!("{RESET}[aria-disabled=true]:focus"))
            .await?;
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
            text(&page, "[data-test=shortfall]", "Western, 1990 to 1991").await?;
            page.click("[data-test=shortfall] button").await?;
            ten_movies(&page).await?;
            page.find(&format!("{RESET}:focus")).await?;
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
        page.open_knob("familiar").await?;
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
            view.model == "The original"
                && view.rows.len() == 10
                && view.is_ordered_by("seed network")
                && !view.note.contains("fetching")
        })
        .await?;
        page.open_knob("familiar").await?;
        let reads = text(&page, "[data-test=obscure] .lever-reads", "Seen by").await?;
        assert!(reads.starts_with("Seen by"), "{reads}");
        assert!(!reads.contains("accurate"), "{reads}");
        let numbers = "return document.querySelector('.steering .numbers') !== null;";
        assert!(!page.evaluate::<bool>(numbers).await?);
        Ok(())
    });
}

#[test]
fn on_a_phone_a_part_of_the_bar_opens_in_place_and_what_is_set_is_said() {
    visit("?user=500&k=10&obscure=20", async |page| {
        page.resize(360, 800).await?;
        ten_movies(&page).await?;
        assert_eq!(
            text(&page, "[data-test=steering-set]", "obscure").await?,
            "20 % obscure"
        );
        let n_open = "return document.querySelectorAll('.steering [aria-expanded=true]').length;";
        assert_eq!(page.evaluate::<usize>(n_open).await?, 0);
        page.open_knob("familiar").await?;
        page.find(SLIDER).await?.wait_until().displayed().await?;
        // One part at a time.
        page.open_knob("years").await?;
        page.find("[data-test=years] input").await?;
        assert_eq!(page.evaluate::<usize>(n_open).await?, 1);
        let view = page.view().await?;
        assert!(view.content_width <= view.width);
        Ok(())
    });
}
