//! The rows of an account: what is the same for all first, then the movies that say most, the
//! others together.

use crate::words;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::order;
use matinee_engine::engine::{Account, Cause, Kind, Term};

use super::table::{Row, Table};
use super::{STAR_DIGITS, Whose};

/// Movies that are named for what they add, at most.
const N_UP: usize = 4;
/// Movies that are named for what they take, at most.
const N_DOWN: usize = 3;
/// What age, gender or occupation must add or take to have a row of its own, in units of the last
/// digit.
const LARGE: f64 = 5.0;

/// A row before it is rounded.
struct Part {
    label: String,
    rated: Option<(MovieIdx, Stars)>,
    /// In units of the last digit.
    amount: f64,
    is_base: bool,
}

impl Part {
    fn new(label: impl Into<String>, amount: f64) -> Self {
        Self {
            label: label.into(),
            rated: None,
            amount,
            is_base: false,
        }
    }
}

/// An account as it is shown, with `shown` for its number: stars end at 1 and 5.
pub(super) fn table(account: &Account, shown: f32, digits: u32, whose: Whose<'_>) -> Table {
    let unit = 10_f64.powi(digits as i32);
    let total = (f64::from(shown) * unit).round() as i32;
    let parts = match account.kind {
        Kind::Sum => {
            let mut parts = sum(account, digits, unit, whose);
            let clipped = f64::from(shown - account.score) * unit;
            if clipped != 0.0 {
                let end = if clipped < 0.0 { 5 } else { 1 };
                parts.push(Part::new(format!("Stars end at {end}"), clipped));
            }
            parts
        }
        Kind::LeaveOneOut => {
            let mut terms: Vec<&Term> = account.terms.iter().collect();
            order::sort(&mut terms, &|a, b| {
                b.amount.abs().total_cmp(&a.amount.abs())
            });
            let part = |term: &Term| Part::new(label(term.cause, digits, whose), size(term, unit));
            terms.into_iter().map(part).collect()
        }
    };
    let amounts: Vec<f64> = parts.iter().map(|part| part.amount).collect();
    let amounts = match account.kind {
        Kind::Sum => rounded_to(total, &amounts),
        Kind::LeaveOneOut => amounts.iter().map(|it| it.round() as i32).collect(),
    };
    let rows = parts.into_iter().zip(amounts).map(|(part, amount)| Row {
        label: part.label,
        rated: part.rated,
        amount,
        is_base: part.is_base,
    });
    Table {
        kind: account.kind,
        rows: rows.filter(|row| row.amount != 0).collect(),
        total,
        digits,
    }
}

fn sum(account: &Account, digits: u32, unit: f64, whose: Whose<'_>) -> Vec<Part> {
    let (mut parts, mut small, mut rated, mut last) = (vec![], vec![], vec![], vec![]);
    for term in &account.terms {
        let part = Part::new(label(term.cause, digits, whose), size(term, unit));
        match term.cause {
            Cause::Rated(movie) => rated.push((movie, size(term, unit))),
            Cause::Learned => last.push(part),
            Cause::Age | Cause::Gender | Cause::Occupation if part.amount.abs() < LARGE => {
                small.push(part);
            }
            Cause::Start if digits == STAR_DIGITS => parts.push(Part {
                is_base: true,
                ..part
            }),
            _ => parts.push(part),
        }
    }
    if !small.is_empty() {
        let amount = small.iter().map(|part| part.amount).sum();
        let names: Vec<_> = small.iter().map(|part| &*part.label).collect();
        let mut label = words::joined(&names).to_ascii_lowercase();
        label[..1].make_ascii_uppercase();
        parts.push(Part::new(label, amount));
    }
    parts.extend(movies(rated, whose));
    parts.extend(last);
    parts
}

/// The movies that add most and take most by name, the others together.
fn movies(mut rated: Vec<(MovieIdx, f64)>, whose: Whose<'_>) -> Vec<Part> {
    order::sort(&mut rated, &|a, b| b.1.total_cmp(&a.1));
    let n_up = rated.iter().take(N_UP).filter(|it| it.1 >= 1.0).count();
    let downs = rated.iter().rev().take(N_DOWN);
    let n_down = downs.filter(|it| it.1 <= -1.0).count();
    let mut others = rated.split_off(n_up);
    let mut downs = others.split_off(others.len() - n_down);
    downs.reverse();
    let named = |(movie, amount): (MovieIdx, f64)| {
        let row = whose.ratings.binary_search_by_key(&movie, |it| it.0);
        Part {
            rated: row.ok().map(|row| whose.ratings[row]),
            ..Part::new(whose.title(movie), amount)
        }
    };
    let mut parts: Vec<Part> = rated.into_iter().chain(downs).map(named).collect();
    if !others.is_empty() {
        let n = others.len();
        let label = match parts.is_empty() {
            true => words::counted(n, "rated movie", "rated movies, together"),
            false => words::counted(n, "more rated movie", "more rated movies, together"),
        };
        parts.push(Part::new(label, others.iter().map(|it| it.1).sum()));
    }
    parts
}

fn size(term: &Term, unit: f64) -> f64 {
    f64::from(term.amount) * unit
}

/// What a row is called that is no movie.
fn label(cause: Cause, digits: u32, whose: Whose<'_>) -> String {
    let viewer = whose.viewer.phrase();
    let said = match cause {
        Cause::Start if digits == STAR_DIGITS => "Starting point: the mean, and the average taste",
        Cause::Start => "The average taste",
        Cause::Movie => "How this movie is rated in general",
        Cause::Person if viewer == "you" => "How you rate in general",
        Cause::Person => return format!("How {viewer} rates in general"),
        Cause::Age => "Age",
        Cause::Gender => "Gender",
        Cause::Occupation => "Occupation",
        Cause::Learned if !whose.ratings.is_empty() => {
            return format!("What else was learned of {viewer}");
        }
        Cause::Popularity => "How many people like it",
        Cause::Stars => "Its predicted stars",
        Cause::Learned | Cause::PersonEmbedding => return format!("What was learned of {viewer}"),
        Cause::MovieEmbedding => "What was learned of the movie",
        Cause::Genres => "Its genres",
        Cause::Release => "Its release date",
        Cause::Rated(movie) => whose.title(movie),
    };
    said.to_owned()
}

/// Whole numbers that add up to `total`, each next to its own: all are rounded down, then those
/// with the largest remainders go up.
pub(super) fn rounded_to(total: i32, amounts: &[f64]) -> Vec<i32> {
    let mut rounded: Vec<i32> = amounts.iter().map(|it| it.floor() as i32).collect();
    let missing = total - rounded.iter().sum::<i32>();
    let mut rows: Vec<usize> = (0..amounts.len()).collect();
    let remainder = |row: usize| amounts[row] - amounts[row].floor();
    order::sort(&mut rows, &|&a, &b| remainder(b).total_cmp(&remainder(a)));
    for &row in rows.iter().take(missing.max(0) as usize) {
        rounded[row] += 1;
    }
    rounded
}
