//! What the files of a model do not say: what it was fitted to, and how strongly it was held back. It is told by
//! options, by a `matinee.json` beside the model (`examples/spark/train.py` writes it), by the file itself, or
//! found out (`found_out.rs`).

use std::path::Path;

use anyhow::{Context, ensure};
use clap::ValueEnum;
use serde::Deserialize;

use matinee_core::domain::Stars;
use matinee_engine::artifact::{Confidence, Feedback, Fit};

use crate::files;

/// What a model was fitted to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// The ratings: its predictions are stars.
    Explicit,
    /// That somebody watched something: its predictions are an order.
    Implicit,
}

impl Kind {
    /// As sentences have it.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Explicit => "ratings (explicit)",
            Self::Implicit => "what was watched (implicit)",
        }
    }
}

/// How a model was fitted, as far as it is told.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Settings {
    pub(super) kind: Option<Kind>,
    pub(super) reg: Option<f32>,
    /// The same of people's biases.
    pub(super) level_reg: Option<f32>,
    pub(super) alpha: Option<f32>,
    /// What ½, 1, … 5 stars counted in implicit feedback.
    pub(super) counts: Option<[f32; 10]>,
    /// How many people and items were trained.
    pub(super) n_users: Option<usize>,
    pub(super) n_items: Option<usize>,
}

impl Settings {
    /// What is told here, or else there.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            kind: self.kind.or(other.kind),
            reg: self.reg.or(other.reg),
            level_reg: self.level_reg.or(other.level_reg),
            alpha: self.alpha.or(other.alpha),
            counts: self.counts.or(other.counts),
            n_users: self.n_users.or(other.n_users),
            n_items: self.n_items.or(other.n_items),
        }
    }

    /// What stars counted; by default themselves.
    pub(super) fn counts(&self) -> [f32; 10] {
        let themselves = || std::array::from_fn(|row| (row as f32 + 1.0) / 2.0);
        self.counts.unwrap_or_else(themselves)
    }
}

/// How a program solves for a person.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Solver {
    /// Whether regularisation counts as often as a person has ratings.
    pub(super) per_rating: bool,
    /// The confidence of a rating that counts 0.
    pub(super) base: f32,
    /// Whether it solves for people last, so that their rows follow from their ratings.
    pub(super) people_last: bool,
}

impl Solver {
    /// Spark MLlib's ALS.
    pub(super) const SPARK: Self = Self {
        per_rating: true,
        base: 1.0,
        people_last: true,
    };
    /// The library *implicit*, and whatever is like it.
    pub(super) const PLAIN: Self = Self {
        per_rating: false,
        base: 0.0,
        people_last: false,
    };

    /// How somebody new gets a row.
    ///
    /// # Errors
    /// Numbers that are out of range.
    pub(super) fn fit(
        self,
        (kind, reg, alpha): (Kind, f32, f32),
        settings: &Settings,
        gram: impl FnOnce() -> Vec<f32>,
    ) -> anyhow::Result<Fit> {
        let is_positive = |number: f32| number > 0.0 && number.is_finite();
        ensure!(
            is_positive(reg) && is_positive(settings.level_reg.unwrap_or(1.0)),
            "somebody new can be given a row only with a regularisation above 0, and it is {reg}; say one by \
             --reg"
        );
        ensure!(
            alpha >= 0.0 && alpha.is_finite(),
            "alpha must be 0 or more, it is {alpha}"
        );
        Ok(Fit {
            l2: reg,
            level_l2: settings.level_reg,
            per_rating: self.per_rating,
            feedback: match kind {
                Kind::Explicit => Feedback::Stars,
                Kind::Implicit => Feedback::Implicit(Confidence {
                    alpha,
                    base: self.base,
                    counts: settings.counts(),
                    gram: gram(),
                }),
            },
        })
    }
}

/// What is said of the models of a folder.
const FILE: &str = "matinee.json";

#[derive(Debug, Deserialize)]
struct Told {
    stars: Option<OfModel>,
    order: Option<OfModel>,
    /// A table with how often each item was rated.
    items: Option<String>,
}

/// In the names of Spark's parameters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct OfModel {
    folder: String,
    implicit_prefs: Option<bool>,
    reg_param: Option<f32>,
    alpha: Option<f32>,
    counts: Option<Vec<f32>>,
    users: Option<usize>,
    items: Option<usize>,
}

/// What is said of a model, and where the counts of its items are.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Beside {
    pub(super) settings: Settings,
    pub(super) counts: Option<std::path::PathBuf>,
}

/// Reads what is said of the model at `path`, in it or beside it.
///
/// # Errors
/// A file that cannot be read.
pub(super) fn beside(path: &Path) -> anyhow::Result<Beside> {
    let path = path.canonicalize();
    // What is not there is said by whoever reads it.
    let Ok(path) = path else {
        return Ok(Beside::default());
    };
    let around = [Some(path.as_path()), path.parent()];
    let Some(folder) = around
        .into_iter()
        .flatten()
        .find(|it| it.join(FILE).is_file())
    else {
        return Ok(Beside::default());
    };
    let file = folder.join(FILE);
    let at = || format!("cannot use {}", file.display());
    let told = serde_json::from_slice(&files::read(&file)?).with_context(at)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    of(told, &name, folder).with_context(at)
}

fn of(told: Told, name: &str, folder: &Path) -> anyhow::Result<Beside> {
    let models = [told.stars, told.order].into_iter().flatten();
    let Some(model) = models.into_iter().find(|model| model.folder == name) else {
        return Ok(Beside::default());
    };
    let counts = model.counts.map(|counts| {
        let n = counts.len();
        <[f32; 10]>::try_from(counts)
            .ok()
            .with_context(|| format!("counts are of ½, 1, … 5 stars, so 10, not {n}"))
    });
    let kind = |is_implicit| match is_implicit {
        true => Kind::Implicit,
        false => Kind::Explicit,
    };
    Ok(Beside {
        settings: Settings {
            kind: model.implicit_prefs.map(kind),
            reg: model.reg_param,
            level_reg: None,
            alpha: model.alpha,
            counts: counts.transpose()?,
            n_users: model.users,
            n_items: model.items,
        },
        counts: told.items.map(|file| folder.join(file)),
    })
}

/// Reads what stars count in implicit feedback: `stars`, `stars>=3.5` or ten numbers.
///
/// # Errors
/// Anything else.
pub(super) fn parse_counts(text: &str) -> Result<[f32; 10], String> {
    let of_stars =
        |count: &dyn Fn(f32) -> f32| std::array::from_fn(|row| count((row + 1) as f32 / 2.0));
    if text == "stars" {
        return Ok(of_stars(&|stars| stars));
    }
    if let Some(least) = text.strip_prefix("stars>=") {
        let least: Stars = least.parse().map_err(|error| format!("{error}"))?;
        let least = least.as_f32();
        return Ok(of_stars(&|stars| f32::from(u8::from(stars >= least))));
    }
    let numbers: Vec<f32> = text.split(',').filter_map(|it| it.parse().ok()).collect();
    numbers
        .try_into()
        .map_err(|_| "expected `stars`, `stars>=N`, or ten numbers, of ½, 1, … 5 stars".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_beside_a_model_is_found_by_its_folder() {
        let text = r#"{ "spark": "4", "items": "items.csv",
            "stars": { "folder": "stars", "implicitPrefs": false, "regParam": 0.1, "users": 3 },
            "order": { "folder": "order", "implicitPrefs": true, "alpha": 2, "counts": [0,0,0,0,0,0,0,1,1,1] } }"#;
        let found = |name| of(serde_json::from_str(text).unwrap(), name, Path::new("/m")).unwrap();
        let stars = found("stars");
        assert_eq!(stars.counts, Some("/m/items.csv".into()));
        assert_eq!(stars.settings.kind, Some(Kind::Explicit));
        assert_eq!(
            (stars.settings.reg, stars.settings.n_users),
            (Some(0.1), Some(3))
        );
        let order = found("order").settings;
        assert_eq!((order.kind, order.alpha), (Some(Kind::Implicit), Some(2.0)));
        assert_eq!(order.counts()[6..], [0.0, 1.0, 1.0, 1.0]);
        assert_eq!(found("another"), Beside::default());
    }

    #[test]
    fn what_stars_count_is_read() {
        let counts = parse_counts("stars>=3.5").unwrap();
        assert_eq!(counts[5..], [0.0, 1.0, 1.0, 1.0, 1.0]);
        assert_eq!(parse_counts("stars").unwrap()[..3], [0.5, 1.0, 1.5]);
        assert_eq!(parse_counts("0,0,0,0,0,0,0,1,1,2").unwrap()[9], 2.0);
        assert!(parse_counts("1,2").is_err() && parse_counts("stars>=6").is_err());
    }
}
