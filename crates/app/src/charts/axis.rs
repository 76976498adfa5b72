//! What an axis says, and how both are drawn.

use matinee_core::decimal::decimal;

use super::frame::Frame;
use super::scale::Scale;
use super::svg::Svg;

/// What an axis says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Axis {
    /// Quantity and unit.
    pub title: String,
    /// Digits after the point of what is read out.
    pub digits: u32,
    /// Whether 0 is on it, however far the numbers lie from it.
    pub from_zero: bool,
    /// Names of steps at 0, 1, 2 …, in the place of numbers; none for numbers.
    pub steps: Vec<String>,
}

impl Axis {
    /// An axis of numbers.
    #[must_use]
    pub fn new(title: impl Into<String>, digits: u32) -> Self {
        Self {
            title: title.into(),
            digits,
            ..Self::default()
        }
    }

    /// The same with 0 on it.
    #[must_use]
    pub fn from_zero(self) -> Self {
        Self {
            from_zero: true,
            ..self
        }
    }

    /// An axis of named steps.
    #[must_use]
    pub fn of_steps(title: impl Into<String>, steps: Vec<String>) -> Self {
        Self {
            title: title.into(),
            steps,
            ..Self::default()
        }
    }

    /// Writes a number as it is read out.
    #[must_use]
    pub fn written(&self, value: f64) -> String {
        let step = self.steps.get(value.max(0.0) as usize);
        step.cloned().unwrap_or_else(|| decimal(value, self.digits))
    }

    /// The scale of numbers.
    pub(super) fn scale(
        &self,
        values: impl Iterator<Item = f64>,
        n_ticks: usize,
        ends: [f64; 2],
    ) -> Option<Scale> {
        let zero = self.from_zero.then_some(0.0);
        Scale::of(values.chain(zero), n_ticks, ends)
    }
}

/// Draws lines across with their numbers left of the plot, and what they are above it.
pub(super) fn draw_y(svg: &mut Svg, frame: &Frame, axis: &Axis, scale: &Scale) {
    svg.text("chart-axis", [0.0, frame.font], "start", &axis.title);
    let digits = scale.digits();
    for (y, value) in scale.ticks() {
        svg.straight("chart-grid", [frame.left, y, frame.right, y]);
        let place = [frame.left - 6.0, y + 5.0];
        svg.text("chart-number", place, "end", &tick(value, digits));
    }
}

/// Writes numbers below the plot, and what they are below them; with lines upwards where `with_lines`.
pub(super) fn draw_x(svg: &mut Svg, frame: &Frame, axis: &Axis, scale: &Scale, with_lines: bool) {
    title_below(svg, frame, axis);
    let digits = scale.digits();
    for (x, value) in scale.ticks() {
        if with_lines {
            svg.straight("chart-grid", [x, frame.top, x, frame.bottom]);
        }
        let place = [x, frame.bottom + 19.0];
        svg.text("chart-number", place, "middle", &tick(value, digits));
    }
}

pub(super) fn title_below(svg: &mut Svg, frame: &Frame, axis: &Axis) {
    let place = [frame.middle(), frame.bottom + 40.0];
    svg.text("chart-axis", place, "middle", &axis.title);
}

fn tick(value: f64, digits: u32) -> String {
    match value == 0.0 {
        true => "0".to_owned(),
        false => decimal(value, digits),
    }
}
