//! The list of somebody of the data set, and what is around it.

use anyhow::Result;
use thirtyfour::prelude::*;

use super::{State, listed, seen, state};
use crate::answer::Answer;
use crate::page::RecommendPage;

/// User 500's ten movies, from where most states are reached.
const LIST: &str = "?user=500&k=10";
/// Every lever moved, a genre wanted, two not, and some years.
const STEERED: &str =
    "?user=500&k=10&genre=comedy,-horror,-musical&years=1950-1997&obscure=35&varied=60&stars=60";
/// Wishes that few movies meet.
const SHORT: &str = "?user=500&k=10&genre=western&years=1990-1991";
/// Wishes that no movie meets.
const NOTHING: &str = "?user=500&k=10&genre=western&years=1922-1925";

/// What boot.js does in a browser that is too old.
const UNSUPPORTED: &str = "document.documentElement.dataset.state = 'unsupported';
    document.querySelector('.static-unsupported').hidden = false;";

/// The first is the one that the README shows.
pub(super) fn states() -> Vec<State> {
    vec![
        state("recommend", LIST, async |page| listed(page, 10).await),
        state("first-visit", "", async |page| listed(page, 10).await),
        state("one-movie", "?user=500&k=1", async |page| {
            listed(page, 1).await
        }),
        state("fifty-movies", "?user=500&k=50", async |page| {
            listed(page, 50).await
        }),
        state("unknown-user", "?user=100000&k=10", async |page| {
            listed(page, 10).await
        }),
        state("seed", "?user=500&k=10&model=seed", by_the_seed_network),
        state("side-by-side", "?user=500&k=10&model=hybrid,seed", by_both),
        state("two-people", "?user=500&k=10&with=69", async |page| {
            seen(page, "every movie is marked", |view| {
                view.rows.len() == 10 && view.rows.iter().all(|row| !row.elsewhere.is_empty())
            })
            .await
        }),
        state("model-missing", LIST, without_the_seed_network),
        state("part-missing", LIST, async |page| {
            page.models_answer(Answer::Nothing).await?;
            page.click(".why-button").await?;
            page.find("[data-test=unfetched]").await?;
            Ok(())
        }),
        state("more-open", LIST, async |page| {
            listed(page, 10).await?;
            page.open_more().await
        }),
        state("by-stars", "?user=500&k=10&stars=100", async |page| {
            listed(page, 10).await?;
            page.open_knob("blend").await
        }),
        state("years-open", STEERED, async |page| {
            listed(page, 10).await?;
            page.open_knob("years").await
        }),
        state("who-open", LIST, async |page| {
            page.type_who("5").await?;
            page.press(Key::Down + Key::Down).await?;
            seen(page, "an option is active", |view| view.active.is_some()).await
        }),
        state("who-nobody", LIST, async |page| {
            page.type_who("99999").await?;
            seen(page, "nobody is offered", |view| {
                view.expanded && view.option_ids().is_empty()
            })
            .await
        }),
        state("history-found", LIST, async |page| {
            search_history(page, "the", "title").await
        }),
        state("history-nothing", LIST, async |page| {
            search_history(page, "xyzzy", "No title").await
        }),
        state("history-all", LIST, async |page| {
            let few = history(page).await?.len();
            page.click("[aria-labelledby=history-title] .more").await?;
            seen(page, "all ratings are there", |view| {
                view.history.len() > few
            })
            .await
        }),
        state("history-by-year", LIST, async |page| {
            let stars = history(page).await?;
            let order = "[aria-labelledby=history-title] option[value=year]";
            page.click(order).await?;
            seen(page, "the order is another", |view| view.history != stars).await
        }),
        state("steered", STEERED, async |page| {
            listed(page, 10).await?;
            page.open_knob("genres").await
        }),
        state("list-short", SHORT, async |page| {
            seen(page, "few movies are listed", |view| {
                !view.rows.is_empty() && view.rows.len() < 10
            })
            .await
        }),
        state("list-empty", NOTHING, async |page| {
            page.find("[data-test=shortfall]").await?;
            seen(page, "no movie is listed", |view| view.rows.is_empty()).await
        }),
        state("why-open", LIST, async |page| {
            page.choose_offer(1, "Why").await?;
            page.click(".why-stars summary").await?;
            page.find(".why-stars[open]").await.map(drop)
        }),
        state("why-of-seed", "?user=500&k=10&model=seed", async |page| {
            by_the_seed_network(page).await?;
            page.choose_offer(1, "Why").await?;
            page.opened_reasons().await.map(drop)
        }),
        state("put-aside", LIST, async |page| {
            page.choose_offer(1, "Not for me").await?;
            page.find("#put-aside").await?;
            // The bar that says so may lie over the line: a visitor would scroll.
            page.evaluate::<()>("document.querySelector('#put-aside').click()")
                .await?;
            page.find(".aside[open]").await.map(drop)
        }),
        state("alike", "?user=500&k=10&like=1", async |page| {
            page.choose_offer(1, "Why").await?;
            page.opened_reasons().await.map(drop)
        }),
        state("together", "?user=500&k=10&with=69&together=least", both),
        state(
            "together-why",
            "?user=500&k=10&with=69&together=mean",
            async |page| {
                both(page).await?;
                page.click(".is-shared .why-button").await?;
                page.find(".is-shared .why + .why").await.map(drop)
            },
        ),
        state(
            "together-empty",
            "?user=500&k=10&with=69&together=least&genre=western&years=1922-1925",
            async |page| page.find("[data-test=shortfall]").await.map(drop),
        ),
        state("movie-page", "?user=500&k=10&movie=1", async |page| {
            page.find("[data-test=by-groups]").await.map(drop)
        }),
        state(
            "movie-page-together",
            "?user=500&k=10&with=69&together=least&movie=50",
            async |page| {
                page.find("[data-test=movie-page] .why").await?;
                page.find("#movie-for-69").await.map(drop)
            },
        ),
        state("portrait", LIST, async |page| {
            listed(page, 10).await?;
            page.click("[data-test=portrait] summary").await?;
            page.find(".portrait-save").await.map(drop)
        }),
        state("broken", LIST, async |page| {
            page.evaluate::<()>("dispatchEvent(new Event('matinee:broke'))")
                .await
        }),
        state("newer-page", LIST, async |page| {
            listed(page, 10).await?;
            page.evaluate::<()>("document.querySelector('.static-newer').hidden = false;")
                .await
        }),
        state("unsupported", LIST, async |page| {
            page.evaluate::<()>(UNSUPPORTED).await
        }),
    ]
}

/// A list for two.
async fn both(page: &RecommendPage) -> Result<()> {
    page.find("li.is-shared:nth-child(10)").await.map(drop)
}

async fn by_the_seed_network(page: &RecommendPage) -> Result<()> {
    seen(page, "the list is the seed network's", |view| {
        view.rows.len() == 10 && view.is_ordered_by("seed network")
    })
    .await
}

/// Two lists where they fit, the left one where not.
async fn by_both(page: &RecommendPage) -> Result<()> {
    seen(page, "both lists are there", |view| {
        let n_beside = if view.models.len() > 2 { 10 } else { 0 };
        view.rows.len() == 10 && view.rows_beside.len() == n_beside
    })
    .await
}

async fn without_the_seed_network(page: &RecommendPage) -> Result<()> {
    page.models_answer(Answer::Nothing).await?;
    page.choose_model("The original").await?;
    seen(page, "the failure is said", |view| {
        !view.model_news.is_empty()
    })
    .await
}

/// What somebody rated, as it is shown at first.
async fn history(page: &RecommendPage) -> Result<Vec<String>> {
    let is_there = |view: &crate::View| !view.history.is_empty();
    let view = page.until("the history is there", is_there).await?;
    Ok(view.history)
}

/// Searches, and waits until `said` is part of what is said of that.
async fn search_history(page: &RecommendPage, words: &str, said: &str) -> Result<()> {
    page.retype("input[type=search]", words).await?;
    let found = "[aria-labelledby=history-title] [role=status]";
    page.until_text(found, said).await.map(drop)
}
