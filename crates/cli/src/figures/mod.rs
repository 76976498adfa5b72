//! `matinee figures`: the data set, the training and three lists as SVG.

mod charts;
mod scale;
mod svg;

use std::io::Write;
use std::path::PathBuf;

use matinee_core::decimal::thousands;
use matinee_core::domain::UserId;
use matinee_data::dataset::stats::Stats;
use matinee_data::dataset::{CleaningRules, clean};
use matinee_engine::engine::Engine;

use super::recommend::{self, genres};
use super::words::count;
use super::{data, files, news};

use charts::{Entry, Words};

/// The lists of the original's report: user, length.
const LISTS: [(u32, u32); 3] = [(500, 10), (15, 3), (69, 5)];

/// Draw the data set, the losses and some lists as SVG files.
///
/// Files: genres.svg, release-years.svg, ages.svg, losses.svg, and a top-USER.svg for each list.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee figures --model model.matinee --out figures
  matinee figures --model model.matinee --out figures --list 7:20 --list 8:20")]
pub(super) struct Options {
    /// Folder in the MovieLens 100K format.
    #[arg(long, value_name = "DIR", default_value = "data/ml-100k")]
    data: PathBuf,
    /// Model whose losses and lists are drawn.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// A list to draw: user and length [default: 500:10, 15:3 and 69:5, as far as there are such].
    #[arg(long = "list", value_name = "USER:K", value_parser = parse_list)]
    lists: Vec<(u32, u32)>,
}

fn parse_list(text: &str) -> Result<(u32, u32), String> {
    let parts = text.split_once(':');
    let numbers = parts.and_then(|(user, k)| Some((user.parse().ok()?, k.parse().ok()?)));
    numbers
        .filter(|(_, k)| *k > 0)
        .ok_or_else(|| "expected a user and a length above 0, such as 500:10".into())
}

/// Runs the command. Every figure is drawn before the first file is written.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(&options.model)?;
    let (tables, _) = clean(data::open(&options.data)?, &CleaningRules::none());
    let stats = Stats::of(&tables);
    let mut figures = vec![
        ("genres".to_owned(), draw_genres(&stats)),
        ("release-years".to_owned(), draw_years(&stats)),
        ("ages".to_owned(), draw_ages(&stats)),
        ("losses".to_owned(), draw_losses(&engine)),
    ];
    for (user, k) in lists(options, &engine) {
        figures.push((format!("top-{user}"), draw_list(&engine, user, k)?));
    }
    let files: Vec<(PathBuf, &[u8])> = (figures.iter())
        .map(|(name, figure)| (options.out.join(format!("{name}.svg")), figure.as_bytes()))
        .collect();
    files::write_all(&files)?;
    for (path, _) in &files {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

/// The lists asked for; else those of the original whose users the model knows.
fn lists(options: &Options, engine: &Engine) -> Vec<(u32, u32)> {
    if !options.lists.is_empty() {
        return options.lists.clone();
    }
    let n_movies = engine.catalogue().movies.len();
    let (known, unknown): (Vec<_>, Vec<_>) = LISTS
        .into_iter()
        .partition(|(user, k)| engine.user_idx(UserId(*user)).is_some() && *k as usize <= n_movies);
    for (user, _) in unknown {
        news::tell(format_args!(
            "user {user} is not in this model: no list is drawn for them"
        ));
    }
    known
}

fn draw_genres(stats: &Stats) -> String {
    let values: Vec<_> = (stats.genres.iter())
        .map(|genre| (genre.genre.as_str(), genre.n_movies))
        .collect();
    let n_movies = thousands(stats.ratings_of_movie.len());
    let largest = values.iter().max_by_key(|(_, n)| *n);
    let words = Words {
        title: "Genres",
        subtitle: &format!(
            "Movies of each genre, of {n_movies}; a movie counts for each genre it has"
        ),
        description: &format!(
            "Horizontal bars. The largest genre is {}.",
            largest.map_or_else(String::new, |(name, n)| {
                format!("{name} with {}", count(n, "movie"))
            })
        ),
    };
    charts::bars(&words, &values)
}

fn draw_years(stats: &Stats) -> String {
    let values: Vec<_> = (stats.release_years.iter())
        .map(|year| (u32::from(year.year), year.n_movies))
        .collect();
    let words = Words {
        title: "Release years",
        subtitle: &format!(
            "Movies released in each year, of {}",
            thousands(stats.ratings_of_movie.len())
        ),
        description: &range("Columns", &values, "movies", "year"),
    };
    charts::columns(&words, "year of release", &values)
}

fn draw_ages(stats: &Stats) -> String {
    let values: Vec<_> = (stats.ages.iter())
        .map(|age| (u32::from(age.age), age.n_users))
        .collect();
    let words = Words {
        title: "Ages",
        subtitle: &format!(
            "Users of each age, of {}",
            thousands(stats.ratings_of_user.len())
        ),
        description: &range("Columns", &values, "users", "age"),
    };
    charts::columns(&words, "age in years", &values)
}

fn range(kind: &str, values: &[(u32, usize)], what: &str, unit: &str) -> String {
    let (Some((first, _)), Some((last, _))) = (values.first(), values.last()) else {
        return format!("{kind}. No {what}.");
    };
    let (peak, n) = values.iter().max_by_key(|(_, n)| *n).unwrap_or(&(0, 0));
    format!("{kind} from {unit} {first} to {unit} {last}. Most {what}, {n}, at {unit} {peak}.")
}

fn draw_losses(engine: &Engine) -> String {
    let manifest = engine.manifest();
    let epochs: Vec<_> = (manifest.losses.iter())
        .map(|loss| (loss.epoch, loss.training, loss.validation))
        .collect();
    let description = match epochs.last() {
        Some((epoch, training, Some(validation))) => format!(
            "Two curves. After epoch {epoch} the training loss is {training:.3}, the validation \
             loss {validation:.3} stars²."
        ),
        Some((epoch, training, None)) => {
            format!("One curve. After epoch {epoch} the training loss is {training:.3} stars².")
        }
        None => "No epoch was recorded.".to_owned(),
    };
    let words = Words {
        title: "Losses",
        subtitle: &format!(
            "Mean squared error in stars² after each epoch; {} network, recipe “{}”",
            manifest.network, manifest.preset
        ),
        description: &description,
    };
    charts::losses(&words, &epochs)
}

fn draw_list(engine: &Engine, user: u32, k: u32) -> anyhow::Result<String> {
    let list = recommend::list(engine, UserId(user), k)?;
    let entries: Vec<Entry> = list
        .iter()
        .map(|entry| {
            let movie = &engine.catalogue().movies[entry.movie.row()];
            let year = (movie.year).map_or_else(String::new, |year| format!(" ({year})"));
            Entry {
                title: format!("{}{year}", movie.title),
                genres: genres(engine, movie).join(" · "),
                stars: entry.stars.stars(),
            }
        })
        .collect();
    let first = entries.first().map_or("nothing", |entry| &entry.title);
    let words = Words {
        title: &format!("For user {user}"),
        subtitle: &format!(
            "Top {k} of the movies not rated yet, by ranking score; bars are predicted stars of 5"
        ),
        description: &format!(
            "A list of {}. First: {first}.",
            count(entries.len(), "movie")
        ),
    };
    Ok(charts::list(&words, &entries))
}
