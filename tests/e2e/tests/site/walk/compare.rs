//! Two lists beside each other, and one for both, by keys.

use matinee_e2e::View;
use thirtyfour::Key;

use super::walk;

fn is_pair(view: &View) -> bool {
    view.rows.len() == 10 && view.rows_beside.len() == 10
}

#[test]
fn two_models_are_put_side_by_side() {
    walk("?user=500&k=10", async |page, keys, _| {
        keys.tab_to("More").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Matinee").await?;
        keys.press(Key::Right).await?;
        let both = keys.press_to(Key::Right, "Side by side").await?;
        assert_eq!((&*both.role, &*both.name), ("radio", "Side by side"));
        page.until("there are two lists", is_pair).await?;
        // Movements are said at the rows of both.
        keys.tab_to("Why:").await?;
        page.until("every movie of both is marked", |view| {
            let mut rows = view.rows.iter().chain(&view.rows_beside);
            is_pair(view) && rows.all(|row| !row.elsewhere.is_empty())
        })
        .await?;
        Ok(())
    });
}

#[test]
fn two_people_are_compared_swapped_and_parted() {
    walk("?user=500&k=10", async |page, keys, list| {
        keys.tab_to("More").await?;
        keys.press(Key::Enter).await?;
        let with = keys.tab_to("Compare with").await?;
        assert_eq!(with.role, "combobox");
        keys.press("69").await?;
        keys.press(Key::Down + Key::Enter).await?;
        page.until("there are two lists", is_pair).await?;

        keys.tab_to("Swap sides").await?;
        keys.press(Key::Enter).await?;
        page.until("user 69 is watching", |view| {
            view.parameter("user") == Some("69") && is_pair(view)
        })
        .await?;
        assert_eq!(keys.focus().await?.name, "Swap sides");
        keys.press(Key::Enter).await?;
        page.until("user 500 is watching again", |view| {
            view.parameter("user") == Some("500") && is_pair(view)
        })
        .await?;

        keys.tab_to("Stop comparing").await?;
        keys.press(Key::Enter).await?;
        page.until("one list is there", |view| {
            view.rows_beside.is_empty() && view.rows.len() == list.rows.len()
        })
        .await?;
        keys.until_on("The programme").await?;
        Ok(())
    });
}

#[test]
fn two_people_watch_together() {
    walk("?user=500&k=10&with=69", async |page, keys, _| {
        keys.tab_to("Two lists").await?;
        let fair = keys.press_to(Key::Right, "Fair to both").await?;
        assert_eq!(fair.role, "radio");
        page.find("li.is-shared:nth-child(10)").await?;
        keys.press_to(Key::Right, "Best on average").await?;
        page.until("the address says so", |view| {
            view.parameter("together") == Some("mean")
        })
        .await?;
        page.find("li.is-shared:nth-child(10)").await?;
        keys.tab_to("Why:").await?;
        keys.press(Key::Enter).await?;
        page.find(".is-shared .why + .why").await?;
        Ok(())
    });
}
