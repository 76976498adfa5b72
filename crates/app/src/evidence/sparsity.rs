//! What few ratings cost: by how well known a movie is and how active a person, and with a part of the
//! ratings taken away.

use matinee_core::decimal::decimal;

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell, less, system_name, system_style};
use super::results::{ResultsFile, SparsityCell, SparsityResults};
use crate::charts::{Axis, Cell, Chart, Heat, Lines, Series, Table};
use crate::format::{counted, thousands};

/// Cells of fewer ratings are drawn pale.
const LEAST: u32 = 30;

/// Names of bins: `0–19`, `200+`.
fn bins(ends: &[u32]) -> Vec<String> {
    let name = |(row, first): (usize, &u32)| match ends.get(row + 1) {
        Some(next) if next - first == 1 => first.to_string(),
        Some(next) => format!("{first}\u{2013}{}", next - 1),
        None => format!("{first}+"),
    };
    ends.iter().enumerate().map(name).collect()
}

/// The error of each cell, with or without features, or what they are worth.
#[must_use]
pub fn cells(results: &SparsityResults, choices: &Choices) -> Option<Figure> {
    let shown = choices.word(Knob::Features);
    let value = |cell: &SparsityCell| match shown {
        "on" => cell.rmse,
        "off" => cell.rmse_without_features,
        _ => Some(cell.rmse? - cell.rmse_without_features?),
    };
    let cells = results.cells.iter().map(|it| Cell {
        value: value(it).map(f64::from),
        note: counted(it.n as usize, "rating", "ratings"),
        count: it.n.to_string(),
        is_faint: it.n < LEAST,
    });
    let (movies, people) = (bins(&results.movie_bins), bins(&results.person_bins));
    let n_columns = people.len();
    if results.cells.len() != movies.len() * n_columns || results.cells.is_empty() {
        return None;
    }
    let [with, without] = results.features_rmse;
    let claim = match shown {
        "on" | "off" => {
            let solid = results
                .cells
                .iter()
                .filter(|it| it.n >= LEAST)
                .filter_map(value);
            let (low, high) = solid.fold((f32::INFINITY, 0.0_f32), |(low, high), it| {
                (low.min(it), high.max(it))
            });
            format!(
                "The error lies between {} and {} stars, by how much is known.",
                decimal(low, 2),
                decimal(high, 2)
            )
        }
        _ if with <= without => format!(
            "Age, job, genre and year make the error {} smaller: {} stars instead of {}.",
            less(with, without),
            decimal(with, 3),
            decimal(without, 3)
        ),
        _ => format!(
            "Age, job, genre and year do not help here: {} stars with them, {} without.",
            decimal(with, 3),
            decimal(without, 3)
        ),
    };
    let rows = results.cells.iter().enumerate().map(|(at, it)| {
        [
            movies[at / n_columns].clone(),
            people[at % n_columns].clone(),
            it.n.to_string(),
            cell(it.rmse, 4),
            cell(it.rmse_without_features, 4),
        ]
    });
    let table = Table::new(
        [
            "ratings of the movie",
            "ratings of the person",
            "tested",
            "RMSE",
            "RMSE without features",
        ],
        rows,
    );
    Some(Figure {
        note: format!(
            "The small number is how many hidden ratings a cell rests on; below {LEAST} it is pale.{}",
            match shown {
                "on" | "off" => "",
                _ => " Below 0, knowing more than ratings has helped.",
            }
        ),
        chart: Chart::Heat(Heat {
            said: claim.clone(),
            columns_title: "Ratings of the person".to_owned(),
            columns: people,
            rows_title: "Ratings of the movie".to_owned(),
            rows: movies,
            cells: cells.collect(),
            unit: "error in stars".to_owned(),
            digits: 2,
            is_difference: shown == "difference",
        }),
        table,
        claim,
        how: How::of(&results.head, ResultsFile::Sparsity),
    })
}

/// Error or order of every system as it learned from fewer and fewer ratings.
#[must_use]
pub fn kept(results: &SparsityResults, choices: &Choices) -> Option<Figure> {
    let by_order = choices.word(Knob::KeptMeasure) == "order";
    let n_shares = results.shares.len();
    let measured: Vec<(String, usize, &Vec<f32>)> = results
        .systems
        .iter()
        .map(|it| {
            let values = if by_order { &it.ndcg } else { &it.rmse };
            let key = it.system.key.as_str();
            (
                system_name(key, &it.system.title),
                system_style(key),
                values,
            )
        })
        .filter(|it| it.2.len() == n_shares && n_shares > 1)
        .collect();
    let percent = |share: &f32| format!("{}\u{a0}%", decimal(100.0 * share, 0));
    let own = measured
        .iter()
        .find(|it| it.0 == "Matinee")
        .or(measured.first())?;
    let (first, last) = (own.2.first()?, own.2.last()?);
    let n_last = thousands(*results.n_kept.last()? as usize);
    let share = percent(results.shares.last()?);
    let claim = match by_order {
        true => format!(
            "With {share} of the ratings ({n_last}), {} keeps an order of {} of {}.",
            own.0,
            decimal(*last, 3),
            decimal(*first, 3)
        ),
        false => format!(
            "With {share} of the ratings ({n_last}), {} is {} stars off instead of {}.",
            own.0,
            decimal(*last, 2),
            decimal(*first, 2)
        ),
    };
    let series = measured.iter().map(|(label, style, values)| {
        let points = (0..).zip(values.iter());
        Series::of(
            label.as_str(),
            *style,
            points.map(|(row, it): (u32, _)| (f64::from(row), f64::from(*it))),
        )
    });
    let mut head = vec!["kept".to_owned(), "ratings".to_owned()];
    head.extend(measured.iter().map(|it| it.0.clone()));
    let rows = results.shares.iter().enumerate().map(|(row, it)| {
        let mut cells = vec![
            percent(it),
            cell(results.n_kept.get(row).map(|it| *it as f32), 0),
        ];
        cells.extend(measured.iter().map(|it| cell(it.2.get(row).copied(), 4)));
        cells
    });
    Some(Figure {
        note: format!(
            "Every system learned anew each time, from ratings drawn at random. {}",
            if by_order {
                "More is better."
            } else {
                "Less is better."
            }
        ),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::of_steps("Ratings kept", results.shares.iter().map(percent).collect()),
            y: match by_order {
                true => Axis::new("Order of the first ten (NDCG@10)", 3),
                false => Axis::new("Error (RMSE), stars", 3),
            },
            series: series.collect(),
            ..Lines::default()
        }),
        table: Table {
            head,
            rows: rows.collect(),
        },
        claim,
        how: How::of(&results.head, ResultsFile::Sparsity),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn bins_are_named_by_what_is_in_them() {
        assert_eq!(
            bins(&[0, 1, 20, 200]),
            ["0", "1\u{2013}19", "20\u{2013}199", "200+"]
        );
    }

    #[test]
    fn every_way_to_look_at_the_cells_has_a_number_in_each() {
        let results: SparsityResults = read();
        for features in 0..3 {
            let mut choices = Choices::default();
            choices.set(Knob::Features, features);
            let figure = cells(&results, &choices).unwrap();
            assert_eq!(figure.table.rows.len(), results.cells.len());
            assert_eq!(figure.chart.n_points(), results.cells.len());
            assert!(figure.claim.ends_with('.'), "{}", figure.claim);
        }
        let broken = SparsityResults {
            person_bins: vec![],
            ..results
        };
        assert_eq!(cells(&broken, &Choices::default()), None);
    }

    #[test]
    fn fewer_ratings_are_told_by_both_numbers() {
        for measure in 0..2 {
            let mut choices = Choices::default();
            choices.set(Knob::KeptMeasure, measure);
            let figure = kept(&read(), &choices).unwrap();
            assert!(figure.claim.starts_with("With "), "{}", figure.claim);
        }
    }
}
