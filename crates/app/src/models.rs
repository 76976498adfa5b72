//! Which models the visitor can choose from, which of them are shown, and what fetching one can
//! come to.

use matinee_core::network_kind::NetworkKind;
use matinee_engine::artifact::{ArtifactError, Manifest, WeightsAsset};
use matinee_engine::engine::Engine;

use super::viewer::Viewer;

/// What the address calls two models side by side: their names with this between them.
const BESIDE: char = ',';
/// What the address calls the visitor's own model.
const YOURS: &str = "yours";

/// One model that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Model {
    /// Name of its network: what the address calls it.
    pub network: String,
    /// Where its weights are.
    pub origin: Origin,
}

/// Where the weights of a model are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// They came with the page.
    Page,
    /// In a file of this site.
    Site(WeightsAsset),
    /// With the visitor, who trained it here.
    Visitor,
}

/// Every model that can be chosen; the first came with the page, the last is the visitor's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Models(Vec<Model>);

/// Whose lists are shown: rows of [`Models`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// The list, or the left one of two.
    pub first: usize,
    /// The right one of two.
    pub beside: Option<usize>,
}

/// Why a model that is not in the page could not be had.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FetchFailure {
    /// No answer: offline, or cut off in the middle.
    #[error("it could not be fetched (are you offline?)")]
    Unreachable,
    /// An answer, but not the file.
    #[error("the site answered {status} instead of the file")]
    Refused {
        /// Of HTTP.
        status: u16,
    },
    /// The visitor has no model of their own in this browser.
    #[error("this browser keeps no model of yours: train one, or open the file of one")]
    NotKept,
    /// Other bytes than those that belong to this page.
    #[error("what came is damaged: {0}")]
    Damaged(#[from] ArtifactError),
}

impl FetchFailure {
    /// Whether the site no longer has the file: its name has a hash, so a newer version of the page has
    /// taken this one's place.
    #[must_use]
    pub const fn is_gone(&self) -> bool {
        matches!(self, Self::Refused { status: 404 | 410 })
    }
}

/// Names a kind of network as a visitor reads it: the page's own model is the page's namesake, the
/// one that it re-implements is the original. Their technical names stand where they are explained.
#[must_use]
pub fn name_of(kind: NetworkKind) -> &'static str {
    match kind {
        NetworkKind::Hybrid => "Matinee",
        NetworkKind::Seed => "The original",
        other => matinee_engine::about(other).label,
    }
}

impl Model {
    /// What the visitor reads.
    #[must_use]
    pub fn label(&self) -> &str {
        match NetworkKind::parse(&self.network) {
            Some(kind) => name_of(kind),
            None if self.network == YOURS => "Yours",
            None => &self.network,
        }
    }

    /// Whether it makes a list for somebody: some networks know only the people that they were
    /// trained on. Known from the name, before the weights are there.
    #[must_use]
    pub fn can_list(&self, viewer: Viewer) -> bool {
        // The visitor's own is of a kind that does.
        let kind = NetworkKind::parse(&self.network);
        viewer != Viewer::You || kind.is_none_or(|kind| matinee_engine::about(kind).takes_newcomers)
    }

    /// The same in the middle of a sentence: `the original`.
    #[must_use]
    pub fn phrase(&self) -> String {
        match self.origin {
            Origin::Visitor => "your model".to_owned(),
            Origin::Page | Origin::Site(_) => match self.label().strip_prefix("The ") {
                Some(name) => format!("the {name}"),
                None => self.label().to_owned(),
            },
        }
    }

    /// The file of this site that has its weights.
    #[must_use]
    pub const fn companion(&self) -> Option<&WeightsAsset> {
        match &self.origin {
            Origin::Site(companion) => Some(companion),
            Origin::Page | Origin::Visitor => None,
        }
    }
}

impl Models {
    /// The model with this manifest, and its companions.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        Self::new(&manifest.network, &manifest.companions)
    }

    /// The model of `network`, its companions, and a place for the visitor's own.
    #[must_use]
    pub fn new(network: &str, companions: &[WeightsAsset]) -> Self {
        let own = Model {
            network: network.to_owned(),
            origin: Origin::Page,
        };
        let others = companions.iter().map(|companion| Model {
            network: companion.network.clone(),
            origin: Origin::Site(companion.clone()),
        });
        let yours = Model {
            network: YOURS.to_owned(),
            origin: Origin::Visitor,
        };
        Self(std::iter::once(own).chain(others).chain([yours]).collect())
    }

    /// In the order in which they are offered.
    #[must_use]
    pub fn all(&self) -> &[Model] {
        &self.0
    }

    /// The row of the visitor's own.
    #[must_use]
    pub const fn yours(&self) -> usize {
        self.0.len() - 1
    }

    /// The list before the visitor's own model and after it.
    #[must_use]
    pub const fn before_and_after(&self) -> Shown {
        Shown {
            first: 0,
            beside: Some(self.yours()),
        }
    }

    /// Every choice: each model alone; then, where they are, the first beside the second, and
    /// beside the visitor's own.
    #[must_use]
    pub fn choices(&self) -> Vec<Shown> {
        let alone = (0..self.0.len()).map(Shown::alone);
        let side_by_side = Shown {
            first: 0,
            beside: Some(1),
        };
        let has_companion = self.yours() > 1;
        let pairs = has_companion.then_some(side_by_side);
        let pairs = pairs.into_iter().chain([self.before_and_after()]);
        alone.chain(pairs).collect()
    }

    /// Whether a choice has the visitor's own model in it.
    #[must_use]
    pub fn has_yours(&self, shown: Shown) -> bool {
        shown.rows().any(|row| row == self.yours())
    }

    /// What a choice is called.
    #[must_use]
    pub fn label(&self, shown: Shown) -> &str {
        match shown.beside {
            None => self.0[shown.first].label(),
            Some(row) if row == self.yours() => "Before and after",
            Some(_) => "Side by side",
        }
    }

    /// Reads a choice as [`Models::write`] writes it; `None` for names that are not there.
    #[must_use]
    pub fn parse(&self, asked: &str) -> Option<Shown> {
        let row = |name: &str| self.0.iter().position(|model| model.network == name);
        match asked.split_once(BESIDE) {
            None => row(asked).map(Shown::alone),
            Some((first, beside)) => {
                let (first, beside) = (row(first)?, row(beside)?);
                (first != beside).then_some(Shown {
                    first,
                    beside: Some(beside),
                })
            }
        }
    }

    /// A choice as the address says it.
    ///
    /// # Panics
    /// When a row is not one of these models; so does [`Models::label`].
    #[must_use]
    pub fn write(&self, shown: Shown) -> String {
        let name = |row: usize| self.0[row].network.as_str();
        match shown.beside {
            None => name(shown.first).to_owned(),
            Some(beside) => format!("{}{BESIDE}{}", name(shown.first), name(beside)),
        }
    }
}

impl Shown {
    /// One list.
    #[must_use]
    pub const fn alone(first: usize) -> Self {
        Self {
            first,
            beside: None,
        }
    }

    /// What of this fits the screen: two lists only where it is wide.
    #[must_use]
    pub fn on_screen(self, is_wide: bool) -> Self {
        Self {
            beside: self.beside.filter(|_| is_wide),
            ..self
        }
    }

    /// What of this can be shown by now: a list that is not ready leaves its place to the one
    /// that came with the page.
    #[must_use]
    pub fn as_far_as(self, is_ready: impl Fn(usize) -> bool) -> Self {
        let beside = self.beside.filter(|row| is_ready(*row));
        if is_ready(self.first) {
            Self { beside, ..self }
        } else {
            Self {
                first: 0,
                beside: beside.filter(|row| *row != 0),
            }
        }
    }

    /// The rows, left to right.
    pub fn rows(self) -> impl Iterator<Item = usize> {
        std::iter::once(self.first).chain(self.beside)
    }
}

/// A model from the bytes that were fetched for it, over the tables of the one in the page.
///
/// # Errors
/// [`FetchFailure::Damaged`] for other bytes than the companion's, or bytes that cannot be used.
pub fn join(host: &Engine, companion: &WeightsAsset, bytes: &[u8]) -> Result<Engine, FetchFailure> {
    companion.check(bytes)?;
    Ok(host.with_companion(bytes)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::UserId;

    fn models(networks: &[&str]) -> Models {
        let companion = |network: &&str| WeightsAsset::of(network, b"weights");
        let companions: Vec<_> = networks[1..].iter().map(companion).collect();
        Models::new(networks[0], &companions)
    }

    const PAIR: Shown = Shown {
        first: 0,
        beside: Some(1),
    };

    #[test]
    fn every_choice_is_read_as_it_was_written() {
        let models = models(&["hybrid", "seed"]);
        let alone = [0, 1, 2].map(Shown::alone);
        let pairs = [PAIR, models.before_and_after()];
        assert_eq!(models.choices(), [&alone[..], &pairs].concat());
        for choice in models.choices() {
            assert_eq!(models.parse(&models.write(choice)), Some(choice));
        }
    }

    #[test]
    fn beside_a_single_model_there_is_only_the_visitors() {
        let models = models(&["seed"]);
        let choices = models.choices().into_iter();
        let without_yours: Vec<Shown> = choices.filter(|it| !models.has_yours(*it)).collect();
        assert_eq!(without_yours, [Shown::alone(0)]);
        assert_eq!(models.write(models.before_and_after()), "seed,yours");
    }

    #[test]
    fn names_that_are_not_there_are_no_choice() {
        let models = models(&["hybrid", "seed"]);
        for asked in [
            "",
            "Hybrid",
            "other",
            "hybrid,",
            "hybrid,hybrid",
            "hybrid,seed,seed",
        ] {
            assert_eq!(models.parse(asked), None, "{asked}");
        }
    }

    #[test]
    fn two_lists_need_a_wide_screen() {
        assert_eq!(PAIR.on_screen(true), PAIR);
        assert_eq!(PAIR.on_screen(false), Shown::alone(0));
    }

    #[test]
    fn until_a_model_is_ready_the_one_in_the_page_is_shown() {
        let only_first = |row| row == 0;
        assert_eq!(Shown::alone(1).as_far_as(only_first), Shown::alone(0));
        assert_eq!(PAIR.as_far_as(only_first), Shown::alone(0));
        assert_eq!(PAIR.as_far_as(|_| true), PAIR);
        let turned = Shown {
            first: 1,
            beside: Some(0),
        };
        assert_eq!(turned.as_far_as(only_first), Shown::alone(0));
    }

    #[test]
    fn the_seed_network_lists_only_whom_it_knows() {
        let models = models(&["hybrid", "seed"]);
        let can_list = |viewer| models.all().iter().map(move |model| model.can_list(viewer));
        // Whether the visitor's own can is known when it is there.
        assert!(can_list(Viewer::You).eq([true, false, true]));
        assert!(can_list(Viewer::User(UserId(500))).eq([true, true, true]));
    }

    #[test]
    fn only_a_file_that_is_not_there_is_gone() {
        let refused = |status| FetchFailure::Refused { status };
        assert!(refused(404).is_gone());
        assert!(refused(410).is_gone());
        for status in [304, 403, 429, 500, 503] {
            assert!(!refused(status).is_gone(), "{status}");
        }
        assert!(!FetchFailure::Unreachable.is_gone());
        assert!(!FetchFailure::NotKept.is_gone());
    }

    #[test]
    fn a_label_in_a_sentence_has_no_capital_but_that_of_a_name() {
        let models = models(&["hybrid", "seed"]);
        let phrases: Vec<_> = models.all().iter().map(Model::phrase).collect();
        assert_eq!(phrases, ["Matinee", "the original", "your model"]);
    }
}
