//! What people's features say of their code, before they have rated.

use matinee_core::linear::{Cholesky, NotPositiveDefinite, add_scaled};
use matinee_engine::features::Matrix;

use super::LaeRecipe;

/// A code as a linear function of features.
#[derive(Clone, Debug)]
pub(super) struct Details {
    /// [n_features, rank]
    pub(super) features: Matrix,
    /// [rank]: so that the average person's features say nothing.
    pub(super) start: Vec<f32>,
}

/// Regresses `codes` ([n_users, rank] row by row) on `people`'s features, over the users for whom
/// `is_rater` holds: a ridge of strength `details_ridge` on features from which the mean is taken,
/// times `details_weight`.
pub(super) fn regress(
    codes: &[f64],
    rank: usize,
    people: &Matrix,
    is_rater: &[bool],
    recipe: &LaeRecipe,
) -> Result<Details, NotPositiveDefinite> {
    let n_features = people.n_cols;
    let raters = || (0..people.n_rows).filter(|user| is_rater[*user]);
    let features = |user: usize| people.row(user).iter().map(|value| f64::from(*value));
    let n_raters = raters().count() as f64;
    let mut mean = vec![0.0; n_features];
    for user in raters() {
        for (mean, value) in mean.iter_mut().zip(features(user)) {
            *mean += value / n_raters;
        }
    }

    let mut system = vec![0.0; n_features * n_features];
    for feature in 0..n_features {
        system[feature * n_features + feature] = f64::from(recipe.details_ridge);
    }
    // [n_features, rank]: centred features, transposed, times codes.
    let mut together = vec![0.0; n_features * rank];
    for user in raters() {
        let centred: Vec<f64> = features(user).zip(&mean).map(|(x, m)| x - m).collect();
        for (feature, &value) in centred.iter().enumerate() {
            let row = &mut system[feature * n_features..][..n_features];
            add_scaled(row, value, &centred);
            let row = &mut together[feature * rank..][..rank];
            add_scaled(row, value, &codes[user * rank..][..rank]);
        }
    }
    let system = Cholesky::new(system, n_features)?;

    let mut start = vec![0.0; rank];
    let mut values = vec![0.0; n_features * rank];
    for axis in 0..rank {
        let mut slope: Vec<f64> = together.iter().skip(axis).step_by(rank).copied().collect();
        system.solve(&mut slope);
        for (feature, slope) in slope.iter().enumerate() {
            let slope = slope * f64::from(recipe.details_weight);
            values[feature * rank + axis] = slope as f32;
            start[axis] -= slope * mean[feature];
        }
    }
    Ok(Details {
        features: Matrix {
            n_rows: n_features,
            n_cols: rank,
            values,
        },
        start: start.into_iter().map(|value| value as f32).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn recipe() -> LaeRecipe {
        LaeRecipe {
            details_ridge: 2.0,
            details_weight: 3.0,
            ..LaeRecipe::default()
        }
    }

    #[test]
    fn one_feature_and_one_axis_as_by_hand() {
        let people = Matrix::from_rows(1, [[0.0], [2.0], [9.0]]);
        // The third has no ratings. Centred: −1 and 1; slope (−1·1 + 1·5) / (2 + 2) = 1.
        let details = regress(
            &[1.0, 5.0, 7.0],
            1,
            &people,
            &[true, true, false],
            &recipe(),
        );
        let Details { features, start } = details.unwrap();
        assert_eq!((features.values, start), (vec![3.0], vec![-3.0]));
    }

    #[test]
    fn the_average_persons_features_say_nothing() {
        let people = Matrix::from_rows(2, [[0.5, 1.0], [2.0, 0.0], [-1.0, 0.0]]);
        let codes = [1.0, 0.5, -2.0, 3.0, 0.25, 1.0];
        let Details { features, start } =
            regress(&codes, 2, &people, &[true; 3], &recipe()).unwrap();
        let mean = people.column_means();
        for (axis, start) in start.iter().enumerate() {
            let said: f32 = (0..2).map(|row| mean[row] * features.row(row)[axis]).sum();
            assert!((said + start).abs() < 1e-6);
        }
    }

    #[test]
    fn without_features_nothing_is_said() {
        let people = Matrix::from_rows::<[f32; 0]>(0, [[], []]);
        let details = regress(&[1.0; 4], 2, &people, &[true; 2], &recipe()).unwrap();
        assert_eq!((details.features.n_rows, details.start), (0, vec![0.0; 2]));
    }
}
