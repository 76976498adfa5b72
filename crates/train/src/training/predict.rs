//! A trained network applied to many pairs, through Burn.

use burn::tensor::Device;

use crate::model::{FeatureTables, PairBatch, SeedNetwork, values};
use matinee_core::domain::{MovieIdx, Rating, Score, UserIdx};

use super::target::TargetUnit;

/// Pairs in one forward pass: bounds the memory, and is where bigger stops being faster.
const CHUNK: usize = 8192;

/// A network in inference mode with what it needs to predict stars.
#[derive(Debug)]
pub struct Predictor<'a> {
    network: SeedNetwork,
    tables: &'a FeatureTables,
    target: TargetUnit,
    device: Device,
}

impl<'a> Predictor<'a> {
    /// `network` must be in inference mode (`net.valid()`), with its tensors on `device`.
    #[must_use]
    pub fn new(
        network: SeedNetwork,
        tables: &'a FeatureTables,
        target: TargetUnit,
        device: Device,
    ) -> Self {
        Self {
            network,
            tables,
            target,
            device,
        }
    }

    /// The network's output for each pair, in stars, not clipped.
    #[must_use]
    pub fn raw_stars(&self, pairs: &[(UserIdx, MovieIdx)]) -> Vec<f32> {
        let per_unit = self.target.stars_per_unit();
        let mut stars = Vec::with_capacity(pairs.len());
        for chunk in pairs.chunks(CHUNK) {
            let batch = PairBatch::new(chunk.iter().copied(), self.tables, &self.device);
            let output = values(self.network.forward(&batch, None));
            stars.extend(output.into_iter().map(|unit| unit * per_unit));
        }
        stars
    }

    /// Mean squared error in stars², predictions clipped to 1..5. NaN if a prediction is, so that
    /// a run that has diverged shows. There is at least one row.
    #[must_use]
    pub fn mean_squared_error(&self, rows: &[Rating]) -> f32 {
        let pairs: Vec<_> = rows.iter().map(|row| (row.user, row.movie)).collect();
        let squared_error = |(raw, row): (f32, &Rating)| {
            let clipped = Score::clip(raw).stars();
            let stars = if raw.is_nan() { raw } else { clipped };
            f64::from(stars - row.stars.as_f32()).powi(2)
        };
        let predicted = self.raw_stars(&pairs).into_iter();
        let sum: f64 = predicted.zip(rows).map(squared_error).sum();
        (sum / rows.len() as f64) as f32
    }
}
