//! Charts: plain data in, SVG out, without a browser. The views *Train* and *Evidence* draw with it.
//!
//! They are texts: as views, each of their elements would be code that a visitor has to download. Written
//! by hand because the chart crates bring styles and renderers of their own, and what is wanted here is text
//! with classes and a handful of shapes: the style sheet says how they look in either theme, in forced
//! colours and on paper. No line or mark is told by its colour alone: each has its own shape and pattern,
//! and its name beside it.
//!
//! Every chart has points that can be read out one after the other, by keys or by a pointer.

mod axis;
mod bars;
mod dots;
mod falls;
mod frame;
mod heat;
mod labels;
mod lines;
mod methods;
mod scale;
mod scatter;
mod svg;
mod table;

pub use axis::Axis;
pub use bars::{Bars, Direction, Part};
pub use dots::{DotRow, Dots};
pub use falls::Falls;
pub use frame::{Frame, Size};
pub use heat::{Cell, Heat};
pub use labels::{spread, width_of};
pub use lines::{Lines, Point, Reading, Rule, Series};
pub use methods::Methods;
pub use scale::Scale;
pub use scatter::{Scatter, Spot};
pub use svg::{Shape, Svg, joined, styled};
pub use table::Table;

/// A chart of any kind.
#[derive(Clone, Debug, PartialEq)]
pub enum Chart {
    /// Lines over a number, or curves.
    Lines(Lines),
    /// Bars of categories or of a histogram.
    Bars(Bars),
    /// Rows of dots, with their mean and how far they spread.
    Dots(Dots),
    /// A sum taken apart.
    Falls(Falls),
    /// Cells of a grid, the darker the more.
    Heat(Heat),
    /// Points in a plane.
    Scatter(Scatter),
}

impl Chart {
    /// Draws it; `pointed` is the point that is read out, where one is.
    #[must_use]
    pub fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        match self {
            Self::Lines(it) => it.svg(size, pointed),
            Self::Bars(it) => it.svg(size, pointed),
            Self::Dots(it) => it.svg(size, pointed),
            Self::Falls(it) => (it.methods.svg)(it, size, pointed),
            Self::Heat(it) => it.svg(size, pointed),
            Self::Scatter(it) => (it.methods.svg)(it, size, pointed),
        }
    }

    /// Draws what is read out alone, to lie over a drawing without it: of a chart with too many parts to be drawn
    /// again at each step. Nothing of any other.
    #[must_use]
    pub fn over(&self, size: Size, pointed: Option<usize>) -> Option<String> {
        let Self::Scatter(it) = self else {
            return None;
        };
        let over = it.methods.over?;
        Some(pointed.map_or(String::new(), |pointed| over(it, size, pointed)))
    }

    /// Counts what can be read out.
    #[must_use]
    pub fn n_points(&self) -> usize {
        match self {
            Self::Lines(it) => it.n_points(),
            Self::Bars(it) => it.categories.len(),
            Self::Dots(it) => it.rows.len(),
            Self::Falls(it) => it.n_points(),
            Self::Heat(it) => it.cells.len(),
            Self::Scatter(it) => it.spots.len(),
        }
    }

    /// Reads a point out; nothing where there is no such point.
    #[must_use]
    pub fn read_out(&self, point: usize) -> String {
        let said = match self {
            Self::Lines(it) => it.read_out(point),
            Self::Bars(it) => it.read_out(point),
            Self::Dots(it) => it.read_out(point),
            Self::Falls(it) => (it.methods.read_out)(it, point),
            Self::Heat(it) => it.read_out(point),
            Self::Scatter(it) => (it.methods.read_out)(it, point),
        };
        said.unwrap_or_default()
    }

    /// Finds the point nearest to a place: parts of the drawing's width and height.
    #[must_use]
    pub fn nearest(&self, size: Size, place: [f64; 2]) -> Option<usize> {
        match self {
            Self::Lines(it) => it.nearest(size, place),
            Self::Bars(it) => it.nearest(size, place),
            Self::Dots(it) => it.nearest(size, place),
            Self::Falls(it) => (it.methods.nearest)(it, size, place),
            Self::Heat(it) => it.nearest(size, place),
            Self::Scatter(it) => (it.methods.nearest)(it, size, place),
        }
    }
}

#[cfg(test)]
pub(crate) mod testing;
