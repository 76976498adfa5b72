//! Steering a list: what it costs in relevance, and what it gains.
//!
//! The list is filled place by place, each with the movie of the highest
//!
//! ```text
//! (1 − c) ((1 − v) relevance − v similarity) − c divergence
//! ```
//!
//! where `v` and `c` are the strengths of variety and calibration; so either alone is what its
//! source describes, and both together calibrate a varied list. The discount changes the relevance
//! before that. O(candidates · k).

use crate::explanation::Heads;
use crate::features::{genre_cosine, genre_distribution, genre_divergence};
use crate::tables::catalogue::Catalogue;
use matinee_core::domain::MovieIdx;
use matinee_core::order;

use super::selection::Scored;

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
        apply_discount(&mut relevance, n_ratings, steering.discount);
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

/// Gives what few have rated a better place: divides relevance by (1 + number of ratings)^strength
/// and scales the largest back to 1, so that the other levers weigh as much as before.
fn apply_discount(relevance: &mut [f64], n_ratings: impl Iterator<Item = u32>, strength: f32) {
    let mut largest = 0_f64;
    for (relevance, n) in relevance.iter_mut().zip(n_ratings) {
        // Not the platform's power: lists are the same everywhere.
        *relevance /= libm::pow(1.0 + f64::from(n), f64::from(strength));
        largest = largest.max(*relevance);
    }
    if largest > 0.0 {
        for relevance in relevance {
            *relevance /= largest;
        }
    }
}

/// Variety: how like each set of genres is to those of what has been chosen.
struct Variety<'a> {
    /// Sets of genres.
    sets: &'a [u32],
    /// Largest cosine with a chosen movie, kept up to date: one cosine a set and place.
    similarity: Vec<f64>,
}

impl<'a> Variety<'a> {
    fn new(sets: &'a [u32]) -> Self {
        Self {
            sets,
            similarity: vec![0.0; sets.len()],
        }
    }

    /// 0 (nothing in common with the list so far) to 1 (the genres of one of its movies).
    fn similarity(&self, set: usize) -> f64 {
        self.similarity[set]
    }

    fn choose(&mut self, chosen: u32) {
        for (similarity, genres) in self.similarity.iter_mut().zip(self.sets) {
            *similarity = similarity.max(genre_cosine(chosen, *genres));
        }
    }
}

/// Calibration: the genres of the history and of the list so far.
struct Calibration {
    /// Shares, summing to 1.
    history: [f64; 32],
    /// Each movie of the list spreads one unit over its genres.
    list: [f64; 32],
    /// Movies of the list that have a genre.
    n: f64,
}

/// The divergence of the list with one more movie, prepared for all candidates: only the genres
/// of the candidate itself differ between them.
struct NextPlace<'a> {
    history: &'a [f64; 32],
    /// Units of the list so far.
    list: &'a [f64; 32],
    /// Movies with the next one.
    n: f64,
    /// Each genre's part if the next movie does not have it.
    parts: [f64; 32],
    /// Their sum.
    sum: f64,
    /// The divergence as it is.
    now: f64,
}

impl Calibration {
    const fn new(history: [f64; 32]) -> Self {
        Self {
            history,
            list: [0.0; 32],
            n: 0.0,
        }
    }

    fn of_next(&self) -> NextPlace<'_> {
        let parts_of = |n: f64| -> [f64; 32] {
            std::array::from_fn(|genre| genre_divergence(self.history[genre], self.list[genre] / n))
        };
        let parts = parts_of(self.n + 1.0);
        NextPlace {
            history: &self.history,
            list: &self.list,
            n: self.n + 1.0,
            parts,
            sum: parts.iter().sum(),
            now: parts_of(self.n.max(1.0)).iter().sum(),
        }
    }

    fn choose(&mut self, genres: u32) {
        if genres == 0 {
            return;
        }
        self.n += 1.0;
        for genre in genre_rows(genres) {
            self.list[genre] += 1.0 / f64::from(genres.count_ones());
        }
    }
}

impl NextPlace<'_> {
    /// The list's divergence from the history with a movie of these genres, nats.
    fn with(&self, genres: u32) -> f64 {
        if genres == 0 {
            return self.now;
        }
        let unit = 1.0 / f64::from(genres.count_ones());
        let change = |genre: usize| {
            let share = (self.list[genre] + unit) / self.n;
            genre_divergence(self.history[genre], share) - self.parts[genre]
        };
        self.sum + genre_rows(genres).map(change).sum::<f64>()
    }
}

fn genre_rows(genres: u32) -> impl Iterator<Item = usize> {
    (0..32).filter(move |genre| genres >> genre & 1 == 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::features::genre_distance;
    use matinee_core::domain::{MovieId, StarScale};
    use matinee_data::dataset::Movie;

    use super::*;

    const N_GENRES: u32 = 5;

    // The formulas of `metrics` in `matinee-lab`, which stands on this crate.

    /// Mean self-information of the places of a list, bits.
    fn novelty(list: &[MovieIdx], n_ratings: &[u32]) -> f64 {
        let total: f64 = n_ratings.iter().copied().map(f64::from).sum();
        let bits = |movie: &MovieIdx| -(f64::from(n_ratings[movie.row()].max(1)) / total).log2();
        list.iter().map(bits).sum::<f64>() / list.len() as f64
    }

    /// The divergence of the genres of a list from those of a history, nats.
    fn calibration(history: &[f64; 32], list: &[f64; 32]) -> f64 {
        let genres = history.iter().zip(list);
        genres.map(|(p, q)| genre_divergence(*p, *q)).sum()
    }

    /// Movies whose genres, popularity and score are all different from each other, the better known
    /// with the better score.
    fn catalogue(n: u32) -> Catalogue {
        let movie = |row: u32| Movie {
            id: MovieId(row + 1),
            title: String::new(),
            year: None,
            released: None,
            // The best are all of genre 0.
            genres: if row < n / 4 {
                1
            } else {
                1 << (row % N_GENRES) | 1 << (row % 3)
            },
            imdb: None,
            tmdb: None,
        };
        Catalogue {
            scale: StarScale::Whole,
            aliases: Vec::new(),
            genres: (0..N_GENRES).map(|genre| genre.to_string()).collect(),
            movies: (0..n).map(movie).collect(),
            n_ratings: (0..n).map(|row| 2000 / (row + 1)).collect(),
            n_liked: vec![0; n as usize],
            n_first: n as usize,
        }
    }

    /// Ranking scores fall with the row.
    fn candidates(n: u32) -> Vec<(MovieIdx, f32)> {
        (0..n)
            .map(|row| (MovieIdx(row), 3.0 - (row as f32).sqrt()))
            .collect()
    }

    /// Seen movies of genres 1 and 2 above all.
    fn history() -> Vec<MovieIdx> {
        [61, 62, 71, 72, 76].map(MovieIdx).to_vec()
    }

    fn list(k: usize, steering: Steering) -> Vec<MovieIdx> {
        let list = choose(candidates(60), k, &steering, &catalogue(80), &history());
        list.into_iter().map(|(movie, _)| movie).collect()
    }

    fn genres(list: &[MovieIdx]) -> Vec<u32> {
        let catalogue = catalogue(80);
        list.iter()
            .map(|movie| catalogue.movies[movie.row()].genres)
            .collect()
    }

    fn plain() -> Vec<MovieIdx> {
        list(10, Steering::default())
    }

    #[test]
    fn a_discount_makes_a_list_more_novel() {
        let novelty = |list: Vec<MovieIdx>| novelty(&list, &catalogue(80).n_ratings);
        let discounted = Steering {
            discount: 0.5,
            ..Steering::default()
        };
        assert!(novelty(list(10, discounted)) > novelty(plain()));
    }

    #[test]
    fn variety_makes_the_movies_of_a_list_more_different() {
        let distance = |list: &[MovieIdx]| genre_distance(&genres(list)).unwrap();
        let varied = Steering {
            variety: 0.4,
            ..Steering::default()
        };
        assert!(distance(&list(10, varied)) > distance(&plain()));
    }

    #[test]
    fn calibration_brings_a_list_closer_to_the_history() {
        let p = genre_distribution(genres(&history())).unwrap();
        let error = |list: &[MovieIdx]| calibration(&p, &genre_distribution(genres(list)).unwrap());
        let calibrated = Steering {
            calibration: 0.4,
            ..Steering::default()
        };
        assert!(error(&list(10, calibrated)) < error(&plain()));
    }

    #[test]
    fn calibration_does_nothing_without_a_history() {
        let calibrated = Steering {
            calibration: 1.0,
            ..Steering::default()
        };
        let list = choose(candidates(60), 10, &calibrated, &catalogue(80), &[]);
        assert_eq!(list, candidates(60)[..10]);
    }

    #[test]
    fn what_is_no_strength_is_off_and_what_is_too_strong_is_full_strength() {
        for strength in [f32::NAN, -1.0, f32::NEG_INFINITY] {
            let steering = Steering {
                discount: strength,
                variety: strength,
                calibration: strength,
                ..Steering::default()
            };
            assert_eq!(list(10, steering), plain());
        }
        let at = |variety| {
            list(
                10,
                Steering {
                    variety,
                    ..Steering::default()
                },
            )
        };
        assert_eq!(at(7.0), at(1.0));
    }

    #[test]
    fn the_divergence_of_the_next_list_is_that_of_the_whole_list() {
        let p = [0.5, 0.3, 0.2]
            .iter()
            .copied()
            .chain([0.0; 29])
            .collect::<Vec<_>>();
        let p: [f64; 32] = p.try_into().unwrap();
        let mut filled = Calibration::new(p);
        let mut list = Vec::new();
        for genres in [0b001, 0b011, 0, 0b110, 0b1000, 0b111] {
            list.push(genres);
            let whole = genre_distribution(list.iter().copied()).unwrap();
            let found = filled.of_next().with(genres);
            assert!((found - calibration(&p, &whole)).abs() < 1e-9, "{list:?}");
            filled.choose(genres);
        }
    }

    proptest! {
        #[test]
        fn a_steered_list_is_full_has_no_movie_twice_and_is_the_same_again(
            k in 0_usize..70,
            discount in 0_f32..1.0,
            variety in 0_f32..1.0,
            calibration in 0_f32..1.0,
        ) {
            let steering = Steering { discount, variety, calibration, ..Steering::default() };
            let chosen = list(k, steering);
            prop_assert_eq!(chosen.len(), k.min(60));
            let mut distinct = chosen.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), chosen.len());
            prop_assert_eq!(&list(k, steering), &chosen);
            // Each place is filled without a look at those after it.
            prop_assert_eq!(&list(70, steering)[..chosen.len()], &chosen[..]);
        }

        #[test]
        fn scores_that_are_no_numbers_do_not_shorten_a_list(
            scores in prop::collection::vec(prop::num::f32::ANY, 1..40),
        ) {
            let candidates: Vec<_> = (0..).map(MovieIdx).zip(scores.iter().copied()).collect();
            let steering = Steering { blend: 0.0, discount: 0.3, variety: 0.3, calibration: 0.3 };
            let list = choose(candidates, 10, &steering, &catalogue(80), &history());
            prop_assert_eq!(list.len(), scores.len().min(10));
        }
    }
}
