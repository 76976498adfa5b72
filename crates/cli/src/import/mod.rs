//! `matinee import`: factors of another program → artifact.
//!
//! ```text
//! sources (spark, numpy, tensors, parquet_rows) ─▶ factor_table ─┐
//! settings, found_out ─▶ how people are fitted ──────────────────┼─▶ artifact
//! items, ratings ─▶ catalogue, people ───────────────────────────┘
//! ```

mod factor_table;
mod found_out;
mod items;
mod numpy;
mod options;
mod parquet_rows;
mod settings;
mod sources;
mod spark;
mod tensors;

use std::io::Write;
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail, ensure};
use serde_json::json;

use matinee_core::domain::{MovieIdx, Rating, StarScale, UserId, UserIdx};
use matinee_data::dataset::User;
use matinee_data::raw::RawRating;
use matinee_engine::artifact::{
    Artifact, Catalogue, FactorSet, FactorWeights, Feedback, Fit, Order, People,
};
use matinee_train::packing::{self, TrainingAccount};

use super::data::Rows;
use super::terminal::{self, count};
use super::{files, memory, train};

use found_out::{Found, History, Trial};
use settings::{Kind, Settings};
use sources::Model;

pub(super) use options::Options;

/// More values of one table cannot be read back.
const MOST_VALUES: usize = 1 << 24;

/// Runs the command.
pub(super) fn run(options: &Options, out: &mut dyn Write) -> anyhow::Result<()> {
    let start = Instant::now();
    files::check_writable(&options.out)?;
    let path = options
        .model()
        .context("give --spark, --implicit or --factors")?;
    let model = sources::read(path, options.ids())?;
    let order = options.order.as_deref();
    let order = order
        .map(|path| sources::read(path, options.ids()))
        .transpose()?;
    if let Some(order) = &order {
        sources::check_same_ids(&model, order)?;
    }
    let rated = options.ratings.as_deref();
    let rated = rated.map(|path| Rated::read(path, &model)).transpose()?;
    let telling = rated
        .as_ref()
        .map(|it| it.telling(&model))
        .unwrap_or_default();

    let told = options.settings().or(model.settings.clone());
    let fitted = fitted(&model, told, &telling, path)?;
    let fitted_order = match (&order, options.order.as_deref()) {
        (Some(order), Some(path)) => {
            let told = options.order_settings().or(order.settings.clone());
            Some(self::fitted(order, told, &telling, path)?)
        }
        _ => None,
    };
    if fitted_order.is_some() && fitted.kind == Kind::Implicit {
        bail!(
            "{} was fitted to {}: it predicts no stars; give it as --order, beside a model that does, or alone",
            path.display(),
            fitted.kind.words()
        );
    }

    let described = items::describe(&options.items)?;
    let notice = options.notice.clone().or(described.notice.clone());
    let scale = match &rated {
        _ if options.half_stars => StarScale::Half,
        Some(rated) => rated.scale,
        None => StarScale::Whole,
    };
    let mut catalogue = items::catalogue(described, &model.items, options.unknown_items, scale)?;
    let training = rated.map(|it| it.rows).unwrap_or_default();
    let has_counts = match (
        training.is_empty(),
        options.counts.as_ref().or(model.counts.as_ref()),
    ) {
        (false, _) => {
            catalogue = catalogue.counted(&training);
            true
        }
        (true, Some(path)) => {
            items::count_by(path, &mut catalogue)?;
            true
        }
        (true, None) => false,
    };
    if !has_counts {
        terminal::tell(
            "nobody knows how often items were rated: similar movies and shares of people need --ratings or \
             --counts",
        );
    }

    let account = TrainingAccount {
        preset: "imported".to_owned(),
        recipe: recipe(&model, &fitted, order.as_ref().zip(fitted_order.as_ref())),
        data_notice: notice.unwrap_or_default(),
        training,
        ..TrainingAccount::default()
    };
    let artifact = assemble(
        options,
        &model,
        &fitted,
        order.zip(fitted_order),
        catalogue,
        account,
    )?;
    let n_users = artifact.people.n_users;
    let (engine, n_bytes) = train::write(artifact, options.people, &options.out)?;

    let catalogue = engine.catalogue();
    if options.json {
        let summary = json!({
            "network": engine.manifest().network,
            "recipe": engine.manifest().recipe,
            "n_users": n_users,
            "n_people": engine.users().len(),
            "n_movies": catalogue.movies.len(),
            "n_training_rows": engine.manifest().n_training_rows,
            "n_bytes": n_bytes,
            "seconds": start.elapsed().as_secs_f64(),
        });
        writeln!(out, "{}", serde_json::to_string_pretty(&summary)?)?;
        return Ok(());
    }
    writeln!(
        out,
        "wrote {} ({n_bytes} bytes): {}, {} of whom the model carries, {}; {:.1} s{}",
        options.out.display(),
        count(n_users, "user"),
        engine.users().len(),
        count(catalogue.movies.len(), "movie"),
        start.elapsed().as_secs_f64(),
        memory::peak().map_or_else(String::new, |peak| format!(", {peak} of memory")),
    )?;
    Ok(())
}

/// Ratings of people and items that a model has.
struct Rated {
    rows: Vec<Rating>,
    scale: StarScale,
}

impl Rated {
    /// Reads ratings.
    ///
    /// # Errors
    /// What cannot be read; ratings of other people and items than the model's.
    fn read(path: &Path, model: &Model) -> anyhow::Result<Self> {
        let all = Rows::of_file(path)?.into_ratings();
        let (rows, n) = (Self::rows(&all, model), all.len());
        ensure!(
            !rows.is_empty(),
            "none of the {} in {} is of a user and an item of the model; give those that it was fitted to",
            count(n, "rating"),
            path.display()
        );
        if rows.len() < n {
            terminal::tell(format_args!(
                "left out: {} of {} whose user or item the model has no factors of",
                n - rows.len(),
                count(n, "rating")
            ));
        }
        Ok(Self {
            rows,
            scale: StarScale::of(all.iter().map(|row| row.stars)),
        })
    }

    fn rows(all: &[RawRating], model: &Model) -> Vec<Rating> {
        let known = |row: &RawRating| {
            Some(Rating {
                user: UserIdx(model.users.row_of(row.user.0)? as u32),
                movie: MovieIdx(model.items.row_of(row.movie.0)? as u32),
                stars: row.stars,
            })
        };
        all.iter().filter_map(known).collect()
    }

    /// Some of the people, with all that they rated: as many equations tell how a model was fitted.
    fn telling(&self, model: &Model) -> Vec<(usize, History)> {
        const N: usize = 200;
        let step = model.users.ids.len().div_ceil(N);
        let mut people: Vec<(usize, History)> = (0..model.users.ids.len())
            .step_by(step)
            .map(|user| (user, Vec::new()))
            .collect();
        for row in &self.rows {
            if row.user.row().is_multiple_of(step) {
                people[row.user.row() / step]
                    .1
                    .push((row.movie.row(), row.stars));
            }
        }
        people.retain(|(_, history)| !history.is_empty());
        people
    }
}

/// How a model was fitted.
struct Fitted {
    kind: Kind,
    fit: Fit,
}

/// Says how a model was fitted, from what is told and what is found out.
///
/// # Errors
/// Where that is not known, or what is told is not so.
fn fitted(
    model: &Model,
    told: Settings,
    people: &[(usize, History)],
    path: &Path,
) -> anyhow::Result<Fitted> {
    let name = path.display();
    let can_be_found = model.solver.people_last && model.items.levels.is_none();
    let trial = Trial {
        users: &model.users,
        items: &model.items,
        solver: model.solver,
        counts: told.counts(),
        reg: told.reg,
        alpha: told.alpha,
    };
    let found = match can_be_found {
        true => [Kind::Explicit, Kind::Implicit].map(|kind| trial.of(kind, people)),
        false => [None, None],
    };
    let holds = found.into_iter().flatten().find(Found::holds);
    let kind = match (told.kind, holds) {
        (Some(told), Some(found)) if told != found.kind => bail!(
            "{name} was fitted to {}, not to {}: the rows of people follow from their ratings so; give --feedback {}",
            found.kind.words(),
            told.words(),
            match found.kind {
                Kind::Explicit => "explicit, and --spark instead of --order",
                Kind::Implicit => "implicit, or the model as --order",
            }
        ),
        (_, Some(found)) => found.kind,
        (told, None) => by_size(model, told).with_context(|| format!("cannot import {name}"))?,
    };
    let found = holds.filter(|found| found.kind == kind);
    match (&found, people.is_empty() || !can_be_found) {
        (Some(found), _) => terminal::tell(format_args!(
            "{name}: fitted to {}, regularisation {}{}: the rows of {} follow from their ratings",
            kind.words(),
            found.reg,
            match kind {
                Kind::Explicit => String::new(),
                Kind::Implicit => format!(", alpha {}", found.alpha),
            },
            count(people.len(), "user")
        )),
        (None, false) => terminal::tell(format_args!(
            "note: {name}: the rows of people do not follow from these ratings; it was fitted to others, or \
             with other settings than told, or to be nowhere negative. Somebody new gets a row as told"
        )),
        (None, true) => {
            terminal::tell(format_args!(
                "{name}: taken to be fitted to {}",
                kind.words()
            ));
        }
    }
    let reg = told.reg.or(found.map(|found| found.reg));
    let reg = reg.with_context(|| {
        format!(
            "nothing says how strongly {name} was regularised, which somebody new needs: give --reg ({}), or the \
             --ratings that it was fitted to",
            "--order-reg for the model of --order; Spark's regParam"
        )
    })?;
    let alpha = told.alpha.or(found.map(|found| found.alpha));
    let alpha = match kind {
        Kind::Explicit => 0.0,
        Kind::Implicit => alpha.with_context(|| {
            format!("nothing says the alpha that {name} was fitted with, which somebody new needs: give --alpha")
        })?,
    };
    let settings = Settings {
        // People have a level where the model says so.
        level_reg: model
            .users
            .levels
            .as_ref()
            .map(|_| told.level_reg.unwrap_or(reg)),
        ..told
    };
    let gram = || model.items.gram();
    Ok(Fitted {
        kind,
        fit: model.solver.fit((kind, reg, alpha), &settings, gram)?,
    })
}

/// What a model was fitted to, by how large its predictions are: stars are 1 and more, and whether somebody
/// watches something is 0 to 1.
///
/// # Errors
/// Where something else is told.
fn by_size(model: &Model, told: Option<Kind>) -> anyhow::Result<Kind> {
    const BETWEEN: f64 = 1.0;
    let (user, item) = (model.users.mean(), model.items.mean());
    let d = model.items.rank();
    let dot: f64 = user[..d].iter().zip(&item[..d]).map(|(a, b)| a * b).sum();
    let mean = f64::from(model.mean) + user[d] + item[d] + dot;
    let looks = if mean > BETWEEN {
        Kind::Explicit
    } else {
        Kind::Implicit
    };
    // Other programs' orders may have any size.
    let is_als = model.solver.people_last;
    match told {
        Some(told) if told != looks && (is_als || told == Kind::Explicit) => bail!(
            "it looks as if it was fitted to {}, not to {}: its predictions are {mean:.2} on average; give \
             --feedback {}, or add to the predictions what was taken off the ratings before training",
            looks.words(),
            told.words(),
            match looks {
                Kind::Explicit => "explicit",
                Kind::Implicit => "implicit",
            }
        ),
        Some(told) => Ok(told),
        None if is_als => Ok(looks),
        None => bail!(
            "nothing says what it was fitted to; give --feedback explicit (stars) or implicit (an order)"
        ),
    }
}

/// What the manifest says of a model.
fn recipe(
    model: &Model,
    fitted: &Fitted,
    order: Option<(&Model, &Fitted)>,
) -> Vec<(String, String)> {
    let mut recipe = Vec::new();
    let mut add = |prefix: &str, model: &Model, fitted: &Fitted| {
        let Fitted { kind, fit } = fitted;
        let mut line = |name: &str, value: String| recipe.push((format!("{prefix}{name}"), value));
        line("program", model.program.clone());
        line("rank", model.items.rank().to_string());
        let feedback = match kind {
            Kind::Explicit => "explicit",
            Kind::Implicit => "implicit",
        };
        line("feedback", feedback.to_owned());
        line("reg", fit.l2.to_string());
        if let Feedback::Implicit(it) = &fit.feedback {
            line("alpha", it.alpha.to_string());
        }
    };
    add("", model, fitted);
    if let Some((model, fitted)) = order {
        add("order.", model, fitted);
    }
    recipe
}

/// Puts an artifact together; nobody is carried where there are no ratings.
fn assemble(
    options: &Options,
    model: &Model,
    fitted: &Fitted,
    order: Option<(Model, Fitted)>,
    catalogue: Catalogue,
    account: TrainingAccount,
) -> anyhow::Result<Artifact> {
    let has_ratings = !account.training.is_empty();
    ensure!(
        has_ratings || options.people.unwrap_or_default() == 0,
        "--people takes the --ratings of people: without them their lists would have what they have seen"
    );
    let n_users = model.users.ids.len();
    let n_carried = if has_ratings { n_users } else { 0 };
    for n in [n_carried, catalogue.movies.len()] {
        let width = model.items.rank() + 1;
        ensure!(
            n.saturating_mul(width) <= MOST_VALUES,
            "{n} rows of {width} numbers are more than a model can carry ({MOST_VALUES} numbers); train with \
             fewer factors, or leave items out"
        );
    }
    let user = |id: &u32| User {
        id: UserId(*id),
        demographics: None,
    };
    let users = model.users.ids.iter().take(n_carried).map(user);
    let histories = packing::histories(&account.training, n_carried);
    let mut people = People::all(Vec::new(), users.collect(), histories);
    people.n_users = n_users as u32;
    let precision = options.precision();
    let set = |model: &Model, fit: &Fit| {
        let start = model.users.mean().into_iter().map(|it| it as f32);
        let plain = FactorSet {
            mean: model.mean,
            users: model.users.matrix(0..n_carried),
            movies: model.items.matrix(0..model.items.ids.len()),
            start: start.collect(),
            fit: fit.clone(),
        };
        packing::round_factors(&plain, precision)
    };
    let weights = match (order, fitted.kind) {
        (None, Kind::Explicit) => FactorWeights {
            stars: set(model, &fitted.fit),
            order: None,
        },
        (None, Kind::Implicit) => FactorWeights {
            stars: packing::levels_of(&catalogue, n_carried),
            order: Some(Order {
                set: set(model, &fitted.fit),
                stars_weight: options.stars_weight,
            }),
        },
        (Some((order, of_order)), _) => FactorWeights {
            stars: set(model, &fitted.fit),
            order: Some(Order {
                set: set(&order, &of_order.fit),
                stars_weight: options.stars_weight,
            }),
        },
    };
    Ok(packing::build_over(
        catalogue,
        people,
        String::new(),
        account,
        weights.into(),
    ))
}
