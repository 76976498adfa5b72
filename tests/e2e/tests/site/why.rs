//! *Why*: the reasons under an entry add up to the stars that it shows.

use matinee_e2e::{Reasons, RecommendPage, hundredths, visit};
use thirtyfour::Key;

/// Expects the rows of ten movies to add up to their stars.
fn check_sums(query: &str) {
    visit(query, async |page| {
        let list = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        for rank in 1..=10 {
            page.choose_offer(rank, "Why").await?;
        }
        let reasons = page.reasons().await?;
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
    });
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
        let rows = page.reasons().await?[0].rows.clone();
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

/// Whether *Why* of the first movie says that it is open.
async fn is_open(page: &RecommendPage) -> anyhow::Result<bool> {
    let expanded = page.button(1, "Why").await?.attr("aria-expanded").await?;
    Ok(expanded.as_deref() == Some("true"))
}

#[test]
fn why_opens_and_closes_by_the_keyboard_and_keeps_the_focus() {
    visit("?user=500&k=10", async |page| {
        assert!(!is_open(&page).await?);
        page.button(1, "Why").await?.send_keys(Key::Enter).await?;
        assert!(is_open(&page).await?);
        let [Reasons { of, .. }] = &page.reasons().await?[..] else {
            anyhow::bail!("one is open");
        };
        assert!(!of.is_empty());
        assert_eq!(page.focus_on("Why").await?.rank, 1);
        page.button(1, "Why").await?.send_keys(" ").await?;
        assert!(!is_open(&page).await?);
        assert_eq!(page.reasons().await?, []);
        Ok(())
    });
}

#[test]
fn the_seed_networks_reasons_are_said_to_be_no_sum() {
    visit("?user=500&k=10&model=seed", async |page| {
        page.until("the seed network's list is there", |view| {
            view.ordered_by.iter().any(|by| by.contains("seed network"))
        })
        .await?;
        page.choose_offer(1, "Why").await?;
        let reasons = page.reasons().await?.remove(0);
        assert!(
            reasons.caption.contains("would lose without"),
            "{reasons:#?}"
        );
        assert!(reasons.note.contains("do not add up"), "{reasons:#?}");
        assert_eq!(reasons.total, "");
        Ok(())
    });
}
