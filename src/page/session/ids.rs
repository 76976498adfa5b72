//! What was stored under another number of a movie.

use crate::domain::MovieId;

use super::act::{Act, Change, Deed};
use super::kept::Kept;

impl Kept {
    /// The same with `main(id)` in the place of every movie's id. What was stored of one movie under
    /// several ids becomes one entry, in the place of the first: what was stored last counts.
    #[must_use]
    pub fn with_main_ids(self, main: impl Fn(MovieId) -> MovieId) -> Self {
        let is_main = |movie| main(movie) == movie;
        let has_main_ids = self.ratings().iter().all(|(movie, _)| is_main(*movie))
            && self.marks().all(|(_, movie, _)| is_main(movie));
        if has_main_ids {
            return self;
        }
        let ratings = self.ratings().iter().map(|(movie, stars)| Change::Rating {
            movie: main(*movie),
            before: None,
            after: Some(*stars),
        });
        let marks = self.marks().map(|(watcher, movie, mark)| Change::Mark {
            watcher,
            movie: main(movie),
            before: None,
            after: Some(mark),
        });
        let changes: Vec<_> = ratings.chain(marks).collect();
        let mut kept = Self::default();
        kept.apply(&Act {
            deed: Deed::Imported(changes.len()),
            changes,
        });
        kept
    }
}
