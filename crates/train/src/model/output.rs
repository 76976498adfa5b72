//! What the last layer of a hybrid network says: stars, or how likely each number of them is.

use burn::tensor::{Device, Tensor, TensorData};
use serde::{Deserialize, Serialize};

use matinee_core::domain::StarScale;

/// What the network's last layer says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Output {
    /// Stars.
    Stars,
    /// A probability for each number of stars `k` of the scale: softmax of `t_k + (k − 3) · (score − mean)`,
    /// with learned t. The prediction is the expected number of stars.
    Ordinal,
}

/// What t of [`Output::Ordinal`] starts from: about the logarithms of how often each number of
/// stars is given, beside five. Whole ones are given more often.
pub(super) const fn initial_thresholds(scale: StarScale) -> &'static [f32] {
    match scale {
        StarScale::Whole => &[-1.2, -0.5, 0.3, 0.5, 0.0],
        StarScale::Half => &[-2.3, -1.5, -2.0, -0.6, -0.9, 0.4, 0.0, 0.7, -0.4, 0.0],
    }
}

/// Every number of stars of a scale, less so much: [1, values].
pub(super) fn stars_less(scale: StarScale, less: f32, device: &Device) -> Tensor<2> {
    let stars: Vec<f32> = (scale.values().iter().map(|stars| stars.as_f32() - less)).collect();
    let shape = [1, stars.len()];
    Tensor::from_data(TensorData::new(stars, shape), device)
}
