//! `matinee figures`: the data set, the training and three lists as SVG, drawn as the page draws.

mod sheet;

use std::io::Write;
use std::path::PathBuf;

use matinee_app::charts::{Axis, Bars, Chart, Direction, Part};
use matinee_app::evidence::address::Choices;
use matinee_app::evidence::learning;
use matinee_app::format;
use matinee_core::decimal::{counted, thousands};
use matinee_core::domain::UserId;
use matinee_data::dataset::stats::Stats;
use matinee_data::dataset::{CleaningRules, clean};
use matinee_engine::engine::{Engine, Recommendation};

use super::data::DataOptions;
use super::{data, files, recommend, terminal};
use sheet::Sheet;

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
    #[command(flatten)]
    data: DataOptions,
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
        ("genres".to_owned(), genres(&stats)),
        ("release-years".to_owned(), years(&stats)),
        ("ages".to_owned(), ages(&stats)),
        ("losses".to_owned(), losses(&engine)),
    ];
    for (user, k) in lists(options, &engine) {
        let list = recommend::list(&engine, UserId(user), k)?;
        figures.push((format!("top-{user}"), top(&engine, user, k, &list)));
    }
    let drawn: Vec<(PathBuf, String)> = (figures.iter())
        .map(|(name, figure)| (options.out.join(format!("{name}.svg")), figure.svg()))
        .collect();
    let files: Vec<(PathBuf, &[u8])> = (drawn.iter())
        .map(|(path, svg)| (path.clone(), svg.as_bytes()))
        .collect();
    files::write_all(&files)?;
    for (path, _) in &files {
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

/// Bars of one kind.
fn bars(direction: Direction, title: &str, unit: &str, counts: Vec<(String, f64)>) -> Chart {
    let (categories, values) = counts.into_iter().unzip();
    Chart::Bars(Bars {
        said: String::new(),
        direction,
        title: title.to_owned(),
        categories,
        axis: Axis::new(unit, 0),
        parts: vec![Part {
            label: String::new(),
            style: 0,
            values,
        }],
        whole: Vec::new(),
        chosen: None,
    })
}

/// How many movies each genre has, the largest first.
fn genres(stats: &Stats) -> Sheet {
    let mut counts: Vec<(String, f64)> = (stats.genres.iter())
        .map(|it| (it.genre.clone(), it.n_movies as f64))
        .collect();
    counts.sort_by(|a, b| b.1.total_cmp(&a.1));
    let largest = counts.first().map_or(String::new(), |(name, n)| {
        format!(" The largest genre is {name} with {n}.")
    });
    Sheet {
        title: "Genres".to_owned(),
        subtitle: format!(
            "Movies of each genre, of {}; a movie counts for each genre it has",
            thousands(stats.ratings_of_movie.len())
        ),
        description: format!("Horizontal bars.{largest}"),
        chart: Some(bars(Direction::Right, "Genre", "movies", counts)),
    }
}

/// Columns of every number from the first to the last, as far as there are any.
fn columns(counts: &[(u32, usize)], what: &str, unit: &str) -> (String, Option<Chart>) {
    let (Some((first, _)), Some((last, _))) = (counts.first(), counts.last()) else {
        return (format!("No {what}."), None);
    };
    let all = (*first..=*last).map(|number| {
        let found = counts.iter().find(|it| it.0 == number);
        (number.to_string(), found.map_or(0.0, |it| it.1 as f64))
    });
    let (peak, n) = counts.iter().max_by_key(|it| it.1).unwrap_or(&(0, 0));
    let said = format!(
        "Columns from {unit} {first} to {unit} {last}. Most {what}, {n}, at {unit} {peak}."
    );
    (said, Some(bars(Direction::Up, unit, what, all.collect())))
}

/// How many movies were released in each year.
fn years(stats: &Stats) -> Sheet {
    let counts = stats.release_years.iter();
    let counts: Vec<_> = counts.map(|it| (it.year.into(), it.n_movies)).collect();
    let (description, chart) = columns(&counts, "movies", "year");
    Sheet {
        title: "Release years".to_owned(),
        subtitle: format!(
            "Movies released in each year, of {}",
            thousands(stats.ratings_of_movie.len())
        ),
        description,
        chart,
    }
}

/// How many users have each age.
fn ages(stats: &Stats) -> Sheet {
    let counts = stats.ages.iter();
    let counts: Vec<_> = counts.map(|it| (it.age.into(), it.n_users)).collect();
    let (description, chart) = columns(&counts, "users", "age");
    Sheet {
        title: "Ages".to_owned(),
        subtitle: format!(
            "Users of each age, of {}",
            thousands(stats.ratings_of_user.len())
        ),
        description,
        chart,
    }
}

/// The losses of the epochs in which a model was trained, as the page has them.
fn losses(engine: &Engine) -> Sheet {
    let manifest = engine.manifest();
    let figure = learning::figure(manifest, "It", &Choices::default());
    Sheet {
        title: "Losses".to_owned(),
        subtitle: format!(
            "After each epoch; {} network, recipe \u{201c}{}\u{201d}",
            manifest.network, manifest.preset
        ),
        description: figure
            .as_ref()
            .map_or("No epoch was recorded.".to_owned(), |it| it.claim.clone()),
        chart: figure.map(|it| it.chart),
    }
}

/// Letters of a title beside its bar.
const LETTERS: usize = 34;

/// The list of the `k` best movies for a user; it is shorter where the user has rated the rest.
fn top(engine: &Engine, user: u32, k: u32, list: &[Recommendation]) -> Sheet {
    let entries = list.iter().zip(1..).map(|(entry, place): (_, u32)| {
        let title = format::title(&engine.catalogue().movies[entry.movie.row()]);
        let title = match title.chars().count() > LETTERS {
            true => title
                .chars()
                .take(LETTERS - 1)
                .chain(['\u{2026}'])
                .collect(),
            false => title,
        };
        (format!("{place}. {title}"), f64::from(entry.stars.stars()))
    });
    let entries: Vec<(String, f64)> = entries.collect();
    let most = engine.scale().values().last().map_or(0.0, |it| it.as_f32());
    let first = entries.first().map_or("nothing", |it| it.0.as_str());
    let description = format!(
        "A list of {}. First: {first}.",
        counted(entries.len(), "movie", "movies")
    );
    let whole = vec![f64::from(most); entries.len()];
    let chart = match bars(Direction::Right, "Movie", "stars", entries) {
        Chart::Bars(bars) => Chart::Bars(Bars {
            axis: Axis::new("stars", 2),
            whole,
            ..bars
        }),
        other => other,
    };
    Sheet {
        title: format!("For user {user}"),
        subtitle: format!(
            "Top {k} of the movies not rated yet, by ranking score; bars are predicted stars of {most}"
        ),
        description,
        chart: Some(chart),
    }
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
        terminal::tell(format_args!(
            "user {user} is not in this model: no list is drawn for them"
        ));
    }
    known
}
