//! Variety: each place of the list is unlike the places before it (maximal marginal relevance).

use crate::features::genre_cosine;

/// How like each set of genres is to those of what has been chosen.
pub(super) struct Variety<'a> {
    /// Sets of genres.
    sets: &'a [u32],
    /// Largest cosine with a chosen movie, kept up to date: one cosine a set and place.
    similarity: Vec<f64>,
}

impl<'a> Variety<'a> {
    pub(super) fn new(sets: &'a [u32]) -> Self {
        Self {
            sets,
            similarity: vec![0.0; sets.len()],
        }
    }

    /// 0 (nothing in common with the list so far) to 1 (the genres of one of its movies).
    pub(super) fn similarity(&self, set: usize) -> f64 {
        self.similarity[set]
    }

    pub(super) fn choose(&mut self, chosen: u32) {
        for (similarity, genres) in self.similarity.iter_mut().zip(self.sets) {
            *similarity = similarity.max(genre_cosine(chosen, *genres));
        }
    }
}
