//! What networks share: the movies and the people.

use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use crate::tables::spreads::Spreads;
use matinee_core::domain::UserId;
use matinee_data::dataset::Vocabulary;

#[derive(Debug)]
pub(super) struct Tables {
    pub(super) catalogue: Catalogue,
    pub(super) people: People,
    pub(super) spreads: Spreads,
    pub(super) user_ids: Vocabulary<UserId>,
}

impl Tables {
    pub(super) fn new(catalogue: Catalogue, people: People, spreads: Spreads) -> Self {
        Self {
            user_ids: Vocabulary::new(people.users.iter().map(|user| user.id)),
            catalogue,
            people,
            spreads,
        }
    }
}
