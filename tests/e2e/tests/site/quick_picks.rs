//! The original's three examples are one click away.

use matinee_e2e::visit;

#[test]
fn each_quick_pick_shows_its_user() {
    visit("?user=1&k=10", async |page| {
        for user in [500, 15, 69] {
            page.pick(user).await?;
            let id = user.to_string();
            let view = page
                .until("the user is shown", |view| {
                    view.parameter("user") == Some(&*id)
                        && view.profile.contains(&id)
                        && view.who.contains(&id)
                })
                .await?;
            assert!(!view.rows.is_empty());
        }
        Ok(())
    });
}
