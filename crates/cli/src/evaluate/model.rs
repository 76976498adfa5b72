//! One model and the baselines on the same rows, in one table: which rows it was trained on, which were
//! held out, and which it never saw.

use std::collections::{HashMap, HashSet};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail, ensure};
use serde_json::json;

use crate::data::{self, Rows};
use crate::terminal;
use crate::terminal::count;
use matinee_core::domain::{MovieIdx, Rating, StarScale, Stars, UserIdx};
use matinee_data::dataset::{keep_latest, split};
use matinee_data::raw::RawTables;
use matinee_engine::artifact::Curve;
use matinee_engine::engine::Engine;
use matinee_lab::{
    Column, GlobalMean, K, Popularity, RangeCoverage, Recommender, Relevance, Report, TrainingView,
    UserMovieBias, range_coverage, rating_accuracy, top_n,
};
use matinee_train::packing;

use super::options::Options;

/// Measures the model in a file.
pub(super) fn run(model: &Path, options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let engine = data::open_model(model)?;
    let n_movies = engine.catalogue().movies.len();
    let k = options.k as usize;
    ensure!(
        k <= n_movies,
        "lists of {} were asked for, but the model knows {n_movies}; give -k 1 to {n_movies}",
        count(k, "movie")
    );
    let sets = find_sets(options, &engine, &data::open(&options.data)?)?;

    ensure!(
        sets.test.is_some() || !options.curves,
        "--curves needs test rows, and there are none; give --fold N or --test FILE"
    );

    let spinner = terminal::spinner("measuring");
    let report = measure(&engine, &sets, k);
    let ranges = ranges(&engine, &sets);
    let curves = if options.curves {
        steer(&engine, &sets)
    } else {
        Vec::new()
    };
    spinner.finish_and_clear();

    if options.json {
        let mut answer = json!({ "k": k, "results": report.to_json() });
        if let Some((set, coverage)) = &ranges {
            answer["ranges"] = json!({
                "rows": set,
                "all": coverage.all,
                "fifths_of_movies_by_ratings": coverage.fifths,
            });
        }
        if options.curves {
            answer["curves"] = json!(curves);
        }
        writeln!(out, "{}", serde_json::to_string_pretty(&answer)?)?;
    } else {
        let note = "MSE in stars², MSE/25 in the original's unit, RMSE and MAE in stars";
        write!(out, "{}\n{note}; lists of {k}.\n", report.to_table())?;
        if let Some((set, coverage)) = &ranges {
            write!(out, "{}", words(set, coverage))?;
        }
        for set in without_order(&sets) {
            writeln!(
                out,
                "NDCG and all that lists are measured by have no meaning on {set}: nobody gave a \
                 movie there 4 stars or more."
            )?;
        }
        if options.curves {
            write!(out, "\n{}\nLists of {K}.\n", table_of(&curves))?;
        }
    }
    Ok(())
}

fn measure(engine: &Engine, sets: &Sets, k: usize) -> Report {
    let mut report = Report::default();
    let training = Trial {
        set: "training",
        before: &[],
        rows: &sets.training,
        k,
    };
    report.add(
        &name(engine),
        training.set,
        training.accuracy(engine, engine.scale()),
    );
    if !sets.validation.is_empty() {
        let validation = Trial {
            set: "validation",
            before: &sets.training,
            rows: &sets.validation,
            k,
        };
        validation.compare(engine, &mut report);
    }
    if let Some((set, rows)) = &sets.test {
        let before = &[&sets.training[..], &sets.validation].concat();
        let test = Trial {
            set,
            before,
            rows,
            k,
        };
        test.compare(engine, &mut report);
    }
    report
}

/// Of the last set of rows that were not trained on, its name, and how many of its ratings lie where
/// they are likely.
fn ranges<'a>(engine: &Engine, sets: &'a Sets) -> Option<(&'a str, RangeCoverage)> {
    let before = [&sets.training[..], &sets.validation].concat();
    let (set, rows, before) = match &sets.test {
        Some((set, rows)) => (&**set, rows, &before[..]),
        None => ("validation", &sets.validation, &sets.training[..]),
    };
    let view = TrainingView::new(
        before,
        engine.users().len(),
        &engine.catalogue().movies,
        engine.catalogue().scale,
    );
    Some((set, range_coverage(&view, rows, engine)?))
}

fn words(set: &str, coverage: &RangeCoverage) -> String {
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let fifths = coverage.fifths.iter();
    let fifths: Vec<String> = fifths
        .map(|share| share.map_or_else(|| "no rows".to_owned(), percent))
        .collect();
    format!(
        "Ranges of likely stars hold {} of {set}, to hold 80 %; by fifths of the movies, least rated \
         first: {}.\n",
        percent(coverage.all),
        fifths.join(", ")
    )
}

/// The sets of rows in which nobody likes anything: no order of a list is better than another.
fn without_order(sets: &Sets) -> Vec<&str> {
    let validation = ("validation", &sets.validation);
    let test = sets.test.iter().map(|(name, rows)| (&**name, rows));
    let measured = std::iter::once(validation).chain(test);
    let is_without = |rows: &[Rating]| {
        !rows.is_empty() && !rows.iter().any(|row| Relevance::Liked.holds(row.stars))
    };
    let without = measured.filter(|(_, rows)| is_without(rows));
    without.map(|(name, _)| name).collect()
}

/// The curves of the levers on the test rows.
fn steer(engine: &Engine, sets: &Sets) -> Vec<Curve> {
    let Some((name, rows)) = &sets.test else {
        return Vec::new();
    };
    let before = [&sets.training[..], &sets.validation].concat();
    let view = TrainingView::new(
        &before,
        engine.users().len(),
        &engine.catalogue().movies,
        engine.catalogue().scale,
    );
    matinee_lab::curves(engine, &view, rows, name)
}

fn table_of(curves: &[Curve]) -> String {
    let mut report = Report::default();
    for curve in curves {
        for point in &curve.points {
            let values = [
                (Column::NDCG, point.ndcg),
                (Column::GRADED_NDCG, point.graded_ndcg),
                (Column::DISLIKED, point.disliked),
                (Column::STARS_GIVEN, point.stars_given),
                (Column::LOW_PLACES, point.low_places),
                (Column::RECALL, point.recall),
                (Column::COVERAGE, point.coverage),
                (Column::NOVELTY, point.novelty),
                (Column::DISTANCE, point.distance),
                (Column::CALIBRATION, point.calibration),
                (Column::GINI, point.gini),
            ];
            let values = values.map(|(column, value)| (column, f64::from(value)));
            let name = format!("{} {}", curve.lever, point.strength);
            report.add(&name, &curve.protocol, values);
        }
    }
    report.to_table()
}

fn name(engine: &Engine) -> String {
    let manifest = engine.manifest();
    format!("{} ({})", manifest.network, manifest.preset)
}

/// Rows to measure on, and the rows that were known before.
struct Trial<'a> {
    set: &'a str,
    before: &'a [Rating],
    rows: &'a [Rating],
    k: usize,
}

impl Trial<'_> {
    /// Adds the baselines, fitted on what was known before, and the model.
    fn compare(&self, engine: &Engine, report: &mut Report) {
        let (n_users, movies) = (engine.users().len(), &engine.catalogue().movies);
        let scale = engine.scale();
        let view = TrainingView::new(self.before, n_users, movies, scale);
        let n_movies = movies.len();
        let mean = GlobalMean::fit(self.before, n_movies);
        let bias = UserMovieBias::fit(self.before, n_users, n_movies);
        let popularity = Popularity::fit(self.before, n_movies, Relevance::Liked);
        let systems: [(&str, &dyn Recommender); 4] = [
            ("global mean", &mean),
            ("user + movie bias", &bias),
            ("popularity", &popularity),
            (&name(engine), engine),
        ];
        for (name, system) in systems {
            let values = [self.accuracy(system, scale), self.lists(&view, system)].concat();
            report.add(name, self.set, values);
        }
    }

    fn accuracy(&self, system: &dyn Recommender, scale: StarScale) -> Vec<(Column, f64)> {
        rating_accuracy(self.rows, system, scale)
            .map_or_else(Vec::new, |accuracy| accuracy.values())
    }

    fn lists(&self, view: &TrainingView<'_>, system: &dyn Recommender) -> Vec<(Column, f64)> {
        let list = |user| view.best_unrated(system, user, self.k);
        top_n(view, self.rows, Relevance::Liked, self.k, list)
            .map_or_else(Vec::new, |lists| lists.values())
    }
}

/// The rows a model can be measured on, in its own indices.
struct Sets {
    /// What the network was trained on.
    training: Vec<Rating>,
    /// Held out, and not trained on afterwards.
    validation: Vec<Rating>,
    /// Never seen, with their name.
    test: Option<(String, Vec<Rating>)>,
}

/// Finds the rows.
///
/// # Errors
/// Rows that cannot be read, that the model does not know, or that it was trained on; a model of
/// another data set.
fn find_sets(options: &Options, engine: &Engine, raw: &RawTables) -> anyhow::Result<Sets> {
    let known = in_order_of_the_data(engine, raw)?;
    let (training, validation) = rebuild_split(engine, known)?;
    let seen = [&training[..], &validation].concat();
    let named = match (options.fold, &options.test) {
        (Some(fold), _) => Some(Rows::of_fold(raw, fold)?.1),
        (None, Some(path)) => Some(Rows::of_file(path)?),
        (None, None) => None,
    };
    let test = match named {
        Some(rows) => {
            let numbered = rows.numbered(|id| engine.user_idx(id), |id| engine.movie_idx(id))?;
            data::check_unseen(&rows, &numbered, &seen)?;
            Some((rows.name, numbered))
        }
        None => unseen(engine, raw, &seen).map(|rows| ("unseen".to_owned(), rows)),
    };
    Ok(Sets {
        training,
        validation,
        test,
    })
}

/// The ratings that the model carries, in the order of the data set's file: the order decides what
/// a random split held out.
fn in_order_of_the_data(engine: &Engine, raw: &RawTables) -> anyhow::Result<Vec<Rating>> {
    let mut carried: HashMap<(UserIdx, MovieIdx), Stars> = HashMap::new();
    for user in (0..).map(UserIdx).take(engine.users().len()) {
        let ratings = engine.history(user).context(
            "the model was stripped of its ratings, so nobody can say what it was trained on; \
             evaluate the one that it was made of",
        )?;
        carried.extend((ratings.iter()).map(|(movie, stars)| ((user, *movie), *stars)));
    }
    let mut rows = known_rows(engine, raw);
    rows.retain(|(row, _)| carried.get(&(row.user, row.movie)) == Some(&row.stars));
    let rows = latest(rows);
    for row in &rows {
        carried.remove(&(row.user, row.movie));
    }
    ensure!(
        carried.is_empty(),
        "this model was not trained on this data set: {} of its ratings are not in it; give the \
         --data that it was trained with",
        carried.len()
    );
    Ok(rows)
}

/// Which of the carried ratings the network was trained on, and which were held out: drawn again
/// from the model's seed, and proven by the hash in its manifest.
fn rebuild_split(
    engine: &Engine,
    carried: Vec<Rating>,
) -> anyhow::Result<(Vec<Rating>, Vec<Rating>)> {
    let manifest = engine.manifest();
    let is_training = |rows: &[Rating]| {
        let hash = packing::rows_sha256(engine.users(), &engine.catalogue().movies, rows);
        hash == manifest.training_rows_sha256
    };
    if is_training(&carried) {
        return Ok((carried, Vec::new()));
    }
    let share = (manifest.recipe.iter())
        .find(|(name, _)| name == "validation_share")
        .and_then(|(_, share)| share.parse().ok())
        .unwrap_or(0.0);
    // A file given to `train --train` is usually sorted as u1.base is.
    let mut sorted = carried.clone();
    sorted.sort_unstable_by_key(|row| (row.user, row.movie));
    let halves = [carried, sorted]
        .into_iter()
        .filter_map(|rows| split::random(&rows, share, manifest.seed).ok())
        .find(|halves| is_training(&halves.train));
    match halves {
        Some(halves) => Ok((halves.train, halves.test)),
        None => bail!(
            "this model was not trained on this data set: its training rows cannot be found again; \
             give the --data that it was trained with"
        ),
    }
}

/// Ratings of the data set that the model knows nothing of; `None` when there are none.
fn unseen(engine: &Engine, raw: &RawTables, seen: &[Rating]) -> Option<Vec<Rating>> {
    let seen: HashSet<_> = seen.iter().map(|row| (row.user, row.movie)).collect();
    let mut rows = known_rows(engine, raw);
    rows.retain(|(row, _)| !seen.contains(&(row.user, row.movie)));
    let rows = latest(rows);
    (!rows.is_empty()).then_some(rows)
}

/// The rows of a data set whose user and movie the model knows, each with its time.
fn known_rows(engine: &Engine, raw: &RawTables) -> Vec<(Rating, i64)> {
    let known = raw.ratings.iter().filter_map(|row| {
        let rating = Rating {
            user: engine.user_idx(row.user)?,
            movie: engine.movie_idx(row.movie)?,
            stars: row.stars,
        };
        Some((rating, row.unix_time))
    });
    known.collect()
}

/// One row a person and movie, as cleaning chooses it: the data set may list a movie twice that is
/// one to the model.
fn latest(mut rows: Vec<(Rating, i64)>) -> Vec<Rating> {
    keep_latest(
        &mut rows,
        |(row, _)| (row.user, row.movie),
        |(_, time)| *time,
    );
    rows.into_iter().map(|(row, _)| row).collect()
}
