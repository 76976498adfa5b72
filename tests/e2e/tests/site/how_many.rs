//! From 1 to 50 movies.

use matinee_e2e::visit;

/// Asks for `k` movies in the field and expects `n_rows` of them, ranked from 1.
fn check(k: &str, n_rows: usize) {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.type_how_many(k).await?;
        let view = page
            .until("the list has its length", |view| view.rows.len() == n_rows)
            .await?;
        for (row, rank) in view.rows.iter().zip(1..) {
            assert_eq!(row.rank.trim_end_matches('.'), rank.to_string());
        }
        Ok(())
    });
}

#[test]
fn one_movie_can_be_listed() {
    check("1", 1);
}

#[test]
fn fifty_movies_can_be_listed() {
    check("50", 50);
}

#[test]
fn more_than_fifty_are_refused_with_a_message() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.type_how_many("51").await?;
        let says = |view: &matinee_e2e::View| view.notices.iter().any(|said| said.contains("50"));
        let view = page.until("a message names the limit", says).await?;
        assert!(view.rows.len() <= 50);
        assert!(!view.rows.is_empty());
        Ok(())
    });
}
