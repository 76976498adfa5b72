//! Serving: plain Rust over folded weights, no Burn. The same natively and in a browser.
//!
//! fc1 is linear in its concatenated input, so the user half and the movie half
//! are multiplied out once, when a model is opened. One list then costs an add,
//! a ReLU and a multiply-add per movie and hidden unit.
//!
//! Every sum is taken in one fixed order and no transcendental function comes
//! from the platform, so that scores are the same bits everywhere.
//!
//! Depends on: `domain`, `dataset` (types), `features`, `artifact`.

mod scorer;
mod top_k;

use sha2::{Digest, Sha256};

use crate::artifact::{self, Artifact, ArtifactError, Catalogue, Manifest};
use crate::dataset::{User, Vocabulary};
use crate::domain::{MovieId, MovieIdx, Score, Stars, UserId, UserIdx};

use scorer::Scorer;

/// How far a golden prediction may be off, in stars.
const GOLDEN_TOLERANCE: f32 = 1e-4;
/// Length of the lists that [`Manifest::lists_sha256`] covers.
const FINGERPRINT_K: usize = 10;

/// One entry of a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recommendation {
    /// Which movie.
    pub movie: MovieIdx,
    /// Predicted stars: what is shown.
    pub stars: Score,
    /// What the list is ordered by; higher is better, no unit.
    pub ranking_score: f32,
}

/// A loaded model, ready to answer.
#[derive(Debug)]
pub struct Engine {
    artifact: Artifact,
    scorer: Scorer,
    user_ids: Vocabulary<UserId>,
    movie_ids: Vocabulary<MovieId>,
}

impl Engine {
    /// Opens an artifact's bytes.
    ///
    /// # Errors
    /// As [`artifact::read`] and [`Engine::new`].
    pub fn open(bytes: &[u8]) -> Result<Self, ArtifactError> {
        Self::new(artifact::read(bytes)?)
    }

    /// Prepares a checked artifact for serving.
    ///
    /// # Errors
    /// [`ArtifactError::SelfTest`] when a golden prediction is not reproduced.
    pub fn new(artifact: Artifact) -> Result<Self, ArtifactError> {
        let engine = Self {
            scorer: Scorer::new(&artifact),
            user_ids: Vocabulary::new(artifact.people.users.iter().map(|user| user.id)),
            movie_ids: Vocabulary::new(artifact.catalogue.movies.iter().map(|movie| movie.id)),
            artifact,
        };
        engine.check_golden()?;
        Ok(engine)
    }

    fn check_golden(&self) -> Result<(), ArtifactError> {
        for golden in &self.manifest().golden {
            let (user, movie) = (UserIdx(golden.user), MovieIdx(golden.movie));
            let known =
                user.row() < self.users().len() && movie.row() < self.catalogue().movies.len();
            let found = if known {
                self.raw_stars(user, movie)
            } else {
                f32::NAN
            };
            let difference = (found - golden.raw_stars).abs();
            if difference.is_nan() || difference > GOLDEN_TOLERANCE {
                return Err(ArtifactError::SelfTest {
                    user: golden.user,
                    movie: golden.movie,
                    expected: golden.raw_stars,
                    found,
                });
            }
        }
        Ok(())
    }

    /// What the model says of itself.
    #[must_use]
    pub fn manifest(&self) -> &Manifest {
        &self.artifact.manifest
    }

    /// The movies that can be recommended.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.artifact.catalogue
    }

    /// All users, in the order of [`UserIdx`].
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.artifact.people.users
    }

    /// Occupation names; [`User::occupation`] is a row.
    #[must_use]
    pub fn occupations(&self) -> &[String] {
        &self.artifact.people.occupations
    }

    /// What a user rated, ascending by movie.
    ///
    /// # Panics
    /// When `user` is not an index of this model; so do the methods below.
    #[must_use]
    pub fn history(&self, user: UserIdx) -> &[(MovieIdx, Stars)] {
        &self.artifact.people.histories[user.row()]
    }

    /// The dense index of a raw user id.
    #[must_use]
    pub fn user_idx(&self, id: UserId) -> Option<UserIdx> {
        self.user_ids.row(id).map(UserIdx)
    }

    /// The dense index of a raw movie id.
    #[must_use]
    pub fn movie_idx(&self, id: MovieId) -> Option<MovieIdx> {
        self.movie_ids.row(id).map(MovieIdx)
    }

    /// The network's output in stars, before clipping.
    #[must_use]
    pub fn raw_stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        self.scorer.raw_stars(user, movie)
    }

    /// Predicted stars and ranking score of one pair, seen or not.
    #[must_use]
    pub fn predict(&self, user: UserIdx, movie: MovieIdx) -> Recommendation {
        self.recommendation(movie, self.raw_stars(user, movie))
    }

    /// The `k` best movies that `user` has not rated, best first: by ranking score, then number
    /// of ratings, then raw id. Shorter only when fewer unseen movies exist.
    #[must_use]
    pub fn recommend(&self, user: UserIdx, k: usize) -> Vec<Recommendation> {
        let mut seen = self
            .history(user)
            .iter()
            .map(|(movie, _)| *movie)
            .peekable();
        let mut candidates = Vec::with_capacity(self.catalogue().movies.len());
        self.scorer.for_each_movie(user, |movie, raw_stars| {
            // Both ascend by movie, so one look at the head of the history is enough.
            if seen.next_if_eq(&movie).is_none() {
                candidates.push(self.recommendation(movie, raw_stars));
            }
        });
        let catalogue = self.catalogue();
        top_k::take_best(&mut candidates, k, |entry| top_k::Place {
            score: entry.ranking_score,
            n_ratings: catalogue.n_ratings[entry.movie.row()],
            id: catalogue.movies[entry.movie.row()].id,
        });
        candidates
    }

    /// SHA-256 over every user's top 10, as [`Manifest::lists_sha256`] defines it, hexadecimal.
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

    fn recommendation(&self, movie: MovieIdx, raw_stars: f32) -> Recommendation {
        Recommendation {
            movie,
            stars: Score::clip(raw_stars),
            ranking_score: raw_stars + self.scorer.prior(movie),
        }
    }
}
