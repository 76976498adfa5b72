//! After one visit every view works without the site; where a browser keeps nothing, the page works as it did.

use anyhow::{Result, ensure};
use matinee_e2e::{EVIDENCE, Host, RecommendPage, TRAIN, YOU, keeping};

/// The path of the site, as it was built for.
pub(crate) const PATH: &str = "/matinee/";

/// User 500's ten movies.
pub(crate) const LIST: &str = "?user=500&k=10";

/// Serves the tested site on a host of its own, and hands over a browser that has not been there.
pub(crate) fn hosted(test: impl AsyncFnOnce(&RecommendPage, &Host) -> Result<()>) {
    keeping(async |mut page| {
        let host = Host::start()?;
        host.deploy(PATH, &Host::read(&page.stage().dist)?);
        page.move_to(host.address(PATH));
        test(&page, &host).await?;
        // The origin may be another test's next.
        page.forget().await
    });
}

pub(crate) async fn until_listed(page: &RecommendPage) -> Result<()> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
        .map(drop)
}

/// Visits the list, and takes the site away when the browser has all of it.
async fn visit_then_offline(page: &RecommendPage, host: &Host) -> Result<()> {
    page.go(LIST).await?;
    until_listed(page).await?;
    page.until_works_offline().await?;
    page.forget_answers().await?;
    host.go_away(true);
    Ok(())
}

/// Opens every view as an address of its own, without the site, after one visit of the list.
fn offline(test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    hosted(async |page, host| {
        visit_then_offline(page, host).await?;
        test(page).await
    });
}

#[test]
fn the_list_is_there_offline_with_all_that_comes_later() {
    offline(async |page| {
        page.go(LIST).await?;
        until_listed(page).await?;
        page.until_whole().await?;
        page.click(".why-button").await?;
        page.find(".why-table").await?;
        page.choose_model("The original").await?;
        page.until("the list is the seed network's", |view| {
            view.rows.len() == 10 && view.is_ordered_by("seed network")
        })
        .await?;
        page.until_works_offline().await
    });
}

#[test]
fn the_visitors_own_list_is_there_offline() {
    offline(async |page| {
        page.go(YOU).await?;
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.reload().await?;
        page.rated(1).await.map(drop)
    });
}

#[test]
fn a_movies_page_is_there_offline() {
    offline(async |page| {
        page.go("?user=500&k=10&movie=50").await?;
        page.find("[data-test=movie-page] .why").await.map(drop)
    });
}

#[test]
fn a_model_is_trained_offline() {
    offline(async |page| {
        page.go(TRAIN).await?;
        page.trainer_listens().await?;
        page.start_plain(1).await?;
        page.run_ends().await
    });
}

#[test]
fn the_evidence_is_there_offline() {
    offline(async |page| {
        page.go(EVIDENCE).await?;
        page.evidence_is_drawn().await
    });
}

#[test]
fn the_tab_of_the_first_visit_needs_no_second_one() {
    hosted(async |page, host| {
        visit_then_offline(page, host).await?;
        page.click(".views a:nth-child(2)").await?;
        page.trainer_listens().await?;
        page.click(".views a:nth-child(3)").await?;
        page.evidence_is_drawn().await
    });
}

#[test]
fn nothing_is_kept_before_the_page_has_all_of_its_own() {
    hosted(async |page, host| {
        page.before_every_page(
            "window.registered = [];
             const container = ServiceWorkerContainer.prototype;
             const { register } = container;
             container.register = function (...given) {
               registered.push(document.documentElement.hasAttribute('data-whole'));
               return register.apply(this, given);
             };",
        )
        .await?;
        page.go(LIST).await?;
        page.until_works_offline().await?;
        let registered: Vec<bool> = page.evaluate("return registered;").await?;
        ensure!(registered == [true], "{registered:?}");
        let n = |asked: &[String]| asked.iter().filter(|it| it.ends_with("sw.js")).count();
        ensure!(n(&host.asked()) == 1);
        Ok(())
    });
}

/// What is noted of errors that nobody took care of.
const ERRORS: &str = "window.errors = [];
    addEventListener('error', (event) => errors.push(String(event.message)));
    addEventListener('unhandledrejection', (event) => errors.push(String(event.reason)));
    console.error = (...said) => errors.push(said.join(' '));";

/// Visits the list in a browser set up by `script`, and expects it to work and to say nothing of what it lacks.
fn without(script: &str, settled: &str) {
    hosted(async |page, _| {
        page.before_every_page(ERRORS).await?;
        page.before_every_page(script).await?;
        page.go(LIST).await?;
        until_listed(page).await?;
        page.until_whole().await?;
        page.until_true(settled).await?;
        page.click(".why-button").await?;
        page.find(".why-table").await?;
        says_nothing(page).await
    });
}

async fn says_nothing(page: &RecommendPage) -> Result<()> {
    let errors: Vec<String> = page.evaluate("return errors;").await?;
    ensure!(errors.is_empty(), "{errors:?}");
    page.until_newer_is_said(false).await?;
    let says = "return !document.querySelector('.footer-offline').hidden;";
    ensure!(
        !page.evaluate::<bool>(says).await?,
        "it does not work offline"
    );
    Ok(())
}

/// Waits for what the page does when it has nothing else to do. (WebKit has no word for that.)
const IDLE: &str = "const idle = window.requestIdleCallback ?? setTimeout;
    return new Promise((done) => idle(() => idle(() => done(true))));";

#[test]
fn a_browser_without_service_workers_has_the_page_as_it_was() {
    without(
        "Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });",
        IDLE,
    );
}

#[test]
fn a_browser_that_refuses_them_has_the_page_as_it_was() {
    without(
        "ServiceWorkerContainer.prototype.register = () => {
           window.refused = true;
           return Promise.reject(new DOMException('The operation is insecure.', 'SecurityError'));
         };",
        "return window.refused === true;",
    );
}

#[test]
fn whoever_saves_data_is_not_sent_what_nobody_asked_for() {
    hosted(async |page, host| {
        page.before_every_page(ERRORS).await?;
        page.before_every_page(
            "Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });",
        )
        .await?;
        page.go(LIST).await?;
        page.until_whole().await?;
        page.until_true(IDLE).await?;
        says_nothing(page).await?;
        ensure!(!host.asked().iter().any(|it| it.ends_with("sw.js")));
        Ok(())
    });
}

/// Notes what becomes of the worker that is installed.
const STATES: &str = "window.states = [];
    const container = ServiceWorkerContainer.prototype;
    const { register } = container;
    container.register = async function (...given) {
      const registration = await register.apply(this, given);
      const worker = registration.installing;
      worker?.addEventListener('statechange', () => states.push(worker.state));
      return registration;
    };";

#[test]
fn a_browser_without_room_keeps_nothing_and_says_nothing() {
    hosted(async |page, host| {
        page.limit_storage(&host.address(""), 1 << 20).await?;
        page.before_every_page(ERRORS).await?;
        page.before_every_page(STATES).await?;
        page.go(LIST).await?;
        page.until_whole().await?;
        page.until_true("return states.includes('redundant');")
            .await?;
        page.until_builds_are_kept(PATH, 0).await?;
        says_nothing(page).await
    });
}
