//! Nothing is wider than the screen, also of what is opened.

use matinee_e2e::{Look, in_every_state};

/// Opens everything that can be opened; whether all that is in it is drawn.
const OPEN: &str = "const all = [...document.querySelectorAll('details')];
    const isDrawn = all.every((it) => it.open && it.children.length > 1);
    all.forEach((it) => { it.open = true; });
    return isDrawn;";

/// Goes through every state in a window of this width.
fn check(width: u32) {
    in_every_state(&[Look::Light], &[width], async |page| {
        page.until_true(OPEN).await?;
        let view = page.view().await?;
        let too_wide = view.content_width > view.width;
        let what = || format!("{} px in {}", view.content_width, view.width);
        Ok(too_wide.then(what).into_iter().collect())
    });
}

#[test]
fn the_smallest_reflow_width_needs_no_sideways_scrolling() {
    check(320);
}

#[test]
fn a_phone_needs_no_sideways_scrolling() {
    check(360);
}

#[test]
fn a_desktop_needs_no_sideways_scrolling() {
    check(1280);
}

#[test]
fn a_tablet_needs_no_sideways_scrolling() {
    check(768);
}
