//! An artifact without anybody's ratings: for a site that may not carry them.

use matinee_core::domain::UserIdx;
use matinee_engine::artifact::{
    Artifact, ArtifactError, Catalogue, Histories, HybridWeights, Precision, Stored, Weights,
    golden_pairs, tables_sha256,
};
use matinee_engine::features::Matrix;

use super::golden;

/// How codes are stored: finer than the movies that they are multiplied with.
const PRECISION: Precision = Precision::F16;

/// Takes the stars out of an artifact. Of a hybrid's known people the codes come in their place, so
/// that their lists stay what they were, but for rounding: `lists_sha256` is left empty, as in
/// [`super::build`].
///
/// An artifact that has no ratings stays as it is.
///
/// # Errors
/// [`ArtifactError::Invalid`] when the tables are too large to be written.
pub fn without_ratings(artifact: Artifact) -> Result<Artifact, ArtifactError> {
    let Artifact {
        mut manifest,
        catalogue,
        mut people,
        spreads,
        mut weights,
    } = artifact;
    if let Histories::Rated(_) = people.histories {
        if let Weights::Hybrid(weights) = &mut weights {
            weights.codes = Some(codes(weights, &catalogue, &people.histories));
        }
        people = people.without_stars();
        if let Weights::Hybrid(weights) = &weights {
            let pairs: Vec<_> = golden_pairs(people.users.len(), catalogue.movies.len()).collect();
            manifest.golden = golden::hybrid(&pairs, weights, &catalogue, &people);
        }
        manifest.tables_sha256 = tables_sha256(&catalogue, &people)?;
        manifest.lists_sha256.clear();
    }
    Ok(Artifact {
        manifest,
        catalogue,
        people,
        spreads,
        weights,
    })
}

/// [n_users, rank + n_genres + 1]
fn codes(weights: &HybridWeights, catalogue: &Catalogue, histories: &Histories) -> Stored {
    let order = golden::Order::new(&weights.ranking, catalogue);
    let users = (0..histories.n_users() as u32).map(UserIdx);
    let codes = users.map(|user| {
        let rated = histories.rated(user).unwrap_or_default();
        let known = order.known(rated, weights.rating.mean);
        known.into_iter().map(|it| it as f32).collect::<Vec<_>>()
    });
    let n_cols = order.rank() + catalogue.genres.len() + 1;
    Stored::new(&Matrix::from_rows(n_cols, codes), PRECISION)
}
