//! What each lever of the engine costs, and what it gains.

use matinee_core::domain::Rating;
use matinee_engine::artifact::{Curve, CurvePoint};
use matinee_engine::engine::{Engine, Request, Steering};

use super::K;
use super::lists::{ListQuality, Listed, Relevance, TrainingView, top_n};

/// Strengths at which a lever is measured: dense where the lists still please.
const STRENGTHS: [f32; 6] = [0.0, 0.1, 0.2, 0.3, 0.5, 0.8];
/// The same of one that goes to either side.
const SIDES: [f32; 9] = [-1.0, -0.5, -0.2, 0.0, 0.2, 0.5, 0.8, 0.9, 1.0];

/// A name, strengths, and the steering by this lever alone.
type Lever = (&'static str, &'static [f32], fn(f32) -> Steering);

/// As [`Steering`] has them.
const LEVERS: [Lever; 4] = [
    ("blend", &SIDES, |blend| Steering {
        blend,
        ..Steering::default()
    }),
    ("discount", &STRENGTHS, |discount| Steering {
        discount,
        ..Steering::default()
    }),
    ("variety", &STRENGTHS, |variety| Steering {
        variety,
        ..Steering::default()
    }),
    ("calibration", &STRENGTHS, |calibration| Steering {
        calibration,
        ..Steering::default()
    }),
];

/// The lists of each lever alone at rising strengths, by the rules of [`Protocol::Folds`](super::Protocol::Folds) on the rows that
/// are called `name`. `training` must be what the engine's people have rated.
///
/// Empty when nobody likes anything of `test`.
#[must_use]
pub fn curves(
    engine: &Engine,
    training: &TrainingView<'_>,
    test: &[Rating],
    name: &str,
) -> Vec<Curve> {
    let point = |strength: f32, steering: Steering| {
        let request = Request {
            steering,
            ..Request::plain(K)
        };
        let quality = top_n(training, test, Relevance::Liked, K, |user| {
            let list = engine.recommend_for(&engine.person(user), &request);
            Some(list.into_iter().map(Listed::from).collect())
        })?;
        Some(point_of(strength, &quality))
    };
    LEVERS
        .into_iter()
        .filter_map(|(lever, strengths, steer)| {
            let points = strengths.iter().map(|it| point(*it, steer(*it)));
            Some(Curve {
                lever: lever.into(),
                protocol: name.into(),
                points: points.collect::<Option<_>>()?,
            })
        })
        .collect()
}

fn point_of(strength: f32, quality: &ListQuality) -> CurvePoint {
    // Without two movies in any list, or without genres, there is nothing to tell apart.
    let distance = quality.intra_list_distance.unwrap_or(0.0);
    let calibration = quality.calibration.unwrap_or(0.0);
    CurvePoint {
        strength,
        ndcg: quality.ndcg as f32,
        graded_ndcg: quality.graded_ndcg as f32,
        disliked: quality.disliked.unwrap_or(0.0) as f32,
        stars_given: quality.stars_given.unwrap_or(0.0) as f32,
        low_places: quality.low_places.unwrap_or(0.0) as f32,
        recall: quality.recall as f32,
        coverage: quality.coverage as f32,
        novelty: quality.novelty as f32,
        distance: distance as f32,
        calibration: calibration as f32,
        gini: quality.gini as f32,
    }
}
