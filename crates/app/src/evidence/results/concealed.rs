//! Ratings of single people stay out of the files of results, since the data set may not be given away with the
//! code: a rating is written as its row in the person's history, ascending by movie, as the page's model has it.
//! Whoever has the model has the rating.

use matinee_core::domain::{MovieId, UserId};
use matinee_core::order;
use matinee_engine::engine::Engine;
use serde_json::{Map, Value};

use super::{ColdStartPeople, Guess, HiddenRating, PlayResults, StoriesResults};

/// What somebody rated, ascending by movie; nothing of whom nothing is known.
pub type HistoryOf<'e> = dyn Fn(UserId) -> Vec<(MovieId, f32)> + 'e;

/// The histories that a model carries.
pub fn histories(engine: &Engine) -> impl Fn(UserId) -> Vec<(MovieId, f32)> {
    |user| {
        let history = engine.user_idx(user).and_then(|it| engine.history(it));
        let movies = &engine.catalogue().movies;
        let history = history.unwrap_or_default().iter();
        let mut history: Vec<_> = history
            .map(|(movie, stars)| (movies[movie.row()].id, stars.as_f32()))
            .collect();
        // A page may have its movies in another order than that of their ids.
        order::sort(&mut history, &|a, b| a.0.cmp(&b.0));
        history
    }
}

/// Puts a row in the place of every rating of a person: of whatever has a movie and stars, within whatever has a
/// user. What the history does not have is left out of lists, and null elsewhere. `main` is the id that the
/// history has of a movie.
pub fn conceal(results: &mut Value, history_of: &HistoryOf<'_>, main: &dyn Fn(MovieId) -> MovieId) {
    let row_of = |rating: &mut Map<String, Value>, history: &[(MovieId, f32)]| {
        let number = |name: &str| rating.get(name).and_then(Value::as_f64);
        let (Some(movie), Some(stars)) = (number("movie"), number("stars")) else {
            return true;
        };
        let given = (main(MovieId(movie as u32)), stars as f32);
        let Some(row) = history.iter().position(|it| *it == given) else {
            return false;
        };
        rating.remove("movie");
        rating.remove("stars");
        rating.insert("row".into(), row.into());
        true
    };
    let _ = change(results, &[], history_of, &row_of);
}

/// Stars of a rating that is still concealed: its movie is the row.
const CONCEALED: f32 = -1.0;

/// Makes ratings of what [`conceal`] wrote, which a `reveal_` of this module fills in.
pub(super) fn mark(results: &mut Value) {
    let marked = |rating: &mut Map<String, Value>, _: &[(MovieId, f32)]| {
        if let Some(row) = rating.remove("row") {
            rating.insert("movie".into(), row);
            rating.insert("stars".into(), CONCEALED.into());
        }
        true
    };
    let _ = change(results, &[], &|_| Vec::new(), &marked);
}

/// Fills a rating in; whether the history has it.
fn reveal(history: &[(MovieId, f32)], movie: &mut MovieId, stars: &mut f32) -> bool {
    if *stars != CONCEALED {
        return true;
    }
    match history.get(movie.0 as usize) {
        Some(rating) => {
            (*movie, *stars) = *rating;
            true
        }
        None => false,
    }
}

pub(super) fn reveal_play(results: &mut PlayResults, history_of: &HistoryOf<'_>) {
    for person in &mut results.people {
        let history = history_of(person.user);
        let own = |it: &mut HiddenRating| reveal(&history, &mut it.movie, &mut it.stars);
        person.hidden.retain_mut(own);
        let own = |it: &mut Guess| reveal(&history, &mut it.movie, &mut it.stars);
        person.guesses.retain_mut(own);
    }
}

pub(super) fn reveal_people(results: &mut ColdStartPeople, history_of: &HistoryOf<'_>) {
    for person in &mut results.people {
        let history = history_of(person.user);
        for step in person.records.iter_mut().flat_map(|it| &mut it.steps) {
            let own = |it: &mut HiddenRating| reveal(&history, &mut it.movie, &mut it.stars);
            if step.revealed.as_mut().is_some_and(|it| !own(it)) {
                step.revealed = None;
            }
        }
    }
}

pub(super) fn reveal_stories(results: &mut StoriesResults, history_of: &HistoryOf<'_>) {
    results.stories.retain_mut(|it| {
        let history = history_of(it.user);
        reveal(&history, &mut it.movie, &mut it.stars)
    });
}

/// Changes an object, with the history of the person whose it is; whether it stays.
type Change<'c> = dyn Fn(&mut Map<String, Value>, &[(MovieId, f32)]) -> bool + 'c;

/// Changes every object in a value, with the history of the person whose it is; whether the value stays.
fn change(
    value: &mut Value,
    history: &[(MovieId, f32)],
    history_of: &HistoryOf<'_>,
    each: &Change<'_>,
) -> bool {
    match value {
        Value::Object(object) => {
            let user = object.get("user").and_then(Value::as_u64);
            let own = user.map(|user| history_of(UserId(user as u32)));
            let history = own.as_deref().unwrap_or(history);
            if !each(object, history) {
                return false;
            }
            for (_, within) in object.iter_mut() {
                if !change(within, history, history_of, each) {
                    *within = Value::Null;
                }
            }
            true
        }
        Value::Array(all) => {
            all.retain_mut(|within| change(within, history, history_of, each));
            true
        }
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::ResultsFile;
    use super::*;
    use crate::evidence::examples;

    fn history_of(user: UserId) -> Vec<(MovieId, f32)> {
        match user {
            UserId(7) => vec![(MovieId(1), 3.0), (MovieId(5), 4.5)],
            _ => Vec::new(),
        }
    }

    fn concealed(mut results: Value) -> Value {
        // Movie 6 is another number of movie 5.
        let main = |movie| {
            if movie == MovieId(6) {
                MovieId(5)
            } else {
                movie
            }
        };
        conceal(&mut results, &history_of, &main);
        results
    }

    /// What a file of people has once it is written and read again, by the model's histories.
    fn read_again(file: &Value) -> ColdStartPeople {
        let mut whole: Value =
            serde_json::from_str(examples::json(ResultsFile::ColdStartPeople)).unwrap();
        whole["people"] = file["people"].clone();
        let json = serde_json::to_vec(&whole).unwrap();
        super::super::read(&json, &examples::model(), &history_of).unwrap()
    }

    fn people(user: u32, revealed: &Value) -> Value {
        json!({ "people": [{ "user": user, "n_tested": 3, "records": [{ "steps": [
            { "revealed": revealed, "rmse": 0.9, "bias_rmse": 1.0, "list": [1, 2] } ] }] }] })
    }

    #[test]
    fn a_rating_is_a_row_and_comes_back() {
        let file = concealed(people(7, &json!({ "movie": 5, "stars": 4.5 })));
        let step = &file["people"][0]["records"][0]["steps"][0];
        assert_eq!(step["revealed"], json!({ "row": 1 }));
        let read = read_again(&file);
        let step = &read.people[0].records[0].steps[0];
        let expected = HiddenRating {
            movie: MovieId(5),
            stars: 4.5,
        };
        assert_eq!(step.revealed, Some(expected));
        assert_eq!(step.list, [MovieId(1), MovieId(2)]);
    }

    #[test]
    fn another_number_of_a_movie_is_that_movie() {
        let file = concealed(json!({ "user": 7, "movie": 6, "stars": 4.5, "predicted": 2.0 }));
        assert_eq!(file, json!({ "user": 7, "row": 1, "predicted": 2.0 }));
    }

    #[test]
    fn what_the_history_does_not_have_is_left_out() {
        let rating = |movie: u32, stars: f64| json!({ "movie": movie, "stars": stars });
        let file = concealed(json!({ "user": 7,
            "hidden": [rating(9, 5.0), rating(1, 2.0), rating(1, 3.0)], "revealed": rating(9, 1.0) }));
        assert_eq!(
            file,
            json!({ "user": 7, "hidden": [{ "row": 0 }], "revealed": null })
        );
    }

    #[test]
    fn a_row_that_is_not_there_is_left_out() {
        let read = read_again(&people(8, &json!({ "row": 0 })));
        assert_eq!(read.people[0].records[0].steps[0].revealed, None);
        let mut play: PlayResults = examples::read();
        let person = &mut play.people[0];
        person.user = UserId(7);
        let rating = |row| HiddenRating {
            movie: MovieId(row),
            stars: CONCEALED,
        };
        person.hidden = vec![rating(0), rating(2), rating(1)];
        reveal_play(&mut play, &history_of);
        let found: Vec<f32> = play.people[0].hidden.iter().map(|it| it.stars).collect();
        assert_eq!(found, [3.0, 4.5]);
    }
}
