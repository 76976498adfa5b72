//! A student without an ensemble: a bilinear network, trained on the ratings themselves.

use serde::{Deserialize, Serialize};

use crate::model::{HybridNetwork, values};
use crate::training::RatingHead;
use crate::training::recipe::{RecipeError, check};
use matinee_engine::features::Matrix;

use super::learner::TrainContext;
use super::predict::HybridPredictor;
use super::tower::TowerRecipe;

/// How a bilinear network is trained on ratings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectRecipe {
    /// The network; without a fully connected part, so that it folds into two tables.
    pub network: TowerRecipe,
    /// Strength of the ridge regression for a new person's vector.
    pub taste_l2: f32,
    /// The same for their level.
    pub level_l2: f32,
}

impl Default for DirectRecipe {
    fn default() -> Self {
        Self {
            network: TowerRecipe {
                hidden: 0,
                dropout: 0.0,
                fc_weight_decay: 0.0,
                ..TowerRecipe::simple()
            },
            taste_l2: 10.0,
            level_l2: 3.0,
        }
    }
}

impl DirectRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        self.network.check()?;
        check("student's hidden units", self.network.hidden, "0", |&n| {
            n == 0
        })?;
        for (field, value) in [("taste L2", self.taste_l2), ("level L2", self.level_l2)] {
            check(field, value, "above 0, at most a million", |&x| {
                x > 0.0 && x <= 1e6
            })?;
        }
        Ok(())
    }
}

/// A student's network, summed up for serving.
pub(super) fn rating_head(
    network: &HybridNetwork,
    room: &TrainContext<'_>,
    recipe: &DirectRecipe,
) -> RatingHead {
    let predictor = HybridPredictor::new(network, room);
    let [_, n_movies] = room.shape();
    let width = network.embedding_size() + 1;
    let matrix = |n_rows: usize, values: Vec<f32>| Matrix {
        n_rows,
        n_cols: width,
        values,
    };
    let features = room.tables.users.matrix().n_cols;
    RatingHead {
        mean: room.neighbourhood.mean(),
        users: predictor.towers().users.clone(),
        movies: predictor.towers().movies.clone(),
        rated: matrix(n_movies, values(network.rated.val())),
        features: matrix(features, values(network.user_features.val())),
        start: mean_own(network, room),
        own_l2: own_l2(recipe, width),
    }
}

fn own_l2(recipe: &DirectRecipe, width: usize) -> Vec<f32> {
    let mut strengths = vec![recipe.taste_l2; width];
    strengths[width - 1] = recipe.level_l2;
    strengths
}

/// What people with ratings have of their own, on average: [d + 1].
fn mean_own(network: &HybridNetwork, room: &TrainContext<'_>) -> Vec<f32> {
    let d = network.embedding_size();
    let (vectors, levels) = (
        values(network.users.val()),
        values(network.user_levels.val()),
    );
    let mut has_rated = vec![false; levels.len()];
    for row in room.training {
        has_rated[row.user.row()] = true;
    }
    let mut mean = vec![0.0; d + 1];
    let mut n = 0.0_f32;
    for ((vector, level), _) in (vectors.chunks_exact(d))
        .zip(&levels)
        .zip(&has_rated)
        .filter(|(_, has_rated)| **has_rated)
    {
        n += 1.0;
        for (sum, value) in mean.iter_mut().zip(vector.iter().chain([level])) {
            *sum += value;
        }
    }
    for value in &mut mean {
        *value /= n.max(1.0);
    }
    mean
}
