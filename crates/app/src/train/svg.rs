//! The drawings of the Train view as SVG: the chart of losses and the network.
//!
//! They are texts: as views, each of their elements would be code that a visitor has to download. Nothing that
//! a visitor wrote is in them.

use super::chart::{Chart, Kind, Line, Losses, frame};
use super::network::{Drawing, HEIGHT, INSET, Node, WIDTH};
use crate::charts::{Frame, Shape, Size, Svg, joined};

/// Half of the mark around the best checkpoint, in units of the drawing.
const MARK: f64 = 6.0;
/// Radius of round corners.
const ROUND: f64 = 4.0;
/// Radius of a dot.
const DOT: f64 = 3.5;
/// Length of the pattern before a line's name.
const PATTERN: f64 = 16.0;
/// Points are marked up to so many.
const MOST_DOTS: usize = 40;

/// Draws the chart of losses; `pointed` is the epoch that is read out, where one is pointed at.
#[must_use]
pub fn chart(losses: &Losses, size: Size, pointed: Option<u32>) -> String {
    let frame = frame(size);
    let chart = Chart::of(losses, size);
    let said = ["Errors by epoch. ", &losses.in_words()].concat();
    let mut svg = Svg::new(frame.width, frame.height, &said);
    axes(&mut svg, &chart, &frame);
    svg.polygon("chart-gap", &chart.gap);
    if let Some(epoch) = losses.read(pointed).filter(|_| pointed.is_some()) {
        let x = losses.x(&frame, epoch.epoch);
        svg.straight("chart-cursor", [x, frame.top, x, frame.bottom]);
    }
    for it in &chart.lines {
        line(&mut svg, it, &frame);
    }
    if let Some((x, y)) = chart.best {
        let place = [x - MARK, y - MARK, 2.0 * MARK, 2.0 * MARK];
        svg.rect("chart-best", place, ROUND);
    }
    svg.finish()
}

fn axes(svg: &mut Svg, chart: &Chart, frame: &Frame) {
    let title = "Squared error, stars\u{b2} (less is better)";
    svg.text("chart-axis", [0.0, frame.font], "start", title);
    let below = [frame.middle(), frame.height - 6.0];
    svg.text("chart-axis", below, "middle", "Epoch");
    for (y, said) in &chart.losses {
        svg.straight("chart-grid", [frame.left, *y, frame.right, *y]);
        svg.text("chart-number", [frame.left - 6.0, y + 5.0], "end", said);
    }
    for (x, epoch) in &chart.epochs {
        let place = [*x, frame.bottom + 19.0];
        svg.text("chart-number", place, "middle", &epoch.to_string());
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

fn line(svg: &mut Svg, line: &Line, frame: &Frame) {
    let (x, y) = (frame.right + 6.0, line.label_y);
    let class = class_of(line.kind);
    svg.straight("chart-leader", [line.end.0, line.end.1, x, y]);
    svg.polyline(class, &joined(&line.points));
    svg.straight(class, [x, y, x + PATTERN, y]);
    if line.kind == Kind::Training {
        for (x, y) in line.points.iter().take(MOST_DOTS) {
            svg.mark("chart-dot", Shape::Circle, [*x, *y], DOT);
        }
        svg.mark("chart-dot", Shape::Circle, [x + PATTERN / 2.0, y], DOT);
    }
    let place = [x + PATTERN + 4.0, y + frame.font / 3.0];
    svg.text("chart-label", place, "start", &line.kind.label());
}

/// Draws a network.
#[must_use]
pub fn network(drawing: &Drawing) -> String {
    // With room for the strokes at the edges.
    let mut svg = Svg::of_box([-1.0, -1.0, WIDTH + 2.0, HEIGHT + 2.0], &drawing.said);
    for [x, y, to_x, to_y] in &drawing.links {
        svg.curve("network-link", [*x, *y], [*to_x, *to_y]);
    }
    for it in &drawing.nodes {
        node(&mut svg, it);
    }
    svg.finish()
}

fn node(svg: &mut Svg, node: &Node) {
    let class = match node.is_result {
        true => "network-node network-result",
        false => "network-node",
    };
    svg.rect(class, [node.x, node.y, node.width, node.height], ROUND);
    let x = node.x + INSET;
    // A box with nothing but its name has that in its middle.
    let line = if node.size.is_empty() { 0.6 } else { 0.4 };
    let title = [x, node.y + node.height * line];
    svg.text("network-title", title, "start", &node.title);
    let size = [x, node.y + node.height * 0.72];
    svg.text("network-size", size, "start", &node.size);
    if node.bar > 0.0 {
        let bar = [x, node.y + node.height - 7.0, node.bar, 3.0];
        svg.rect("network-bar", bar, ROUND);
    }
}

#[cfg(test)]
mod tests {
    use matinee_protocol::{Baselines, Epoch, Preset, Settings};

    use super::*;
    use crate::charts::testing::check_well_formed;
    use crate::train::network::{Sizes, drawing};

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
