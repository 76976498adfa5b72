//! Rows of dots: every measurement as a faint dot, their mean as a mark, and how far they spread as a line.

use super::axis::{Axis, draw_x};
use super::frame::{Frame, Size};
use super::labels::width_of;
use super::scale::Scale;
use super::svg::{Shape, Svg, styled};

/// Height of a row with its name beside it.
const ROW: f64 = 27.0;
/// Height of a row below its name.
const ROW_BELOW: f64 = 40.0;

/// A chart of rows of dots.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Dots {
    /// What it shows, for who does not see it.
    pub said: String,
    /// What the rows are: `System`.
    pub title: String,
    /// What is measured.
    pub axis: Axis,
    /// The rows, from top to bottom.
    pub rows: Vec<DotRow>,
    /// A straight line to compare with, and its name.
    pub rule: Option<(f64, String)>,
}

/// A row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DotRow {
    /// Its name.
    pub label: String,
    /// Which colour and mark.
    pub style: usize,
    /// Every measurement.
    pub values: Vec<f64>,
    /// Their mean.
    pub mean: f64,
    /// From where to where they spread: the line.
    pub spread: Option<[f64; 2]>,
    /// Whether it rests on too little to be read: drawn pale, and said.
    pub is_faint: bool,
    /// What else is read out, a sentence without its end; may be empty.
    pub note: String,
}

impl Dots {
    /// Whether names stand above their rows, as they would not fit beside them.
    fn is_below(&self, size: Size) -> bool {
        self.left() > size.width() * 0.4
    }

    fn left(&self) -> f64 {
        self.rows
            .iter()
            .map(|it| width_of(&it.label))
            .fold(0.0, f64::max)
            + 14.0
    }

    fn frame(&self, size: Size) -> Frame {
        let n = self.rows.len() as f64;
        let top = if self.rule.is_some() { 26.0 } else { 8.0 };
        match self.is_below(size) {
            true => size.around([20.0, 20.0, top, 50.0], n * ROW_BELOW),
            false => size.around([self.left(), 18.0, top, 50.0], n * ROW),
        }
    }

    fn scale(&self, size: Size, frame: &Frame) -> Option<Scale> {
        let values = self.rows.iter().flat_map(|it| {
            let spread = it.spread.into_iter().flatten();
            it.values.iter().copied().chain([it.mean]).chain(spread)
        });
        let values = values.chain(self.rule.iter().map(|it| it.0));
        let n_ticks = if self.is_below(size) {
            4
        } else {
            size.n_ticks() - 3
        };
        self.axis.scale(values, n_ticks, [frame.left, frame.right])
    }

    /// The middle of a row's dots.
    fn y(&self, size: Size, frame: &Frame, row: usize) -> f64 {
        match self.is_below(size) {
            true => frame.top + ROW_BELOW * (row as f64 + 0.72),
            false => frame.top + ROW * (row as f64 + 0.5),
        }
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        let Some(scale) = self.scale(size, &frame) else {
            return svg.finish();
        };
        draw_x(&mut svg, &frame, &self.axis, &scale, true);
        if let Some((value, name)) = &self.rule {
            let x = scale.place(*value);
            svg.straight("chart-rule", [x, frame.top, x, frame.bottom]);
            let anchor = if x > frame.middle() { "end" } else { "start" };
            svg.text("chart-label", [x, frame.top - 8.0], anchor, name);
        }
        for (row, it) in self.rows.iter().enumerate() {
            let y = self.y(size, &frame, row);
            let faint = if it.is_faint { " is-faint" } else { "" };
            match self.is_below(size) {
                true => svg.text("chart-label", [frame.left, y - 12.0], "start", &it.label),
                false => svg.text(
                    "chart-label",
                    [frame.left - 12.0, y + 5.0],
                    "end",
                    &it.label,
                ),
            }
            if let Some([low, high]) = it.spread {
                let ends = [scale.place(low), y, scale.place(high), y];
                svg.straight(&(styled("chart-spread", it.style) + faint), ends);
            }
            for value in &it.values {
                let place = [scale.place(*value), y];
                svg.mark(&styled("chart-faint", it.style), Shape::Circle, place, 3.5);
            }
            let place = [scale.place(it.mean), y];
            let class = styled("chart-mark", it.style) + faint;
            svg.mark(&class, Shape::of(it.style), place, 6.0);
            if pointed == Some(row) {
                let height = if self.is_below(size) { ROW_BELOW } else { ROW };
                let top = if self.is_below(size) {
                    y - 28.0
                } else {
                    y - ROW / 2.0
                };
                svg.rect("chart-pointed", [0.5, top, frame.width - 1.0, height], 3.0);
            }
        }
        svg.finish()
    }

    pub(super) fn read_out(&self, row: usize) -> Option<String> {
        let it = self.rows.get(row)?;
        let written = |value: f64| self.axis.written(value);
        let mut said = format!("{}: {} {}", it.label, self.axis.title, written(it.mean));
        if let Some([low, high]) = it.spread {
            said += &format!(", from {} to {}", written(low), written(high));
        }
        if !it.note.is_empty() {
            said += ", ";
            said += &it.note;
        }
        Some(said + ".")
    }

    pub(super) fn nearest(&self, size: Size, [_, top]: [f64; 2]) -> Option<usize> {
        let frame = self.frame(size);
        let room = if self.is_below(size) { ROW_BELOW } else { ROW };
        let last = self.rows.len().checked_sub(1)?;
        let row = ((top * frame.height - frame.top) / room).max(0.0);
        Some((row as usize).min(last))
    }
}
