//! The self-test: a model is used only if it predicts what it predicted where it was made; and the hash of all its
//! lists.

use sha2::{Digest, Sha256};

use crate::artifact::{self, GoldenPrediction};
use crate::container::sections::ArtifactError;
use matinee_core::domain::{MovieIdx, UserIdx};

use super::serve::Engine;

/// How far a golden prediction may be off: in stars, and for a ranking score beyond ±1 also as a
/// share of it.
const TOLERANCE: f32 = 1e-4;
/// The same as a share of the magnitudes of what is added up, as large as rounding makes it: of
/// networks whose terms all but cancel out, that is more than the above. Of a network that was
/// trained well, it is less.
const ROUNDING: f32 = 8.0 * f32::EPSILON;

/// Length of the lists that [`lists_sha256`](crate::artifact::Manifest::lists_sha256) covers.
const FINGERPRINT_K: usize = 10;

impl Engine {
    /// SHA-256 over every user's top 10, as [`lists_sha256`](artifact::Manifest::lists_sha256) defines it, hexadecimal.
    #[must_use]
    pub fn lists_sha256(&self) -> String {
        let mut hash = Sha256::new();
        for user in (0..self.users().len() as u32).map(UserIdx) {
            for entry in self.recommend(user, FINGERPRINT_K) {
                hash.update(entry.movie.0.to_le_bytes());
            }
        }
        artifact::hex(&hash.finalize())
    }
}

/// What is predicted for a pair.
pub(super) struct Predicted {
    /// Raw stars and ranking score.
    pub(super) numbers: [f32; 2],
    /// Of each, the sum of the magnitudes of what is added up.
    pub(super) magnitudes: [f32; 2],
}

/// Compares golden predictions with what is predicted now; nothing, for whom or what is not there.
///
/// # Errors
/// [`ArtifactError::SelfTest`] with the first prediction that is not reproduced.
pub(super) fn golden(
    golden: &[GoldenPrediction],
    predict: impl Fn(UserIdx, MovieIdx) -> Option<Predicted>,
) -> Result<(), ArtifactError> {
    for golden in golden {
        let (user, movie) = (UserIdx(golden.user), MovieIdx(golden.movie));
        let predicted = predict(user, movie).unwrap_or(Predicted {
            numbers: [f32::NAN; 2],
            magnitudes: [0.0; 2],
        });
        let [raw_stars, ranking_score] = predicted.numbers;
        let [of_stars, of_score] = predicted.magnitudes;
        for (what, expected, found, magnitude) in [
            ("raw stars", golden.raw_stars, raw_stars, of_stars),
            (
                "ranking score",
                golden.ranking_score,
                ranking_score,
                of_score,
            ),
        ] {
            let difference = (found - expected).abs();
            let allowed = (TOLERANCE * expected.abs().max(1.0)).max(ROUNDING * magnitude);
            let is_off = difference.is_nan() || difference > allowed;
            if is_off || !allowed.is_finite() {
                return Err(ArtifactError::SelfTest {
                    what,
                    user: golden.user,
                    movie: golden.movie,
                    expected,
                    found,
                });
            }
        }
    }
    Ok(())
}
