//! The first minute: a list on the first screen, a user's and one's own as near, and an answer to every star.

use anyhow::Result;
use matinee_e2e::{RecommendPage, View, YOU, prepare};

/// Windows that a first visit is looked at in, CSS pixels, and how many rows are whole there.
const WINDOWS: [(u32, u32, usize); 4] = [
    (1280, 800, 3),
    (1440, 900, 3),
    (820, 1180, 3),
    (360, 740, 1),
];

/// How many of what a selector finds are whole in the window.
async fn n_in_sight(page: &RecommendPage, selector: &str) -> Result<usize> {
    let script = format!(
        "return [...document.querySelectorAll('{selector}')].filter((it) => {{
           const box = it.getBoundingClientRect();
           return box.width > 0 && box.top >= 0 && box.bottom <= innerHeight
             && box.left >= 0 && box.right <= innerWidth;
         }}).length;"
    );
    page.evaluate(&script).await
}

/// Opens an address in a window of this size, as somebody who was never here, and waits for ten movies.
fn in_window(
    (width, height): (u32, u32),
    query: &str,
    test: impl AsyncFnOnce(&RecommendPage, View) -> Result<()>,
) {
    prepare(async |page| {
        page.resize(width, height).await?;
        page.go(query).await?;
        page.find("[data-test=starter] .rate-star").await?;
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(&page, view).await
    });
}

const FIRST: &str = "ol[aria-label=Recommendations] > li:first-child .title";
const ROWS: &str = "ol[aria-label=Recommendations] > li";

#[test]
fn the_list_is_on_the_first_screen() {
    for (width, height, n_whole) in WINDOWS {
        in_window((width, height), "", async |page, view| {
            assert!(view.content_width <= view.width, "{width} px");
            let n = n_in_sight(page, ROWS).await?;
            assert!(n >= n_whole, "{n} rows at {width} x {height}");
            Ok(())
        });
    }
}

#[test]
fn nothing_moves_while_the_first_screen_comes() {
    const SHIFT: &str = "return new Promise((done) => {
        new PerformanceObserver((entries) => done(entries.getEntries()
            .reduce((sum, it) => sum + (it.hadRecentInput ? 0 : it.value), 0)))
          .observe({ type: 'layout-shift', buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(0), 200)));
      });";
    for (width, height, _) in WINDOWS {
        in_window((width, height), "", async |page, _| {
            let shift: f64 = page.evaluate(SHIFT).await?;
            assert!(shift <= 0.02, "{shift} at {width} x {height}");
            Ok(())
        });
    }
}

#[test]
fn a_user_and_ones_own_list_are_as_near_without_a_scroll() {
    for size in [(1280, 800), (360, 740)] {
        in_window(size, "", async |page, _| {
            for (what, n) in [
                ("#who", 1),
                ("[data-test=quick-picks] button", 4),
                ("[data-test=starter] .rate-star", 5),
            ] {
                let found = n_in_sight(page, what).await?;
                assert!(found >= n, "{found} of {what} at {size:?}");
            }
            // Two acts: typing and Enter.
            page.type_who("69").await?;
            page.press(thirtyfour::Key::Down + thirtyfour::Key::Enter)
                .await?;
            page.until("user 69 is watching", |view| {
                view.parameter("user") == Some("69") && view.rows.len() == 10
            })
            .await?;
            assert!(n_in_sight(page, ROWS).await? >= 1);
            Ok(())
        });
    }
}

#[test]
fn five_clicks_are_five_ratings_and_the_list_is_ones_own() {
    for size in [(1280, 800), (360, 740)] {
        in_window(size, "", async |page, first| {
            let star = "[data-test=starter] li:first-child .rate-star:nth-of-type(4)";
            let id = "return document.querySelector('[data-test=starter] li').id;";
            for _ in 0..5 {
                let tile: String = page.evaluate(id).await?;
                // Where it is: nothing scrolls.
                let at = page.find(star).await?;
                let click = page.driver().action_chain().move_to_element_center(&at);
                click.click().perform().await?;
                page.until_true(&format!(
                    "return document.getElementById('{tile}') === null;"
                ))
                .await?;
            }
            assert_eq!(page.evaluate::<f64>("return scrollY;").await?, 0.0);
            let view = page
                .until("the list is the visitor's", |view| {
                    view.parameter("user") == Some("you") && view.rows.len() == 10
                })
                .await?;
            assert_ne!(view.rows, first.rows);
            page.rated(5).await?;
            assert!(n_in_sight(page, FIRST).await? == 1, "{size:?}");
            Ok(())
        });
    }
}

#[test]
fn whoever_comes_back_sees_their_own_list_and_every_address_what_it_says() {
    in_window((1280, 800), "", async |page, view| {
        assert!(view.profile.starts_with("User 500"), "{}", view.profile);
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.go("").await?;
        page.until("it is the visitor's list", |view| {
            view.profile.starts_with("You") && view.who == "You"
        })
        .await?;
        page.go("?user=500&k=10").await?;
        page.until("it is user 500's", |view| view.who == "500")
            .await?;
        Ok(())
    });
}

#[test]
fn what_was_not_seen_gives_way_in_its_place() {
    in_window((1280, 800), "", async |page, _| {
        let titles =
            "return [...document.querySelectorAll('.tile-title')].map((it) => it.textContent);";
        let before: Vec<String> = page.evaluate(titles).await?;
        page.click("[data-test=starter] li:nth-child(2) .tile-pass")
            .await?;
        let another = format!(
            "const it = document.querySelectorAll('.tile-title')[1].textContent;
             return it !== {};",
            serde_json::to_string(&before[1])?
        );
        page.until_true(&another).await?;
        let after: Vec<String> = page.evaluate(titles).await?;
        assert_eq!((&after[0], &after[2..]), (&before[0], &before[2..]));
        assert!(!before.contains(&after[1]), "{after:?}");
        // Nothing was rated.
        assert_eq!(page.view().await?.parameter("user"), None);
        Ok(())
    });
}

#[test]
fn on_a_phone_the_answer_stays_at_the_edge_while_the_list_is_out_of_sight() {
    in_window((360, 740), YOU, async |page, _| {
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.find("#find").await?.scroll_into_view().await?;
        let answer = "[data-test=answer]";
        let before = page.until_text(answer, "1.").await?;
        page.retype("#find", "casablanca").await?;
        page.find("#find-options [role=option]").await?;
        page.press_in("#find", thirtyfour::Key::Down + thirtyfour::Key::Enter)
            .await?;
        page.click("[data-test=on-desk] .rate-star:nth-of-type(1)")
            .await?;
        page.rated(2).await?;
        page.find("#find").await?.scroll_into_view().await?;
        let first = page.view().await?.rows[0].title.clone();
        let after = page.until_text(answer, &first).await?;
        assert_ne!(before, after);
        page.click(&format!("{answer} .button")).await?;
        page.focus_on("The programme").await?;
        let is_gone = format!("return document.querySelector('{answer}') === null;");
        page.until_true(&is_gone).await
    });
}

#[test]
fn the_introduction_is_for_a_first_visit() {
    in_window((1280, 800), "", async |page, _| {
        let is_shown = "return document.querySelector('.hero .standfirst').checkVisibility();";
        assert!(page.evaluate::<bool>(is_shown).await?);
        page.reload().await?;
        assert!(!page.evaluate::<bool>(is_shown).await?);
        Ok(())
    });
}

#[test]
fn the_words_of_papers_stand_behind_what_is_opened() {
    const SAID: &str = "return document.querySelector('#app').innerText;";
    for query in [
        "?user=500&k=10",
        "?user=500&k=10&obscure=30&varied=20&stars=100",
    ] {
        in_window((1280, 800), query, async |page, _| {
            page.open_more().await?;
            page.open_knob("familiar").await?;
            let said: String = page.evaluate(SAID).await?;
            let words = said.split(|it: char| !it.is_alphanumeric() && it != '@');
            for word in words {
                let paper = [
                    "ndcg", "ndcg@10", "rmse", "u1", "head", "heads", "seed", "hybrid", "distance",
                ];
                assert!(!paper.contains(&&*word.to_lowercase()), "{word} in {said}");
            }
            Ok(())
        });
    }
}
