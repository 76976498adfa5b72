//! Nothing is wider than the screen.

use matinee_e2e::{Look, in_every_state};

/// Goes through every state in a window of this width.
fn check(width: u32) {
    in_every_state(&[Look::Light], &[width], async |page| {
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
fn a_tablet_needs_no_sideways_scrolling() {
    check(768);
}
