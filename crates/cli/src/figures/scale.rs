//! The vertical scale of a chart.

use std::ops::RangeInclusive;

use super::svg::Svg;

/// A vertical scale with round steps, from a round number at or below the lowest value.
pub(super) struct Scale {
    first: f64,
    step: f64,
    n_steps: u32,
    bottom: f64,
    top: f64,
}

impl Scale {
    /// A scale drawn between the heights `bottom` and `top`.
    pub(super) fn new(values: RangeInclusive<f64>, bottom: f64, top: f64) -> Self {
        let (lowest, largest) = values.into_inner();
        let raw = ((largest - lowest) / 4.0).max(1e-3);
        let power = 10_f64.powf(raw.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0, 10.0];
        let step = power * (round.into_iter().find(|r| r * power >= raw)).unwrap_or(10.0);
        let first = (lowest / step).floor() * step;
        Self {
            first,
            step,
            n_steps: ((largest - first) / step).ceil().max(1.0) as u32,
            bottom,
            top,
        }
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.first) / (self.step * f64::from(self.n_steps));
        self.bottom - share * (self.bottom - self.top)
    }

    /// Draws a line from left to right at each step, and its value on the left.
    pub(super) fn draw(&self, svg: &mut Svg, x: RangeInclusive<f64>, show: impl Fn(f64) -> String) {
        let (start, end) = x.into_inner();
        for tick in 0..=self.n_steps {
            let value = self.first + f64::from(tick) * self.step;
            svg.line((start, self.y(value)), (end, self.y(value)), "grid");
            svg.text(start - 12.0, self.y(value) + 5.0, "end soft", &show(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_has_round_steps_and_reaches_the_largest_value() {
        let scale = Scale::new(0.0..=286.0, 100.0, 0.0);
        assert_eq!((scale.step, scale.n_steps), (100.0, 3));
        assert!((scale.y(300.0) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn a_scale_starts_at_a_round_number_below_the_lowest_value() {
        let scale = Scale::new(0.87..=1.4, 100.0, 0.0);
        assert!((scale.first - 0.8).abs() < 1e-9 && (scale.step - 0.2).abs() < 1e-9);
        assert_eq!(scale.n_steps, 3);
    }
}
