//! A page that a browser has translated goes on: every text follows what is done, and nothing breaks.

use anyhow::Result;
use matinee_e2e::{RecommendPage, TRAIN, YOU, prepare};

/// Opens an address, translates the page once `is_there`, and hands it over; nothing may go wrong.
fn translated(
    query: &str,
    is_there: impl AsyncFn(&RecommendPage) -> Result<()>,
    test: impl AsyncFnOnce(&RecommendPage) -> Result<()>,
) {
    prepare(async |page| {
        page.keep_faults().await?;
        page.go(query).await?;
        is_there(&page).await?;
        page.translate().await?;
        test(&page).await?;
        page.no_faults().await
    });
}

async fn ten_movies(page: &RecommendPage) -> Result<()> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
        .map(drop)
}

/// User 500's ten movies, translated.
fn listed(test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    translated("?user=500&k=10", ten_movies, test);
}

#[test]
fn another_person_is_followed_by_every_text() {
    listed(async |page| {
        for user in [15, 69, 500] {
            page.pick(user).await?;
            page.until_address_has(&format!("user={user}")).await?;
            page.says_what_is_so().await?;
            page.translate().await?;
        }
        Ok(())
    });
}

#[test]
fn levers_wishes_and_numbers_are_followed_by_every_text() {
    listed(async |page| {
        page.open_knob("familiar").await?;
        page.translate().await?;
        page.retype("[data-test=obscure] [type=number]", "40")
            .await?;
        page.until_address_has("obscure=40").await?;
        page.says_what_is_so().await?;
        page.open_knob("genres").await?;
        page.translate().await?;
        let chip = "[data-test=genres] .chip:first-child";
        page.click(chip).await?;
        page.until_text(chip, "only these").await?;
        page.until_text(chip, "+").await?;
        page.says_what_is_so().await?;
        page.click(chip).await?;
        page.until_text(chip, "never").await?;
        page.until_address_has("genre=-").await?;
        page.says_what_is_so().await?;
        page.type_how_many("7").await?;
        page.until_address_has("k=7").await?;
        page.says_what_is_so().await?;
        page.click("#steering-reset").await?;
        page.until("nothing is set", |view| view.query == "?user=500&k=7")
            .await?;
        page.says_what_is_so().await
    });
}

#[test]
fn models_and_company_are_followed_by_every_text() {
    listed(async |page| {
        page.choose_model("⟪The original⟫").await?;
        page.until("the seed network lists", |view| {
            view.is_ordered_by("seed network") && view.rows.len() == 10
        })
        .await?;
        page.says_what_is_so().await?;
        page.go("?user=500&k=10&with=69").await?;
        ten_movies(page).await?;
        page.translate().await?;
        page.click(".compared .button").await?;
        page.until_address_has("user=69").await?;
        page.says_what_is_so().await?;
        page.click(".compared .button:last-child").await?;
        page.says_what_is_so().await
    });
}

#[test]
fn reasons_likes_and_what_is_put_aside_are_followed_by_every_text() {
    listed(async |page| {
        page.click(".why-button").await?;
        page.find(".why-table").await?;
        page.translate().await?;
        page.click("[data-act=hidden]").await?;
        page.find("#put-aside").await?;
        page.says_what_is_so().await?;
        page.translate().await?;
        page.click("[data-act=hidden]").await?;
        page.until_text("#put-aside", "2 movies").await?;
        page.until_text("[data-test=news]", "Undo").await?;
        page.says_what_is_so().await?;
        page.click("#undo").await?;
        page.until_text("#put-aside", "1 movie ").await?;
        page.says_what_is_so().await?;
        page.translate().await?;
        page.click("[data-act=like]").await?;
        page.find(".like-of").await?;
        page.says_what_is_so().await?;
        page.translate().await?;
        page.pick(15).await?;
        page.until_address_has("user=15").await?;
        page.says_what_is_so().await
    });
}

#[test]
fn the_visitors_desk_is_followed_by_every_text() {
    let is_there = async |page: &RecommendPage| {
        ten_movies(page).await?;
        page.find("[data-test=starter] .rate-star").await.map(drop)
    };
    translated(YOU, is_there, async |page| {
        // The shelf of a page that is opened anew has other movies.
        let texts = [
            "h1",
            ".programme-note",
            ".desk .count",
            ".desk-prospect",
            "#given-title",
            "[data-test=profile]",
        ];
        for (card, stars) in [(1, 5), (2, 2), (3, 4)] {
            page.rate(card, stars).await?;
            page.rated(card).await?;
            page.translate().await?;
        }
        let mut said = Vec::new();
        for selector in texts {
            said.push(page.until_text(selector, "").await?);
        }
        page.reload().await?;
        page.rated(3).await?;
        for (selector, said) in texts.into_iter().zip(said) {
            let said = said.replace(['⟪', '⟫'], "");
            page.until_text(selector, said.trim()).await?;
        }
        page.translate().await?;
        page.click("[data-test=clear]").await?;
        page.until_text(".desk .count", "0 ratings").await?;
        page.until_text("#given-title", "Nothing rated yet").await?;
        page.until_text("h1", "Rate a movie or two").await?;
        page.retype("#find", "fargo").await?;
        page.find("#find-options [role=option]").await.map(drop)
    });
}

#[test]
fn a_run_is_followed_by_every_text() {
    translated(TRAIN, RecommendPage::trainer_listens, async |page| {
        let of_plain = page.until_text("[data-test=n-parameters]", "⟪").await?;
        page.choose_recipe("Simple").await?;
        let of_simple = page.until_text("[data-test=n-parameters]", "").await?;
        assert_ne!(of_simple, of_plain.replace(['⟪', '⟫'], ""));
        assert!(!of_simple.contains('⟪'), "{of_simple}");
        page.write_number("Epochs", "2").await?;
        page.click("[data-test=start-epoch]").await?;
        page.run_says("Waits after epoch 1 of 2").await?;
        page.until_text("[data-test=epochs] tbody", "best").await?;
        page.until_text("[data-test=runs]", "running").await?;
        page.translate().await?;
        page.click("#hold-run").await?;
        page.run_ends().await?;
        page.run_says("Finished").await?;
        let rows: usize = page
            .evaluate("return document.querySelectorAll('[data-test=epochs] tbody tr').length;")
            .await?;
        assert_eq!(rows, 2);
        page.until_text(".train-runs .count", "1").await?;
        page.translate().await?;
        page.click(".views a:first-child").await?;
        ten_movies(page).await?;
        page.says_what_is_so().await
    });
}
