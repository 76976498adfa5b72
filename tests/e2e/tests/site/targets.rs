//! Everything that can be pressed is at least 24 × 24 CSS pixels large (WCAG 2.2, 2.5.8).

use matinee_e2e::{Look, in_every_state, visit};

/// Lists what is too small.
const TOO_SMALL: &str = include_str!("targets.js");

#[test]
fn nothing_that_can_be_pressed_is_smaller_than_a_fingertip() {
    in_every_state(&[Look::Light], &[360, 1280], async |page| {
        page.evaluate(TOO_SMALL).await
    });
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
        let found: Vec<String> = page.evaluate(TOO_SMALL).await?;
        assert_eq!(found, ["button. \"tiny\" is 20 × 30 px"]);
        Ok(())
    });
}
