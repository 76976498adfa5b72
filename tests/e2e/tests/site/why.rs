//! *Why*: the reasons under an entry add up to the stars that it shows.

use matinee_e2e::{RecommendPage, hundredths, visit};
use thirtyfour::Key;

/// Expects the rows of ten movies to add up to their stars.
fn check_sums(query: &str) {
    visit(query, async |page| until_sums_add_up(&page).await);
}

/// The same of the page that is there.
pub(crate) async fn until_sums_add_up(page: &RecommendPage) -> anyhow::Result<()> {
    let list = page
        .until("ten movies are listed", |view| view.rows.len() == 10)
        .await?;
    let mut reasons = Vec::new();
    for rank in 1..=10 {
        page.choose_offer(rank, "Why").await?;
        // What comes later would move the next button away from under the mouse.
        reasons = page.until_reasons(rank).await?;
    }
    assert_eq!(reasons.len(), 10);
    for (reasons, row) in reasons.iter().zip(&list.rows) {
        assert_eq!(reasons.of, row.title);
        let sum: i32 = reasons.hundredths()?.iter().sum();
        assert_eq!(sum, hundredths(&reasons.total)?, "{reasons:#?}");
        let shown: f64 = reasons.shown.parse()?;
        assert!(
            (f64::from(sum) / 100.0 - shown).abs() < 0.0501,
            "{reasons:#?}"
        );
        assert!(!reasons.said.is_empty());
    }
    Ok(())
}

#[test]
fn what_the_stars_are_made_of_adds_up_for_ten_movies_of_user_500() {
    check_sums("?user=500&k=10");
}

#[test]
fn what_the_stars_are_made_of_adds_up_for_ten_movies_of_user_15() {
    check_sums("?user=15&k=10");
}

#[test]
fn what_the_stars_are_made_of_adds_up_for_somebody_of_whom_nothing_is_known() {
    check_sums("?user=you&k=10");
}

#[test]
fn rated_movies_are_named_with_their_stars() {
    visit("?user=500&k=10", async |page| {
        page.choose_offer(1, "Why").await?;
        let rows = page.opened_reasons().await?.rows;
        let named = rows
            .iter()
            .filter(|(label, _)| label.ends_with(" stars") || label.ends_with(" star"));
        assert!((1..=7).contains(&named.count()), "{rows:#?}");
        assert!(
            rows.iter()
                .any(|(label, _)| label.contains("more rated movies")),
            "{rows:#?}"
        );
        Ok(())
    });
}

/// Waits until *Why* of the first movie says that it is open, or that it is not.
async fn until_open(page: &RecommendPage, is_open: bool) -> anyhow::Result<()> {
    let first = "ol[aria-label=Recommendations] > li:first-child";
    page.find(&format!("{first} .why-button[aria-expanded={is_open}]"))
        .await
        .map(drop)
}

#[test]
fn why_opens_and_closes_by_the_keyboard_and_keeps_the_focus() {
    visit("?user=500&k=10", async |page| {
        until_open(&page, false).await?;
        page.button(1, "Why").await?.send_keys(Key::Enter).await?;
        until_open(&page, true).await?;
        let reasons = page.opened_reasons().await?;
        assert!(!reasons.of.is_empty());
        assert_eq!(page.focus_on("Why").await?.rank, 1);
        page.button(1, "Why").await?.send_keys(" ").await?;
        until_open(&page, false).await?;
        page.until_reasons(0).await?;
        Ok(())
    });
}

#[test]
fn the_seed_networks_reasons_are_said_to_be_no_sum() {
    visit("?user=500&k=10&model=seed", async |page| {
        page.until("the seed network's list is there", |view| {
            view.rows.len() == 10 && view.is_ordered_by("seed network")
        })
        .await?;
        page.choose_offer(1, "Why").await?;
        let reasons = page.opened_reasons().await?;
        assert!(
            reasons.caption.contains("would lose without"),
            "{reasons:#?}"
        );
        assert!(reasons.note.contains("do not add up"), "{reasons:#?}");
        assert_eq!(reasons.total, "");
        Ok(())
    });
}
