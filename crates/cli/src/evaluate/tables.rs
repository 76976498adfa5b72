//! Results of parts and seeds → one report a protocol.

use std::collections::BTreeMap;

use matinee_lab::{Column, Measured, Measurement, Protocol, Report};

/// One system on one part, trained with one seed.
pub(super) struct Cell {
    pub(super) system: &'static str,
    pub(super) part: u32,
    pub(super) seed: u64,
    pub(super) measurements: Vec<Measurement>,
}

/// Summarises the cells of a protocol, set by set, systems in the order of their first cell.
///
/// Folds: u1 by itself, and the mean over the folds; the spread is over seeds. Draws: mean and
/// spread over draws and seeds.
pub(super) fn report(protocol: Protocol, cells: &[Cell]) -> Report {
    let mut systems: Vec<&str> = Vec::new();
    for cell in cells {
        if !systems.contains(&cell.system) {
            systems.push(cell.system);
        }
    }
    let of = |system: &str| -> Vec<&Cell> {
        cells.iter().filter(|cell| cell.system == system).collect()
    };
    let mut report = Report::default();
    match protocol {
        Protocol::Folds => {
            for system in &systems {
                let cells: Vec<&Cell> = of(system).into_iter().filter(|c| c.part == 1).collect();
                report.add(system, "u1", over_seeds(&cells));
            }
            for system in &systems {
                report.add(system, "mean of u1 to u5", over_seeds(&of(system)));
            }
        }
        Protocol::Stratified | Protocol::ColdStart | Protocol::Time => {
            let n_sets = cells.first().map_or(0, |cell| cell.measurements.len());
            for set in 0..n_sets {
                for system in &systems {
                    let cells = of(system);
                    let values = (cells.iter()).map(|cell| cell.measurements[set].values.clone());
                    report.add(system, &name(&cells, set), over(values));
                }
            }
        }
    }
    report
}

/// `10 given`, or the number of draws where a draw is one set.
fn name(cells: &[&Cell], set: usize) -> String {
    let name = cells.first().map_or("", |cell| &cell.measurements[set].set);
    if !name.is_empty() {
        return name.to_owned();
    }
    match cells.iter().map(|cell| cell.part).max().unwrap_or(0) {
        1 => "1 draw".to_owned(),
        n => format!("{n} draws"),
    }
}

/// For each seed the mean over the parts; then mean and spread over the seeds.
fn over_seeds(cells: &[&Cell]) -> Vec<(Column, Measured)> {
    let mut of_seeds: BTreeMap<u64, Vec<Vec<(Column, f64)>>> = BTreeMap::new();
    for cell in cells {
        let values = cell
            .measurements
            .iter()
            .flat_map(|measured| measured.values.clone());
        of_seeds
            .entry(cell.seed)
            .or_default()
            .push(values.collect());
    }
    over(of_seeds.into_values().map(|parts| {
        let means = over(parts.into_iter()).into_iter();
        means
            .map(|(column, measured)| (column, measured.mean))
            .collect()
    }))
}

/// Mean and spread of each column.
fn over(repetitions: impl Iterator<Item = Vec<(Column, f64)>>) -> Vec<(Column, Measured)> {
    let mut columns: Vec<(Column, Vec<f64>)> = Vec::new();
    for (column, value) in repetitions.flatten() {
        match columns.iter_mut().find(|(known, _)| *known == column) {
            Some((_, values)) => values.push(value),
            None => columns.push((column, vec![value])),
        }
    }
    columns
        .into_iter()
        .filter_map(|(column, values)| Some((column, Measured::over(&values)?)))
        .collect()
}

/// The report as people read it: a heading, the tables, and what the rows are.
pub(super) fn show(protocol: Protocol, report: &Report) -> String {
    let liked = [
        Column::NDCG,
        Column::GRADED_NDCG,
        Column::DISLIKED,
        Column::STARS_GIVEN,
        Column::LOW_PLACES,
    ];
    let lists = [
        Column::COVERAGE,
        Column::NOVELTY,
        Column::DISTANCE,
        Column::CALIBRATION,
        Column::GINI,
        Column::FIT_SECONDS,
    ];
    let heading = format!("## {}\n\n", protocol.name());
    heading
        + &match protocol {
            Protocol::Folds | Protocol::Time => {
                let accuracy = [Column::RMSE, Column::MAE, Column::IN_RANGE];
                report.to_table_of(&[&accuracy[..], &liked, &[Column::RECALL], &lists].concat())
            }
            Protocol::Stratified => {
                let hits = [Column::PRECISION, Column::RECALL, Column::AVERAGE_PRECISION];
                report.to_table_of(&[&[Column::RMSE], &liked[..], &hits, &lists].concat())
            }
            Protocol::ColdStart => {
                let columns = [
                    Column::RMSE,
                    Column::IN_RANGE,
                    Column::NDCG,
                    Column::GRADED_NDCG,
                    Column::DISLIKED,
                    Column::LOW_PLACES,
                ];
                columns.map(|it| report.to_table_across(it)).join("\n")
            }
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(part: u32, seed: u64, rmse: f64) -> Cell {
        Cell {
            system: "a",
            part,
            seed,
            measurements: vec![Measurement {
                set: String::new(),
                values: vec![(Column::RMSE, rmse)],
            }],
        }
    }

    #[test]
    fn the_spread_of_folds_is_over_seeds_and_not_over_folds() {
        let cells = [
            cell(1, 1, 1.0),
            cell(2, 1, 3.0),
            cell(1, 2, 2.0),
            cell(2, 2, 4.0),
        ];
        let json = report(Protocol::Folds, &cells).to_json();
        assert_eq!(
            (&json[0]["rows"], &json[0]["rmse_stars"]),
            (&"u1".into(), &1.5.into())
        );
        assert_eq!(json[1]["rmse_stars"], 2.5);
        // 2 and 3: the means of the seeds.
        assert!((json[1]["rmse_stars_spread"].as_f64().unwrap() - 0.5_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn the_spread_of_draws_is_over_draws_and_seeds() {
        let cells = [cell(1, 1, 1.0), cell(2, 1, 3.0)];
        let json = report(Protocol::Stratified, &cells).to_json();
        assert_eq!(json[0]["rows"], "2 draws");
        assert!((json[0]["rmse_stars_spread"].as_f64().unwrap() - 2_f64.sqrt()).abs() < 1e-12);
    }
}
