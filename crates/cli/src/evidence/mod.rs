//! `matinee evidence`: every number of the page's Evidence view, measured on held-out rows, as files.
//!
//! What is trained is kept with what was looked at ([`observed`]); the files are functions of that. So whatever was
//! interrupted goes on where it was, and gives the same bytes: the seconds and the commit that a file names are
//! those of the measurement and not of the run that wrote it.

mod about;
mod card;
mod compared;
mod groups;
mod lists;
mod newcomers;
mod observed;
mod plan;

use std::io::Write;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use anyhow::Context;

use matinee_app::evidence::results::{self, Head, ModelKey, OtherMovie, Results, SystemName};
use matinee_core::domain::{MovieId, MovieIdx};
use matinee_data::dataset::{CleaningReport, CleaningRules, Movie, Tables, clean};
use matinee_engine::engine::Engine;
use matinee_lab::Protocol;
use matinee_train::packing;

use crate::evaluate::bench::{self, Bench, STEPS, Trial};
use crate::evaluate::contenders::Name;
use crate::{data, files, terminal};

use observed::{Observed, VERSION};
use plan::Plan;

/// Measure everything that the page's Evidence view shows, on held-out rows.
///
/// Every system is trained on the same rows as `evaluate --protocol all` has them, the hybrid by the recipe of
/// the model; then with fewer ratings and without features, and asked as somebody new. Nothing is
/// measured on what the model has seen: of the model itself there are only its map and its card. Each training is kept
/// in a folder, so what was interrupted goes on where it was, and gives the same files.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  matinee evidence --model data/site/hybrid.matinee
  matinee evidence --model hybrid.matinee --draws 1 --out somewhere")]
pub(super) struct Options {
    /// The model of the page: a hybrid of a named preset, trained on all of the data.
    #[arg(long, value_name = "FILE")]
    model: PathBuf,
    #[command(flatten)]
    data: data::DataOptions,
    /// Folder to write to, a file for each act of the view.
    #[arg(long, value_name = "DIR", default_value = "results")]
    out: PathBuf,
    /// Also write the model card as Markdown.
    #[arg(long, value_name = "FILE")]
    card: Option<PathBuf>,
    /// Folder in which trainings are kept.
    #[arg(long, value_name = "DIR", default_value = "data/evidence")]
    keep: PathBuf,
    /// What the files say of the code that measured.
    #[arg(long, value_name = "HASH", default_value = "")]
    commit: String,
    /// Random splits of `stratified` and of people held out whole.
    #[arg(long, value_name = "N", default_value_t = 3)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100))]
    draws: u32,
    /// Measure again what is kept already.
    #[arg(long)]
    fresh: bool,
    /// Trainings side by side [default: processor cores, at most 2]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZeroUsize>,
}

/// What makes the files again.
const COMMAND: &str = "cargo xtask evidence";
/// Of every random draw; draws of people and rows count up from it.
const SEED: u64 = 1;

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let evidence = Evidence::open(options)?;
    evidence.write(&evidence.cleaning(), out)?;
    evidence.write(&evidence.map()?, out)?;

    let plan = evidence.plan();
    let progress = Progress::of(&evidence.bench, plan.trials())?;
    let first = evidence.observe(&plan.first_fold, &progress)?;
    let first_part = evidence.bench.part(Protocol::Folds, 1)?;
    let exposure = evidence.exposure(&first, &first_part)?;
    evidence.write(&exposure, out)?;
    evidence.write(&evidence.play(&first, &first_part)?, out)?;

    let thinned = evidence.observe(&plan.thinned, &progress)?;
    evidence.write(&evidence.sparsity(&first, &thinned, &first_part)?, out)?;

    let newcomers = evidence.observe(&plan.cold_start, &progress)?;
    evidence.write(&evidence.cold_start(&newcomers)?, out)?;
    evidence.write(&evidence.cold_start_people(&newcomers)?, out)?;

    let mut folds = first;
    folds.extend(evidence.observe(&plan.other_folds, &progress)?);
    let (groups, stories) = evidence.groups(&folds)?;
    evidence.write(&groups, out)?;
    evidence.write(&stories, out)?;

    let others = evidence.observe(&plan.others, &progress)?;
    let systems = evidence.systems(&folds, &others)?;
    evidence.write(&systems, out)?;
    let card = evidence.model_card(&systems, &exposure, &groups);
    evidence.write(&card, out)?;
    if let Some(path) = &options.card {
        files::write(path, card::markdown(&card).as_bytes())?;
        writeln!(out, "{}", path.display())?;
    }
    Ok(())
}

/// A training, and what was looked at.
struct Looked<'t> {
    trial: &'t Trial,
    observed: Observed,
}

/// What all files are made of.
struct Evidence<'o> {
    options: &'o Options,
    engine: Engine,
    /// Whose systems learn: nothing is cleaned away.
    bench: Bench,
    /// What the model learned from.
    cleaned: Tables,
    cleaning: CleaningReport,
    /// The recipe of the model.
    hybrid: Name,
}

impl<'o> Evidence<'o> {
    fn open(options: &'o Options) -> anyhow::Result<Self> {
        let engine = data::open_model(&options.model)?;
        let manifest = engine.manifest();
        let hybrid = Name::of_preset(&manifest.preset).filter(|_| manifest.network == "hybrid");
        let hybrid = hybrid.with_context(|| {
            format!(
                "{} is of network {}, preset {}: evidence is measured of a hybrid whose recipe has a name; \
                 make one with `matinee train --network hybrid`",
                options.model.display(),
                manifest.network,
                manifest.preset
            )
        })?;
        let (raw, data) = data::open_with_hash(&options.data)?;
        let times = raw.ratings.iter().map(|rating| rating.unix_time).collect();
        let (cleaned, cleaning) = cleaned_for(&engine, &raw).with_context(|| {
            format!(
                "the model {} was not trained on all of this data; give the data set that it was made of \
                 by --data",
                options.model.display()
            )
        })?;
        let (tables, _) = clean(raw, &Protocol::CLEANING);
        files::check_writable(&options.out.join("result"))?;
        files::check_writable(&options.keep.join("result"))?;
        let bench = Bench {
            version: VERSION,
            data,
            tables,
            times,
            folder: options.keep.clone(),
            fresh: options.fresh,
        };
        Ok(Self {
            options,
            engine,
            bench,
            cleaned,
            cleaning,
            hybrid,
        })
    }

    fn plan(&self) -> Plan {
        Plan::of(self.hybrid, self.options.draws)
    }

    fn observe<'t>(
        &self,
        trials: &'t [Trial],
        progress: &Progress,
    ) -> anyhow::Result<Vec<Looked<'t>>> {
        let jobs = bench::n_jobs(self.options.jobs);
        let look = |fitted: &bench::Fitted<'_>| {
            let observed = Observed::of(fitted, &self.options.commit)?;
            progress.tell(fitted);
            Ok(observed)
        };
        let observed = self.bench.run_all(trials, jobs, &progress.bar, &look)?;
        let looked = trials.iter().zip(observed);
        Ok(looked
            .map(|(trial, observed)| Looked { trial, observed })
            .collect())
    }

    /// What a file begins with, of trainings that took so long.
    fn head<'l>(&self, protocol: &str, of: impl IntoIterator<Item = &'l Looked<'l>>) -> Head {
        let (mut seconds, mut commit) = (0.0, None);
        for looked in of {
            seconds += looked.observed.seconds;
            commit.get_or_insert(&looked.observed.commit);
        }
        Head {
            version: results::VERSION,
            protocol: protocol.to_owned(),
            seed: SEED,
            commit: commit.unwrap_or(&self.options.commit).clone(),
            command: COMMAND.to_owned(),
            model: ModelKey::of(self.engine.manifest()),
            seconds: rounded(seconds, 0),
        }
    }

    fn write<T: Results>(&self, results: &T, out: &mut dyn Write) -> anyhow::Result<()> {
        let path = self.options.out.join(T::FILE.name()).with_extension("json");
        let mut text = serde_json::to_string(results)?;
        if T::FILE.has_ratings() {
            // From the text: there the numbers are as short as they are to be.
            let mut values = serde_json::from_str(&text)?;
            let catalogue = self.engine.catalogue();
            let main = |movie| catalogue.main_id(movie);
            results::conceal(&mut values, &results::histories(&self.engine), &main);
            text = serde_json::to_string(&values)?;
        }
        let text = lines(&text);
        files::write(&path, text.as_bytes())?;
        writeln!(out, "{}", path.display())?;
        Ok(())
    }

    /// The raw id of a movie of the protocols.
    fn movie_id(&self, movie: MovieIdx) -> MovieId {
        self.movie(movie).id
    }

    fn movie(&self, movie: MovieIdx) -> &Movie {
        &self.bench.tables.movies[movie.row()]
    }

    fn title(&self, movie: MovieIdx) -> String {
        let movie = self.movie(movie);
        match movie.year {
            Some(year) => format!("{} ({year})", movie.title),
            None => movie.title.clone(),
        }
    }

    /// Those of these movies that the model does not have, each once.
    fn others(&self, movies: impl IntoIterator<Item = MovieId>) -> Vec<OtherMovie> {
        let unknown = movies
            .into_iter()
            .filter(|id| self.engine.movie_idx(*id).is_none());
        let unknown: std::collections::BTreeSet<MovieId> = unknown.collect();
        let named = unknown.into_iter().filter_map(|movie| {
            let row = self.bench.tables.movie_ids.row(movie)?;
            Some(OtherMovie {
                movie,
                title: self.title(MovieIdx(row)),
            })
        });
        named.collect()
    }
}

/// The data as the model learned from it: by those rules that give its training rows.
fn cleaned_for(
    engine: &Engine,
    raw: &matinee_data::raw::RawTables,
) -> Option<(Tables, CleaningReport)> {
    let rules = [
        CleaningRules::standard(),
        CleaningRules::rated(),
        CleaningRules::none(),
        CleaningRules::original(),
    ];
    let wanted = &engine.manifest().training_rows_sha256;
    rules.into_iter().find_map(|rules| {
        let (tables, report) = clean(raw.clone(), &rules);
        let found = packing::rows_sha256(&tables.users, &tables.movies, &tables.ratings);
        (found == *wanted).then_some((tables, report))
    })
}

/// A contender's name in files: whatever the hybrid's recipe is called, it is `hybrid`.
fn system_name(trial: &Trial) -> SystemName {
    let contender = &trial.contender;
    let is_hybrid = Name::of_word(&contender.name).is_some_and(Name::is_hybrid);
    SystemName {
        key: if is_hybrid { "hybrid" } else { &contender.name }.to_owned(),
        title: if is_hybrid { "hybrid" } else { contender.title }.to_owned(),
    }
}

/// A number with so many digits after the point: the shortest that is read again as the same.
fn rounded(value: f64, digits: u32) -> f32 {
    let scale = f64::from(10_u32.pow(digits));
    ((value * scale).round() / scale) as f32
}

/// JSON with a line for each entry of the object, and for each entry with parts of its lists: short, and Git shows
/// what changed. A map of the fields would lose their order.
fn lines(json: &str) -> String {
    let (mut text, mut depth, mut is_string, mut is_escaped) = (String::new(), 0, false, false);
    let mut characters = json.chars().peekable();
    while let Some(character) = characters.next() {
        let is_mark = !is_string;
        if is_mark && matches!(character, '}' | ']') {
            depth -= 1;
            if depth == 0 {
                text.push('\n');
            }
        }
        text.push(character);
        if is_mark && matches!(character, '{' | '[') {
            depth += 1;
        }
        let has_parts = matches!(characters.peek(), Some('{' | '['));
        let breaks = match character {
            '{' => depth == 1,
            '[' => depth == 2 && has_parts,
            ',' => depth == 1 || depth == 2 && has_parts,
            _ => false,
        };
        if is_mark && breaks {
            text.push('\n');
        }
        is_string ^= character == '"' && !is_escaped;
        is_escaped = is_string && character == '\\' && !is_escaped;
    }
    text.push('\n');
    text
}

/// Says what was trained, and how many minutes are left.
struct Progress {
    bar: indicatif::ProgressBar,
    n_trials: usize,
    state: Mutex<(usize, Instant)>,
}

impl Progress {
    fn of<'t>(bench: &Bench, trials: impl Iterator<Item = &'t Trial>) -> anyhow::Result<Self> {
        let (mut n_trials, mut n_all) = (0, 0);
        for trial in trials {
            n_all += 1;
            n_trials += usize::from(!bench.has(trial)?);
        }
        terminal::tell(format_args!(
            "{n_trials} trainings, and {} that are kept",
            n_all - n_trials
        ));
        Ok(Self {
            bar: terminal::steps(n_all as u64 * STEPS, "measuring"),
            n_trials,
            state: Mutex::new((0, Instant::now())),
        })
    }

    fn tell(&self, fitted: &bench::Fitted<'_>) {
        let Ok(mut state) = self.state.lock() else {
            return;
        };
        state.0 += 1;
        let (n_done, start) = *state;
        let minutes = start.elapsed().as_secs_f64() / 60.0;
        self.bar.suspend(|| {
            terminal::tell(format_args!(
                "{n_done} of {}: {}, {}{}, {:.0} s; {minutes:.0} minutes so far",
                self.n_trials,
                fitted.trial.contender.title,
                fitted.part.name,
                fitted.trial.thinning.words(),
                fitted.seconds,
            ));
        });
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_line_for_each_entry_of_its_lists() {
        let json = r#"{"head":{"a":1,"b":"x, [y\", {z"},"list":[[1,2],{"c":3}],"row":[1,2]}"#;
        let expected = concat!(
            "{\n",
            r#""head":{"a":1,"b":"x, [y\", {z"},"#,
            "\n",
            r#""list":["#,
            "\n[1,2],\n",
            r#"{"c":3}],"#,
            "\n",
            r#""row":[1,2]"#,
            "\n}\n"
        );
        let text = lines(json);
        assert_eq!(text, expected);
        let [before, after] =
            [json, &text].map(|it| serde_json::from_str::<serde_json::Value>(it).unwrap());
        assert_eq!(before, after);
    }

    #[test]
    fn numbers_have_few_digits() {
        let text = |value, digits| serde_json::to_string(&rounded(value, digits)).unwrap();
        assert_eq!(text(0.878_412_3, 4), "0.8784");
        assert_eq!(text(2.0 / 3.0, 2), "0.67");
        assert_eq!(text(103.6, 0), "104.0");
    }
}
