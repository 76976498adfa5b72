//! The drawings of the Train view as SVG: the chart of losses and the network.
//!
//! They are texts: as views, each of their elements would be code that a visitor has to download. Nothing that
//! a visitor wrote is in them.

use matinee_core::decimal::decimal;

use super::chart::{Chart, Frame, Kind, Line, Losses, Size};
use super::network::{Drawing, HEIGHT, INSET, Node, WIDTH};

/// Half of the mark around the best checkpoint, in units of the drawing.
const MARK: f64 = 6.0;
/// Length of the pattern before a line's name.
const PATTERN: f64 = 16.0;
/// Points are marked up to so many.
const MOST_DOTS: usize = 40;

/// Appends texts.
fn add(svg: &mut String, parts: &[&str]) {
    for part in parts {
        svg.push_str(part);
    }
}

fn n(value: f64) -> String {
    decimal(value, 1)
}

fn text(svg: &mut String, class: &str, [x, y]: [f64; 2], anchor: &str, said: &str) {
    let (x, y) = (n(x), n(y));
    let start = ["<text class=\"", class, "\" x=\"", &x, "\" y=\"", &y];
    add(svg, &start);
    add(svg, &["\" text-anchor=\"", anchor, "\">", said, "</text>"]);
}

fn straight(svg: &mut String, class: &str, [x1, y1, x2, y2]: [f64; 4]) {
    let points = [
        n(x1),
        ",".into(),
        n(y1),
        " ".into(),
        n(x2),
        ",".into(),
        n(y2),
    ]
    .concat();
    polyline(svg, class, &points);
}

fn polyline(svg: &mut String, class: &str, points: &str) {
    add(
        svg,
        &["<polyline class=\"", class, "\" points=\"", points, "\"/>"],
    );
}

fn rect(svg: &mut String, class: &str, [x, y, width, height]: [f64; 4]) {
    let radius = 4.0_f64.min(height / 2.0);
    let [x, y, width, height, radius] = [x, y, width, height, radius].map(n);
    add(
        svg,
        &["<rect class=\"", class, "\" x=\"", &x, "\" y=\"", &y],
    );
    add(
        svg,
        &[
            "\" width=\"",
            &width,
            "\" height=\"",
            &height,
            "\" rx=\"",
            &radius,
            "\"/>",
        ],
    );
}

fn dot(svg: &mut String, x: &str, y: &str) {
    add(
        svg,
        &[
            "<circle class=\"chart-dot\" cx=\"",
            x,
            "\" cy=\"",
            y,
            "\" r=\"3.5\"/>",
        ],
    );
}

/// Draws the chart of losses; `pointed` is the epoch that is read out, where one is pointed at.
#[must_use]
pub fn chart(losses: &Losses, size: Size, pointed: Option<u32>) -> String {
    let frame = size.frame();
    let chart = Chart::of(losses, size);
    let [width, height] = [frame.width, frame.height].map(n);
    let mut svg = String::new();
    add(
        &mut svg,
        &[
            "<svg viewBox=\"0 0 ",
            &width,
            " ",
            &height,
            "\" role=\"img\" aria-label=\"Errors by epoch. ",
        ],
    );
    add(&mut svg, &[&losses.in_words(), "\">"]);
    axes(&mut svg, &chart, &frame);
    add(
        &mut svg,
        &["<polygon class=\"chart-gap\" points=\"", &chart.gap, "\"/>"],
    );
    if let Some(epoch) = losses.read(pointed).filter(|_| pointed.is_some()) {
        let x = frame.x(epoch.epoch, losses.n_axis());
        straight(&mut svg, "chart-cursor", [x, frame.top, x, frame.bottom]);
    }
    for it in &chart.lines {
        line(&mut svg, it, &frame);
    }
    if let Some((x, y)) = chart.best {
        rect(
            &mut svg,
            "chart-best",
            [x - MARK, y - MARK, 2.0 * MARK, 2.0 * MARK],
        );
    }
    svg + "</svg>"
}

fn axes(svg: &mut String, chart: &Chart, frame: &Frame) {
    text(
        svg,
        "chart-axis",
        [0.0, 14.0],
        "start",
        "Squared error, stars\u{b2} (less is better)",
    );
    let middle = f64::midpoint(frame.left, frame.right);
    text(
        svg,
        "chart-axis",
        [middle, frame.height - 6.0],
        "middle",
        "Epoch",
    );
    for (y, said) in &chart.losses {
        straight(svg, "chart-grid", [frame.left, *y, frame.right, *y]);
        text(
            svg,
            "chart-number",
            [frame.left - 6.0, y + 5.0],
            "end",
            said,
        );
    }
    for (x, epoch) in &chart.epochs {
        text(
            svg,
            "chart-number",
            [*x, frame.bottom + 19.0],
            "middle",
            &epoch.to_string(),
        );
    }
}

/// How a kind of line is drawn.
const fn class_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Training => "chart-line chart-training",
        Kind::HeldOut => "chart-line chart-held-out",
        Kind::Earlier(_) => "chart-line chart-earlier",
        Kind::Mean | Kind::Levels => "chart-line chart-baseline",
    }
}

fn line(svg: &mut String, line: &Line, frame: &Frame) {
    let (x, y) = (frame.right + 6.0, line.label_y);
    let class = class_of(line.kind);
    straight(svg, "chart-leader", [line.end.0, line.end.1, x, y]);
    polyline(svg, class, &line.points);
    straight(svg, class, [x, y, x + PATTERN, y]);
    if line.kind == Kind::Training {
        for (x, y) in line
            .points
            .split(' ')
            .filter_map(|it| it.split_once(','))
            .take(MOST_DOTS)
        {
            dot(svg, x, y);
        }
        dot(svg, &n(x + PATTERN / 2.0), &n(y));
    }
    let place = [x + PATTERN + 4.0, y + frame.font / 3.0];
    text(svg, "chart-label", place, "start", &line.kind.label());
}

/// Draws a network.
#[must_use]
pub fn network(drawing: &Drawing) -> String {
    // With room for the strokes at the edges.
    let [width, height] = [WIDTH + 2.0, HEIGHT + 2.0].map(n);
    let mut svg = String::new();
    add(
        &mut svg,
        &[
            "<svg viewBox=\"-1 -1 ",
            &width,
            " ",
            &height,
            "\" role=\"img\" aria-label=\"",
        ],
    );
    add(&mut svg, &[&drawing.said, "\">"]);
    for [x, y, to_x, to_y] in &drawing.links {
        let middle = n(f64::midpoint(*x, *to_x));
        let [x, y, to_x, to_y] = [*x, *y, *to_x, *to_y].map(n);
        add(
            &mut svg,
            &[
                "<path class=\"network-link\" d=\"M",
                &x,
                ",",
                &y,
                " C",
                &middle,
                ",",
                &y,
            ],
        );
        add(
            &mut svg,
            &[" ", &middle, ",", &to_y, " ", &to_x, ",", &to_y, "\"/>"],
        );
    }
    for it in &drawing.nodes {
        node(&mut svg, it);
    }
    svg + "</svg>"
}

fn node(svg: &mut String, node: &Node) {
    let class = match node.is_result {
        true => "network-node network-result",
        false => "network-node",
    };
    rect(svg, class, [node.x, node.y, node.width, node.height]);
    let x = node.x + INSET;
    // A box with nothing but its name has that in its middle.
    let line = if node.size.is_empty() { 0.6 } else { 0.4 };
    text(
        svg,
        "network-title",
        [x, node.y + node.height * line],
        "start",
        &node.title,
    );
    text(
        svg,
        "network-size",
        [x, node.y + node.height * 0.72],
        "start",
        &node.size,
    );
    if node.bar > 0.0 {
        rect(
            svg,
            "network-bar",
            [x, node.y + node.height - 7.0, node.bar, 3.0],
        );
    }
}

#[cfg(test)]
mod tests {
    use matinee_protocol::{Baselines, Epoch, Preset, Settings};

    use super::*;
    use crate::train::network::{Sizes, drawing};

    /// Expects as many ends as beginnings, and nothing that the page's policy refuses.
    fn check_well_formed(svg: &str) {
        let n_texts = svg.matches("<text").count();
        assert_eq!(n_texts, svg.matches("</text>").count(), "{svg}");
        assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
        assert_eq!(svg.matches('"').count() % 2, 0, "{svg}");
        for refused in ["style=", "NaN", "inf", "?", "<script"] {
            assert!(!svg.contains(refused), "{refused}: {svg}");
        }
    }

    #[test]
    fn the_chart_names_its_lines_and_shows_what_is_read_out() {
        let epochs = (1..=3).map(|epoch| Epoch {
            epoch,
            training: 1.0 / epoch as f32,
            held_out: 1.0,
            is_best: epoch == 1,
        });
        let losses = Losses {
            epochs: epochs.collect(),
            n_epochs: 3,
            n_losses: 3,
            baselines: Some(Baselines {
                mean: 1.25,
                levels: 0.875,
            }),
            earlier: vec![],
        };
        for size in [Size::Wide, Size::Narrow] {
            let svg = chart(&losses, size, Some(2));
            check_well_formed(&svg);
            for name in [
                "learned from",
                "held out",
                "just the mean",
                "averages only",
                "Epoch",
            ] {
                assert!(svg.contains(name), "{name}: {svg}");
            }
            assert!(
                svg.contains("chart-cursor") && svg.contains("chart-best"),
                "{svg}"
            );
            assert!(!chart(&losses, size, None).contains("chart-cursor"));
            check_well_formed(&chart(&Losses::default(), size, None));
        }
    }

    #[test]
    fn every_network_is_drawn() {
        let sizes = Sizes {
            n_users: 943,
            n_movies: 1_339,
            n_user_features: 23,
            n_movie_features: 34,
        };
        for preset in Preset::ALL {
            let svg = network(&drawing(&Settings::of(preset), sizes));
            check_well_formed(&svg);
            assert!(svg.contains("Stars"), "{svg}");
        }
    }
}
