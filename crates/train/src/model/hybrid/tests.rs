//! The hybrid network against its formula, and its gradients against differences.

use burn::module::Param;
use burn::tensor::{Device, Tensor};

use super::*;
use crate::model::batch::values;
use crate::model::init::param;
use crate::model::{Backend, device};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_core::random::seeded;
use matinee_engine::features::Matrix;

const SHAPE: [usize; 2] = [3, 4];
const D: usize = 2;

fn rating(user: u32, movie: u32, stars: usize) -> Rating {
    Rating {
        user: UserIdx(user),
        movie: MovieIdx(movie),
        stars: Stars::ALL[stars - 1],
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
    let gradients = network.gradients(&sum, &towers, &batch, &rows, &neighbourhood);

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
