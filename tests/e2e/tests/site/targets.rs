//! Everything that can be pressed is at least 24 × 24 CSS pixels large (WCAG 2.2, 2.5.8).

use anyhow::Result;
use matinee_e2e::{RecommendPage, visit};

/// Lists what is too small.
const TOO_SMALL: &str = include_str!("targets.js");

/// What can be pressed and is smaller than a fingertip.
pub(crate) async fn too_small(page: &RecommendPage) -> Result<Vec<String>> {
    page.evaluate(TOO_SMALL).await
}

#[test]
fn a_small_button_is_found() {
    visit("?user=500&k=10", async |page| {
        page.evaluate::<()>(
            "const small = document.createElement('button');
             small.style.cssText = 'all: initial; width: 20px; height: 30px';
             small.setAttribute('aria-label', 'tiny');
             document.querySelector('main').append(small);",
        )
        .await?;
        assert_eq!(too_small(&page).await?, ["button. \"tiny\" is 20 × 30 px"]);
        Ok(())
    });
}
