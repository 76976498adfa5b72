//! Whom the engine knows, and who is new to it.

use std::sync::Arc;

use crate::networks;
use crate::tables::people::Histories;
use crate::tables::spreads::Spreads;
use matinee_core::domain::{MovieIdx, Stars, UserId, UserIdx};
use matinee_core::order;
use matinee_data::dataset::User;

use super::person::Person;
use super::serve::Engine;
use crate::serving::profile::{FoldInError, Profile};

impl Engine {
    /// All users, in the order of [`UserIdx`].
    #[must_use]
    pub fn users(&self) -> &[User] {
        &self.tables.people.users
    }

    /// Occupation names; [`User::occupation`] is a row.
    #[must_use]
    pub fn occupations(&self) -> &[String] {
        &self.tables.people.occupations
    }

    /// What a user rated, ascending by movie; `None` in a model without ratings.
    ///
    /// # Panics
    /// When `user` is not an index of this model; so do the methods below.
    #[must_use]
    pub fn history(&self, user: UserIdx) -> Option<&[(MovieIdx, Stars)]> {
        self.tables.people.histories.rated(user)
    }

    /// Whether the model carries what people rated, or only the movies that they have seen.
    #[must_use]
    pub fn has_ratings(&self) -> bool {
        matches!(self.tables.people.histories, Histories::Rated(_))
    }

    /// The movies that a user has seen, ascending.
    #[must_use]
    pub fn seen(&self, user: UserIdx) -> Vec<MovieIdx> {
        self.tables.people.histories.seen(user)
    }

    /// Their number.
    #[must_use]
    pub fn n_seen(&self, user: UserIdx) -> usize {
        self.tables.people.histories.n_seen(user)
    }

    /// The dense index of a raw user id.
    #[must_use]
    pub fn user_idx(&self, id: UserId) -> Option<UserIdx> {
        self.tables.user_ids.row(id).map(UserIdx)
    }

    /// A user of the training data.
    #[must_use]
    pub fn person(&self, user: UserIdx) -> Person {
        let seen = self.seen(user);
        let ratings = self.history(user);
        Person {
            taste: Arc::clone(&self.network).known(user, seen.len(), ratings),
            network: Arc::clone(&self.network),
            spread: self.tables.spreads.person(user.row()),
            seen,
            ratings: ratings.unwrap_or_default().to_vec(),
        }
    }

    /// Whether [`Engine::fold_in`] is possible: some networks know only the people that they were
    /// trained on.
    #[must_use]
    pub const fn takes_newcomers(&self) -> bool {
        networks::about(self.kind).takes_newcomers
    }

    /// Somebody new.
    ///
    /// # Errors
    /// Where the network cannot, and for ratings of unknown movies or of one movie twice.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let love = (MovieIdx(0), Stars::try_from(5).unwrap());
    /// let profile = Profile { ratings: vec![love], ..Profile::default() };
    /// let person = engine.fold_in(&profile)?;
    /// assert_eq!(person.seen(), [MovieIdx(0)]);
    /// # Ok::<(), FoldInError>(())
    /// ```
    pub fn fold_in(&self, profile: &Profile) -> Result<Person, FoldInError> {
        let mut profile = profile.clone();
        order::sort(&mut profile.ratings, &Ord::cmp);
        let ratings = &profile.ratings;
        let n_movies = self.catalogue().movies.len();
        if let Some((movie, _)) = ratings.iter().find(|(movie, _)| movie.row() >= n_movies) {
            return Err(FoldInError::UnknownMovie { movie: *movie });
        }
        if let Some(pair) = ratings.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            return Err(FoldInError::RatedTwice { movie: pair[0].0 });
        }
        Ok(Person {
            taste: Arc::clone(&self.network).fold_in(&profile)?,
            network: Arc::clone(&self.network),
            spread: Spreads::of_newcomer(&self.network.residuals(ratings)),
            seen: ratings.iter().map(|(movie, _)| *movie).collect(),
            ratings: profile.ratings,
        })
    }
}
