//! The view Evidence: figures that are read by keys, as tables and as files; links that restore what they
//! show; and what is said where something is missing.

use anyhow::{Result, ensure};
use matinee_e2e::{EVIDENCE, NO_RESULTS, RecommendPage, visit};
use serde_json::Value;
use thirtyfour::Key;

/// The ids of all figures.
const FIGURES: &str =
    "return [...document.querySelectorAll('[data-test=figure]')].map((it) => it.id);";

/// A file of results, by the address that the page has of it; nothing where the site has none.
async fn results(page: &RecommendPage, name: &str) -> Result<Option<Value>> {
    let script = format!(
        "const named = document.querySelector('meta[name=matinee-results]')?.content ?? '';
         const found = named.split(' ').find((it) => /{name}-[0-9a-f]+[.]json$/.test(it));
         if (!found) return null;
         return fetch(found).then((answer) => answer.json());"
    );
    page.evaluate(&script).await
}

/// The cells of a figure's table, which is opened.
async fn table(page: &RecommendPage, figure: &str) -> Result<Vec<Vec<String>>> {
    page.click(&format!("#{figure} [data-test=figure-table]"))
        .await?;
    page.find(&format!("#{figure} [data-test=figure-rows] tbody tr"))
        .await?;
    let script = format!(
        "return [...document.querySelectorAll('#{figure} [data-test=figure-rows] tr')]
             .map((row) => [...row.cells].map((cell) => cell.textContent));"
    );
    page.evaluate(&script).await
}

#[test]
fn the_third_tab_opens_it_and_its_first_figures_are_there() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.click(".views a:nth-child(3)").await?;
        page.until_true("return location.search.includes('view=evidence');")
            .await?;
        page.evidence_is_drawn().await?;
        let title: String = page.evaluate("return document.title;").await?;
        assert_eq!(title, "Evidence · Matinee");
        // Back on the list, its address has no place for it.
        page.click(".views a:first-child").await?;
        page.until("the list is shown", |view| view.rows.len() == 10)
            .await?;
        page.until_true("return !location.search.includes('evidence');")
            .await
    });
}

#[test]
fn every_figure_is_read_out_by_keys() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let figures: Vec<String> = page.evaluate(FIGURES).await?;
        ensure!(figures.len() > 8, "{figures:?}");
        let keys = page.keyboard();
        for figure in figures {
            page.evaluate::<()>(&format!(
                "document.querySelector('#{figure} [data-test=figure-reader]').focus();"
            ))
            .await?;
            let mut said = Vec::new();
            for (key, first) in [(Key::End, false), (Key::Home, true)] {
                keys.press(key).await?;
                page.until_true(&format!(
                    "const reader = document.querySelector('#{figure} [data-test=figure-reader]');
                     const read = document.querySelector('#{figure} [data-test=figure-read]').textContent;
                     return read.endsWith('.')
                       && reader.getAttribute('aria-valuetext').startsWith('1 of ') === {first};"
                ))
                .await?;
                let read: String = page
                    .evaluate(&format!(
                        "return document.querySelector('#{figure} [data-test=figure-read]').textContent;"
                    ))
                    .await?;
                said.push(read);
            }
            ensure!(said[0] != said[1], "{figure}: {said:?}");
        }
        Ok(())
    });
}

#[test]
fn a_table_and_its_file_say_the_same_as_the_figure() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let rows = table(&page, "genres").await?;
        ensure!(rows.len() > 10, "{rows:?}");
        page.catch_file().await?;
        page.click("#genres [data-test=figure-csv]").await?;
        let csv = page.saved().await?;
        let written: Vec<String> = csv.lines().map(str::to_owned).collect();
        let shown: Vec<String> = rows.iter().map(|row| row.join(",")).collect();
        assert_eq!(written, shown);
        Ok(())
    });
}

#[test]
fn every_number_of_the_comparison_is_that_of_its_file() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let Some(file) = results(&page, "systems").await? else {
            // A site without results says so.
            page.find("[data-test=missing]").await?;
            return Ok(());
        };
        let rows = table(&page, "systems").await?;
        let set = &file["protocols"][0]["sets"][0];
        let systems = set["systems"].as_array().expect("systems");
        let mut n_compared = 0;
        for system in systems {
            let metrics = system["metrics"].as_array().expect("metrics");
            let Some(error) = metrics.iter().find(|it| it["metric"] == "rmse_stars") else {
                continue;
            };
            let mean = error["mean"].as_f64().expect("a number");
            let said = format!("{mean:.4}");
            ensure!(
                rows.iter().any(|row| row.contains(&said)),
                "{said} of {system}: {rows:?}"
            );
            n_compared += 1;
        }
        assert_eq!(n_compared, rows.len() - 1, "{rows:?}");
        Ok(())
    });
}

#[test]
fn a_link_restores_what_was_chosen_and_goes_to_its_act() {
    let query =
        "?user=500&k=10&view=evidence&show-only=stars&show-at=4&show-unit=original#learning";
    visit(query, async |page| {
        page.evidence_is_drawn().await?;
        page.until_text("[data-test=brushed]", "Only ratings of 5 stars")
            .await?;
        page.until_text("#losses svg", "stars²/25").await?;
        page.until_true(
            "const top = document.querySelector('#learning').getBoundingClientRect().top;
             return top > -200 && top < 400;",
        )
        .await?;
        // Another choice is in the address, which still names the act.
        page.click("#learning .segment:first-child").await?;
        page.click("#data .brushed button").await?;
        page.until_true(
            "return !location.search.includes('show-only') && location.hash === '#learning';",
        )
        .await
    });
}

#[test]
fn a_bar_that_is_chosen_filters_the_other_figures() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let claim = "return document.querySelector('#ages .claim').textContent;";
        let before: String = page.evaluate(claim).await?;
        page.evaluate::<()>("document.querySelector('#genres [data-test=figure-reader]').focus();")
            .await?;
        page.keyboard().press(Key::End).await?;
        page.click("#genres .figure-reader button").await?;
        page.until_text("[data-test=brushed]", "Only ").await?;
        let after: String = page.evaluate(claim).await?;
        ensure!(before != after, "{before}");
        page.until_true("return location.search.includes('show-only=genre');")
            .await?;
        page.click("#data .brushed button").await?;
        page.until_true(&format!(
            "return ({}) === '{before}';",
            claim.trim_start_matches("return ").trim_end_matches(';')
        ))
        .await
    });
}

#[test]
fn nonsense_in_the_address_is_said_and_the_rest_is_shown() {
    let query = "?user=500&k=10&view=evidence&show-protocol=opera&show-step=99#nowhere";
    visit(query, async |page| {
        page.evidence_is_drawn().await?;
        let said = page
            .until_text("[data-test=evidence-notices]", "nowhere")
            .await?;
        for words in ["opera", "99"] {
            ensure!(said.contains(words), "{words}: {said}");
        }
        Ok(())
    });
}

#[test]
fn results_that_cannot_be_had_are_named_and_the_rest_is_shown() {
    visit(EVIDENCE, async |page| {
        page.before_every_page(NO_RESULTS).await?;
        page.reload().await?;
        page.evidence_is_drawn().await?;
        page.until_text("#others [data-test=missing]", "Not shown here")
            .await?;
        for figure in ["genres", "frontier", "losses"] {
            page.find(&format!("#{figure} svg")).await?;
        }
        Ok(())
    });
}
