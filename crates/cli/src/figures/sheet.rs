//! A chart on paper of its own: a file that needs no style sheet.

use matinee_app::charts::{Chart, Size};
use matinee_core::escape::push_escaped;

/// A chart with a heading.
pub(super) struct Sheet {
    /// Heading.
    pub(super) title: String,
    /// One line below it.
    pub(super) subtitle: String,
    /// What the picture shows, for those who do not see it.
    pub(super) description: String,
    /// The chart; nothing where there is nothing to draw.
    pub(super) chart: Option<Chart>,
}

/// Of the paper, around the chart.
const MARGIN: f64 = 40.0;
/// Where the chart begins, below the heading.
const TOP: f64 = 112.0;

/// The page's palette by daylight, in hexadecimal because many viewers of SVG do not know `oklch`. A figure brings
/// its paper along, so that it reads on dark backgrounds too.
const STYLE: &str = "\
.paper{fill:#faf6ee}.frame{fill:none;stroke:#dbd3c6}
text{font-family:system-ui,'Segoe UI','Helvetica Neue',Arial,sans-serif;font-size:14px;fill:#271a12;\
font-variant-numeric:tabular-nums}
.title{font-family:Georgia,'Iowan Old Style','Times New Roman',serif;font-size:28px;font-weight:700}
.soft,.chart-number,.chart-axis{fill:#604e43}
.rule{fill:#b7191c}.chart-bar,.style-0{fill:#b7191c}.style-6{fill:#6f655e}.chart-whole{fill:#ece4d8}
.chart-grid{stroke:#e4dccf}.chart-base{fill:none;stroke:#604e43;stroke-width:1.25}
.chart-line{fill:none;stroke:#604e43;stroke-width:2;stroke-linejoin:round}
.chart-line.style-0{fill:none;stroke:#b7191c;stroke-width:3}.chart-line.style-6{stroke-dasharray:1 4}
.chart-rule{fill:none;stroke:#604e43;stroke-width:1.5;stroke-dasharray:6 5}
.chart-leader{fill:none;stroke:#dbd3c6}.chart-mark{stroke:#faf6ee}";

impl Sheet {
    /// Writes it as a file.
    pub(super) fn svg(&self) -> String {
        let chart = self.chart.as_ref();
        let chart = chart.map(|it| it.svg(Size::Wide, None)).unwrap_or_default();
        let height = height(&chart);
        // As large as it says, somewhere else.
        let chart = chart.replacen(
            "<svg ",
            &format!(
                "<svg x=\"{MARGIN}\" y=\"{TOP}\" width=\"{}\" height=\"{height}\" ",
                Size::Wide.width()
            ),
            1,
        );
        let (width, height) = (Size::Wide.width() + 2.0 * MARGIN, TOP + height + MARGIN);
        let [title, subtitle, description] =
            [&self.title, &self.subtitle, &self.description].map(|text| {
                let mut escaped = String::new();
                push_escaped(&mut escaped, text);
                escaped
            });
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" aria-labelledby="title description">
<title id="title">{title}</title>
<desc id="description">{description}</desc>
<style>{STYLE}</style>
<rect width="{width}" height="{height}" rx="14" class="paper"/>
<rect x=".5" y=".5" width="{}" height="{}" rx="13.5" class="frame"/>
<rect x="{MARGIN}" y="30" width="44" height="5" class="rule"/>
<text x="{MARGIN}" y="68" class="title">{title}</text>
<text x="{MARGIN}" y="93" class="soft">{subtitle}</text>
{chart}</svg>
"#,
            width - 1.0,
            height - 1.0
        )
    }
}

/// The height of a drawing: the last number of its box; none of nothing.
fn height(chart: &str) -> f64 {
    let (_, rest) = chart.split_once("viewBox=\"").unwrap_or_default();
    let size = rest.split('"').next().unwrap_or_default();
    let last = size.rsplit(' ').next().unwrap_or_default();
    last.parse().unwrap_or(0.0)
}

#[cfg(test)]
mod tests {
    use matinee_app::charts::{Axis, DotRow, Dots};

    use super::*;

    fn sheet(chart: Option<Chart>) -> Sheet {
        Sheet {
            title: "<b>&".to_owned(),
            subtitle: "Below".to_owned(),
            description: "What it shows".to_owned(),
            chart,
        }
    }

    #[test]
    fn a_title_cannot_break_the_markup() {
        let svg = sheet(None).svg();
        assert!(svg.contains("&lt;b&gt;&amp;"), "{svg}");
        assert!(!svg.contains("<b>"), "{svg}");
    }

    #[test]
    fn the_paper_is_as_high_as_the_chart_on_it() {
        let dots = Chart::Dots(Dots {
            axis: Axis::new("Stars", 1),
            rows: ["a", "b"]
                .map(|label| DotRow {
                    label: label.to_owned(),
                    mean: label.len() as f64,
                    ..DotRow::default()
                })
                .into(),
            ..Dots::default()
        });
        let high = height(&dots.svg(Size::Wide, None));
        assert!(high > 50.0, "{high}");
        let svg = sheet(Some(dots)).svg();
        assert!(
            svg.contains(&format!("height=\"{}\"", TOP + high + MARGIN)),
            "{svg}"
        );
        assert_eq!(svg.matches("<svg ").count(), 2);
        assert_eq!(height(""), 0.0);
    }
}
