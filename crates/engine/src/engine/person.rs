//! Whom a list is for: somebody of the training data, or somebody new.

use std::sync::Arc;

use crate::networks::network::{Scorer, Taste};
use matinee_core::domain::{MovieIdx, Stars};

/// What a model knows of one person, known or new. Cheap to keep while a list is steered.
///
/// It belongs to the engine that it came from: to any other it is a stranger, of whom nothing is known.
#[derive(Clone, Debug)]
pub struct Person {
    /// Ascending, each at most once.
    pub(super) seen: Vec<MovieIdx>,
    /// Of all that they have seen; or none, where a model knows a person without them.
    pub(super) ratings: Vec<(MovieIdx, Stars)>,
    pub(super) taste: Arc<dyn Taste>,
    /// Who knows them: another engine does not.
    pub(super) network: Arc<dyn Scorer>,
    /// How far their ratings lie from what is expected of them: see [`crate::artifact::Spreads`].
    pub(super) spread: f32,
}

impl Person {
    /// The movies that they have seen, ascending: never in their lists.
    #[must_use]
    pub fn seen(&self) -> &[MovieIdx] {
        &self.seen
    }

    /// What they rated, ascending by movie; nothing where a model knows them without their ratings.
    #[must_use]
    pub fn ratings(&self) -> &[(MovieIdx, Stars)] {
        &self.ratings
    }
}
