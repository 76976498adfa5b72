//! Being the one who is watching, by keys: finding, rating, trying out, clearing, files.

use matinee_e2e::{LETTERBOXD, YOU};
use thirtyfour::Key;

use super::{titles, walk};

#[test]
fn the_visitor_takes_the_seat_and_gives_their_first_stars() {
    walk("?user=500&k=10", async |page, keys, list| {
        keys.tab_to("Who is watching").await?;
        keys.press("you").await?;
        keys.press(Key::Down + Key::Enter).await?;
        let before = page
            .until("the visitor is watching", |view| {
                view.parameter("user") == Some("you")
                    && view.rows.len() == 10
                    && view.rows != list.rows
            })
            .await?;

        page.find("#find").await?;
        let find = keys.tab_to("Find a movie that you have seen").await?;
        assert_eq!(find.role, "combobox");
        keys.press("cassablanca").await?;
        page.find("#find-options [role=option]").await?;
        keys.press(Key::Down + Key::Enter).await?;
        page.find("[data-test=on-desk] input:focus").await?;
        let star = keys.focus().await?;
        assert_eq!((&*star.role, &*star.name), ("radio", "1 star"));
        keys.press(" ").await?;
        let star = keys
            .press_to(Key::Right + Key::Right + Key::Right, "4 stars")
            .await?;
        assert_eq!(star.name, "4 stars");
        page.until_given(
            "Casablanca has four stars",
            |given| matches!(given, [it] if it.starts_with("Casablanca") && it.ends_with(": 4")),
        )
        .await?;
        page.until("the list is another", |view| {
            titles(view) != titles(&before)
        })
        .await?;
        Ok(())
    });
}

#[test]
fn the_strip_is_rated_tried_out_cleared_and_brought_back() {
    walk(YOU, async |page, keys, _| {
        for stars in 1..=2 {
            // The first star of the next movie that has none.
            keys.tab_to("1 star").await?;
            keys.press(" ").await?;
            keys.press(Key::Right).await?;
            page.rated(stars).await?;
            // Past the button that takes them back.
            keys.press(Key::Tab).await?;
        }
        // What was not seen gives way, and the focus is on what came.
        let unseen = keys.tab_to("Haven\u{2019}t seen").await?;
        keys.press(Key::Enter).await?;
        let next = keys.until_on("Haven\u{2019}t seen").await?;
        assert_ne!(next.name, unseen.name);

        keys.tab_to("What if?").await?;
        keys.press(Key::Enter).await?;
        page.find("[data-test=what-if] input:focus").await?;
        assert_eq!(keys.focus().await?.name, "2 stars");
        let tried = keys.press_to(Key::Right, "3 stars").await?;
        assert_eq!(tried.name, "3 stars");
        page.until("the list says that it is a trial", |view| {
            view.note.contains("as if")
        })
        .await?;
        keys.tab_to("Back to 2 stars").await?;
        keys.press(Key::Enter).await?;
        page.focus_on("What if?").await?;
        keys.press(Key::Enter).await?;
        page.find("[data-test=what-if] input:focus").await?;
        keys.press(Key::Right).await?;
        keys.tab_to("Keep it").await?;
        keys.press(Key::Enter).await?;
        page.focus_on("What if?").await?;
        let kept = page
            .until_given("one of two has three stars", |given| {
                given.len() == 2 && given.iter().any(|it| it.ends_with(": 3"))
            })
            .await?;

        keys.tab_to("Clear all ratings").await?;
        keys.press(Key::Enter).await?;
        page.rated(0).await?;
        page.focus_on("Undo").await?;
        keys.press(Key::Enter).await?;
        assert_eq!(page.rated(2).await?, kept);
        keys.focus().await?;
        Ok(())
    });
}

#[test]
fn a_movie_of_the_list_is_seen_and_rated_from_the_bar() {
    walk(YOU, async |page, keys, view| {
        let title = &titles(&view)[0];
        keys.tab_to(&format!("Seen it: {title}")).await?;
        keys.press(Key::Enter).await?;
        page.find("[data-test=news] .rate").await?;
        page.focus_on("Seen it").await?;
        let star = keys.tab_to("1 star").await?;
        assert_eq!(star.role, "radio");
        keys.press(" ").await?;
        let star = keys.press_to(Key::Right + Key::Right, "3 stars").await?;
        assert_eq!(star.name, "3 stars");
        page.until_given(
            "it has three stars",
            |given| matches!(given, [it] if it.starts_with(&**title) && it.ends_with(": 3")),
        )
        .await?;
        keys.tab_to("Close").await?;
        keys.press(Key::Enter).await?;
        page.focus_on("The programme").await?;
        Ok(())
    });
}

#[test]
fn ratings_are_saved_and_a_file_is_answered() {
    walk(YOU, async |page, keys, _| {
        keys.tab_to("1 star").await?;
        keys.press(" ").await?;
        page.rated(1).await?;
        let bring = keys.tab_to("Bring a file").await?;
        assert_eq!(bring.role, "button");
        page.catch_file().await?;
        keys.tab_to("Save your ratings").await?;
        keys.press(Key::Enter).await?;
        let text = page.saved().await?;
        assert!(text.contains("title,year,stars,movie_id"), "{text}");

        // The system's window for choosing a file is not the page's.
        page.bring(LETTERBOXD).await?;
        page.focus_on("Your file").await?;
        keys.tab_to("Raiders of the Lost Ark").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Search").await?;
        keys.press(Key::Enter).await?;
        page.find("#match:focus").await?;
        keys.press("indiana jones last crusade").await?;
        page.find("#match-options [role=option]").await?;
        keys.press(Key::Down + Key::Enter).await?;
        page.focus_on("Search").await?;
        let other = keys.tab_back_to("Indiana Jones").await?;
        keys.press(Key::Enter).await?;
        assert_eq!(keys.focus().await?.name, other.name);
        keys.press(Key::Enter).await?;
        keys.tab_to("1 line does not count").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Take 2 ratings").await?;
        keys.press(Key::Enter).await?;
        page.focus_on("Taken").await?;
        page.rated(3).await?;
        keys.tab_to("Close").await?;
        keys.press(Key::Enter).await?;
        page.find("#find:focus").await?;
        Ok(())
    });
}
