//! What holds of every kind of chart.

use super::*;

/// Expects as many ends as beginnings, and nothing that the page's policy refuses.
pub(crate) fn check_well_formed(svg: &str) {
    let n_texts = svg.matches("<text").count();
    assert_eq!(n_texts, svg.matches("</text>").count(), "{svg}");
    assert!(svg.starts_with("<svg ") && svg.ends_with("</svg>"), "{svg}");
    assert_eq!(svg.matches('"').count() % 2, 0, "{svg}");
    for refused in ["style=", "NaN", "inf", "?", "<script"] {
        assert!(!svg.contains(refused), "{refused}: {svg}");
    }
}

/// x, width of every text in a drawing, and whether it begins, is in the middle or ends there.
fn texts(svg: &str) -> Vec<(f64, f64, String)> {
    let mut found = Vec::new();
    for text in svg.split("<text ").skip(1) {
        let attribute = |name: &str| {
            let (_, rest) = text.split_once(&format!("{name}=\"")).expect(name);
            rest.split('"').next().expect(name).to_owned()
        };
        let (_, said) = text.split_once('>').expect("an end");
        let said = said.split("</text>").next().expect("a text");
        let said = said
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&");
        let width = width_of(&said);
        let x: f64 = attribute(" x").parse().expect("a number");
        let left = match attribute("text-anchor").as_str() {
            "start" => x,
            "middle" => x - width / 2.0,
            _ => x - width,
        };
        found.push((left, left + width, said));
    }
    found
}

fn names() -> Vec<String> {
    ["Just the mean", "Averages", "Seed network", "Matinee"]
        .map(str::to_owned)
        .into()
}

fn lines(reading: Reading) -> Lines {
    let series = names().into_iter().enumerate().map(|(row, name)| Series {
        band: vec![[0.0, 0.9, 1.0], [2.0, 0.8, 0.9]],
        ..Series::of(
            name,
            row,
            [(0.0, 1.0), (1.0, 0.95), (2.0, 0.9 - row as f64 / 100.0)],
        )
    });
    Lines {
        said: "Errors \"fall\".".to_owned(),
        x: Axis::of_steps("Ratings", ["0", "3", "5"].map(str::to_owned).into()),
        y: Axis::new("RMSE, stars", 3),
        series: series.collect(),
        rules: vec![Rule {
            label: "the original".to_owned(),
            at: 0.963,
        }],
        uprights: vec![Rule {
            label: "best".to_owned(),
            at: 1.0,
        }],
        reading,
    }
}

fn bars(direction: Direction) -> Bars {
    let part = |label: &str, style| Part {
        label: label.to_owned(),
        style,
        values: vec![3.0, 0.0, 7.0, 12.0],
    };
    Bars {
        said: "Bars.".to_owned(),
        direction,
        title: "Genre".to_owned(),
        categories: names(),
        axis: Axis::new("movies", 0),
        parts: vec![part("women", 0), part("men", 1)],
        whole: vec![10.0, 10.0, 14.0, 30.0],
        chosen: Some(1),
    }
}

fn dots(n_letters: usize) -> Dots {
    let rows = names().into_iter().enumerate().map(|(row, name)| DotRow {
        label: format!("{name}{}", "m".repeat(n_letters)),
        style: row,
        values: vec![0.9, 0.95],
        mean: 0.925,
        spread: Some([0.9, 0.95]),
        ..DotRow::default()
    });
    Dots {
        said: "Dots.".to_owned(),
        title: "System".to_owned(),
        axis: Axis::new("RMSE, stars", 3),
        rows: rows.collect(),
        rule: Some((0.93, "all people".to_owned())),
    }
}

fn heat() -> Heat {
    let cell = |row: usize| Cell {
        value: (row > 0).then_some(row as f64 - 1.0),
        note: "5 ratings".to_owned(),
        count: "5".to_owned(),
        is_faint: row == 1,
    };
    Heat {
        said: "Cells.".to_owned(),
        columns_title: "Ratings of the person".to_owned(),
        columns: ["few", "many"].map(str::to_owned).into(),
        rows_title: "Ratings of the movie".to_owned(),
        rows: ["few", "many"].map(str::to_owned).into(),
        cells: (0..4).map(cell).collect(),
        unit: "RMSE".to_owned(),
        digits: 2,
        is_difference: true,
    }
}

fn falls() -> Falls {
    Falls {
        said: "A sum.".to_owned(),
        axis: Axis::new("Stars", 2),
        ends: ["Everybody".to_owned(), "Predicted".to_owned()],
        start: 3.5,
        rows: names().into_iter().zip([0.4, -0.25, 0.1, -0.02]).collect(),
        ..Falls::default()
    }
}

fn scatter() -> Scatter {
    let spot = |row: usize| Spot {
        x: (row % 7) as f64,
        y: (row / 7) as f64,
        style: row,
        name: format!("Movie <{row}> & more"),
        note: "drama".to_owned(),
        is_marked: row == 3,
    };
    Scatter {
        said: "A map.".to_owned(),
        kinds: names().into_iter().zip(0..).collect(),
        spots: (0..40).map(spot).collect(),
        window: None,
        most_names: 12,
        ..Scatter::default()
    }
}

fn charts() -> Vec<Chart> {
    vec![
        Chart::Lines(lines(Reading::Across)),
        Chart::Lines(lines(Reading::Along)),
        Chart::Bars(bars(Direction::Right)),
        Chart::Bars(bars(Direction::Up)),
        Chart::Dots(dots(0)),
        Chart::Dots(dots(12)),
        Chart::Falls(falls()),
        Chart::Heat(heat()),
        Chart::Scatter(scatter()),
    ]
}

#[test]
fn every_chart_is_well_formed_and_its_texts_are_within_it() {
    for chart in charts() {
        for size in [Size::Wide, Size::Narrow] {
            for pointed in [None, Some(0), Some(chart.n_points() - 1)] {
                let svg = chart.svg(size, pointed);
                check_well_formed(&svg);
                for (left, right, said) in texts(&svg) {
                    let is_within = left > -1.0 && right < size.width() + 1.0;
                    assert!(
                        is_within,
                        "{said} from {left} to {right} in {chart:?} {size:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn every_point_is_read_out_and_shown_when_it_is() {
    for chart in charts() {
        assert!(chart.n_points() > 1, "{chart:?}");
        for point in 0..chart.n_points() {
            assert!(chart.read_out(point).ends_with('.'), "{point} of {chart:?}");
            let plain = chart.svg(Size::Wide, None);
            assert_ne!(
                plain,
                chart.svg(Size::Wide, Some(point)),
                "{point} of {chart:?}"
            );
        }
        assert_eq!(chart.read_out(chart.n_points()), "");
    }
}

#[test]
fn a_pointer_finds_the_first_point_on_one_side_and_the_last_on_the_other() {
    for chart in charts() {
        for size in [Size::Wide, Size::Narrow] {
            let corners = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0]];
            let found: Vec<usize> = corners
                .iter()
                .map(|it| chart.nearest(size, *it).expect("a point"))
                .collect();
            assert!(found.iter().all(|it| *it < chart.n_points()), "{found:?}");
            assert!(
                found.iter().any(|it| *it != found[0]),
                "{found:?} of {chart:?}"
            );
        }
    }
}

#[test]
fn an_empty_chart_is_drawn_and_has_nothing_to_read() {
    for chart in [
        Chart::Lines(Lines::default()),
        Chart::Dots(Dots::default()),
        Chart::Falls(Falls::default()),
        Chart::Heat(Heat::default()),
        Chart::Scatter(Scatter::default()),
    ] {
        check_well_formed(&chart.svg(Size::Narrow, None));
        assert_eq!(chart.n_points(), 0);
        assert_eq!(chart.nearest(Size::Wide, [0.5, 0.5]), None);
    }
}

#[test]
fn lines_are_read_out_by_name() {
    let chart = Chart::Lines(lines(Reading::Across));
    assert_eq!(
        chart.read_out(2),
        "Ratings 5: Just the mean 0.900, Averages 0.890, Seed network 0.880, Matinee 0.870."
    );
    let dots = Chart::Dots(dots(0));
    assert_eq!(
        dots.read_out(3),
        "Matinee: RMSE, stars 0.925, from 0.900 to 0.950."
    );
    let heat = Chart::Heat(heat());
    assert_eq!(
        heat.read_out(3),
        "Ratings of the movie many, Ratings of the person many: RMSE +2.00, 5 ratings."
    );
}

#[test]
fn names_that_do_not_fit_beside_their_lines_stand_below() {
    let wide = lines(Reading::Across).svg(Size::Wide, None);
    let mut long = lines(Reading::Across);
    long.series[0].label = "A factorisation by turns".to_owned();
    let narrow = long.svg(Size::Narrow, None);
    assert!(wide.contains("chart-leader"), "{wide}");
    assert!(!narrow.contains("chart-leader"), "{narrow}");
    for series in &long.series {
        assert!(narrow.contains(&series.label), "{}", series.label);
    }
}

#[test]
fn every_spot_is_drawn_though_those_of_a_kind_are_one_shape() {
    let svg = scatter().svg(Size::Wide, None);
    let paths: Vec<&str> = svg.split("<path ").skip(1).collect();
    assert_eq!(paths.len(), 8, "one of each style: {svg}");
    let n_spots: usize = paths
        .iter()
        .map(|path| {
            path.split("/>")
                .next()
                .expect("an end")
                .matches('M')
                .count()
        })
        .sum();
    // One of forty is looked at, and drawn by itself.
    assert_eq!(n_spots, 39);
    assert!(svg.contains("chart-spot is-marked"), "{svg}");
}

#[test]
fn what_is_pointed_at_lies_over_a_drawing_of_many_parts() {
    for chart in charts() {
        let over = chart.over(Size::Wide, Some(0));
        assert_eq!(over.is_some(), matches!(chart, Chart::Scatter(_)));
        let Some(over) = over else {
            continue;
        };
        check_well_formed(&over);
        let whole = chart.svg(Size::Wide, Some(0));
        assert!(over.contains("chart-ring") && whole.contains("chart-ring"));
        let [over, whole] =
            [&over, &whole].map(|it| it.split('>').next().and_then(|it| it.split('"').nth(1)));
        assert_eq!(over, whole, "another box");
        assert_eq!(chart.over(Size::Wide, None), Some(String::new()));
    }
}

#[test]
fn titles_are_text_and_never_markup() {
    let svg = scatter().svg(Size::Wide, None);
    assert!(svg.contains("Movie &lt;3&gt; &amp; more"), "{svg}");
}

#[test]
fn a_sum_is_read_out_row_by_row() {
    let chart = Chart::Falls(falls());
    assert_eq!(chart.n_points(), 6);
    assert_eq!(chart.read_out(0), "Everybody: 3.50.");
    assert_eq!(
        chart.read_out(2),
        "Averages: \u{2212}0.25, which makes 3.65."
    );
    assert_eq!(chart.read_out(5), "Predicted: 3.73.");
}
