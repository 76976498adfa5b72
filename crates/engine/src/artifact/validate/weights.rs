//! What must hold of a network's numbers, once the shapes are right.

use crate::artifact::{
    ArtifactError, HybridWeights, RankingWeights, RatingWeights, SeedWeights, Stored,
};
use crate::features::Matrix;
use matinee_core::decimal::decimal;

use super::Part;

pub(super) fn check_seed(weights: &SeedWeights) -> Result<(), ArtifactError> {
    let part = Part("weights");
    part.matrix("user embedding", &weights.user_embedding)?;
    part.matrix("movie embedding", &weights.movie_embedding)?;
    part.matrix("fc1", &weights.fc1)?;
    part.numbers("scale", &weights.scale)?;
    part.numbers("shift", &weights.shift)?;
    part.numbers("fc2", &weights.fc2)?;
    part.numbers("a bias", &[weights.fc2_bias, weights.popularity_weight])
}

pub(super) fn check_hybrid(weights: &HybridWeights) -> Result<(), ArtifactError> {
    check_rating(&weights.rating)?;
    check_ranking(&weights.ranking)?;
    if let Some(codes) = &weights.codes {
        Part("people's codes").matrix("the matrix", codes)?;
    }
    Ok(())
}

fn check_rating(weights: &RatingWeights) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    part.matrix("people", &weights.users)?;
    part.matrix("movies", &weights.movies)?;
    part.matrix("rated movies", &weights.rated)?;
    part.matrix("features", &weights.features)?;
    part.numbers("start", &weights.start)?;
    part.numbers("the mean", &[weights.mean])?;
    part.positive("own L2", &weights.own_l2)
}

fn check_ranking(weights: &RankingWeights) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    part.matrix("movies", &weights.movies)?;
    part.positive("scale", &part.matrix("scale", &weights.scale)?.values)?;
    part.matrix("popularity", &weights.popularity)?;
    part.matrix("features", &weights.features)?;
    part.numbers("shrinkage", &weights.shrinkage)?;
    part.numbers("start", &weights.start)?;
    part.numbers("a star weight", &weights.star_weights)?;
    part.numbers("the prior's weight", &[weights.prior_weight])?;
    part.positive(
        "number of ratings that halves the prior",
        &[weights.prior_ratings],
    )?;
    part.positive(
        "number of ratings that halves what features say",
        &[weights.details_ratings],
    )?;
    part.numbers("the weight of stars", &[weights.stars_weight])?;
    part.numbers("the weight of low stars", &[weights.below_weight])?;
    part.positive(
        "number of ratings from which on stars weigh more",
        &[weights.stars_ratings],
    )?;
    part.numbers("the weight of genres", &[weights.genres_weight])?;
    part.positive(
        "number of ratings of a genre that say half of their opinion",
        &[weights.genres_ratings],
    )
}

impl Part {
    /// The matrix, if it has all of its values and all of them are finite.
    fn matrix(self, name: &str, stored: &Stored) -> Result<Matrix, ArtifactError> {
        if !stored.is_consistent() {
            return self.refuse(format!(
                "{name} has another number of values than its shape"
            ));
        }
        let matrix = stored.to_matrix();
        self.numbers(name, &matrix.values)?;
        Ok(matrix)
    }

    fn numbers(self, name: &str, values: &[f32]) -> Result<(), ArtifactError> {
        if values.iter().all(|value| value.is_finite()) {
            return Ok(());
        }
        self.refuse(format!("{name} has a value that is not a number"))
    }

    fn positive(self, name: &str, values: &[f32]) -> Result<(), ArtifactError> {
        self.numbers(name, values)?;
        match values.iter().find(|value| **value <= 0.0) {
            None => Ok(()),
            Some(value) => {
                let found = decimal(*value, 5);
                self.refuse(format!("{name} must be above 0, found {found}"))
            }
        }
    }
}
