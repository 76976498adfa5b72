//! Popularity discount: what few have rated gets a better place.

/// Divides relevance by (1 + number of ratings)^strength and scales the largest back to 1, so that
/// the other levers weigh as much as before.
pub(super) fn apply(relevance: &mut [f64], n_ratings: impl Iterator<Item = u32>, strength: f32) {
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
