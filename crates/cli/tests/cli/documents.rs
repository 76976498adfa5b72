//! The tables of the README say what the results files say: a table that does not is printed as it should be.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use matinee_app::evidence::results::{
    ColdStartResults, MetricValues, ProtocolResults, SetResults, SystemsResults,
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

/// A number as it is shown, and how good it is where more is not a matter of taste.
#[derive(Clone)]
struct Cell {
    text: String,
    worth: Option<f32>,
}

/// Less is better.
fn error(value: f32, digits: usize) -> Cell {
    Cell {
        text: format!("{value:.digits$}"),
        worth: Some(-value),
    }
}

/// More is better.
fn gain(value: f32, digits: usize) -> Cell {
    Cell {
        text: format!("{value:.digits$}"),
        worth: Some(value),
    }
}

fn percent(share: f32) -> Cell {
    let text = match share {
        0.0 => "0".to_owned(),
        share => format!("{:.1} %", f64::from(share) * 100.0),
    };
    Cell { text, worth: None }
}

/// A system's title, whether it is the page's own, and its numbers.
type Row = (String, bool, Vec<Option<Cell>>);

/// The lines of a table. The page's own title is bold, and of each column the best number.
fn lines(rows: &[Row]) -> String {
    let mut lines = String::new();
    for (title, is_ours, cells) in rows {
        let bold = |text: &str, is_bold: bool| match is_bold {
            true => format!("**{text}**"),
            false => text.to_owned(),
        };
        write!(lines, "| {} |", bold(title, *is_ours)).unwrap();
        for (column, cell) in cells.iter().enumerate() {
            let of_column = rows.iter().filter_map(|row| row.2[column].as_ref()?.worth);
            let best = of_column.fold(f32::NEG_INFINITY, f32::max);
            match cell {
                Some(Cell { text, worth }) => {
                    write!(lines, " {} |", bold(text, *worth == Some(best))).unwrap();
                }
                None => lines += " |",
            }
        }
        lines.push('\n');
    }
    lines
}

#[test]
fn the_systems_on_folds_and_strata_are_those_of_the_results() {
    let systems: SystemsResults = results("systems.json");
    let folds = &protocol(&systems, "folds").sets[0];
    let strata = &protocol(&systems, "stratified").sets[0];
    let rows = systems.systems.iter().map(|system| {
        let of = |key: &str| metric(folds, &system.key, key);
        let first = |key: &str| of(key).map(|it| it.parts[0]);
        let mean = |key: &str| of(key).map(|it| it.mean);
        let stratified = metric(strata, &system.key, "ndcg").map(|it| it.mean);
        let cells = vec![
            first("rmse_stars").map(|it| error(it, 4)),
            mean("rmse_stars").map(|it| error(it, 4)),
            first("ndcg").map(|it| gain(it, 4)),
            mean("ndcg").map(|it| gain(it, 4)),
            first("graded_ndcg").map(|it| gain(it, 4)),
            first("disliked").map(percent),
            first("stars_given").map(|it| Cell {
                worth: None,
                ..gain(it, 2)
            }),
            first("low_places").map(percent),
            stratified.map(|it| gain(it, 4)),
        ];
        (system.title.clone(), system.key == OURS, cells)
    });
    let rows: Vec<Row> = rows.collect();
    let heading = "| system | u1 RMSE | 5-fold RMSE | u1 NDCG@10 | 5-fold NDCG@10 | graded, u1 | disliked, u1 | stars \
        given, u1 | low places, u1 | stratified NDCG@10 |\n|---|---|---|---|---|---|---|---|---|---|\n";
    check(&(heading.to_owned() + &lines(&rows)));
}

#[test]
fn past_and_future_are_those_of_the_results() {
    let systems: SystemsResults = results("systems.json");
    let [known, new, everybody] = protocol(&systems, "time").sets.as_slice() else {
        panic!("three sets")
    };
    // Who cannot meet new people has no row.
    let rows = systems.systems.iter().filter_map(|system| {
        let of = |set, key| metric(set, &system.key, key).map(|it| it.mean);
        let rmse = |set| of(set, "rmse_stars").map(|it| error(it, 4));
        let ndcg = of(everybody, "ndcg")?;
        let cells = vec![
            rmse(known),
            rmse(new),
            rmse(everybody),
            Some(gain(ndcg, 3)),
            of(everybody, "disliked").map(percent),
        ];
        Some((system.title.clone(), system.key == OURS, cells))
    });
    let rows: Vec<Row> = rows.collect();
    let heading = "| system | RMSE, known people | RMSE, new people | RMSE, everybody | NDCG@10, everybody | disliked, \
        everybody |\n|---|---|---|---|---|---|\n";
    check(&(heading.to_owned() + &lines(&rows)));
}

#[test]
fn somebody_new_is_as_in_the_results() {
    let cold: ColdStartResults = results("cold-start.json");
    let row = |metric: &str, key: &str, cell: fn(f32, usize) -> Cell| -> Row {
        let found = cold.systems.iter().find(|it| it.system.key == key).unwrap();
        let values = match metric {
            "RMSE" => &found.curve.rmse,
            _ => &found.curve.ndcg,
        };
        let cells = values.iter().map(|it| Some(cell(it.mean, 3))).collect();
        (
            format!("{metric}, {}", found.system.title),
            key == OURS,
            cells,
        )
    };
    let errors = ["bias", OURS].map(|key| row("RMSE", key, error));
    let orders = ["popularity", "ease", OURS].map(|key| row("NDCG@10", key, gain));
    let given: Vec<String> = cold.given.iter().map(ToString::to_string).collect();
    let columns = "|---".repeat(given.len());
    let heading = format!(
        "| ratings given | {} |\n|---{columns}|\n",
        given.join(" | ")
    );
    check(&(heading + &lines(&errors) + &lines(&orders)));
}
