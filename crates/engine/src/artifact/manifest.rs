//! What a model is made of, what it says of itself, and the promise of a network that travels in a file of
//! its own.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::container::sections::ArtifactError;
use crate::networks::Weights;
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use crate::tables::spreads::Spreads;
use matinee_core::domain::{MovieIdx, UserIdx};

/// Everything the page needs to recommend: what is on the site.
#[derive(Clone, Debug, PartialEq)]
pub struct Artifact {
    /// What this is, where it comes from and how good it is.
    pub manifest: Manifest,
    /// The movies.
    pub catalogue: Catalogue,
    /// The users and what they rated.
    pub people: People,
    /// How far ratings lie from what is expected of them.
    pub spreads: Spreads,
    /// The network, ready to be served.
    pub weights: Weights,
}

impl Artifact {
    /// The model of the movies of these rows alone, in this order, of which `n_first` come in the first part of a
    /// file. What the manifest says of all stays as it was: its self-test, and which tables it belongs to.
    ///
    /// # Panics
    /// When there is no such row.
    #[must_use]
    pub fn of_movies(self, rows: &[usize], n_first: usize) -> Self {
        let new = self.catalogue.renumbering(rows);
        Self {
            catalogue: self.catalogue.of_rows(rows, n_first),
            people: People {
                histories: self.people.histories.renumbered(&new),
                ..self.people
            },
            spreads: self.spreads.of_movies(rows),
            weights: self.weights.of_movies(rows),
            manifest: self.manifest,
        }
    }
}

/// The artifact's own account: configuration, origin, accuracy, self-test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this package that wrote the file.
    pub written_by: String,
    /// Name of the network: see [`matinee_core::network_kind::NetworkKind`].
    pub network: String,
    /// Name of the recipe: `original`, `plain`, `page`, or `custom`.
    pub preset: String,
    /// The recipe, one `(name, value)` a hyper-parameter, for people to read.
    pub recipe: Vec<(String, String)>,
    /// The seed of every random draw.
    pub seed: u64,
    /// Where the data comes from and what may be done with it.
    pub data_notice: String,
    /// SHA-256 of the rating rows that the network was trained on, hexadecimal.
    pub training_rows_sha256: String,
    /// Number of rating rows that the network was trained on.
    pub n_training_rows: u32,
    /// SHA-256 over the SHA-256 of the sections with the catalogue, the users and the histories,
    /// hexadecimal: which tables the weights belong to.
    pub tables_sha256: String,
    /// Losses of the run that chose the number of epochs.
    pub losses: Vec<EpochLoss>,
    /// Measured accuracy, each with its protocol.
    pub metrics: Vec<Metric>,
    /// What steering the list costs and gains.
    pub curves: Vec<Curve>,
    /// Predictions of the network where it was made.
    pub golden: Vec<GoldenPrediction>,
    /// SHA-256 over every user's top 10 (dense movie indices, little-endian `u32`, users in
    /// order), hexadecimal: the list is the same wherever it is computed.
    pub lists_sha256: String,
    /// Other networks over the same tables, for whoever carries this model to offer beside it.
    pub companions: Vec<WeightsAsset>,
}

/// Mean squared error after one epoch, in stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct EpochLoss {
    /// From 1.
    pub epoch: u32,
    /// On the training rows, measured while training (dropout on), without the regularisation terms.
    pub training: f32,
    /// On the validation rows; `None` when there are none.
    pub validation: Option<f32>,
}

/// One measured number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Metric {
    /// On which rows, for example `u1` or `validation 10 %`.
    pub protocol: String,
    /// For example `RMSE`.
    pub name: String,
    /// The value; stars for RMSE and MAE.
    pub value: f32,
}

/// What the network predicts for one pair, before clipping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GoldenPrediction {
    /// Dense user index.
    pub user: u32,
    /// Dense movie index.
    pub movie: u32,
    /// Raw output in stars.
    pub raw_stars: f32,
    /// What lists are ordered by.
    pub ranking_score: f32,
}

/// Golden predictions in a manifest: each is a sum over every column, of one user and one movie in
/// twenty.
const N_GOLDEN: u32 = 64;

/// Of which pairs a model of so many users and movies has golden predictions: spread over all of
/// them by two strides. There are movies. Where there are no users, user 0 stands for somebody new who
/// says nothing.
pub fn golden_pairs(n_users: usize, n_movies: usize) -> impl Iterator<Item = (UserIdx, MovieIdx)> {
    let (n_users, n_movies) = (n_users.max(1) as u32, n_movies as u32);
    (0..N_GOLDEN).map(move |i| (UserIdx((i * 631) % n_users), MovieIdx((i * 997) % n_movies)))
}

/// How the lists change with the strength of one lever.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// `blend`, `discount`, `variety` or `calibration`; see [`crate::engine::Steering`].
    pub lever: String,
    /// On which rows, for example `u1`.
    pub protocol: String,
    /// By ascending strength; one of them is 0, the plain list.
    pub points: Vec<CurvePoint>,
}

/// Means over the lists of one strength; see `ListQuality` of `matinee-lab`.
///
/// A new field also goes into `artifact/validate.rs`, `VERSION` in `container/sections.rs`, `point_of` in
/// `crates/lab/src/curves.rs`, `table_of` in `crates/cli/src/evaluate/model.rs`, and `between` in
/// `crates/app/src/steering/readout.rs` if the page shows it; `results/evidence.json` and
/// `crates/engine/fixtures/made-up.matinee` are then made again.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// Strength of the lever.
    pub strength: f32,
    /// NDCG@10.
    pub ndcg: f32,
    /// NDCG@10 with the gain 2^stars − 1.
    pub graded_ndcg: f32,
    /// Share of 1 and 2 stars among the listed movies that were rated in the test; 0 without any.
    pub disliked: f32,
    /// Mean stars that the listed movies got in the test; 0 where none was rated.
    pub stars_given: f32,
    /// Share of places with a movie half a star below the person's mean; 0 without predicted stars.
    pub low_places: f32,
    /// Recall@10.
    pub recall: f32,
    /// Share of the movies that are in somebody's list.
    pub coverage: f32,
    /// Bits.
    pub novelty: f32,
    /// Genre distance within a list, 0 to 1.
    pub distance: f32,
    /// KL divergence of genres from the history, nats: lower is better.
    pub calibration: f32,
    /// Gini coefficient of exposure.
    pub gini: f32,
}

/// The folder of such files, beside whatever carries the model.
const FOLDER: &str = "assets/";
/// What their names end in.
const EXTENSION: &str = ".matinee";
/// Digits of the hash in a name: enough that two builds never share one.
const NAMED_DIGITS: usize = 16;

/// Weights of another network over the same tables ([`super::write_weights`]), and where they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightsAsset {
    /// Name of the network, as in [`super::Manifest::network`].
    pub network: String,
    /// Relative to the page. It has a part of the hash in its name, so that a cache never answers
    /// with the file of another build.
    pub file: String,
    /// SHA-256 of the file, hexadecimal.
    pub sha256: String,
    /// Its length.
    pub n_bytes: u64,
}

impl WeightsAsset {
    /// What stands for `bytes`, the weights of `network`.
    #[must_use]
    pub fn of(network: &str, bytes: &[u8]) -> Self {
        let sha256 = hex(&Sha256::digest(bytes));
        Self {
            network: network.to_owned(),
            file: asset_file(network, &sha256),
            n_bytes: bytes.len() as u64,
            sha256,
        }
    }

    /// Checks that `bytes` are the ones this was made of.
    ///
    /// # Errors
    /// [`ArtifactError::OtherFile`] when they are not.
    pub fn check(&self, bytes: &[u8]) -> Result<(), ArtifactError> {
        let found = hex(&Sha256::digest(bytes));
        if found == self.sha256 {
            return Ok(());
        }
        Err(ArtifactError::OtherFile {
            network: self.network.clone(),
            expected_bytes: self.n_bytes,
            expected: self.sha256.clone(),
            found_bytes: bytes.len() as u64,
            found,
        })
    }

    /// Whether the file is one in the folder of such files, and the hash is one: a model from
    /// elsewhere must not send a page to another address.
    pub(super) fn is_sound(&self) -> bool {
        is_asset(&self.file)
            && self.sha256.len() == 2 * Sha256::output_size()
            && self.sha256.bytes().all(|byte| byte.is_ascii_hexdigit())
    }
}

/// What a file beside a model is called, relative to the page: with a part of its SHA-256, so that a cache
/// never answers with the file of another build.
pub(super) fn asset_file(name: &str, sha256: &str) -> String {
    let digits = &sha256[..NAMED_DIGITS];
    format!("{FOLDER}{name}-{digits}{EXTENSION}")
}

/// Whether a file is one in the folder of such files.
pub(super) fn is_asset(file: &str) -> bool {
    let name = file.strip_prefix(FOLDER);
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    let stem = name.and_then(|name| name.strip_suffix(EXTENSION));
    stem.is_some_and(|stem| !stem.is_empty() && stem.bytes().all(is_plain))
}

/// Bytes in hexadecimal.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn its_name_has_the_network_and_a_part_of_the_hash() {
        let companion = WeightsAsset::of("seed", b"abc");
        // FIPS 180-4's example.
        assert_eq!(companion.file, "assets/seed-ba7816bf8f01cfea.matinee");
        assert_eq!(companion.n_bytes, 3);
        assert!(companion.is_sound());
    }

    #[test]
    fn it_accepts_its_own_bytes_alone() {
        let companion = WeightsAsset::of("seed", b"abc");
        assert_eq!(companion.check(b"abc"), Ok(()));
        for other in [&b""[..], b"ab", b"abd", b"abcd"] {
            let error = companion.check(other).expect_err("other bytes");
            assert!(error.to_string().contains("seed"), "{error}");
        }
    }

    /// Expects a companion whose file is `file` to be refused.
    fn check_unsound(file: &str) {
        let companion = WeightsAsset {
            file: file.into(),
            ..WeightsAsset::of("seed", b"abc")
        };
        assert!(!companion.is_sound(), "{file}");
    }

    #[test]
    fn a_file_elsewhere_is_refused() {
        check_unsound("https://example.org/seed.matinee");
        check_unsound("//example.org/seed.matinee");
        check_unsound("assets/../seed.matinee");
        check_unsound("assets/deep/seed.matinee");
        check_unsound("assets/seed.js");
        check_unsound("assets/.matinee");
        check_unsound("seed.matinee");
        check_unsound("");
    }
}
