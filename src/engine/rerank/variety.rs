//! Variety: each place of the list is unlike the places before it (maximal marginal relevance).

use crate::features::genre_cosine;

/// How like each candidate is to what has been chosen.
pub(super) struct Variety<'a> {
    /// Genres of each candidate.
    genres: &'a [u32],
    /// Largest cosine with a chosen movie, kept up to date: one cosine a candidate and place.
    similarity: Vec<f64>,
}

impl<'a> Variety<'a> {
    pub(super) fn new(genres: &'a [u32]) -> Self {
        Self {
            genres,
            similarity: vec![0.0; genres.len()],
        }
    }

    /// 0 (nothing in common with the list so far) to 1 (the genres of one of its movies).
    pub(super) fn similarity(&self, candidate: usize) -> f64 {
        self.similarity[candidate]
    }

    pub(super) fn choose(&mut self, chosen: u32) {
        for (similarity, genres) in self.similarity.iter_mut().zip(self.genres) {
            *similarity = similarity.max(genre_cosine(chosen, *genres));
        }
    }
}
