//! What the first view does not need is fetched when somebody wants it.

use std::collections::BTreeSet;

use anyhow::{Result, ensure};
use matinee_e2e::{Answer, RecommendPage, Request, View, YOU, prepare, visit};

/// The parts of the app that this page has fetched so far, without their hashes.
const PARTS: &str = "return performance.getEntriesByType('resource')
    .map((entry) => entry.name.split('/').pop())
    .filter((name) => name.endsWith('.wasm'))
    .map((name) => name.replace(/-[0-9a-f]+\\.wasm$/, ''));";

/// What is said where a part cannot be had.
const UNFETCHED: &str = "[data-test=unfetched]";

/// What loads the page again, where asking again may be in vain.
const LOAD_PAGE: &str = "[data-test=unfetched] [data-test=load-page]";

/// The parts among these requests, without their hashes; also those that have not come yet.
fn parts(requests: &BTreeSet<Request>) -> BTreeSet<&str> {
    let files = requests.iter().filter_map(|it| it.url.rsplit('/').next());
    let parts = files.filter_map(|file| file.strip_suffix(".wasm")?.rsplit_once('-'));
    parts.map(|(name, _hash)| name).collect()
}

/// Whether the page has something that `selector` finds.
async fn has(page: &RecommendPage, selector: &str) -> Result<bool> {
    let script = format!("return document.querySelector('{selector}') !== null;");
    page.evaluate(&script).await
}

/// Opens user 500's ten movies.
fn listed(test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    visit("?user=500&k=10", async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

#[test]
fn the_first_view_asks_for_no_part_that_it_does_not_show() {
    listed(async |page, _| {
        page.until_whole().await?;
        let requests = page.requests().await?;
        let parts = parts(&requests);
        let is_its_own = |it: &&str| ["app", "beside"].contains(it) || it.starts_with("chunk");
        assert!(parts.iter().all(is_its_own), "{parts:?}");
        Ok(())
    });
}

/// Has the visitor have rated a movie.
const ONE_STORED_STAR: &str = "localStorage.setItem('matinee:session', 'matinee 1\\nrate 50 5');";

/// What is said where it is not there what everybody has seen.
const MISSING: &str = "[data-test=everybody-missing]";

/// Has requests for what everybody has seen end so: a JavaScript expression.
fn answered(answer: &str) -> String {
    format!(
        "window.builtFetch = window.fetch;
         window.fetch = (file, ...more) => (
           String(file).includes('people-') ? {answer} : window.builtFetch(file, ...more));"
    )
}

const OFFLINE: &str = "Promise.reject(new TypeError('offline'))";
const GONE: &str = "Promise.resolve(new Response('gone', { status: 404 }))";
const DAMAGED: &str = "Promise.resolve(new Response('something else'))";

#[test]
fn the_first_list_is_there_before_what_everybody_has_seen_and_others_once_it_is() {
    for answer in [OFFLINE, GONE, DAMAGED] {
        prepare(async |page| {
            page.before_every_page(&answered(answer)).await?;
            page.go("").await?;
            page.until("ten movies are listed", |view| view.rows.len() == 10)
                .await?;
            page.find(MISSING).await?;
            // One's own list needs nothing of it as long as there are no stars.
            page.go("?user=you&k=10").await?;
            page.until("ten movies are listed", |view| view.rows.len() == 10)
                .await?;
            page.evaluate::<()>(ONE_STORED_STAR).await?;
            page.go("?user=you&k=10").await?;
            page.find(MISSING).await?;
            assert!(page.view().await?.rows.is_empty(), "{answer}");
            page.forget().await?;
            // Another's does.
            page.go("?user=69&k=10").await?;
            page.find(MISSING).await?;
            assert!(page.view().await?.rows.is_empty(), "{answer}");
            assert!(!has(&page, "html[data-whole]").await?, "{answer}");
            page.requests_answer(Answer::AsBuilt).await?;
            page.click(&format!("{MISSING} button")).await?;
            page.until("another's list is shown", |view| view.rows.len() == 10)
                .await?;
            assert!(!has(&page, MISSING).await?, "{answer}");
            page.until_whole().await?;
            page.find("[data-test=strip]").await.map(drop)
        });
    }
}

/// Has what everybody has seen, and the movies that come with it, wait for `window.letCome()`.
fn held() -> String {
    let come = answered("window.come.then(() => window.builtFetch(file, ...more))");
    format!("window.come = new Promise((resolve) => {{ window.letCome = resolve; }}); {come}")
}

const SOME_FRAMES: &str = "return (async () => {
     for (let n = 0; n < 30; n += 1) {
       await new Promise((next) => { requestAnimationFrame(() => { setTimeout(next); }); });
     }
   })();";

/// What the list says: its rows with their places, matches and notes.
const ROWS: &str =
    "return [...document.querySelectorAll('.bill > li')].map((row) => row.textContent);";

#[test]
fn the_first_list_stays_when_the_other_movies_come() {
    for (address, n) in [("", 10), ("?user=you", 10), ("?k=50", 50)] {
        prepare(async |page| {
            page.before_every_page(&held()).await?;
            page.enter(address).await?;
            page.until("the list is there", |view| view.rows.len() == n)
                .await?;
            let before: Vec<String> = page.evaluate(ROWS).await?;
            page.evaluate::<()>("window.letCome();").await?;
            page.until_whole().await?;
            let after: Vec<String> = page.evaluate(ROWS).await?;
            ensure!(before == after, "{address}: {before:?}\n{after:?}");
            Ok(())
        });
    }
}

#[test]
fn a_list_that_wants_other_movies_waits_for_them() {
    // A genre, years, a lever, a movie and what is like it.
    for asked in [
        "genre=Film-Noir",
        "years=1930-1949",
        "obscure=30",
        "varied=60",
        "like=50",
        "movie=50",
    ] {
        prepare(async |page| {
            page.before_every_page(&held()).await?;
            page.enter(&format!("?user=500&{asked}")).await?;
            page.until("the app is there", |view| view.who == "500")
                .await?;
            // A list that is there is drawn within some frames.
            page.evaluate::<()>(SOME_FRAMES).await?;
            ensure!(has(&page, "#app .bill.skeleton").await?, "{asked}");
            ensure!(!has(&page, ".bill > li").await?, "{asked}");
            page.evaluate::<()>("window.letCome();").await?;
            page.until_whole().await?;
            page.until_true("return document.querySelector('.bill.skeleton') === null;")
                .await
        });
    }
}

#[test]
fn who_wants_to_train_waits_for_what_everybody_has_seen() {
    prepare(async |page| {
        page.before_every_page(&answered(OFFLINE)).await?;
        page.go("?view=train").await?;
        page.find(MISSING).await?;
        assert!(!has(&page, "[data-test=start]").await?);
        page.requests_answer(Answer::AsBuilt).await?;
        page.click(&format!("{MISSING} button")).await?;
        page.find("[data-test=start]").await.map(drop)
    });
}

#[test]
fn why_asks_for_the_details_and_not_for_the_desk() {
    listed(async |page, _| {
        page.click(".why-button").await?;
        page.find(".why-table").await?;
        let requests = page.requests().await?;
        let parts = parts(&requests);
        assert!(parts.contains("details"), "{parts:?}");
        assert!(!parts.contains("desk"), "{parts:?}");
        Ok(())
    });
}

#[test]
fn a_visitor_who_rates_asks_for_the_desk_once() {
    visit(YOU, async |page| {
        page.find("[data-test=desk] .desk-prospect").await?;
        page.go("?user=500&k=10").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.back().await?;
        page.find("[data-test=desk] .desk-prospect").await?;
        let parts: Vec<String> = page.evaluate(PARTS).await?;
        let desks = parts.iter().filter(|part| *part == "desk");
        assert_eq!(desks.count(), 1, "{parts:?}");
        Ok(())
    });
}

#[test]
fn a_part_that_cannot_be_had_says_so_and_is_asked_for_again() {
    for answer in [Answer::Nothing, Answer::Missing, Answer::Damaged] {
        listed(async |page, _| {
            page.models_answer(answer).await?;
            page.click(".why-button").await?;
            page.find(UNFETCHED).await?;
            assert!(!has(&page, ".why-table").await?, "{answer:?}");
            // Only the site itself says that its file is gone.
            let is_gone = matches!(answer, Answer::Missing);
            assert_eq!(has(&page, LOAD_PAGE).await?, is_gone, "{answer:?}");
            // The rest of the page goes on.
            page.pick(15).await?;
            page.until("another's list is shown", |view| {
                view.parameter("user") == Some("15") && view.rows.len() == 10
            })
            .await?;
            page.click(".why-button").await?;
            page.find(UNFETCHED).await?;
            page.models_answer(Answer::AsBuilt).await?;
            page.click("[data-test=unfetched] button").await?;
            page.find(".why-table").await?;
            assert!(!has(&page, UNFETCHED).await?, "{answer:?}");
            Ok(())
        });
    }
}

#[test]
fn a_part_that_went_with_an_older_version_offers_the_page_anew() {
    listed(async |page, _| {
        page.models_answer(Answer::Missing).await?;
        page.click(".why-button").await?;
        page.until_text(UNFETCHED, "newer version").await?;
        // The page that is loaded has a site that is whole.
        page.click(LOAD_PAGE).await?;
        page.until("the page is there again", |view| view.rows.len() == 10)
            .await?;
        page.click(".why-button").await?;
        page.find(".why-table").await.map(drop)
    });
}

#[test]
fn a_part_that_fails_twice_offers_the_page_anew() {
    for answer in [Answer::Nothing, Answer::Damaged] {
        listed(async |page, _| {
            page.models_answer(answer).await?;
            page.click(".why-button").await?;
            page.find(UNFETCHED).await?;
            assert!(!has(&page, LOAD_PAGE).await?, "{answer:?}");
            page.click("[data-test=unfetched] button").await?;
            page.find(LOAD_PAGE).await?;
            assert!(!has(&page, "[data-test=outdated]").await?, "{answer:?}");
            Ok(())
        });
    }
}

#[test]
fn a_file_whose_writer_cannot_be_had_is_told_and_written_when_asked_for_again() {
    listed(async |page, _| {
        page.models_answer(Answer::Nothing).await?;
        page.catch_file().await?;
        page.click(".take-along button").await?;
        page.until_text(".take-along-said", "try again").await?;
        page.models_answer(Answer::AsBuilt).await?;
        page.click(".take-along button").await?;
        assert!(page.saved().await?.starts_with("rank,"));
        Ok(())
    });
}
