//! The student: one small bilinear network that learns what an ensemble says of all pairs, rated
//! or not.

use rand::RngExt;
use rand_distr::Distribution;
use rand_distr::weighted::WeightedAliasIndex;
use serde::{Deserialize, Serialize};

use crate::domain::{MovieIdx, Rating, UserIdx};
use crate::features::Matrix;
use crate::model::{HybridNetwork, values};
use crate::random::{self, Rng};
use crate::training::RatingHead;
use crate::training::recipe::{RecipeError, check};
use crate::training::trainer::SAMPLES;

use super::learner::{Classroom, Lesson, Supplement};
use super::predict::HybridPredictor;
use super::tower::TowerRecipe;

/// The numbers of a student.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StudentRecipe {
    /// Its network; without a fully connected part, so that it folds into two tables.
    pub network: TowerRecipe,
    /// The share of the rating itself in the target of a rated pair; the rest is the ensemble's.
    pub own_share: f32,
    /// Pairs that nobody has rated, for each rated one.
    pub unrated: usize,
    /// Their weight, all together, beside the weight 1 of the rated one.
    pub unrated_weight: f32,
    /// A pair is drawn with probability ∝ n_u^bias · (n_i + ½)^bias.
    pub sampling_bias: f32,
    /// Strength of the ridge regression for a new person's vector.
    pub taste_l2: f32,
    /// The same for their level.
    pub level_l2: f32,
}

impl StudentRecipe {
    /// Learns from an ensemble. What the ensemble says is smooth already, so next to nothing keeps
    /// the tables small.
    #[must_use]
    pub fn distilled() -> Self {
        let simple = TowerRecipe::simple();
        Self {
            network: TowerRecipe {
                embedding_size: 32,
                hidden: 0,
                dropout: 0.0,
                embedding_l2: simple.embedding_l2 * 0.01,
                pooled_l2: simple.pooled_l2 * 0.01,
                feature_l2: simple.feature_l2 * 0.01,
                level_l2: simple.level_l2 * 0.01,
                fc_weight_decay: 0.0,
                learning_rate: 0.01,
                epochs: 12,
                ..simple
            },
            own_share: 0.2,
            unrated: 8,
            unrated_weight: 6.0,
            sampling_bias: 0.75,
            taste_l2: 5.0,
            level_l2: 3.0,
        }
    }

    /// Learns from the ratings alone.
    #[must_use]
    pub fn direct() -> Self {
        Self {
            network: TowerRecipe {
                hidden: 0,
                dropout: 0.0,
                fc_weight_decay: 0.0,
                ..TowerRecipe::simple()
            },
            own_share: 1.0,
            unrated: 0,
            unrated_weight: 0.0,
            taste_l2: 10.0,
            ..Self::distilled()
        }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// The first number that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        self.network.check()?;
        check("student's hidden units", self.network.hidden, "0", |&n| {
            n == 0
        })?;
        check("student's own share", self.own_share, "0 to 1", |x| {
            (0.0..=1.0).contains(x)
        })?;
        check("unrated pairs", self.unrated, "at most 64", |&n| n <= 64)?;
        check("unrated weight", self.unrated_weight, "0 to 1000", |x| {
            (0.0..=1e3).contains(x)
        })?;
        check("sampling bias", self.sampling_bias, "0 to 2", |x| {
            (0.0..=2.0).contains(x)
        })?;
        for (field, value) in [("taste L2", self.taste_l2), ("new level L2", self.level_l2)] {
            check(field, value, "above 0, at most a million", |&x| {
                x > 0.0 && x <= 1e6
            })?;
        }
        Ok(())
    }

    /// What the student shall say of each training row, stars.
    pub(super) fn targets(&self, room: &Classroom<'_>, ensemble: Option<&Matrix>) -> Vec<f32> {
        let target = |row: &Rating| {
            let own = row.stars.as_f32();
            ensemble.map_or(own, |ensemble| {
                let taught = ensemble.row(row.user.row())[row.movie.row()];
                self.own_share * own + (1.0 - self.own_share) * taught
            })
        };
        room.training.iter().map(target).collect()
    }
}

/// Draws pairs that nobody has rated.
pub(super) struct Unrated<'a> {
    ensemble: &'a Matrix,
    is_rated: Vec<bool>,
    users: WeightedAliasIndex<f32>,
    movies: WeightedAliasIndex<f32>,
    n_each: usize,
    weight: f32,
    rng: Rng,
}

impl<'a> Unrated<'a> {
    /// `None` when the recipe wants none, or there are none to draw.
    pub(super) fn new(
        recipe: &StudentRecipe,
        room: &Classroom<'_>,
        ensemble: &'a Matrix,
        seed: u64,
    ) -> Option<Self> {
        let [n_users, n_movies] = room.shape();
        let mut of_users = vec![0.0_f32; n_users];
        let mut of_movies = vec![0.5_f32; n_movies];
        let mut is_rated = vec![false; n_users * n_movies];
        for row in room.training {
            of_users[row.user.row()] += 1.0;
            of_movies[row.movie.row()] += 1.0;
            is_rated[row.user.row() * n_movies + row.movie.row()] = true;
        }
        // Of somebody who has rated everything there is nothing to draw.
        for (n, rated) in of_users
            .iter_mut()
            .zip(is_rated.chunks_exact(n_movies.max(1)))
        {
            if rated.iter().all(|is_rated| *is_rated) {
                *n = 0.0;
            }
        }
        let table = |counts: &[f32]| {
            let weights = counts.iter().map(|n| n.powf(recipe.sampling_bias));
            WeightedAliasIndex::new(weights.collect())
        };
        if recipe.unrated == 0 {
            return None;
        }
        Some(Self {
            ensemble,
            users: table(&of_users).ok()?,
            movies: table(&of_movies).ok()?,
            is_rated,
            n_each: recipe.unrated,
            weight: recipe.unrated_weight / recipe.unrated as f32,
            rng: random::seeded(seed, SAMPLES),
        })
    }
}

impl Supplement for Unrated<'_> {
    fn draw(&mut self, n: usize, lessons: &mut Vec<Lesson>) {
        let n_movies = self.ensemble.n_cols;
        for _ in 0..n * self.n_each {
            let user = self.users.sample(&mut self.rng);
            let rated = &self.is_rated[user * n_movies..][..n_movies];
            let mut movie = self.movies.sample(&mut self.rng);
            while rated[movie] {
                // Half uniform: nobody's unrated movies are so rare that this takes long.
                movie = if self.rng.random() {
                    self.movies.sample(&mut self.rng)
                } else {
                    self.rng.random_range(0..n_movies as u32) as usize
                };
            }
            lessons.push(Lesson {
                user: UserIdx(user as u32),
                movie: MovieIdx(movie as u32),
                target: self.ensemble.row(user)[movie],
                weight: self.weight,
            });
        }
    }
}

/// A student's network, summed up for serving.
pub(super) fn rating_head(
    network: &HybridNetwork,
    room: &Classroom<'_>,
    recipe: &StudentRecipe,
) -> RatingHead {
    let predictor = HybridPredictor::new(network, room);
    let [n_users, n_movies] = room.shape();
    let width = network.embedding_size() + 1;
    let matrix = |n_rows: usize, values: Vec<f32>| Matrix {
        n_rows,
        n_cols: width,
        values,
    };
    let features = room.tables.users.matrix().n_cols;
    RatingHead {
        mean: room.neighbourhood.mean(),
        users: matrix(n_users, values(predictor.towers().users.clone())),
        movies: matrix(n_movies, values(predictor.towers().movies.clone())),
        rated: matrix(n_movies, values(network.rated.val())),
        features: matrix(features, values(network.user_features.val())),
        start: mean_own(network, room),
        taste_l2: recipe.taste_l2,
        level_l2: recipe.level_l2,
    }
}

/// What people with ratings have of their own, on average: [d + 1].
fn mean_own(network: &HybridNetwork, room: &Classroom<'_>) -> Vec<f32> {
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
