//! Movies that are put aside leave the list, which fills up again, and can come back.

use matinee_e2e::{RecommendPage, View, visit};

fn titles(view: &View) -> Vec<String> {
    view.rows.iter().map(|row| row.title.clone()).collect()
}

/// Puts the movie with this rank aside; what is listed before and after.
async fn put_aside(page: &RecommendPage, rank: usize, label: &str) -> anyhow::Result<(View, View)> {
    let before = page
        .until("ten movies are listed", |view| view.rows.len() == 10)
        .await?;
    page.choose_offer(rank, label).await?;
    let gone = &before.rows[rank - 1].title;
    let after = page
        .until("it is gone", |view| {
            view.rows.len() == 10 && !titles(view).contains(gone)
        })
        .await?;
    // Where the focus goes the window follows, and a click on its way there would miss.
    page.focus_on(label).await?;
    Ok((before, after))
}

#[test]
fn a_movie_that_is_not_for_somebody_makes_room_for_the_next() {
    visit("?user=500&k=10", async |page| {
        let (before, after) = put_aside(&page, 3, "Not for me").await?;
        assert_eq!(after.rows.len(), 10);
        let mut left = titles(&before);
        let gone = left.remove(2);
        assert_eq!(titles(&after)[..9], left);
        assert!(
            after.notices.iter().any(|it| it.starts_with(&gone)),
            "{:?}",
            after.notices
        );
        assert_eq!(page.focus_on("Not for me").await?.rank, 3);
        Ok(())
    });
}

#[test]
fn undo_brings_the_same_list_back() {
    visit("?user=500&k=10", async |page| {
        let (before, _) = put_aside(&page, 1, "Seen it").await?;
        page.click_button("Undo").await?;
        let view = page
            .until("the list is as before", |view| view.rows == before.rows)
            .await?;
        assert!(
            view.notices.iter().any(|it| it.contains("Undone")),
            "{:?}",
            view.notices
        );
        page.focus_on("The programme").await?;
        Ok(())
    });
}

#[test]
fn what_is_put_aside_is_so_for_its_watcher_alone_and_after_a_reload() {
    visit("?user=500&k=10", async |page| {
        let (_, after) = put_aside(&page, 1, "Seen it").await?;
        page.reload().await?;
        page.until("it is still gone", |view| view.rows == after.rows)
            .await?;
        page.pick(15).await?;
        let other = page
            .until("another list", |view| {
                view.parameter("user") == Some("15")
                    && view.rows.len() == 10
                    && view.rows != after.rows
            })
            .await?;
        page.go("?user=15&k=10").await?;
        page.until("the same without any mark", |view| view.rows == other.rows)
            .await?;
        let aside: bool = page
            .evaluate("return document.querySelector('#put-aside') !== null;")
            .await?;
        assert!(!aside, "something is put aside for user 15");
        Ok(())
    });
}

#[test]
fn what_was_put_aside_can_be_put_back() {
    visit("?user=500&k=10", async |page| {
        let (before, _) = put_aside(&page, 2, "Not for me").await?;
        page.find("#put-aside").await?;
        let script = "document.getElementById('put-aside').click();";
        page.driver().execute(script, Vec::new()).await?;
        page.click_button("Put back").await?;
        page.until("the list is as before", |view| view.rows == before.rows)
            .await?;
        page.focus_on("The programme").await?;
        Ok(())
    });
}
