//! Bars: of categories, side by side or one below the other, and of histograms; with several parts on top of
//! each other, or before a pale bar of what there is in all.

use matinee_core::decimal::decimal;

use super::axis::{Axis, draw_y, title_below};
use super::frame::{Frame, Size};
use super::labels::width_of;
use super::scale::Scale;
use super::svg::{Svg, styled};

/// Height of the plot of columns.
const HEIGHT: f64 = 190.0;
/// Height of a row of a bar that lies.
const ROW: f64 = 25.0;

/// A chart of bars.
#[derive(Clone, Debug, PartialEq)]
pub struct Bars {
    /// What it shows, for who does not see it.
    pub said: String,
    /// Which way they point.
    pub direction: Direction,
    /// What the categories are.
    pub title: String,
    /// Their names.
    pub categories: Vec<String>,
    /// What their length is.
    pub axis: Axis,
    /// The parts of each bar, the first at the axis.
    pub parts: Vec<Part>,
    /// What there is in all, where `parts` are some of it; else empty.
    pub whole: Vec<f64>,
    /// The category that everything is filtered by.
    pub chosen: Option<usize>,
}

/// A part of each bar.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// Its name; empty where there is only one.
    pub label: String,
    /// Which colour and pattern.
    pub style: usize,
    /// Its length in each category.
    pub values: Vec<f64>,
}

/// Which way bars point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// To the right, each in a row with its name: for categories.
    Right,
    /// Upwards: for what has an order.
    Up,
}

impl Bars {
    fn value(part: &Part, row: usize) -> f64 {
        part.values.get(row).copied().unwrap_or(0.0)
    }

    fn total(&self, row: usize) -> f64 {
        self.parts.iter().map(|part| Self::value(part, row)).sum()
    }

    fn key_height(&self) -> f64 {
        if self.parts.len() > 1 { 22.0 } else { 0.0 }
    }

    fn frame(&self, size: Size) -> Frame {
        match self.direction {
            Direction::Right => {
                let longest = self
                    .categories
                    .iter()
                    .map(|it| width_of(it))
                    .fold(0.0, f64::max);
                let left = (longest + 10.0).min(size.width() * 0.42);
                let height = ROW * self.categories.len() as f64;
                size.around([left, 64.0, 8.0 + self.key_height(), 8.0], height)
            }
            Direction::Up => size.around([52.0, 10.0, 34.0 + self.key_height(), 50.0], HEIGHT),
        }
    }

    fn scale(&self, size: Size, frame: &Frame) -> Option<Scale> {
        let totals = (0..self.categories.len()).map(|row| self.total(row));
        let values = totals.chain(self.whole.iter().copied()).chain([0.0]);
        match self.direction {
            Direction::Right => Scale::of(values, size.n_ticks(), [frame.left, frame.right]),
            Direction::Up => self.axis.scale(values, 4, [frame.bottom, frame.top]),
        }
    }

    /// Room of a category, along the axis of categories.
    fn room(&self, frame: &Frame) -> f64 {
        let n = self.categories.len().max(1) as f64;
        match self.direction {
            Direction::Right => (frame.bottom - frame.top) / n,
            Direction::Up => (frame.right - frame.left) / n,
        }
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        let Some(scale) = self.scale(size, &frame) else {
            return svg.finish();
        };
        self.key(&mut svg, &frame);
        let room = self.room(&frame);
        match self.direction {
            Direction::Up => {
                draw_y(&mut svg, &frame, &self.axis, &scale);
                self.names_below(&mut svg, size, &frame);
            }
            Direction::Right => {
                for (row, name) in self.categories.iter().enumerate() {
                    let y = frame.top + room * (row as f64 + 0.5) + 5.0;
                    svg.text("chart-label", [frame.left - 8.0, y], "end", name);
                }
            }
        }
        let gap = if room > 8.0 { room * 0.16 } else { 0.5 };
        let zero = scale.place(0.0);
        let bar = |svg: &mut Svg, class: &str, row: usize, from: f64, to: f64| {
            let start = room * row as f64 + gap;
            let [near, far] = [scale.place(from), scale.place(to)];
            let place = match self.direction {
                Direction::Right => [near, frame.top + start, far - near, room - 2.0 * gap],
                Direction::Up => [frame.left + start, far, room - 2.0 * gap, near - far],
            };
            svg.rect(class, place, 1.5);
        };
        for row in 0..self.categories.len() {
            if let Some(whole) = self.whole.get(row) {
                bar(&mut svg, "chart-whole", row, 0.0, *whole);
            }
            let mut from = 0.0;
            for part in &self.parts {
                let to = from + Self::value(part, row);
                bar(&mut svg, &styled("chart-bar", part.style), row, from, to);
                from = to;
            }
            if self.direction == Direction::Right {
                let end = from.max(self.whole.get(row).copied().unwrap_or(0.0));
                let place = [
                    scale.place(end) + 6.0,
                    frame.top + room * (row as f64 + 0.5) + 5.0,
                ];
                svg.text("chart-number", place, "start", &self.axis.written(from));
            }
            let start = room * row as f64;
            let outline = match self.direction {
                Direction::Right => [0.5, frame.top + start, frame.width - 1.0, room],
                Direction::Up => [
                    frame.left + start,
                    frame.top,
                    room,
                    frame.bottom - frame.top,
                ],
            };
            if self.chosen == Some(row) {
                svg.rect("chart-chosen", outline, 3.0);
            }
            if pointed == Some(row) {
                svg.rect("chart-pointed", outline, 3.0);
            }
        }
        match self.direction {
            Direction::Right => svg.straight("chart-base", [zero, frame.top, zero, frame.bottom]),
            Direction::Up => svg.straight("chart-base", [frame.left, zero, frame.right, zero]),
        }
        svg.finish()
    }

    /// Names of the parts, in a row above the plot.
    fn key(&self, svg: &mut Svg, frame: &Frame) {
        if self.parts.len() < 2 {
            return;
        }
        let y = frame.top - 18.0;
        let mut x = frame.left;
        for part in &self.parts {
            svg.rect(
                &styled("chart-bar", part.style),
                [x, y - 6.0, 12.0, 12.0],
                1.5,
            );
            svg.text("chart-label", [x + 17.0, y + 5.0], "start", &part.label);
            x += 17.0 + width_of(&part.label) + 18.0;
        }
    }

    /// Names of as many columns as fit below them.
    fn names_below(&self, svg: &mut Svg, size: Size, frame: &Frame) {
        title_below(svg, frame, &Axis::new(self.title.as_str(), 0));
        let room = self.room(frame);
        let longest = self
            .categories
            .iter()
            .map(|it| width_of(it))
            .fold(0.0, f64::max);
        let by_width = ((longest + 8.0) / room).ceil() as usize;
        let by_count = self.categories.len().div_ceil(2 * size.n_ticks());
        let every = by_width.max(by_count).max(1);
        for (row, name) in self.categories.iter().enumerate().step_by(every) {
            let x = frame.left + room * (row as f64 + 0.5);
            svg.text("chart-number", [x, frame.bottom + 19.0], "middle", name);
        }
    }

    pub(super) fn read_out(&self, row: usize) -> Option<String> {
        let name = self.categories.get(row)?;
        let axis = &self.axis;
        let mut said = match self.parts.len() {
            0 | 1 => format!("{} {name}: {}", self.title, axis.written(self.total(row))),
            _ => {
                let parts = self.parts.iter();
                let part =
                    |it: &Part| format!("{} {}", it.label, axis.written(Self::value(it, row)));
                let parts: Vec<String> = parts.map(part).collect();
                format!("{} {name}: {}", self.title, parts.join(", "))
            }
        };
        if let Some(whole) = self.whole.get(row).filter(|it| **it > 0.0) {
            let share = decimal(100.0 * self.total(row) / whole, 0);
            said += &format!(" of {}, {share}\u{a0}%", axis.written(*whole));
        }
        Some(format!("{said} ({}).", axis.title))
    }

    pub(super) fn nearest(&self, size: Size, [left, top]: [f64; 2]) -> Option<usize> {
        let frame = self.frame(size);
        let room = self.room(&frame);
        let along = match self.direction {
            Direction::Right => top * frame.height - frame.top,
            Direction::Up => left * frame.width - frame.left,
        };
        let last = self.categories.len().checked_sub(1)?;
        Some(((along / room).max(0.0) as usize).min(last))
    }
}
