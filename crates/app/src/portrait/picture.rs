//! A portrait as a picture: one SVG file that needs nothing else.

use std::fmt::Write as _;
use std::iter;

use matinee_core::decimal::decimal;
use matinee_core::escape::push_escaped;

use super::{Leaning, Portrait};

/// In its own units.
const WIDTH: u32 = 720;
const MARGIN: u32 = 48;
/// Where the bars of a chart have their middle, and how far they reach.
const MIDDLE: u32 = 430;
const REACH: f32 = 170.0;
/// Stars at which a bar has its full length, at least.
const LEAST_REACH: f32 = 0.5;

const PAPER: &str = "#f8f3e9";
const INK: &str = "#2a1a14";
const SOFT: &str = "#5c4a41";
const LINE: &str = "#e0d3bf";
const ABOVE: &str = "#b7791f";
const BELOW: &str = "#9e1b26";
const SERIF: &str = "Palatino, 'Book Antiqua', Georgia, serif";
const SANS: &str = "system-ui, 'Segoe UI', Roboto, sans-serif";

/// A picture, as an SVG file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// The file.
    pub svg: String,
    /// Width and height, in CSS pixels.
    pub size: (u32, u32),
}

/// Draws the portrait.
#[must_use]
pub fn picture(portrait: &Portrait) -> Picture {
    let mut page = Page {
        svg: String::with_capacity(8192),
        y: MARGIN + 34,
    };
    page.line(&portrait.title(), 36, INK, SERIF);
    page.y += 34;
    page.line(&portrait.standfirst(), 18, SOFT, SANS);
    page.chart("Genres, beside the average", &portrait.genres);
    page.chart("Decades, beside the average", &portrait.decades);
    page.sentences("How generous", &portrait.generosity());
    page.sentences("Most alike", &portrait.alike());
    page.y += 56;
    page.line("Drawn by Matinee, in the browser.", 14, SOFT, SANS);
    page.finish(&portrait.title())
}

/// What is drawn so far, and the baseline of its last line.
struct Page {
    svg: String,
    y: u32,
}

impl Page {
    fn text(&mut self, x: u32, (size, fill, font): (u32, &str, &str), anchor: &str, text: &str) {
        let y = self.y;
        let _ = write!(
            self.svg,
            r#"<text x="{x}" y="{y}" font-size="{size}" fill="{fill}" font-family="{font}" text-anchor="{anchor}">"#
        );
        push_escaped(&mut self.svg, text);
        self.svg.push_str("</text>");
    }

    fn line(&mut self, text: &str, size: u32, fill: &str, font: &str) {
        self.text(MARGIN, (size, fill, font), "start", text);
    }

    fn heading(&mut self, text: &str) {
        self.y += 56;
        self.line(text, 22, INK, SERIF);
        let (y, end) = (self.y + 10, WIDTH - MARGIN);
        let _ = write!(
            self.svg,
            r#"<path d="M{MARGIN} {y}H{end}" stroke="{LINE}" stroke-width="2"/>"#
        );
        self.y += 10;
    }

    fn sentences(&mut self, heading: &str, sentences: &[String]) {
        self.heading(heading);
        for sentence in sentences {
            // A line for each part: the whole is wider than the picture.
            let parts = sentence.split("; ");
            for (x, part) in [MARGIN]
                .into_iter()
                .chain(iter::repeat(MARGIN + 20))
                .zip(parts)
            {
                self.y += 28;
                self.text(x, (17, SOFT, SANS), "start", part);
            }
        }
    }

    /// Draws a bar for each, to the right of the middle for what lies above the mean.
    fn chart(&mut self, heading: &str, leanings: &[Leaning]) {
        self.heading(heading);
        if leanings.is_empty() {
            self.y += 28;
            self.line("Not enough ratings yet.", 17, SOFT, SANS);
            return;
        }
        let farthest = leanings.iter().map(|it| it.above.abs());
        let farthest = farthest.fold(LEAST_REACH, f32::max);
        let top = self.y + 10;
        for leaning in leanings {
            self.y += 28;
            let name = format!("{} ({})", leaning.name, leaning.n);
            self.line(&name, 16, INK, SANS);
            let length = leaning.above.abs() / farthest * REACH;
            let (fill, x) = match leaning.above < 0.0 {
                true => (BELOW, MIDDLE as f32 - length),
                false => (ABOVE, MIDDLE as f32),
            };
            let (x, width) = (decimal(x, 1), decimal(length.max(1.0), 1));
            let y = self.y - 13;
            let _ = write!(
                self.svg,
                r#"<rect x="{x}" y="{y}" width="{width}" height="14" rx="2" fill="{fill}"/>"#
            );
            self.text(WIDTH - MARGIN, (16, SOFT, SANS), "end", &leaning.amount());
        }
        let _ = write!(
            self.svg,
            r#"<path d="M{MIDDLE} {top}V{}" stroke="{SOFT}"/>"#,
            self.y + 8
        );
    }

    fn finish(self, title: &str) -> Picture {
        let height = self.y + MARGIN;
        let mut svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" role="img"><title>"#
        );
        push_escaped(&mut svg, title);
        let _ = write!(
            svg,
            r#"</title><rect width="{WIDTH}" height="{height}" fill="{PAPER}"/><rect width="{WIDTH}" height="10" fill="{BELOW}"/>"#
        );
        svg.push_str(&self.svg);
        svg.push_str("</svg>\n");
        let size = (WIDTH, height);
        Picture { svg, size }
    }
}
