//! Lines: something over a number, or curves through a plane; with bands around them and straight lines to
//! compare with.

use matinee_core::order;

use super::axis::{Axis, draw_x, draw_y, title_below};
use super::frame::{Frame, Size};
use super::labels::{spread, width_of};
use super::scale::Scale;
use super::svg::{Shape, Svg, joined, styled};

/// Height of the plot.
const HEIGHT: f64 = 250.0;
/// Length of the pattern before a line's name.
const PATTERN: f64 = 20.0;
/// Points are marked up to so many.
const MOST_MARKS: usize = 24;
const RADIUS: f64 = 4.0;

/// A chart of lines.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Lines {
    /// What it shows, for who does not see it.
    pub said: String,
    /// Below.
    pub x: Axis,
    /// On the left.
    pub y: Axis,
    /// The lines.
    pub series: Vec<Series>,
    /// Straight lines across to compare with.
    pub rules: Vec<Rule>,
    /// Straight lines upwards, with their names at the top.
    pub uprights: Vec<Rule>,
    /// How points are read out.
    pub reading: Reading,
}

/// A line with its name.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// Its name, a few letters.
    pub label: String,
    /// Which colour, pattern and mark.
    pub style: usize,
    /// Its points, in order.
    pub points: Vec<Point>,
    /// Around it: x, low, high; may be empty.
    pub band: Vec<[f64; 3]>,
}

/// A point of a line.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Point {
    /// Below.
    pub x: f64,
    /// On the left.
    pub y: f64,
    /// What it is, where curves are read point by point: `variety at 40`.
    pub name: String,
}

/// A straight line.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Its name.
    pub label: String,
    /// Where.
    pub at: f64,
}

/// How points are read out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reading {
    /// All lines at one x.
    #[default]
    Across,
    /// Point by point along each curve.
    Along,
}

impl Series {
    /// Makes a line through numbers.
    #[must_use]
    pub fn of(
        label: impl Into<String>,
        style: usize,
        points: impl IntoIterator<Item = (f64, f64)>,
    ) -> Self {
        let point = |(x, y)| Point {
            x,
            y,
            name: String::new(),
        };
        Self {
            label: label.into(),
            style,
            points: points.into_iter().map(point).collect(),
            band: Vec::new(),
        }
    }
}

/// Where everything goes in a drawing.
struct Plan {
    frame: Frame,
    x: Scale,
    y: Scale,
    /// Whether names stand in rows below the plot, as they would not fit beside it.
    has_key: bool,
}

impl Lines {
    fn named(&self) -> impl Iterator<Item = &str> {
        let series = self.series.iter().map(|it| it.label.as_str());
        series.chain(self.rules.iter().map(|it| it.label.as_str()))
    }

    fn plan(&self, size: Size) -> Option<Plan> {
        let longest = self.named().map(width_of).fold(0.0, f64::max);
        let beside = longest + PATTERN + 16.0;
        let n_names = self.named().count();
        let has_key = beside > size.width() * 0.4 || n_names as f64 * 17.0 > HEIGHT;
        let right = if has_key || n_names == 0 {
            14.0
        } else {
            beside
        };
        let below = if has_key {
            52.0 + 20.0 * n_names as f64
        } else {
            52.0
        };
        let frame = size.around([46.0, right, 34.0, below], HEIGHT);
        let points = || self.series.iter().flat_map(|it| &it.points);
        let bands = || self.series.iter().flat_map(|it| &it.band);
        let ys = points().map(|it| it.y);
        let ys = ys.chain(bands().flat_map(|it| [it[1], it[2]]));
        let ys = ys.chain(self.rules.iter().map(|it| it.at));
        let y = self.y.scale(ys, 5, [frame.bottom, frame.top])?;
        let ends = [frame.left, frame.right];
        let x = match self.x.steps.len() {
            0 => self
                .x
                .scale(points().map(|it| it.x), size.n_ticks() - 1, ends)?,
            n => {
                let last = (n - 1).max(1) as f64;
                Scale::of([0.0, last], n, ends)?
            }
        };
        Some(Plan {
            frame,
            x,
            y,
            has_key,
        })
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let Some(plan) = self.plan(size) else {
            return Svg::new(size.width(), HEIGHT, &self.said).finish();
        };
        let Plan { frame, x, y, .. } = &plan;
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        draw_y(&mut svg, frame, &self.y, y);
        match self.x.steps.is_empty() {
            true => draw_x(&mut svg, frame, &self.x, x, false),
            false => {
                title_below(&mut svg, frame, &self.x);
                let every = self.x.steps.len().div_ceil(size.n_ticks()).max(1);
                for (row, step) in self.x.steps.iter().enumerate().step_by(every) {
                    let place = [x.place(row as f64), frame.bottom + 19.0];
                    svg.text("chart-number", place, "middle", step);
                }
            }
        }
        let at = |it: &Point| (x.place(it.x), y.place(it.y));
        for series in &self.series {
            let upper = series
                .band
                .iter()
                .map(|it| (x.place(it[0]), y.place(it[2])));
            let lower = series
                .band
                .iter()
                .rev()
                .map(|it| (x.place(it[0]), y.place(it[1])));
            let around: Vec<_> = upper.chain(lower).collect();
            if !around.is_empty() {
                svg.polygon(&styled("chart-band", series.style), &joined(&around));
            }
        }
        for rule in &self.rules {
            let y = y.place(rule.at);
            svg.straight("chart-rule", [frame.left, y, frame.right, y]);
        }
        for rule in &self.uprights {
            let x = x.place(rule.at);
            svg.straight("chart-rule", [x, frame.top, x, frame.bottom]);
            let (place, anchor) = match x > frame.middle() {
                true => (x - 5.0, "end"),
                false => (x + 5.0, "start"),
            };
            svg.text(
                "chart-label",
                [place, frame.top + 12.0],
                anchor,
                &rule.label,
            );
        }
        for series in &self.series {
            let points: Vec<_> = series.points.iter().map(at).collect();
            svg.polyline(&styled("chart-line", series.style), &joined(&points));
            if points.len() <= MOST_MARKS {
                for (x, y) in points {
                    let shape = Shape::of(series.style);
                    svg.mark(&styled("chart-mark", series.style), shape, [x, y], RADIUS);
                }
            }
        }
        self.names(&mut svg, &plan);
        self.cursor(&mut svg, &plan, pointed);
        svg.finish()
    }

    /// Names beside the ends of the lines, or below the plot.
    fn names(&self, svg: &mut Svg, plan: &Plan) {
        let Plan { frame, y, .. } = plan;
        let ends = self
            .series
            .iter()
            .map(|it| it.points.last().map_or(0.0, |it| it.y));
        let ends = ends.chain(self.rules.iter().map(|it| it.at));
        let ends: Vec<f64> = ends.map(|it| y.place(it)).collect();
        let mut middles = ends.clone();
        spread(&mut middles, frame.line_height(), [frame.top, frame.bottom]);
        let styles = self.series.iter().map(|it| Some(it.style));
        let styles = styles.chain(self.rules.iter().map(|_| None));
        for (row, (label, style)) in self.named().zip(styles).enumerate() {
            let (left, middle) = match plan.has_key {
                true => (frame.left, frame.bottom + 62.0 + 20.0 * row as f64),
                false => (frame.right + 8.0, middles[row]),
            };
            let last = self.series.get(row).and_then(|it| it.points.last());
            if !plan.has_key {
                let from = last.map_or(frame.right, |it| plan.x.place(it.x));
                svg.straight("chart-leader", [from, ends[row], left, middle]);
            }
            let class = style.map_or("chart-rule".to_owned(), |it| styled("chart-line", it));
            svg.straight(&class, [left, middle, left + PATTERN, middle]);
            if let Some(style) = style {
                let place = [left + PATTERN / 2.0, middle];
                svg.mark(
                    &styled("chart-mark", style),
                    Shape::of(style),
                    place,
                    RADIUS,
                );
            }
            let place = [left + PATTERN + 5.0, middle + 5.0];
            svg.text("chart-label", place, "start", label);
        }
    }

    fn cursor(&self, svg: &mut Svg, plan: &Plan, pointed: Option<usize>) {
        let Some(pointed) = pointed else {
            return;
        };
        let Plan { frame, x, y, .. } = plan;
        match self.reading {
            Reading::Across => {
                if let Some(x) = self.stops().get(pointed).map(|it| x.place(*it)) {
                    svg.straight("chart-cursor", [x, frame.top, x, frame.bottom]);
                }
            }
            Reading::Along => {
                if let Some((_, it)) = self.along().nth(pointed) {
                    let place = [x.place(it.x), y.place(it.y)];
                    svg.mark("chart-ring", Shape::Circle, place, 2.0 * RADIUS);
                }
            }
        }
    }

    /// Every x that a line has a point at, ascending.
    fn stops(&self) -> Vec<f64> {
        let points = self.series.iter().flat_map(|it| &it.points);
        let mut stops: Vec<f64> = points.map(|it| it.x).collect();
        order::sort(&mut stops, &f64::total_cmp);
        stops.dedup();
        stops
    }

    fn along(&self) -> impl Iterator<Item = (&Series, &Point)> {
        self.series
            .iter()
            .flat_map(|series| series.points.iter().map(move |it| (series, it)))
    }

    pub(super) fn n_points(&self) -> usize {
        match self.reading {
            Reading::Across => self.stops().len(),
            Reading::Along => self.along().count(),
        }
    }

    pub(super) fn read_out(&self, point: usize) -> Option<String> {
        if self.reading == Reading::Along {
            let (series, it) = self.along().nth(point)?;
            let (x, y) = (self.x.written(it.x), self.y.written(it.y));
            let name = if it.name.is_empty() { "" } else { ", " };
            return Some(format!(
                "{}{name}{}: {} {y}, {} {x}.",
                series.label, it.name, self.y.title, self.x.title
            ));
        }
        let x = *self.stops().get(point)?;
        let at = |series: &Series| {
            let found = series.points.iter().find(|it| it.x == x)?;
            Some(format!("{} {}", series.label, self.y.written(found.y)))
        };
        let said: Vec<String> = self.series.iter().filter_map(at).collect();
        Some(format!(
            "{} {}: {}.",
            self.x.title,
            self.x.written(x),
            said.join(", ")
        ))
    }

    pub(super) fn nearest(&self, size: Size, [left, top]: [f64; 2]) -> Option<usize> {
        let Plan { frame, x, y, .. } = self.plan(size)?;
        let (left, top) = (left * frame.width, top * frame.height);
        let far = |place: [f64; 2]| (place[0] - left).abs() + (place[1] - top).abs();
        let distances: Vec<f64> = match self.reading {
            Reading::Across => self
                .stops()
                .iter()
                .map(|it| (x.place(*it) - left).abs())
                .collect(),
            Reading::Along => {
                let places = self.along().map(|(_, it)| [x.place(it.x), y.place(it.y)]);
                places.map(far).collect()
            }
        };
        super::scatter::least(&distances)
    }
}
