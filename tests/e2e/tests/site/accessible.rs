//! axe finds nothing on any state, in either theme, on a phone and on a desk.

use matinee_e2e::{Look, RecommendPage, Violation, in_every_state, visit};

/// What axe objects to in a window as high as the page: a bar at the window's lower edge covers
/// whatever is under it at the moment, and axe takes that for a target too small.
async fn objections(page: &RecommendPage) -> anyhow::Result<Vec<String>> {
    let [width, height, whole]: [u32; 3] = page
        .evaluate("return [innerWidth, innerHeight, document.documentElement.scrollHeight];")
        .await?;
    page.resize(width, whole.max(height)).await?;
    let violations = page.violations().await?;
    page.resize(width, height).await?;
    Ok(violations.iter().map(ToString::to_string).collect())
}

#[test]
fn axe_objects_to_nothing_in_the_light() {
    in_every_state(&[Look::Light], &[360, 1280], objections);
}

#[test]
fn axe_objects_to_nothing_in_the_dark() {
    in_every_state(&[Look::Dark], &[360, 1280], objections);
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
