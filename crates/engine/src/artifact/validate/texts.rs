//! What is shown as text must be text: a model may come from anybody, and what it says is printed on
//! terminals, which take control characters for orders.

use crate::artifact::{ArtifactError, Catalogue, Curve, Manifest, Metric, People, WeightsAsset};

use super::invalid;

/// Checks every text of a manifest.
///
/// # Errors
/// [`ArtifactError::Invalid`] for one with a control character.
pub(in crate::artifact) fn check_texts(manifest: &Manifest) -> Result<(), ArtifactError> {
    let Manifest {
        written_by,
        network,
        preset,
        recipe,
        data_notice,
        training_rows_sha256,
        tables_sha256,
        metrics,
        curves,
        lists_sha256,
        companions,
        ..
    } = manifest;
    let of_its_own = [
        written_by,
        network,
        preset,
        data_notice,
        training_rows_sha256,
        tables_sha256,
        lists_sha256,
    ];
    let recipe = recipe.iter().flat_map(|(name, value)| [name, value]);
    let metrics = metrics.iter().flat_map(|metric| {
        let Metric { protocol, name, .. } = metric;
        [protocol, name]
    });
    let curves = curves.iter().flat_map(|curve| {
        let Curve {
            lever, protocol, ..
        } = curve;
        [lever, protocol]
    });
    let companions = companions.iter().flat_map(|companion| {
        let WeightsAsset {
            network,
            file,
            sha256,
            ..
        } = companion;
        [network, file, sha256]
    });
    let texts = of_its_own.into_iter().chain(recipe).chain(metrics);
    for text in texts.chain(curves).chain(companions) {
        check("manifest", "it", text)?;
    }
    Ok(())
}

/// Checks the names and titles of a catalogue.
pub(super) fn check_titles(catalogue: &Catalogue) -> Result<(), ArtifactError> {
    for genre in &catalogue.genres {
        check("catalogue", "the name of a genre", genre)?;
    }
    for movie in &catalogue.movies {
        if has_control(&movie.title) {
            let what = format!("the title of movie {}", movie.id);
            check("catalogue", &what, &movie.title)?;
        }
    }
    Ok(())
}

/// Checks the names of occupations.
pub(super) fn check_occupations(people: &People) -> Result<(), ArtifactError> {
    for occupation in &people.occupations {
        check("user table", "the name of an occupation", occupation)?;
    }
    Ok(())
}

fn check(section: &'static str, what: &str, text: &str) -> Result<(), ArtifactError> {
    match text.chars().find(|letter| letter.is_control()) {
        None => Ok(()),
        Some(control) => Err(invalid(
            section,
            format!(
                "{what} has a control character, U+{:04X}",
                u32::from(control)
            ),
        )),
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}
