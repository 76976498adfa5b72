//! What sets of genres have in common: bit `g` of a set stands for genre `g`.
//!
//! The formulas by which lists are measured are those by which they are steered.

/// Weight of the history in the smoothed distribution of a list (Steck's α).
const SMOOTHING: f64 = 0.01;

/// Cosine of two genre vectors, `|a ∧ b| / √(|a| |b|)`; 0 when either has no genre.
#[must_use]
pub fn genre_cosine(a: u32, b: u32) -> f64 {
    if a == 0 || b == 0 {
        return 0.0;
    }
    let [both, a, b] = [a & b, a, b].map(|genres| f64::from(genres.count_ones()));
    both / (a * b).sqrt()
}

/// Intra-list distance, `1 − mean pairwise cosine` of the genre vectors of a list: 0 (all alike) to
/// 1 (nothing in common).
///
/// A movie of no genre has nothing in common with any other. `None` for a list with fewer than two
/// movies.
#[must_use]
pub fn genre_distance(genres: &[u32]) -> Option<f64> {
    let mut similarity = 0.0;
    for (place, a) in genres.iter().enumerate() {
        for b in &genres[place + 1..] {
            similarity += genre_cosine(*a, *b);
        }
    }
    let n_pairs = genres.len() * genres.len().saturating_sub(1) / 2;
    (n_pairs > 0).then(|| 1.0 - similarity / n_pairs as f64)
}

/// The share of each genre in a set of movies. A movie spreads one unit evenly
/// over its genres.
///
/// Movies of no genre are left out. `None` when no movie has a genre.
#[must_use]
pub fn genre_distribution(genres: impl IntoIterator<Item = u32>) -> Option<[f64; 32]> {
    let mut shares = [0.0; 32];
    let mut total = 0.0;
    for movie in genres.into_iter().filter(|movie| *movie != 0) {
        total += 1.0;
        for (row, share) in shares.iter_mut().enumerate() {
            if movie >> row & 1 == 1 {
                *share += 1.0 / f64::from(movie.count_ones());
            }
        }
    }
    (total > 0.0).then(|| shares.map(|share| share / total))
}

/// One genre's part of the divergence of a list from a history, nats:
/// `p ln(p / (.99 q + .01 p))`, 0 where the history has nothing of the genre.
///
/// The logarithm is not the platform's, so that lists are the same everywhere.
#[must_use]
pub fn genre_divergence(p: f64, q: f64) -> f64 {
    if p > 0.0 {
        p * libm::log(p / ((1.0 - SMOOTHING) * q + SMOOTHING * p))
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_movie_spreads_one_unit_over_its_genres() {
        let shares = genre_distribution([0b011, 0b001]).unwrap();
        assert_eq!(shares[..3], [0.75, 0.25, 0.0]);
    }

    #[test]
    fn movies_without_genre_are_left_out() {
        assert_eq!(genre_distribution([0, 0]), None);
        assert_eq!(genre_distribution([0, 1]), genre_distribution([1]));
    }

    #[test]
    fn genres_are_alike_as_far_as_they_are_shared() {
        for (a, b, expected) in [(0b11, 0b11, 1.0), (0b01, 0b10, 0.0), (0, 0b1, 0.0)] {
            assert!(
                (genre_cosine(a, b) - expected).abs() < 1e-12,
                "{a:b}, {b:b}"
            );
        }
        assert!((genre_cosine(0b1, 0b11) - 0.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_genre_that_the_list_misses_costs_the_most() {
        assert!((genre_divergence(0.5, 0.0) - 0.5 * 100_f64.ln()).abs() < 1e-12);
        assert!(genre_divergence(0.5, 0.5).abs() < 1e-12);
        assert!(genre_divergence(0.0, 0.5).abs() < 1e-12);
    }
}
