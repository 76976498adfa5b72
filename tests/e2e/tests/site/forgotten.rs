//! A visit finds nothing of the one before, though both may have the same browser.

use anyhow::{Result, ensure};
use matinee_e2e::{Look, RecommendPage, visit};

/// Stores something in every place that a browser has.
const STORE: &str = "document.cookie = 'left=1';
    localStorage.setItem('left', '1');
    sessionStorage.setItem('left', '1');
    return new Promise((done, fail) => {
      const opening = indexedDB.open('left', 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore('left').put(1, 1);
      opening.onerror = fail;
      opening.onsuccess = () => caches.open('left')
        .then((cache) => cache.put('icon.svg', new Response('left')))
        .then(() => done(true), fail);
    });";

/// What of that is still there.
const STORED: &str = "return Promise.all([indexedDB.databases(), caches.keys()])
    .then(([databases, names]) => [
      document.cookie,
      localStorage.getItem('left') || '',
      sessionStorage.getItem('left') || '',
      databases.map((it) => it.name).filter((it) => it === 'left').join(),
      // The visit that looks has a service worker of its own.
      names.filter((it) => it === 'left').join(),
      window.left || '',
    ]);";

/// Leaves something behind: stored, emulated, asked for, running.
async fn leave(page: &RecommendPage) -> Result<()> {
    page.until_true(STORE).await?;
    page.before_every_page("window.left = 'a script';").await?;
    page.resize(360, 500).await?;
    page.look(Look::Dark).await?;
    page.reload().await?;
    let stored: Vec<String> = page.evaluate(STORED).await?;
    let all = ["left=1", "1", "1", "left", "left", "a script"];
    ensure!(stored == all, "not everything is there: {stored:?}");
    page.evaluate::<()>("fetch('icon.svg?left');").await?;
    let left = page.driver().new_tab().await?;
    page.driver().switch_to_window(left).await?;
    page.go("?user=15&k=10").await.map(drop)
}

/// Expects to find nothing of that.
async fn find_nothing(page: &RecommendPage) -> Result<()> {
    let stored: Vec<String> = page.evaluate(STORED).await?;
    ensure!(stored.iter().all(String::is_empty), "{stored:?}");
    let view = page.view().await?;
    ensure!((view.width, view.height) != (360, 500), "{view:?}");
    let is_dark = "return matchMedia('(prefers-color-scheme: dark)').matches;";
    ensure!(!page.evaluate::<bool>(is_dark).await?, "it is dark");
    let tabs = page.driver().windows().await?;
    ensure!(tabs.len() == 1, "{tabs:?}");
    let requests = page.requests().await?;
    let is_left = |url: &str| url.contains("left") || url.contains("user=15");
    ensure!(!requests.iter().any(|it| is_left(&it.url)), "{requests:?}");
    Ok(())
}

#[test]
fn a_visit_finds_nothing_of_the_one_before() {
    // Another test, side by side, may take the first visit's browser before the second.
    const TURNS: usize = 10;
    for _ in 0..TURNS {
        let mut browsers = Vec::new();
        visit("?user=500&k=10", async |page| {
            browsers.push(page.driver().session_id().clone());
            leave(&page).await
        });
        visit("?user=500&k=10", async |page| {
            browsers.push(page.driver().session_id().clone());
            find_nothing(&page).await
        });
        if browsers[0] == browsers[1] {
            return;
        }
    }
    panic!("no two visits had the same browser");
}
