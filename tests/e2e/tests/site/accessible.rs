//! axe finds nothing wrong, in either theme.

use anyhow::Result;
use matinee_e2e::{Look, RecommendPage, Violation, visit};

/// What axe objects to in each theme, in a window as high as the page: a bar at the window's lower edge
/// covers whatever is under it at the moment, and axe takes that for a target too small.
pub(crate) async fn objections(page: &RecommendPage) -> Result<Vec<String>> {
    let [width, height, whole]: [u32; 3] = page
        .evaluate("return [innerWidth, innerHeight, document.documentElement.scrollHeight];")
        .await?;
    page.draw_at(width, whole.max(height)).await?;
    let mut objections = Vec::new();
    for look in Look::THEMES {
        page.look(look).await?;
        let violations = page.violations().await?.into_iter();
        objections.extend(violations.map(|it| format!("{}: {it}", look.name())));
    }
    page.look(Look::Light).await?;
    page.resize(width, height).await?;
    Ok(objections)
}

#[test]
fn axe_objects_to_an_image_without_a_text() {
    visit("?user=500&k=10", async |page| {
        page.evaluate::<()>(
            "const image = new Image(40, 40);
             image.src = 'icon.svg';
             image.id = 'textless';
             document.querySelector('.standfirst').append(image);",
        )
        .await?;
        let violations = page.violations().await?;
        let found = |it: &Violation| (it.rule.clone(), it.element.clone());
        let found: Vec<_> = violations.iter().map(found).collect();
        assert_eq!(found, [("image-alt".to_owned(), "#textless".to_owned())]);
        Ok(())
    });
}
