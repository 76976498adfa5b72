//! Two lists beside each other by keys.

use matinee_e2e::View;
use thirtyfour::Key;

use super::walk;

fn is_pair(view: &View) -> bool {
    view.rows.len() == 10 && view.rows_beside.len() == 10
}

#[test]
fn two_models_are_put_side_by_side() {
    walk("?user=500&k=10", async |page, keys, _| {
        keys.tab_to("Hybrid").await?;
        keys.press(Key::Right).await?;
        let both = keys.press(Key::Right).await?;
        assert_eq!((&*both.role, &*both.name), ("radio", "Side by side"));
        page.until("there are two lists", is_pair).await?;
        // Movements are said at the rows of both.
        keys.tab_to("Why:").await?;
        let view = page.view().await?;
        let rows = || view.rows.iter().chain(&view.rows_beside);
        assert!(rows().all(|row| !row.elsewhere.is_empty()));
        Ok(())
    });
}

#[test]
fn two_people_are_compared_swapped_and_parted() {
    walk("?user=500&k=10", async |page, keys, list| {
        let with = keys.tab_to("Compare with").await?;
        assert_eq!(with.role, "combobox");
        keys.press("69").await?;
        keys.press(Key::Down + Key::Enter).await?;
        page.until("there are two lists", is_pair).await?;

        keys.tab_to("Swap sides").await?;
        let swap = keys.press(Key::Enter).await?;
        assert_eq!(swap.name, "Swap sides");
        page.until("user 69 is watching", |view| {
            view.parameter("user") == Some("69") && is_pair(view)
        })
        .await?;
        keys.press(Key::Enter).await?;

        keys.tab_to("Stop comparing").await?;
        keys.press(Key::Enter).await?;
        page.until("one list is there", |view| {
            view.rows_beside.is_empty() && view.rows.len() == list.rows.len()
        })
        .await?;
        keys.focus().await?;
        Ok(())
    });
}
