//! Nothing is wider than the screen, also of what is opened.

use anyhow::Result;
use matinee_e2e::{RecommendPage, visit};

/// Opens everything that can be opened; whether all that is in it is drawn.
const OPEN: &str = "const all = [...document.querySelectorAll('details')];
    const isDrawn = all.every((it) => it.open && it.children.length > 1);
    all.forEach((it) => { it.open = true; });
    return isDrawn;";

/// Opens everything that can be opened.
pub(crate) async fn open_everything(page: &RecommendPage) -> Result<()> {
    page.until_true(OPEN).await
}

/// How wide the page is where that is too wide for its window.
pub(crate) async fn too_wide(page: &RecommendPage) -> Result<Option<String>> {
    let view = page.view().await?;
    let too_wide = view.content_width > view.width;
    Ok(too_wide.then(|| format!("{} px in {}", view.content_width, view.width)))
}

#[test]
fn a_page_that_is_too_wide_is_found() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.resize(1280, 900).await?;
        assert_eq!(too_wide(&page).await?, None);
        page.evaluate::<()>(
            "const wide = document.createElement('p');
             wide.style.cssText = 'all: initial; display: block; width: 2000px; height: 1px';
             document.body.append(wide);",
        )
        .await?;
        let said = too_wide(&page).await?.unwrap_or_default();
        assert!(said.starts_with("2000 px in "), "{said:?}");
        Ok(())
    });
}
