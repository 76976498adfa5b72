//! A movie's own page, in the place of the list.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, visit};

use super::origin::objections;

/// Opens the page of the second movie of user 500; its title, without the year.
async fn open_second(page: &RecommendPage) -> Result<String> {
    let list = page
        .until("ten movies are listed", |view| view.rows.len() == 10)
        .await?;
    page.click("ol[aria-label=Recommendations] > li:nth-child(2) a.title")
        .await?;
    page.until("the address names the movie", |view| {
        view.parameter("movie").is_some() && view.rows.is_empty()
    })
    .await?;
    page.find("[data-test=movie-page]").await?;
    Ok(list.rows[1].title.clone())
}

#[test]
fn a_title_leads_to_the_movies_own_page_and_back() {
    visit("?user=500&k=10", async |page| {
        let title = open_second(&page).await?;
        page.focus_on(&title).await?;
        let document: String = page.evaluate("return document.title;").await?;
        ensure!(document.starts_with(&title), "{document}");
        let standing = page.until_text("[data-test=standing]", "No. 2 of").await?;
        ensure!(standing.contains("they have not seen"), "{standing}");
        page.find("[data-test=movie-page] .why").await?;
        page.click_button("Back to the list").await?;
        page.until("the list is back", |view| view.rows.len() == 10)
            .await?;
        ensure!(page.focus_on(&title).await?.rank == 2);
        Ok(())
    });
}

#[test]
fn a_title_is_a_link_that_another_tab_can_open() {
    visit("?user=500&k=10&varied=30", async |page| {
        let list = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        let address: String = page
            .evaluate("return document.querySelector('.billing a.title').href;")
            .await?;
        ensure!(address.contains("varied=30&movie="), "{address}");
        page.driver().goto(address).await?;
        let view = page
            .until("the page of the movie is there", |view| {
                view.parameter("movie").is_some() && view.ready
            })
            .await?;
        ensure!(view.rows.is_empty());
        page.until_text("#programme-title", &list.rows[0].title)
            .await?;
        Ok(())
    });
}

#[test]
fn the_table_counts_everybodys_stars() {
    visit("?user=500&k=10&movie=1", async |page| {
        page.until_text("#programme-title", "Toy Story (1995)")
            .await?;
        let caption = page
            .until_text("[data-test=stars-given] caption", "of 943 people")
            .await?;
        let counts: Vec<usize> = page
            .evaluate(
                "return [...document.querySelectorAll('[data-test=stars-given] .bar-value')]
                   .map((it) => Number(it.textContent));",
            )
            .await?;
        ensure!(counts.len() == 5, "{counts:?}");
        let n: usize = counts.iter().sum();
        ensure!(caption.contains(&format!("{n} of 943")), "{caption}, {n}");
        let groups = page
            .until_text("[data-test=by-groups] tbody", "Women")
            .await?;
        ensure!(groups.contains("Men") && groups.contains("25 to 34"));
        Ok(())
    });
}

#[test]
fn what_somebody_gave_it_is_said_in_the_place_of_a_place() {
    // User 500 gave Toy Story (1995), which is movie 1, some stars.
    visit("?user=500&k=10&movie=1", async |page| {
        page.until_text("[data-test=movie-page]", "user 500 gave it")
            .await?;
        let standing: String = page
            .evaluate("return document.querySelector('[data-test=standing]').textContent;")
            .await?;
        ensure!(standing.is_empty(), "{standing}");
        Ok(())
    });
}

#[test]
fn the_visitor_gives_stars_and_puts_it_aside_there() {
    visit("?user=you&k=10&movie=50", async |page| {
        page.click("#page-aside").await?;
        page.until_text("[data-test=movie-page]", "already seen")
            .await?;
        page.focus_on("Put back on the list").await?;
        page.click("#page-back").await?;
        page.focus_on("Seen it").await?;
        page.click("[data-test=movie-page] .rate-star:nth-child(4)")
            .await?;
        page.rated(1).await?;
        page.until_text("[data-test=movie-page]", "you gave it")
            .await?;
        Ok(())
    });
}

#[test]
fn it_is_looked_up_elsewhere_only_by_a_click() {
    visit("?user=500&k=10&movie=1", async |page| {
        page.find(".movie-elsewhere").await?;
        let link: (String, String) = page
            .evaluate(
                "const link = document.querySelector('.movie-elsewhere');
                 return [link.href, link.rel];",
            )
            .await?;
        ensure!(link.0.starts_with("https://"), "{link:?}");
        ensure!(link.1 == "external noreferrer", "{link:?}");
        let objections = objections(&page).await?;
        ensure!(objections.is_empty(), "{objections:?}");
        Ok(())
    });
}

#[test]
fn movies_like_it_are_there_and_lead_on() {
    const FIRST: &str = "ol[aria-label=\"Movies like it\"] a.title";
    visit("?user=500&k=10&movie=1", async |page| {
        page.until_true(
            "return document.querySelectorAll('ol[aria-label=\"Movies like it\"] > li').length === 10;",
        )
        .await?;
        let title = page.find(FIRST).await?.text().await?;
        // Not by a script: WebKit's way back passes over what nobody asked for.
        page.click(FIRST).await?;
        page.focus_on(&title).await?;
        page.back().await?;
        page.focus_on("Toy Story").await?;
        Ok(())
    });
}

#[test]
fn an_unknown_movie_is_said_and_the_list_is_there() {
    visit("?user=500&k=10&movie=99999", async |page| {
        let view = page
            .until("the list is there", |view| view.rows.len() == 10)
            .await?;
        ensure!(view.notices.iter().any(|it| it.contains("99999")));
        Ok(())
    });
}
