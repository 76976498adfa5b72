//! How a list comes about, told from what its model says of itself.

use matinee_core::network_kind::NetworkKind;
use matinee_engine::About;
use matinee_engine::artifact::{Manifest, Metric};

use super::format;

/// Three short texts, one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// What was learned, and from what.
    pub learned: String,
    /// What the stars are and what the order is.
    pub order: String,
    /// What happens in the browser.
    pub runs: String,
}

/// What a model was trained on.
#[derive(Clone, Copy, Debug)]
pub struct Data {
    /// How many people.
    pub n_users: usize,
    /// How many movies.
    pub n_movies: usize,
    /// Whether age, gender and occupation of its people are known.
    pub has_details: bool,
}

impl Story {
    /// Of the model with this manifest, trained on so much data. `came_with_page` says whether it was
    /// fetched later.
    #[must_use]
    pub fn of(manifest: &Manifest, data: Data, came_with_page: bool) -> Self {
        let from = format!(
            "From {} ratings, it learned a short row of numbers for each of {} people and {} movies.",
            format::thousands(manifest.n_training_rows as usize),
            format::thousands(data.n_users),
            format::thousands(data.n_movies),
        );
        let came = if came_with_page {
            "The model came with this page."
        } else {
            "The weights came from this page\u{2019}s own address when you chose them."
        };
        let (learned, order, runs) = about(manifest).map_or(("", "", ""), |about| {
            let learned = (about.learned)(data.has_details);
            (learned, (about.order)(&manifest.recipe), about.runs)
        });
        Self {
            learned: format!("{from} {learned}"),
            order: format!("{order} What somebody has rated is never on their list."),
            runs: format!("{came} {runs} Nobody else is asked, nothing is sent."),
        }
    }
}

/// What there is to say of the kind of network. A model that was opened has one.
fn about(manifest: &Manifest) -> Option<&'static About> {
    NetworkKind::parse(&manifest.network).map(matinee_engine::about)
}

/// `hybrid network, shipped`: network and recipe, where the recipe has a name.
#[must_use]
pub fn name(manifest: &Manifest) -> String {
    let Manifest {
        network, preset, ..
    } = manifest;
    if preset == "custom" {
        return format!("{network} network");
    }
    format!("{network} network, {preset}")
}

/// What puts the movies in order, in a few words.
#[must_use]
pub fn orderer(manifest: &Manifest) -> &'static str {
    about(manifest).map_or("", |about| about.orderer)
}

/// The model's RMSE in stars, with the rows that it was measured on: the last that was measured is
/// that of the whole model.
#[must_use]
pub fn unseen_error(manifest: &Manifest) -> Option<&Metric> {
    last(manifest, "RMSE")
}

/// How well it orders lists (NDCG@10), likewise.
#[must_use]
pub fn unseen_order(manifest: &Manifest) -> Option<&Metric> {
    last(manifest, "NDCG@10")
}

fn last<'a>(manifest: &'a Manifest, name: &str) -> Option<&'a Metric> {
    let mut metrics = manifest.metrics.iter().rev();
    metrics.find(|metric| metric.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(network: &str, recipe: &[(&str, &str)]) -> Manifest {
        let metric = |protocol: &str, name: &str, value| Metric {
            protocol: protocol.into(),
            name: name.into(),
            value,
        };
        Manifest {
            written_by: String::new(),
            network: network.into(),
            preset: "test".into(),
            recipe: (recipe.iter())
                .map(|(name, value)| ((*name).into(), (*value).into()))
                .collect(),
            seed: 1,
            data_notice: String::new(),
            training_rows_sha256: String::new(),
            n_training_rows: 99_224,
            tables_sha256: String::new(),
            losses: Vec::new(),
            metrics: vec![
                metric("a stage", "RMSE", 0.95),
                metric("u1", "RMSE", 0.88),
                metric("u1", "MAE", 0.69),
            ],
            curves: Vec::new(),
            golden: Vec::new(),
            lists_sha256: String::new(),
            companions: Vec::new(),
        }
    }

    fn story(network: &str, recipe: &[(&str, &str)], came_with_page: bool) -> Story {
        let data = Data {
            n_users: 943,
            n_movies: 1_347,
            has_details: true,
        };
        Story::of(&manifest(network, recipe), data, came_with_page)
    }

    #[test]
    fn the_hybrid_is_told_with_both_of_its_heads() {
        let story = story("hybrid", &[], true);
        assert!(
            story.order.contains("stars that you see"),
            "{}",
            story.order
        );
        assert!(
            story.order.contains("the same people like"),
            "{}",
            story.order
        );
        assert!(story.runs.contains("came with this page"), "{}", story.runs);
        assert!(!story.learned.contains("hidden layer"), "{}", story.learned);
    }

    #[test]
    fn the_seed_network_is_told_with_its_layer_and_its_bonus() {
        let with = story("seed", &[("popularity_weight", "0.5")], false);
        assert!(with.learned.contains("hidden layer"), "{}", with.learned);
        assert!(with.order.contains("many people"), "{}", with.order);
        assert!(with.runs.contains("when you chose"), "{}", with.runs);
        let without = story("seed", &[("popularity_weight", "0.0")], false);
        assert!(without.order.contains("follows it"), "{}", without.order);
    }

    #[test]
    fn numbers_come_from_the_model() {
        let story = story("seed", &[], true);
        for number in ["99\u{202f}224", "943", "1\u{202f}347"] {
            assert!(story.learned.contains(number), "{}", story.learned);
        }
    }

    #[test]
    fn a_recipe_is_named_where_it_has_a_name() {
        let mut manifest = manifest("hybrid", &[]);
        manifest.preset = "shipped".into();
        assert_eq!(name(&manifest), "hybrid network, shipped");
        manifest.preset = "custom".into();
        assert_eq!(name(&manifest), "hybrid network");
    }

    #[test]
    fn the_error_shown_is_the_last_that_was_measured() {
        let manifest = manifest("hybrid", &[]);
        let metric = unseen_error(&manifest).expect("there are two");
        assert_eq!((metric.protocol.as_str(), metric.value), ("u1", 0.88));
    }
}
