//! Where a number stands in a drawing, and the round numbers beside it.

/// A linear scale between two places of a drawing, which ends at round numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    low: f64,
    high: f64,
    step: f64,
    from: f64,
    to: f64,
}

impl Scale {
    /// Spans all finite numbers, with about `n_ticks` steps, from the place `from` to the place `to`. `None`
    /// where there is no number.
    #[must_use]
    pub fn of(
        values: impl IntoIterator<Item = f64>,
        n_ticks: usize,
        [from, to]: [f64; 2],
    ) -> Option<Self> {
        let finite = values.into_iter().filter(|it| it.is_finite());
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        if low > high {
            return None;
        }
        // Where all are the same, a step as large as the number is read as well as any.
        let least = (high.abs() * 0.01).max(1e-3);
        let step = nice((high - low).max(least) / n_ticks.max(1) as f64);
        let (low, high) = ((low / step).floor() * step, (high / step).ceil() * step);
        Some(Self {
            low,
            high: if high > low { high } else { low + step },
            step,
            from,
            to,
        })
    }

    /// The place of a number.
    #[must_use]
    pub fn place(&self, value: f64) -> f64 {
        self.from + (self.to - self.from) * (value - self.low) / (self.high - self.low)
    }

    /// Round numbers from the lowest to the highest, each with its place.
    #[must_use]
    pub fn ticks(&self) -> Vec<(f64, f64)> {
        let n_steps = ((self.high - self.low) / self.step).round() as u32;
        let tick = |row: u32| {
            let value = self.low + f64::from(row) * self.step;
            (self.place(value), value)
        };
        (0..=n_steps).map(tick).collect()
    }

    /// Digits after the point that tell two ticks apart.
    #[must_use]
    pub fn digits(&self) -> u32 {
        let mut digits = 0;
        let mut step = self.step;
        // A whole number of steps, but for what a sum of halves is off.
        while digits < 6 && (step - step.round()).abs() > 1e-6 {
            step *= 10.0;
            digits += 1;
        }
        digits
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ends_and_steps_are_round() {
        let scale = Scale::of([0.86, 1.13], 5, [0.0, 100.0]).expect("numbers");
        let ticks: Vec<f64> = scale.ticks().iter().map(|it| it.1).collect();
        assert_eq!(ticks.len(), 5, "{ticks:?}");
        assert!((ticks[0] - 0.8).abs() < 1e-9 && (ticks[4] - 1.2).abs() < 1e-9);
        assert_eq!(scale.digits(), 1);
        assert_eq!(scale.place(0.8), 0.0);
    }

    #[test]
    fn one_number_has_a_place_and_none_has_no_scale() {
        let scale = Scale::of([3.0], 5, [0.0, 1.0]).expect("a number");
        assert!(scale.place(3.0).is_finite());
        assert_eq!(Scale::of([f64::NAN], 5, [0.0, 1.0]), None);
    }

    proptest! {
        #[test]
        fn every_number_is_between_the_ends(values in prop::collection::vec(-1e5..1e5_f64, 1..9)) {
            let scale = Scale::of(values.iter().copied(), 5, [10.0, 90.0]).expect("numbers");
            for value in values {
                let place = scale.place(value);
                prop_assert!((9.999..=90.001).contains(&place), "{value} at {place}");
            }
            prop_assert!(scale.ticks().len() <= 12);
        }
    }
}
