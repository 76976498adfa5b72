//! Two people's lists beside each other.

use matinee_e2e::{Row, View, prepare};

/// Expects each row of `list` to say where its movie stands in `other`.
fn check_marks(list: &[Row], other: &[Row]) {
    for (rank, row) in (1..).zip(list) {
        let same = |it: &&Row| (&it.title, &it.year) == (&row.title, &row.year);
        let there = other.iter().position(|it| same(&it)).map(|at| at + 1);
        let words = match there {
            None => "only here".to_owned(),
            Some(there) if there == rank => format!("no. {there} there too"),
            Some(there) if there > rank => format!("{} higher, no. {there} there", there - rank),
            Some(there) => format!("{} lower, no. {there} there", rank - there),
        };
        assert!(row.elsewhere.ends_with(&words), "{row:?} is not {words}");
    }
}

fn is_pair(view: &View) -> bool {
    view.rows.len() == 10 && view.rows_beside.len() == 10
}

#[test]
fn two_peoples_lists_are_marked_against_each_other() {
    prepare(async |page| {
        page.resize(1280, 900).await?;
        page.go("?user=500&k=10&with=69").await?;
        let view = page.until("there are two lists", is_pair).await?;
        check_marks(&view.rows, &view.rows_beside);
        check_marks(&view.rows_beside, &view.rows);
        assert_eq!(view.ordered_by.len(), 1, "{:?}", view.ordered_by);
        Ok(())
    });
}

#[test]
fn sides_are_swapped_and_the_back_button_swaps_them_back() {
    prepare(async |page| {
        page.resize(1280, 900).await?;
        page.go("?user=500&k=10&with=69").await?;
        let before = page.until("there are two lists", is_pair).await?;
        page.click(".compared button").await?;
        let after = page
            .until("user 69 is watching", |view| {
                view.parameter("user") == Some("69") && is_pair(view) && view.rows != before.rows
            })
            .await?;
        assert_eq!(after.parameter("with"), Some("500"));
        let titles = |rows: &[Row]| rows.iter().map(|row| row.title.clone()).collect::<Vec<_>>();
        assert_eq!(titles(&after.rows), titles(&before.rows_beside));
        page.back().await?;
        page.until("user 500 is watching again", |view| {
            view.parameter("user") == Some("500") && view.parameter("with") == Some("69")
        })
        .await?;
        Ok(())
    });
}

#[test]
fn a_narrow_screen_marks_one_list_against_the_other() {
    prepare(async |page| {
        page.resize(360, 800).await?;
        page.go("?user=500&k=10&with=69").await?;
        let view = page
            .until("ten movies are marked", |view| {
                view.rows.len() == 10 && view.rows.iter().all(|row| !row.elsewhere.is_empty())
            })
            .await?;
        assert!(view.rows_beside.is_empty());
        assert!(view.content_width <= view.width);
        Ok(())
    });
}
