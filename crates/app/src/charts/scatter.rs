//! Points in a plane, each with a shape and a colour of its kind; some have their name beside them.

use super::frame::{Frame, Size};
use super::labels::width_of;
use super::methods::Methods;
use super::svg::{N_STYLES, Shape, Svg, styled};

/// A chart of points.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Scatter {
    /// What it shows, for who does not see it.
    pub said: String,
    /// Names of the kinds, each with its style.
    pub kinds: Vec<(String, usize)>,
    /// The points; those that come first keep their name where two would lie over each other.
    pub spots: Vec<Spot>,
    /// Left, upper, right and lower end of what is shown of the plane; all of it where `None`.
    pub window: Option<[f64; 4]>,
    /// At most so many names.
    pub most_names: usize,
    /// How it is drawn.
    pub methods: Methods<Self>,
}

impl Default for Methods<Scatter> {
    fn default() -> Self {
        Self {
            svg: Scatter::svg,
            over: Some(Scatter::over),
            read_out: Scatter::read_out,
            nearest: Scatter::nearest,
        }
    }
}

/// A point.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spot {
    /// From the left.
    pub x: f64,
    /// From the bottom.
    pub y: f64,
    /// Which colour and shape.
    pub style: usize,
    /// Its name.
    pub name: String,
    /// What else is read out; may be empty.
    pub note: String,
    /// Whether it is one of those that are looked at: larger, and always with its name.
    pub is_marked: bool,
}

/// The row of the least of distances.
pub(super) fn least(distances: &[f64]) -> Option<usize> {
    let rows = 0..distances.len();
    rows.min_by(|a, b| distances[*a].total_cmp(&distances[*b]))
}

impl Scatter {
    fn frame(&self, size: Size) -> Frame {
        let height = match size {
            Size::Wide => 500.0,
            Size::Narrow => 360.0,
        };
        let key = 20.0 * self.key_rows(size).len() as f64;
        size.around([8.0, 8.0, 8.0 + key, 8.0], height)
    }

    /// The kinds in rows that fit the width.
    fn key_rows(&self, size: Size) -> Vec<Vec<&(String, usize)>> {
        let mut rows: Vec<Vec<&(String, usize)>> = Vec::new();
        let mut room = 0.0;
        for kind in &self.kinds {
            let width = width_of(&kind.0) + 34.0;
            if width > room || rows.is_empty() {
                rows.push(Vec::new());
                room = size.width() - 16.0;
            }
            room -= width;
            if let Some(row) = rows.last_mut() {
                row.push(kind);
            }
        }
        rows
    }

    /// Left, top, right and bottom of what is shown. Of all points, so it is asked for once for all of them.
    fn shown(&self) -> [f64; 4] {
        self.window.unwrap_or_else(|| self.whole())
    }

    /// The place of a point, whether it is within what is [shown](Self::shown) or not.
    fn place(frame: &Frame, [left, top, right, bottom]: [f64; 4], spot: &Spot) -> [f64; 2] {
        let x = frame.left + (frame.right - frame.left) * (spot.x - left) / (right - left);
        let y = frame.top + (frame.bottom - frame.top) * (spot.y - top) / (bottom - top);
        [x, y]
    }

    fn whole(&self) -> [f64; 4] {
        let span = |of: fn(&Spot) -> f64| {
            let all = self.spots.iter().map(of);
            let (low, high) = all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), it| {
                (low.min(it), high.max(it))
            });
            let margin = ((high - low) * 0.03).max(1e-9);
            [low - margin, high + margin]
        };
        let ([left, right], [bottom, top]) = (span(|it| it.x), span(|it| it.y));
        [left, top, right, bottom]
    }

    fn is_in(frame: &Frame, [x, y]: [f64; 2]) -> bool {
        (frame.left..=frame.right).contains(&x) && (frame.top..=frame.bottom).contains(&y)
    }

    pub(super) fn svg(&self, size: Size, pointed: Option<usize>) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, &self.said);
        for (row, kinds) in self.key_rows(size).iter().enumerate() {
            let (mut x, y) = (10.0, 12.0 + 20.0 * row as f64);
            for (name, style) in kinds {
                svg.mark(
                    &styled("chart-spot", *style),
                    Shape::of(*style),
                    [x + 4.0, y],
                    4.5,
                );
                svg.text("chart-label", [x + 15.0, y + 5.0], "start", name);
                x += width_of(name) + 34.0;
            }
        }
        let edge = [
            frame.left - 6.0,
            frame.top - 2.0,
            frame.right - frame.left + 12.0,
            frame.bottom - frame.top + 8.0,
        ];
        svg.rect("chart-ground", edge, 6.0);
        let within = self.shown();
        let places = self.spots.iter();
        let places: Vec<[f64; 2]> = places.map(|it| Self::place(&frame, within, it)).collect();
        let shown = || {
            let spots = self.spots.iter().zip(&places);
            spots.filter(|(_, place)| Self::is_in(&frame, **place))
        };
        for style in 0..N_STYLES {
            let own = shown().filter(|(spot, _)| !spot.is_marked && spot.style % N_STYLES == style);
            let own: Vec<[f64; 2]> = own.map(|(_, place)| *place).collect();
            if !own.is_empty() {
                svg.marks(&styled("chart-spot", style), Shape::of(style), &own, 3.4);
            }
        }
        // What is looked at lies over the rest.
        for (spot, place) in shown().filter(|(spot, _)| spot.is_marked) {
            let class = styled("chart-spot is-marked", spot.style);
            svg.mark(&class, Shape::of(spot.style), *place, 7.0);
        }
        self.names(&mut svg, &frame, &places, pointed);
        svg.finish()
    }

    /// Draws what is pointed at alone, to lie over a drawing without it: the rest is too much to be drawn again at
    /// each step of a pointer.
    fn over(&self, size: Size, pointed: usize) -> String {
        let frame = self.frame(size);
        let mut svg = Svg::new(frame.width, frame.height, "");
        if let Some(spot) = self.spots.get(pointed) {
            let place = Self::place(&frame, self.shown(), spot);
            if Self::is_in(&frame, place) {
                let [left, _, _, _] = Self::room(&frame, place, &spot.name);
                let base = [left, place[1] + 5.0];
                svg.text("chart-name is-marked", base, "start", &spot.name);
                svg.mark("chart-ring", Shape::Circle, place, 10.0);
            }
        }
        svg.finish()
    }

    /// The room of a name beside its place: left, top, right, bottom.
    fn room(frame: &Frame, [x, y]: [f64; 2], name: &str) -> [f64; 4] {
        let width = width_of(name) + 4.0;
        let is_left = x + 10.0 + width > frame.right;
        let left = if is_left { x - 10.0 - width } else { x + 10.0 };
        let left = left.max(2.0);
        [left, y - 9.0, left + width, y + 9.0]
    }

    /// Writes as many names as find room: of what is pointed at, of what is looked at, then of the first.
    fn names(&self, svg: &mut Svg, frame: &Frame, places: &[[f64; 2]], pointed: Option<usize>) {
        let mut taken: Vec<[f64; 4]> = Vec::new();
        let mut order: Vec<usize> = pointed.into_iter().collect();
        order.extend((0..self.spots.len()).filter(|row| self.spots[*row].is_marked));
        order.extend(0..self.spots.len());
        let mut n_named = 0;
        for row in order {
            let (Some(spot), Some(place)) = (self.spots.get(row), places.get(row)) else {
                continue;
            };
            if !Self::is_in(frame, *place) {
                continue;
            }
            let is_pointed = pointed == Some(row);
            if !spot.is_marked && !is_pointed && n_named >= self.most_names {
                break;
            }
            let room = Self::room(frame, *place, &spot.name);
            let is_free = taken
                .iter()
                .all(|it| room[0] > it[2] || room[2] < it[0] || room[1] > it[3] || room[3] < it[1]);
            if is_free {
                taken.push(room);
                n_named += 1;
                let class = match is_pointed || spot.is_marked {
                    true => "chart-name is-marked",
                    false => "chart-name",
                };
                svg.text(class, [room[0], place[1] + 5.0], "start", &spot.name);
            }
            if is_pointed {
                svg.mark("chart-ring", Shape::Circle, *place, 10.0);
            }
        }
    }

    pub(super) fn read_out(&self, row: usize) -> Option<String> {
        let spot = self.spots.get(row)?;
        Some(match spot.note.as_str() {
            "" => format!("{}.", spot.name),
            note => format!("{}: {note}.", spot.name),
        })
    }

    pub(super) fn nearest(&self, size: Size, [left, top]: [f64; 2]) -> Option<usize> {
        let frame = self.frame(size);
        let (left, top) = (left * frame.width, top * frame.height);
        let within = self.shown();
        let distance = |spot: &Spot| {
            let place = Self::place(&frame, within, spot);
            let far = (place[0] - left).powi(2) + (place[1] - top).powi(2);
            if Self::is_in(&frame, place) {
                far
            } else {
                f64::INFINITY
            }
        };
        least(&self.spots.iter().map(distance).collect::<Vec<_>>())
    }
}
