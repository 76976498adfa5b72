//! How sure a mean over people is: the same people drawn again and again.

use matinee_core::random::seeded;
use rand::RngExt;

/// How often people are drawn.
const N_DRAWS: usize = 1000;
/// The stream of [`seeded`].
const STREAM: u64 = 0x626f_6f74;

/// The 2.5th and the 97.5th percentile of Σ numerators / Σ denominators when people are drawn with replacement
/// (bootstrap, Efron 1979). Each person brings both; people, not ratings, are drawn, since ratings of one person
/// are wrong together.
///
/// `None` without people, or when most draws have nothing to divide by.
#[must_use]
pub fn ratio_interval(people: &[(f64, f64)], seed: u64) -> Option<[f64; 2]> {
    let n_people = u32::try_from(people.len()).ok().filter(|n| *n > 0)?;
    let mut rng = seeded(seed, STREAM);
    let mut ratios = Vec::with_capacity(N_DRAWS);
    for _ in 0..N_DRAWS {
        let (mut numerator, mut denominator) = (0.0, 0.0);
        for _ in 0..n_people {
            let (above, below) = people[rng.random_range(0..n_people) as usize];
            numerator += above;
            denominator += below;
        }
        if denominator > 0.0 {
            ratios.push(numerator / denominator);
        }
    }
    if ratios.len() < N_DRAWS / 2 {
        return None;
    }
    ratios.sort_by(f64::total_cmp);
    let last = ratios.len() - 1;
    let at = |per_mille: usize| ratios[last * per_mille / 1000];
    Some([at(25), at(975)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_people_leave_no_doubt() {
        let interval = ratio_interval(&[(3.0, 4.0); 50], 1).unwrap();
        assert_eq!(interval, [0.75, 0.75]);
    }

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_the_normal_distribution_says() {
        // Half 0, half 1: the standard error of the mean of 400 is 0.025.
        let people: Vec<(f64, f64)> = (0..400).map(|i| (f64::from(i % 2), 1.0)).collect();
        let [low, high] = ratio_interval(&people, 1).unwrap();
        assert!(
            (low - 0.451).abs() < 0.01 && (high - 0.549).abs() < 0.01,
            "{low} {high}"
        );
    }

    #[test]
    fn nobody_has_no_interval() {
        assert_eq!(ratio_interval(&[], 1), None);
        assert_eq!(ratio_interval(&[(1.0, 0.0); 3], 1), None);
    }
}
