//! Whom a model knows, and what they have seen.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::User;

/// The users of the training data.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// Occupation names.
    pub occupations: Vec<String>,
    /// Row `u` is the user with index `u`.
    pub users: Vec<User>,
    /// What they have seen.
    pub histories: Histories,
}

/// What each user has seen; row `u` is of the user with index `u`, ascending by movie.
#[derive(Clone, Debug, PartialEq)]
pub enum Histories {
    /// With the stars that they gave.
    Rated(Vec<Vec<(MovieIdx, Stars)>>),
    /// The movies alone: for a site that may not carry anybody's ratings. What a network wants to
    /// know of the stars is in its weights: see [`crate::artifact::HybridWeights::codes`].
    Seen(Vec<Vec<MovieIdx>>),
}

impl People {
    /// The same people without the stars that they gave.
    #[must_use]
    pub fn without_stars(&self) -> Self {
        Self {
            occupations: self.occupations.clone(),
            users: self.users.clone(),
            histories: self.histories.without_stars(),
        }
    }
}

impl Histories {
    /// Of how many users.
    #[must_use]
    pub const fn n_users(&self) -> usize {
        match self {
            Self::Rated(histories) => histories.len(),
            Self::Seen(histories) => histories.len(),
        }
    }

    /// How many movies a user has seen.
    ///
    /// # Panics
    /// When there is no such user; so do the methods below.
    #[must_use]
    pub fn n_seen(&self, user: UserIdx) -> usize {
        match self {
            Self::Rated(histories) => histories[user.row()].len(),
            Self::Seen(histories) => histories[user.row()].len(),
        }
    }

    /// The movies that a user has seen.
    #[must_use]
    pub fn seen(&self, user: UserIdx) -> Vec<MovieIdx> {
        match self {
            Self::Rated(histories) => movies(&histories[user.row()]),
            Self::Seen(histories) => histories[user.row()].clone(),
        }
    }

    /// The same with the stars that they gave; `None` where there are none.
    #[must_use]
    pub fn rated(&self, user: UserIdx) -> Option<&[(MovieIdx, Stars)]> {
        match self {
            Self::Rated(histories) => Some(&histories[user.row()]),
            Self::Seen(_) => None,
        }
    }

    /// The same without stars.
    #[must_use]
    pub fn without_stars(&self) -> Self {
        match self {
            Self::Rated(histories) => Self::Seen(histories.iter().map(|it| movies(it)).collect()),
            Self::Seen(_) => self.clone(),
        }
    }
}

fn movies(history: &[(MovieIdx, Stars)]) -> Vec<MovieIdx> {
    history.iter().map(|(movie, _)| *movie).collect()
}
