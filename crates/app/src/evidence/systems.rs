//! Against others: every system on the same rows.

use matinee_core::decimal::decimal;
use matinee_core::order;

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell, system_name, system_style};
use super::results::{
    MetricName, MetricValues, ProtocolResults, ResultsFile, SetResults, SystemsResults,
};
use crate::charts::{Axis, Chart, DotRow, Dots, Table};
use crate::format::percent;

/// The number of a metric that a measure of [`Knob::Measure`] stands for.
fn key_of(measure: &str) -> &'static str {
    match measure {
        "order" => "ndcg",
        "coverage" => "coverage",
        "time" => "fit_seconds",
        _ => "rmse_stars",
    }
}

fn find<'a>(set: &'a SetResults, system: &str, metric: &str) -> Option<&'a MetricValues> {
    let values = set.systems.iter().find(|it| it.system == system)?;
    values.metrics.iter().find(|it| it.metric == metric)
}

/// The set of rows that counts: the last is everybody.
fn set_of<'a>(results: &'a SystemsResults, protocol: &str) -> Option<&'a SetResults> {
    let protocol = results.protocols.iter().find(|it| it.key == protocol)?;
    protocol.sets.last()
}

/// A system's mean of a metric by a protocol, over everybody.
#[must_use]
pub fn mean_of(
    results: &SystemsResults,
    protocol: &str,
    system: &str,
    metric: &str,
) -> Option<f32> {
    let set = set_of(results, protocol)?;
    find(set, system, metric).map(|it| it.mean)
}

fn protocol<'a>(results: &'a SystemsResults, choices: &Choices) -> Option<&'a ProtocolResults> {
    let chosen = choices.word(Knob::Protocol);
    let found = results.protocols.iter().find(|it| it.key == chosen);
    found.or(results.protocols.first())
}

/// Every system by the chosen protocol and number; nothing where the file has none.
#[must_use]
pub fn figure(results: &SystemsResults, choices: &Choices) -> Option<Figure> {
    let protocol = protocol(results, choices)?;
    let set = protocol.sets.last()?;
    let metric = key_of(choices.word(Knob::Measure));
    let metric = results.metrics.iter().find(|it| it.key == metric)?;
    let title = |key: &str| {
        let system = results.systems.iter().find(|it| it.key == key);
        system_name(key, system.map_or(key, |it| &it.title))
    };
    let mut measured: Vec<(&str, &MetricValues)> = set
        .systems
        .iter()
        .filter_map(|it| Some((it.system.as_str(), find(set, &it.system, &metric.key)?)))
        .collect();
    order::sort(&mut measured, &|a, b| a.1.mean.total_cmp(&b.1.mean));
    if metric.more_is_better == Some(true) {
        measured.reverse();
    }
    let rows = measured.iter().map(|(key, it)| DotRow {
        label: title(key),
        style: system_style(key),
        values: it.parts.iter().map(|value| f64::from(*value)).collect(),
        mean: it.mean.into(),
        spread: it
            .spread
            .map(|spread| [it.mean - spread, it.mean + spread].map(f64::from)),
        note: match it.parts.len() {
            1 => String::new(),
            n => format!("the mean of {n}"),
        },
        ..DotRow::default()
    });
    let rows: Vec<DotRow> = rows.collect();
    let first = rows.first()?;
    let claim = claim(metric, &measured, &title);
    Some(Figure {
        note: format!(
            "{}. Each pale dot is one part, the mark their mean, the line one standard deviation. {}",
            protocol.title,
            direction(metric)
        ),
        chart: Chart::Dots(Dots {
            said: format!("{claim} Best: {}.", first.label),
            title: "System".to_owned(),
            axis: Axis::new(axis_title(metric), metric.digits.into()),
            rows,
            rule: None,
        }),
        table: table(results, protocol, metric, &title),
        claim,
        how: How {
            protocol: protocol.explanation.clone(),
            ..How::of(&results.head, ResultsFile::Systems)
        },
    })
}

fn axis_title(metric: &MetricName) -> String {
    match metric.key.as_str() {
        "rmse_stars" => "Error (RMSE), stars".to_owned(),
        "ndcg" => "Order of the first ten (NDCG@10)".to_owned(),
        "coverage" => "Share of movies in somebody\u{2019}s list".to_owned(),
        "fit_seconds" => "Seconds to learn".to_owned(),
        _ => metric.heading.clone(),
    }
}

const fn direction(metric: &MetricName) -> &'static str {
    match metric.more_is_better {
        Some(true) => "More is better.",
        Some(false) => "Less is better.",
        None => "",
    }
}

fn claim(
    metric: &MetricName,
    measured: &[(&str, &MetricValues)],
    title: &dyn Fn(&str) -> String,
) -> String {
    let Some((best, _)) = measured.first() else {
        return String::new();
    };
    let of = |key: &str| measured.iter().find(|it| it.0 == key).map(|it| it.1.mean);
    let own = of("hybrid");
    let written = |value: f32| match metric.key.as_str() {
        "coverage" => percent(value.into()),
        _ => decimal(value, metric.digits.min(3).into()),
    };
    let (verb, unit, beside) = match metric.key.as_str() {
        "rmse_stars" => ("is off by", " stars", ["bias", "mean"]),
        "ndcg" => (
            "puts lists in order with a score of",
            "",
            ["popularity", "bias"],
        ),
        "coverage" => (
            "shows",
            " of the movies to somebody",
            ["popularity", "bias"],
        ),
        "fit_seconds" => ("learns in", " seconds", ["ease", "bias"]),
        _ => ("has", "", ["bias", "mean"]),
    };
    let beside = beside.into_iter().find_map(|key| Some((key, of(key)?)));
    let mut said = match own {
        Some(own) => format!("Matinee {verb} {}{unit}", written(own)),
        None => format!("{} comes first", title(best)),
    };
    if let (Some(_), Some((key, value))) = (own, beside) {
        said += &format!(" ({}: {})", title(key), written(value));
    }
    if own.is_some() && *best != "hybrid" && metric.more_is_better.is_some() {
        said += &format!(". {} does better", title(best));
    }
    said + "."
}

fn table(
    results: &SystemsResults,
    protocol: &ProtocolResults,
    metric: &MetricName,
    title: &dyn Fn(&str) -> String,
) -> Table {
    let mut head = vec!["system".to_owned(), "rows".to_owned()];
    head.extend(protocol.parts.iter().cloned());
    head.extend(["mean", "standard deviation"].map(str::to_owned));
    let digits = u32::from(metric.digits);
    let mut rows = Vec::new();
    for set in &protocol.sets {
        for system in &results.systems {
            let Some(values) = find(set, &system.key, &metric.key) else {
                continue;
            };
            let mut row = vec![title(&system.key), set.name.clone()];
            let part = |at| values.parts.get(at).copied();
            row.extend((0..protocol.parts.len()).map(|at| cell(part(at), digits)));
            row.extend([cell(Some(values.mean), digits), cell(values.spread, digits)]);
            rows.push(row);
        }
    }
    // Without names where there is one set.
    if protocol.sets.len() == 1 {
        head.remove(1);
        for row in &mut rows {
            row.remove(1);
        }
    }
    Table { head, rows }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn every_measure_that_was_taken_has_a_figure_whose_table_has_its_numbers() {
        let results: SystemsResults = read();
        let mut n_figures = 0;
        for measure in 0..4 {
            let mut choices = Choices::default();
            choices.set(Knob::Measure, measure);
            let Some(figure) = figure(&results, &choices) else {
                continue;
            };
            n_figures += 1;
            assert!(figure.claim.ends_with('.'), "{}", figure.claim);
            for row in &figure.table.rows {
                assert_eq!(row.len(), figure.table.head.len());
            }
            let set = set_of(&results, "folds").unwrap();
            let metric = key_of(choices.word(Knob::Measure));
            for values in set
                .systems
                .iter()
                .filter_map(|it| find(set, &it.system, metric))
            {
                let csv = figure.table.csv();
                let digits = results
                    .metrics
                    .iter()
                    .find(|it| it.key == metric)
                    .unwrap()
                    .digits;
                assert!(csv.contains(&decimal(values.mean, digits.into())), "{csv}");
            }
        }
        assert!(n_figures > 0);
    }

    #[test]
    fn the_claim_names_who_does_better() {
        let mut results: SystemsResults = read();
        let choices = Choices::default();
        let own = figure(&results, &choices).unwrap().claim;
        assert!(
            own.starts_with("Matinee is off by") && !own.contains("better"),
            "{own}"
        );
        for protocol in &mut results.protocols {
            for set in &mut protocol.sets {
                for system in set.systems.iter_mut().filter(|it| it.system == "hybrid") {
                    system.metrics.iter_mut().for_each(|it| it.mean += 1.0);
                }
            }
        }
        let other = figure(&results, &choices).unwrap().claim;
        assert!(other.ends_with("does better."), "{other}");
    }

    #[test]
    fn a_protocol_that_was_not_run_gives_way_to_the_first() {
        let mut choices = Choices::default();
        choices.set(Knob::Protocol, 2);
        assert!(figure(&read(), &choices).is_some());
    }
}
