//! How the shipped networks learned: their losses, as their model files carry them.

use matinee_core::decimal::decimal;
use matinee_engine::artifact::{EpochLoss, Manifest};

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell};
use crate::charts::{Axis, Chart, Lines, Rule, Series, Table};

/// The validation loss that the original project reports of its network, in its unit.
const ORIGINAL_LOSS: f64 = 0.0371;
/// That unit, stars²/25, in stars².
const ORIGINAL_UNIT: f64 = 25.0;
/// The same loss in stars².
const ORIGINAL: f64 = ORIGINAL_LOSS * ORIGINAL_UNIT;

/// What losses are drawn in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    /// Their root: so far predictions are off.
    Stars,
    /// As the original has them.
    Original,
}

impl Unit {
    fn of(choices: &Choices) -> Self {
        match choices.word(Knob::Unit) {
            "original" => Self::Original,
            _ => Self::Stars,
        }
    }

    /// A loss in stars².
    fn of_squared(self, loss: f64) -> f64 {
        match self {
            Self::Stars => loss.max(0.0).sqrt(),
            Self::Original => loss / ORIGINAL_UNIT,
        }
    }

    fn of_loss(self, loss: f32) -> f64 {
        self.of_squared(loss.into())
    }

    const fn digits(self) -> u32 {
        match self {
            Self::Stars => 3,
            Self::Original => 4,
        }
    }

    fn written(self, loss: f64) -> String {
        decimal(self.of_squared(loss), self.digits())
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Stars => "stars",
            Self::Original => "stars\u{b2}/25",
        }
    }

    const fn axis(self) -> &'static str {
        match self {
            Self::Stars => "Error (RMSE), stars",
            Self::Original => "Squared error, stars\u{b2}/25",
        }
    }
}

/// The epoch with the least loss on ratings that were not learned from.
fn best(losses: &[EpochLoss]) -> Option<(u32, f32)> {
    let held_out = losses
        .iter()
        .filter_map(|it| Some((it.epoch, it.validation?)));
    held_out.min_by(|a, b| a.1.total_cmp(&b.1))
}

/// The runs of a model: a hybrid has one of each of its networks, one after the other.
fn runs(losses: &[EpochLoss]) -> Vec<&[EpochLoss]> {
    losses
        .chunk_by(|before, it| it.epoch > before.epoch)
        .collect()
}

/// The losses of a model, epoch by epoch; nothing where it has none.
#[must_use]
pub fn figure(manifest: &Manifest, name: &str, choices: &Choices) -> Option<Figure> {
    let unit = Unit::of(choices);
    let runs = runs(&manifest.losses);
    let (claim, note, uprights) = match runs.as_slice() {
        [] => return None,
        [run] => of_one(run, name, unit)?,
        several => of_several(several, name, unit)?,
    };
    let line = |label: String, style, points: Vec<(u32, f32)>| {
        let points = points
            .into_iter()
            .map(|(epoch, loss)| (f64::from(epoch), unit.of_loss(loss)));
        Series::of(label, style, points)
    };
    let mut series = Vec::new();
    let mut table = Table::new(["network", "epoch", "learned from", "held out"], []);
    for (run, number) in runs.iter().zip(1..) {
        let training = run.iter().map(|it| (it.epoch, it.training)).collect();
        let held_out: Vec<_> = run
            .iter()
            .filter_map(|it| Some((it.epoch, it.validation?)))
            .collect();
        let (label, style) = match runs.len() {
            1 => ("learned from".to_owned(), 6),
            _ => (format!("network {number}"), number),
        };
        series.push(line(label, style, training));
        if !held_out.is_empty() {
            series.push(line("held out".to_owned(), 0, held_out));
        }
        let written = |loss: f32| cell(Some(unit.of_loss(loss) as f32), 4);
        table.rows.extend(run.iter().map(|it| {
            vec![
                number.to_string(),
                it.epoch.to_string(),
                written(it.training),
                it.validation.map_or(String::new(), written),
            ]
        }));
    }
    Some(Figure {
        note,
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Epoch", 0),
            y: Axis::new(unit.axis(), unit.digits()),
            series,
            rules: vec![Rule {
                label: "original".to_owned(),
                at: unit.of_squared(ORIGINAL),
            }],
            uprights,
            ..Lines::default()
        }),
        table,
        claim,
        how: How::of_model(
            manifest,
            "What the training loop told, epoch by epoch. The dashed line is the validation loss that the \
             original\u{2019}s report gives, on a random fifth of its own.",
        ),
    })
}

type Told = (String, String, Vec<Rule>);

fn of_one(run: &[EpochLoss], name: &str, unit: Unit) -> Option<Told> {
    let last = run.last()?;
    let Some((epoch, loss)) = best(run) else {
        let claim = format!(
            "{name} ends {} {} off on what it learned from.",
            unit.written(last.training.into()),
            unit.name()
        );
        return Some((claim, String::new(), Vec::new()));
    };
    let verdict = if f64::from(loss) < ORIGINAL {
        "below"
    } else {
        "above"
    };
    let claim = format!(
        "{name} is best after epoch {epoch}: {} {} off, {verdict} the {} that the original reports.",
        unit.written(loss.into()),
        unit.name(),
        unit.written(ORIGINAL)
    );
    let gap = last.validation.map_or(String::new(), |it| {
        let [low, high] = [last.training, it].map(|it| unit.of_loss(it));
        format!(
            "After the last epoch both lines are {} apart: so much better it does on ratings that it has \
             learned from.",
            decimal((high - low).abs(), unit.digits())
        )
    });
    let upright = Rule {
        label: "best".to_owned(),
        at: epoch.into(),
    };
    Some((claim, gap, vec![upright]))
}

fn of_several(runs: &[&[EpochLoss]], name: &str, unit: Unit) -> Option<Told> {
    let ends = runs
        .iter()
        .filter_map(|it| it.last())
        .map(|it| f64::from(it.training));
    let (low, high) = ends.fold((f64::INFINITY, 0.0_f64), |(low, high), it| {
        (low.min(it), high.max(it))
    });
    let claim = format!(
        "The {} networks inside {name} end {} to {} {} off on what they learned from.",
        runs.len(),
        unit.written(low),
        unit.written(high),
        unit.name()
    );
    let note = "They are teachers: what they expect of every pair is learned by one small head. They learned from \
                all ratings, so none was left to be held out; how good the whole is on hidden ones stands below, \
                against other systems. The original\u{2019}s own run has both lines.";
    Some((claim, note.to_owned(), Vec::new()))
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
        assert!((Unit::Stars.of_squared(0.81) - 0.9).abs() < 1e-9);
        assert_eq!(Unit::Original.written(ORIGINAL), "0.0371");
    }

    #[test]
    fn one_run_tells_its_best_epoch_and_the_gap() {
        let (claim, gap, uprights) = of_one(&losses(), "It", Unit::Stars).unwrap();
        assert!(
            claim.contains("after epoch 2: 0.900 stars off, below the 0.963"),
            "{claim}"
        );
        assert!(gap.contains("0.174 apart"), "{gap}");
        assert_eq!(uprights[0].at, 2.0);
    }

    #[test]
    fn runs_that_follow_each_other_are_told_apart() {
        let twice = [losses(), losses()].concat();
        let runs = runs(&twice);
        assert_eq!(runs.iter().map(|it| it.len()).collect::<Vec<_>>(), [3, 3]);
        let (claim, ..) = of_several(&runs, "It", Unit::Original).unwrap();
        assert!(
            claim.starts_with("The 2 networks inside It end 0.0240"),
            "{claim}"
        );
    }
}
