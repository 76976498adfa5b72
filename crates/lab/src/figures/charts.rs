//! The kinds of chart that the figures use.

use matinee_core::decimal::thousands;

use super::svg::{Scale, Svg, shorten};

const WIDTH: f64 = 960.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = WIDTH - 48.0;
/// Where the drawing starts, below the heading.
const TOP: f64 = 132.0;

/// The words of a figure.
pub(super) struct Words<'a> {
    /// Heading.
    pub(super) title: &'a str,
    /// One line below it.
    pub(super) subtitle: &'a str,
    /// What the picture shows, for those who do not see it.
    pub(super) description: &'a str,
}

/// Horizontal bars, one a line, longest first: names left, counts at their ends.
pub(super) fn bars(words: &Words<'_>, values: &[(&str, usize)]) -> String {
    const STEP: f64 = 29.0;
    const START: f64 = 170.0;
    let height = TOP + values.len() as f64 * STEP + 36.0;
    let mut svg = sheet(words, height);
    let mut sorted = values.to_vec();
    sorted.sort_by_key(|(_, value)| std::cmp::Reverse(*value));
    let largest = sorted.first().map_or(1, |(_, value)| *value).max(1) as f64;
    for (row, (name, value)) in sorted.iter().enumerate() {
        let y = TOP + row as f64 * STEP;
        let length = *value as f64 / largest * (RIGHT - START - 60.0);
        svg.text(START - 14.0, y + 15.5, "end", &shorten(name, 16));
        svg.rect(START, y, length.max(1.5), 21.0, "red");
        svg.text(
            START + length.max(1.5) + 9.0,
            y + 15.5,
            "strong",
            &thousands(*value),
        );
    }
    svg.finish()
}

/// Columns over a whole number, such as a year or an age. A number without a value has no column.
pub(super) fn columns(words: &Words<'_>, unit: &str, values: &[(u32, usize)]) -> String {
    const HEIGHT: f64 = 520.0;
    let mut svg = sheet(words, HEIGHT);
    let (start, bottom) = (LEFT + 44.0, HEIGHT - 78.0);
    let first = values.first().map_or(0, |(x, _)| *x);
    let last = values.last().map_or(0, |(x, _)| *x);
    let step = (RIGHT - start) / f64::from(last - first + 1);
    let largest = values.iter().map(|(_, n)| *n).max().unwrap_or(1).max(1) as f64;
    let scale = Scale::new(0.0..=largest, bottom, TOP);
    scale.draw(&mut svg, start..=RIGHT, |tick| thousands(tick as usize));
    for (x, n) in values {
        let left = start + f64::from(x - first) * step;
        let y = scale.y(*n as f64);
        svg.rect(
            left + step * 0.09,
            y,
            step * 0.82,
            (bottom - y).max(1.0),
            "red",
        );
    }
    svg.line((start, bottom), (RIGHT, bottom), "axis");
    for x in (first..=last).filter(|x| x % 10 == 0) {
        let middle = start + (f64::from(x - first) + 0.5) * step;
        svg.line((middle, bottom), (middle, bottom + 6.0), "axis");
        svg.text(middle, bottom + 25.0, "middle", &x.to_string());
    }
    svg.text((start + RIGHT) / 2.0, bottom + 52.0, "middle small", unit);
    svg.finish()
}

/// Training (solid, red, discs) and validation (dashed, gold, rings) over epochs.
pub(super) fn losses(words: &Words<'_>, epochs: &[(u32, f32, Option<f32>)]) -> String {
    const HEIGHT: f64 = 520.0;
    let mut svg = sheet(words, HEIGHT);
    let (start, end, bottom) = (LEFT + 44.0, RIGHT - 104.0, HEIGHT - 78.0);
    let all: Vec<f64> = (epochs.iter())
        .flat_map(|(_, training, validation)| [Some(*training), *validation])
        .flatten()
        .map(f64::from)
        .collect();
    let lowest = all.iter().copied().reduce(f64::min).unwrap_or(0.0);
    let largest = all.iter().copied().reduce(f64::max).unwrap_or(1.0);
    let scale = Scale::new(lowest..=largest, bottom, TOP);
    scale.draw(&mut svg, start..=end, |tick| format!("{tick:.2}"));
    svg.line((start, bottom), (end, bottom), "axis");
    let last = epochs.last().map_or(1, |(epoch, ..)| *epoch);
    let width = (end - start - 40.0) / f64::from(last.max(2) - 1);
    let x = |epoch: u32| start + 20.0 + f64::from(epoch.max(1) - 1) * width;
    for epoch in (1..=last).filter(|epoch| last <= 20 || epoch % last.div_ceil(10) == 0) {
        svg.line((x(epoch), bottom), (x(epoch), bottom + 6.0), "axis");
        svg.text(x(epoch), bottom + 25.0, "middle", &epoch.to_string());
    }
    svg.text((start + end) / 2.0, bottom + 52.0, "middle small", "epoch");
    let place = |epoch: u32, loss: f32| (x(epoch), scale.y(f64::from(loss)));
    let training: Vec<_> = (epochs.iter())
        .map(|(epoch, loss, _)| place(*epoch, *loss))
        .collect();
    let validation: Vec<_> = (epochs.iter())
        .filter_map(|(epoch, _, loss)| Some(place(*epoch, (*loss)?)))
        .collect();
    curve(&mut svg, &training, ("red-line", "red", 4.0));
    curve(&mut svg, &validation, ("gold-line", "gold-dot", 4.5));
    label(&mut svg, training.last(), validation.last());
    svg.finish()
}

fn curve(svg: &mut Svg, points: &[(f64, f64)], (line, dot, radius): (&str, &str, f64)) {
    svg.path(points, line);
    for point in points {
        svg.circle(*point, radius, dot);
    }
}

/// Names both curves at their ends, far enough apart to be read.
fn label(svg: &mut Svg, training: Option<&(f64, f64)>, validation: Option<&(f64, f64)>) {
    const APART: f64 = 20.0;
    let Some(&(x, mut training_y)) = training else {
        return;
    };
    if let Some(&(_, mut validation_y)) = validation {
        let missing = APART - (training_y - validation_y).abs();
        if missing > 0.0 {
            let sign = if training_y < validation_y { -1.0 } else { 1.0 };
            training_y += sign * missing / 2.0;
            validation_y -= sign * missing / 2.0;
        }
        svg.text(x + 16.0, validation_y + 5.0, "strong", "validation");
    }
    svg.text(x + 16.0, training_y + 5.0, "strong red", "training");
}

/// An entry of a list: title with year, genres, predicted stars.
pub(super) struct Entry {
    /// Title and year.
    pub(super) title: String,
    /// Genres in words.
    pub(super) genres: String,
    /// Predicted stars, 1 to 5.
    pub(super) stars: f32,
}

/// A ranked list with a bar for each entry's stars, on a scale of 0 to 5.
pub(super) fn list(words: &Words<'_>, entries: &[Entry]) -> String {
    const STEP: f64 = 58.0;
    const START: f64 = 560.0;
    let height = TOP + entries.len() as f64 * STEP + 30.0;
    let mut svg = sheet(words, height);
    for (row, entry) in entries.iter().enumerate() {
        let y = TOP + row as f64 * STEP;
        if row > 0 {
            svg.line((LEFT, y - 7.0), (RIGHT, y - 7.0), "grid");
        }
        svg.text(LEFT + 30.0, y + 26.0, "rank end", &(row + 1).to_string());
        svg.text(LEFT + 50.0, y + 17.0, "name", &shorten(&entry.title, 42));
        svg.text(LEFT + 50.0, y + 38.0, "small", &shorten(&entry.genres, 60));
        let width = RIGHT - START - 56.0;
        svg.rect(START, y + 11.0, width, 18.0, "track");
        svg.rect(
            START,
            y + 11.0,
            width * f64::from(entry.stars) / 5.0,
            18.0,
            "gold",
        );
        svg.text(
            RIGHT,
            y + 26.0,
            "end strong",
            &format!("{:.2}", entry.stars),
        );
    }
    svg.finish()
}

fn sheet(words: &Words<'_>, height: f64) -> Svg {
    Svg::new(
        WIDTH,
        height,
        words.title,
        words.subtitle,
        words.description,
    )
}
