//! Where the numbers of a list come from, and what its scores are measured against.

use crate::explanation::{Account, Explanation, InLanes, Kind};
use crate::networks;
use crate::tile::TILE;
use matinee_core::domain::MovieIdx;

use super::rerank::Steering;
use super::serve::{Engine, MIDDLE, Person};

impl Engine {
    /// The least and the greatest ranking score among all movies that somebody has not rated, as the
    /// list's are blended: what a score is measured against. `None` where nothing is left, and for a
    /// person of another engine.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let person = engine.person(UserIdx(0));
    /// let request = Request::plain(5);
    /// let (least, most) = engine.score_range(&person, request.steering).unwrap();
    /// let list = engine.recommend_for(&person, &request);
    /// assert_eq!(list[0].ranking_score, most);
    /// assert!(list.iter().all(|entry| entry.ranking_score >= least));
    /// ```
    #[must_use]
    pub fn score_range(&self, person: &Person, steering: Steering) -> Option<(f32, f32)> {
        let taste = self.taste(person)?;
        let heads = InLanes::from(steering.heads());
        let mut seen = person.seen().iter().map(|movie| movie.row()).peekable();
        let mut range = None;
        let n_movies = self.catalogue().movies.len();
        for tile in 0..n_movies.div_ceil(TILE) {
            let scores = taste.scores(&heads, tile).to_array();
            for (row, &score) in (tile * TILE..n_movies).zip(scores.as_flattened()) {
                if seen.next_if_eq(&row).is_none() {
                    let (least, most) = range.unwrap_or((score, score));
                    range = Some((score.min(least), score.max(most)));
                }
            }
        }
        range
    }

    /// Where both numbers of [`Engine::predict_for`] come from; without terms for a person of another
    /// engine.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let person = engine.person(UserIdx(0));
    /// let why = engine.explain(&person, MovieIdx(3)).stars;
    /// let sum: f32 = why.terms.iter().map(|term| term.amount).sum();
    /// assert!((sum - why.score).abs() < 1e-3);
    /// ```
    #[must_use]
    pub fn explain(&self, person: &Person, movie: MovieIdx) -> Explanation {
        let nothing = |score| Account {
            kind: Kind::Sum,
            score,
            terms: Vec::new(),
        };
        self.taste(person)
            .and_then(|taste| networks::explain(taste, person.ratings(), movie))
            .unwrap_or_else(|| Explanation {
                stars: nothing(MIDDLE.stars()),
                ranking: nothing(0.0),
            })
    }

    /// [`Engine::explain`] of an entry of a list that was steered: its ranking score is made of both
    /// heads as they were blended. What the other levers did is not a part of a score.
    #[must_use]
    pub fn explain_steered(
        &self,
        person: &Person,
        movie: MovieIdx,
        steering: Steering,
    ) -> Explanation {
        let Explanation { stars, ranking } = self.explain(person, movie);
        let ranking = steering.heads().of_account(ranking);
        Explanation { stars, ranking }
    }
}
