//! `matinee recommend`: the list of one person, of the movies that its options admit, and explanations in words.

use std::io::Write;
use std::path::PathBuf;

use anyhow::{Context, ensure};
use serde_json::{Value, json};

use matinee_core::domain::{MovieIdx, UserId};
use matinee_data::dataset::Movie;
use matinee_engine::engine::{
    Account, Cause, Engine, Explanation, Kind, Likely, Person, Recommendation, Request, Selection,
    Steering, Term,
};

use super::Usage;
use super::data::{self, DataOptions};
use super::newcomer::Newcomer;
use super::terminal::{self, align, count};

/// Print the movies that a person has not rated, best first.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee recommend --model model.matinee --user 500
  matinee recommend --model model.matinee --user 15 -k 3 --json
  matinee recommend --model model.matinee --profile ratings.tsv --age 30 --why
  matinee recommend --model model.matinee --user 500 --discount 0.1 --variety 0.3
  matinee recommend --model model.matinee --user 500 --blend=-1
  matinee recommend --model model.matinee --user 500 --genre Comedy --genre=-Horror --years 1980-1999
  matinee recommend --model mine.matinee --user zoe --data mine.csv --columns user=who,item=film,stars=rating")]
#[command(group = clap::ArgGroup::new("whom").args(["user", "profile"]).required(true))]
pub(super) struct Options {
    /// Model to use.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// User id, as in u.user; or, with --columns, a name of the table that the model was trained on.
    #[arg(long, value_name = "ID", conflicts_with_all = ["age", "gender", "occupation"])]
    user: Option<String>,
    #[command(flatten)]
    data: DataOptions,
    #[command(flatten)]
    newcomer: Newcomer,
    /// Number of movies.
    #[arg(short, long = "k", value_name = "N", default_value_t = 10)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..))]
    k: u32,
    #[command(flatten)]
    selection: SelectionOptions,
    /// Order by what people alike watch (-1), by both as the model blends them (0), or by the
    /// predicted stars (1).
    #[arg(long, value_name = "BLEND", default_value_t = 0.0, value_parser = blend)]
    #[arg(allow_negative_numbers = true)]
    blend: f32,
    /// Give what few have rated a better place, 0 to 1.
    #[arg(long, value_name = "STRENGTH", default_value_t = 0.0, value_parser = strength)]
    discount: f32,
    /// Make the movies of the list unlike each other, 0 to 1.
    #[arg(long, value_name = "STRENGTH", default_value_t = 0.0, value_parser = strength)]
    variety: f32,
    /// Give the list the genres of what was rated, in the same shares, 0 to 1.
    #[arg(long, value_name = "STRENGTH", default_value_t = 0.0, value_parser = strength)]
    calibration: f32,
    /// Say where each movie's place and its stars come from.
    #[arg(long)]
    why: bool,
    /// Print JSON instead of a table.
    #[arg(long)]
    json: bool,
}

fn strength(text: &str) -> Result<f32, String> {
    number_from(0.0, text)
}

fn blend(text: &str) -> Result<f32, String> {
    number_from(-1.0, text)
}

/// A number from `least` to 1.
fn number_from(least: f32, text: &str) -> Result<f32, String> {
    let number = text.parse().ok();
    number
        .filter(|number| (least..=1.0).contains(number))
        .ok_or_else(|| format!("expected a number from {least} to 1"))
}

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    // What is no user of any model is wrong whatever the model.
    let user = options.user.as_deref();
    let user = user.map(|it| options.data.user_id(it)).transpose()?;
    let engine = data::open_model(&options.model)?;
    check_k(&engine, options.k)?;
    let person = match user {
        Some(user) => known(&engine, user)?,
        None => (options.newcomer.person(&engine)?)
            .context("nobody to recommend to; give --user or --profile")?,
    };
    let request = Request {
        k: options.k as usize,
        steering: Steering {
            blend: options.blend,
            discount: options.discount,
            variety: options.variety,
            calibration: options.calibration,
        },
        selection: options.selection.selection(&engine)?,
    };
    let list = engine.recommend_for(&person, &request);
    if list.len() < request.k {
        terminal::tell(format_args!(
            "no more than this is left to recommend: {}",
            count(list.len(), "movie")
        ));
    }
    if options.json {
        let entries: Vec<Value> = (1..)
            .zip(&list)
            .map(|(rank, entry)| {
                let mut value = json(&engine, rank, entry);
                if options.why {
                    let why = engine.explain_steered(&person, entry.movie, request.steering);
                    value["why"] = explanation_json(&engine, &why);
                }
                value
            })
            .collect();
        // A number stays one.
        let number = |user: &String| user.parse::<u32>().map_or(json!(user), |id| json!(id));
        let user = options.user.as_ref().map(number);
        let answer = json!({ "user": user, "k": options.k, "movies": entries });
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        let table = table(&engine, &list);
        let mut lines = table.lines();
        writeln!(out, "{}", lines.next().unwrap_or_default())?;
        for (line, entry) in lines.zip(&list) {
            writeln!(out, "{line}")?;
            if options.why {
                let why = engine.explain_steered(&person, entry.movie, request.steering);
                write!(out, "{}", explanation_lines(&engine, &why))?;
            }
        }
    }
    Ok(())
}

/// The list of a user in raw ids.
///
/// # Errors
/// An unknown user, more movies than there are.
pub(super) fn list(engine: &Engine, user: UserId, k: u32) -> anyhow::Result<Vec<Recommendation>> {
    check_k(engine, k)?;
    let person = known(engine, user)?;
    Ok(engine.recommend_for(&person, &Request::plain(k as usize)))
}

/// # Errors
/// More movies than there are.
pub(super) fn check_k(engine: &Engine, k: u32) -> anyhow::Result<()> {
    let n_movies = engine.catalogue().movies.len();
    ensure!(
        k as usize <= n_movies,
        "a list of {} was asked for, but the model knows {n_movies}; give -k 1 to {n_movies}",
        count(k, "movie")
    );
    Ok(())
}

/// A user of the model.
///
/// # Errors
/// Somebody whom it does not know.
pub(super) fn known(engine: &Engine, user: UserId) -> anyhow::Result<Person> {
    let user_idx = engine.user_idx(user).with_context(|| {
        let ids = engine.users().iter().map(|user| user.id.0);
        format!(
            "user {user} is not in this model; it knows {}, with ids from {} to {}",
            count(engine.users().len(), "user"),
            ids.clone().min().unwrap_or(0),
            ids.max().unwrap_or(0)
        )
    })?;
    Ok(engine.person(user_idx))
}

fn table(engine: &Engine, list: &[Recommendation]) -> String {
    let heading = ["rank", "title", "year", "genres", "stars", "likely"].map(str::to_owned);
    let entries = (1..).zip(list).map(|(rank, entry): (u32, _)| {
        let [rank, title, year, genres] = cells(engine, rank, entry.movie);
        let stars = format!("{:.2}", entry.stars.stars());
        let Likely { low, high } = entry.likely;
        let likely = format!("{:.1} to {:.1}", low.stars(), high.stars());
        [rank, title, year, genres, stars, likely]
    });
    let lines: Vec<_> = std::iter::once(heading).chain(entries).collect();
    align([true, false, true, false, true, true], &lines)
}

/// Rank, title, year, genres.
pub(super) fn cells(engine: &Engine, rank: u32, movie: MovieIdx) -> [String; 4] {
    let movie = &engine.catalogue().movies[movie.row()];
    [
        rank.to_string(),
        movie.title.clone(),
        (movie.year).map_or_else(|| "–".to_owned(), |year| year.to_string()),
        genres(engine, movie).join(", "),
    ]
}

/// An entry for programs.
pub(super) fn json(engine: &Engine, rank: u32, entry: &Recommendation) -> Value {
    let movie = &engine.catalogue().movies[entry.movie.row()];
    json!({
        "rank": rank,
        "movie": movie.id,
        "title": movie.title,
        "year": movie.year,
        "genres": genres(engine, movie),
        "stars": entry.stars,
        "likely": [entry.likely.low, entry.likely.high],
        "ranking_score": entry.ranking_score,
    })
}

/// The names of a movie's genres.
pub(super) fn genres<'a>(engine: &'a Engine, movie: &Movie) -> Vec<&'a str> {
    movie.genre_names(&engine.catalogue().genres).collect()
}

/// Terms that are spelt out, the largest first; the others are summed up.
const N_SPELT_OUT: usize = 5;

/// Two lines: why the movie stands where it stands, and why it gets its stars.
fn explanation_lines(engine: &Engine, why: &Explanation) -> String {
    let line = |what: &str, account: &Account| {
        let Account { kind, score, .. } = account;
        let terms = spelt_out(engine, account);
        let is = match kind {
            Kind::Sum => "=",
            Kind::LeaveOneOut => "; that changes without:",
        };
        format!("      {what} {score:.2} {is} {terms}\n")
    };
    line("score", &why.ranking) + &line("stars", &why.stars)
}

fn spelt_out(engine: &Engine, account: &Account) -> String {
    let mut terms = account.terms.clone();
    terms.sort_by(|a, b| b.amount.abs().total_cmp(&a.amount.abs()));
    let rest = terms.split_off(terms.len().min(N_SPELT_OUT));
    let mut words: Vec<String> = (terms.iter())
        .map(|term| format!("{:+.2} {}", term.amount, cause(engine, term.cause)))
        .collect();
    // Differences do not sum to anything.
    if !rest.is_empty() && account.kind == Kind::Sum {
        let sum: f32 = rest.iter().map(|term| term.amount).sum();
        words.push(format!("{sum:+.2} {} more", rest.len()));
    }
    words.join(", ")
}

/// Both accounts for programs, every term.
fn explanation_json(engine: &Engine, why: &Explanation) -> Value {
    let account = |account: &Account| {
        let terms = account.terms.iter().map(|term| {
            let Term { cause, amount } = term;
            match cause {
                Cause::Rated(movie) => {
                    let id = engine.catalogue().movies[movie.row()].id;
                    json!({ "cause": "rated", "movie": id, "amount": amount })
                }
                other => json!({ "cause": word(*other), "amount": amount }),
            }
        });
        let kind = match account.kind {
            Kind::Sum => "sum",
            Kind::LeaveOneOut => "leave one out",
        };
        json!({ "kind": kind, "value": account.score, "terms": terms.collect::<Vec<_>>() })
    };
    json!({ "ranking_score": account(&why.ranking), "raw_stars": account(&why.stars) })
}

fn cause(engine: &Engine, cause: Cause) -> String {
    match cause {
        Cause::Rated(movie) => engine.catalogue().movies[movie.row()].title.clone(),
        other => word(other).to_owned(),
    }
}

const fn word(cause: Cause) -> &'static str {
    match cause {
        Cause::Start => "start",
        Cause::Movie => "movie",
        Cause::Person => "person",
        Cause::Age => "age",
        Cause::Gender => "gender",
        Cause::Occupation => "occupation",
        Cause::Rated(_) => "rated",
        Cause::Learned => "learned",
        Cause::Popularity => "popularity",
        Cause::Stars => "stars",
        Cause::PersonEmbedding => "person embedding",
        Cause::MovieEmbedding => "movie embedding",
        Cause::Genres => "genres",
        Cause::Release => "release",
        _ => "something else",
    }
}

/// Genres and years.
#[derive(Debug, clap::Args)]
struct SelectionOptions {
    /// Only movies of this genre (of any of them, when given more than once); with a minus in
    /// front, no movie of this genre.
    #[arg(long = "genre", value_name = "[-]NAME", allow_hyphen_values = true)]
    genres: Vec<String>,
    /// Only movies of these years, the last included.
    #[arg(long, value_name = "FIRST-LAST", value_parser = years)]
    years: Option<(u16, u16)>,
}

fn years(text: &str) -> Result<(u16, u16), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.trim().parse(), last.trim().parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first, last)),
        (Ok(first), Ok(last)) => Err(format!(
            "{first} is after {last}; did you mean {last}-{first}?"
        )),
        _ => Err("expected two years, such as 1980-1999, or one".into()),
    }
}

impl SelectionOptions {
    /// # Errors
    /// [`Usage`] for a genre that the model does not have.
    fn selection(&self, engine: &Engine) -> Result<Selection, Usage> {
        let mut selection = Selection {
            years: self.years,
            ..Selection::default()
        };
        for asked in &self.genres {
            let (genres, name) = match asked.strip_prefix('-') {
                Some(name) => (&mut selection.exclude, name),
                None => (&mut selection.include, asked.as_str()),
            };
            *genres |= bit(&engine.catalogue().genres, name)?;
        }
        Ok(selection)
    }
}

fn bit(known: &[String], name: &str) -> Result<u32, Usage> {
    let row = known
        .iter()
        .position(|genre| genre.eq_ignore_ascii_case(name));
    row.map(|row| 1 << row).ok_or_else(|| {
        Usage(format!(
            "genre {name:?} is not in this model; it knows {}",
            known.join(", ")
        ))
    })
}
