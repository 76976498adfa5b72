//! A portrait of taste, and its picture.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, YOU, visit};

async fn open(page: &RecommendPage) -> Result<String> {
    page.click("[data-test=portrait] summary").await?;
    page.until_text("[data-test=portrait]", "Most alike").await
}

#[test]
fn a_user_has_a_portrait_with_three_who_are_alike() {
    visit("?user=500&k=10", async |page| {
        let said = open(&page).await?;
        for part in ["Genres", "Decades", "the same movies", "people here"] {
            ensure!(said.contains(part), "{part}: {said}");
        }
        ensure!(said.matches("rated by both").count() == 3, "{said}");
        ensure!(!said.contains("User 500"), "{said}");
        let amounts: Vec<String> = page
            .evaluate(
                "const table = document.querySelector('[data-test=portrait] table');
                 return [...table.querySelectorAll('.why-amount')].map((it) => it.textContent);",
            )
            .await?;
        let tenths: Vec<i32> = amounts
            .iter()
            .map(|it| it.replace('−', "-").replace(['+', '.'], "").parse())
            .collect::<Result<_, _>>()?;
        ensure!(tenths.is_sorted_by(|a, b| a >= b), "{tenths:?}");
        Ok(())
    });
}

#[test]
fn the_picture_is_a_file_that_needs_nothing_else() {
    visit("?user=500&k=10", async |page| {
        open(&page).await?;
        page.catch_file().await?;
        page.click_button("Save as SVG").await?;
        let svg = page.saved().await?;
        ensure!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
        ensure!(svg.contains("The taste of user 500"), "{svg}");
        page.catch_file().await?;
        page.click_button("Save as PNG").await?;
        let png = page.saved_bytes().await?;
        ensure!(png.starts_with(b"\x89PNG"), "{:?}", &png[..8]);
        // Width and height are the first two numbers of the first part.
        let number = |at: usize| {
            png[at..at + 4]
                .iter()
                .fold(0, |n, it| n << 8 | u32::from(*it))
        };
        ensure!(number(16) == 1440 && number(20) > 1000, "{}", number(20));
        Ok(())
    });
}

#[test]
fn the_visitors_portrait_follows_their_stars() {
    visit(YOU, async |page| {
        let is_there =
            "return document.querySelector('[data-test=portrait]')?.checkVisibility() ?? false;";
        ensure!(!page.evaluate::<bool>(is_there).await?);
        for _ in 0..5 {
            page.rate(1, 5).await?;
        }
        page.rated(5).await?;
        let said = open(&page).await?;
        ensure!(said.contains("5 movies rated, 5.0 ★ on average"), "{said}");
        page.rate(1, 2).await?;
        page.until_text("[data-test=portrait]", "6 movies rated")
            .await?;
        Ok(())
    });
}
