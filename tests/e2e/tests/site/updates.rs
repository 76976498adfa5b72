//! A new build is taken as a whole or not at all, and a tab from before goes on with its own.
//!
//! The other build is the site without anybody's ratings: its code is the same, its model and its results are not.

use anyhow::{Context, Result, ensure};
use matinee_e2e::{Answer, Build, EVIDENCE, Host, RecommendPage};

use super::offline::{LIST, PATH, hosted, until_listed};

/// What loads the other build.
const LOAD: &str = "[data-newer=load]";

/// A path that is no site's.
const BESIDE: &str = "/beside/";

/// The model of a build, which another one does not have.
fn model_of<'a>(build: &'a Build, other: &Build) -> Result<&'a str> {
    let is_its = |name: &&String| name.starts_with("model-") && !other.contains_key(*name);
    let name = build.keys().find(is_its);
    Ok(name.context("the builds have the same model")?)
}

/// Visits the list of the usual build until it works offline; hands over the other build.
fn visited(test: impl AsyncFnOnce(&RecommendPage, &Host, [&Build; 2]) -> Result<()>) {
    hosted(async |page, host| {
        let usual = Host::read(&page.stage().dist)?;
        let other = Host::read(&page.stage().dist_without_ratings()?)?;
        page.go(LIST).await?;
        until_listed(page).await?;
        page.until_works_offline().await?;
        page.forget_answers().await?;
        test(page, host, [&usual, &other]).await
    });
}

/// Waits until the page shows the usual build, or the other one.
async fn until_shown(page: &RecommendPage, is_other: bool) -> Result<()> {
    page.until("the build is the expected one", |view| {
        view.rows.len() == 10
            && !view.profile.is_empty()
            && view.profile.contains("without anybody") == is_other
    })
    .await
    .map(drop)
}

/// Has the browser find what was deployed, and loads it.
async fn take(page: &RecommendPage) -> Result<()> {
    let state = page.look_for_another_build().await?;
    ensure!(state == "installed", "{state}");
    page.until_newer_is_said(true).await?;
    page.click(LOAD).await
}

#[test]
fn a_deployment_in_the_middle_of_a_visit_is_said_and_taken_when_asked_for() {
    visited(async |page, host, [_, other]| {
        host.deploy(PATH, other);
        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.driver().switch_to_window(second).await?;
        // Opened after it: still the build of the other tab, as a whole.
        page.go(LIST).await?;
        until_shown(page, false).await?;
        page.until_newer_is_said(true).await?;
        page.driver().close_window().await?;
        page.driver().switch_to_window(first).await?;
        page.until_newer_is_said(true).await?;
        // What this tab has not asked for yet is not on the site any more.
        page.click(".views a:nth-child(3)").await?;
        page.evidence_is_drawn().await?;
        page.click(".views a:first-child").await?;
        until_shown(page, false).await?;
        page.click(LOAD).await?;
        until_shown(page, true).await?;
        page.until_works_offline().await?;
        page.until_newer_is_said(false).await?;
        // Nobody needs the old one.
        page.until_builds_are_kept(PATH, 1).await
    });
}

#[test]
fn a_new_build_fetches_only_what_is_new() {
    visited(async |page, host, [usual, other]| {
        host.deploy(PATH, other);
        let _ = host.asked();
        take(page).await?;
        until_shown(page, true).await?;
        page.until_works_offline().await?;
        let asked = host.asked();
        // Icons are the browser's own business.
        let is_code = |name: &str| {
            [".js", ".wasm", ".css", ".lzma"]
                .iter()
                .any(|it| name.ends_with(it))
        };
        let same = usual
            .iter()
            .filter(|(name, bytes)| other.get(*name) == Some(bytes));
        let same = same.filter(|(name, _)| is_code(name) && *name != "sw.js");
        let same: Vec<String> = same.map(|(name, _)| format!("{PATH}{name}")).collect();
        ensure!(same.len() > 10, "{same:?}");
        let again: Vec<&String> = asked.iter().filter(|it| same.contains(it)).collect();
        ensure!(again.is_empty(), "{again:?}");
        Ok(())
    });
}

#[test]
fn a_tab_from_before_goes_on_whole_after_another_has_taken_the_new_build() {
    visited(async |page, host, [_, other]| {
        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.driver().switch_to_window(second.clone()).await?;
        page.go(LIST).await?;
        until_shown(page, false).await?;
        page.until_works_offline().await?;
        host.deploy(PATH, other);
        take(page).await?;
        until_shown(page, true).await?;
        page.driver().switch_to_window(first).await?;
        page.until_newer_is_said(true).await?;
        page.choose_model("The original").await?;
        page.until("the list is the seed network's", |view| {
            view.rows.len() == 10 && view.is_ordered_by("seed network")
        })
        .await?;
        page.click(".views a:nth-child(3)").await?;
        page.evidence_is_drawn().await?;
        page.until_builds_are_kept(PATH, 2).await?;
        // Its build goes with it.
        page.driver().close_window().await?;
        page.driver().switch_to_window(second).await?;
        page.reload().await?;
        until_shown(page, true).await?;
        page.until_builds_are_kept(PATH, 1).await
    });
}

#[test]
fn not_now_leaves_the_page_as_it_is() {
    visited(async |page, host, [_, other]| {
        host.deploy(PATH, other);
        ensure!(page.look_for_another_build().await? == "installed");
        page.until_newer_is_said(true).await?;
        page.click("[data-newer=later]").await?;
        page.until_newer_is_said(false).await?;
        until_shown(page, false).await?;
        // The next visit, when no tab of the old one is there, has the new one.
        let next = page.driver().new_tab().await?;
        page.driver().close_window().await?;
        page.driver().switch_to_window(next).await?;
        // A tab is still counted for a moment after it was closed: its origin, not its site, is where to look.
        let beside = [("index.html".to_owned(), b"<p>Beside it.</p>".to_vec())];
        host.deploy(BESIDE, &Build::new(beside.into()));
        page.driver().goto(host.address(BESIDE)).await?;
        page.until_true(&format!(
            "return navigator.serviceWorker.getRegistration('{PATH}').then((it) => it.waiting === null);"
        ))
        .await?;
        page.go(LIST).await?;
        until_shown(page, true).await
    });
}

#[test]
fn a_deployment_that_breaks_off_is_not_taken_until_it_is_whole() {
    for fault in [Answer::Missing, Answer::Damaged, Answer::Nothing] {
        visited(async |page, host, [usual, other]| {
            let name = model_of(other, usual)?;
            host.answer(name, fault);
            host.deploy(PATH, other);
            let state = page.look_for_another_build().await?;
            ensure!(state == "redundant", "{fault:?}: {state}");
            page.until_builds_are_kept(PATH, 1).await?;
            page.until_newer_is_said(false).await?;
            page.reload().await?;
            until_shown(page, false).await?;
            page.go(EVIDENCE).await?;
            page.evidence_is_drawn().await?;
            page.go(LIST).await?;
            until_shown(page, false).await?;
            host.answer(name, Answer::AsBuilt);
            take(page).await?;
            until_shown(page, true).await
        });
    }
}

#[test]
fn an_old_page_beside_a_new_worker_is_not_kept() {
    visited(async |page, host, [usual, other]| {
        // As while the host's caches follow one after the other.
        let mut mixed = (**other).clone();
        mixed.insert("index.html".to_owned(), usual["index.html"].clone());
        host.deploy(PATH, &mixed.into());
        ensure!(page.look_for_another_build().await? == "redundant");
        page.until_builds_are_kept(PATH, 1).await?;
        page.reload().await?;
        until_shown(page, false).await
    });
}

#[test]
fn a_roll_back_is_a_new_build_like_any_other() {
    visited(async |page, host, [usual, other]| {
        host.deploy(PATH, other);
        take(page).await?;
        until_shown(page, true).await?;
        page.until_works_offline().await?;
        host.deploy(PATH, usual);
        take(page).await?;
        until_shown(page, false).await?;
        page.until_builds_are_kept(PATH, 1).await?;
        page.go(EVIDENCE).await?;
        page.evidence_is_drawn().await
    });
}

#[test]
fn a_build_that_is_taken_back_before_anybody_loads_it_is_not_spoken_of() {
    visited(async |page, host, [usual, other]| {
        host.deploy(PATH, other);
        ensure!(page.look_for_another_build().await? == "installed");
        page.until_newer_is_said(true).await?;
        host.deploy(PATH, usual);
        ensure!(page.look_for_another_build().await? == "installed");
        page.until_newer_is_said(false).await?;
        page.until_builds_are_kept(PATH, 1).await?;
        until_shown(page, false).await
    });
}

/// Has a browser have no service worker for the next pages.
const NO_WORKER: &str = "if (sessionStorage.getItem('worker') !== 'yes') {
      Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });
    }";

#[test]
fn a_page_that_the_browser_kept_longer_than_the_site_hears_of_the_new_one() {
    hosted(async |page, host| {
        page.before_every_page(NO_WORKER).await?;
        page.go(LIST).await?;
        until_shown(page, false).await?;
        page.until_whole().await?;
        host.deploy(PATH, &Host::read(&page.stage().dist_without_ratings()?)?);
        page.evaluate::<()>("sessionStorage.setItem('worker', 'yes');")
            .await?;
        // All of it is in the browser's own cache for ten minutes, but for the worker.
        page.go(LIST).await?;
        until_shown(page, false).await?;
        page.until_newer_is_said(true).await?;
        page.click(LOAD).await?;
        until_shown(page, true).await?;
        page.until_works_offline().await
    });
}

#[test]
fn an_old_page_whose_files_are_gone_is_loaded_anew_by_itself() {
    hosted(async |page, host| {
        host.keep_only_pages();
        page.before_every_page(NO_WORKER).await?;
        page.go(LIST).await?;
        until_shown(page, false).await?;
        host.deploy(PATH, &Host::read(&page.stage().dist_without_ratings()?)?);
        page.go(LIST).await?;
        until_shown(page, true).await
    });
}

/// What takes the worker away, published in its place.
const NONE: &str = include_str!("../../../../xtask/src/no_service_worker.js");

#[test]
fn a_worker_that_is_taken_away_leaves_nothing_and_the_site_is_seen_again() {
    visited(async |page, host, [_, other]| {
        let mut without = (**other).clone();
        without.insert("sw.js".to_owned(), NONE.into());
        host.deploy(PATH, &without.into());
        page.evaluate::<()>("navigator.serviceWorker.getRegistration().then((it) => it.update());")
            .await?;
        until_shown(page, true).await?;
        page.until_true(
            "return navigator.serviceWorker.getRegistration().then((it) => it === undefined);",
        )
        .await?;
        page.until_builds_are_kept(PATH, 0).await?;
        page.until_newer_is_said(false).await
    });
}

#[test]
fn two_sites_of_one_origin_keep_apart() {
    const NEIGHBOUR: &str = "/neighbour/";
    visited(async |page, host, [usual, other]| {
        host.deploy(NEIGHBOUR, usual);
        // Not from our page, which may start no worker but its own.
        let beside = host.address(&format!("{NEIGHBOUR}robots.txt"));
        page.driver().goto(beside).await?;
        // Kept for the way back, as it is without a word about leaving, it would be a page of the neighbour's still.
        page.evaluate::<()>(
            "addEventListener('unload', () => {});
             return caches.open('somebody-elses')
               .then((cache) => cache.put('/x', new Response('x')))
               .then(() => navigator.serviceWorker.register('/neighbour/sw.js')).then(() => {});",
        )
        .await?;
        page.until_true(
            "return navigator.serviceWorker.getRegistration('/neighbour/')
               .then((it) => it?.active?.state === 'activated');",
        )
        .await?;
        page.go("").await?;
        page.until_works_offline().await?;
        host.deploy(PATH, other);
        take(page).await?;
        until_shown(page, true).await?;
        page.until_builds_are_kept(PATH, 1).await?;
        page.until_builds_are_kept(NEIGHBOUR, 1).await?;
        page.until_true("return caches.has('somebody-elses');")
            .await?;
        // And its next build takes nothing of ours.
        host.deploy(NEIGHBOUR, other);
        page.evaluate::<()>(
            "return caches.keys().then((names) => {
               window.first = names.find((it) => /^matinee:.neighbour.:[0-9a-f]+$/.test(it));
               return navigator.serviceWorker.getRegistration('/neighbour/');
             }).then((it) => it.update()).then(() => {});",
        )
        .await?;
        page.until_true("return caches.has(first).then((is_there) => !is_there);")
            .await?;
        page.until_builds_are_kept(NEIGHBOUR, 1).await?;
        page.until_builds_are_kept(PATH, 1).await?;
        page.forget_answers().await?;
        host.go_away(true);
        page.go(EVIDENCE).await?;
        page.evidence_is_drawn().await
    });
}
