//! Ratings of single people stay out of the files of results, since the data set may not be given away with the
//! code: a rating is written as its row in the person's history, ascending by movie, as the page's model has it.
//! Whoever has the model has the rating.

use matinee_core::domain::{MovieId, UserId};
use matinee_engine::engine::Engine;
use serde_json::{Map, Value};

/// What somebody rated, ascending by movie; nothing of whom nothing is known.
pub type HistoryOf<'e> = dyn Fn(UserId) -> Vec<(MovieId, f32)> + 'e;

/// The histories that a model carries.
pub fn histories(engine: &Engine) -> impl Fn(UserId) -> Vec<(MovieId, f32)> {
    |user| {
        let history = engine.user_idx(user).and_then(|it| engine.history(it));
        let movies = &engine.catalogue().movies;
        let history = history.unwrap_or_default().iter();
        history
            .map(|(movie, stars)| (movies[movie.row()].id, stars.as_f32()))
            .collect()
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

/// The inverse of [`conceal`].
pub(super) fn reveal(results: &mut Value, history_of: &HistoryOf<'_>) {
    let rating_of = |rating: &mut Map<String, Value>, history: &[(MovieId, f32)]| {
        let Some(row) = rating.get("row").and_then(Value::as_u64) else {
            return true;
        };
        let given = usize::try_from(row).ok().and_then(|row| history.get(row));
        let Some((movie, stars)) = given else {
            return false;
        };
        rating.insert("movie".into(), movie.0.into());
        rating.insert("stars".into(), f64::from(*stars).into());
        true
    };
    let _ = change(results, &[], history_of, &rating_of);
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
    use super::*;
    use serde_json::json;

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

    #[test]
    fn a_rating_is_a_row_and_comes_back() {
        let whole = json!({ "people": [{ "user": 7, "list": [1, 2], "steps": [
            { "revealed": { "movie": 5, "stars": 4.5 }, "rmse": 0.9 } ] }] });
        let mut file = concealed(whole.clone());
        let step = &file["people"][0]["steps"][0];
        assert_eq!(step["revealed"], json!({ "row": 1 }));
        reveal(&mut file, &history_of);
        let step = &file["people"][0]["steps"][0];
        assert_eq!(step["revealed"]["movie"], 5);
        assert_eq!(step["revealed"]["stars"], 4.5);
        assert_eq!(file["people"][0]["list"], whole["people"][0]["list"]);
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
        let mut file = json!({ "user": 8, "hidden": [{ "row": 0 }] });
        reveal(&mut file, &history_of);
        assert_eq!(file["hidden"], json!([]));
    }
}
