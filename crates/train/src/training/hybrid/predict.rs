//! A trained hybrid network applied to many pairs, through Burn.

use burn::tensor::Device;

use crate::model::{FeatureTensors, HybridBatch, HybridNetwork, Masks, Towers, device, values};
use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::features::Matrix;

use super::learner::TrainContext;

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
            towers: network.towers(&room.neighbourhood, &features),
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
            let opinions = self.room.neighbourhood.opinions_of(user);
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
