//! A finger on a lever: along it, it moves it; up or down, it scrolls the page and leaves it.

use anyhow::Result;
use matinee_e2e::{RecommendPage, visit};

const SLIDER: &str = "[data-test=obscure] [type=range]";

/// Where the lever is, and how far the page is scrolled.
const STATE: &str =
    "return [Number(document.querySelector('[data-test=obscure] [type=range]').value),
    scrollY];";

/// Opens the levers on a phone.
fn on_a_phone(test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    visit("?user=500&k=10&obscure=20", async |page| {
        page.resize(360, 800).await?;
        page.be_touched().await?;
        page.until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        page.open_knob("familiar").await?;
        page.find(SLIDER).await?.scroll_into_view().await?;
        test(&page).await
    });
}

/// A place on the lever: a share of its width, in its middle.
async fn place(page: &RecommendPage, share: f64) -> Result<[f64; 2]> {
    let script = format!(
        "const box = document.querySelector('{SLIDER}').getBoundingClientRect();
         return [box.left + box.width * {share}, box.top + box.height / 2];"
    );
    page.evaluate(&script).await
}

/// Puts a finger on the lever, moves it in steps of these CSS pixels, and lifts it.
async fn touch(page: &RecommendPage, share: f64, steps: &[[f64; 2]]) -> Result<()> {
    let [mut x, mut y] = place(page, share).await?;
    let mut places = vec![[x, y]];
    for [across, down] in steps {
        (x, y) = (x + across, y + down);
        places.push([x, y]);
    }
    page.touch(&places).await
}

async fn state(page: &RecommendPage) -> Result<[f64; 2]> {
    page.evaluate(STATE).await
}

#[test]
fn a_finger_that_scrolls_over_a_lever_leaves_it() {
    on_a_phone(async |page| {
        let [before, _] = state(page).await?;
        assert_eq!(before, 20.0);
        for steps in [[[0.0, -24.0]; 8], [[6.0, -24.0]; 8], [[0.0, 24.0]; 8]] {
            let [_, scrolled] = state(page).await?;
            touch(page, 0.7, &steps).await?;
            let moved = format!("return scrollY !== {scrolled};");
            page.until_true(&moved).await?;
            assert_eq!(state(page).await?[0], 20.0, "{steps:?}");
            assert_eq!(page.view().await?.parameter("obscure"), Some("20"));
            page.find(SLIDER).await?.scroll_into_view().await?;
        }
        Ok(())
    });
}

#[test]
fn a_finger_along_a_lever_moves_it() {
    on_a_phone(async |page| {
        let [_, scrolled] = state(page).await?;
        touch(page, 0.3, &[[12.0, 1.0]; 8]).await?;
        page.until("the lever is moved", |view| {
            let percent = view.parameter("obscure").and_then(|it| it.parse().ok());
            percent.is_some_and(|it: u8| it > 40)
        })
        .await?;
        assert_eq!(state(page).await?[1], scrolled);
        Ok(())
    });
}

#[test]
fn a_finger_that_is_lifted_where_it_came_down_puts_the_lever_there() {
    on_a_phone(async |page| {
        touch(page, 0.8, &[]).await?;
        page.until("the lever is there", |view| {
            let percent = view.parameter("obscure").and_then(|it| it.parse().ok());
            percent.is_some_and(|it: u8| (70..=90).contains(&it))
        })
        .await
        .map(drop)
    });
}
