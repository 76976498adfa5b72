//! Places that go to what the system itself says the person would hardly like.

use super::precision::ratio;

/// How far below a person's mean is low, stars.
const BELOW: f64 = 0.5;

/// Share of all places whose predicted stars, clipped to the scale, are more than half a star below
/// what the person gives on average, 0 to 1.
///
/// A list is that average, stars, and the predicted stars of its places. `None` when there are no
/// places.
#[must_use]
pub fn low_places<'a>(lists: impl IntoIterator<Item = (f64, &'a [f32])>) -> Option<f64> {
    let (mut n_low, mut n_places) = (0, 0);
    for (mean, stars) in lists {
        let is_low = |stars: &&f32| f64::from(**stars).clamp(1.0, 5.0) < mean - BELOW;
        n_low += stars.iter().filter(is_low).count();
        n_places += stars.len();
    }
    (n_places > 0).then(|| ratio(n_low, n_places))
}

#[cfg(test)]
mod tests {
    use super::super::assert_close;
    use super::*;

    #[test]
    fn each_place_is_held_against_the_mean_of_its_person() {
        let lists: [(f64, &[f32]); 2] = [(4.0, &[3.4, 3.5, 4.9]), (3.0, &[3.4])];
        assert_close(low_places(lists), 0.25);
    }

    #[test]
    fn a_prediction_below_the_scale_counts_as_one_star() {
        assert_close(low_places([(1.4, &[-2.0_f32][..])]), 0.0);
        assert_close(low_places([(1.6, &[-2.0_f32][..])]), 1.0);
    }

    #[test]
    fn undefined_without_places() {
        assert_eq!(low_places([(3.0, &[][..])]), None);
    }
}
