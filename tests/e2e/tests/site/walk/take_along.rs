//! The list taken along by keys.

use thirtyfour::Key;

use super::walk;

#[test]
fn files_link_and_paper_are_reached_and_pressed() {
    walk("?user=500&k=10", async |page, keys, view| {
        for (button, holds) in [("CSV", &view.rows[0].title), ("JSON", &view.rows[9].title)] {
            page.catch_file().await?;
            keys.tab_to(button).await?;
            keys.press(Key::Enter).await?;
            let text = page.saved().await?;
            assert!(text.contains(holds), "{text}");
            assert_eq!(keys.focus().await?.name, button);
        }
        keys.tab_to("Copy link").await?;
        keys.press(" ").await?;
        page.until("what became of the link is said", |view| {
            view.notices.iter().any(|it| it.contains("clipboard"))
        })
        .await?;
        // A browser without a screen has no printer.
        page.evaluate::<()>("window.print = () => { window.printed = true; };")
            .await?;
        keys.tab_to("Print").await?;
        keys.press(Key::Enter).await?;
        page.until_true("return window.printed === true;").await?;
        assert_eq!(keys.focus().await?.name, "Print");
        Ok(())
    });
}
