//! A visitor chooses the model, and sees two lists beside each other where they fit.

use anyhow::Result;
use matinee_e2e::{Answer, RecommendPage, Row, View, prepare};
use thirtyfour::Key;

/// The models beside the page's own that were asked for since this was last called; also those that have not
/// come yet.
async fn asked_for(page: &RecommendPage) -> Result<Vec<String>> {
    let requests = page.requests().await?.into_iter();
    let addresses = requests.map(|request| request.url);
    let is_other = |it: &String| {
        it.contains("/assets/") && it.ends_with(".matinee") && !it.contains("/people-")
    };
    Ok(addresses.filter(is_other).collect())
}

fn is_by(view: &View, network: &str) -> bool {
    view.rows.len() == 10 && view.is_ordered_by(network)
}

/// Opens user 500's list in a window of this width and hands it over with what it shows.
fn at_width(width: u32, query: &str, test: impl AsyncFnOnce(RecommendPage, View) -> Result<()>) {
    prepare(async |page| {
        page.resize(width, 900).await?;
        page.go(query).await?;
        let view = page
            .until("ten movies are listed", |view| view.rows.len() == 10)
            .await?;
        test(page, view).await
    });
}

fn titles(rows: &[Row]) -> Vec<&str> {
    rows.iter().map(|row| row.title.as_str()).collect()
}

#[test]
fn the_hybrid_is_shown_until_another_is_chosen_and_nothing_is_fetched_for_it() {
    at_width(1280, "?user=500&k=10", async |page, view| {
        assert_eq!(view.model, "Matinee");
        assert!(is_by(&view, "hybrid network"), "{:?}", view.ordered_by);
        assert!(view.how.contains("the same people like"), "{}", view.how);
        assert_eq!(asked_for(&page).await?, [""; 0]);
        Ok(())
    });
}

#[test]
fn a_click_shows_the_seed_networks_list_and_fetches_it_once() {
    at_width(1280, "?user=500&k=10", async |page, hybrid| {
        page.choose_model("The original").await?;
        let seed = page
            .until("the list is the seed network's", |view| {
                is_by(view, "seed network")
            })
            .await?;
        assert_eq!(seed.parameter("model"), Some("seed"));
        assert_ne!(titles(&seed.rows), titles(&hybrid.rows));
        assert!(seed.how.contains("hidden layer"), "{}", seed.how);
        assert!(!seed.how.contains("the same people like"), "{}", seed.how);
        assert_eq!(seed.model_news, "");
        let [first] = &asked_for(&page).await?[..] else {
            anyhow::bail!("it is fetched once");
        };
        assert!(first.starts_with(page.stage().site.as_str()), "{first}");
        for (label, network) in [
            ("Matinee", "hybrid network"),
            ("The original", "seed network"),
        ] {
            page.choose_model(label).await?;
            page.until("the list is the chosen one's", |view| is_by(view, network))
                .await?;
        }
        assert_eq!(asked_for(&page).await?, [""; 0]);
        Ok(())
    });
}

#[test]
fn arrow_keys_choose_a_model() {
    at_width(1280, "?user=500&k=10", async |page, _| {
        page.press_in_models(Key::Right).await?;
        let view = page
            .until("the list is the seed network's", |view| {
                is_by(view, "seed network")
            })
            .await?;
        assert_eq!(view.model, "The original");
        page.press_in_models(Key::Left).await?;
        page.until("the list is the hybrid's", |view| {
            is_by(view, "hybrid network")
        })
        .await?;
        Ok(())
    });
}

#[test]
fn the_address_keeps_the_model_and_the_back_button_returns() {
    at_width(1280, "?user=500&k=10&model=seed", async |page, _| {
        page.until("the list is the seed network's", |view| {
            is_by(view, "seed network")
        })
        .await?;
        page.reload().await?;
        page.until("it is so again", |view| is_by(view, "seed network"))
            .await?;
        page.choose_model("Matinee").await?;
        let hybrid = page
            .until("the list is the hybrid's", |view| {
                is_by(view, "hybrid network")
            })
            .await?;
        assert_eq!(hybrid.parameter("model"), None);
        page.back().await?;
        let seed = page
            .until("it is the seed network's again", |view| {
                is_by(view, "seed network")
            })
            .await?;
        assert_eq!(seed.model, "The original");
        Ok(())
    });
}

#[test]
fn an_unknown_model_is_named_and_the_hybrid_shown() {
    at_width(1280, "?user=500&k=10&model=oracle", async |_, view| {
        assert!(is_by(&view, "hybrid network"), "{:?}", view.ordered_by);
        let named = view.notices.iter().any(|notice| notice.contains("oracle"));
        assert!(named, "{:?}", view.notices);
        Ok(())
    });
}

#[test]
fn side_by_side_marks_what_is_on_both_lists_with_its_rank() {
    at_width(1280, "?user=500&k=10", async |page, _| {
        page.choose_model("Side by side").await?;
        let view = page
            .until("there are two lists", |view| {
                view.rows.len() == 10 && view.rows_beside.len() == 10 && view.ordered_by.len() == 2
            })
            .await?;
        assert_eq!(view.parameter("model"), Some("hybrid,seed"));
        assert!(
            view.ordered_by[0].contains("hybrid"),
            "{:?}",
            view.ordered_by
        );
        assert!(view.ordered_by[1].contains("seed"), "{:?}", view.ordered_by);
        for (list, other) in [
            (&view.rows, &view.rows_beside),
            (&view.rows_beside, &view.rows),
        ] {
            for row in list {
                let same = |it: &&Row| (&it.title, &it.year) == (&row.title, &row.year);
                match other.iter().find(same) {
                    None => assert_eq!(row.elsewhere, "✦ only here", "{}", row.title),
                    Some(it) => {
                        let rank = format!("no. {} there", it.rank);
                        assert!(
                            row.elsewhere.contains(&rank),
                            "{}: {}",
                            row.title,
                            row.elsewhere
                        );
                    }
                }
            }
        }
        assert!(view.content_width <= view.width);
        Ok(())
    });
}

#[test]
fn a_narrow_screen_shows_one_list_at_a_time() {
    at_width(
        360,
        "?user=500&k=10&model=hybrid,seed",
        async |page, view| {
            assert_eq!(view.models, ["Matinee", "The original"]);
            assert_eq!(view.model, "Matinee");
            assert!(view.rows_beside.is_empty());
            // Nor is the other one on its way.
            assert_eq!(asked_for(&page).await?, [""; 0]);
            page.resize(1280, 900).await?;
            page.until("there are two lists", |view| view.rows_beside.len() == 10)
                .await?;
            Ok(())
        },
    );
}

/// Expects the hybrid's list, a message with `reason`, and the seed network after a second try.
fn check_failure(how: Answer, reason: &str) {
    at_width(1280, "?user=500&k=10", async |page, hybrid| {
        page.models_answer(how).await?;
        page.choose_model("The original").await?;
        let failed = page
            .until("the failure is said", |view| {
                view.model_news.contains(reason)
            })
            .await?;
        assert_eq!(titles(&failed.rows), titles(&hybrid.rows));
        assert!(is_by(&failed, "hybrid network"), "{:?}", failed.ordered_by);
        page.models_answer(Answer::AsBuilt).await?;
        page.try_again().await?;
        let seed = page
            .until("the list is the seed network's", |view| {
                is_by(view, "seed network")
            })
            .await?;
        assert_eq!(seed.model_news, "");
        page.focus_on("The programme").await?;
        Ok(())
    });
}

#[test]
fn offline_the_hybrid_stays_and_a_second_try_is_offered() {
    check_failure(Answer::Nothing, "offline");
}

#[test]
fn a_missing_file_is_said_to_be_missing() {
    check_failure(Answer::Missing, "404");
}

#[test]
fn a_damaged_file_is_refused() {
    check_failure(Answer::Damaged, "damaged");
}
