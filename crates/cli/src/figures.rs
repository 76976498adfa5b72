//! `matinee figures`: the data set, the training and three lists as SVG.

use std::io::Write;
use std::path::PathBuf;

use matinee_core::domain::UserId;
use matinee_data::dataset::stats::Stats;
use matinee_data::dataset::{CleaningRules, clean};
use matinee_engine::engine::Engine;
use matinee_lab::figures::{draw_ages, draw_genres, draw_list, draw_losses, draw_years};

use super::data::DataOptions;
use super::{data, files, recommend, terminal};

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
        ("genres".to_owned(), draw_genres(&stats)),
        ("release-years".to_owned(), draw_years(&stats)),
        ("ages".to_owned(), draw_ages(&stats)),
        ("losses".to_owned(), draw_losses(&engine)),
    ];
    for (user, k) in lists(options, &engine) {
        let list = recommend::list(&engine, UserId(user), k)?;
        let figure = draw_list(&engine, UserId(user), k, &list);
        figures.push((format!("top-{user}"), figure));
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
        terminal::tell(format_args!(
            "user {user} is not in this model: no list is drawn for them"
        ));
    }
    known
}
