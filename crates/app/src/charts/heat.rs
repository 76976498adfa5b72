//! A grid of cells, the darker the more. Each has its number in it, so that nothing hangs on the colour.

use matinee_core::decimal::decimal;

use super::frame::{Frame, Size};
use super::labels::width_of;
use super::svg::Svg;

/// Height of a cell.
const CELL: f64 = 52.0;
/// Steps of colour on each side of the middle.
const N_STEPS: f64 = 4.0;

/// A chart of cells.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Heat {
    /// What it shows, for who does not see it.
    pub said: String,
    /// What the columns are.
    pub columns_title: String,
    /// Names of the columns.
    pub columns: Vec<String>,
    /// What the rows are.
    pub rows_title: String,
    /// Names of the rows.
    pub rows: Vec<String>,
    /// Row by row, from the left.
    pub cells: Vec<Cell>,
    /// What the numbers are.
    pub unit: String,
    /// Digits after the point.
    pub digits: u32,
    /// Whether numbers lie on both sides of 0, which is in the middle of the colours.
    pub is_difference: bool,
}

/// A cell.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cell {
    /// Its number; nothing where there is nothing.
    pub value: Option<f64>,
    /// What it rests on: `412 ratings`.
    pub note: String,
    /// The same in a few letters, below the number.
    pub count: String,
    /// Whether it rests on too little to be read.
    pub is_faint: bool,
}

impl Heat {
    fn frame(&self, size: Size) -> Frame {
        let longest = self.rows.iter().map(|it| width_of(it)).fold(0.0, f64::max);
        let left = (longest + 8.0).clamp(40.0, size.width() * 0.3);
        size.around([left, 2.0, 60.0, 6.0], CELL * self.rows.len() as f64)
    }

    /// The class of a value's colour: `heat-3`, or `heat-cold-2` below 0.
    fn class(&self, value: f64) -> String {
        let values = self
            .cells
            .iter()
            .filter(|it| !it.is_faint)
            .filter_map(|it| it.value);
        let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
            (low.min(it), high.max(it))
        });
        if self.is_difference {
            let most = low.abs().max(high.abs()).max(1e-9);
            let step = (value.abs() / most * N_STEPS).round().clamp(0.0, N_STEPS) as u32;
            let side = if value < 0.0 { "heat-cold-" } else { "heat-" };
            return format!("{side}{step}");
        }
        let share = (value - low) / (high - low).max(1e-9);
        format!(
            "heat-{}",
            (share * N_STEPS).round().clamp(0.0, N_STEPS) as u32
        )
    }

    fn n_columns(&self) -> usize {
        self.columns.len().max(1)
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        let width = (frame.right - frame.left) / self.n_columns() as f64;
        svg.text(
            "chart-axis",
            [frame.left, frame.font],
            "start",
            &self.columns_title,
        );
        // Where they are wider than their columns, every other one stands higher.
        let is_wide = self.columns.iter().any(|it| width_of(it) > width - 4.0);
        for (column, name) in self.columns.iter().enumerate() {
            let x = frame.left + width * (column as f64 + 0.5);
            let up = if is_wide && column % 2 == 1 {
                24.0
            } else {
                8.0
            };
            svg.text("chart-number", [x, frame.top - up], "middle", name);
        }
        for (row, name) in self.rows.iter().enumerate() {
            let y = frame.top + CELL * (row as f64 + 0.5) + 5.0;
            svg.text("chart-number", [frame.left - 8.0, y], "end", name);
        }
        for (at, cell) in self.cells.iter().enumerate() {
            let (row, column) = (at / self.n_columns(), at % self.n_columns());
            let x = frame.left + width * column as f64;
            let y = frame.top + CELL * row as f64;
            let place = [x + 1.0, y + 1.0, width - 2.0, CELL - 2.0];
            let class = match (cell.value, cell.is_faint) {
                (Some(value), false) => self.class(value),
                _ => "faint".to_owned(),
            };
            svg.rect(&format!("heat {class}"), place, 3.0);
            let middle = x + width / 2.0;
            let said = cell
                .value
                .map_or("\u{2013}".to_owned(), |it| self.written(it));
            svg.text(
                &format!("heat-number {class}"),
                [middle, y + 24.0],
                "middle",
                &said,
            );
            svg.text(
                &format!("heat-count {class}"),
                [middle, y + 41.0],
                "middle",
                &cell.count,
            );
            if pointed == Some(at) {
                svg.rect("chart-pointed", place, 3.0);
            }
        }
        svg.finish()
    }

    fn written(&self, value: f64) -> String {
        let sign = if self.is_difference && value > 0.0 {
            "+"
        } else {
            ""
        };
        [sign, &decimal(value, self.digits).replace('-', "\u{2212}")].concat()
    }

    pub(super) fn read_out(&self, at: usize) -> Option<String> {
        let cell = self.cells.get(at)?;
        let (row, column) = (at / self.n_columns(), at % self.n_columns());
        let place = format!(
            "{} {}, {} {}",
            self.rows_title,
            self.rows.get(row)?,
            self.columns_title,
            self.columns.get(column)?
        );
        let note = if cell.note.is_empty() { "" } else { ", " };
        Some(match cell.value {
            Some(value) => format!(
                "{place}: {} {}{note}{}.",
                self.unit,
                self.written(value),
                cell.note
            ),
            None => format!("{place}: nothing there."),
        })
    }

    pub(super) fn nearest(&self, size: Size, [left, top]: [f64; 2]) -> Option<usize> {
        let frame = self.frame(size);
        let width = (frame.right - frame.left) / self.n_columns() as f64;
        let column = ((left * frame.width - frame.left) / width).max(0.0) as usize;
        let row = ((top * frame.height - frame.top) / CELL).max(0.0) as usize;
        let row = row.min(self.rows.len().checked_sub(1)?);
        Some(row * self.n_columns() + column.min(self.n_columns() - 1))
    }
}
