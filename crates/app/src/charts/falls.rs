//! A sum taken apart: each row adds or takes something from where the one before it has come to, and the
//! last is what comes of it.

use matinee_core::decimal::decimal;

use super::axis::{Axis, draw_x};
use super::frame::{Frame, Size};
use super::labels::width_of;
use super::methods::Methods;
use super::scale::Scale;
use super::svg::Svg;

/// Height of a row with its name beside it.
const ROW: f64 = 27.0;
/// Height of a row below its name.
const ROW_BELOW: f64 = 42.0;

/// A chart of a sum.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Falls {
    /// What it shows, for who does not see it.
    pub said: String,
    /// What is summed.
    pub axis: Axis,
    /// From where the first row starts to what comes of it: the names of both ends.
    pub ends: [String; 2],
    /// Where it starts.
    pub start: f64,
    /// What each row adds, or takes below 0.
    pub rows: Vec<(String, f64)>,
    /// How it is drawn.
    pub methods: Methods<Self>,
}

impl Default for Methods<Falls> {
    fn default() -> Self {
        Self {
            svg: Falls::svg,
            over: None,
            read_out: Falls::read_out,
            nearest: Falls::nearest,
        }
    }
}

impl Falls {
    /// Name and reach of every row, both ends among them; those begin at nothing.
    fn bars(&self) -> Vec<(&str, Option<f64>, f64)> {
        let mut at = self.start;
        let mut bars = vec![(self.ends[0].as_str(), None, at)];
        for (name, amount) in &self.rows {
            bars.push((name.as_str(), Some(at), at + amount));
            at += amount;
        }
        bars.push((self.ends[1].as_str(), None, at));
        bars
    }

    pub(super) fn n_points(&self) -> usize {
        if self.rows.is_empty() {
            0
        } else {
            self.rows.len() + 2
        }
    }

    fn left(&self) -> f64 {
        let names = self
            .bars()
            .iter()
            .map(|it| width_of(it.0))
            .fold(0.0, f64::max);
        names + 14.0
    }

    fn is_below(&self, size: Size) -> bool {
        self.left() > size.width() * 0.45
    }

    fn room(&self, size: Size) -> f64 {
        if self.is_below(size) { ROW_BELOW } else { ROW }
    }

    fn frame(&self, size: Size) -> Frame {
        let height = self.room(size) * (self.rows.len() + 2) as f64;
        let left = if self.is_below(size) {
            20.0
        } else {
            self.left()
        };
        size.around([left, 56.0, 6.0, 50.0], height)
    }

    fn scale(&self, size: Size, frame: &Frame) -> Option<Scale> {
        let values = self.bars().into_iter().map(|it| it.2);
        Scale::of(values, size.n_ticks() - 3, [frame.left, frame.right])
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        let Some(scale) = self.scale(size, &frame) else {
            return svg.finish();
        };
        draw_x(&mut svg, &frame, &self.axis, &scale, true);
        let room = self.room(size);
        for (row, (name, from, to)) in self.bars().into_iter().enumerate() {
            let bottom = frame.top + room * (row as f64 + 1.0);
            let y = bottom - ROW / 2.0;
            match self.is_below(size) {
                true => svg.text(
                    "chart-label",
                    [frame.left, bottom - ROW - 1.0],
                    "start",
                    name,
                ),
                false => svg.text("chart-label", [frame.left - 10.0, y + 5.0], "end", name),
            }
            let end = scale.place(to);
            let class = match from {
                None => "chart-end",
                Some(from) if to < from => "chart-takes",
                Some(_) => "chart-adds",
            };
            let near = from.map_or(frame.left, |it| scale.place(it));
            let (left, width) = (near.min(end), (near - end).abs().max(1.5));
            svg.rect(class, [left, y - 8.0, width, 16.0], 1.5);
            // Down to where the next row goes on.
            if row <= self.rows.len() {
                svg.straight("chart-leader", [end, y + 8.0, end, y + room - 8.0]);
            }
            let said = from.map_or_else(|| self.axis.written(to), |from| self.amount(to - from));
            svg.text(
                "chart-number",
                [near.max(end) + 6.0, y + 5.0],
                "start",
                &said,
            );
            if pointed == Some(row) {
                let place = [0.5, bottom - room, frame.width - 1.0, room];
                svg.rect("chart-pointed", place, 3.0);
            }
        }
        svg.finish()
    }

    fn amount(&self, amount: f64) -> String {
        let said = decimal(amount, self.axis.digits);
        match said.strip_prefix('-') {
            Some(size) => ["\u{2212}", size].concat(),
            None => ["+", &said].concat(),
        }
    }

    pub(super) fn read_out(&self, row: usize) -> Option<String> {
        let bars = self.bars();
        let (name, from, to) = bars.get(row).filter(|_| self.n_points() > 0)?;
        let to_said = self.axis.written(*to);
        Some(match from {
            None => format!("{name}: {to_said}."),
            Some(from) => format!("{name}: {}, which makes {to_said}.", self.amount(to - from)),
        })
    }

    pub(super) fn nearest(&self, size: Size, [_, top]: [f64; 2]) -> Option<usize> {
        let frame = self.frame(size);
        let last = self.n_points().checked_sub(1)?;
        let row = ((top * frame.height - frame.top) / self.room(size)).max(0.0);
        Some((row as usize).min(last))
    }
}
