//! A small SVG writer: the few shapes that the figures need, in one style, and the scale of a chart.
//!
//! Written by hand because the chart crates draw in their own style, and what is wanted here is
//! text with classes and a handful of rectangles.

use std::fmt::Write;
use std::ops::RangeInclusive;

use matinee_core::markup::push_escaped;

/// The page's palette, in hexadecimal because many viewers of SVG do not know `oklch`. A figure
/// brings its paper along, so that it reads on dark backgrounds too.
const STYLE: &str = "\
.paper{fill:#faf6ee}.frame{fill:none;stroke:#dbd3c6}
text{font-family:system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:15px;fill:#271a12;\
font-variant-numeric:tabular-nums}
.title{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:30px;font-weight:700}
.rank{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:26px;fill:#b7191c}
.name{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:19px;font-weight:700}
.soft{fill:#604e43}.small{font-size:13px;fill:#604e43}
.end{text-anchor:end}.middle{text-anchor:middle}.strong{font-weight:600}
.red{fill:#b7191c}.gold{fill:#de8800}.track{fill:#ece4d8}
.grid{stroke:#e4dccf;stroke-width:1}.axis{stroke:#604e43;stroke-width:1.25}
.red-line{fill:none;stroke:#b7191c;stroke-width:3;stroke-linejoin:round}
.gold-line{fill:none;stroke:#a86400;stroke-width:3;stroke-dasharray:9 5;stroke-linejoin:round}
.gold-dot{fill:#faf6ee;stroke:#a86400;stroke-width:2.5}";

/// A picture in the making. Lengths are in its own pixels, from the top left.
pub(super) struct Svg {
    width: f64,
    height: f64,
    title: String,
    description: String,
    body: String,
}

impl Svg {
    /// An empty sheet with a heading. `description` says in words what the picture shows.
    pub(super) fn new(
        width: f64,
        height: f64,
        title: &str,
        subtitle: &str,
        description: &str,
    ) -> Self {
        let mut svg = Self {
            width,
            height,
            title: escape(title),
            description: escape(description),
            body: String::new(),
        };
        svg.rect(48.0, 34.0, 44.0, 5.0, "red");
        svg.text(48.0, 74.0, "title", title);
        svg.text(48.0, 101.0, "soft", subtitle);
        svg
    }

    /// A rectangle with slightly rounded corners.
    pub(super) fn rect(&mut self, x: f64, y: f64, width: f64, height: f64, class: &str) {
        let radius = (width.min(height) / 2.0).min(3.0);
        self.push(format_args!(
            r#"<rect x="{x:.1}" y="{y:.1}" width="{width:.1}" height="{height:.1}" rx="{radius:.1}" class="{class}"/>"#
        ));
    }

    /// Text with its baseline at `y`; the classes `end` and `middle` say what `x` is.
    pub(super) fn text(&mut self, x: f64, y: f64, class: &str, text: &str) {
        let text = escape(text);
        self.push(format_args!(
            r#"<text x="{x:.1}" y="{y:.1}" class="{class}">{text}</text>"#
        ));
    }

    /// A straight line.
    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), class: &str) {
        let ((x1, y1), (x2, y2)) = (from, to);
        self.push(format_args!(
            r#"<line x1="{x1:.1}" y1="{y1:.1}" x2="{x2:.1}" y2="{y2:.1}" class="{class}"/>"#
        ));
    }

    /// A line through points.
    pub(super) fn path(&mut self, points: &[(f64, f64)], class: &str) {
        let points: Vec<String> = (points.iter())
            .map(|(x, y)| format!("{x:.1},{y:.1}"))
            .collect();
        let points = points.join(" ");
        self.push(format_args!(
            r#"<polyline points="{points}" class="{class}"/>"#
        ));
    }

    /// A disc.
    pub(super) fn circle(&mut self, (x, y): (f64, f64), radius: f64, class: &str) {
        self.push(format_args!(
            r#"<circle cx="{x:.1}" cy="{y:.1}" r="{radius:.1}" class="{class}"/>"#
        ));
    }

    /// The file's text.
    pub(super) fn finish(self) -> String {
        let Self {
            width,
            height,
            title,
            description,
            body,
        } = self;
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<style>{STYLE}</style>
<rect width="{width}" height="{height}" rx="14" class="paper"/>
<rect x=".5" y=".5" width="{}" height="{}" rx="13.5" class="frame"/>
{body}</svg>
"#,
            width - 1.0,
            height - 1.0
        )
    }

    fn push(&mut self, element: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.body, "{element}");
    }
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    push_escaped(&mut escaped, text);
    escaped
}

/// At most `n` characters, with an ellipsis when some were cut.
pub(super) fn shorten(text: &str, n: usize) -> String {
    if text.chars().count() <= n {
        return text.to_owned();
    }
    let kept: String = text.chars().take(n.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// A vertical scale with round steps, from a round number at or below the lowest value.
pub(super) struct Scale {
    first: f64,
    step: f64,
    n_steps: u32,
    bottom: f64,
    top: f64,
}

impl Scale {
    /// A scale drawn between the heights `bottom` and `top`.
    pub(super) fn new(values: RangeInclusive<f64>, bottom: f64, top: f64) -> Self {
        let (lowest, largest) = values.into_inner();
        let raw = ((largest - lowest) / 4.0).max(1e-3);
        let power = 10_f64.powf(raw.log10().floor());
        let round = [1.0, 2.0, 2.5, 5.0, 10.0];
        let step = power * (round.into_iter().find(|r| r * power >= raw)).unwrap_or(10.0);
        let first = (lowest / step).floor() * step;
        Self {
            first,
            step,
            n_steps: ((largest - first) / step).ceil().max(1.0) as u32,
            bottom,
            top,
        }
    }

    /// The height of a value.
    pub(super) fn y(&self, value: f64) -> f64 {
        let share = (value - self.first) / (self.step * f64::from(self.n_steps));
        self.bottom - share * (self.bottom - self.top)
    }

    /// Draws a line from left to right at each step, and its value on the left.
    pub(super) fn draw(&self, svg: &mut Svg, x: RangeInclusive<f64>, show: impl Fn(f64) -> String) {
        let (start, end) = x.into_inner();
        for tick in 0..=self.n_steps {
            let value = self.first + f64::from(tick) * self.step;
            svg.line((start, self.y(value)), (end, self.y(value)), "grid");
            svg.text(start - 12.0, self.y(value) + 5.0, "end soft", &show(value));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_cannot_break_the_markup() {
        let svg = Svg::new(100.0, 100.0, "<b>&", "", "").finish();
        assert!(svg.contains("&lt;b&gt;&amp;"), "{svg}");
        assert!(!svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn a_long_text_is_cut_with_an_ellipsis() {
        assert_eq!(shorten("Amélie", 6), "Amélie");
        assert_eq!(shorten("Trois couleurs", 7), "Trois…");
    }

    #[test]
    fn a_scale_has_round_steps_and_reaches_the_largest_value() {
        let scale = Scale::new(0.0..=286.0, 100.0, 0.0);
        assert_eq!((scale.step, scale.n_steps), (100.0, 3));
        assert!((scale.y(300.0) - 0.0).abs() < 1e-9);
    }

    #[test]
    fn a_scale_starts_at_a_round_number_below_the_lowest_value() {
        let scale = Scale::new(0.87..=1.4, 100.0, 0.0);
        assert!((scale.first - 0.8).abs() < 1e-9 && (scale.step - 0.2).abs() < 1e-9);
        assert_eq!(scale.n_steps, 3);
    }
}
