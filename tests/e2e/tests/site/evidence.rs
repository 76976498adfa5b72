//! The view Evidence: figures that are read by keys, as tables and as files; links that restore what they
//! show; and what is said where something is missing.

use std::fs;
use std::path::Path;

use anyhow::{Result, ensure};
use matinee_e2e::{EVIDENCE, NO_RESULTS, RecommendPage, visit};
use serde_json::Value;
use thirtyfour::Key;

/// The ids of all figures.
const FIGURES: &str =
    "return [...document.querySelectorAll('[data-test=figure]')].map((it) => it.id);";

/// A file of results, where the page carries what was made of it.
async fn results(page: &RecommendPage, name: &str) -> Result<Option<Value>> {
    let script = format!(
        "const named = document.querySelector('meta[name=matinee-results]')?.content ?? '';
         return named.split(' ').some((it) => /{name}-[0-9a-f]+[.]results$/.test(it));"
    );
    if !page.evaluate::<bool>(&script).await? {
        return Ok(None);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../results");
    let json = fs::read(folder.join(name).with_extension("json"))?;
    Ok(Some(serde_json::from_slice(&json)?))
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
fn the_foot_of_the_page_leads_to_it_without_loading_the_page_again() {
    visit("?user=500&k=10", async |page| {
        page.evaluate::<()>("window.isTheSame = true;").await?;
        page.click(".footer-links a[href*=evidence]").await?;
        page.evidence_is_drawn().await?;
        page.until_true("return window.isTheSame === true;").await
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

#[test]
fn a_word_says_what_it_means_under_a_pointer_and_escape_takes_it_away() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let shown = "const said = document.querySelector('#losses .word-said');
             return getComputedStyle(said).display";
        page.until_true(&format!("{shown} === 'none';")).await?;
        page.click("#losses .word-name").await?;
        page.until_true(&format!("{shown} === 'block';")).await?;
        // It describes the button that it belongs to.
        page.until_true(
            "const name = document.querySelector('#losses .word-name');
             const said = document.getElementById(name.getAttribute('aria-describedby'));
             return said === name.nextElementSibling && said.textContent.endsWith('.');",
        )
        .await?;
        page.press_in("#losses .word-name", Key::Escape).await?;
        page.until_true(&format!("{shown} === 'none';")).await
    });
}

#[test]
fn the_original_answers_beside_matinee() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        let claim = "return document.querySelector('#reasons .claim').textContent;";
        let before: String = page.evaluate(claim).await?;
        ensure!(!before.contains("The original"), "{before}");
        page.find("[data-test=dragged-star]").await?;
        page.click("#how-it-works .segment:last-child").await?;
        page.until_text("#reasons .claim", "The original says")
            .await?;
        page.until_true("return location.search.includes('show-by=original');")
            .await?;
        page.until_true("return document.querySelector('[data-test=dragged-star]') === null;")
            .await
    });
}

#[test]
fn the_price_of_a_lever_is_told_in_movies() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        page.until_text("#diversity", "In the first ten for user 500")
            .await?;
        // What comes was not among what goes.
        page.until_true(
            "const rows = [...document.querySelectorAll('[data-test=price] dl')];
             return rows.length > 0 && rows.every((row) => {
               const [goes, comes] = [...row.querySelectorAll('dd')]
                 .map((it) => it.textContent.split('; '));
               return goes.length === comes.length
                 && (goes[0].length === 1 || comes.every((it) => !goes.includes(it)));
             });",
        )
        .await
    });
}

#[test]
fn the_map_is_coloured_by_what_is_chosen() {
    let query = "?user=500&k=10&view=evidence&show-colour=year#map";
    visit(query, async |page| {
        page.evidence_is_drawn().await?;
        page.until_text("#movies svg", "1995 and later").await?;
        page.click("#map .choice:last-child .segment:last-child")
            .await?;
        page.until_text("#movies svg", "stars or more").await?;
        page.until_true("return location.search.includes('show-colour=yours');")
            .await
    });
}

#[test]
fn fewer_ratings_are_learned_again_here_and_a_run_can_be_stopped() {
    visit(EVIDENCE, async |page| {
        page.evidence_is_drawn().await?;
        page.click("[data-test=again]").await?;
        page.until_text("[data-test=again-said]", "Nothing runs")
            .await?;
        let start = "#sparsity .again .button:nth-child(3):not(:disabled)";
        page.click(start).await?;
        page.click("[data-test=again-stop]:not(:disabled)").await?;
        // Whatever came of the run that was stopped, another one can begin, and comes to its end.
        page.click(start).await?;
        page.until_text("[data-test=again-runs]", "20\u{a0}%")
            .await?;
        page.until_true(
            "const error = document.querySelector('[data-test=again-runs] td:nth-child(3)');
             return Number(error.textContent) > 0.8 && Number(error.textContent) < 1.2;",
        )
        .await
    });
}
