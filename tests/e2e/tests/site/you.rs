//! The visitor as the one who is watching: stars, the list that follows, trials, files.

use anyhow::Result;
use matinee_e2e::{LETTERBOXD, RecommendPage, View, YOU, visit};
use thirtyfour::prelude::*;

/// Titles of the list.
fn titles(view: &View) -> Vec<String> {
    view.rows.iter().map(|row| row.title.clone()).collect()
}

/// Opens the visitor's desk in a browser that remembers nothing.
fn at_desk(test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    visit(YOU, async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

#[test]
fn without_ratings_the_list_is_said_to_be_for_everybody() {
    at_desk(async |page, view| {
        assert!(view.note.contains("what everybody likes"), "{}", view.note);
        let headline = page.find("h1").await?.text().await?;
        assert!(!headline.contains("should watch"), "{headline}");
        Ok(())
    });
}

#[test]
fn a_star_by_mouse_changes_the_list_at_once_and_a_reload_keeps_it() {
    at_desk(async |page, before| {
        page.rate(1, 5).await?;
        page.rate(2, 1).await?;
        let ratings = page.rated(2).await?;
        let after = page
            .until("the list is another", |view| {
                titles(view) != titles(&before)
            })
            .await?;
        page.until_text("h1", "you should watch").await?;
        page.reload().await?;
        assert_eq!(page.rated(2).await?, ratings);
        let reloaded = page
            .until("ten movies are listed again", |view| view.rows.len() == 10)
            .await?;
        assert_eq!(titles(&reloaded), titles(&after));
        Ok(())
    });
}

#[test]
fn stars_are_given_and_taken_back_by_keyboard() {
    at_desk(async |page, _| {
        let first = page
            .find("[data-test=starter] li:first-child input")
            .await?;
        first.send_keys(" ").await?;
        assert!(page.rated(1).await?[0].ends_with(": 1"));
        first.send_keys(Key::Right + Key::Right).await?;
        let third = "[data-test=starter] li:first-child input[value=\"3\"]:focus:checked";
        page.find(third).await?;
        page.until_given("it has three stars", |given| {
            given.first().is_some_and(|it| it.ends_with(": 3"))
        })
        .await?;
        page.press_in(third, Key::Tab).await?;
        let back = "[data-test=starter] li:first-child .rate-back:focus";
        page.press_in(back, Key::Enter).await?;
        page.rated(0).await?;
        page.find("[data-test=starter] li:first-child input:focus")
            .await?;
        Ok(())
    });
}

#[test]
fn a_movie_is_found_with_a_typo_and_its_stars_have_the_focus() {
    at_desk(async |page, _| {
        let field = page.find("#find").await?;
        field.send_keys("cassablanca").await?;
        page.find("#find-options [role=option]").await?;
        field.send_keys(Key::Down + Key::Enter).await?;
        page.find("[data-test=on-desk] input:focus").await?;
        page.until_text("[data-test=on-desk]", "Casablanca").await?;
        Ok(())
    });
}

#[test]
fn what_was_rated_is_put_in_another_order_and_back() {
    at_desk(async |page, _| {
        for _ in 0..6 {
            page.rate(1, 4).await?;
        }
        let last_first = page.rated(6).await?;
        page.click(".given option[value=year]").await?;
        page.click(".given option[value=title]").await?;
        let key = |it: &String| it.trim_start_matches("The ").to_lowercase();
        let mut by_title = page
            .until_given("they are sorted by title", |given| {
                given.is_sorted_by_key(key)
            })
            .await?;
        page.click(".given option[value=given]").await?;
        page.until_given("the last rated is the first again", |given| {
            given == last_first
        })
        .await?;
        by_title.sort();
        let mut all = last_first;
        all.sort();
        assert_eq!(by_title, all);
        Ok(())
    });
}

#[test]
fn clearing_is_undone() {
    at_desk(async |page, _| {
        page.rate(1, 4).await?;
        page.rate(2, 2).await?;
        let ratings = page.rated(2).await?;
        page.click("[data-test=clear]").await?;
        page.rated(0).await?;
        page.click("#undo").await?;
        assert_eq!(page.rated(2).await?, ratings);
        Ok(())
    });
}

#[test]
fn a_trial_shows_what_would_be_and_leaves_no_trace() {
    at_desk(async |page, for_everybody| {
        page.rate(1, 5).await?;
        page.rate(2, 5).await?;
        let ratings = page.rated(2).await?;
        let before = page
            .until("the list follows", |view| {
                view.rows.len() == 10 && view.note != for_everybody.note
            })
            .await?;
        page.click("[data-test=given] li:first-child .what-if-button")
            .await?;
        page.click("[data-test=what-if] .rate-star:first-child")
            .await?;
        let tried = page
            .until("the list says that it is a trial", |view| {
                view.note.contains("as if")
            })
            .await?;
        assert_ne!(titles(&tried), titles(&before));
        page.find("[data-test=what-if] .moves").await?;
        page.click("[data-test=what-if] .what-if-ends button:last-child")
            .await?;
        let after = page
            .until("the trial has ended", |view| !view.note.contains("as if"))
            .await?;
        assert_eq!(titles(&after), titles(&before));
        assert_eq!(page.rated(2).await?, ratings);
        Ok(())
    });
}

#[test]
fn whoever_is_chosen_while_a_trial_is_open_gets_their_list() {
    at_desk(async |page, _| {
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.click("[data-test=given] li:first-child .what-if-button")
            .await?;
        page.find("[data-test=what-if]").await?;
        page.pick(15).await?;
        page.until("the list is theirs", |view| {
            view.parameter("user") == Some("15") && view.rows.len() == 10
        })
        .await?;
        // What is left of the desk may hear of the other list.
        page.until_true("return document.querySelector('[data-test=desk]') === null;")
            .await?;
        let is_whole = "return !('state' in document.documentElement.dataset);";
        anyhow::ensure!(page.evaluate::<bool>(is_whole).await?, "the page broke");
        Ok(())
    });
}

#[test]
fn a_file_is_taken_with_a_row_matched_by_hand_and_that_is_one_act() {
    at_desk(async |page, _| {
        page.bring(LETTERBOXD).await?;
        page.until_text(".report", "1 line does not count").await?;
        page.click("[data-test=unmatched] .pick").await?;
        page.click("[data-test=take]").await?;
        let ratings = page.rated(2).await?;
        assert!(
            ratings[0].contains("Raiders of the Lost Ark"),
            "{ratings:?}"
        );
        assert!(ratings[0].ends_with(": 5"), "{ratings:?}");
        assert!(ratings[1].contains("Fargo"), "{ratings:?}");
        page.click("#undo").await?;
        page.rated(0).await?;
        Ok(())
    });
}

#[test]
fn a_file_that_is_none_is_refused_with_a_reason() {
    at_desk(async |page, _| {
        page.bring("this is,no file\nof ratings,at all\n").await?;
        page.until_text(".report", "names no columns known here")
            .await?;
        page.rated(0).await?;
        Ok(())
    });
}

#[test]
fn what_is_saved_can_be_brought_back() {
    at_desk(async |page, _| {
        page.rate(1, 4).await?;
        let ratings = page.rated(1).await?;
        page.catch_file().await?;
        page.click("[data-test=save]").await?;
        let text = page.saved().await?;
        assert!(text.contains("title,year,stars,movie_id"), "{text}");
        page.click("[data-test=clear]").await?;
        page.rated(0).await?;
        page.bring(&text).await?;
        page.click("[data-test=take]").await?;
        assert_eq!(page.rated(1).await?, ratings);
        Ok(())
    });
}

#[test]
fn two_tabs_keep_the_ratings_of_both() {
    at_desk(async |page, _| {
        let driver = page.driver();
        let first = driver.window().await?;
        let second = driver.new_tab().await?;
        driver.switch_to_window(second.clone()).await?;
        page.go(YOU).await?;
        page.rate(1, 5).await?;
        driver.switch_to_window(first).await?;
        page.rated(1).await?;
        page.rate(2, 3).await?;
        page.rated(2).await?;
        driver.switch_to_window(second).await?;
        page.rated(2).await?;
        page.reload().await?;
        assert_eq!(page.rated(2).await?.len(), 2);
        Ok(())
    });
}

#[test]
fn the_seed_network_says_why_it_has_no_list_for_the_visitor() {
    visit("?user=you&k=10&model=seed", async |page| {
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        assert_eq!(view.model, "Matinee");
        page.until_text("[data-test=unable]", "The original has no list for you")
            .await?;
        page.find("[data-test=models] input[value=seed]:disabled")
            .await?;
        Ok(())
    });
}

#[test]
fn ratings_never_reach_the_address() {
    at_desk(async |page, before| {
        page.rate(1, 5).await?;
        page.rated(1).await?;
        page.click("[data-test=given] .what-if-button").await?;
        page.click("[data-test=what-if] .rate-star:first-child")
            .await?;
        page.bring(LETTERBOXD).await?;
        page.click("[data-test=take]").await?;
        page.rated(2).await?;
        assert_eq!(page.view().await?.query, before.query);
        // What is on its way there is there with the next thing that belongs there.
        page.type_how_many("9").await?;
        let after = page
            .until("the address says nine movies", |view| {
                view.parameter("k") == Some("9")
            })
            .await?;
        assert_eq!(after.query, before.query.replace("k=10", "k=9"));
        Ok(())
    });
}
