//! An artifact without anybody's ratings: for a site that may not carry them.

use matinee_engine::artifact::{Artifact, ArtifactError, Histories, golden_pairs, tables_sha256};

use super::pack;

/// Takes the stars out of an artifact. A network may keep what it needs to know of them (the codes of a hybrid's
/// known people), so that lists stay what they were, but for rounding: `lists_sha256` is left empty, as in
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
        pack::of_mut(&mut weights).strip(&catalogue, &people);
        people = people.without_stars();
        let pairs: Vec<_> = golden_pairs(people.users.len(), catalogue.movies.len()).collect();
        manifest.golden = pack::of(&weights).golden(&pairs, &catalogue, &people);
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
