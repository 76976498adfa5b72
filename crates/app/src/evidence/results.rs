//! The results files of the Evidence view: what `matinee evidence` writes to `results/`, and a site carries in
//! another form ([`super::carried`]).
//!
//! Whoever writes and whoever reads have these types in common, so no number is typed in twice. Plain data:
//! no file knows how it is drawn. Movies and users are named by the ids of the data, never by their rows: a
//! protocol measures on all movies, the page has those that cleaning has left. Everything that is measured is
//! measured on rows that were held out of the training.

mod about;
mod compared;
mod concealed;
mod groups;
mod lists;
mod newcomers;

pub use about::{
    CleaningResults, Counts, DatasetCard, Dropped, Hash, MapResults, Metric, ModelCard, RecipeItem,
    Stage,
};
pub use compared::{
    MetricName, MetricValues, PartName, ProtocolResults, Sampled, SetResults, SparsityCell,
    SparsityResults, SystemName, SystemValues, SystemsResults, ThinnedSystem,
};
pub use concealed::{HistoryOf, conceal, histories};
pub use groups::{Group, Grouping, GroupsResults, Interval, StoriesResults, Story};
pub use lists::{Exposure, ExposureResults, Guess, HiddenRating, PlayPerson, PlayResults};
pub use newcomers::{
    AnsweredPerson, ColdStartPeople, ColdStartResults, Curve, NewcomerSystem, Order, Playback, Step,
};

use matinee_core::domain::MovieId;
use matinee_engine::artifact::Manifest;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// To be raised whenever a type of these files changes.
pub const VERSION: u32 = 1;

/// One of the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResultsFile {
    /// [`CleaningResults`].
    Cleaning,
    /// [`SystemsResults`].
    Systems,
    /// [`PlayResults`].
    Play,
    /// [`ColdStartResults`].
    ColdStart,
    /// [`ColdStartPeople`].
    ColdStartPeople,
    /// [`SparsityResults`].
    Sparsity,
    /// [`ExposureResults`].
    Exposure,
    /// [`MapResults`].
    Map,
    /// [`GroupsResults`].
    Groups,
    /// [`StoriesResults`].
    Stories,
    /// [`ModelCard`].
    ModelCard,
}

impl ResultsFile {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Cleaning,
        Self::Systems,
        Self::Play,
        Self::ColdStart,
        Self::ColdStartPeople,
        Self::Sparsity,
        Self::Exposure,
        Self::Map,
        Self::Groups,
        Self::Stories,
        Self::ModelCard,
    ];

    /// Its name, without `.json`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cleaning => "cleaning",
            Self::Systems => "systems",
            Self::Play => "play",
            Self::ColdStart => "cold-start",
            Self::ColdStartPeople => "cold-start-people",
            Self::Sparsity => "sparsity",
            Self::Exposure => "exposure",
            Self::Map => "map",
            Self::Groups => "groups",
            Self::Stories => "stories",
            Self::ModelCard => "model-card",
        }
    }

    /// Whether a site carries figures that are made of it, in its place; else it travels as it is.
    #[must_use]
    pub const fn is_made(self) -> bool {
        !matches!(
            self,
            Self::Play | Self::ColdStartPeople | Self::Stories | Self::Map
        )
    }

    /// Whether it is about single people's ratings, which it has by their rows in the model ([`conceal`]): a site
    /// without ratings does not have such a file.
    #[must_use]
    pub const fn has_ratings(self) -> bool {
        matches!(self, Self::Play | Self::ColdStartPeople | Self::Stories)
    }
}

/// The address of a file among those that the page names, `/matinee/map-0123456789abcdef.results …`: the `content`
/// of its `meta` element `matinee-results`. `None` where the site does not have it.
#[must_use]
pub fn address(addresses: &str, file: ResultsFile) -> Option<&str> {
    let is_file = |address: &&str| {
        let name = address.rsplit('/').next().unwrap_or(address);
        let stem = name
            .strip_suffix(".results")
            .and_then(|name| name.rsplit_once('-'));
        stem.is_some_and(|(name, _hash)| name == file.name())
    };
    addresses.split_whitespace().find(is_file)
}

/// What every file begins with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// [`VERSION`] of whoever wrote it.
    pub version: u32,
    /// Which rows were trained on and which were measured, in a sentence or two.
    pub protocol: String,
    /// Of every random draw; where several were used, the first.
    pub seed: u64,
    /// The code that measured, as Git names it; empty where nobody said.
    pub commit: String,
    /// What makes the file again.
    pub command: String,
    /// Which model the results are about.
    pub model: ModelKey,
    /// How long training and measuring took, seconds of the clock.
    pub seconds: f32,
}

/// What tells one model from another, the same on every machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelKey {
    /// As [`Manifest::network`].
    pub network: String,
    /// As [`Manifest::preset`].
    pub preset: String,
    /// As [`Manifest::training_rows_sha256`].
    pub training_rows_sha256: String,
}

impl ModelKey {
    /// The key of a model.
    #[must_use]
    pub fn of(manifest: &Manifest) -> Self {
        Self {
            network: manifest.network.clone(),
            preset: manifest.preset.clone(),
            training_rows_sha256: manifest.training_rows_sha256.clone(),
        }
    }
}

/// A movie that the page may not have, because cleaning left it out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherMovie {
    /// Which.
    pub movie: MovieId,
    /// Title and year: `Fargo (1996)`.
    pub title: String,
}

/// A file of results.
pub trait Results: Serialize + DeserializeOwned {
    /// Which.
    const FILE: ResultsFile;

    /// What it begins with.
    fn head(&self) -> &Head;

    /// Puts ratings in the place of rows of histories, in a file that has ratings of single people.
    fn reveal(&mut self, _: &HistoryOf<'_>) {}
}

/// Why a file of results is not shown.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ResultsError {
    /// It is not what was expected.
    #[error("the file of these results cannot be read: {0}")]
    Unreadable(String),
    /// Another version of these types wrote it.
    #[error("the file of these results has version {found}; this page reads version {VERSION}")]
    Version {
        /// The version that it says.
        found: u32,
    },
    /// It is about another model.
    #[error("these results were measured of another model: {found}. This page carries {expected}")]
    OtherModel {
        /// Network and recipe of the file.
        found: String,
        /// Those of the page.
        expected: String,
    },
}

/// Reads a file of results, and checks that it is about this model, which has the ratings that the file names.
///
/// # Errors
/// As [`ResultsError`].
pub fn read<T: Results>(
    json: &[u8],
    model: &ModelKey,
    history_of: &HistoryOf<'_>,
) -> Result<T, ResultsError> {
    let mut results: T = parse(json)?;
    check_model(&results.head().model, model)?;
    results.reveal(history_of);
    Ok(results)
}

/// Reads a file of results of whatever model. Ratings of single people stay concealed.
///
/// # Errors
/// As [`ResultsError`].
pub fn parse<T: Results>(json: &[u8]) -> Result<T, ResultsError> {
    let unreadable = |error: serde_json::Error| ResultsError::Unreadable(error.to_string());
    let mut values: Value = serde_json::from_slice(json).map_err(unreadable)?;
    let version = values.get("head").and_then(|head| head.get("version"));
    if let Some(found) = version.and_then(Value::as_u64) {
        check_version(found.try_into().unwrap_or(u32::MAX))?;
    }
    if T::FILE.has_ratings() {
        concealed::mark(&mut values);
    }
    T::deserialize(&values).map_err(unreadable)
}

/// Refuses what another version wrote.
pub(super) const fn check_version(found: u32) -> Result<(), ResultsError> {
    match found {
        VERSION => Ok(()),
        found => Err(ResultsError::Version { found }),
    }
}

/// Refuses what is about another model.
pub(super) fn check_model(found: &ModelKey, expected: &ModelKey) -> Result<(), ResultsError> {
    if found == expected {
        return Ok(());
    }
    let words = |key: &ModelKey| {
        let rows: String = key.training_rows_sha256.chars().take(8).collect();
        format!("{} ({}), trained on rows {rows}", key.network, key.preset)
    };
    Err(ResultsError::OtherModel {
        found: words(found),
        expected: words(expected),
    })
}

/// Says of a type which file it is, and how its ratings are revealed.
macro_rules! results {
    ($($type:ty => $file:ident $(, $reveal:ident)?;)*) => {
        $(impl Results for $type {
            const FILE: ResultsFile = ResultsFile::$file;

            fn head(&self) -> &Head {
                &self.head
            }

            $(fn reveal(&mut self, history_of: &HistoryOf<'_>) {
                concealed::$reveal(self, history_of);
            })?
        })*
    };
}

results! {
    CleaningResults => Cleaning;
    SystemsResults => Systems;
    PlayResults => Play, reveal_play;
    ColdStartResults => ColdStart;
    ColdStartPeople => ColdStartPeople, reveal_people;
    SparsityResults => Sparsity;
    ExposureResults => Exposure;
    MapResults => Map;
    GroupsResults => Groups;
    StoriesResults => Stories, reveal_stories;
    ModelCard => ModelCard;
}

#[cfg(test)]
mod tests;
