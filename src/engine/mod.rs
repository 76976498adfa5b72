//! Serving: plain Rust over folded weights, no Burn. The same natively and in a browser.
//!
//! Depends on: `domain`, `dataset` (types), `features`, `artifact`.

use crate::artifact::{Artifact, ArtifactError, Catalogue, Manifest};
use crate::dataset::User;
use crate::domain::{MovieId, MovieIdx, Score, Stars, UserId, UserIdx};

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
}

#[allow(clippy::todo, missing_docs)]
impl Engine {
    /// Opens an artifact's bytes: reads, checks, projects both halves of fc1, and compares the
    /// golden predictions.
    pub fn open(bytes: &[u8]) -> Result<Self, ArtifactError> {
        let _ = bytes;
        todo!()
    }

    pub fn manifest(&self) -> &Manifest {
        &self.artifact.manifest
    }

    pub fn catalogue(&self) -> &Catalogue {
        &self.artifact.catalogue
    }

    /// All users, in the order of [`UserIdx`].
    pub fn users(&self) -> &[User] {
        &self.artifact.people.users
    }

    /// Occupation names.
    pub fn occupations(&self) -> &[String] {
        &self.artifact.people.occupations
    }

    /// What a user rated, ascending by movie.
    pub fn history(&self, user: UserIdx) -> &[(MovieIdx, Stars)] {
        &self.artifact.people.histories[user.row()]
    }

    pub fn user_idx(&self, id: UserId) -> Option<UserIdx> {
        let _ = id;
        todo!()
    }

    pub fn movie_idx(&self, id: MovieId) -> Option<MovieIdx> {
        let _ = id;
        todo!()
    }

    /// Predicted stars and ranking score of one pair, seen or not.
    pub fn predict(&self, user: UserIdx, movie: MovieIdx) -> Recommendation {
        let _ = (user, movie);
        todo!()
    }

    /// The `k` best movies that `user` has not rated, best first: by ranking score, then number
    /// of ratings, then raw id. Shorter only when fewer unseen movies exist.
    pub fn recommend(&self, user: UserIdx, k: usize) -> Vec<Recommendation> {
        let _ = (user, k);
        todo!()
    }
}
