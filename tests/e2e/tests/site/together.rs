//! One list for two people.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, prepare, visit};
use serde::Deserialize;
use serde_json::Value;
use thirtyfour::prelude::*;

/// A row of the list: title, and of either what is predicted and where it stands in their own order.
#[derive(Debug, Deserialize, PartialEq)]
struct Shared {
    title: String,
    names: Vec<String>,
    stars: Vec<String>,
    places: Vec<usize>,
}

const ROWS: &str = r#"const text = (element) => element.textContent.trim();
    const list = document.querySelectorAll('ol[aria-label="Recommendations for both"] > li');
    return [...list].map((row) => ({
      title: text(row.querySelector('.title')),
      names: [...row.querySelectorAll('.both-name')].map(text),
      stars: [...row.querySelectorAll('.both .stars')].map(text),
      places: [...row.querySelectorAll('.both-place')]
        .map((it) => Number(text(it).replace(/[^0-9]/g, ''))),
    }));"#;

/// Waits for the list for two.
async fn until_shared(page: &RecommendPage, n: usize) -> Result<Vec<Shared>> {
    page.until_true(&format!(
        r#"return document.querySelectorAll('ol[aria-label="Recommendations for both"] > li').length === {n};"#
    ))
    .await?;
    page.evaluate(ROWS).await
}

/// Titles of what a user has rated.
async fn seen(page: &RecommendPage, user: u32) -> Result<Vec<String>> {
    page.go(&format!("?user={user}&k=1")).await?;
    page.click("[aria-labelledby=history-title] .more").await?;
    page.evaluate(
        "return [...document.querySelectorAll('[data-test=history] .title-link')]
           .map((link) => link.textContent.replace(/\\s*\\d{4}$/, '').trim());",
    )
    .await
}

/// The worse of both places.
fn worst(row: &Shared) -> usize {
    row.places.iter().copied().max().unwrap_or_default()
}

#[test]
fn nobody_has_seen_what_both_are_to_watch_and_both_numbers_are_there() {
    visit("?user=500&k=10&with=69&together=least", async |page| {
        let list = until_shared(&page, 10).await?;
        for row in &list {
            ensure!(row.names == ["User 500", "User 69"], "{row:?}");
            ensure!(row.places.len() == 2 && row.stars.len() == 2, "{row:?}");
            let is_predicted = |said: &String| said.starts_with("predicted ");
            ensure!(row.stars.iter().all(is_predicted), "{row:?}");
        }
        ensure!(list.is_sorted_by_key(worst), "{list:?}");
        for user in [500, 69] {
            let seen = seen(&page, user).await?;
            let is_seen = |row: &&Shared| seen.contains(&row.title);
            ensure!(list.iter().find(is_seen).is_none(), "{list:?}");
        }
        Ok(())
    });
}

#[test]
fn two_lists_become_one_and_two_again() {
    prepare(async |page| {
        page.resize(1280, 900).await?;
        page.go("?user=500&k=10&with=69").await?;
        let pair = page
            .until("there are two lists", |view| {
                view.rows.len() == 10 && view.rows_beside.len() == 10
            })
            .await?;
        page.click("[data-test=together] label:nth-of-type(2)")
            .await?;
        let fair = until_shared(&page, 10).await?;
        let view = page
            .until("the address says so", |view| {
                view.parameter("together") == Some("least") && view.rows_beside.is_empty()
            })
            .await?;
        ensure!(view.note.contains("user 500 and user 69"), "{}", view.note);
        let said = "10 movies for user 500 and user 69, fair to both";
        page.until("a screen reader hears it", |view| {
            view.notices.iter().any(|it| it.starts_with(said))
        })
        .await?;
        page.click("[data-test=together] label:nth-of-type(3)")
            .await?;
        page.until("the address says so", |view| {
            view.parameter("together") == Some("mean")
        })
        .await?;
        let said = "10 movies for user 500 and user 69, best on average";
        page.until("a screen reader hears it", |view| {
            view.notices.iter().any(|it| it.starts_with(said))
        })
        .await?;
        ensure!(until_shared(&page, 10).await? != fair);
        page.back().await?;
        page.until("the address says so", |view| {
            view.parameter("together") == Some("least")
        })
        .await?;
        ensure!(until_shared(&page, 10).await? == fair);
        page.back().await?;
        page.until("the two lists are back", |view| {
            view.rows == pair.rows && view.rows_beside == pair.rows_beside
        })
        .await?;
        Ok(())
    });
}

#[test]
fn the_visitor_watches_with_somebody_and_their_stars_count() {
    visit("?user=you&k=5&with=15&together=least", async |page| {
        let before = until_shared(&page, 5).await?;
        ensure!(before[0].names == ["You", "User 15"], "{before:?}");
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.until_true(&format!(
            "return document.querySelector('.both-place').textContent !== '' &&
               [...document.querySelectorAll('.is-shared .title')]
                 .map((it) => it.textContent).join() !== {};",
            serde_json::to_string(
                &before
                    .iter()
                    .map(|row| row.title.as_str())
                    .collect::<Vec<_>>()
                    .join(",")
            )?
        ))
        .await
    });
}

#[test]
fn wishes_are_those_of_both_and_what_they_leave_is_said() {
    visit(
        "?user=500&k=10&with=69&together=mean&genre=western&years=1990-1991",
        async |page| {
            page.until_text("[data-test=shortfall]", "Western").await?;
            let list: Vec<Shared> = page.evaluate(ROWS).await?;
            ensure!(list.len() < 10, "{list:?}");
            page.go("?user=500&k=10&with=69&together=mean&genre=western&years=1922-1925")
                .await?;
            page.until_text("[data-test=shortfall]", "No movie fits")
                .await?;
            page.until_text("#heading", "user 500 and user 69").await?;
            Ok(())
        },
    );
}

#[test]
fn what_one_of_them_put_aside_is_on_no_list_for_both() {
    visit("?user=500&k=10&with=69&together=least", async |page| {
        let before = until_shared(&page, 10).await?;
        let button = "//li[contains(@class, 'is-shared')][2]//button[@data-act='hidden']";
        let button = page.driver().query(By::XPath(button)).first().await?;
        button.scroll_into_view().await?;
        page.driver()
            .execute("arguments[0].click()", vec![button.to_json()?])
            .await?;
        page.until_true(&format!(
            "return ![...document.querySelectorAll('.is-shared .title')]
               .some((it) => it.textContent === {});",
            serde_json::to_string(&before[1].title)?
        ))
        .await?;
        ensure!(until_shared(&page, 10).await?.len() == 10);
        // The other way round it is the same list: user 500 put it aside.
        page.go("?user=69&k=10&with=500&together=least").await?;
        let other = until_shared(&page, 10).await?;
        ensure!(other.iter().all(|row| row.title != before[1].title));
        Ok(())
    });
}

#[test]
fn why_says_it_for_each() {
    visit("?user=500&k=10&with=69&together=least", async |page| {
        until_shared(&page, 10).await?;
        page.click(".is-shared .why-button").await?;
        page.until_true("return document.querySelectorAll('.is-shared .why').length === 2;")
            .await?;
        let whose: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('.is-shared .why')]
                   .map((it) => it.getAttribute('aria-label'));",
            )
            .await?;
        ensure!(whose[0].ends_with("for user 500"), "{whose:?}");
        ensure!(whose[1].ends_with("for user 69"), "{whose:?}");
        Ok(())
    });
}

#[test]
fn the_files_have_both() {
    visit("?user=500&k=10&with=69&together=least", async |page| {
        let list = until_shared(&page, 10).await?;
        page.catch_file().await?;
        page.click_button("CSV").await?;
        let csv = page.saved().await?;
        let columns = "stars_user_500,place_user_500,stars_user_69,place_user_69";
        ensure!(csv.lines().next().is_some_and(|it| it.contains(columns)));
        ensure!(csv.lines().count() == 11, "{csv}");
        page.catch_file().await?;
        page.click_button("JSON").await?;
        let json: Value = serde_json::from_str(&page.saved().await?)?;
        ensure!(json["who"] == "user 500 and user 69", "{json}");
        ensure!(json["settings"]["together"] == "least", "{json}");
        ensure!(json["movies"][0]["title"] == list[0].title.as_str());
        ensure!(json["movies"][0]["for"][1]["place"] == list[0].places[1]);
        Ok(())
    });
}

#[test]
fn nobody_watches_together_with_themselves() {
    visit("?user=15&k=10&with=15&together=least", async |page| {
        let view = page
            .until("their own list is there", |view| view.rows.len() == 10)
            .await?;
        let is_said = |said: &String| said.contains("two different people");
        ensure!(view.notices.iter().any(is_said), "{:?}", view.notices);
        Ok(())
    });
}

#[test]
fn whoever_stops_has_their_own_list() {
    visit("?user=500&k=10&with=69&together=least", async |page| {
        until_shared(&page, 10).await?;
        page.click_button("Stop comparing").await?;
        page.until("one list is there", |view| {
            view.rows.len() == 10
                && view.parameter("together").is_none()
                && view.parameter("with").is_none()
        })
        .await?;
        page.focus_on("The programme").await?;
        Ok(())
    });
}
