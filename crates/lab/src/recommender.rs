//! What the protocols know of a system that is measured.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::User;
use matinee_engine::engine::{Details, Engine, Person, Profile, Recommendation};

/// What a system says of every movie to one person. Where it says nothing of a kind, the tables
/// have a dash.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scores {
    /// Stars that the person would give, [n_movies]; the protocols clip them to the scale.
    pub stars: Option<Vec<f32>>,
    /// Where the stars lie most likely, [n_movies]: lowest and highest.
    pub ranges: Option<Vec<[f32; 2]>>,
    /// What to order movies by, [n_movies]: higher is better, comparable for one person only.
    pub ranks: Option<Vec<f32>>,
}

/// Somebody who was not in the training data.
#[derive(Clone, Copy, Debug)]
pub struct Newcomer<'a> {
    /// Who they are; the id means nothing to a system.
    pub details: &'a User,
    /// What they have rated so far, each movie at most once.
    pub given: &'a [(MovieIdx, Stars)],
}

/// A system that can be measured: a baseline or a model.
pub trait Recommender {
    /// What it says to somebody of its training data.
    fn known(&self, user: UserIdx) -> Scores;

    /// What it says to somebody new, without training again. `None` when it cannot.
    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores>;
}

impl Recommender for Engine {
    fn known(&self, user: UserIdx) -> Scores {
        scores_for(self, &self.person(user))
    }

    fn newcomer(&self, person: &Newcomer<'_>) -> Option<Scores> {
        let said = person.details.demographics;
        let profile = Profile {
            ratings: person.given.to_vec(),
            details: Details {
                age: said.map(|it| it.age),
                gender: said.map(|it| it.gender),
                occupation: said.map(|it| it.occupation),
            },
        };
        Some(scores_for(self, &self.fold_in(&profile).ok()?))
    }
}

/// What the engine says of every movie to a person.
fn scores_for(engine: &Engine, person: &Person) -> Scores {
    let n_movies = engine.catalogue().movies.len() as u32;
    let entries: Vec<Recommendation> = (0..n_movies)
        .map(|movie| engine.predict_for(person, MovieIdx(movie)))
        .collect();
    let likely = |entry: &Recommendation| [entry.likely.low.stars(), entry.likely.high.stars()];
    Scores {
        stars: Some(entries.iter().map(|entry| entry.stars.stars()).collect()),
        ranges: Some(entries.iter().map(likely).collect()),
        ranks: Some(entries.iter().map(|entry| entry.ranking_score).collect()),
    }
}
