//! Without its style sheet the page is plain, and says nothing that is not so.

use anyhow::Result;
use matinee_e2e::{RecommendPage, prepare, visit};

/// Which of the panels of index.html can be seen.
const PANELS: &str = "return [...document.querySelectorAll('[class*=static-]')]
    .filter((it) => it.matches('.static-panel') && it.checkVisibility())
    .map((it) => it.classList[1]);";

/// Opens the list where the style sheet cannot be had.
fn unstyled(test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    prepare(async |page| {
        page.block(&[".css"]).await?;
        page.go("?user=500&k=10").await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        let is_plain =
            "return getComputedStyle(document.querySelector('.billing')).display !== 'grid';";
        assert!(page.evaluate::<bool>(is_plain).await?);
        test(&page).await
    });
}

#[test]
fn a_page_that_works_shows_no_alarm() {
    unstyled(async |page| {
        assert_eq!(page.evaluate::<Vec<String>>(PANELS).await?, [""; 0]);
        Ok(())
    });
}

#[test]
fn a_page_that_broke_says_so() {
    unstyled(async |page| {
        page.evaluate::<()>("dispatchEvent(new Event('matinee:broke'));")
            .await?;
        assert_eq!(
            page.evaluate::<Vec<String>>(PANELS).await?,
            ["static-broken"]
        );
        Ok(())
    });
}

#[test]
fn a_browser_that_is_too_old_is_told_so_styled_or_not() {
    visit("", async |page| {
        page.before_every_page("WebAssembly.validate = () => false;")
            .await?;
        for blocked in [&[][..], &[".css"]] {
            page.block(blocked).await?;
            page.driver().refresh().await?;
            let panels = "return [...document.querySelectorAll('.static-panel')]
                .filter((it) => it.checkVisibility()).map((it) => it.classList[1]).join() === 'static-unsupported';";
            page.until_true(panels).await?;
        }
        Ok(())
    });
}
