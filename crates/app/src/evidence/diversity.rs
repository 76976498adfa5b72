//! More than the usual: what each lever gains and costs, on the model's curves; and how the places of all
//! lists are spread over the movies.

use matinee_core::decimal::decimal;
use matinee_core::domain::MovieIdx;
use matinee_core::order;
use matinee_engine::artifact::{Curve, CurvePoint, Manifest};
use matinee_engine::engine::{Engine, Person, Request, Steering};

use super::figure::{Figure, How, cell, system_name, system_style};
use super::results::{ExposureResults, ResultsFile};
use crate::charts::{Axis, Chart, Lines, Point, Reading, Rule, Series, Table};
use crate::format::percent;

/// What the page calls the lever of a curve.
fn lever(name: &str) -> &str {
    match name {
        "discount" => "less familiar",
        "variety" => "varied",
        "blend" => "by stars",
        "calibration" => "calibrated",
        other => other,
    }
}

/// A part of the plain order that is worth asking for: what the claim is about.
const PRICE: f32 = 0.05;

/// The most distance that a lever gives for [`PRICE`] of the order.
fn bought(curve: &Curve) -> Option<(f32, f32)> {
    let plain = plain(curve)?;
    let is_cheap = |it: &&CurvePoint| it.ndcg >= plain.ndcg * (1.0 - PRICE);
    let distances = curve.points.iter().filter(is_cheap).map(|it| it.distance);
    Some((plain.distance, distances.fold(plain.distance, f32::max)))
}

fn plain(curve: &Curve) -> Option<&CurvePoint> {
    curve.points.iter().find(|it| it.strength == 0.0)
}

/// What every lever gains and costs: order against how unlike the movies of a list are. `own` is that of the
/// reader's list, where there is one.
#[must_use]
pub fn frontier(manifest: &Manifest, own: Option<f64>) -> Option<Figure> {
    let curves: Vec<&Curve> = manifest
        .curves
        .iter()
        .filter(|it| it.points.len() > 1)
        .collect();
    let best = curves
        .iter()
        .filter_map(|it| Some((*it, bought(it)?)))
        .max_by(|a, b| a.1.1.total_cmp(&b.1.1))?;
    let series = curves.iter().zip(0..).map(|(curve, style)| {
        let point = |it: &CurvePoint| Point {
            x: it.distance.into(),
            y: it.ndcg.into(),
            name: format!("at {}", decimal(it.strength, 1)),
        };
        Series {
            label: lever(&curve.lever).to_owned(),
            style,
            points: curve.points.iter().map(point).collect(),
            band: Vec::new(),
        }
    });
    let (curve, (from, to)) = best;
    let claim = match to > from {
        true => format!(
            "For {} of the order, the lever \u{201c}{}\u{201d} lifts the distance within a list from {} to {}.",
            percent(PRICE.into()),
            lever(&curve.lever),
            decimal(from, 2),
            decimal(to, 2)
        ),
        false => format!(
            "No lever makes lists less alike for {} of the order.",
            percent(PRICE.into())
        ),
    };
    let own_words = own.map(|it| {
        format!(
            " The list on Tonight now has a distance of {}: the dashed line upwards.",
            decimal(it, 2)
        )
    });
    let rows = curves.iter().flat_map(|curve| {
        curve.points.iter().map(|it| {
            [
                lever(&curve.lever).to_owned(),
                decimal(it.strength, 2),
                decimal(it.ndcg, 4),
                decimal(it.distance, 4),
                decimal(it.coverage, 4),
                decimal(it.novelty, 3),
                decimal(it.calibration, 4),
                decimal(it.gini, 4),
            ]
        })
    });
    let table = Table::new(
        [
            "lever",
            "strength",
            "NDCG@10",
            "distance",
            "coverage",
            "novelty",
            "calibration",
            "Gini",
        ],
        rows,
    );
    Some(Figure {
        note: format!(
            "Each mark is a strength of a lever. Distance is 0 where all movies of a list have the same \
             genres and 1 where no two share one.{}",
            own_words.unwrap_or_default()
        ),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Distance of genres within a list", 2),
            y: Axis::new("Order (NDCG@10)", 3),
            series: series.collect(),
            uprights: own
                .map(|at| Rule {
                    label: "this list".to_owned(),
                    at,
                })
                .into_iter()
                .collect(),
            reading: Reading::Along,
            ..Lines::default()
        }),
        table,
        claim,
        how: How::of_model(
            manifest,
            format!(
                "Rows {}: a model that was trained without them, its lists steered at every strength.",
                curve.protocol
            ),
        ),
    })
}

/// What a lever changes in a list, in movies.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which lever, how far, and how many movies give way.
    pub said: String,
    /// Those that give way, the best first.
    pub goes: Vec<MovieIdx>,
    /// Those that take their places.
    pub comes: Vec<MovieIdx>,
}

/// What each lever changes in somebody's list of ten where it costs as much of the order as [`frontier`] speaks of.
/// `request` says among which movies.
#[must_use]
pub fn price(engine: &Engine, person: &Person, request: &Request) -> Vec<Change> {
    changes(engine, &engine.manifest().curves, person, request)
}

fn changes(engine: &Engine, curves: &[Curve], person: &Person, request: &Request) -> Vec<Change> {
    let list = |steering: Steering| -> Vec<MovieIdx> {
        let request = Request {
            k: LENGTH,
            steering,
            ..request.clone()
        };
        let entries = engine.recommend_for(person, &request).into_iter();
        entries.map(|it| it.movie).collect()
    };
    let plain = list(Steering::default());
    let change = |curve: &Curve| {
        let strength = affordable(curve)?;
        let mut steering = Steering::default();
        match curve.lever.as_str() {
            "discount" => steering.discount = strength,
            "variety" => steering.variety = strength,
            "blend" => steering.blend = strength,
            // The page has no control for others.
            _ => return None,
        }
        let steered = list(steering);
        let without = |some: &[MovieIdx], others: &[MovieIdx]| -> Vec<MovieIdx> {
            let some = some.iter().filter(|it| !others.contains(it));
            some.copied().collect()
        };
        let (goes, comes) = (without(&plain, &steered), without(&steered, &plain));
        let n = match comes.len() {
            0 => "no movie gives way".to_owned(),
            n => format!("{n} of {LENGTH} give way"),
        };
        Some(Change {
            said: format!(
                "\u{201c}{}\u{201d} at {}: {n}.",
                lever(&curve.lever),
                decimal(strength, 1)
            ),
            goes,
            comes,
        })
    };
    curves.iter().filter_map(change).collect()
}

/// Movies of a list.
const LENGTH: usize = 10;

/// The furthest that a lever goes for [`PRICE`] of the order; nothing where its first step costs more.
fn affordable(curve: &Curve) -> Option<f32> {
    let plain = plain(curve)?;
    let rising = curve.points.iter().filter(|it| it.strength > 0.0);
    let mut rising: Vec<&CurvePoint> = rising.collect();
    order::sort(&mut rising, &|a, b| a.strength.total_cmp(&b.strength));
    let cheap = rising
        .into_iter()
        .take_while(|it| it.ndcg >= plain.ndcg * (1.0 - PRICE));
    cheap.last().map(|it| it.strength)
}

/// How the places of all first tens are spread over the movies, system by system.
#[must_use]
pub fn exposure(results: &ExposureResults) -> Option<Figure> {
    let systems: Vec<_> = results
        .systems
        .iter()
        .filter(|it| it.lorenz.len() > 1)
        .collect();
    let own = systems
        .iter()
        .find(|it| it.system.key == "hybrid")
        .or(systems.first())?;
    let name = |key: &str, title: &str| system_name(key, title);
    let claim = format!(
        "The ten movies that {} shows most fill {} of all places; {} of the movies are shown to somebody.",
        name(&own.system.key, &own.system.title),
        percent(own.top_ten.into()),
        percent(own.coverage.into())
    );
    let alike = Series::of("all alike", 7, [(0.0, 0.0), (1.0, 1.0)]);
    let series = systems.iter().map(|it| {
        let points = it
            .lorenz
            .iter()
            .map(|[x, y]| (f64::from(*x), f64::from(*y)));
        let key = it.system.key.as_str();
        Series::of(name(key, &it.system.title), system_style(key), points)
    });
    let rows = results.systems.iter().map(|it| {
        [
            name(&it.system.key, &it.system.title),
            cell(Some(it.coverage), 4),
            cell(Some(it.gini), 4),
            cell(Some(it.top_ten), 4),
        ]
    });
    Some(Figure {
        note: format!(
            "All {} movies in order of how often they are shown, the least first. The further a line hangs \
             below the diagonal, the fewer movies have all the places.",
            results.n_movies
        ),
        chart: Chart::Lines(Lines {
            said: claim.clone(),
            x: Axis::new("Share of the movies", 2),
            y: Axis::new("Share of all places", 2),
            series: series.chain([alike]).collect(),
            reading: Reading::Along,
            ..Lines::default()
        }),
        table: Table::new(["system", "coverage", "Gini", "ten most shown"], rows),
        claim,
        how: How::of(&results.head, ResultsFile::Exposure),
    })
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::UserIdx;

    use super::*;
    use crate::evidence::examples::read;

    fn point(strength: f32, ndcg: f32, distance: f32) -> CurvePoint {
        CurvePoint {
            strength,
            ndcg,
            graded_ndcg: 0.0,
            disliked: 0.0,
            stars_given: 0.0,
            low_places: 0.0,
            recall: 0.0,
            coverage: 0.0,
            novelty: 0.0,
            distance,
            calibration: 0.0,
            gini: 0.0,
        }
    }

    #[test]
    fn what_a_lever_buys_is_what_its_price_allows() {
        let curve = Curve {
            lever: "variety".to_owned(),
            protocol: "u1".to_owned(),
            points: vec![
                point(0.0, 0.5, 0.6),
                point(0.3, 0.48, 0.7),
                point(0.6, 0.4, 0.8),
            ],
        };
        assert_eq!(bought(&curve), Some((0.6, 0.7)));
    }

    /// A curve with these orders at rising strengths.
    fn curve(lever: &str, ndcgs: [f32; 4]) -> Curve {
        let points = [0.0, 0.2, 0.4, 0.6].into_iter().zip(ndcgs);
        Curve {
            lever: lever.to_owned(),
            protocol: "u1".to_owned(),
            points: points
                .map(|(strength, ndcg)| point(strength, ndcg, 0.5))
                .collect(),
        }
    }

    #[test]
    fn a_lever_goes_as_far_as_its_price_allows_and_not_beyond_a_dear_step() {
        let strength = |ndcgs| affordable(&curve("variety", ndcgs));
        assert_eq!(strength([0.5, 0.49, 0.48, 0.3]), Some(0.4));
        assert_eq!(strength([0.5, 0.3, 0.49, 0.49]), None);
    }

    #[test]
    fn as_many_movies_come_as_go() {
        let file = include_bytes!("../../../engine/fixtures/made-up.matinee");
        let engine = Engine::open(file).unwrap();
        let person = engine.person(UserIdx(0));
        let curves = ["discount", "variety", "calibration"].map(|it| curve(it, [0.5; 4]));
        let changes = changes(&engine, &curves, &person, &Request::default());
        assert_eq!(changes.len(), 2, "the page has no control for calibration");
        assert!(changes.iter().any(|it| !it.comes.is_empty()), "{changes:?}");
        for change in changes {
            assert_eq!(change.goes.len(), change.comes.len(), "{change:?}");
            assert!(change.said.ends_with("way."), "{change:?}");
        }
    }

    #[test]
    fn exposure_is_drawn_beside_all_alike() {
        let figure = exposure(&read()).unwrap();
        assert!(figure.claim.contains('%'), "{}", figure.claim);
        let Chart::Lines(lines) = &figure.chart else {
            panic!("{figure:?}");
        };
        assert_eq!(lines.series.last().unwrap().label, "all alike");
    }
}
