//! What networks share: the movies and the people.

use crate::artifact::{Catalogue, People};
use crate::dataset::Vocabulary;
use crate::domain::{MovieId, UserId};

#[derive(Debug)]
pub(super) struct Tables {
    pub(super) catalogue: Catalogue,
    pub(super) people: People,
    pub(super) user_ids: Vocabulary<UserId>,
    pub(super) movie_ids: Vocabulary<MovieId>,
}

impl Tables {
    pub(super) fn new(catalogue: Catalogue, people: People) -> Self {
        Self {
            user_ids: Vocabulary::new(people.users.iter().map(|user| user.id)),
            movie_ids: Vocabulary::new(catalogue.movies.iter().map(|movie| movie.id)),
            catalogue,
            people,
        }
    }
}
