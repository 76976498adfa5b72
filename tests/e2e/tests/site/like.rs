//! What is like a movie, in the place of the list, and back.

use matinee_e2e::{RecommendPage, View, visit};

/// Shows what is like the second movie of user 500; its title, and the list before.
async fn like_the_second(page: &RecommendPage) -> anyhow::Result<(String, View)> {
    let list = page
        .until("ten movies are listed", |view| view.rows.len() == 10)
        .await?;
    let title = list.rows[1].title.clone();
    page.choose_offer(2, "More like this").await?;
    page.until("the address names a movie", |view| {
        view.parameter("like").is_some() && view.rows.is_empty()
    })
    .await?;
    Ok((title, list))
}

/// Whether there are ten movies that are like one.
const ARE_ALIKE: &str =
    "return document.querySelectorAll('ol[aria-label=\"Movies like it\"] > li').length === 10;";

#[test]
fn movies_like_one_take_the_place_of_the_list_and_the_focus() {
    visit("?user=500&k=10", async |page| {
        let (title, _) = like_the_second(&page).await?;
        page.focus_on(&format!("Like {title}")).await?;
        page.until_true(ARE_ALIKE).await?;
        let document: String = page.evaluate("return document.title;").await?;
        assert!(document.starts_with(&format!("Like {title}")), "{document}");
        Ok(())
    });
}

#[test]
fn back_to_the_list_returns_to_the_movie() {
    visit("?user=500&k=10", async |page| {
        let (_, list) = like_the_second(&page).await?;
        page.click_button("Back to the list").await?;
        page.until("the list is back", |view| view.rows == list.rows)
            .await?;
        assert_eq!(page.focus_on("More like this").await?.rank, 2);
        Ok(())
    });
}

#[test]
fn the_browsers_back_button_goes_the_same_way_step_by_step() {
    visit("?user=500&k=10", async |page| {
        let (title, list) = like_the_second(&page).await?;
        let first = page.view().await?.query;
        page.choose_offer(1, "More like this").await?;
        page.until("another movie is asked for", |view| view.query != first)
            .await?;
        page.back().await?;
        page.until("the one before is asked for", |view| view.query == first)
            .await?;
        page.focus_on(&format!("Like {title}")).await?;
        page.back().await?;
        page.until("the list is back", |view| view.rows == list.rows)
            .await?;
        assert_eq!(page.focus_on("More like this").await?.rank, 2);
        Ok(())
    });
}

#[test]
fn a_link_to_the_like_of_a_movie_says_what_the_watcher_gave() {
    // User 500 gave Toy Story (1995), which is movie 1, some stars.
    visit("?user=500&k=10&like=1", async |page| {
        let text = page.until_text(".like-of", "Toy Story").await?;
        assert!(text.contains("user 500 gave it"), "{text}");
        Ok(())
    });
}

#[test]
fn a_title_of_the_history_leads_to_the_movies_own_page() {
    visit("?user=500&k=10", async |page| {
        page.find("[data-test=history] .title-link").await?;
        let script = "const title = document.querySelector('[data-test=history] .title-link');
            title.click();
            return title.textContent;";
        let title: String = page.evaluate(script).await?;
        let words = title.split_whitespace().next().unwrap_or_default();
        page.focus_on(words).await?;
        page.find("[data-test=movie-page]").await?;
        Ok(())
    });
}
