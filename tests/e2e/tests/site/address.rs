//! The address keeps who is watching and how many.

use matinee_e2e::visit;

#[test]
fn a_deep_link_shows_its_user_and_its_number_of_movies() {
    visit("?user=69&k=5", async |page| {
        let view = page
            .until("five movies are listed, and of whom is said", |view| {
                view.rows.len() == 5 && !view.profile.is_empty()
            })
            .await?;
        assert!(view.profile.contains("69"), "{}", view.profile);
        assert_eq!(view.how_many, "5");
        Ok(())
    });
}

#[test]
fn choosing_changes_the_address() {
    visit("?user=500&k=10", async |page| {
        page.pick(15).await?;
        let chosen = |view: &matinee_e2e::View| view.parameter("user") == Some("15");
        let view = page.until("the address names user 15", chosen).await?;
        assert_eq!(view.parameter("k"), Some("10"));
        Ok(())
    });
}

#[test]
fn reload_shows_the_same_list() {
    visit("?user=500&k=10", async |page| {
        page.pick(69).await?;
        page.type_how_many("7").await?;
        let before = page
            // The address follows when nothing more changes.
            .until("seven movies for user 69, in the address too", |view| {
                let names = |name, value| view.parameter(name) == Some(value);
                view.rows.len() == 7 && names("user", "69") && names("k", "7")
            })
            .await?;
        page.reload().await?;
        let after = page
            .until("the list is back", |view| !view.rows.is_empty())
            .await?;
        assert_eq!(after.rows, before.rows);
        Ok(())
    });
}

#[test]
fn back_returns_to_the_user_before() {
    visit("?user=500&k=10", async |page| {
        let first = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.pick(15).await?;
        page.until("another list is there", |view| view.rows != first.rows)
            .await?;
        page.back().await?;
        let view = page
            .until("the first list is back", |view| view.rows == first.rows)
            .await?;
        assert_eq!(view.parameter("user"), Some("500"));
        assert_eq!(view.profile, first.profile);
        Ok(())
    });
}
