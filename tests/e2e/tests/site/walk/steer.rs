//! Steering by keys: levers, genres, years, what is put aside, and every way back.

use matinee_e2e::View;
use thirtyfour::Key;

use super::{titles, walk};

const PLAIN: &str = "?user=500&k=10";

#[test]
fn levers_genres_and_years_are_set_and_set_back() {
    walk(PLAIN, async |page, keys, before| {
        keys.tab_to("Familiar").await?;
        keys.press(Key::Enter).await?;
        let obscure = keys.tab_to("familiar to obscure").await?;
        assert_eq!(obscure.role, "slider");
        keys.press(Key::End).await?;
        keys.tab_to("familiar to obscure, percent").await?;
        keys.press(Key::Down).await?;
        keys.tab_back_to("Varied").await?;
        keys.press(Key::Enter).await?;
        let varied = keys.tab_to("focused to varied").await?;
        assert_eq!(varied.role, "slider");
        keys.press(Key::Right + Key::Right).await?;
        keys.tab_back_to("Blend").await?;
        keys.press(Key::Enter).await?;
        let stars = keys.tab_to("popular with people like you to stars").await?;
        assert_eq!(stars.role, "slider");
        keys.press(Key::Left + "").await?;
        let steered = |view: &View| {
            let moved = [("obscure", "99"), ("varied", "2"), ("stars", "49")];
            (moved.iter()).all(|(lever, percent)| view.parameter(lever) == Some(*percent))
        };
        page.until("the levers are moved", steered).await?;

        keys.tab_back_to("Genres").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Comedy: does not matter").await?;
        let only = keys.press_to(" ", "Comedy: only").await?;
        assert_eq!(only.name, "Comedy: only these");
        keys.tab_to("Horror").await?;
        keys.press(" ").await?;
        let never = keys.press_to(" ", "Horror: never").await?;
        assert_eq!(never.name, "Horror: never");
        keys.tab_back_to("Years").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("From").await?;
        keys.press("1980").await?;
        keys.tab_to("to").await?;
        keys.press("1989").await?;
        let wished = |view: &View| {
            view.parameter("years") == Some("1980-1989")
                && view.rows.len() == 10
                && (view.rows.iter())
                    .all(|row| row.genres.contains("Comedy") && row.year.starts_with("198"))
        };
        page.until("ten comedies of the eighties", wished).await?;

        let reset = keys.tab_back_to("Reset").await?;
        assert_eq!(reset.role, "button");
        keys.press(Key::Enter).await?;
        page.until("the list is as before", |view| view.rows == before.rows)
            .await?;
        assert_eq!(keys.focus().await?.name, "Reset");
        Ok(())
    });
}

#[test]
fn movies_are_put_aside_and_back_with_the_focus_kept() {
    walk(PLAIN, async |page, keys, before| {
        let all = titles(&before);
        let hide = format!("Not for me: {}", all[1]);
        keys.tab_to(&hide).await?;
        keys.press(Key::Enter).await?;
        page.until("it is gone", |view| {
            view.rows.len() == 10 && !titles(view).contains(&all[1])
        })
        .await?;
        assert_eq!(page.focus_on("Not for me").await?.rank, 2);
        let seen = format!("Seen it: {}", all[0]);
        keys.tab_back_to(&seen).await?;
        keys.press(" ").await?;
        let left = page
            .until("both are gone", |view| {
                view.rows.len() == 10 && !all[..2].iter().any(|it| titles(view).contains(it))
            })
            .await?;
        assert_eq!(page.focus_on("Seen it").await?.rank, 1);
        assert_eq!(titles(&left)[..8], all[2..]);

        keys.tab_to("Undo").await?;
        keys.press(Key::Enter).await?;
        page.until("the first is back", |view| {
            titles(view).first() == all.first()
        })
        .await?;
        assert_eq!(keys.until_on("Undo").await?.name, "Undo");

        keys.tab_back_to("1 movie put aside").await?;
        keys.press(Key::Enter).await?;
        keys.tab_to("Put back").await?;
        keys.press(Key::Enter).await?;
        page.focus_on("The programme").await?;
        page.until("the list is as before", |view| view.rows == before.rows)
            .await?;
        Ok(())
    });
}
