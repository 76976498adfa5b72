//! A site of a model that Spark has trained: it serves the people whom Spark knows as Spark would, and newcomers.

use std::collections::HashMap;

use anyhow::{Context, Result, ensure};
use matinee_e2e::{RecommendPage, prepare};

use super::why::until_sums_add_up;

/// Opens that site with `query`.
fn visit_imported(query: &str, test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    prepare(async |mut page| {
        let imported = page.stage().imported()?;
        page.move_to(imported);
        page.go(query).await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page).await
    });
}

/// What Spark itself predicts of somebody: stars and the score of its order, by the movie's number.
fn of_spark(page: &RecommendPage, user: u32) -> Result<HashMap<u32, (f64, f64)>> {
    let text = std::fs::read_to_string(page.stage().learned()?.join("predictions.csv"))?;
    let mut predicted = HashMap::new();
    for line in text.lines() {
        let cells: Vec<&str> = line.split(',').collect();
        let [whose, movie, stars, score] = cells[..] else {
            anyhow::bail!("{line}");
        };
        if whose.parse::<u32>()? == user {
            predicted.insert(movie.parse()?, (stars.parse()?, score.parse()?));
        }
    }
    Ok(predicted)
}

/// Each movie of the list with its stars.
const LISTED: &str =
    "return [...document.querySelectorAll('ol[aria-label=Recommendations] > li')].map((row) => [
       Number(new URL(row.querySelector('a.title').href).searchParams.get('movie')),
       Number(row.querySelector('.stars').textContent.match(/predicted (\\d\\.\\d) of/)[1])]);";

#[test]
fn stars_and_order_are_those_of_spark() {
    for user in [1, 7, 36] {
        visit_imported(&format!("?user={user}&k=10"), async |page| {
            let predicted = of_spark(&page, user)?;
            let listed: Vec<(u32, f64)> = page.evaluate(LISTED).await?;
            let mut scores = Vec::new();
            for (movie, stars) in &listed {
                let of_spark = predicted.get(movie).context("Spark does not know it")?;
                let expected = of_spark.0.clamp(0.5, 5.0);
                // A digit is shown, and numbers are kept in eight bits.
                ensure!(
                    (stars - expected).abs() < 0.1,
                    "{movie}: {stars}, {expected}"
                );
                scores.push(of_spark.1);
            }
            // What is rated alike may change places, no more.
            for pair in scores.windows(2) {
                ensure!(pair[1] < pair[0] + 0.05, "{listed:?}: {scores:?}");
            }
            Ok(())
        });
    }
}

#[test]
fn why_adds_up() {
    visit_imported("?user=7&k=10", async |page| {
        page.until_whole().await?;
        until_sums_add_up(&page).await
    });
}

#[test]
fn what_is_like_a_movie_is_shown() {
    visit_imported("?user=7&k=10", async |page| {
        page.choose_offer(2, "More like this").await?;
        page.find("ol[aria-label='Movies like it'] > li").await?;
        page.click("ol[aria-label='Movies like it'] a.title")
            .await?;
        page.find("[data-test=movie-page]").await.map(drop)
    });
}

#[test]
fn somebody_new_rates_and_the_list_is_theirs() {
    visit_imported("?user=you&k=10", async |page| {
        page.until_whole().await?;
        let before: Vec<(u32, f64)> = page.evaluate(LISTED).await?;
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.until("the list is still ten", |view| view.rows.len() == 10)
            .await?;
        let after: Vec<(u32, f64)> = page.evaluate(LISTED).await?;
        ensure!(before != after, "{after:?}");
        Ok(())
    });
}

#[test]
fn what_was_not_measured_of_it_is_said() {
    prepare(async |mut page| {
        let imported = page.stage().imported()?;
        page.move_to(imported);
        page.go("?view=evidence").await?;
        page.find("[data-test=act] [data-test=missing]").await?;
        page.until_true(
            "return document.querySelectorAll('[data-test=act]').length === 11
               && document.querySelector('.evidence [aria-busy=true]') === null;",
        )
        .await
    });
}
