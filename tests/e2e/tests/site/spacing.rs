//! No text is cut off: not on the narrowest screen, and not where a reader sets it wider.

use matinee_e2e::{Look, in_every_state, visit};

#[test]
fn text_that_is_set_wider_is_not_cut_off() {
    in_every_state(&[Look::Light], &[320, 375, 1280], async |page| {
        page.space_out().await?;
        page.cut_off().await
    });
}

#[test]
fn nothing_is_cut_off_on_a_screen_of_256_pixels() {
    in_every_state(&[Look::Light], &[256], async |page| page.cut_off().await);
}

#[test]
fn a_text_that_is_cut_off_is_found() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        assert_eq!(page.cut_off().await?, [""; 0]);
        page.evaluate::<()>(
            "const row = document.querySelector('.billing');
             const wide = document.createElement('p');
             wide.textContent = 'wide';
             wide.style.cssText = 'width: max-content; margin-left: 100rem';
             row.append(wide);",
        )
        .await?;
        assert_eq!(page.cut_off().await?, ["“wide” in ."]);
        Ok(())
    });
}
