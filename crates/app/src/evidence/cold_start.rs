//! Somebody new: curves over the number of ratings, a held-out person played back, and the reader's own
//! ratings, each predicted before it was known.

use matinee_core::decimal::decimal;
use matinee_core::domain::{MovieId, MovieIdx, Stars};
use matinee_core::order;
use matinee_engine::engine::{Engine, Profile};

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell, less, system_name, system_style};
use super::play::title_of;
use super::results::{
    AnsweredPerson, ColdStartPeople, ColdStartResults, Curve, Playback, ResultsFile, Sampled, Step,
};
use crate::charts::{Axis, Chart, Lines, Point, Reading, Series, Table};
use crate::format;

/// The reader's own ratings are predicted up to so many: more would keep the page from answering.
pub const MOST_OWN: usize = 60;

fn measured(curve: &Curve, by_order: bool) -> &[Sampled] {
    if by_order { &curve.ndcg } else { &curve.rmse }
}

/// Error or order against the number of ratings, of what is compared.
#[must_use]
pub fn curves(results: &ColdStartResults, choices: &Choices) -> Option<Figure> {
    let by_order = choices.word(Knob::NewcomerMeasure) == "order";
    let compared: Vec<(String, usize, &Curve)> = match choices.word(Knob::Compare) {
        "questions" => {
            let orders = results.orders.iter().enumerate();
            orders
                .map(|(row, it)| (order_name(&it.key), row, &it.curve))
                .collect()
        }
        "details" => vec![
            ("told age and job".to_owned(), 0, &results.with_details),
            ("told nothing".to_owned(), 6, &results.without_details),
        ],
        _ => {
            let systems = results.systems.iter();
            let named = systems.map(|it| {
                let key = it.system.key.as_str();
                (
                    system_name(key, &it.system.title),
                    system_style(key),
                    &it.curve,
                )
            });
            named.collect()
        }
    };
    let n_given = results.given.len();
    let compared: Vec<_> = compared
        .into_iter()
        .filter(|it| measured(it.2, by_order).len() == n_given && n_given > 0)
        .collect();
    let series = compared.iter().map(|(label, style, curve)| {
        let values = measured(curve, by_order);
        let points = (0..)
            .zip(values)
            .map(|(row, it): (u32, _)| (f64::from(row), f64::from(it.mean)));
        let band = (0..).zip(values).map(|(row, it): (u32, _)| {
            let [low, high] = [it.mean - it.spread, it.mean + it.spread].map(f64::from);
            [f64::from(row), low, high]
        });
        Series {
            band: band.collect(),
            ..Series::of(label.as_str(), *style, points)
        }
    });
    let series: Vec<Series> = series.collect();
    if series.is_empty() {
        return None;
    }
    let axis = match by_order {
        true => Axis::new("Order of the first ten (NDCG@10)", 3),
        false => Axis::new("Error (RMSE), stars", 3),
    };
    let steps = results.given.iter().map(u32::to_string).collect();
    let claim = claim(results, choices, by_order, &compared);
    let mut table = Table::new(
        ["compared", "ratings given", "mean", "standard deviation"],
        [],
    );
    for (label, _, curve) in &compared {
        let order = results
            .orders
            .iter()
            .find(|it| std::ptr::eq(&it.curve, *curve));
        for (row, it) in measured(curve, by_order).iter().enumerate() {
            let asked = order.and_then(|order| order.n_asked.get(row).copied());
            table.rows.push(vec![
                label.clone(),
                results.given[row].to_string(),
                cell(Some(it.mean), 4),
                cell(Some(it.spread), 4),
                cell(asked, 1),
            ]);
        }
    }
    Some(Figure {
        note: format!(
            "{} people held out whole, {} draws; the bands are one standard deviation. {}",
            results.n_people,
            results.n_draws,
            if by_order {
                "More is better."
            } else {
                "Less is better."
            }
        ),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::of_steps("Ratings given", steps),
            y: axis,
            series,
            ..Lines::default()
        }),
        table,
        claim,
        how: How::of(&results.head, ResultsFile::ColdStart),
    })
}

fn order_name(key: &str) -> String {
    match key {
        "popular" => "most seen",
        "random" => "at random",
        "telling" => "most telling",
        other => other,
    }
    .to_owned()
}

fn claim(
    results: &ColdStartResults,
    choices: &Choices,
    by_order: bool,
    compared: &[(String, usize, &Curve)],
) -> String {
    let number = |it: &Sampled| decimal(it.mean, if by_order { 3 } else { 2 });
    let what = if by_order {
        "a score of"
    } else {
        "an error of"
    };
    match choices.word(Knob::Compare) {
        "questions" => {
            let at = results.given.iter().position(|it| *it == 5);
            let at = at.unwrap_or(results.given.len().saturating_sub(1));
            let given = results.given.get(at).copied().unwrap_or_default();
            let asked = results.orders.iter().filter_map(|it| {
                let asked = decimal(*it.n_asked.get(at)?, 0);
                let found = number(measured(&it.curve, by_order).get(at)?);
                Some(format!("{} {asked} ({found})", order_name(&it.key)))
            });
            let asked: Vec<String> = asked.collect();
            let asked: Vec<&str> = asked.iter().map(String::as_str).collect();
            let what = if by_order { "the order" } else { "the error" };
            format!(
                "For {given} answers one has to be asked about so many movies, and {what} then is: {}.",
                format::joined(&asked)
            )
        }
        "details" => {
            let first = |curve: &Curve| measured(curve, by_order).first().map(number);
            match (
                first(&results.with_details),
                first(&results.without_details),
            ) {
                (Some(with), Some(without)) if with == without => {
                    format!("Before the first rating, age and job change nothing: {what} {with}.")
                }
                (Some(with), Some(without)) => format!(
                    "Before the first rating, age and job make {what} {without} one of {with}."
                ),
                _ => String::new(),
            }
        }
        _ => {
            let own = compared
                .iter()
                .find(|it| it.0 == "Matinee")
                .or(compared.first());
            let Some(own) = own else {
                return String::new();
            };
            let values = measured(own.2, by_order);
            match (values.first(), values.last(), results.given.last()) {
                (Some(none), Some(last), Some(given)) if !by_order => format!(
                    "{given} ratings make {} err {} less: {} stars become {}.",
                    own.0,
                    less(last.mean, none.mean),
                    number(none),
                    number(last)
                ),
                (Some(none), Some(last), Some(given)) => format!(
                    "{given} ratings lift the order of {}\u{2019}s lists from {} to {}.",
                    own.0,
                    number(none),
                    number(last)
                ),
                _ => String::new(),
            }
        }
    }
}

/// The people, those first of whom most was learned, whatever they were asked.
#[must_use]
pub fn ordered(people: &ColdStartPeople) -> Vec<&AnsweredPerson> {
    let fall = |person: &AnsweredPerson| -> f32 {
        let falls = person
            .records
            .iter()
            .map(|it| match (it.steps.first(), it.steps.last()) {
                (Some(first), Some(last)) => first.rmse - last.rmse,
                _ => 0.0,
            });
        falls.sum()
    };
    let mut ordered: Vec<&AnsweredPerson> = people.people.iter().collect();
    order::sort(&mut ordered, &|a, b| fall(b).total_cmp(&fall(a)));
    ordered
}

/// The record of the chosen person, asked in the chosen order.
fn record<'a>(
    people: &'a ColdStartPeople,
    choices: &Choices,
) -> Option<(&'a AnsweredPerson, &'a Playback)> {
    let last = people.people.len().checked_sub(1)?;
    let row = (choices.get(Knob::Newcomer).max(1) as usize - 1).min(last);
    let person = ordered(people).into_iter().nth(row)?;
    let order = choices.word(Knob::Order);
    let row = people.orders.iter().position(|it| it == order).unwrap_or(0);
    Some((person, person.records.get(row)?))
}

/// Where a person is after so many answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Played {
    /// Who, and how far it has come.
    pub said: String,
    /// What was answered, the last first: title and stars.
    pub revealed: Vec<(String, String)>,
    /// The first titles of the list.
    pub list: Vec<String>,
    /// Which of these were not there one answer before.
    pub is_new: Vec<bool>,
    /// The last step.
    pub n_steps: u32,
}

/// Plays the chosen person back up to the chosen step.
#[must_use]
pub fn played(
    people: &ColdStartPeople,
    choices: &Choices,
    known: &dyn Fn(MovieId) -> Option<String>,
) -> Option<Played> {
    let (person, record) = record(people, choices)?;
    let last = record.steps.len().checked_sub(1)?;
    let at = (choices.get(Knob::Step) as usize).min(last);
    let (first, step) = (record.steps.first()?, record.steps.get(at)?);
    let title = |movie: MovieId| title_of(movie, &people.others, known);
    let answered = record
        .steps
        .get(..=at)?
        .iter()
        .rev()
        .filter_map(|it| it.revealed);
    let before = at.checked_sub(1).and_then(|it| record.steps.get(it));
    let is_new = |movie: &MovieId| before.is_some_and(|it| !it.list.contains(movie));
    Some(Played {
        said: format!(
            "User {}, {}: {} stars off on {} that stay hidden; {} off before the first answer, and {} with \
             averages alone.",
            person.user,
            format::counted(at, "answer", "answers"),
            decimal(step.rmse, 2),
            format::counted(person.n_tested as usize, "rating", "ratings"),
            decimal(first.rmse, 2),
            decimal(step.bias_rmse, 2),
        ),
        revealed: answered
            .map(|it| (title(it.movie), decimal(it.stars, 0)))
            .collect(),
        list: step.list.iter().map(|it| title(*it)).collect(),
        is_new: step.list.iter().map(is_new).collect(),
        n_steps: last as u32,
    })
}

/// The error of the chosen person, step by step.
#[must_use]
pub fn playback(people: &ColdStartPeople, choices: &Choices) -> Option<Figure> {
    let (person, record) = record(people, choices)?;
    let line = |label: &str, style, value: fn(&Step) -> f32| {
        let points = (0..).zip(&record.steps);
        Series::of(
            label,
            style,
            points.map(|(row, it): (u32, _)| (f64::from(row), f64::from(value(it)))),
        )
    };
    let (first, last) = (record.steps.first()?, record.steps.last()?);
    let n = record.steps.len() - 1;
    let claim = match last.rmse < first.rmse {
        true => format!(
            "User {} after {n} answers: {} stars off instead of {}.",
            person.user,
            decimal(last.rmse, 2),
            decimal(first.rmse, 2)
        ),
        false => format!(
            "User {} stays hard to guess: {n} answers do not lower the error of {} stars.",
            person.user,
            decimal(first.rmse, 2)
        ),
    };
    let rows = (0..).zip(&record.steps).map(|(row, it): (u32, _)| {
        [
            row.to_string(),
            cell(Some(it.rmse), 3),
            cell(Some(it.bias_rmse), 3),
        ]
    });
    Some(Figure {
        note: format!(
            "On {} of this person that are never revealed.",
            format::counted(person.n_tested as usize, "rating", "ratings")
        ),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Answers", 0).from_zero(),
            y: Axis::new("Error (RMSE), stars", 3),
            series: vec![
                line("Matinee", 0, |it| it.rmse),
                line("Averages only", 6, |it| it.bias_rmse),
            ],
            ..Lines::default()
        }),
        table: Table::new(["answers", "Matinee", "Averages only"], rows),
        claim,
        how: How::of(&people.head, ResultsFile::ColdStartPeople),
    })
}

/// A rating of the reader's and what was predicted of it before it was known.
#[derive(Clone, Debug, PartialEq)]
pub struct Foretold {
    /// Which movie.
    pub movie: MovieIdx,
    /// What the reader gave.
    pub given: f32,
    /// What was predicted from those before, stars.
    pub predicted: f32,
}

/// Predicts the rating in a row of the reader's from those before it; nothing where the model cannot.
#[must_use]
pub fn foretell(engine: &Engine, ratings: &[(MovieIdx, Stars)], row: usize) -> Option<Foretold> {
    let (movie, given) = *ratings.get(row)?;
    let profile = Profile {
        ratings: ratings.get(..row)?.to_vec(),
        ..Profile::default()
    };
    let person = engine.fold_in(&profile).ok()?;
    Some(Foretold {
        movie,
        given: given.as_f32(),
        predicted: engine.predict_for(&person, movie).stars.stars(),
    })
}

/// The mean error of the reader's own ratings so far, against their number; nothing before the second.
#[must_use]
pub fn own(foretold: &[Foretold], title: &dyn Fn(MovieIdx) -> String) -> Option<Figure> {
    if foretold.len() < 2 {
        return None;
    }
    let mut sum = 0.0;
    let mut means = Vec::new();
    for (row, it) in (1..).zip(foretold) {
        sum += f64::from((it.predicted - it.given).abs());
        means.push((f64::from(row), sum / f64::from(row)));
    }
    let each = foretold.iter().zip(1..).map(|(it, row)| Point {
        x: f64::from(row),
        y: (it.predicted - it.given).abs().into(),
        name: title(it.movie),
    });
    let last = means.last()?.1;
    let claim = format!(
        "Of your {} ratings, each guessed from those before it, it is {} stars off on average.",
        foretold.len(),
        decimal(last, 2)
    );
    let rows = foretold.iter().zip(1..).map(|(it, row): (_, u32)| {
        [
            row.to_string(),
            title(it.movie),
            cell(Some(it.given), 1),
            cell(Some(it.predicted), 2),
        ]
    });
    Some(Figure {
        note: "The model in this page, which has never seen a rating of yours. Worked out while you read."
            .to_owned(),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Your ratings", 0),
            y: Axis::new("Error, stars", 2).from_zero(),
            series: vec![
                Series {
                    label: "each".to_owned(),
                    style: 6,
                    points: each.collect(),
                    band: Vec::new(),
                },
                Series::of("mean so far", 0, means),
            ],
            reading: Reading::Across,
            ..Lines::default()
        }),
        table: Table::new(["number", "movie", "given", "predicted"], rows),
        claim,
        how: How::counted(
            "Your ratings in the order in which they were given: each is predicted by a fold-in of those before \
             it, then added. Nothing leaves this browser.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn every_comparison_is_drawn_with_the_numbers_of_the_file() {
        let results: ColdStartResults = read();
        let mut n_drawn = 0;
        for compare in 0..3 {
            for measure in 0..2 {
                let mut choices = Choices::default();
                choices.set(Knob::Compare, compare);
                choices.set(Knob::NewcomerMeasure, measure);
                let Some(figure) = curves(&results, &choices) else {
                    continue;
                };
                n_drawn += 1;
                assert!(figure.claim.ends_with('.'), "{}", figure.claim);
                assert_eq!(figure.table.rows.len() % results.given.len(), 0);
                assert!(figure.chart.read_out(0).contains("Ratings given 0"));
            }
        }
        assert!(n_drawn >= 3, "{n_drawn}");
    }

    #[test]
    fn a_person_is_played_back_step_by_step() {
        let people: ColdStartPeople = read();
        let mut choices = Choices::default();
        choices.set(Knob::Order, 1);
        choices.set(Knob::Step, 0);
        let start = played(&people, &choices, &|_| None).unwrap();
        assert_eq!(start.revealed, []);
        choices.set(Knob::Step, 20);
        let end = played(&people, &choices, &|_| Some("A movie".to_owned())).unwrap();
        assert_eq!(end.revealed.len(), end.n_steps as usize);
        assert!(end.list.iter().all(|it| it == "A movie"));
        let figure = playback(&people, &choices).unwrap();
        assert_eq!(figure.table.rows.len(), end.n_steps as usize + 1);
    }

    #[test]
    fn ones_own_mean_is_over_all_ratings_so_far() {
        let it = |given, predicted| Foretold {
            movie: MovieIdx(0),
            given,
            predicted,
        };
        let title = |_| "A movie".to_owned();
        assert_eq!(own(&[it(4.0, 3.5)], &title), None);
        let figure = own(&[it(4.0, 3.5), it(2.0, 3.5)], &title).unwrap();
        assert!(figure.claim.contains("2 ratings") && figure.claim.contains("1.00 stars"));
    }
}
