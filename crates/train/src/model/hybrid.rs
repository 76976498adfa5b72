//! The hybrid network: two towers, each an embedding, features and what the other side's ratings
//! say, joined by a dot product and, if wanted, a small fully connected part.
//!
//! ```text
//! user u  = E_u + F x_u + n_u^-½ Σ_{j rated by u} Y_j  [+ n_u^-½ Σ_{j rated by u, j ≠ i} (r_uj − level) X_j]
//! movie i = E_i + G x_i + n_i^-½ Σ_{v raters of i} Z_v
//! score   = mean + u · i + level of u + level of i  [+ fc2 relu(norm(fc1 [u, i, (u ∘ i), x_u, x_i]))]
//! ```
//!
//! Every table has one column more than the vectors: the level (bias), pooled like the rest.
//!
//! Both towers are computed once for all users and movies of a step. A tower is linear in every table of
//! the network, so all of it runs outside Burn's graph: the rows that a batch looks up enter as leaves, and
//! the gradients of the leaves are taken back to the tables by hand. That keeps a step sparse, and spares
//! it what a graph over whole tables costs.

use burn::module::{Module, Param, ParamId};
use burn::nn::{BatchNorm, BatchNormConfig, Linear};
use burn::optim::{GradientsAccumulator, GradientsParams};
use burn::tensor::activation::{relu, softmax};
use burn::tensor::{Device, Tensor};

use matinee_core::domain::StarScale;
use matinee_core::random::Rng;
use matinee_engine::features::Matrix;

use super::inputs::{FeatureTensors, HybridBatch, Neighbourhood, Pooling, SideFeatures};
use super::output::{Output, initial_thresholds, stars_less};
use super::tensors::{Init, add, normal, param, read, tensor, values};

/// The sizes of a [`HybridNetwork`] and how it starts.
#[derive(Clone, Debug, PartialEq)]
pub struct HybridNetworkConfig {
    /// Size `d` of the vectors.
    pub embedding_size: usize,
    /// Units of fc1; 0 for no fully connected part.
    pub hidden: usize,
    /// Whether a user's opinions (X above) are pooled too.
    pub has_opinions: bool,
    /// Whether u ∘ i goes into fc1.
    pub has_product: bool,
    /// What the last layer says.
    pub output: Output,
    /// The ratings that it is trained on.
    pub scale: StarScale,
    /// Standard deviation of the initial embeddings; pooled tables start at half of it.
    pub embedding_std: f32,
}

/// The tables of both towers, and the fully connected part.
#[derive(Module, Debug)]
pub struct HybridNetwork {
    /// E_u, [n_users, d]
    pub users: Param<Tensor<2>>,
    /// [n_users, 1]
    pub user_levels: Param<Tensor<2>>,
    /// E_i, [n_movies, d]
    pub movies: Param<Tensor<2>>,
    /// [n_movies, 1]
    pub movie_levels: Param<Tensor<2>>,
    /// F, [user features, d + 1]
    pub user_features: Param<Tensor<2>>,
    /// G, [movie features, d + 1]
    pub movie_features: Param<Tensor<2>>,
    /// Y, [n_movies, d + 1]: what having rated a movie says of a person.
    pub rated: Param<Tensor<2>>,
    /// Z, [n_users, d + 1]: what having been rated by a person says of a movie.
    pub raters: Param<Tensor<2>>,
    /// X, [n_movies, d + 1]: what having liked or disliked a movie says of a person.
    pub opinions: Option<Param<Tensor<2>>>,
    /// The part beside the dot product.
    pub fc: Option<FullyConnected>,
    /// t, [1, values of the scale], for [`Output::Ordinal`].
    pub thresholds: Option<Param<Tensor<2>>>,
    /// Whether u ∘ i goes into fc1.
    #[module(skip)]
    pub has_product: bool,
    /// The ratings that it is trained on.
    #[module(skip)]
    pub scale: StarScale,
}

/// fc1 → BatchNorm → ReLU → fc2.
#[derive(Module, Debug)]
pub struct FullyConnected {
    /// [u, i, (u ∘ i), x_u, x_i] → hidden
    pub fc1: Linear,
    /// Over the hidden units.
    pub norm: BatchNorm,
    /// hidden → outputs
    pub fc2: Linear,
}

/// What dropout multiplies in a training step; `None` leaves it alone.
#[derive(Clone, Debug, Default)]
pub struct Masks {
    /// [batch, 2 d or 3 d]: u, i and, if it goes there, u ∘ i on their way into fc1.
    pub vectors: Option<Tensor<2>>,
    /// [batch, hidden]
    pub hidden: Option<Tensor<2>>,
}

impl HybridNetworkConfig {
    /// Draws the initial network for `shape` = [n_users, n_movies].
    pub fn init(
        &self,
        [n_users, n_movies]: [usize; 2],
        [n_user_features, n_movie_features]: [usize; 2],
        rng: &mut Rng,
        device: &Device,
    ) -> HybridNetwork {
        let d = self.embedding_size;
        let mut table = |n_rows: usize, n_cols: usize, std: f32| {
            param(normal(n_rows * n_cols, std, rng), [n_rows, n_cols], device)
        };
        let zeros = |n_rows: usize, n_cols: usize| {
            param(vec![0.0; n_rows * n_cols], [n_rows, n_cols], device)
        };
        let pooled_std = self.embedding_std / 2.0;
        let users = table(n_users, d, self.embedding_std);
        let movies = table(n_movies, d, self.embedding_std);
        let rated = table(n_movies, d + 1, pooled_std);
        let raters = table(n_users, d + 1, pooled_std);
        let opinions = self
            .has_opinions
            .then(|| table(n_movies, d + 1, pooled_std));
        let n_vectors = if self.has_product { 3 } else { 2 };
        let inputs = n_vectors * d + n_user_features + n_movie_features;
        let fc = (self.hidden > 0).then(|| FullyConnected {
            fc1: Init::He.linear(inputs, self.hidden, rng, device),
            norm: BatchNormConfig::new(self.hidden).init(device),
            fc2: Init::He.linear(self.hidden, 1, rng, device),
        });
        HybridNetwork {
            users,
            user_levels: zeros(n_users, 1),
            movies,
            movie_levels: zeros(n_movies, 1),
            user_features: zeros(n_user_features, d + 1),
            movie_features: zeros(n_movie_features, d + 1),
            rated,
            raters,
            opinions,
            fc,
            thresholds: (self.output == Output::Ordinal).then(|| {
                let start = initial_thresholds(self.scale);
                param(start.to_vec(), [1, start.len()], device)
            }),
            has_product: self.has_product,
            scale: self.scale,
        }
    }
}

impl HybridNetwork {
    /// Size of the vectors.
    #[must_use]
    pub fn embedding_size(&self) -> usize {
        let [_, d] = self.users.dims();
        d
    }

    /// Units of fc1; 0 without a fully connected part.
    #[must_use]
    pub fn hidden(&self) -> usize {
        self.fc.as_ref().map_or(0, |fc| fc.fc1.weight.dims()[1])
    }

    /// The last layer: stars, or a logit for each number of stars.
    ///
    /// # Shapes
    /// - `batch`: [batch] pairs, and `rows` those of the towers for it
    /// - output: [batch, 1] or [batch, values of the scale]
    pub fn forward(
        &self,
        towers: &Towers,
        batch: &HybridBatch,
        rows: &Rows,
        masks: &Masks,
    ) -> Tensor<2> {
        let Rows { users, movies } = rows;
        let (user, movie) = (users.vectors.clone(), movies.vectors.clone());
        let level = users.levels.clone() + movies.levels.clone();
        let product = user.clone() * movie.clone();
        let score = product.clone().sum_dim(1) + level; // [batch, 1]
        let rest = self.fc.as_ref().map(|fc| {
            let device = user.device();
            let mut vectors = vec![user, movie];
            if self.has_product {
                vectors.push(product);
            }
            let mut vectors = Tensor::cat(vectors, 1);
            if let Some(mask) = &masks.vectors {
                vectors = vectors * mask.clone();
            }
            let features = |side: &SideFeatures, indices: &[u32]| {
                let shape = [indices.len(), side.rows.n_cols];
                tensor(gathered(&side.rows, indices), shape, &device)
            };
            let of_users = features(&towers.features.users, &batch.users);
            let of_movies = features(&towers.features.movies, &batch.movies);
            let inputs = Tensor::cat(vec![vectors, of_users, of_movies], 1);
            fc.forward(inputs, masks.hidden.as_ref())
        });
        let score = match rest {
            Some(rest) => score + rest,
            None => score,
        };
        match &self.thresholds {
            None => score + towers.mean,
            Some(thresholds) => {
                let steps = stars_less(self.scale, 3.0, &score.device());
                score * steps + thresholds.val() // [batch, values]
            }
        }
    }

    /// Stars from the last layer: [batch, 1] or [batch, values] → [batch].
    pub fn stars(&self, output: Tensor<2>) -> Tensor<1> {
        if self.thresholds.is_none() {
            return output.squeeze_dim::<1>(1);
        }
        let stars = stars_less(self.scale, 0.0, &output.device());
        (softmax(output, 1) * stars).sum_dim(1).squeeze_dim::<1>(1)
    }

    /// E_u and E_i.
    #[must_use]
    pub fn embedding_ids(&self) -> Vec<ParamId> {
        vec![self.users.id, self.movies.id]
    }

    /// The levels of users and movies.
    #[must_use]
    pub fn level_ids(&self) -> Vec<ParamId> {
        vec![self.user_levels.id, self.movie_levels.id]
    }

    /// F and G.
    #[must_use]
    pub fn feature_ids(&self) -> Vec<ParamId> {
        vec![self.user_features.id, self.movie_features.id]
    }

    /// Y and Z.
    #[must_use]
    pub fn pooled_ids(&self) -> Vec<ParamId> {
        vec![self.rated.id, self.raters.id]
    }

    /// X.
    #[must_use]
    pub fn opinion_ids(&self) -> Vec<ParamId> {
        self.opinions.iter().map(|opinions| opinions.id).collect()
    }

    /// The weights (not the biases) of both fully connected layers.
    #[must_use]
    pub fn fc_weight_ids(&self) -> Vec<ParamId> {
        let ids = |fc: &FullyConnected| vec![fc.fc1.weight.id, fc.fc2.weight.id];
        self.fc.as_ref().map(ids).unwrap_or_default()
    }
}

impl FullyConnected {
    fn forward(&self, input: Tensor<2>, mask: Option<&Tensor<2>>) -> Tensor<2> {
        let hidden = relu(self.norm.forward(self.fc1.forward(input))); // [batch, hidden]
        self.fc2.forward(match mask {
            Some(mask) => hidden * mask.clone(),
            None => hidden,
        })
    }
}

/// What a pair is looked up in.
#[derive(Debug)]
pub struct Towers {
    /// [n_users, d + 1]: vector and level.
    pub users: Matrix,
    /// [n_movies, d + 1]
    pub movies: Matrix,
    /// Mean of the ratings, stars.
    pub mean: f32,
    /// X of the network, [n_movies, d + 1].
    opinions: Option<Matrix>,
    features: FeatureTensors,
}

/// The rows of a batch: what of the towers the graph sees.
#[derive(Debug)]
pub struct Rows {
    users: SideRows,
    movies: SideRows,
}

/// The rows of one side.
#[derive(Debug)]
struct SideRows {
    /// [batch, d]
    vectors: Tensor<2>,
    /// [batch, 1]
    levels: Tensor<2>,
}

impl Towers {
    /// Looks up the rows of a batch; their gradients are followed if `device` follows any.
    #[must_use]
    pub fn rows(&self, batch: &HybridBatch, device: &Device, is_training: bool) -> Rows {
        let mut users = gathered(&self.users, &batch.users);
        if let (Some(opinions), Some(own)) = (&self.opinions, &batch.own) {
            let width = opinions.n_cols;
            let pairs = batch.movies.iter().zip(own);
            for (row, (movie, own)) in users.chunks_exact_mut(width).zip(pairs) {
                for (value, opinion) in row.iter_mut().zip(opinions.row(*movie as usize)) {
                    *value -= opinion * own;
                }
            }
        }
        let movies = gathered(&self.movies, &batch.movies);
        let side = |rows: &[f32]| SideRows::new(rows, self.users.n_cols, device, is_training);
        Rows {
            users: side(&users),
            movies: side(&movies),
        }
    }
}

impl SideRows {
    /// From rows of `width` values, the last of which is the level.
    fn new(rows: &[f32], width: usize, device: &Device, is_training: bool) -> Self {
        let n = rows.len() / width;
        let [vectors, levels] = apart(rows, width);
        let leaf = |values, n_cols| {
            let leaf = tensor(values, [n, n_cols], device);
            if is_training {
                leaf.require_grad()
            } else {
                leaf
            }
        };
        Self {
            vectors: leaf(vectors, width - 1),
            levels: leaf(levels, 1),
        }
    }
}

impl HybridNetwork {
    /// Computes both towers.
    #[must_use]
    pub fn towers(&self, neighbourhood: &Neighbourhood, features: &FeatureTensors) -> Towers {
        let opinions = self.opinions.as_ref().map(|table| Matrix {
            n_rows: table.dims()[0],
            n_cols: table.dims()[1],
            values: read(&table.val()),
        });
        let mut users = tower(
            [&self.users, &self.user_levels],
            (&features.users, &self.user_features),
            neighbourhood.rated.pool(&read(&self.rated.val())),
        );
        if let Some(opinions) = &opinions {
            add(
                &mut users.values,
                &neighbourhood.opinions.pool(&opinions.values),
            );
        }
        Towers {
            users,
            movies: tower(
                [&self.movies, &self.movie_levels],
                (&features.movies, &self.movie_features),
                neighbourhood.raters.pool(&read(&self.raters.val())),
            ),
            mean: neighbourhood.mean(),
            opinions,
            features: features.clone(),
        }
    }

    /// The gradients of a step: of all that was added to `sums`, through the towers as well.
    #[must_use]
    pub fn gradients(
        &self,
        sums: GradientSums,
        towers: &Towers,
        neighbourhood: &Neighbourhood,
    ) -> GradientsParams {
        let GradientSums {
            mut of_graph,
            users,
            movies,
            left_out,
        } = sums;
        let mut gradients = Gradients {
            all: of_graph.grads(),
            device: towers.features.users.tensor.clone().inner().device(),
        };
        gradients.of_tower(
            &users,
            [&self.users, &self.user_levels],
            (&towers.features.users, &self.user_features),
            (&self.rated, &neighbourhood.rated),
        );
        gradients.of_tower(
            &movies,
            [&self.movies, &self.movie_levels],
            (&towers.features.movies, &self.movie_features),
            (&self.raters, &neighbourhood.raters),
        );
        if let (Some(table), Some(left_out)) = (&self.opinions, left_out) {
            let mut total = neighbourhood.opinions.pool_back(&users.values);
            add(&mut total, &left_out.values);
            gradients.register(table.id, total, table.dims());
        }
        gradients.all
    }
}

/// What the batches of a step say of the towers' rows, summed up.
///
/// A step may be made of several batches: computing the towers, and taking gradients back through them, costs
/// as much for a few rows as for many.
pub struct GradientSums {
    /// Of what the graph has besides the rows.
    of_graph: GradientsAccumulator<HybridNetwork>,
    /// [n_users, d + 1]
    users: Matrix,
    /// [n_movies, d + 1]
    movies: Matrix,
    /// [n_movies, d + 1]: of a pair's own opinion, which is not in its row; `None` without opinions.
    left_out: Option<Matrix>,
}

impl GradientSums {
    /// Of no batch yet.
    #[must_use]
    pub fn new(towers: &Towers) -> Self {
        let zeros = |like: &Matrix| Matrix {
            n_rows: like.n_rows,
            n_cols: like.n_cols,
            values: vec![0.0; like.values.len()],
        };
        Self {
            of_graph: GradientsAccumulator::new(),
            users: zeros(&towers.users),
            movies: zeros(&towers.movies),
            left_out: towers.opinions.as_ref().map(zeros),
        }
    }

    /// Runs the loss of a batch backwards, down to its rows.
    pub fn add(
        &mut self,
        network: &HybridNetwork,
        loss: &Tensor<1>,
        batch: &HybridBatch,
        rows: &Rows,
    ) {
        let width = self.users.n_cols;
        let mut of_nodes = loss.backward();
        let mut of_rows = |side: &SideRows| {
            let mut of_leaf = |leaf: &Tensor<2>| leaf.grad_remove(&mut of_nodes).map(values);
            let vectors = of_leaf(&side.vectors).unwrap_or_default();
            let levels = of_leaf(&side.levels).unwrap_or_default();
            together(&vectors, &levels, width)
        };
        let [mut of_users, of_movies] = [of_rows(&rows.users), of_rows(&rows.movies)];
        let of_graph = GradientsParams::from_grads(of_nodes, network);
        self.of_graph.accumulate(network, of_graph);
        scatter(&mut self.users, &batch.users, &of_users);
        scatter(&mut self.movies, &batch.movies, &of_movies);
        if let (Some(left_out), Some(own)) = (&mut self.left_out, &batch.own) {
            for (row, own) in of_users.chunks_exact_mut(width).zip(own) {
                row.iter_mut().for_each(|value| *value *= -own);
            }
            scatter(left_out, &batch.movies, &of_users);
        }
    }
}

/// Gradients of parameters, as they are collected.
struct Gradients {
    all: GradientsParams,
    device: Device,
}

impl Gradients {
    /// Takes the gradient of a tower back to its tables.
    fn of_tower(
        &mut self,
        tower: &Matrix,
        [vectors, levels]: [&Param<Tensor<2>>; 2],
        (features, weights): (&SideFeatures, &Param<Tensor<2>>),
        (pooled, pooling): (&Param<Tensor<2>>, &Pooling),
    ) {
        let Matrix { n_rows, n_cols, .. } = *tower;
        let [of_vectors, of_levels] = apart(&tower.values, n_cols);
        self.register(vectors.id, of_vectors, vectors.dims());
        self.register(levels.id, of_levels, levels.dims());
        let whole = tensor(tower.values.clone(), [n_rows, n_cols], &self.device);
        let of_weights = features.tensor.clone().inner().transpose().matmul(whole);
        self.all.register(weights.id, of_weights);
        self.register(pooled.id, pooling.pool_back(&tower.values), pooled.dims());
    }

    fn register(&mut self, parameter: ParamId, values: Vec<f32>, shape: [usize; 2]) {
        self.all
            .register(parameter, tensor(values, shape, &self.device));
    }
}

/// Adds up vectors beside levels, what features say, and what is pooled: [n, d + 1].
fn tower(
    [vectors, levels]: [&Param<Tensor<2>>; 2],
    (features, weights): (&SideFeatures, &Param<Tensor<2>>),
    pooled: Vec<f32>,
) -> Matrix {
    let [n_rows, d] = vectors.dims();
    let mut tower = together(&read(&vectors.val()), &read(&levels.val()), d + 1);
    let of_features = (features.tensor.clone().inner()).matmul(weights.val().inner());
    add(&mut tower, &values(of_features));
    add(&mut tower, &pooled);
    Matrix {
        n_rows,
        n_cols: d + 1,
        values: tower,
    }
}

/// [indices, columns]
fn gathered(matrix: &Matrix, indices: &[u32]) -> Vec<f32> {
    let mut rows = Vec::with_capacity(indices.len() * matrix.n_cols);
    for index in indices {
        rows.extend_from_slice(matrix.row(*index as usize));
    }
    rows
}

/// Rows of `width` values as their vectors and, the last value of each, their levels. Row by row: of chained
/// iterators, the compiler makes a test for every value.
fn apart(rows: &[f32], width: usize) -> [Vec<f32>; 2] {
    let n = rows.len() / width;
    let mut vectors = Vec::with_capacity(n * (width - 1));
    let mut levels = Vec::with_capacity(n);
    for row in rows.chunks_exact(width) {
        vectors.extend_from_slice(&row[..width - 1]);
        levels.push(row[width - 1]);
    }
    [vectors, levels]
}

/// The inverse of [`apart`].
fn together(vectors: &[f32], levels: &[f32], width: usize) -> Vec<f32> {
    let mut rows = Vec::with_capacity(levels.len() * width);
    for (vector, level) in vectors.chunks_exact(width - 1).zip(levels) {
        rows.extend_from_slice(vector);
        rows.push(*level);
    }
    rows
}

/// Adds rows [indices, columns] to those of the same index.
fn scatter(sums: &mut Matrix, indices: &[u32], rows: &[f32]) {
    let n_cols = sums.n_cols;
    for (index, row) in indices.iter().zip(rows.chunks_exact(n_cols)) {
        add(&mut sums.values[*index as usize * n_cols..][..n_cols], row);
    }
}

#[cfg(test)]
mod tests {
    use crate::model::tensors::{param, values};
    use crate::model::{Backend, device};
    use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
    use matinee_core::random::seeded;

    use super::*;

    const SHAPE: [usize; 2] = [3, 4];
    const D: usize = 2;

    fn rating(user: u32, movie: u32, stars: usize) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::WHOLE[stars - 1],
        }
    }

    fn ratings(first: usize) -> Vec<Rating> {
        vec![
            rating(0, 0, first),
            rating(0, 2, 4),
            rating(1, 2, 1),
            rating(1, 3, 5),
            rating(1, 1, 2),
        ]
    }

    fn neighbourhood(first: usize) -> Neighbourhood {
        // The mean would change with the first rating too; only the opinions shall.
        let mut neighbourhood = Neighbourhood::new(SHAPE, &ratings(first), |_| 3.0);
        neighbourhood.mean = 3.5;
        neighbourhood
    }

    fn features(device: &Device) -> FeatureTensors {
        let table = |n_rows: usize| Matrix {
            n_rows,
            n_cols: 2,
            values: (0..n_rows * 2).map(|i| i as f32 / 10.0).collect(),
        };
        let [users, movies] = SHAPE.map(table);
        FeatureTensors::of([&users, &movies], device)
    }

    fn network(config: &HybridNetworkConfig, device: &Device) -> HybridNetwork {
        config.init(SHAPE, [2, 2], &mut seeded(3, 0), device)
    }

    fn full() -> HybridNetworkConfig {
        HybridNetworkConfig {
            embedding_size: D,
            hidden: 3,
            has_opinions: true,
            has_product: true,
            output: Output::Ordinal,
            scale: StarScale::Whole,
            embedding_std: 0.5,
        }
    }

    fn bilinear() -> HybridNetworkConfig {
        HybridNetworkConfig {
            hidden: 0,
            has_opinions: false,
            output: Output::Stars,
            ..full()
        }
    }

    /// All pairs that were rated, each to be predicted without its own opinion.
    fn batch(neighbourhood: &Neighbourhood) -> HybridBatch {
        let rows = ratings(5);
        let own = |row: &Rating| {
            let opinions = neighbourhood.opinions_of(row.user);
            let entry = opinions.iter().find(|(movie, _)| *movie == row.movie.0);
            entry.map_or(0.0, |(_, weight)| *weight)
        };
        let own: Vec<f32> = rows.iter().map(own).collect();
        let pairs = rows.iter().map(|row| (row.user, row.movie));
        HybridBatch::new(pairs, Some(&own))
    }

    fn stars(network: &HybridNetwork, neighbourhood: &Neighbourhood, device: &Device) -> Vec<f32> {
        let towers = network.towers(neighbourhood, &features(device));
        let batch = batch(neighbourhood);
        let rows = towers.rows(&batch, device, false);
        values(network.stars(network.forward(&towers, &batch, &rows, &Masks::default())))
    }

    #[test]
    fn a_bilinear_network_is_its_formula() {
        let device = device(Backend::Ndarray);
        let network = network(&bilinear(), &device);
        let neighbourhood = neighbourhood(5);
        let towers = network.towers(&neighbourhood, &features(&device));
        let width = D + 1;
        let table = |tensor: &Tensor<2>, n_cols| Matrix {
            n_rows: tensor.dims()[0],
            n_cols,
            values: values(tensor.clone()),
        };
        // User 0 rated movies 0 and 2.
        let rated = table(&network.rated.val(), width);
        let own = table(&network.users.val(), D);
        let half = 0.5_f32.sqrt();
        let found = &towers.users;
        for column in 0..width {
            // The features' table starts at 0.
            let own = if column < D { own.row(0)[column] } else { 0.0 };
            let expected = own + half * (rated.row(0)[column] + rated.row(2)[column]);
            assert!((found.row(0)[column] - expected).abs() < 1e-6);
        }
        let (user, movie) = (found.row(0), towers.movies.row(0));
        let expected = 3.5 + user[0] * movie[0] + user[1] * movie[1] + user[2] + movie[2];
        let found = stars(&network, &neighbourhood, &device)[0];
        assert!((found - expected).abs() < 1e-5);
    }

    #[test]
    fn a_rating_does_not_help_to_predict_itself() {
        let device = device(Backend::Ndarray);
        let network = network(&full(), &device);
        let predicted = |first| stars(&network, &neighbourhood(first), &device);
        let (liked, disliked) = (predicted(5), predicted(1));
        assert!((liked[0] - disliked[0]).abs() < 1e-6, "the pair itself");
        assert!(
            (liked[1] - disliked[1]).abs() > 1e-4,
            "another movie of the person"
        );
    }

    /// The gradient of Σ (stars − 3)² by each table, against the change of the sum itself. Without a
    /// fully connected part: BatchNorm predicts in another way while it trains.
    #[test]
    fn gradients_reach_every_table_through_the_pooling() {
        let device = device(Backend::Ndarray).autodiff();
        let neighbourhood = neighbourhood(5);
        let config = HybridNetworkConfig {
            has_opinions: true,
            ..bilinear()
        };
        let network = network(&config, &device);
        let towers = network.towers(&neighbourhood, &features(&device));
        let batch = batch(&neighbourhood);
        let rows = towers.rows(&batch, &device, true);
        let predicted = network.stars(network.forward(&towers, &batch, &rows, &Masks::default()));
        let sum = (predicted - 3.0).square().sum();
        let mut sums = GradientSums::new(&towers);
        sums.add(&network, &sum, &batch, &rows);
        let gradients = network.gradients(sums, &towers, &neighbourhood);

        type Pick = fn(&mut HybridNetwork) -> &mut Param<Tensor<2>>;
        let tables: [Pick; 5] = [
            |network| &mut network.rated,
            |network| &mut network.raters,
            |network| network.opinions.as_mut().unwrap(),
            |network| &mut network.users,
            |network| &mut network.user_features,
        ];
        for pick in tables {
            let table = pick(&mut network.clone()).clone();
            let gradient = values(gradients.get::<2>(table.id).unwrap());
            assert!(gradient.iter().any(|value| value.abs() > 1e-3));
            for (entry, expected) in gradient.iter().enumerate() {
                let sum_with = |change: f32| {
                    let mut network = network.clone();
                    let mut changed = values(table.val());
                    changed[entry] += change;
                    *pick(&mut network) = param(changed, table.dims(), &device);
                    let errors = stars(&network, &neighbourhood, &device);
                    errors
                        .iter()
                        .map(|stars| (stars - 3.0).powi(2))
                        .sum::<f32>()
                };
                let slope = (sum_with(1e-2) - sum_with(-1e-2)) / 2e-2;
                assert!((slope - expected).abs() < 2e-2, "{slope} and {expected}");
            }
        }
    }
}
