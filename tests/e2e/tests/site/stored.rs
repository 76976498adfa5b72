//! What a browser has stored: by a later version, damaged, by another tab, and a great deal of it.

use anyhow::{Context, Result, ensure};
use matinee_e2e::{RecommendPage, YOU, visit};

/// All that is stored of the session: whole and changes.
const STORED: &str = "return ['matinee:session', 'matinee:session:changes']
    .map((name) => localStorage.getItem(name) || '');";

/// Rates a movie, and returns the line that is stored of it.
async fn rated_line(page: &RecommendPage) -> Result<String> {
    page.rate(1, 5).await?;
    page.rated(1).await?;
    let [whole, changes]: [String; 2] = page.evaluate(STORED).await?;
    let stored = [whole, changes].join("\n");
    let line = stored.lines().find(|line| line.starts_with("rate "));
    line.map(str::to_owned).context("it is stored")
}

/// Stores this text and nothing else, and opens the page again.
async fn with_stored(page: &RecommendPage, text: &str) -> Result<()> {
    let text = serde_json::to_string(text)?;
    page.evaluate::<()>(&format!(
        "localStorage.removeItem('matinee:session:changes');
         localStorage.setItem('matinee:session', {text});"
    ))
    .await?;
    page.reload().await.map(drop)
}

async fn until_listed(page: &RecommendPage) -> Result<()> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
        .map(drop)
}

#[test]
fn what_a_later_version_stored_is_left_alone_until_the_visitor_replaces_it() {
    visit(YOU, async |page| {
        let later = "matinee 2\nrate 50 5 of 10\nremember this";
        with_stored(&page, later).await?;
        page.until_text("[data-test=unread]", "later version")
            .await?;
        page.rate(1, 5).await?;
        page.rate(2, 1).await?;
        page.rated(2).await?;
        let stored: [String; 2] = page.evaluate(STORED).await?;
        assert_eq!(stored, [later, ""]);

        page.catch_file().await?;
        page.click("[data-test=unread] button:nth-of-type(1)")
            .await?;
        assert_eq!(page.saved().await?, later);
        page.click("[data-test=unread] button:nth-of-type(2)")
            .await?;
        page.until_true("return document.querySelector('[data-test=unread]') === null;")
            .await?;
        page.find("#heading:focus").await?;
        page.rate(3, 3).await?;
        let rated = page.rated(3).await?;
        page.reload().await?;
        assert_eq!(page.rated(3).await?, rated);
        Ok(())
    });
}

#[test]
fn good_lines_of_a_damaged_text_are_used_and_the_others_kept_until_they_are_thrown_away() {
    visit(YOU, async |page| {
        let line = rated_line(&page).await?;
        with_stored(&page, &format!("matinee 1\n{line}\nrate 1 9\nwhat is this")).await?;
        page.until_text("[data-test=unread]", "2 lines cannot be read")
            .await?;
        page.rated(1).await?;
        page.rate(2, 1).await?;
        page.rated(2).await?;
        page.reload().await?;
        page.until_text("[data-test=unread]", "2 lines cannot be read")
            .await?;
        page.rated(2).await?;
        page.click("[data-test=unread] button:nth-of-type(2)")
            .await?;
        page.until_true("return document.querySelector('[data-test=unread]') === null;")
            .await?;
        let stored: [String; 2] = page.evaluate(STORED).await?;
        ensure!(!stored.concat().contains("what is this"), "{stored:?}");
        page.reload().await?;
        page.rated(2).await.map(drop)
    });
}

#[test]
fn a_sound_text_is_nothing_to_speak_of() {
    visit(YOU, async |page| {
        let line = rated_line(&page).await?;
        with_stored(&page, &format!("matinee 1\n{line}")).await?;
        page.rated(1).await?;
        page.until_true("return document.querySelector('[data-test=unread]') === null;")
            .await
    });
}

#[test]
fn two_tabs_see_and_keep_each_others_ratings() {
    visit(YOU, async |page| {
        until_listed(&page).await?;
        let first = page.driver().window().await?;
        let second = page.driver().new_tab().await?;
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.driver().switch_to_window(second).await?;
        page.go(YOU).await?;
        page.rated(1).await?;
        page.rate(2, 1).await?;
        page.rated(2).await?;
        page.driver().switch_to_window(first).await?;
        page.rated(2).await?;
        // What is rated in either tab is on the strip of neither.
        page.rate(2, 3).await?;
        let rated = page.rated(3).await?;
        page.reload().await?;
        assert_eq!(page.rated(3).await?, rated);
        Ok(())
    });
}

#[test]
fn what_is_rated_in_another_tab_is_told_by_the_evidence_that_is_on_the_screen() {
    visit(YOU, async |page| {
        until_listed(&page).await?;
        for stars in [5, 1, 4] {
            page.rate(1, stars).await?;
        }
        page.rated(3).await?;
        let first = page.driver().window().await?;
        page.click(".views a[href*=evidence]").await?;
        page.find("#own").await?;
        page.evidence_is_drawn().await?;
        let told: String = page
            .evaluate("return document.querySelector('#own').textContent;")
            .await?;
        let second = page.driver().new_tab().await?;
        page.driver().switch_to_window(second).await?;
        page.go(YOU).await?;
        page.rate(1, 2).await?;
        page.rated(4).await?;
        page.driver().switch_to_window(first).await?;
        let told = serde_json::to_string(&told)?;
        let is_another = format!(
            "const own = document.querySelector('#own');
             return own !== null && own.textContent !== {told};"
        );
        page.until_true(&is_another).await?;
        let is_whole = "return !('state' in document.documentElement.dataset);";
        ensure!(page.evaluate::<bool>(is_whole).await?, "the page broke");
        page.evidence_is_drawn().await
    });
}

#[test]
fn two_hundred_thousand_stored_lines_do_not_keep_the_page_from_starting() {
    visit(YOU, async |page| {
        until_listed(&page).await?;
        page.evaluate::<()>(
            "const lines = ['matinee 1'];
             // Of another catalogue: a list is left of this one.
             for (let id = 1000001; id <= 1200000; id++) lines.push(`rate ${id} 3`);
             localStorage.setItem('matinee:session', lines.join('\\n'));",
        )
        .await?;
        // Where each was compared with all before, this took longer than a test waits.
        page.reload().await?;
        until_listed(&page).await
    });
}
