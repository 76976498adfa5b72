//! The tables of the README say what the results files say: a table that does not is printed as it should be.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use matinee_app::evidence::results::{
    ColdStartResults, MetricValues, ProtocolResults, Sampled, SetResults, SystemName,
    SystemsResults,
};
use serde::de::DeserializeOwned;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn results<T: DeserializeOwned>(name: &str) -> T {
    let bytes = fs::read(root().join("results").join(name)).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

/// Expects the README to have a table.
fn check(table: &str) {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(
        readme.contains(table),
        "the README lacks this table, which is made of results/*.json:\n\n{table}"
    );
}

/// What stands in bold: the page's own.
const OURS: &str = "hybrid";

fn protocol<'r>(systems: &'r SystemsResults, key: &str) -> &'r ProtocolResults {
    systems.protocols.iter().find(|it| it.key == key).unwrap()
}

/// A metric of a system; `None` where there is no such thing.
fn metric<'r>(set: &'r SetResults, system: &str, key: &str) -> Option<&'r MetricValues> {
    let found = set.systems.iter().find(|it| it.system == system)?;
    found.metrics.iter().find(|it| it.metric == key)
}

fn percent(share: f32) -> String {
    match share {
        0.0 => "0".to_owned(),
        share => format!("{:.1} %", f64::from(share) * 100.0),
    }
}

fn row(title: &str, is_ours: bool, cells: Vec<Option<String>>) -> String {
    let bold = |text: String| match is_ours {
        true => format!("**{text}**"),
        false => text,
    };
    let mut row = format!("| {} |", bold(title.to_owned()));
    for cell in cells {
        let cell = cell
            .map(|cell| format!("{} ", bold(cell)))
            .unwrap_or_default();
        write!(row, " {cell}|").unwrap();
    }
    row + "\n"
}

#[test]
fn the_systems_on_folds_and_strata_are_those_of_the_results() {
    let systems: SystemsResults = results("systems.json");
    let folds = &protocol(&systems, "folds").sets[0];
    let strata = &protocol(&systems, "stratified").sets[0];
    let mut table = "| system | u1 RMSE | 5-fold RMSE | u1 NDCG@10 | 5-fold NDCG@10 | graded, u1 | disliked, u1 | stars \
        given, u1 | low places, u1 | stratified NDCG@10 |\n|---|---|---|---|---|---|---|---|---|---|\n"
        .to_owned();
    for system in &systems.systems {
        let of = |key: &str| metric(folds, &system.key, key);
        let first = |key: &str| of(key).map(|it| it.parts[0]);
        let mean = |key: &str| of(key).map(|it| it.mean);
        let shown = |value: Option<f32>| value.map(|value| format!("{value:.4}"));
        let share = |value: Option<f32>| value.map(percent);
        let cells = vec![
            shown(first("rmse_stars")),
            shown(mean("rmse_stars")),
            shown(first("ndcg")),
            shown(mean("ndcg")),
            shown(first("graded_ndcg")),
            share(first("disliked")),
            first("stars_given").map(|value| format!("{value:.2}")),
            share(first("low_places")),
            shown(metric(strata, &system.key, "ndcg").map(|it| it.mean)),
        ];
        table += &row(&system.title, system.key == OURS, cells);
    }
    check(&table);
}

#[test]
fn past_and_future_are_those_of_the_results() {
    let systems: SystemsResults = results("systems.json");
    let [known, new, everybody] = protocol(&systems, "time").sets.as_slice() else {
        panic!("three sets")
    };
    let mut table = "| system | RMSE, known people | RMSE, new people | RMSE, everybody | NDCG@10, everybody | disliked, \
        everybody |\n|---|---|---|---|---|---|\n"
        .to_owned();
    // Who cannot meet new people has no row.
    for system in &systems.systems {
        let of = |set, key| metric(set, &system.key, key).map(|it| it.mean);
        let Some(ndcg) = of(everybody, "ndcg") else {
            continue;
        };
        let rmse = |set| of(set, "rmse_stars").map(|value| format!("{value:.4}"));
        let cells = vec![
            rmse(known),
            rmse(new),
            rmse(everybody),
            Some(format!("{ndcg:.3}")),
            of(everybody, "disliked").map(percent),
        ];
        table += &row(&system.title, system.key == OURS, cells);
    }
    check(&table);
}

#[test]
fn somebody_new_is_as_in_the_results() {
    let cold: ColdStartResults = results("cold-start.json");
    let given: Vec<String> = cold.given.iter().map(ToString::to_string).collect();
    let mut table = format!(
        "| ratings given | {} |\n|---{}|\n",
        given.join(" | "),
        "|---".repeat(given.len())
    );
    let of = |key: &str| cold.systems.iter().find(|it| it.system.key == key).unwrap();
    let mut add = |metric: &str, system: &SystemName, values: &[Sampled]| {
        let shown = |it: &Sampled| Some(format!("{:.3}", it.mean));
        let title = format!("{metric}, {}", system.title);
        table += &row(
            &title,
            system.key == OURS,
            values.iter().map(shown).collect(),
        );
    };
    for key in ["bias", OURS] {
        add("RMSE", &of(key).system, &of(key).curve.rmse);
    }
    for key in ["popularity", "ease", OURS] {
        add("NDCG@10", &of(key).system, &of(key).curve.ndcg);
    }
    check(&table);
}
