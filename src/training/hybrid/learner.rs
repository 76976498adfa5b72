//! A hybrid network in training.

use burn::module::Module;
use burn::tensor::activation::log_softmax;
use burn::tensor::{Device, Tensor, TensorData};

use crate::domain::{MovieIdx, Rating, Score, UserIdx};
use crate::model::{
    Backend, FeatureTables, FeatureTensors, HybridBatch, HybridNetwork, Masks, Neighbourhood,
    device, dropout_mask, values,
};
use crate::random::{self, Rng};
use crate::training::levels::Levels;
use crate::training::optimizer::{Group, Optimizer, Regularisation};
use crate::training::trainer::{DROPOUT, INIT, Learner};

use super::predict::HybridPredictor;
use super::tower::{Loss, TowerRecipe};

/// One pair that a network learns from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lesson {
    pub(super) user: UserIdx,
    pub(super) movie: MovieIdx,
    /// Stars to predict.
    pub(super) target: f32,
    /// Weight of the squared error.
    pub(super) weight: f32,
}

/// Pairs that are added to those of a step: where a teacher speaks about what nobody has rated.
pub(super) trait Supplement {
    /// Pairs for a step of `n` rated ones, with the weights that they have beside them.
    fn draw(&mut self, n: usize, lessons: &mut Vec<Lesson>);
}

/// What the networks of one model have in common.
#[derive(Clone, Debug)]
pub(super) struct Classroom<'a> {
    pub(super) tables: &'a FeatureTables,
    pub(super) training: &'a [Rating],
    pub(super) validation: &'a [Rating],
    pub(super) neighbourhood: Neighbourhood,
    pub(super) backend: Backend,
}

impl<'a> Classroom<'a> {
    pub(super) fn new(
        tables: &'a FeatureTables,
        training: &'a [Rating],
        validation: &'a [Rating],
        backend: Backend,
    ) -> Self {
        let shape = [tables.users.matrix().n_rows, tables.movies.matrix().n_rows];
        let levels = Levels::fit(training, shape);
        Self {
            neighbourhood: Neighbourhood::new(shape, training, |row| {
                levels.stars(row.user, row.movie) as f32
            }),
            tables,
            training,
            validation,
            backend,
        }
    }

    /// [n_users, n_movies]
    pub(super) fn shape(&self) -> [usize; 2] {
        self.neighbourhood.shape()
    }
}

/// A [`HybridNetwork`], its optimiser and its rows.
pub(super) struct HybridLearner<'a> {
    recipe: &'a TowerRecipe,
    room: &'a Classroom<'a>,
    /// The targets of the training rows, stars.
    targets: Vec<f32>,
    /// What each training row weighs in its user's opinions; empty without opinions.
    own: Vec<f32>,
    supplement: Option<Box<dyn Supplement + 'a>>,
    features: FeatureTensors,
    network: HybridNetwork,
    optimizer: Optimizer,
    device: Device,
    dropout: Rng,
}

impl<'a> HybridLearner<'a> {
    /// Draws the initial network. `targets` are those of the classroom's training rows.
    pub(super) fn new(
        recipe: &'a TowerRecipe,
        room: &'a Classroom<'a>,
        targets: Vec<f32>,
        supplement: Option<Box<dyn Supplement + 'a>>,
        seed: u64,
    ) -> Self {
        let device = device(room.backend);
        let autodiff = device.clone().autodiff();
        let n_features = [
            room.tables.users.matrix().n_cols,
            room.tables.movies.matrix().n_cols,
        ];
        let mut rng = random::seeded(seed, INIT);
        let network = recipe
            .network()
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
            optimizer: Optimizer::new(groups, room.training.len().max(1)),
            recipe,
            room,
            targets,
            own,
            supplement,
            network,
            device,
            dropout: random::seeded(seed, DROPOUT),
        }
    }

    fn lessons(&mut self, rows: &[u32]) -> Vec<Lesson> {
        let lesson = |&row: &u32| {
            let Rating { user, movie, .. } = self.room.training[row as usize];
            Lesson {
                user,
                movie,
                target: self.targets[row as usize],
                weight: 1.0,
            }
        };
        let mut lessons: Vec<Lesson> = rows.iter().map(lesson).collect();
        if let Some(supplement) = &mut self.supplement {
            supplement.draw(rows.len(), &mut lessons);
        }
        lessons
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

impl Learner for HybridLearner<'_> {
    type Network = HybridNetwork;

    fn n_rows(&self) -> usize {
        self.room.training.len()
    }

    fn step(&mut self, rows: &[u32], rate: f64) -> f64 {
        let device = self.device.clone().autodiff();
        let n = rows.len();
        let lessons = self.lessons(rows);
        let own: Vec<f32> = if self.own.is_empty() {
            Vec::new()
        } else {
            rows.iter().map(|&row| self.own[row as usize]).collect()
        };
        let pairs = lessons.iter().map(|lesson| (lesson.user, lesson.movie));
        let batch = HybridBatch::new(pairs, (!own.is_empty()).then_some(&own), &device);
        let masks = self.masks(lessons.len(), &device);

        let neighbourhood = &self.room.neighbourhood;
        let towers = self.network.towers(neighbourhood, &self.features);
        let output = self.network.forward(&towers, &batch, &masks);
        let column =
            |values: Vec<f32>| Tensor::<1>::from_data(TensorData::from(values.as_slice()), &device);
        let targets = column(lessons.iter().map(|lesson| lesson.target).collect());
        let errors = (self.network.stars(output.clone()) - targets).square(); // [lessons]
        let squared_error: f32 = values(errors.clone().inner()).iter().take(n).sum();
        let errors = if lessons.len() > n {
            errors * column(lessons.iter().map(|lesson| lesson.weight).collect())
        } else {
            errors
        };
        let mean_error = errors.sum() / n as f32;
        let loss = match self.recipe.loss {
            Loss::SquaredError => mean_error,
            Loss::Ordinal {
                cross_entropy,
                squared_error,
            } => {
                let chosen = one_hot(&lessons, &device);
                let entropy = -(log_softmax(output, 1) * chosen).sum() / n as f32;
                entropy * cross_entropy + mean_error * squared_error
            }
        };
        let gradients = self.network.gradients(&loss, &towers, neighbourhood);
        self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        f64::from(squared_error)
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
                Score::clip(stars).stars()
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
fn own_opinions(room: &Classroom<'_>) -> Vec<f32> {
    let [_, n_movies] = room.shape();
    let mut by_user: Vec<Vec<usize>> = vec![Vec::new(); room.shape()[0]];
    for (row, rating) in room.training.iter().enumerate() {
        by_user[rating.user.row()].push(row);
    }
    let mut own = vec![0.0; room.training.len()];
    let mut of_movie = vec![0.0; n_movies];
    for (user, rows) in (0..).map(UserIdx).zip(by_user) {
        for &(movie, weight) in room.neighbourhood.opinions_of(user) {
            of_movie[movie as usize] = weight;
        }
        for row in rows {
            own[row] = of_movie[room.training[row].movie.row()];
        }
    }
    own
}

/// [lessons, 5]: 1 where the target is.
fn one_hot(lessons: &[Lesson], device: &Device) -> Tensor<2> {
    let mut chosen = vec![0.0; lessons.len() * 5];
    for (row, lesson) in chosen.chunks_exact_mut(5).zip(lessons) {
        row[(lesson.target.round() as usize).clamp(1, 5) - 1] = 1.0;
    }
    Tensor::from_data(TensorData::new(chosen, [lessons.len(), 5]), device)
}
