//! Why a movie has its stars and its place, as the page says it: a few named rows instead of
//! hundreds of terms, rounded so that what is shown adds up.

use matinee_core::domain::{MovieIdx, Score, Stars};
use matinee_core::order;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::{Account, Cause, Explanation, Kind, Term};

use super::format;
use super::viewer::Viewer;

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
    pub catalogue: &'a Catalogue,
}

impl Why {
    /// Makes what the page says of an explanation.
    ///
    /// # Panics
    /// When the explanation names a movie that is not in the catalogue.
    #[must_use]
    pub fn of(explanation: &Explanation, whose: Whose<'_>) -> Self {
        let Explanation { stars, ranking } = explanation;
        let shown = Score::clip(stars.score, whose.catalogue.scale).stars();
        Self {
            stars: table(stars, shown, STAR_DIGITS, whose),
            order: table(ranking, ranking.score, ORDER_DIGITS, whose),
            sentence: sentence(ranking, whose),
        }
    }
}

impl Whose<'_> {
    fn title(&self, movie: MovieIdx) -> &str {
        &self.catalogue.movies[movie.row()].title
    }
}

/// A number and its parts, rounded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Whether the rows add up to the total.
    pub kind: Kind,
    /// In the order in which they are read.
    pub rows: Vec<Row>,
    /// The number itself, in units of the last digit.
    pub total: i32,
    /// Digits behind the point.
    pub digits: u32,
}

/// One part of the number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What it is; for a rated movie, its title.
    pub label: String,
    /// The rated movie, and what it was given.
    pub rated: Option<(MovieIdx, Stars)>,
    /// What it adds or takes, in units of the last digit.
    pub amount: i32,
    /// What everything else is added to. It has no bar: beside it, the others would have none.
    pub is_base: bool,
}

/// Where a bar is, in percent of the width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bar {
    /// Its left end.
    pub from: f32,
    /// Its length.
    pub width: f32,
}

impl Table {
    /// Places the line of no influence, in percent of the width.
    #[must_use]
    pub fn zero(&self) -> f32 {
        let (least, most) = self.reach();
        percent(-least, least, most)
    }

    /// Places the bar of a row: from the line to the left for what takes, to the right for what
    /// adds.
    #[must_use]
    pub fn bar(&self, row: &Row) -> Option<Bar> {
        let (least, most) = self.reach();
        let width = percent(row.amount.abs(), least, most);
        let from = self.zero() - if row.amount < 0 { width } else { 0.0 };
        (!row.is_base).then_some(Bar { from, width })
    }

    /// Writes an amount: `+0.13`, `−0.07`; what everything is added to has no sign.
    #[must_use]
    pub fn amount(&self, row: &Row) -> String {
        format::fixed(row.amount, self.digits, !row.is_base)
    }

    /// Writes the total: `3.46`.
    #[must_use]
    pub fn total(&self) -> String {
        format::fixed(self.total, self.digits, false)
    }

    /// Finds the least and the most of all bars, 0 among them.
    fn reach(&self) -> (i32, i32) {
        let bars = self.rows.iter().filter(|row| !row.is_base);
        bars.fold((0, 0), |(least, most), row| {
            (least.min(row.amount), most.max(row.amount))
        })
    }
}

fn percent(part: i32, least: i32, most: i32) -> f32 {
    part as f32 * 100.0 / (most - least).max(1) as f32
}

/// Movies that are named for what they add, at most.
const N_UP: usize = 4;
/// Movies that are named for what they take, at most.
const N_DOWN: usize = 3;
/// What of rated movies has no name is at most the whole number divided by this.
const MOST_UNNAMED: f64 = 3.0;
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

/// Makes the table of an account as it is shown, with `shown` for its number: stars end at 1 and 5.
fn table(account: &Account, shown: f32, digits: u32, whose: Whose<'_>) -> Table {
    let unit = 10_f64.powi(digits as i32);
    let total = (f64::from(shown) * unit).round() as i32;
    let parts = match account.kind {
        Kind::Sum => {
            let mut parts = sum(account, digits, unit, whose);
            let clipped = f64::from(shown - account.score) * unit;
            if clipped != 0.0 {
                let values = whose.catalogue.scale.values();
                let end = if clipped < 0.0 {
                    values.last()
                } else {
                    values.first()
                };
                let end = end.map_or(String::new(), |end| format!("Stars end at {end}"));
                parts.push(Part::new(end, clipped));
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
        let mut label = format::joined(&names).to_ascii_lowercase();
        label[..1].make_ascii_uppercase();
        parts.push(Part::new(label, amount));
    }
    let most = f64::from(account.score.abs()) * unit / MOST_UNNAMED;
    parts.extend(movies(rated, most, whose));
    parts.extend(last);
    parts
}

/// Makes rows of the movies that add most and take most by name, the others together; by genre, as
/// far as they would otherwise add or take more than `most`.
fn movies(mut rated: Vec<(MovieIdx, f64)>, most: f64, whose: Whose<'_>) -> Vec<Part> {
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
    while total(&others).abs() > most {
        let Some((part, rest)) = largest_genre(others.clone(), whose) else {
            break;
        };
        parts.push(part);
        others = rest;
    }
    if !others.is_empty() {
        let n = others.len();
        let label = match parts.is_empty() {
            true => format::counted(n, "rated movie", "rated movies, together"),
            false => format::counted(n, "more rated movie", "more rated movies, together"),
        };
        parts.push(Part::new(label, total(&others)));
    }
    parts
}

fn total(rated: &[(MovieIdx, f64)]) -> f64 {
    rated.iter().map(|it| it.1).sum()
}

/// Takes the movies of one genre out of several as a row: of the genre that adds or takes most.
/// `None` where no movie has a genre.
fn largest_genre(
    rated: Vec<(MovieIdx, f64)>,
    whose: Whose<'_>,
) -> Option<(Part, Vec<(MovieIdx, f64)>)> {
    let has = |genre: usize| {
        move |(movie, _): &(MovieIdx, f64)| {
            whose.catalogue.movies[movie.row()].genres >> genre & 1 == 1
        }
    };
    let sum_of = |genre: usize| {
        let of_genre = rated.iter().filter(|it| has(genre)(it));
        of_genre.map(|it| it.1).sum::<f64>().abs()
    };
    let genres = 0..whose.catalogue.genres.len();
    let genre = genres.max_by(|a, b| sum_of(*a).total_cmp(&sum_of(*b)))?;
    let (of_genre, rest): (Vec<_>, Vec<_>) = rated.into_iter().partition(has(genre));
    let movies = format::counted(of_genre.len(), "more rated movie", "more rated movies");
    let label = format!("{movies} of the genre {}", whose.catalogue.genres[genre]);
    (!of_genre.is_empty()).then(|| (Part::new(label, total(&of_genre)), rest))
}

fn size(term: &Term, unit: f64) -> f64 {
    f64::from(term.amount) * unit
}

/// Says what a row is called that is no movie.
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
        _ => "Something else",
    };
    said.to_owned()
}

/// Finds whole numbers that add up to `total`, each next to its own: all are rounded down, then
/// those with the largest remainders go up.
fn rounded_to(total: i32, amounts: &[f64]) -> Vec<i32> {
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

/// Movies that the sentence names, at most.
const N_NAMED: usize = 2;

/// Says what puts a movie where it stands.
fn sentence(account: &Account, whose: Whose<'_>) -> String {
    let of = |cause| {
        let mut terms = account.terms.iter();
        terms.find(|it| it.cause == cause).map(|it| it.amount)
    };
    // Nothing that stands for a person: the seed network's order, or a lever that leaves stars alone.
    let is_of_nobody = |term: &Term| matches!(term.cause, Cause::Stars | Cause::Popularity);
    if of(Cause::Stars).is_some() && account.terms.iter().all(is_of_nobody) {
        let causes = match of(Cause::Popularity) {
            None => "alone",
            Some(_) => "and from how many people like it",
        };
        return format!("Its place follows from its predicted stars {causes}.");
    }
    let (they, their) = match whose.viewer {
        Viewer::You => ("you", "your"),
        Viewer::User(_) => ("they", "their"),
    };
    let mut rated: Vec<(MovieIdx, f32)> = (account.terms.iter())
        .filter_map(|term| match term.cause {
            Cause::Rated(movie) if term.amount > 0.0 => Some((movie, term.amount)),
            _ => None,
        })
        .collect();
    order::sort(&mut rated, &|a, b| b.1.total_cmp(&a.1));
    rated.truncate(N_NAMED);
    let titles: Vec<&str> = rated.iter().map(|it| whose.title(it.0)).collect();
    let titles = format::joined(&titles);
    let half = account.score / 2.0;
    let by_named: f32 = rated.iter().map(|it| it.1).sum();
    if of(Cause::Stars).is_some_and(|amount| amount > half) {
        return format!("Mostly because {they} would probably give it more stars than most.");
    }
    let is_liked = of(Cause::Popularity).is_some_and(|amount| amount > half);
    if of(Cause::Learned).is_some() {
        let them = format!("of what was learned from all that {they} rated");
        return match is_liked {
            true => format!("Mostly because many people like it; then because {them}."),
            false => format!("Mostly because {them}."),
        };
    }
    match (rated.len(), is_liked) {
        (0, _) => format!("Because many people like it; nothing that {they} rated speaks for it."),
        (_, true) => {
            format!(
                "Mostly because many people like it; of what {they} rated, {titles} speak for it."
            )
        }
        _ if by_named >= half => format!("Mostly because {they} rated {titles}."),
        _ => format!("Because of many of {their} ratings together, {titles} above all."),
    }
}

#[cfg(test)]
mod tests;
