//! A visitor trains a model of their own.

use anyhow::{Result, ensure};
use matinee_e2e::{RecommendPage, Request, TRAIN, View, prepare, visit};

/// The page once the trainer listens.
fn training(test: impl AsyncFnOnce(&RecommendPage) -> Result<()>) {
    visit(TRAIN, async |page| {
        page.trainer_listens().await?;
        test(&page).await
    });
}

/// Backends of the trainers that were asked for so far.
async fn fetched(page: &RecommendPage) -> Result<Vec<String>> {
    let script = "return performance.getEntriesByType('resource')
        .map((entry) => entry.name.split('/').pop())
        .filter((name) => name.startsWith('trainer-') && name.endsWith('.lzma'))
        .map((name) => name.split('-')[1]);";
    page.evaluate(script).await
}

fn titles(view: &View) -> Vec<&str> {
    view.rows.iter().map(|row| row.title.as_str()).collect()
}

async fn listed(page: &RecommendPage) -> Result<View> {
    page.until("ten movies are listed", |view| view.rows.len() == 10)
        .await
}

#[test]
fn the_trainer_is_fetched_when_the_view_is_opened_and_not_before() {
    visit("?user=500&k=10", async |page| {
        listed(&page).await?;
        // Also what has not come yet was asked for.
        let requests = page.requests().await?;
        let is_trainer = |it: &Request| it.url.contains("/trainer-");
        ensure!(!requests.iter().any(is_trainer), "{requests:?}");
        page.click(".views a:nth-child(2)").await?;
        page.trainer_listens().await?;
        assert_eq!(fetched(&page).await?, ["ndarray"]);
        page.find("#heading:focus").await?;
        let title: String = page.evaluate("return document.title;").await?;
        assert!(title.starts_with("Train"), "{title}");
        page.back().await?;
        listed(&page).await?;
        Ok(())
    });
}

#[test]
fn a_run_is_watched_measured_used_and_rolled_back() {
    prepare(async |page| {
        page.resize(1280, 900).await?;
        page.go("?user=500&k=10").await?;
        let before = listed(&page).await?;
        page.click(".views a:nth-child(2)").await?;
        page.trainer_listens().await?;
        page.start_plain(3).await?;
        page.run_ends().await?;

        let epochs = page.epochs().await?;
        assert_eq!(epochs.len(), 3, "{epochs:?}");
        let best = epochs.iter().filter(|row| row.ends_with("best"));
        assert_eq!(best.count(), 1, "{epochs:?}");
        let [yours, _] = page.measured("yours").await?;
        let [original, _] = page.measured("original").await?;
        let [matinee, _] = page.measured("matinee").await?;
        // Better than the mean of all ratings (1.13), worse than the whole recipe on the same rows.
        ensure!(yours > matinee && yours < 1.05, "{yours} {matinee}");
        ensure!(
            original > matinee && original < 1.05,
            "{original} {matinee}"
        );

        page.click("[data-test=use]").await?;
        let after = page
            .until("both lists are there", |view| {
                view.rows.len() == 10 && view.rows_beside.len() == 10
            })
            .await?;
        assert_eq!(after.model, "Before and after");
        assert_eq!(titles(&after), titles(&before));
        let beside: Vec<&str> = after.rows_beside.iter().map(|it| &it.title[..]).collect();
        assert_ne!(beside, titles(&before));

        page.choose_model("Yours").await?;
        let alone = page
            .until("the list is the visitor's model's", |view| {
                view.rows_beside.is_empty() && titles(view) == beside
            })
            .await?;
        assert_eq!(alone.parameter("model"), Some("yours"));
        page.click("[data-test=by-yours] button").await?;
        let back = page
            .until("the built-in model is back", |view| {
                view.model == "Matinee" && view.model_news.is_empty() && view.rows.len() == 10
            })
            .await?;
        assert_eq!(titles(&back), titles(&before));
        Ok(())
    });
}

#[test]
fn the_same_seed_gives_the_same_numbers_and_another_seed_others() {
    training(async |page| {
        page.start_plain(2).await?;
        page.run_ends().await?;
        let first = page.epochs().await?;
        for (seed, is_same) in [("1", true), ("2", false)] {
            page.write_number("Random seed", seed).await?;
            page.run_once_more().await?;
            let again = page.epochs().await?;
            assert_eq!(again.len(), 2);
            assert_eq!(again == first, is_same, "{again:?}");
        }
        Ok(())
    });
}

#[test]
fn another_backend_has_a_trainer_of_its_own_and_learns_the_same() {
    training(async |page| {
        page.start_plain(2).await?;
        page.run_ends().await?;
        let first = page.epochs().await?;
        page.choose_backend("flex").await?;
        page.trainer_listens().await?;
        page.run_once_more().await?;
        let second = page.epochs().await?;
        for (first, second) in first.iter().zip(&second) {
            let numbers = |row: &str| -> Vec<f64> {
                let numbers = row.split(' ').skip(1).take(2);
                numbers.filter_map(|it| it.parse().ok()).collect()
            };
            let (first, second) = (numbers(first), numbers(second));
            ensure!(
                first.len() == 2 && second.len() == 2,
                "{first:?} {second:?}"
            );
            for (first, second) in first.iter().zip(&second) {
                ensure!((first - second).abs() < 1e-3, "{first} {second}");
            }
        }
        // One that is there already is not fetched again.
        page.choose_backend("ndarray").await?;
        page.trainer_listens().await?;
        assert_eq!(fetched(page).await?, ["ndarray", "flex"]);
        Ok(())
    });
}

#[test]
fn a_run_keeps_its_trainer_when_another_backend_is_chosen_meanwhile() {
    training(async |page| {
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "3").await?;
        // A run that waits is not over before the other one is chosen.
        page.click("[data-test=start-epoch]").await?;
        page.run_says("Waits after epoch 1 of 3").await?;
        page.choose_backend("flex").await?;
        page.click("#hold-run").await?;
        page.run_ends().await?;
        assert_eq!(fetched(page).await?, ["ndarray"]);
        page.run_once_more().await?;
        assert_eq!(fetched(page).await?, ["ndarray", "flex"]);
        Ok(())
    });
}

#[test]
fn a_run_is_taken_epoch_by_epoch_held_and_stopped() {
    training(async |page| {
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "50").await?;
        page.click("[data-test=start-epoch]").await?;
        page.run_says("Waits after epoch 1 of 50").await?;
        page.click("[data-test=next-epoch]").await?;
        page.run_says("Waits after epoch 2 of 50").await?;
        assert_eq!(page.epochs().await?.len(), 2);
        page.click("#hold-run").await?;
        page.run_says("Epoch 3").await?;
        page.click("#hold-run").await?;
        page.run_says("Waits").await?;
        page.click("#hold-run").await?;
        page.run_says("Epoch").await?;
        page.click("#stop-run").await?;
        page.run_says("Stopped").await?;
        page.find("[data-test=use]").await?;
        ensure!(page.epochs().await?.len() < 50, "it was not stopped");
        Ok(())
    });
}

#[test]
fn a_run_goes_on_while_the_visitor_looks_at_the_list() {
    training(async |page| {
        page.start_plain(4).await?;
        page.run_begins().await?;
        page.click(".views a:first-child").await?;
        listed(page).await?;
        // The list answers while the trainer works.
        page.pick(15).await?;
        page.until("another's list is shown", |view| {
            view.parameter("user") == Some("15") && view.rows.len() == 10
        })
        .await?;
        page.click(".views a:nth-child(2)").await?;
        page.run_ends().await?;
        assert_eq!(page.epochs().await?.len(), 4);
        Ok(())
    });
}

#[test]
fn runs_and_models_are_there_after_a_reload() {
    training(async |page| {
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.click("[data-test=use]").await?;
        page.until("the model is the visitor's", |view| {
            view.parameter("model")
                .is_some_and(|it| it.contains("yours"))
        })
        .await?;
        page.until_kept(1).await?;
        page.go("?user=500&k=10&model=yours").await?;
        let used = page
            .until("it is used again", |view| {
                view.model_news.contains("you trained makes") && view.rows.len() == 10
            })
            .await?;
        page.go(TRAIN).await?;
        page.until_text("[data-test=runs] tbody", "Plain").await?;
        page.click("[data-test=runs] [aria-label^=Use]").await?;
        let again = listed(page).await?;
        ensure!(
            titles(&again) == titles(&used) || again.rows_beside.len() == 10,
            "{again:?}"
        );
        page.go(TRAIN).await?;
        page.until_text("[data-test=runs] tbody", "Plain").await?;
        page.click("[data-test=runs] [aria-label^=Delete]").await?;
        page.until_text(".train-none", "No run").await?;
        page.until_kept(0).await?;
        page.reload().await?;
        page.trainer_listens().await?;
        // By then the page has read it too.
        page.until_kept(0).await?;
        page.until_text(".train-none", "No run").await?;
        Ok(())
    });
}

#[test]
fn a_model_is_saved_and_opened_and_a_damaged_one_is_refused() {
    training(async |page| {
        page.start_plain(1).await?;
        page.run_ends().await?;
        page.catch_file().await?;
        page.click("[data-test=runs] [aria-label^=Save]").await?;
        let model = page.saved_bytes().await?;
        let mut damaged = model.clone();
        damaged[model.len() / 2] ^= 1;
        let bring = async |bytes: &[u8]| -> Result<()> {
            page.hand_over("[data-test=open-model]", "mine.matinee", bytes)
                .await
        };
        for (bytes, reason) in [
            (&model[..model.len() / 2], "cut off"),
            (&damaged, "damaged"),
            (b"<html>not found</html>", "not a"),
            (b"", "not a"),
        ] {
            bring(bytes).await?;
            let said = page
                .until_text(".train-files [data-test=refused]", "because")
                .await?;
            ensure!(said.contains(reason), "{reason}: {said}");
            ensure!(said.contains("stays as it was"), "{said}");
        }
        bring(&model).await?;
        page.until("the opened model is used", |view| {
            view.parameter("model")
                .is_some_and(|it| it.contains("yours"))
        })
        .await?;
        page.until_kept(2).await?;
        page.go(TRAIN).await?;
        page.until_text("[data-test=runs] tbody", "mine.matinee")
            .await?;
        Ok(())
    });
}

#[test]
fn a_run_that_was_on_its_way_when_the_page_was_closed_leaves_its_best_model() {
    training(async |page| {
        page.choose_recipe("Plain").await?;
        page.write_number("Epochs", "50").await?;
        page.click("[data-test=start]").await?;
        page.until_text("[data-test=runs] tbody", "running").await?;
        page.run_says("Epoch 3").await?;
        page.until_kept(1).await?;
        page.reload().await?;
        page.until_text("[data-test=runs] tbody", "the page was closed")
            .await?;
        page.click("[data-test=runs] [aria-label^=Use]").await?;
        page.until("its list is shown", |view| {
            view.model_news.contains("you trained") && view.rows.len() == 10
        })
        .await?;
        Ok(())
    });
}

#[test]
fn progress_is_announced_once_an_epoch() {
    training(async |page| {
        page.evaluate::<()>(
            "window.announced = [];
             const said = document.querySelector('[data-test=train-said]');
             new MutationObserver(() => window.announced.push(said.textContent))
               .observe(said, { subtree: true, childList: true, characterData: true });",
        )
        .await?;
        page.start_plain(4).await?;
        page.run_ends().await?;
        let is_over = "return !!window.announced.at(-1)?.startsWith('The run is over');";
        page.until_true(is_over).await?;
        let announced: Vec<String> = page.evaluate("return window.announced;").await?;
        let of_epochs = |said: &&String| said.starts_with("Epoch");
        let n_epochs = announced.iter().filter(of_epochs).count();
        ensure!((3..=4).contains(&n_epochs), "{announced:?}");
        // With the beginning and the end, and nothing else.
        ensure!(announced.len() <= 7, "{announced:?}");
        Ok(())
    });
}
