//! Nothing is wider than the screen.

use matinee_e2e::visit;

fn check(width: u32) {
    visit("?user=500&k=10", async |page| {
        page.resize(width, 800).await?;
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        assert!(
            view.content_width <= view.width,
            "{} in {}",
            view.content_width,
            view.width
        );
        Ok(())
    });
}

#[test]
fn a_phone_needs_no_sideways_scrolling() {
    check(360);
}

#[test]
fn the_smallest_reflow_width_needs_no_sideways_scrolling() {
    check(320);
}

#[test]
fn a_tablet_needs_no_sideways_scrolling() {
    check(768);
}
