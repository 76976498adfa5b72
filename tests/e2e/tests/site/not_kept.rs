//! A browser that refuses to store anything, as some do in private windows.

use anyhow::Result;
use matinee_e2e::{RecommendPage, View, YOU, prepare};

/// Storage is denied: asking for it throws, as with blocked cookies.
const DENIED: &str = "Object.defineProperty(window, 'localStorage', {
    get() { throw new DOMException('denied', 'SecurityError'); },
  });";

/// Opens an address where nothing is stored.
fn denied(query: &str, test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    prepare(async |page| {
        page.before_every_page(DENIED).await?;
        page.go(query).await?;
        let is_denied = "try { window.localStorage; return false; } catch { return true; }";
        let is_denied: bool = page.evaluate(is_denied).await?;
        anyhow::ensure!(is_denied, "there is storage");
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

#[test]
fn the_list_follows_the_stars_and_it_is_said_once_that_they_are_not_kept() {
    denied(YOU, async |page, before| {
        for (card, stars) in [(1, 5), (2, 1)] {
            page.rate(card, stars).await?;
        }
        page.rated(2).await?;
        page.until("the list is another", |view| view.rows != before.rows)
            .await?;
        page.find(".desk [role=alert] .notice").await?;
        let said: Vec<String> = page
            .evaluate(
                "return [...document.querySelectorAll('.desk [role=alert] .notice')]
                   .map((it) => it.textContent);",
            )
            .await?;
        let [said] = &said[..] else {
            anyhow::bail!("it is said once: {said:?}");
        };
        assert!(said.contains("does not keep your ratings"), "{said}");
        Ok(())
    });
}

#[test]
fn what_is_put_aside_stays_aside_until_the_page_is_loaded_again() {
    denied("?user=500&k=10", async |page, before| {
        page.choose_offer(1, "Not for me").await?;
        page.until("it is gone", |view| {
            view.rows.len() == 10 && view.rows[0].title != before.rows[0].title
        })
        .await?;
        page.reload().await?;
        page.until("it is back", |view| view.rows == before.rows)
            .await?;
        Ok(())
    });
}

#[test]
fn the_theme_can_be_changed_all_the_same() {
    denied("?user=500&k=10", async |page, _| {
        page.click(".theme-choice:has([value=dark])").await?;
        page.find("html[data-theme=dark]").await?;
        Ok(())
    });
}
