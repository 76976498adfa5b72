//! The chart of a run's losses: where its lines, labels and marks go, and what it says in words.
//!
//! There is a wide drawing and a narrow one; the style sheet shows the one that fits. No line is told by its
//! colour alone: each has its name at its end, and its own pattern.

use matinee_core::decimal::decimal;
use matinee_protocol::{Baselines, Epoch};

use super::watch::best_of;
use crate::charts::{Frame, Scale, Size, joined, spread};

/// At most so many earlier runs lie over a run.
pub const MOST_EARLIER: usize = 3;
/// What earlier runs are called in the chart, in the order in which they were chosen.
pub const LETTERS: [&str; MOST_EARLIER] = ["A", "B", "C"];

/// What is drawn from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Losses {
    /// Of the run, as far as it is.
    pub epochs: Vec<Epoch>,
    /// Epochs of the network.
    pub n_epochs: u32,
    /// With the student's: the axis spans all that were asked for, so that nothing moves.
    pub n_losses: u32,
    /// What guessing costs, once it is known.
    pub baselines: Option<Baselines>,
    /// Epochs of earlier runs that lie over it, in the order of [`LETTERS`].
    pub earlier: Vec<Vec<Epoch>>,
}

/// Where the plot lies in a drawing of this size: its names stand right of it.
pub(super) const fn frame(size: Size) -> Frame {
    match size {
        Size::Wide => Frame {
            width: 640.0,
            height: 320.0,
            left: 48.0,
            right: 494.0,
            top: 34.0,
            bottom: 272.0,
            font: 14.0,
        },
        Size::Narrow => Frame {
            width: 320.0,
            height: 300.0,
            left: 34.0,
            right: 192.0,
            top: 34.0,
            bottom: 252.0,
            font: 14.0,
        },
    }
}

/// At most so many numbers below.
const fn n_epoch_ticks(size: Size) -> u32 {
    match size {
        Size::Wide => 12,
        Size::Narrow => 5,
    }
}

/// What a line shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The rows that are learned from.
    Training,
    /// The rows that are not.
    HeldOut,
    /// The held-out rows of an earlier run: its place in [`LETTERS`].
    Earlier(usize),
    /// Saying the mean of all ratings.
    Mean,
    /// That mean with how generous the person is and how good the movie.
    Levels,
}

impl Kind {
    /// The name at the end of the line.
    #[must_use]
    pub fn label(self) -> String {
        match self {
            Self::Training => "learned from".to_owned(),
            Self::HeldOut => "held out".to_owned(),
            Self::Earlier(row) => format!("run {}", LETTERS[row]),
            Self::Mean => "just the mean".to_owned(),
            Self::Levels => "averages only".to_owned(),
        }
    }
}

/// A line with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it shows.
    pub kind: Kind,
    /// Where it goes through.
    pub points: Vec<(f64, f64)>,
    /// Where it ends.
    pub end: (f64, f64),
    /// Height of the middle of its name, which begins right of the plot.
    pub label_y: f64,
}

/// What is drawn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Chart {
    /// Lines, the baselines first.
    pub lines: Vec<Line>,
    /// `x,y x,y …` around what lies between both losses.
    pub gap: String,
    /// The best checkpoint, x and y.
    pub best: Option<(f64, f64)>,
    /// Height and number of each line across.
    pub losses: Vec<(f64, String)>,
    /// Place and number of each epoch that is named.
    pub epochs: Vec<(f64, u32)>,
}

/// About so many lines across.
const N_TICKS: usize = 5;

impl Losses {
    /// Epochs that the axis spans.
    #[must_use]
    pub fn n_axis(&self) -> u32 {
        let earlier = self.earlier.iter().flatten().map(|it| it.epoch);
        earlier.fold(self.n_losses, u32::max)
    }

    /// Where an epoch stands in a frame.
    pub(super) fn x(&self, frame: &Frame, epoch: u32) -> f64 {
        let last = f64::from(self.n_axis().max(2));
        frame.left + (frame.right - frame.left) * (f64::from(epoch) - 1.0) / (last - 1.0)
    }

    /// The epoch that is nearest to a place, as a part of the drawing's width, among those that are done.
    #[must_use]
    pub fn epoch_at(&self, size: Size, share: f64) -> Option<u32> {
        let frame = frame(size);
        let x = share * frame.width;
        let distance = |epoch: u32| (self.x(&frame, epoch) - x).abs();
        let epochs = self.epochs.iter().map(|it| it.epoch);
        epochs.min_by(|a, b| distance(*a).total_cmp(&distance(*b)))
    }

    /// The epoch that is read out: the one that was pointed at, or else the last.
    #[must_use]
    pub fn read(&self, pointed: Option<u32>) -> Option<&Epoch> {
        let pointed = pointed.and_then(|epoch| self.epochs.iter().find(|it| it.epoch == epoch));
        pointed.or(self.epochs.last())
    }

    /// Every loss that is drawn.
    fn all(&self) -> impl Iterator<Item = f64> {
        let own = self.epochs.iter().flat_map(|it| [it.training, it.held_out]);
        let earlier = self.earlier.iter().flatten().map(|it| it.held_out);
        let baselines = self.baselines.iter().flat_map(|it| [it.mean, it.levels]);
        own.chain(earlier).chain(baselines).map(f64::from)
    }

    /// Names an epoch: `Epoch 3 of 8`, `The student`.
    fn name_of(&self, epoch: u32) -> String {
        match epoch > self.n_epochs {
            true => "The student".to_owned(),
            false => format!("Epoch {epoch} of {}", self.n_epochs),
        }
    }

    /// Reads an epoch out: both losses, in stars² and in stars, and those of what lies over it.
    #[must_use]
    pub fn read_out(&self, pointed: Option<u32>) -> String {
        let Some(epoch) = self.read(pointed) else {
            return "Nothing to read yet: the first epoch is still to come.".to_owned();
        };
        let off = |loss: f32| decimal(loss.max(0.0).sqrt(), 2);
        let best = match best_of(&self.epochs) {
            Some(best) if best.epoch == epoch.epoch => ", the best so far",
            _ => "",
        };
        let mut said = format!(
            "{}: held-out error {} ({} stars off{best}), on what it learned from {} ({} off).",
            self.name_of(epoch.epoch),
            decimal(epoch.held_out, 3),
            off(epoch.held_out),
            decimal(epoch.training, 3),
            off(epoch.training),
        );
        for (letter, earlier) in LETTERS.iter().zip(&self.earlier) {
            if let Some(it) = earlier.iter().find(|it| it.epoch == epoch.epoch) {
                said += &format!(" Run {letter}: {} held out.", decimal(it.held_out, 3));
            }
        }
        said
    }

    /// Says what the gap between both lines means; nothing before the first epoch.
    #[must_use]
    pub fn gap_in_words(&self) -> Option<String> {
        let (last, best) = (self.epochs.last()?, best_of(&self.epochs)?);
        let gap = last.held_out - last.training;
        if !gap.is_finite() {
            return None;
        }
        let size = decimal(gap, 2);
        Some(if gap < 0.02 * last.held_out {
            "No gap to speak of: it does as well on ratings that it has not seen as on those that it learns \
             from. It has learned nothing by heart."
                .to_owned()
        } else if last.epoch > best.epoch && last.training < best.training {
            format!(
                "The shaded gap is {size}, and since epoch {} only the lower line has fallen: what it learns \
                 now, it learns by heart. The model of epoch {} is kept.",
                best.epoch, best.epoch
            )
        } else {
            format!(
                "The shaded gap is {size}: so much better it does on ratings that it has learned from. As long \
                 as both lines fall, it still learns what holds for others too."
            )
        })
    }

    /// Says what the chart shows, for who does not see it.
    #[must_use]
    pub fn in_words(&self) -> String {
        let [Some(first), Some(last)] = [self.epochs.first(), self.epochs.last()] else {
            return format!("{} epochs are to come.", self.n_losses);
        };
        let fell = |from: f32, to: f32| [decimal(from, 3), decimal(to, 3)].join(" to ");
        let mut said = format!(
            "After {} of {} epochs: training loss from {}, held-out loss from {}.",
            last.epoch,
            self.n_losses,
            fell(first.training, last.training),
            fell(first.held_out, last.held_out)
        );
        if let Some(Baselines { mean, levels }) = self.baselines {
            said += &format!(
                " Just the mean of all ratings has {}, averages of person and movie only {}.",
                decimal(mean, 3),
                decimal(levels, 3)
            );
        }
        said
    }
}

impl Chart {
    /// Draws losses at a size.
    #[must_use]
    pub fn of(losses: &Losses, size: Size) -> Self {
        let frame = frame(size);
        let n_axis = losses.n_axis();
        let x = |epoch: u32| losses.x(&frame, epoch);
        let every = n_axis.div_ceil(n_epoch_ticks(size)).max(1);
        let named = (1..=n_axis).filter(|epoch| (epoch - 1) % every == 0);
        let epoch_ticks = named.map(|epoch| (x(epoch), epoch)).collect();
        let Some(scale) = Scale::of(losses.all(), N_TICKS, [frame.bottom, frame.top]) else {
            return Self {
                epochs: epoch_ticks,
                ..Self::default()
            };
        };
        let y = |loss: f32| scale.place(f64::from(loss));
        let points = |epochs: &[Epoch], loss: fn(&Epoch) -> f32| -> Vec<(f64, f64)> {
            let finite = epochs.iter().filter(|it| loss(it).is_finite());
            finite.map(|it| (x(it.epoch), y(loss(it)))).collect()
        };
        let training = points(&losses.epochs, |it| it.training);
        let held_out = points(&losses.epochs, |it| it.held_out);
        let gap = match training.len() == held_out.len() && training.len() > 1 {
            true => joined(training.iter().chain(held_out.iter().rev())),
            false => String::new(),
        };
        let mut lines = Vec::new();
        let mut add = |kind, points: Vec<(f64, f64)>| {
            if let Some(end) = points.last().copied() {
                lines.push(Line {
                    kind,
                    points,
                    end,
                    label_y: end.1,
                });
            }
        };
        if let Some(Baselines { mean, levels }) = losses.baselines {
            for (kind, loss) in [(Kind::Mean, mean), (Kind::Levels, levels)] {
                if loss.is_finite() {
                    add(kind, vec![(frame.left, y(loss)), (frame.right, y(loss))]);
                }
            }
        }
        for (row, epochs) in losses.earlier.iter().enumerate().take(MOST_EARLIER) {
            add(Kind::Earlier(row), points(epochs, |it| it.held_out));
        }
        add(Kind::Training, training);
        add(Kind::HeldOut, held_out);
        let mut middles: Vec<f64> = lines.iter().map(|it| it.label_y).collect();
        spread(&mut middles, frame.line_height(), [frame.top, frame.bottom]);
        for (line, middle) in lines.iter_mut().zip(middles) {
            line.label_y = middle;
        }
        let best = best_of(&losses.epochs);
        Self {
            lines,
            gap,
            best: best.map(|it| (x(it.epoch), y(it.held_out))),
            losses: scale
                .ticks()
                .into_iter()
                .map(|(y, loss)| (y, decimal(loss, scale.digits())))
                .collect(),
            epochs: epoch_ticks,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn epoch(epoch: u32, training: f32, held_out: f32) -> Epoch {
        Epoch {
            epoch,
            training,
            held_out,
            is_best: true,
        }
    }

    fn losses(epochs: &[Epoch], n_epochs: u32) -> Losses {
        Losses {
            epochs: epochs.to_vec(),
            n_epochs,
            n_losses: n_epochs,
            ..Losses::default()
        }
    }

    fn drawn(epochs: &[Epoch], n_epochs: u32) -> Chart {
        Chart::of(&losses(epochs, n_epochs), Size::Wide)
    }

    fn points(line: &str) -> Vec<(f64, f64)> {
        let number = |text: &str| text.parse::<f64>().expect("a number");
        let point = |point: &str| {
            let (x, y) = point.split_once(',').expect("x,y");
            (number(x), number(y))
        };
        line.split_whitespace().map(point).collect()
    }

    fn line(chart: &Chart, kind: Kind) -> Vec<(f64, f64)> {
        let line = chart.lines.iter().find(|line| line.kind == kind);
        line.map_or_else(Vec::new, |line| line.points.clone())
    }

    #[test]
    fn a_lower_loss_is_further_down_and_a_later_epoch_further_right() {
        let chart = drawn(&[epoch(1, 1.0, 0.95), epoch(2, 0.8, 0.9)], 8);
        let [first, second] = line(&chart, Kind::Training)[..] else {
            panic!("{chart:?}");
        };
        assert!(first.0 < second.0 && first.1 < second.1, "{chart:?}");
        let best = chart.best.expect("there is one");
        assert!((best.0 - second.0).abs() < 0.1, "{chart:?}");
    }

    #[test]
    fn lines_across_have_round_numbers() {
        let chart = drawn(&[epoch(1, 1.04, 0.88), epoch(2, 0.77, 0.82)], 8);
        let numbers: Vec<&str> = chart.losses.iter().map(|(_, text)| &text[..]).collect();
        assert_eq!(numbers, ["0.7", "0.8", "0.9", "1.0", "1.1"]);
    }

    #[test]
    fn many_epochs_are_not_all_named() {
        for size in [Size::Wide, Size::Narrow] {
            let chart = Chart::of(&losses(&[], 200), size);
            assert!(chart.epochs.len() <= n_epoch_ticks(size) as usize);
            assert_eq!(chart.epochs[0].1, 1);
        }
    }

    #[test]
    fn a_loss_that_is_no_number_is_not_drawn() {
        let chart = drawn(&[epoch(1, 1.0, f32::NAN), epoch(2, f32::INFINITY, 0.9)], 2);
        assert_eq!(line(&chart, Kind::Training).len(), 1);
        assert_eq!(line(&chart, Kind::HeldOut).len(), 1);
    }

    #[test]
    fn baselines_span_the_plot_and_earlier_runs_lie_over_it() {
        let mut losses = losses(&[epoch(1, 1.0, 0.95)], 4);
        losses.baselines = Some(Baselines {
            mean: 1.27,
            levels: 0.9,
        });
        losses.earlier = vec![vec![epoch(1, 1.0, 0.9), epoch(9, 0.7, 0.8)]];
        let chart = Chart::of(&losses, Size::Narrow);
        let frame = frame(Size::Narrow);
        let mean = line(&chart, Kind::Mean);
        assert_eq!((mean[0].0, mean[1].0), (frame.left, frame.right));
        assert!(mean[0].1 < line(&chart, Kind::Levels)[0].1);
        // A longer run makes the axis longer.
        assert_eq!(line(&chart, Kind::Earlier(0))[1].0, frame.right);
        assert!(line(&chart, Kind::HeldOut)[0].0 < frame.right);
    }

    #[test]
    fn the_gap_is_shaded_between_both_lines() {
        let chart = drawn(&[epoch(1, 1.0, 0.95), epoch(2, 0.8, 0.9)], 8);
        assert_eq!(points(&chart.gap).len(), 4);
        assert_eq!(drawn(&[epoch(1, 1.0, 0.95)], 8).gap, "");
    }

    #[test]
    fn an_epoch_is_read_out_by_where_it_stands() {
        let losses = losses(&[epoch(1, 1.0, 0.95), epoch(2, 0.81, 0.9)], 4);
        assert_eq!(losses.epoch_at(Size::Wide, 0.0), Some(1));
        // Epochs that are still to come cannot be read.
        assert_eq!(losses.epoch_at(Size::Wide, 1.0), Some(2));
        let said = losses.read_out(Some(2));
        assert_eq!(
            said,
            "Epoch 2 of 4: held-out error 0.900 (0.95 stars off, the best so far), on what it learned from 0.810 \
             (0.90 off)."
        );
        assert!(losses.read_out(None).starts_with("Epoch 2"));
        assert!(losses.read_out(Some(9)).starts_with("Epoch 2"));
        let nothing = Losses::default();
        assert!(nothing.read_out(None).contains("still to come"));
        assert_eq!(nothing.epoch_at(Size::Wide, 0.5), None);
    }

    #[test]
    fn what_lies_over_it_is_read_out_too_and_the_student_by_its_name() {
        let mut losses = losses(&[epoch(1, 1.0, 0.95), epoch(2, 0.8, 0.9)], 1);
        losses.earlier = vec![vec![epoch(1, 1.0, 0.875)]];
        let said = losses.read_out(Some(1));
        assert!(said.ends_with("Run A: 0.875 held out."), "{said}");
        assert!(losses.read_out(Some(2)).starts_with("The student"));
    }

    #[test]
    fn the_gap_is_explained() {
        let check = |epochs: &[Epoch], words: &str| {
            let said = losses(epochs, 8).gap_in_words().expect("there is one");
            assert!(said.contains(words), "{said}");
        };
        assert_eq!(losses(&[], 8).gap_in_words(), None);
        check(&[epoch(1, 1.0, 0.95)], "No gap");
        check(&[epoch(1, 0.7, 0.9)], "still learns what holds for others");
        let worse = Epoch {
            is_best: false,
            ..epoch(2, 0.5, 0.95)
        };
        check(&[epoch(1, 0.7, 0.9), worse], "since epoch 1 only");
    }

    proptest! {
        #[test]
        fn nothing_leaves_the_drawing_and_no_two_names_lie_over_each_other(
            own in prop::collection::vec((0.3_f32..2.0, 0.3_f32..2.0), 0..12),
            earlier in prop::collection::vec(
                prop::collection::vec((0.3_f32..2.0, 0.3_f32..2.0), 1..9),
                0..=MOST_EARLIER,
            ),
            mean in 0.5_f32..1.6,
            levels in 0.5_f32..1.6,
        ) {
            let epochs = |pairs: &[(f32, f32)]| -> Vec<Epoch> {
                let pairs = pairs.iter().zip(1..);
                pairs.map(|((training, held_out), at)| epoch(at, *training, *held_out)).collect()
            };
            let losses = Losses {
                epochs: epochs(&own),
                n_epochs: 12,
                n_losses: 12,
                baselines: Some(Baselines { mean, levels }),
                earlier: earlier.iter().map(|it| epochs(it)).collect(),
            };
            for size in [Size::Wide, Size::Narrow] {
                let frame = frame(size);
                let chart = Chart::of(&losses, size);
                for line in &chart.lines {
                    for &(x, y) in &line.points {
                        prop_assert!((frame.left - 0.1..=frame.right + 0.1).contains(&x));
                        prop_assert!((frame.top - 0.1..=frame.bottom + 0.1).contains(&y));
                    }
                    prop_assert!((frame.top..=frame.bottom).contains(&line.label_y));
                    // Letters are about half as wide as they are high, and a pattern stands before the name.
                    let length = line.kind.label().len() as f64 * frame.font * 0.55 + 26.0;
                    prop_assert!(frame.right + length <= frame.width, "{:?}", line.kind);
                }
                let mut heights: Vec<f64> = chart.lines.iter().map(|it| it.label_y).collect();
                heights.sort_by(f64::total_cmp);
                for pair in heights.windows(2) {
                    prop_assert!(pair[1] - pair[0] > frame.font, "{heights:?}");
                }
                let mut xs = chart.epochs.iter().map(|(x, _)| *x);
                let mut last = xs.next().unwrap_or_default();
                for x in xs {
                    prop_assert!(x - last > 2.0 * frame.font * 0.6);
                    last = x;
                }
            }
        }
    }
}
