//! No text is cut off: not on the narrowest screen, and not where a reader sets it wider.

use matinee_e2e::visit;

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

#[test]
fn the_acts_of_how_it_works_stand_below_their_heading() {
    visit("?user=500&k=10", async |page| {
        page.find(".how .act").await?;
        page.until_true(
            "const box = (selector) => document.querySelector(selector).getBoundingClientRect();
             const [heading, acts] = [box('#how-title'), box('.how .acts')];
             return heading.bottom <= acts.top && Math.abs(heading.left - acts.left) < 1;",
        )
        .await
    });
}
