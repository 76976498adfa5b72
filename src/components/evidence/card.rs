//! Whom the model serves, and the model on a page.

use std::sync::Arc;

use matinee_app::evidence::address::Knob;
use matinee_app::evidence::carried::{CARD, GROUPS};
use matinee_app::evidence::groups;
use matinee_app::evidence::results::{ResultsFile, StoriesResults};
use matinee_app::format::thousands;

use crate::elements::{El, el, slot};

use super::Shared;
use super::figure::{of_file, of_made, planned};
use super::knobs::words;
use super::live::{Live, live};

/// Groups of people, and the worst predictions.
pub(super) fn served(shared: Shared) -> El {
    let groups = of_made(shared, ResultsFile::Groups, move |made| {
        slot()
            .child(
                el("div", "choices")
                    .child(words(shared, Knob::Grouping))
                    .child(words(shared, Knob::GroupMeasure)),
            )
            .child(planned(shared, GROUPS, made))
    });
    slot()
        .child(groups)
        .child(el("h3", "ev-part").text("Where it was most wrong"))
        .child(live(shared, Live::Stories))
}

/// The worst predictions.
pub(super) fn stories(shared: Shared) -> El {
    of_file(shared, move |results: Arc<StoriesResults>| {
        let stories = groups::stories(&results, &|movie| shared.title(movie)).into_iter();
        let n = thousands(results.n_predictions as usize);
        let worst = ["The worst of ", &n, " predictions of hidden ratings."].concat();
        slot().child(el("p", "figure-note").text(&worst)).child(
            el("ol", "stories")
                .test("stories")
                .children(stories.map(|it| el("li", "").text(&it))),
        )
    })
}

/// The model card.
pub(super) fn card(shared: Shared) -> El {
    of_made(shared, ResultsFile::ModelCard, |made| {
        slot().html(made.text(CARD))
    })
}
