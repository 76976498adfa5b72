//! What the Train view shows before, while and after a model learns.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, TRAIN, visit};
use serde_json::Value;
use thirtyfour::Key;

use super::widths::{open_everything, too_wide};

/// Lower edges of all recipes and of Start, CSS pixels from the top of the page.
const LOWER_EDGES: &str =
    "return [...document.querySelectorAll('[data-test=recipe], [data-test=start]')]
    .map((it) => it.getBoundingClientRect().bottom + window.scrollY);";

#[test]
fn the_recipes_and_start_are_on_the_first_screen() {
    for (width, height) in [(1280, 800), (360, 740)] {
        visit("", async |page| {
            page.resize(width, height).await?;
            page.go(TRAIN).await?;
            page.trainer_listens().await?;
            let edges: Vec<f64> = page.evaluate(LOWER_EDGES).await?;
            assert_eq!(edges.len(), 5, "four recipes and Start");
            let lowest = edges.iter().copied().fold(0.0, f64::max);
            ensure!(
                lowest <= f64::from(height),
                "{lowest} at {width} x {height}"
            );
            // With what to expect of them, as it was measured.
            let said = page.until_text("[data-test=presets]", "stars off").await?;
            assert_eq!(said.matches("stars off").count(), 4, "{said}");
            Ok(())
        });
    }
}

#[test]
fn the_network_follows_the_form() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        let count = async || {
            page.until_text("[data-test=n-parameters]", "parameters")
                .await
        };
        let plain = count().await?;
        page.write_number("Embedding size", "64").await?;
        let wide = count().await?;
        ensure!(wide != plain, "{wide}");
        page.until_text(".network figcaption", "64 numbers for each person")
            .await?;
        page.choose_recipe("Ensemble").await?;
        page.until_text(".network figcaption", "Four teachers")
            .await
            .map(drop)
    });
}

#[test]
fn epochs_are_read_out_by_keys_and_by_a_pointer() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.start_plain(3).await?;
        page.run_ends().await?;
        page.until_text("[data-test=read-out]", "Epoch 3 of 3")
            .await?;
        let keys = page.keyboard();
        // As by keys: Firefox else goes on from the click before.
        page.evaluate::<()>(
            "document.querySelector('[data-test=reader]').focus({ focusVisible: true });",
        )
        .await?;
        keys.press(Key::Left).await?;
        let said = page
            .until_text("[data-test=read-out]", "Epoch 2 of 3")
            .await?;
        let spoken: String = page
            .evaluate(
                "return document.querySelector('[data-test=reader]').getAttribute('aria-valuetext');",
            )
            .await?;
        assert_eq!(spoken, said.trim());
        keys.press(Key::Home).await?;
        page.until_text("[data-test=read-out]", "Epoch 1 of 3")
            .await?;
        page.evaluate::<()>(
            "const it = [...document.querySelectorAll('.chart-wide, .chart-narrow')]
                 .find((it) => it.getBoundingClientRect().width > 0);
             const frame = it.getBoundingClientRect();
             it.dispatchEvent(new PointerEvent('pointermove', {
                 clientX: frame.right - 1, clientY: frame.top + 9, bubbles: true }));",
        )
        .await?;
        page.until_text("[data-test=read-out]", "Epoch 3 of 3")
            .await
            .map(drop)
    });
}

#[test]
fn a_link_restores_the_form_and_the_address_follows_it() {
    visit(
        "?user=500&k=10&view=train&recipe=simple&epochs=2&seed=7",
        async |page| {
            page.trainer_listens().await?;
            let value = async |label: &str| -> Result<String> {
                let script = format!(
                    "const label = [...document.querySelectorAll('.train-fields label')]
                        .find((it) => it.textContent.trim() === '{label}');
                     return document.getElementById(label.htmlFor).value;"
                );
                page.evaluate(&script).await
            };
            assert_eq!(value("Epochs").await?, "2");
            assert_eq!(value("Random seed").await?, "7");
            page.until_text("[data-test=numbers] summary", "epochs 2, random seed 7")
                .await?;
            page.write_number("Learning rate", "0.01").await?;
            let query = "?user=500&k=10&view=train&recipe=simple&lr=0.01&epochs=2&seed=7";
            let script = format!("return location.search === '{query}';");
            page.until_true(&script).await?;
            // Another view's address has no place for it; it comes back with the view.
            page.click(".views a:first-child").await?;
            page.until("the list is shown", |view| view.rows.len() == 10)
                .await?;
            page.until_true("return !location.search.includes('recipe');")
                .await?;
            page.click(".views a:nth-child(2)").await?;
            page.until_true(&script).await?;
            page.reload().await?;
            page.trainer_listens().await?;
            assert_eq!(value("Learning rate").await?, "0.01");
            Ok(())
        },
    );
}

#[test]
fn what_a_link_cannot_have_is_said_and_the_recipes_number_taken() {
    visit(
        "?user=500&k=10&view=train&recipe=opera&epochs=1000&lr=fast",
        async |page| {
            page.trainer_listens().await?;
            let said = page
                .until_text("[data-test=train-notices]", "opera")
                .await?;
            for words in ["1000", "1 to 200", "fast", "0.0126"] {
                ensure!(said.contains(words), "{words}: {said}");
            }
            page.choose_recipe("Simple").await?;
            page.until_true(
                "return document.querySelector('[data-test=train-notices]').textContent === '';",
            )
            .await
        },
    );
}

#[test]
fn an_earlier_run_lies_over_the_next_one_and_lists_are_watched() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.start_plain(2).await?;
        page.run_ends().await?;
        let lists: Vec<usize> = page
            .evaluate(
                "return [...document.querySelectorAll('[data-test=lists] > li')]
                     .map((it) => it.querySelectorAll('li').length);",
            )
            .await?;
        assert_eq!(lists, [5, 5]);
        page.run_once_more().await?;
        page.unfold("[data-test=earlier]").await?;
        page.click("[data-test=earlier] input").await?;
        page.until_text("[data-test=earlier]", "Run A: ").await?;
        page.until_text("[data-test=read-out]", "Run A:").await?;
        page.until_text("[data-test=chart] svg", "run A")
            .await
            .map(drop)
    });
}

#[test]
fn other_held_out_rows_are_not_compared_and_the_way_back_is_offered() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.write_number("Random seed", "7").await?;
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.until_text("[data-test=comparison]", "would not be fair")
            .await?;
        let n: usize = page
            .evaluate("return document.querySelectorAll('[data-test=measured] thead th').length;")
            .await?;
        assert_eq!(n, 2, "yours alone");
        page.click("[data-test=outcome] .train-buttons .button:last-child")
            .await?;
        page.until_true("return !location.search.includes('seed=7');")
            .await
    });
}

/// With a run and everything open.
#[test]
fn nothing_is_wider_than_a_phone_with_everything_open() {
    visit(TRAIN, async |page: RecommendPage| {
        page.trainer_listens().await?;
        page.start_plain(2).await?;
        page.run_ends().await?;
        page.run_once_more().await?;
        for width in [360, 320] {
            page.resize(width, 740).await?;
            open_everything(&page).await?;
            assert_eq!(too_wide(&page).await?, None);
            // Tables are read without a way sideways.
            let tables: Vec<Value> = page
                .evaluate(
                    "return [...document.querySelectorAll('.table-scroll')]
                         .filter((it) => it.scrollWidth > it.clientWidth)
                         .map((it) => [it.ariaLabel, it.scrollWidth, it.clientWidth]);",
                )
                .await?;
            ensure!(tables.is_empty(), "{width}: {tables:?}");
        }
        Ok(())
    });
}

#[test]
fn an_ensemble_has_as_many_helpers_as_there_are_cores_for_until_it_ends() {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        page.choose_recipe("Ensemble").await?;
        page.until_n_workers(1).await?;
        page.click("[data-test=start]").await?;
        let n_cores: usize = page
            .evaluate("return navigator.hardwareConcurrency;")
            .await?;
        // One for each of the three factorisations.
        let n_helpers = n_cores.saturating_sub(1).min(3);
        page.until_n_workers(1 + n_helpers).await?;
        page.until_true(
            "return performance.getEntriesByName('matinee:run checkpoint').length > 0;",
        )
        .await?;
        page.click("#stop-run").await?;
        page.run_is_over().await?;
        page.until_n_workers(1).await
    });
}
