//! A writer of the few shapes that charts need. Looks are classes: the page's policy has no place for styles
//! in markup.

use matinee_core::decimal::trimmed;
use matinee_core::escape::push_escaped;

/// A drawing as it is written.
#[derive(Clone, Debug, Default)]
pub struct Svg(String);

/// Kinds of marks and of lines that are told apart; there are as many colours.
pub(super) const N_STYLES: usize = 8;

/// The class of a line, a mark or an area in the style of a row.
#[must_use]
pub fn styled(kind: &str, style: usize) -> String {
    let digit = (style % N_STYLES).to_string();
    [kind, " style-", &digit].concat()
}

/// What a mark looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A disc.
    Circle,
    /// A square.
    Square,
    /// A triangle on its side.
    Triangle,
    /// A square on its corner.
    Diamond,
    /// A triangle on its tip.
    Funnel,
    /// An upright cross.
    Plus,
    /// A cross on its side.
    Cross,
    /// A star.
    Star,
}

impl Shape {
    /// The shape of a style.
    #[must_use]
    pub const fn of(style: usize) -> Self {
        match style % N_STYLES {
            0 => Self::Circle,
            1 => Self::Square,
            2 => Self::Triangle,
            3 => Self::Diamond,
            4 => Self::Funnel,
            5 => Self::Plus,
            6 => Self::Cross,
            _ => Self::Star,
        }
    }

    /// Corners around the middle, in units of the mark's radius; none for a disc.
    const fn corners(self) -> &'static [(f64, f64)] {
        match self {
            Self::Circle => &[],
            Self::Square => &[(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)],
            Self::Triangle => &[(0.0, -1.15), (1.05, 0.8), (-1.05, 0.8)],
            Self::Diamond => &[(0.0, -1.25), (1.25, 0.0), (0.0, 1.25), (-1.25, 0.0)],
            Self::Funnel => &[(0.0, 1.15), (1.05, -0.8), (-1.05, -0.8)],
            Self::Plus => &[
                (-0.35, -1.2),
                (0.35, -1.2),
                (0.35, -0.35),
                (1.2, -0.35),
                (1.2, 0.35),
                (0.35, 0.35),
                (0.35, 1.2),
                (-0.35, 1.2),
                (-0.35, 0.35),
                (-1.2, 0.35),
                (-1.2, -0.35),
                (-0.35, -0.35),
            ],
            Self::Cross => &[
                (-1.1, -0.6),
                (-0.6, -1.1),
                (0.0, -0.5),
                (0.6, -1.1),
                (1.1, -0.6),
                (0.5, 0.0),
                (1.1, 0.6),
                (0.6, 1.1),
                (0.0, 0.5),
                (-0.6, 1.1),
                (-1.1, 0.6),
                (-0.5, 0.0),
            ],
            Self::Star => &[
                (0.0, -1.3),
                (0.31, -0.43),
                (1.24, -0.4),
                (0.5, 0.16),
                (0.76, 1.05),
                (0.0, 0.53),
                (-0.76, 1.05),
                (-0.5, 0.16),
                (-1.24, -0.4),
                (-0.31, -0.43),
            ],
        }
    }
}

/// `x,y x,y …`.
pub fn joined<'a>(points: impl IntoIterator<Item = &'a (f64, f64)>) -> String {
    let points = points.into_iter().map(|(x, y)| [n(*x), n(*y)].join(","));
    points.collect::<Vec<_>>().join(" ")
}

fn n(value: f64) -> String {
    trimmed(value, 1)
}

impl Svg {
    /// Begins a drawing of this size; `said` is read aloud in its place.
    #[must_use]
    pub fn new(width: f64, height: f64, said: &str) -> Self {
        Self::of_box([0.0, 0.0, width, height], said)
    }

    /// Begins a drawing of this box: left, top, width, height.
    #[must_use]
    pub fn of_box(place: [f64; 4], said: &str) -> Self {
        let mut svg = Self::default();
        svg.add(&["<svg viewBox=\"", &place.map(n).join(" ")]);
        svg.add(&["\" role=\"img\" aria-label=\""]);
        push_escaped(&mut svg.0, &said.replace('"', "\u{201d}"));
        svg.add(&["\">"]);
        svg
    }

    /// Ends it.
    #[must_use]
    pub fn finish(mut self) -> String {
        self.0.push_str("</svg>");
        self.0
    }

    /// Appends markup.
    pub fn add(&mut self, parts: &[&str]) {
        for part in parts {
            self.0.push_str(part);
        }
    }

    /// Writes a text; `anchor` is `start`, `middle` or `end`, and y is that of its base line.
    pub fn text(&mut self, class: &str, [x, y]: [f64; 2], anchor: &str, said: &str) {
        self.add(&["<text class=\"", class, "\" x=\"", &n(x), "\" y=\"", &n(y)]);
        self.add(&["\" text-anchor=\"", anchor, "\">"]);
        push_escaped(&mut self.0, said);
        self.add(&["</text>"]);
    }

    /// Draws a straight line.
    pub fn straight(&mut self, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
        self.polyline(class, &joined(&[(x1, y1), (x2, y2)]));
    }

    /// Draws a line through points, which [`joined`] writes.
    pub fn polyline(&mut self, class: &str, points: &str) {
        self.add(&["<polyline class=\"", class, "\" points=\"", points, "\"/>"]);
    }

    /// Draws a line that leaves one place and reaches another level.
    pub fn curve(&mut self, class: &str, [x, y]: [f64; 2], [to_x, to_y]: [f64; 2]) {
        let middle = n(f64::midpoint(x, to_x));
        let [x, y, to_x, to_y] = [x, y, to_x, to_y].map(n);
        self.add(&["<path class=\"", class, "\" d=\"M", &x, ",", &y]);
        self.add(&[" C", &middle, ",", &y, " ", &middle, ",", &to_y]);
        self.add(&[" ", &to_x, ",", &to_y, "\"/>"]);
    }

    /// Fills what lies between points.
    pub fn polygon(&mut self, class: &str, points: &str) {
        self.add(&["<polygon class=\"", class, "\" points=\"", points, "\"/>"]);
    }

    /// Draws a rectangle: x, y, width, height; `radius` rounds its corners.
    pub fn rect(&mut self, class: &str, [x, y, width, height]: [f64; 4], radius: f64) {
        let radius = radius.min(height / 2.0).min(width / 2.0).max(0.0);
        self.add(&["<rect class=\"", class, "\" x=\"", &n(x), "\" y=\"", &n(y)]);
        self.add(&["\" width=\"", &n(width), "\" height=\"", &n(height)]);
        self.add(&["\" rx=\"", &n(radius), "\"/>"]);
    }

    /// Draws a mark of a shape around a place.
    pub fn mark(&mut self, class: &str, shape: Shape, [x, y]: [f64; 2], radius: f64) {
        let corners = shape.corners();
        if corners.is_empty() {
            self.add(&["<circle class=\"", class, "\" cx=\"", &n(x)]);
            self.add(&["\" cy=\"", &n(y), "\" r=\"", &n(radius), "\"/>"]);
            return;
        }
        let around = corners
            .iter()
            .map(|(dx, dy)| (x + dx * radius, y + dy * radius));
        self.polygon(class, &joined(&around.collect::<Vec<_>>()));
    }

    /// Draws marks of a shape around many places as one path: so many elements would keep a page from answering.
    pub fn marks(&mut self, class: &str, shape: Shape, places: &[[f64; 2]], radius: f64) {
        let fine = |value: f64| trimmed(value, 2);
        let corners = shape.corners();
        let first = corners.first().copied().unwrap_or((-1.0, 0.0));
        // From its first point on, each looks the same.
        let mut outline = String::new();
        let mut last = first;
        for (x, y) in corners.iter().skip(1) {
            let [dx, dy] = [(x - last.0) * radius, (y - last.1) * radius].map(fine);
            outline += &["l", &dx, ",", &dy].concat();
            last = (*x, *y);
        }
        if corners.is_empty() {
            let (r, across) = (fine(radius), fine(2.0 * radius));
            for sign in ["", "-"] {
                outline += &["a", &r, ",", &r, " 0 1 0 ", sign, &across, ",0"].concat();
            }
        }
        self.add(&["<path class=\"", class, "\" d=\""]);
        for [x, y] in places {
            let [x, y] = [x + first.0 * radius, y + first.1 * radius].map(n);
            self.add(&["M", &x, ",", &y, &outline, "z"]);
        }
        self.add(&["\"/>"]);
    }
}
