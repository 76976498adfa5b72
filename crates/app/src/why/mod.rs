//! Why a movie has its stars and its place, as the page says it: a few named rows instead of
//! hundreds of terms, rounded so that what is shown adds up.

mod order;
mod rows;
mod table;

use matinee_core::domain::{MovieIdx, Score, Stars};
use matinee_data::dataset::Movie;
use matinee_engine::engine::Explanation;

use super::viewer::Viewer;

pub use table::{Bar, Row, Table};

/// Digits of a number of stars.
const STAR_DIGITS: u32 = 2;
/// Digits of a ranking score: those of a hybrid are below 1.
const ORDER_DIGITS: u32 = 3;

/// Both numbers of an entry, taken apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Why {
    /// Where the stars come from.
    pub stars: Table,
    /// Where the place in the list comes from.
    pub order: Table,
    /// The same in a sentence.
    pub sentence: String,
}

/// Whom an explanation is about.
#[derive(Clone, Copy, Debug)]
pub struct Whose<'a> {
    /// Who is watching.
    pub viewer: Viewer,
    /// What they rated, ascending by movie.
    pub ratings: &'a [(MovieIdx, Stars)],
    /// The catalogue.
    pub movies: &'a [Movie],
}

impl Why {
    /// What the page says of an explanation.
    ///
    /// # Panics
    /// When the explanation names a movie that is not in the catalogue.
    #[must_use]
    pub fn of(explanation: &Explanation, whose: Whose<'_>) -> Self {
        let Explanation { stars, ranking } = explanation;
        let shown = Score::clip(stars.score).stars();
        Self {
            stars: rows::table(stars, shown, STAR_DIGITS, whose),
            order: rows::table(ranking, ranking.score, ORDER_DIGITS, whose),
            sentence: order::sentence(ranking, whose),
        }
    }
}

impl Whose<'_> {
    fn title(&self, movie: MovieIdx) -> &str {
        &self.movies[movie.row()].title
    }
}

#[cfg(test)]
mod tests;
