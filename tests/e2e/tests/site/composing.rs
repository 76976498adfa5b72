//! Keys that belong to an input method choose nothing.

use anyhow::Result;
use matinee_e2e::{RecommendPage, YOU, visit};
use thirtyfour::Key;

/// Presses keys in a field, as a browser says them of a composition: `isComposing`, as all do while it
/// lasts, and the `keyCode` 229, which is all that Safari says of the Enter that ends it. Whether the page
/// used up any.
const PRESS: &str = "const [selector, isComposing, keyCode] = arguments;
    const field = document.querySelector(selector);
    return ['ArrowDown', 'ArrowUp', 'Enter', 'Escape', 'Home'].some((key) => {
      const pressed = new KeyboardEvent('keydown',
        { key, keyCode, which: keyCode, isComposing, bubbles: true, cancelable: true });
      field.dispatchEvent(pressed);
      return pressed.defaultPrevented;
    });";

/// Whether any key was used up.
async fn press(page: &RecommendPage, field: &str, is_composing: bool, code: u32) -> Result<bool> {
    let arguments = vec![field.into(), is_composing.into(), code.into()];
    let outcome = page.driver().execute(PRESS, arguments).await?;
    Ok(outcome.convert()?)
}

/// Types into a field, and expects that no key of a composition is the page's, and that Enter of its own chooses.
async fn check(page: &RecommendPage, field: &str, text: &str) -> Result<()> {
    page.retype(field, text).await?;
    page.find(&format!("{field}[aria-expanded=true]")).await?;
    for (is_composing, code) in [(true, 229), (true, 13), (false, 229)] {
        assert!(
            !press(page, field, is_composing, code).await?,
            "{field}, {code}"
        );
    }
    page.find(&format!("{field}[aria-expanded=true]")).await?;
    page.press_in(field, Key::Down + Key::Enter).await?;
    page.find(&format!("{field}[aria-expanded=false]"))
        .await
        .map(drop)
}

#[test]
fn the_enter_that_ends_a_composition_chooses_nobody() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.retype("#who", "15").await?;
        press(&page, "#who", false, 229).await?;
        assert_eq!(page.view().await?.parameter("user"), Some("500"));
        check(&page, "#who", "15").await?;
        page.until("user 15 is chosen", |view| {
            view.parameter("user") == Some("15")
        })
        .await?;
        page.open_more().await?;
        check(&page, "#with", "69").await?;
        page.until("user 69 is compared", |view| {
            view.parameter("with") == Some("69")
        })
        .await
        .map(drop)
    });
}

#[test]
fn the_enter_that_ends_a_composition_chooses_no_movie() {
    visit(YOU, async |page| {
        page.find("#find").await?;
        page.retype("#find", "fargo").await?;
        page.find("#find-options [role=option]").await?;
        assert!(!press(&page, "#find", false, 229).await?);
        let script = "return document.querySelector('[data-test=on-desk]') === null;";
        assert!(page.evaluate::<bool>(script).await?);
        check(&page, "#find", "fargo").await?;
        page.find("[data-test=on-desk]").await.map(drop)
    });
}
