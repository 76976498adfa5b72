//! The chart of a run's losses: where its lines go.

use matinee_core::decimal::decimal;
use matinee_protocol::Epoch;

/// Size of the drawing, and where its plot lies, in its own units.
pub const WIDTH: f64 = 640.0;
/// See [`WIDTH`].
pub const HEIGHT: f64 = 300.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 30.0;

/// About so many lines across.
const N_TICKS: f64 = 5.0;
/// At most so many numbers below.
const N_EPOCH_TICKS: u32 = 12;

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// `x,y x,y …` of the training loss.
    pub training: String,
    /// The same of the held-out loss.
    pub held_out: String,
    /// The best checkpoint, x and y.
    pub best: Option<(f64, f64)>,
    /// Height and number of each line across.
    pub losses: Vec<(f64, String)>,
    /// Place and number of each epoch that is named.
    pub epochs: Vec<(f64, u32)>,
}

impl Chart {
    /// Of the epochs so far; the axis spans all that were asked for, so that nothing moves.
    #[must_use]
    pub fn of(epochs: &[Epoch], n_epochs: u32) -> Self {
        let losses = epochs.iter().flat_map(|it| [it.training, it.held_out]);
        let losses = losses.filter(|loss| loss.is_finite()).map(f64::from);
        let (low, high) = losses.fold((f64::INFINITY, 0.0_f64), |(low, high), loss| {
            (low.min(loss), high.max(loss))
        });
        let last = f64::from(n_epochs.max(2));
        let x =
            |epoch: u32| LEFT + (WIDTH - LEFT - RIGHT) * (f64::from(epoch) - 1.0) / (last - 1.0);
        let every = n_epochs.div_ceil(N_EPOCH_TICKS).max(1);
        let named = (1..=n_epochs).filter(|epoch| (epoch - 1) % every == 0);
        let epoch_ticks = named.map(|epoch| (x(epoch), epoch)).collect();
        if low > high {
            return Self {
                epochs: epoch_ticks,
                ..Self::default()
            };
        }
        let step = nice((high - low).max(0.01) / N_TICKS);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        let span = (high - low).max(step);
        let y = |loss: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (loss - low) / span);
        let line = |loss: fn(&Epoch) -> f32| {
            let points = epochs.iter().filter(|it| loss(it).is_finite());
            let points = points.map(|it| {
                let (x, y) = (x(it.epoch), y(f64::from(loss(it))));
                [decimal(x, 1), decimal(y, 1)].join(",")
            });
            points.collect::<Vec<_>>().join(" ")
        };
        let best = epochs.iter().rfind(|it| it.is_best);
        let n_lines = (span / step).round() as u32;
        let digits = if step < 0.1 { 2 } else { 1 };
        let across = |row: u32| {
            let loss = low + f64::from(row) * step;
            (y(loss), decimal(loss, digits))
        };
        Self {
            training: line(|it| it.training),
            held_out: line(|it| it.held_out),
            best: best.map(|it| (x(it.epoch), y(f64::from(it.held_out)))),
            losses: (0..=n_lines).map(across).collect(),
            epochs: epoch_ticks,
        }
    }
}

/// The next larger of 1, 2, 5 times a power of ten.
fn nice(step: f64) -> f64 {
    let mut power = 1.0;
    while power > step {
        power /= 10.0;
    }
    while power * 10.0 < step {
        power *= 10.0;
    }
    let steps = [1.0, 2.0, 5.0, 10.0].map(|factor| factor * power);
    steps.into_iter().find(|it| *it >= step).unwrap_or(step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn epoch(epoch: u32, training: f32, held_out: f32) -> Epoch {
        Epoch {
            epoch,
            training,
            held_out,
            is_best: true,
        }
    }

    fn points(line: &str) -> Vec<(f64, f64)> {
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let point = |point: &str| {
            let (x, y) = point.split_once(',').expect("x,y");
            (number(x), number(y))
        };
        line.split_whitespace().map(point).collect()
    }

    #[test]
    fn a_lower_loss_is_further_down_and_a_later_epoch_further_right() {
        let chart = Chart::of(&[epoch(1, 1.0, 0.95), epoch(2, 0.8, 0.9)], 8);
        let [first, second] = points(&chart.training)[..] else {
            panic!("{chart:?}");
        };
        assert!(first.0 < second.0 && first.1 < second.1, "{chart:?}");
        let best = chart.best.expect("there is one");
        assert!((best.0 - second.0).abs() < 0.1, "{chart:?}");
    }

    #[test]
    fn all_points_are_within_the_plot() {
        let epochs = [
            epoch(1, 1.37, 1.21),
            epoch(2, 0.71, 0.83),
            epoch(3, 0.7, 0.8),
        ];
        let chart = Chart::of(&epochs, 3);
        for (x, y) in points(&chart.training)
            .into_iter()
            .chain(points(&chart.held_out))
        {
            assert!((LEFT..=WIDTH - RIGHT).contains(&x), "{x}");
            assert!((TOP..=HEIGHT - BOTTOM).contains(&y), "{y}");
        }
    }

    #[test]
    fn lines_across_have_round_numbers() {
        let chart = Chart::of(&[epoch(1, 1.04, 0.88), epoch(2, 0.77, 0.82)], 8);
        let numbers: Vec<&str> = chart.losses.iter().map(|(_, text)| &text[..]).collect();
        assert_eq!(numbers, ["0.7", "0.8", "0.9", "1.0", "1.1"]);
    }

    #[test]
    fn many_epochs_are_not_all_named() {
        let chart = Chart::of(&[], 200);
        assert!(chart.epochs.len() <= N_EPOCH_TICKS as usize, "{chart:?}");
        assert_eq!(chart.epochs[0].1, 1);
    }

    #[test]
    fn a_loss_that_is_no_number_is_not_drawn() {
        let chart = Chart::of(&[epoch(1, 1.0, f32::NAN), epoch(2, f32::INFINITY, 0.9)], 2);
        assert_eq!(points(&chart.training).len(), 1);
        assert_eq!(points(&chart.held_out).len(), 1);
    }
}
