//! The user's side: age, gender, occupation.

use std::ops::Range;

use matinee_core::domain::UserIdx;
use matinee_data::dataset::{Gender, User};

use super::Matrix;

/// Age and gender, in front of the occupations.
const N_FIXED: usize = 2;

/// Mean and spread of the ages in MovieLens 100K, rounded.
const AGE_MEAN: f32 = 34.0;
const AGE_SPREAD: f32 = 12.0;

/// Number of features of a user: 23 with the 21 occupations of MovieLens 100K.
#[must_use]
pub const fn n_user_features(n_occupations: usize) -> usize {
    N_FIXED + n_occupations
}

/// The columns of a user's features that speak of age, of gender and of occupation.
#[must_use]
pub const fn user_columns(n_occupations: usize) -> [Range<usize>; 3] {
    [0..1, 1..N_FIXED, N_FIXED..n_user_features(n_occupations)]
}

/// Features of one user: (age − 34) / 12, gender (F 0, M 1), then one column an occupation.
///
/// # Shapes
/// `[n_user_features(n_occupations)]`. An occupation beyond `n_occupations` has no column.
#[must_use]
pub fn user_features(user: &User, n_occupations: usize) -> Vec<f32> {
    let mut features = vec![0.0; n_user_features(n_occupations)];
    features[0] = (f32::from(user.age) - AGE_MEAN) / AGE_SPREAD;
    features[1] = match user.gender {
        Gender::Female => 0.0,
        Gender::Male => 1.0,
    };
    if let Some(column) = features[N_FIXED..].get_mut(usize::from(user.occupation)) {
        *column = 1.0;
    }
    features
}

/// Features of all users. Only a [`UserIdx`] picks a row, so a movie's number or a raw id cannot.
#[derive(Clone, Debug, PartialEq)]
pub struct UserFeatures(Matrix);

impl UserFeatures {
    /// Row `i` is made of `users[i]`, the user with [`UserIdx`] `i`.
    #[must_use]
    pub fn new(users: &[User], n_occupations: usize) -> Self {
        let rows = users.iter().map(|user| user_features(user, n_occupations));
        Self(Matrix::from_rows(n_user_features(n_occupations), rows))
    }

    /// Features of one user.
    ///
    /// # Panics
    /// If there is no such user.
    #[must_use]
    pub fn row(&self, user: UserIdx) -> &[f32] {
        self.0.row(user.row())
    }

    /// All rows: `[n_users, n_user_features]`.
    #[must_use]
    pub const fn matrix(&self) -> &Matrix {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::UserId;

    fn user(age: u8, gender: Gender, occupation: u8) -> User {
        User {
            id: UserId(500),
            age,
            gender,
            occupation,
        }
    }

    #[test]
    fn age_gender_and_occupation_have_their_columns() {
        let features = user_features(&user(46, Gender::Male, 2), 4);
        assert_eq!(features, [1.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
        let features = user_features(&user(22, Gender::Female, 0), 4);
        assert_eq!(features, [-1.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_user_of_movielens_100k_has_23_features() {
        assert_eq!(user_features(&user(30, Gender::Male, 20), 21).len(), 23);
        assert_eq!(n_user_features(21), 23);
    }

    /// The original cast the scaled age to an integer, which made it 0 for almost everyone.
    #[test]
    fn the_age_is_not_cast_to_an_integer() {
        let ages = [20, 33, 34, 35, 40];
        let mut features = ages
            .map(|age| user_features(&user(age, Gender::Male, 0), 1)[0])
            .to_vec();
        features.dedup();
        assert_eq!(features.len(), ages.len(), "{features:?}");
        assert!((features[3] - 1.0 / 12.0).abs() < 1e-6);
    }

    /// The original put the features together twice, in two orders.
    #[test]
    fn users_have_their_features_in_the_same_order_one_by_one_and_all_at_once() {
        let users = [user(46, Gender::Male, 2), user(22, Gender::Female, 0)];
        let features = UserFeatures::new(&users, 3);
        for (idx, user) in (0..).map(UserIdx).zip(&users) {
            assert_eq!(features.row(idx), user_features(user, 3));
        }
    }

    #[test]
    fn an_occupation_without_a_column_leaves_all_of_them_zero() {
        assert_eq!(user_features(&user(34, Gender::Female, 9), 2), [0.0; 4]);
    }
}
