//! How the shipped networks learned: their losses, as their model files carry them.

use matinee_core::decimal::decimal;
use matinee_engine::artifact::{EpochLoss, Manifest};

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell};
use crate::charts::{Axis, Chart, Lines, Rule, Series, Table};

/// The validation loss that the original project reports of its network, in its unit, stars²/25.
const ORIGINAL_LOSS: f64 = 0.0371;
/// That unit in stars².
const ORIGINAL_UNIT: f64 = 25.0;

/// A loss in stars², as the chosen unit has it.
fn in_unit(loss: f64, is_original: bool) -> f64 {
    match is_original {
        true => loss / ORIGINAL_UNIT,
        false => loss.max(0.0).sqrt(),
    }
}

/// The epoch with the least loss on ratings that were not learned from.
fn best(losses: &[EpochLoss]) -> Option<(u32, f32)> {
    let held_out = losses
        .iter()
        .filter_map(|it| Some((it.epoch, it.validation?)));
    held_out.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The losses of a model, epoch by epoch; nothing where it has none.
#[must_use]
pub fn figure(manifest: &Manifest, name: &str, choices: &Choices) -> Option<Figure> {
    let is_original = choices.word(Knob::Unit) == "original";
    let losses = &manifest.losses;
    let point =
        |it: &EpochLoss, loss: f32| (f64::from(it.epoch), in_unit(loss.into(), is_original));
    let training: Vec<_> = losses.iter().map(|it| point(it, it.training)).collect();
    let held_out = losses
        .iter()
        .filter_map(|it| Some(point(it, it.validation?)));
    let held_out: Vec<_> = held_out.collect();
    let last = losses.last()?;
    let digits = if is_original { 4 } else { 3 };
    let written = |loss: f64| decimal(in_unit(loss, is_original), digits);
    let unit = if is_original {
        "stars\u{b2}/25"
    } else {
        "stars"
    };
    let best = best(losses);
    let claim = match best {
        Some((epoch, loss)) => {
            let loss = f64::from(loss);
            let beside = ORIGINAL_LOSS * ORIGINAL_UNIT;
            let verdict = if loss < beside { "below" } else { "above" };
            format!(
                "{name} is best after epoch {epoch}: {} {unit} off, {verdict} the {} that the original \
                 reports.",
                written(loss),
                written(beside)
            )
        }
        None => format!(
            "{name} ends at {} {unit} on what it learned from.",
            written(last.training.into())
        ),
    };
    let gap = last.validation.map(|it| {
        let [low, high] = [last.training, it].map(|it| in_unit(it.into(), is_original));
        format!(
            "After the last epoch both lines are {} apart: so much better it does on ratings that it has \
             learned from.",
            decimal((high - low).abs(), digits)
        )
    });
    let mut series = vec![Series::of("learned from", 6, training)];
    if !held_out.is_empty() {
        series.push(Series::of("held out", 0, held_out));
    }
    let rows = losses.iter().map(|it| {
        let unit = |loss: f32| in_unit(loss.into(), is_original) as f32;
        [
            it.epoch.to_string(),
            cell(Some(unit(it.training)), 4),
            cell(it.validation.map(unit), 4),
        ]
    });
    Some(Figure {
        note: gap.unwrap_or_default(),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Epoch", 0),
            y: Axis::new(
                match is_original {
                    true => "Squared error, stars\u{b2}/25",
                    false => "Error (RMSE), stars",
                },
                digits,
            ),
            series,
            rules: vec![Rule {
                label: "original reports".to_owned(),
                at: in_unit(ORIGINAL_LOSS * ORIGINAL_UNIT, is_original),
            }],
            uprights: best
                .map(|(epoch, _)| Rule {
                    label: "best".to_owned(),
                    at: epoch.into(),
                })
                .into_iter()
                .collect(),
            ..Lines::default()
        }),
        table: Table::new(["epoch", "learned from", "held out"], rows),
        claim,
        how: How::of_model(
            manifest,
            "The run that chose the number of epochs, before the network was trained on all rows. The \
             original\u{2019}s number is the one that its report gives, on a random fifth of its own.",
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn losses() -> Vec<EpochLoss> {
        [(1, 1.2, 1.0), (2, 0.9, 0.81), (3, 0.6, 0.9)]
            .map(|(epoch, training, validation)| EpochLoss {
                epoch,
                training,
                validation: Some(validation),
            })
            .into()
    }

    #[test]
    fn the_best_epoch_is_that_of_the_held_out_ratings() {
        assert_eq!(best(&losses()), Some((2, 0.81)));
        assert_eq!(best(&[]), None);
    }

    #[test]
    fn both_units_say_the_same() {
        assert!((in_unit(0.81, false) - 0.9).abs() < 1e-9);
        assert!((in_unit(0.9275, true) - 0.0371).abs() < 1e-9);
    }
}
