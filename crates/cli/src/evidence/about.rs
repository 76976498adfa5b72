//! What is told of data and model: cleaning, the map of movies, the model card.

use anyhow::Context;
use serde_json::Value;

use matinee_app::evidence::results::{
    CleaningResults, Counts, DatasetCard, Dropped, Hash, MapResults, Metric, ModelCard, RecipeItem,
    Stage, SystemsResults,
};
use matinee_core::domain::MovieIdx;
use matinee_data::dataset::{self, RuleCount};
use matinee_lab::{Column, map};

use super::{COMMAND, Evidence, SEED, rounded};

/// Coordinates of the map lie between 0 and this.
const EXTENT: u16 = 999;

/// What the model is for, and what not.
const PURPOSE: [&str; 2] = [
    "To recommend movies of its catalogue to one person at a time, inside their browser: to people of the data by \
     their history, to anybody else by the stars that they give, without training again and without a server.",
    "To be looked at: every number of it is shown, explained, or can be made again. It is not made to decide \
     anything about people, and what it knows of age, gender and occupation serves to recommend movies to somebody \
     who has rated few.",
];

/// What is known to be weak.
const LIMITS: [&str; 4] = [
    "It knows the movies of its data and nothing later, and the taste of those who rated them then.",
    "Measured by time, with the past as what is known and the future as what is predicted, it is less exact than by \
     random parts, and its lists lose to simpler ones: see Against others.",
    "Most of what it shows is well known: a few movies have most places of all lists, see Diversity.",
    "People of whom the data has few, by gender, age or occupation, are served less well, or it cannot be told how \
     well: see Whom it serves.",
];

const CITATION: &str = "F. Maxwell Harper and Joseph A. Konstan. 2015. The MovieLens Datasets: History and Context. ACM \
     Transactions on Interactive Intelligent Systems 5, 4, Article 19.";

/// A metric of the card: protocol, which set of rows (the last one of several), metric, its name, its unit.
const METRICS: [(&str, Column, &str, &str); 11] = [
    ("folds", Column::RMSE, "RMSE", "stars"),
    ("folds", Column::MAE, "MAE", "stars"),
    ("folds", Column::IN_RANGE, "share in the likely range", ""),
    ("folds", Column::NDCG, "NDCG@10", ""),
    ("folds", Column::RECALL, "recall@10", ""),
    (
        "folds",
        Column::DISLIKED,
        "disliked among what was rated",
        "",
    ),
    ("folds", Column::COVERAGE, "coverage", ""),
    ("folds", Column::GINI, "Gini of exposure", ""),
    ("stratified", Column::NDCG, "NDCG@10", ""),
    ("time", Column::RMSE, "RMSE", "stars"),
    ("time", Column::NDCG, "NDCG@10", ""),
];

/// Numbers of recipes, and of what they are.
const UNITS: [(&str, &str); 17] = [
    ("batch_size", "rows"),
    ("burn_in", "sweeps"),
    ("dropout", "of the units"),
    ("embedding_size", "numbers a person and a movie"),
    ("embedding_std", "at first"),
    ("epochs", "passes over the rows"),
    ("every", "sweeps a sample"),
    ("factors", "numbers a person and a movie"),
    ("hidden", "units"),
    ("kernel_rank", "axes"),
    ("lengths", "ratings"),
    ("n_iterations", "steps"),
    ("rank", "axes"),
    ("sweeps", "passes over people and movies"),
    ("validation_share", "of the rows"),
    ("vector_dropout", "of the vectors"),
    ("weight", "of the ensemble"),
];

impl Evidence<'_> {
    /// `cleaning.json`.
    pub(super) fn cleaning(&self) -> CleaningResults {
        let report = &self.cleaning;
        let merged = report.merged.unwrap_or_default();
        let dropped = |rule: &RuleCount| Dropped {
            reason: rule.rule.clone(),
            movies: rule.movies as u32,
            ratings: rule.ratings as u32,
            users: rule.users as u32,
        };
        CleaningResults {
            head: self.head(
                "Counted while the data of the model was cleaned. Evaluation leaves nothing out: there, all movies and \
                 all ratings are used.",
                [],
            ),
            before: counts(report.before),
            merged: Dropped {
                reason: "listed again, merged".to_owned(),
                movies: merged.entries as u32,
                ratings: merged.doubles as u32,
                users: 0,
            },
            rules: report.rules.iter().map(dropped).collect(),
            after: counts(report.after),
        }
    }

    /// `map.json`.
    pub(super) fn map(&self) -> anyhow::Result<MapResults> {
        let movies = &self.engine.catalogue().movies;
        let n_movies = movies.len();
        let mut similarities = vec![1.0_f32; n_movies * n_movies];
        for row in 0..n_movies {
            for (other, similarity) in self.engine.similar(MovieIdx(row as u32), n_movies) {
                similarities[row * n_movies + other.row()] = similarity;
            }
        }
        let map = map::map(&similarities, n_movies, EXTENT, SEED);
        let map = map.context("a map needs at least 40 movies")?;
        let way = match map.method {
            map::Method::PrincipalAxes => "The first two principal axes of",
            map::Method::Tsne => "t-SNE, exact, begun from the first two principal axes, of",
        };
        Ok(MapResults {
            head: self.head(
                "Of the model of the page. Nothing here is measured against anybody's ratings.",
                [],
            ),
            method: format!(
                "{way} the similarities by which the page finds what is like a movie: cosines of the vectors of \
                 both heads, less where few have rated a movie."
            ),
            neighbours_kept: rounded(map.neighbours_kept, 3),
            trustworthiness: rounded(map.trustworthiness, 3),
            extent: EXTENT,
            movies: movies.iter().map(|movie| movie.id).collect(),
            x: map.points.iter().map(|[x, _]| *x).collect(),
            y: map.points.iter().map(|[_, y]| *y).collect(),
        })
    }

    /// `model-card.json`.
    pub(super) fn model_card(&self, systems: &SystemsResults) -> ModelCard {
        let manifest = self.engine.manifest();
        let recipe = recipe(&manifest.preset, manifest.seed, &manifest.recipe);
        let mut head = systems.head.clone();
        head.protocol = "Metrics are means over the parts of each protocol, on rows that were held out. The model itself \
             learned from all rows that cleaning left, by the same recipe."
            .to_owned();
        let hash = |of: &str, sha256: &str| Hash {
            of: of.to_owned(),
            sha256: sha256.to_owned(),
        };
        ModelCard {
            head,
            purpose: PURPOSE.map(str::to_owned).to_vec(),
            data: DatasetCard {
                name: data_name(&manifest.data_notice).to_owned(),
                notice: manifest.data_notice.clone(),
                before: counts(self.cleaning.before),
                after: Counts {
                    movies: self.cleaned.movies.len() as u32,
                    ratings: self.cleaned.ratings.len() as u32,
                    users: self.cleaned.users.len() as u32,
                },
            },
            recipe,
            metrics: metrics(systems),
            limits: LIMITS.map(str::to_owned).to_vec(),
            stages: stages(systems),
            hashes: vec![
                hash("the files of the data", &self.bench.data),
                hash(
                    "the rating rows that were learned from",
                    &manifest.training_rows_sha256,
                ),
                hash("catalogue, people and histories", &manifest.tables_sha256),
            ],
            commands: vec!["cargo xtask build".to_owned(), COMMAND.to_owned()],
            citation: CITATION.to_owned(),
        }
    }
}

fn counts(counts: dataset::Counts) -> Counts {
    Counts {
        movies: counts.movies as u32,
        ratings: counts.ratings as u32,
        users: counts.users as u32,
    }
}

/// What a notice says that a model is made from.
fn data_name(notice: &str) -> &str {
    let after = notice.strip_prefix("Made from ").unwrap_or_default();
    let end = after
        .find(" by ")
        .or_else(|| after.find([',', '.', ':', '(']));
    match end.and_then(|end| after.get(..end)) {
        Some(name) if !name.starts_with("a ") => name,
        _ => "a data set of somebody's own",
    }
}

/// The hybrid's numbers, by protocol.
fn metrics(systems: &SystemsResults) -> Vec<Metric> {
    let metric = |(protocol, column, name, unit): (&str, Column, &str, &str)| {
        let protocol = systems.protocols.iter().find(|it| it.key == protocol)?;
        let of_hybrid = protocol
            .sets
            .last()?
            .systems
            .iter()
            .find(|it| it.system == "hybrid")?;
        let values = of_hybrid
            .metrics
            .iter()
            .find(|it| it.metric == column.key)?;
        Some(Metric {
            protocol: protocol.title.clone(),
            name: name.to_owned(),
            value: values.mean,
            unit: unit.to_owned(),
        })
    };
    METRICS.into_iter().filter_map(metric).collect()
}

/// How long training takes, of the folds.
fn stages(systems: &SystemsResults) -> Vec<Stage> {
    let folds = systems.protocols.iter().find(|it| it.key == "folds");
    let systems = folds.and_then(|it| it.sets.first()).map(|it| &it.systems);
    let stage = |(key, name): (&str, &str)| {
        let found = systems?.iter().find(|it| it.system == key)?;
        let seconds = found
            .metrics
            .iter()
            .find(|it| it.metric == Column::FIT_SECONDS.key)?;
        Some(Stage {
            name: name.to_owned(),
            seconds: seconds.mean,
        })
    };
    let names = [
        (
            "hybrid",
            "the whole recipe, on four fifths of the ratings, mean of five",
        ),
        ("seed", "the seed network beside it"),
    ];
    names.into_iter().filter_map(stage).collect()
}

/// A manifest's recipe, as a tree.
fn recipe(preset: &str, seed: u64, entries: &[(String, String)]) -> Vec<RecipeItem> {
    let named = ["name", "seed"];
    let entries = entries
        .iter()
        .filter(|(name, _)| !named.contains(&name.as_str()));
    let entries = entries.map(|(name, value)| recipe_item(name, value));
    let first = [item("preset", preset), item("seed", &seed.to_string())];
    first.into_iter().chain(entries).collect()
}

fn item(name: &str, value: &str) -> RecipeItem {
    RecipeItem {
        name: name.to_owned(),
        value: value.to_owned(),
        parts: Vec::new(),
    }
}

/// An entry of a manifest: JSON where it has parts, else as it is.
fn recipe_item(name: &str, value: &str) -> RecipeItem {
    match serde_json::from_str::<Value>(value) {
        Ok(value) => tree(name, &value),
        Err(_) => item(&words(name), value),
    }
}

fn tree(name: &str, value: &Value) -> RecipeItem {
    let parts = |parts: Vec<RecipeItem>| RecipeItem {
        name: words(name),
        value: String::new(),
        parts,
    };
    match value {
        Value::Object(fields) => parts(
            fields
                .iter()
                .map(|(name, value)| tree(name, value))
                .collect(),
        ),
        Value::Array(values) if values.iter().any(Value::is_object) => {
            parts(numbered(name.trim_end_matches('s'), values))
        }
        Value::Array(values) => {
            let values: Vec<String> = values.iter().map(scalar).collect();
            with_unit(name, values.join(", "))
        }
        value => with_unit(name, scalar(value)),
    }
}

/// `teacher 1`, `teacher 4 to 7`: what is there several times in a row is told once.
fn numbered(name: &str, values: &[Value]) -> Vec<RecipeItem> {
    let mut items = Vec::new();
    let mut first = 1;
    for alike in values.chunk_by(|a, b| a == b) {
        let last = first + alike.len() - 1;
        let name = match first == last {
            true => format!("{name} {first}"),
            false => format!("{name} {first} to {last}"),
        };
        items.extend(alike.first().map(|value| tree(&name, value)));
        first = last + 1;
    }
    items
}

fn with_unit(name: &str, value: String) -> RecipeItem {
    let unit = UNITS.iter().find(|(of, _)| *of == name);
    let value = match unit {
        Some((_, unit)) => format!("{value} {unit}"),
        None => value,
    };
    item(&words(name), &value)
}

fn scalar(value: &Value) -> String {
    match value {
        Value::String(text) => words(text),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        // A number of single precision has digits in double precision that it never had.
        Value::Number(number) if number.is_f64() => {
            let number = number.as_f64().unwrap_or(f64::NAN) as f32;
            number.to_string()
        }
        other => other.to_string(),
    }
}

/// Names of fields as words.
fn words(name: &str) -> String {
    name.replace('_', " ").replace(" l2", " L2")
}

#[cfg(test)]
mod tests {
    use matinee_train::training::hybrid::HybridRecipe;

    use super::*;

    #[test]
    fn the_data_is_called_as_its_notice_calls_it() {
        let notice = "Made from MovieLens 100K by GroupLens (F. M. Harper …";
        assert_eq!(data_name(notice), "MovieLens 100K");
        let unknown = "Made from a data set that does not say where it comes from.";
        assert_eq!(data_name(unknown), "a data set of somebody's own");
        assert_eq!(data_name(""), "a data set of somebody's own");
    }

    #[test]
    fn a_recipe_is_a_tree_with_units() {
        let teachers = r#"[{"kind":{"bayes":{"sweeps":75}},"weight":0.5},{"kind":{"bayes":{"sweeps":75}},"weight":0.5},
            {"kind":{"network":{"has_product":true,"embedding_l2":25.200000762939453}},"weight":0.1}]"#;
        let item = recipe_item("teachers", teachers);
        let names: Vec<&str> = item.parts.iter().map(|part| &*part.name).collect();
        assert_eq!(names, ["teacher 1 to 2", "teacher 3"]);
        let network = &item.parts[1].parts[0].parts[0];
        assert_eq!(network.name, "network");
        let shown: Vec<(&str, &str)> = network
            .parts
            .iter()
            .map(|it| (&*it.name, &*it.value))
            .collect();
        assert_eq!(shown, [("embedding L2", "25.2"), ("has product", "yes")]);
        assert_eq!(item.parts[0].parts[1].value, "0.5 of the ensemble");
        assert_eq!(
            recipe_item("backend", "ndarray"),
            super::item("backend", "ndarray")
        );
    }

    #[test]
    fn what_was_measured_is_the_recipe_that_is_shipped() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../results/model-card.json");
        let card: ModelCard = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
        let shipped = HybridRecipe::shipped();
        let expected = recipe(&shipped.name, shipped.seed, &shipped.describe());
        assert_eq!(card.recipe, expected, "measure again: {COMMAND}");
    }
}
