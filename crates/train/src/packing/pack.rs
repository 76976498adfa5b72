//! What packing asks of a kind of network.

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::artifact::{Catalogue, GoldenPrediction, People, Weights};

/// Weights of one kind, as they are packed.
pub(super) trait Pack {
    /// Predicts these pairs in another way than the engine's.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        catalogue: &Catalogue,
        people: &People,
    ) -> Vec<GoldenPrediction>;

    /// Keeps what it needs to know of the stars of these people, who are about to lose them.
    fn strip(&mut self, _catalogue: &Catalogue, _people: &People) {}
}

/// The weights, whatever kind they are of.
pub(super) fn of(weights: &Weights) -> &dyn Pack {
    match weights {
        Weights::Seed(weights) => &**weights,
        Weights::Hybrid(weights) => &**weights,
        Weights::Popularity(weights) => &**weights,
    }
}

/// [`of`], to be changed.
pub(super) fn of_mut(weights: &mut Weights) -> &mut dyn Pack {
    match weights {
        Weights::Seed(weights) => &mut **weights,
        Weights::Hybrid(weights) => &mut **weights,
        Weights::Popularity(weights) => &mut **weights,
    }
}
