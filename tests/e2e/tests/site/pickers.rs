//! What the dialogs that choose a file offer.

use anyhow::Result;
use matinee_e2e::{RecommendPage, TRAIN, YOU, visit};

/// What a field accepts; nothing where it accepts all.
async fn accepted(page: &RecommendPage, name: &str) -> Result<Vec<String>> {
    page.find(&format!("[data-test={name}]")).await?;
    let script = format!("return document.querySelector('[data-test={name}]').accept;");
    let accept: String = page.evaluate(&script).await?;
    let kinds = accept.split(',').map(|kind| kind.trim().to_owned());
    Ok(kinds.filter(|kind| !kind.is_empty()).collect())
}

fn check(accepted: &[String], kinds: &[&str]) {
    for kind in kinds {
        assert!(
            accepted.iter().any(|it| it == kind),
            "{kind} in {accepted:?}"
        );
    }
}

#[test]
fn a_picker_that_goes_by_media_types_offers_every_file_that_is_read() {
    visit(YOU, async |page| {
        // What Android's providers call a CSV file.
        check(
            &accepted(&page, "bring").await?,
            &[
                ".csv",
                "text/csv",
                "text/comma-separated-values",
                "text/plain",
                "application/vnd.ms-excel",
                "application/octet-stream",
            ],
        );
        page.go(TRAIN).await?;
        check(
            &accepted(&page, "bring-data").await?,
            &[
                ".zip",
                "application/zip",
                "application/x-zip-compressed",
                "application/octet-stream",
            ],
        );
        // No system knows a type of it, so a list of types would leave it out.
        assert_eq!(accepted(&page, "open-model").await?, [""; 0]);
        Ok(())
    });
}
