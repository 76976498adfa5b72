//! A hybrid network in training, applied to many pairs, and summed up as a rating head.

use std::sync::OnceLock;

use burn::module::Module;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

use crate::model::{
    Backend, FeatureTables, FeatureTensors, GradientSums, HybridBatch, HybridNetwork, Masks,
    Neighbourhood, Towers, device, dropout_mask, mean_stars, values,
};
use crate::training::RatingHead;
use crate::training::adam::{Adam, Group, Regularisation};
use crate::training::biases::Biases;
use crate::training::trainer::{DROPOUT, INIT, Learner};
use matinee_core::crew::Crew;
use matinee_core::domain::{MovieIdx, Rating, Score, StarScale, UserIdx};
use matinee_core::random::{self, Rng};
use matinee_engine::features::Matrix;

use super::recipe::{DirectRecipe, Loss, TowerRecipe};

/// What the networks of one model have in common.
#[derive(Clone, Debug)]
pub(super) struct TrainContext<'a> {
    pub(super) tables: &'a FeatureTables,
    pub(super) training: &'a [Rating],
    pub(super) validation: &'a [Rating],
    pub(super) backend: Backend,
    /// Who works on what comes one after the other; what is trained side by side is alone.
    pub(super) crew: &'a dyn Crew,
    /// See [`Self::neighbourhood`].
    neighbourhood: OnceLock<Neighbourhood>,
}

impl<'a> TrainContext<'a> {
    pub(super) fn new(
        tables: &'a FeatureTables,
        training: &'a [Rating],
        validation: &'a [Rating],
        backend: Backend,
        crew: &'a dyn Crew,
    ) -> Self {
        Self {
            tables,
            training,
            validation,
            backend,
            crew,
            neighbourhood: OnceLock::new(),
        }
    }

    /// [n_users, n_movies]
    pub(super) fn shape(&self) -> [usize; 2] {
        let Self { tables, .. } = self;
        [tables.users.matrix().n_rows, tables.movies.matrix().n_rows]
    }

    /// Mean of the training ratings, stars.
    pub(super) fn mean(&self) -> f64 {
        mean_stars(self.training)
    }

    /// Who rated what, as a network reads it: made when the first one asks, because it is six times as large
    /// as the ratings, and what is solved does without.
    pub(super) fn neighbourhood(&self) -> &Neighbourhood {
        self.neighbourhood.get_or_init(|| {
            let levels = Biases::fit(self.training, self.shape());
            Neighbourhood::new(self.shape(), self.training, |row| {
                levels.stars(row.user, row.movie) as f32
            })
        })
    }
}

/// A [`HybridNetwork`], its optimiser and its rows.
#[derive(Debug)]
pub struct HybridLearner<'a> {
    recipe: &'a TowerRecipe,
    room: &'a TrainContext<'a>,
    /// What each training row weighs in its user's opinions; empty without opinions.
    own: Vec<f32>,
    features: FeatureTensors,
    network: HybridNetwork,
    optimizer: Adam,
    device: Device,
    dropout: Rng,
}

impl<'a> HybridLearner<'a> {
    /// Draws the initial network.
    pub(super) fn new(recipe: &'a TowerRecipe, room: &'a TrainContext<'a>, seed: u64) -> Self {
        let device = device(room.backend);
        let autodiff = device.clone().autodiff();
        let n_features = [
            room.tables.users.matrix().n_cols,
            room.tables.movies.matrix().n_cols,
        ];
        let mut rng = random::seeded(seed, INIT);
        let network =
            recipe
                .network(room.tables.scale)
                .init(room.shape(), n_features, &mut rng, &autodiff);
        let l2 = |parameters, lambda| Group {
            parameters,
            regularisation: Regularisation::L2(lambda),
        };
        let groups = [
            l2(network.embedding_ids(), recipe.embedding_l2),
            l2(network.pooled_ids(), recipe.pooled_l2),
            l2(network.opinion_ids(), recipe.opinion_l2),
            l2(network.feature_ids(), recipe.feature_l2),
            l2(network.level_ids(), recipe.level_l2),
            Group {
                parameters: network.fc_weight_ids(),
                regularisation: Regularisation::Decay(recipe.fc_weight_decay),
            },
        ];
        let own = if recipe.has_opinions {
            own_opinions(room)
        } else {
            Vec::new()
        };
        Self {
            features: FeatureTensors::new(room.tables, &autodiff),
            optimizer: Adam::new(groups, room.training.len().max(1)),
            recipe,
            room,
            own,
            network,
            device,
            dropout: random::seeded(seed, DROPOUT),
        }
    }

    fn masks(&mut self, n_rows: usize, device: &Device) -> Masks {
        let n_vectors = if self.recipe.has_product { 3 } else { 2 };
        let vectors = [n_rows, n_vectors * self.recipe.embedding_size];
        let hidden = [n_rows, self.recipe.hidden];
        let mut mask = |shape, share| dropout_mask(shape, share, &mut self.dropout, device);
        Masks {
            vectors: mask(vectors, self.recipe.vector_dropout),
            hidden: mask(hidden, self.recipe.dropout),
        }
    }
}

/// A step's rows in batches of about `size`, none of a single row, which BatchNorm cannot take.
///
/// However long a step is, a tensor holds as many rows as the recipe says: it costs as much memory, and what
/// Burn adds up in single precision is no more than that.
fn parts(rows: &[u32], size: usize) -> impl Iterator<Item = &[u32]> {
    let n_parts = rows.len().div_ceil(size).min(rows.len() / 2).max(1);
    let ends = move |part: usize| part * rows.len() / n_parts;
    (0..n_parts).map(move |part| &rows[ends(part)..ends(part + 1)])
}

impl HybridLearner<'_> {
    /// Adds the gradients of the loss of some rows, times their `share` in a step. Returns their squared errors,
    /// summed.
    fn learn(
        &mut self,
        rows: &[u32],
        share: f32,
        towers: &Towers,
        gradients: &mut GradientSums,
    ) -> f64 {
        let device = self.device.clone().autodiff();
        let own = |row: &u32| self.own[*row as usize];
        let own = (!self.own.is_empty()).then(|| rows.iter().map(own).collect::<Vec<f32>>());
        let rows: Vec<Rating> = (rows.iter())
            .map(|&row| self.room.training[row as usize])
            .collect();
        let pairs = rows.iter().map(|row| (row.user, row.movie));
        let batch = HybridBatch::new(pairs, own.as_deref());
        let masks = self.masks(rows.len(), &device);

        let looked_up = towers.rows(&batch, &device, true);
        let output = (self.network).forward(towers, &batch, &looked_up, &masks);
        let targets: Vec<f32> = rows.iter().map(|row| row.stars.as_f32()).collect();
        let targets = Tensor::<1>::from_data(TensorData::from(targets.as_slice()), &device);
        let mse = (self.network.stars(output.clone()) - targets)
            .square()
            .mean();
        let measured = values(mse.clone().inner()).first().copied();
        let loss = match self.recipe.loss {
            Loss::SquaredError => mse,
            Loss::Ordinal {
                cross_entropy,
                squared_error,
            } => {
                let chosen = one_hot(&rows, self.room.tables.scale, &device);
                let entropy = -(log_softmax(output, 1) * chosen).sum();
                entropy * (cross_entropy / rows.len() as f32) + mse * squared_error
            }
        };
        gradients.add(&self.network, &(loss * share), &batch, &looked_up);
        f64::from(measured.unwrap_or(f32::NAN)) * rows.len() as f64
    }
}

impl Learner for HybridLearner<'_> {
    type Network = HybridNetwork;

    fn n_rows(&self) -> usize {
        self.room.training.len()
    }

    fn step(&mut self, rows: &[u32], rate: f64) -> f64 {
        let towers = (self.network).towers(self.room.neighbourhood(), &self.features);
        let mut gradients = GradientSums::new(&towers);
        let mut measured = 0.0;
        for batch in parts(rows, self.recipe.batch_size) {
            let share = batch.len() as f32 / rows.len() as f32;
            measured += self.learn(batch, share, &towers, &mut gradients);
        }
        let gradients = (self.network).gradients(gradients, &towers, self.room.neighbourhood());
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        measured
    }

    fn network(&self) -> HybridNetwork {
        self.network.valid()
    }

    fn validate(&self, network: &HybridNetwork) -> Option<f32> {
        let rows = self.room.validation;
        if rows.is_empty() {
            return None;
        }
        let predictor = HybridPredictor::new(network, self.room);
        let pairs: Vec<_> = rows.iter().map(|row| (row.user, row.movie)).collect();
        let squared_error = |(stars, row): (f32, &Rating)| {
            // Not-a-number must show.
            let stars = if stars.is_nan() {
                stars
            } else {
                Score::clip(stars, self.room.tables.scale).stars()
            };
            f64::from(stars - row.stars.as_f32()).powi(2)
        };
        let sum: f64 = (predictor.stars(&pairs, None).into_iter())
            .zip(rows)
            .map(squared_error)
            .sum();
        Some((sum / rows.len() as f64) as f32)
    }
}

/// What each training row weighs in its user's opinions.
fn own_opinions(room: &TrainContext<'_>) -> Vec<f32> {
    let [_, n_movies] = room.shape();
    let mut by_user: Vec<Vec<usize>> = vec![Vec::new(); room.shape()[0]];
    for (row, rating) in room.training.iter().enumerate() {
        by_user[rating.user.row()].push(row);
    }
    let mut own = vec![0.0; room.training.len()];
    let mut of_movie = vec![0.0; n_movies];
    for (user, rows) in (0..).map(UserIdx).zip(by_user) {
        for &(movie, weight) in room.neighbourhood().opinions_of(user) {
            of_movie[movie as usize] = weight;
        }
        for row in rows {
            own[row] = of_movie[room.training[row].movie.row()];
        }
    }
    own
}

/// [rows, values of the scale]: 1 where the stars are.
fn one_hot(rows: &[Rating], scale: StarScale, device: &Device) -> Tensor<2> {
    let n_values = scale.values().len();
    let mut chosen = vec![0.0; rows.len() * n_values];
    for (chosen, row) in chosen.chunks_exact_mut(n_values).zip(rows) {
        if let Some(value) = scale.row(row.stars) {
            chosen[value] = 1.0;
        }
    }
    Tensor::from_data(TensorData::new(chosen, [rows.len(), n_values]), device)
}

/// Pairs in one forward pass.
const CHUNK: usize = 8192;

/// A network in inference mode with its towers.
pub(super) struct HybridPredictor<'a> {
    network: &'a HybridNetwork,
    room: &'a TrainContext<'a>,
    towers: Towers,
    device: Device,
}

impl<'a> HybridPredictor<'a> {
    /// `network` must be in inference mode.
    pub(super) fn new(network: &'a HybridNetwork, room: &'a TrainContext<'a>) -> Self {
        let device = device(room.backend);
        let features = FeatureTensors::new(room.tables, &device);
        Self {
            towers: network.towers(room.neighbourhood(), &features),
            network,
            room,
            device,
        }
    }

    /// Vectors and levels of everybody and everything.
    pub(super) fn towers(&self) -> &Towers {
        &self.towers
    }

    /// Stars of each pair, not clipped. `own` as in [`HybridBatch::new`].
    pub(super) fn stars(&self, pairs: &[(UserIdx, MovieIdx)], own: Option<&[f32]>) -> Vec<f32> {
        let mut stars = Vec::with_capacity(pairs.len());
        for (chunk, start) in pairs.chunks(CHUNK).zip((0..).step_by(CHUNK)) {
            let own = own.map(|own| &own[start..start + chunk.len()]);
            let batch = HybridBatch::new(chunk.iter().copied(), own);
            let rows = self.towers.rows(&batch, &self.device, false);
            let output = (self.network).forward(&self.towers, &batch, &rows, &Masks::default());
            stars.extend(values(self.network.stars(output)));
        }
        stars
    }

    /// Stars of every user for every movie, [n_users, n_movies]. A rated pair is predicted without
    /// the user's own opinion of it.
    pub(super) fn all(&self) -> Matrix {
        let [n_users, n_movies] = self.room.shape();
        let mut own = vec![0.0; n_movies];
        let mut all = Vec::with_capacity(n_users * n_movies);
        for user in (0..n_users as u32).map(UserIdx) {
            let pairs: Vec<_> = (0..n_movies as u32)
                .map(|movie| (user, MovieIdx(movie)))
                .collect();
            let opinions = self.room.neighbourhood().opinions_of(user);
            for &(movie, weight) in opinions {
                own[movie as usize] = weight;
            }
            all.extend(self.stars(&pairs, Some(&own)));
            for &(movie, _) in opinions {
                own[movie as usize] = 0.0;
            }
        }
        Matrix {
            n_rows: n_users,
            n_cols: n_movies,
            values: all,
        }
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
        mean: room.mean() as f32,
        users: predictor.towers().users.clone(),
        movies: predictor.towers().movies.clone(),
        rated: matrix(n_movies, values(network.rated.val())),
        features: matrix(features, values(network.user_features.val())),
        start: mean_own(network, room),
        own_l2: recipe.own_l2(network.embedding_size()),
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_all_rows_and_none_is_a_single_one() {
        for n in 2_u32..60 {
            let rows: Vec<u32> = (0..n).collect();
            for size in 2..20 {
                let parts: Vec<&[u32]> = parts(&rows, size).collect();
                assert_eq!(parts.concat(), rows);
                assert!(parts.iter().all(|part| part.len() > 1), "{n} by {size}");
                assert!(
                    parts.iter().all(|part| part.len() <= size + 1),
                    "{n} by {size}"
                );
            }
        }
    }
}
