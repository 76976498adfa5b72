//! One prediction, taken apart: what each reason adds to the stars.

use matinee_core::decimal::decimal;
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_core::order;
use matinee_engine::engine::{Cause, Details, Engine, Kind, Person, Profile, Term};

use super::figure::{Figure, How, cell};
use crate::charts::{Axis, Chart, DotRow, Dots, Falls, Table};
use crate::format;
use crate::viewer::Viewer;

/// So many rated movies have a row of their own.
const MOST_RATED: usize = 6;

/// Somebody with these ratings, met as somebody new, with one of them changed to these stars. `None` for
/// a model that meets nobody new.
#[must_use]
pub fn person(
    engine: &Engine,
    ratings: &[(MovieIdx, Stars)],
    details: Details,
    changed: Option<(MovieIdx, Stars)>,
) -> Option<Person> {
    let mut ratings = ratings.to_vec();
    if let Some((movie, stars)) = changed
        && let Some(rating) = ratings.iter_mut().find(|it| it.0 == movie)
    {
        rating.1 = stars;
    }
    engine.fold_in(&Profile { ratings, details }).ok()
}

/// What a viewer of the data set says of themselves.
#[must_use]
pub fn details(engine: &Engine, viewer: Viewer) -> Details {
    let user = viewer.user().and_then(|id| engine.user_idx(id));
    let user = user.and_then(|idx| engine.users().get(idx.row()));
    user.and_then(|user| user.demographics)
        .map_or(Details::default(), |it| Details {
            age: Some(it.age),
            gender: Some(it.gender),
            occupation: Some(it.occupation),
        })
}

/// The rated movie that tells most in the prediction: what the reader is given to drag.
#[must_use]
pub fn telling(engine: &Engine, person: &Person, movie: MovieIdx) -> Option<MovieIdx> {
    let account = engine.explain(person, movie).stars;
    let rated = account.terms.iter().filter_map(|term| match term.cause {
        Cause::Rated(movie) => Some((movie, term.amount.abs())),
        _ => None,
    });
    rated.max_by(|a, b| a.1.total_cmp(&b.1)).map(|it| it.0)
}

/// The stars of a movie for somebody, reason by reason. Nothing where the model's reasons do not add up.
#[must_use]
pub fn figure(engine: &Engine, who: &str, person: &Person, movie: MovieIdx) -> Option<Figure> {
    let account = engine.explain(person, movie).stars;
    if account.kind != Kind::Sum || account.terms.is_empty() {
        return None;
    }
    let movies = &engine.catalogue().movies;
    let amounts = |is_it: &dyn Fn(Cause) -> bool| {
        let terms = account.terms.iter().filter(|it| is_it(it.cause));
        let amounts: Vec<f64> = terms.map(|it| it.amount.into()).collect();
        (!amounts.is_empty()).then(|| amounts.iter().sum::<f64>())
    };
    let mut rows: Vec<(String, f64)> = Vec::new();
    let mut add = |name: &str, is_it: &dyn Fn(Cause) -> bool| {
        if let Some(amount) = amounts(is_it) {
            rows.push((name.to_owned(), amount));
        }
    };
    add("how the movie is rated", &|it| it == Cause::Movie);
    add("how the person rates", &|it| it == Cause::Person);
    add("age, gender and job", &|it| {
        matches!(it, Cause::Age | Cause::Gender | Cause::Occupation)
    });
    let mut rated: Vec<&Term> = account
        .terms
        .iter()
        .filter(|it| matches!(it.cause, Cause::Rated(_)))
        .collect();
    order::sort(&mut rated, &|a, b| {
        b.amount.abs().total_cmp(&a.amount.abs())
    });
    let (own, rest) = rated.split_at(rated.len().min(MOST_RATED));
    for term in own {
        if let Cause::Rated(movie) = term.cause {
            let given = person.ratings().iter().find(|it| it.0 == movie);
            let given = given.map_or(String::new(), |it| format!(" ({} \u{2605})", it.1));
            let title = movies.get(movie.row()).map_or("", |it| it.title.as_str());
            rows.push((shortened(title) + &given, term.amount.into()));
        }
    }
    if !rest.is_empty() {
        let amount = rest.iter().map(|it| f64::from(it.amount)).sum();
        rows.push((format!("{} more ratings", rest.len()), amount));
    }
    let is_named = |it: Cause| {
        matches!(
            it,
            Cause::Start
                | Cause::Movie
                | Cause::Person
                | Cause::Age
                | Cause::Gender
                | Cause::Occupation
                | Cause::Rated(_)
        )
    };
    if let Some(amount) = amounts(&|it| !is_named(it)) {
        rows.push(("what else was learned".to_owned(), amount));
    }
    let start = amounts(&|it| it == Cause::Start).unwrap_or(0.0);
    let total: f64 = start + rows.iter().map(|it| it.1).sum::<f64>();
    let title = movies
        .get(movie.row())
        .map_or_else(String::new, format::title);
    let most = rows.iter().max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
    let claim = format!(
        "For {who}, {title} comes to {} stars; what counts most is {} ({}{}).",
        decimal(total, 2),
        most.0,
        if most.1 < 0.0 { "\u{2212}" } else { "+" },
        decimal(most.1.abs(), 2)
    );
    let mut table = Table::new(
        ["reason", "stars"],
        [["where all start".to_owned(), cell(Some(start as f32), 3)]],
    );
    for (name, amount) in &rows {
        table
            .rows
            .push(vec![name.clone(), cell(Some(*amount as f32), 3)]);
    }
    table
        .rows
        .push(vec!["predicted".to_owned(), cell(Some(total as f32), 3)]);
    Some(Figure {
        note: "The rows add up to the prediction, before it is clipped to the scale.".to_owned(),
        chart: Chart::Falls(Falls {
            said: claim.clone(),
            axis: Axis::new("Stars", 2),
            ends: ["where all start".to_owned(), "predicted".to_owned()],
            start,
            rows,
            ..Falls::default()
        }),
        table,
        claim,
        how: How::counted(
            "Worked out in this page by the engine that makes the list: the person is met as somebody new, from \
             their ratings and what they say of themselves.",
        ),
    })
}

/// The stars of a movie by a network whose reasons do not add up: what each would take with it. Nothing of a network
/// whose reasons do.
#[must_use]
pub fn without_each(engine: &Engine, who: &str, user: UserIdx, movie: MovieIdx) -> Option<Figure> {
    let account = engine.explain(&engine.person(user), movie).stars;
    if account.kind != Kind::LeaveOneOut || account.terms.is_empty() {
        return None;
    }
    let mut terms: Vec<(&str, f32)> = account
        .terms
        .iter()
        .map(|it| (reason(it.cause), it.amount))
        .collect();
    order::sort(&mut terms, &|a, b| b.1.abs().total_cmp(&a.1.abs()));
    let most = terms.first()?;
    let title = format::title(engine.catalogue().movies.get(movie.row())?);
    let claim = format!(
        "For {who}, The original says {} stars of {title}; without {} it would say {}.",
        decimal(account.score, 2),
        most.0,
        decimal(account.score - most.1, 2)
    );
    let rows = terms.iter().map(|(name, amount)| DotRow {
        label: (*name).to_owned(),
        style: 1,
        mean: f64::from(account.score - amount),
        ..DotRow::default()
    });
    let table = terms.iter().map(|(name, amount)| {
        [
            (*name).to_owned(),
            cell(Some(account.score - amount), 3),
            cell(Some(*amount), 3),
        ]
    });
    Some(Figure {
        note: "Each row is what the network says where that is left out. They do not add up: its layers bend what \
               comes in. It knows nobody but the people that it was trained on, so there is no star to drag."
            .to_owned(),
        chart: Chart::Dots(Dots {
            said: claim.clone(),
            title: "Without".to_owned(),
            axis: Axis::new("Stars", 2),
            rows: rows.collect(),
            rule: Some((account.score.into(), "with everything".to_owned())),
        }),
        table: Table::new(["without", "stars", "difference"], table),
        claim,
        how: How::of_model(
            engine.manifest(),
            "Worked out in this page: the network answers once with everything, and once more without each.",
        ),
    })
}

/// What a cause is called after "without".
const fn reason(cause: Cause) -> &'static str {
    match cause {
        Cause::PersonEmbedding => "what was learned of the person",
        Cause::MovieEmbedding => "what was learned of the movie",
        Cause::Age => "the age",
        Cause::Gender => "the gender",
        Cause::Occupation => "the occupation",
        Cause::Genres => "the genres",
        Cause::Release => "the release date",
        _ => "something else",
    }
}

/// Letters of a title in a row.
const TITLE: usize = 26;

fn shortened(title: &str) -> String {
    match title.chars().count() > TITLE {
        true => title.chars().take(TITLE - 1).chain(['\u{2026}']).collect(),
        false => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn engine() -> Engine {
        let file = include_bytes!("../../../engine/fixtures/made-up.matinee");
        Engine::open(file).unwrap()
    }

    #[test]
    fn the_rows_add_up_to_what_is_predicted() {
        let engine = engine();
        let ratings = engine.history(UserIdx(0)).unwrap();
        let person = person(&engine, ratings, Details::default(), None).unwrap();
        for movie in (0..engine.catalogue().movies.len() as u32).map(MovieIdx) {
            let figure = figure(&engine, "somebody", &person, movie).unwrap();
            let Chart::Falls(chart) = &figure.chart else {
                panic!("{figure:?}");
            };
            let sum = chart.start + chart.rows.iter().map(|it| it.1).sum::<f64>();
            let raw = f64::from(engine.raw_stars_for(&person, movie));
            assert!((sum - raw).abs() < 1e-3, "{sum} and {raw}");
        }
    }

    #[test]
    fn a_network_whose_reasons_add_up_is_not_asked_without_each() {
        let engine = engine();
        assert_eq!(without_each(&engine, "x", UserIdx(0), MovieIdx(0)), None);
    }

    #[test]
    fn another_star_moves_the_prediction() {
        let engine = engine();
        let ratings = engine.history(UserIdx(0)).unwrap();
        let plain = person(&engine, ratings, Details::default(), None).unwrap();
        let movie = (0..engine.catalogue().movies.len() as u32)
            .map(MovieIdx)
            .find(|it| !plain.seen().contains(it))
            .unwrap();
        let told = telling(&engine, &plain, movie).unwrap();
        let drawn = |stars: u8| {
            let stars = Stars::try_from(stars).unwrap();
            let person = person(&engine, ratings, Details::default(), Some((told, stars))).unwrap();
            figure(&engine, "somebody", &person, movie).unwrap().chart
        };
        assert_ne!(drawn(1), drawn(5));
    }
}
