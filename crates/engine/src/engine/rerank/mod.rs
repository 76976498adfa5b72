//! Steering a list: what it costs in relevance, and what it gains.
//!
//! One lever a file. The list is filled place by place, each with the movie of the highest
//!
//! ```text
//! (1 − c) ((1 − v) relevance − v similarity) − c divergence
//! ```
//!
//! where `v` and `c` are the strengths of variety and calibration; so either alone is what its
//! source describes, and both together calibrate a varied list. The discount changes the relevance
//! before that. O(candidates · k).

mod calibration;
mod discount;
#[cfg(test)]
mod tests;
mod variety;

use crate::features::genre_distribution;
use crate::tables::catalogue::Catalogue;
use matinee_core::domain::MovieIdx;
use matinee_core::order;

use super::top_k::Scored;
use crate::serving::heads::Heads;
use calibration::Calibration;
use variety::Variety;

/// Strengths of the levers, each 0 for off. All of them at 0 give exactly the plain list.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Steering {
    /// Which of the two heads orders the list, −1 to 1: by what people alike watch alone, by both as
    /// the model blends them, by the predicted stars alone; in between, the head that counts less
    /// fades in a straight line.
    pub blend: f32,
    /// Popularity discount, 0 to 1: relevance / (1 + number of ratings)^strength.
    pub discount: f32,
    /// Variety, 0 to 1: maximal marginal relevance (Carbonell and Goldstein, 1998) on the cosine
    /// of genre vectors, λ = 1 − strength.
    pub variety: f32,
    /// Calibration, 0 to 1: the genres of the list in the shares of the history (Steck, 2018),
    /// λ = strength.
    pub calibration: f32,
}

/// The best by score among which a steered list is chosen: 30 times a list of 10. Whatever stands
/// lower has no relevance to speak of, and each place of the list costs a look at every candidate.
const CANDIDATES: usize = 300;

impl Steering {
    /// How many of the best by score a list of `k` is chosen from.
    pub(super) fn n_candidates(self, k: usize) -> usize {
        if self.clipped().is_plain() {
            k
        } else {
            k.max(CANDIDATES)
        }
    }

    /// What each head counts: the order by what people alike watch, and the predicted stars.
    pub(super) fn heads(self) -> Heads {
        let Self { blend, .. } = self.clipped();
        Heads {
            order: 1.0 - blend.max(0.0),
            stars: 1.0 + blend.min(0.0),
        }
    }

    /// Whether the list is the best by score, whichever heads that has.
    fn is_plain(self) -> bool {
        let rest = Self::default();
        (self.discount, self.variety, self.calibration)
            == (rest.discount, rest.variety, rest.calibration)
    }

    /// Strengths as they are used: whatever is no number is off, the rest is clipped to 0 and 1.
    #[must_use]
    fn clipped(self) -> Self {
        let clip = |strength: f32| {
            if strength > 0.0 {
                strength.min(1.0)
            } else {
                0.0
            }
        };
        Self {
            blend: match self.blend.is_nan() {
                true => 0.0,
                false => self.blend.clamp(-1.0, 1.0),
            },
            discount: clip(self.discount),
            variety: clip(self.variety),
            calibration: clip(self.calibration),
        }
    }
}

/// The list of `k` movies, best first, out of the [`Steering::n_candidates`] best by score, which
/// stand in the plain order.
///
/// `seen` is what the person has seen: calibration follows it.
pub(super) fn choose(
    mut candidates: Vec<Scored>,
    k: usize,
    steering: &Steering,
    catalogue: &Catalogue,
    seen: &[MovieIdx],
) -> Vec<Scored> {
    let steering = steering.clipped();
    if steering.is_plain() {
        candidates.truncate(k);
        return candidates;
    }
    let genres = |movie: &MovieIdx| catalogue.movies[movie.row()].genres;
    let history = genre_distribution(seen.iter().map(genres));
    let mut relevance = relevance(&candidates);
    if steering.discount > 0.0 {
        let n_ratings = candidates
            .iter()
            .map(|(movie, _)| catalogue.n_ratings[movie.row()]);
        discount::apply(&mut relevance, n_ratings, steering.discount);
    }
    let candidate_genres: Vec<u32> = candidates.iter().map(|(movie, _)| genres(movie)).collect();
    let chosen = fill(k, &relevance, &candidate_genres, steering, history);
    chosen.into_iter().map(|row| candidates[row]).collect()
}

/// Scores shifted and scaled to 0 (the last candidate) to 1 (the best): the levers trade against
/// numbers of that size, and a ranking score has no unit.
fn relevance(candidates: &[Scored]) -> Vec<f64> {
    let score = |entry: Option<&Scored>| entry.map_or(0.0, |(_, score)| f64::from(*score));
    let (best, last) = (score(candidates.first()), score(candidates.last()));
    let scaled = candidates
        .iter()
        .map(|(_, score)| (f64::from(*score) - last) / (best - last));
    // All alike, or not a number: nothing to choose by.
    scaled
        .map(|x| if x.is_finite() { x } else { 0.0 })
        .collect()
}

/// Rows of the candidates for each place of the list. Candidates stand in the plain order, which
/// decides between equals.
///
/// What the levers say of a movie depends on its genres alone, so they are asked once for each
/// set of genres that occurs.
fn fill(
    k: usize,
    relevance: &[f64],
    genres: &[u32],
    steering: Steering,
    history: Option<[f64; 32]>,
) -> Vec<usize> {
    let mut sets = genres.to_vec();
    order::sort_and_dedup(&mut sets);
    let set_of: Vec<usize> = (genres.iter())
        .map(|genres| sets.partition_point(|set| set < genres))
        .collect();

    let v = f64::from(steering.variety);
    let mut variety = (v > 0.0).then(|| Variety::new(&sets));
    let mut calibration = history
        .filter(|_| steering.calibration > 0.0)
        .map(Calibration::new);
    // Without a history there is nothing to follow, and nothing to give up relevance for.
    let c = calibration
        .as_ref()
        .map_or(0.0, |_| f64::from(steering.calibration));

    let mut open: Vec<usize> = (0..relevance.len()).collect();
    let mut chosen = Vec::with_capacity(k.min(open.len()));
    while chosen.len() < k {
        let next = calibration.as_ref().map(Calibration::of_next);
        let loss = |(set, genres): (usize, &u32)| {
            let similarity = variety
                .as_ref()
                .map_or(0.0, |variety| variety.similarity(set));
            let divergence = next.as_ref().map_or(0.0, |next| next.with(*genres));
            (1.0 - c) * v * similarity + c * divergence
        };
        let losses: Vec<f64> = sets.iter().enumerate().map(loss).collect();
        let value = |row: usize| (1.0 - c) * (1.0 - v) * relevance[row] - losses[set_of[row]];
        let mut best: Option<(usize, f64)> = None;
        for (place, &row) in open.iter().enumerate() {
            let value = value(row);
            if best.is_none_or(|(_, best)| value > best) {
                best = Some((place, value));
            }
        }
        let Some((place, _)) = best else {
            break;
        };
        // Keeps the plain order of the rest, unlike `swap_remove`.
        let row = open.remove(place);
        if let Some(variety) = &mut variety {
            variety.choose(genres[row]);
        }
        if let Some(calibration) = &mut calibration {
            calibration.choose(genres[row]);
        }
        chosen.push(row);
    }
    chosen
}
