//! The combobox key by key: the editable combobox with list autocomplete of the ARIA APG.

use matinee_e2e::{RecommendPage, View, visit};
use thirtyfour::Key;

/// Types `5` into the combobox and hands over what is offered.
fn typed(test: impl AsyncFnOnce(RecommendPage, View) -> anyhow::Result<()>) {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.type_who("5").await?;
        let view = page.until("users are offered", |view| {
            view.expanded && !view.options.is_empty()
        });
        let view = view.await?;
        test(page, view).await
    });
}

#[test]
fn typing_offers_the_users_whose_ids_begin_so() {
    typed(async |_, view| {
        assert!(view.option_ids().contains(&5), "{:?}", view.options);
        assert!(view.options.len() > 1, "{:?}", view.options);
        assert!(
            view.option_ids()
                .iter()
                .all(|id| id.to_string().starts_with('5')),
            "{:?}",
            view.options
        );
        Ok(())
    });
}

#[test]
fn more_digits_leave_fewer_users() {
    typed(async |page, _| {
        page.press("00").await?;
        page.until("only user 500 is offered", |view| {
            view.option_ids() == [500]
        })
        .await?;
        Ok(())
    });
}

#[test]
fn down_and_up_move_through_the_options_and_leave_the_focus_in_the_field() {
    typed(async |page, view| {
        let ids = view.option_ids();
        page.press(Key::Down).await?;
        page.until("the first is active", |view| {
            view.active_id() == Some(ids[0])
        })
        .await?;
        page.press(Key::Down).await?;
        page.until("the second is active", |view| {
            view.active_id() == Some(ids[1])
        })
        .await?;
        page.press(Key::Up).await?;
        let view = page.until("the first is active again", |view| {
            view.active_id() == Some(ids[0])
        });
        assert!(view.await?.focus_in_box);
        Ok(())
    });
}

#[test]
fn enter_chooses_the_active_option() {
    typed(async |page, view| {
        let id = view.option_ids()[1];
        page.press(Key::Down + Key::Down).await?;
        page.until("the second is active", |view| view.active_id() == Some(id))
            .await?;
        page.press(Key::Enter).await?;
        let chosen = |view: &View| view.parameter("user") == Some(&*id.to_string());
        let view = page.until("the address names the user", chosen).await?;
        assert!(!view.expanded);
        assert!(view.focus_in_box);
        assert!(view.who.contains(&id.to_string()), "{}", view.who);
        Ok(())
    });
}

#[test]
fn escape_closes_without_choosing() {
    typed(async |page, _| {
        page.press(Key::Down + Key::Escape).await?;
        let view = page
            .until("the options are closed", |view| !view.expanded)
            .await?;
        assert_eq!(view.parameter("user"), Some("500"));
        assert!(view.focus_in_box);
        Ok(())
    });
}

#[test]
fn home_and_end_move_the_caret() {
    typed(async |page, _| {
        page.press("0").await?;
        page.press(Key::Home).await?;
        page.until("the caret is in front", |view| view.caret == Some(0))
            .await?;
        page.press(Key::End).await?;
        page.until("the caret is behind", |view| view.caret == Some(2))
            .await?;
        Ok(())
    });
}

#[test]
fn alt_down_opens_without_moving_to_an_option() {
    visit("?user=500&k=10", async |page| {
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.press(Key::Alt + Key::Down).await?;
        let view = page.until("users are offered", |view| {
            view.expanded && !view.options.is_empty()
        });
        assert_eq!(view.await?.active, None);
        Ok(())
    });
}

#[test]
fn typing_an_unknown_user_offers_nobody_and_says_so() {
    typed(async |page, _| {
        page.press("99999").await?;
        let view = page
            .until("nobody is offered", |view| view.option_ids().is_empty())
            .await?;
        assert!(!view.notices.is_empty());
        Ok(())
    });
}
