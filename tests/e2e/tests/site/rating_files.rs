//! A rating file of any service: what it is, what its ratings are out of, what is left out and why.

use anyhow::Result;
use matinee_e2e::{OF_TWO_SCALES, RecommendPage, TRAKT, YOU, visit};
use thirtyfour::prelude::*;

/// Brings a file to the desk of a browser that remembers nothing.
fn with_file(text: &str, test: impl AsyncFnOnce(RecommendPage) -> Result<()>) {
    visit(YOU, async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.bring(text).await?;
        test(page).await
    });
}

#[test]
fn service_and_scale_are_said_and_what_is_no_film_is_left_out_by_name() {
    with_file(TRAKT, async |page| {
        let report = page
            .until_text(".report", "A file of Trakt: 1 rating found")
            .await?;
        assert!(
            report.contains("Ratings out of 10, as Trakt counts"),
            "{report}"
        );
        page.until_text("[data-test=problems] summary", "1 line does not count")
            .await?;
        page.until_text("[data-test=problems]", "1 row is no film")
            .await?;
        page.until_text("[data-test=problems]", "Line 3: Fargo: show is no film")
            .await?;
        // A film of another year is asked about, its namesake first.
        page.until_text("[data-test=unmatched]", "Titanic 1953")
            .await?;
        page.until_text("[data-test=unmatched] .pick", "Titanic 1997")
            .await?;
        page.click("[data-test=take]").await?;
        let ratings = page.rated(1).await?;
        assert!(
            ratings[0].starts_with("Fargo") && ratings[0].ends_with(": 5"),
            "{ratings:?}"
        );
        Ok(())
    });
}

#[test]
fn where_two_scales_fit_the_visitor_says_which_and_sees_what_each_gives() {
    with_file(OF_TWO_SCALES, async |page| {
        let question = page
            .until_text(
                "[data-test=scale-question]",
                "What are these ratings out of?",
            )
            .await?;
        assert!(
            question.contains("Fargo 5 → 5 stars, Alien 2 → 2 stars"),
            "{question}"
        );
        assert!(
            question.contains("Fargo 5 → 3 stars, Alien 2 → 1 star"),
            "{question}"
        );
        page.find("[data-test=scale-question] input[value=\"5\"]:checked")
            .await?;
        page.until_text("[data-test=scale]", "out of 10 would fit too")
            .await?;
        page.click("[data-test=scale-question] input[value=\"10\"]")
            .await?;
        page.until_text("[data-test=scale]", "Ratings out of 10")
            .await?;
        page.until_text("[data-test=scale]", "1 lies between two whole stars")
            .await?;
        page.click("[data-test=take]").await?;
        let mut ratings = page.rated(2).await?;
        ratings.sort();
        assert!(
            ratings[0].starts_with("Alien") && ratings[0].ends_with(": 1"),
            "{ratings:?}"
        );
        assert!(
            ratings[1].starts_with("Fargo") && ratings[1].ends_with(": 3"),
            "{ratings:?}"
        );
        Ok(())
    });
}

#[test]
fn the_question_of_scale_is_answered_by_keys() {
    with_file(OF_TWO_SCALES, async |page| {
        let taken = "[data-test=scale-question] input:checked";
        page.press_in(taken, Key::Down).await?;
        page.find("[data-test=scale-question] input[value=\"10\"]:checked:focus")
            .await?;
        Ok(())
    });
}

#[test]
fn a_file_whose_service_has_one_scale_asks_nothing() {
    with_file(TRAKT, async |page| {
        page.until_text("[data-test=scale]", "as Trakt counts")
            .await?;
        let n: usize = page
            .evaluate("return document.querySelectorAll('[data-test=scale-question]').length;")
            .await?;
        assert_eq!(n, 0);
        Ok(())
    });
}
