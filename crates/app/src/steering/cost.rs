//! What a lever costs on the test set, read off the curves that a model carries.

use crate::levers::{Lever, Levers};
use crate::words;
use matinee_core::decimal::decimal;
use matinee_engine::artifact::{Curve, CurvePoint};

/// A lever's price at one strength.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// The list without steering.
    plain: CurvePoint,
    /// The steered one.
    steered: CurvePoint,
    /// Strength up to which was measured, where the lever is beyond it.
    ends_at: Option<f32>,
}

/// The curve of a lever among those of a model; `None` where none was measured.
#[must_use]
pub fn curve_of(curves: &[Curve], lever: Lever) -> Option<&Curve> {
    let name = match lever {
        Lever::Stars => "blend",
        Lever::Obscure => "discount",
        Lever::Varied => "variety",
    };
    curves.iter().find(|curve| curve.lever == name)
}

/// On what the costs were measured, and how far they can be trusted; nothing for a model without
/// curves.
#[must_use]
pub fn measured_on(curves: &[Curve], levers: Levers) -> String {
    let Some(curve) = curves.first() else {
        return String::new();
    };
    let n_moved = Lever::ALL
        .into_iter()
        .filter(|lever| lever.of(levers) != lever.rest())
        .count();
    let together = match n_moved {
        0 | 1 => "",
        _ => ": together they may cost more",
    };
    format!(
        "Cost on {}\u{2019}s test rows, for lists of 10 out of all movies, each lever alone{together}.",
        curve.protocol
    )
}

impl Cost {
    /// The price of a lever at `percent`, between the measured points in a straight line. `None`
    /// for a curve without points, or without one for the list that is not steered.
    #[must_use]
    pub fn at(curve: &Curve, lever: Lever, percent: u8) -> Option<Self> {
        let strength = lever.strength(percent);
        let plain = *curve.points.iter().find(|it| it.strength == 0.0)?;
        let last = *curve.points.last()?;
        let above = curve.points.iter().position(|it| it.strength >= strength);
        let steered = match above {
            None => last,
            Some(0) => curve.points[0],
            Some(row) => between(&curve.points[row - 1], &curve.points[row], strength),
        };
        Some(Self {
            plain,
            steered,
            ends_at: above.is_none().then_some(last.strength),
        })
    }

    /// `Nearly as accurate: NDCG@10 0.473 instead of 0.478, coverage 21 % instead of 17 %`.
    #[must_use]
    pub fn said(&self, lever: Lever, percent: u8) -> String {
        let (now, plain) = (&self.steered, &self.plain);
        let ndcg = |point: &CurvePoint| decimal(point.ndcg, 3);
        let (name, gain): (&str, fn(&CurvePoint) -> String) = match lever {
            Lever::Stars => ("disliked", |it| words::percent(it.disliked.into())),
            Lever::Obscure => ("coverage", |it| words::percent(it.coverage.into())),
            Lever::Varied => ("distance", |it| decimal(it.distance, 2)),
        };
        if percent == lever.rest() {
            return format!("No cost: NDCG@10 {}, {name} {}", ndcg(plain), gain(plain));
        }
        let from = match self.ends_at {
            None => String::new(),
            Some(end) => format!(
                "At {}, the most that was measured: ",
                words::percent(end.into())
            ),
        };
        let accuracy = accuracy(match plain.ndcg > 0.0 {
            true => now.ndcg / plain.ndcg,
            // Of nothing nothing can be lost.
            false => 1.0,
        });
        let accuracy = match from.is_empty() {
            true => accuracy.to_owned(),
            false => accuracy.to_ascii_lowercase(),
        };
        format!(
            "{from}{accuracy}: NDCG@10 {} instead of {}, {name} {} instead of {}",
            ndcg(now),
            ndcg(plain),
            gain(now),
            gain(plain)
        )
    }
}

/// How much of the accuracy is left, in words.
fn accuracy(share: f32) -> &'static str {
    match share {
        _ if share >= 0.995 => "As accurate",
        _ if share >= 0.97 => "Nearly as accurate",
        _ if share >= 0.9 => "A little less accurate",
        _ if share >= 0.75 => "Less accurate",
        _ => "Much less accurate",
    }
}

fn between(a: &CurvePoint, b: &CurvePoint, strength: f32) -> CurvePoint {
    let share = (strength - a.strength) / (b.strength - a.strength);
    let mix = |of: fn(&CurvePoint) -> f32| of(a) + share * (of(b) - of(a));
    CurvePoint {
        strength,
        ndcg: mix(|it| it.ndcg),
        disliked: mix(|it| it.disliked),
        coverage: mix(|it| it.coverage),
        distance: mix(|it| it.distance),
        ..*a
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve() -> Curve {
        let point = |strength, ndcg, coverage, distance| CurvePoint {
            strength,
            ndcg,
            graded_ndcg: 0.0,
            stars_given: 0.0,
            low_places: 0.0,
            disliked: 0.0,
            recall: 0.0,
            coverage,
            novelty: 0.0,
            distance,
            calibration: 0.0,
            gini: 0.0,
        };
        Curve {
            lever: "discount".into(),
            protocol: "u1".into(),
            points: vec![
                point(0.0, 0.5, 0.1, 0.7),
                point(0.2, 0.48, 0.2, 0.8),
                point(0.8, 0.24, 0.5, 0.9),
            ],
        }
    }

    fn said(percent: u8) -> String {
        let cost = Cost::at(&curve(), Lever::Obscure, percent).expect("the curve has points");
        cost.said(Lever::Obscure, percent)
    }

    #[test]
    fn a_cost_between_two_points_lies_on_the_line_between_them() {
        let cost = Cost::at(&curve(), Lever::Obscure, 10).expect("the curve has points");
        assert!((cost.steered.ndcg - 0.49).abs() < 1e-6);
        assert!((cost.steered.coverage - 0.15).abs() < 1e-6);
        assert!((cost.steered.distance - 0.75).abs() < 1e-6);
    }

    #[test]
    fn a_measured_point_is_said_as_it_is() {
        assert_eq!(
            said(20),
            "A little less accurate: NDCG@10 0.480 instead of 0.500, coverage 20 % instead of 10 %"
        );
    }

    #[test]
    fn a_lever_at_rest_has_the_plain_lists_numbers() {
        assert_eq!(said(0), "No cost: NDCG@10 0.500, coverage 10 %");
    }

    #[test]
    fn nothing_is_claimed_beyond_what_was_measured() {
        let said = said(95);
        assert!(
            said.starts_with(
                "At 80 %, the most that was measured: much less accurate: NDCG@10 0.240"
            ),
            "{said}"
        );
    }

    #[test]
    fn where_no_list_hit_anything_nothing_can_be_lost() {
        let mut curve = curve();
        for point in &mut curve.points {
            point.ndcg = 0.0;
        }
        let cost = Cost::at(&curve, Lever::Obscure, 20).expect("the curve has points");
        let said = cost.said(Lever::Obscure, 20);
        assert!(said.starts_with("As accurate: NDCG@10 0.000"), "{said}");
    }

    #[test]
    fn variety_is_paid_for_in_distance() {
        let cost = Cost::at(&curve(), Lever::Varied, 20).expect("the curve has points");
        let said = cost.said(Lever::Varied, 20);
        assert!(said.ends_with("distance 0.80 instead of 0.70"), "{said}");
    }

    #[test]
    fn a_lever_that_rests_in_the_middle_has_its_price_on_either_side() {
        let point = |strength, ndcg, disliked| CurvePoint {
            strength,
            ndcg,
            disliked,
            ..curve().points[0]
        };
        let curve = Curve {
            lever: "blend".into(),
            points: vec![
                point(-1.0, 0.4, 0.06),
                point(0.0, 0.5, 0.04),
                point(1.0, 0.1, 0.02),
            ],
            ..curve()
        };
        let said = |percent| {
            let cost = Cost::at(&curve, Lever::Stars, percent).expect("the curve has points");
            cost.said(Lever::Stars, percent)
        };
        assert_eq!(said(50), "No cost: NDCG@10 0.500, disliked 4 %");
        assert_eq!(
            said(25),
            "A little less accurate: NDCG@10 0.450 instead of 0.500, disliked 5 % instead of 4 %"
        );
        assert!(said(100).starts_with("Much less accurate: NDCG@10 0.100"));
    }

    #[test]
    fn each_lever_has_the_curve_that_was_measured_of_it() {
        let curves = [curve()];
        assert_eq!(curve_of(&curves, Lever::Obscure), Some(&curves[0]));
        assert_eq!(curve_of(&curves, Lever::Varied), None);
    }

    #[test]
    fn the_test_rows_are_named_and_two_levers_are_not_added_up() {
        let levers = Lever::Obscure.put(Levers::default(), 20);
        let one = measured_on(&[curve()], levers);
        assert!(one.contains("u1\u{2019}s test rows"), "{one}");
        assert!(one.ends_with("each lever alone."), "{one}");
        let both = measured_on(&[curve()], Lever::Varied.put(levers, 30));
        assert!(both.ends_with("together they may cost more."), "{both}");
    }

    #[test]
    fn a_model_without_curves_says_nothing_of_cost() {
        assert_eq!(measured_on(&[], Levers::default()), "");
        assert_eq!(curve_of(&[], Lever::Obscure), None);
    }

    #[test]
    fn a_curve_without_points_has_no_cost() {
        let empty = Curve {
            points: Vec::new(),
            ..curve()
        };
        assert_eq!(Cost::at(&empty, Lever::Obscure, 10), None);
    }
}
