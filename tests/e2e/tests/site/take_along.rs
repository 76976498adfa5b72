//! The list as a file, and on paper.

use anyhow::Result;
use matinee_e2e::{Look, RecommendPage, View, visit};
use serde_json::Value;

/// Clicks the button `label` under the list and hands over the file that it offers.
async fn saved(page: &RecommendPage, label: &str) -> Result<String> {
    page.catch_file().await?;
    page.click_button(label).await?;
    page.saved().await
}

/// Opens user 500's ten movies.
fn listed(test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    visit("?user=500&k=10", async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

#[test]
fn the_csv_has_the_movies_of_the_list_in_its_order() {
    listed(async |page, view| {
        let csv = saved(&page, "CSV").await?;
        let lines: Vec<&str> = csv.lines().skip(1).collect();
        assert_eq!(lines.len(), 10, "{csv}");
        for (line, row) in lines.iter().zip(&view.rows) {
            let begins = line.replace('"', "");
            let expected = format!("{},{},{}", row.rank, row.title, row.year);
            assert!(begins.starts_with(&expected), "{line} is not {expected}");
        }
        Ok(())
    });
}

#[test]
fn the_json_says_whose_list_it_is_and_by_which_model() {
    listed(async |page, view| {
        let json: Value = serde_json::from_str(&saved(&page, "JSON").await?)?;
        assert_eq!(json["who"], "user 500");
        assert_eq!(json["model"], "hybrid");
        let titles = json["movies"].as_array().map_or(Vec::new(), |movies| {
            movies.iter().map(|movie| movie["title"].clone()).collect()
        });
        let expected: Vec<_> = view.rows.iter().map(|row| row.title.as_str()).collect();
        assert_eq!(titles, expected);
        Ok(())
    });
}

#[test]
fn paper_has_the_list_and_none_of_the_controls() {
    listed(async |page, _| {
        page.look(Look::Print).await?;
        page.until_true("return matchMedia('print').matches;")
            .await?;
        let is_seen = |selector: &str| {
            format!("return document.querySelector('{selector}').checkVisibility();")
        };
        assert!(page.evaluate::<bool>(&is_seen(".billing")).await?);
        assert!(page.evaluate::<bool>(&is_seen(".headline")).await?);
        for control in [".ticket", ".take-along", ".theme", "[data-test=models]"] {
            assert!(
                !page.evaluate::<bool>(&is_seen(control)).await?,
                "{control} is printed"
            );
        }
        Ok(())
    });
}
