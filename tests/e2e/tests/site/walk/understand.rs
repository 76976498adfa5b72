//! *Why*, *More like this*, a movie's own page and a portrait by keys.

use thirtyfour::Key;

use super::{titles, walk};

#[test]
fn why_is_opened_read_and_closed() {
    walk("?user=500&k=10", async |page, keys, view| {
        let first = format!("Why: {}", titles(&view)[0]);
        keys.tab_to(&first).await?;
        keys.press(Key::Enter).await?;
        let reasons = page.opened_reasons().await?;
        assert!(!reasons.rows.is_empty(), "{reasons:?}");

        let stars = keys.tab_to(&format!("Why {} stars", reasons.total)).await?;
        assert_eq!(stars.role, "DisclosureTriangle");
        keys.press(Key::Enter).await?;
        page.find(".why-stars[open]").await?;

        keys.tab_back_to(&first).await?;
        keys.press(" ").await?;
        page.until_reasons(0).await?;
        assert_eq!(keys.focus().await?.name, first);
        Ok(())
    });
}

#[test]
fn what_is_like_a_movie_is_shown_and_left_again() {
    walk("?user=500&k=10", async |page, keys, list| {
        let title = &titles(&list)[2];
        let like = format!("More like this: {title}");
        keys.tab_to(&like).await?;
        keys.press(Key::Enter).await?;
        page.focus_on(&format!("Like {title}")).await?;
        page.find("ol[aria-label=\"Movies like it\"] > li").await?;
        // Further on, from one that is like it.
        keys.tab_to("Why:").await?;
        keys.press(Key::Enter).await?;
        page.opened_reasons().await?;
        keys.tab_to("More like this").await?;
        keys.tab_back_to("Back to the list").await?;
        keys.press(Key::Enter).await?;
        page.until("the list is back", |view| view.rows == list.rows)
            .await?;
        assert_eq!(page.focus_on("More like this").await?.rank, 3);
        assert_eq!(keys.until_on(&like).await?.name, like);
        Ok(())
    });
}

#[test]
fn a_rated_movie_in_the_reasons_leads_to_its_own_page() {
    walk("?user=500&k=10", async |page, keys, view| {
        let first = format!("Why: {}", titles(&view)[0]);
        keys.tab_to(&first).await?;
        keys.press(Key::Enter).await?;
        page.opened_reasons().await?;
        let title = "document.querySelector('.why .title-link')";
        let title: String = page
            .evaluate(&format!("return {title}.textContent.trim();"))
            .await?;
        keys.tab_to(&title).await?;
        keys.press(Key::Enter).await?;
        page.until("the page of the movie is there", |view| {
            view.parameter("movie").is_some()
        })
        .await?;
        page.find("[data-test=movie-page]").await?;
        Ok(())
    });
}

#[test]
fn a_movies_own_page_is_opened_rated_and_left_again() {
    walk("?user=500&k=10", async |page, keys, list| {
        let title = &titles(&list)[1];
        keys.tab_to(title).await?;
        keys.press(Key::Enter).await?;
        page.focus_on(title).await?;
        page.find("[data-test=movie-page] .why").await?;
        keys.tab_to("1 star").await?;
        keys.tab_to("Seen it").await?;
        keys.press_to(Key::Enter, "Put back on the list").await?;
        keys.press_to(Key::Enter, "Seen it").await?;
        keys.tab_to("Look").await?;
        keys.tab_back_to("Back to the list").await?;
        keys.press(Key::Enter).await?;
        page.until("the list is back", |view| view.rows == list.rows)
            .await?;
        assert_eq!(page.focus_on(title).await?.rank, 2);
        Ok(())
    });
}

#[test]
fn a_portrait_is_opened_and_kept() {
    walk("?user=500&k=10", async |page, keys, _| {
        keys.tab_to("A portrait of their taste").await?;
        keys.press(Key::Enter).await?;
        page.find(".portrait-save").await?;
        keys.tab_to("Save as PNG").await?;
        page.catch_file().await?;
        keys.tab_to("Save as SVG").await?;
        keys.press(Key::Enter).await?;
        assert!(page.saved().await?.starts_with("<svg"));
        Ok(())
    });
}
