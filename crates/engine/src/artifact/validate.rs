//! What must hold between the parts of an artifact; and that what is shown as text is text: a model may
//! come from anybody, and what it says is printed on terminals, which take control characters for orders.

use crate::container::sections::ArtifactError;
use crate::features::n_user_features;
use crate::networks::Weights;
use crate::networks::check::{FEATURE, Sizes};
use crate::tables::catalogue::{Catalogue, TITLE_END};
use crate::tables::people::{Histories, People};
use crate::tables::spreads::Spreads;
use matinee_core::domain::UserIdx;
use matinee_data::dataset::{Demographics, Movie};

use super::manifest::{Artifact, Curve, CurvePoint, Manifest, Metric, WeightsAsset, golden_pairs};

/// Checks shapes, ranges and finiteness.
///
/// # Errors
/// [`ArtifactError::Invalid`], naming the section and what disagrees.
pub(super) fn check(artifact: &Artifact) -> Result<(), ArtifactError> {
    let Artifact {
        manifest,
        catalogue,
        people,
        spreads,
        weights,
    } = artifact;
    check_catalogue(catalogue)?;
    check_people(people, catalogue.movies.len())?;
    check_spreads(spreads, catalogue, people)?;
    check_whole(weights)?;
    let n_movies = catalogue.movies.len();
    check_model(manifest, weights, catalogue, people, n_movies)
}

/// Checks that the weights are all there: a first part has not all of them.
///
/// # Errors
/// [`ArtifactError::Missing`].
pub(super) fn check_whole(weights: &Weights) -> Result<(), ArtifactError> {
    match weights.is_whole() {
        true => Ok(()),
        false => Err(ArtifactError::Missing {
            section: "rows of people",
        }),
    }
}

/// Checks that there is a spread for everybody and everything.
///
/// # Errors
/// As [`check`].
pub(super) fn check_spreads(
    spreads: &Spreads,
    catalogue: &Catalogue,
    people: &People,
) -> Result<(), ArtifactError> {
    let (n_people, n_movies) = (people.users.len(), catalogue.movies.len());
    if spreads.fits(n_people, n_movies) {
        return Ok(());
    }
    let reason =
        format!("there is not one above 0 for each of {n_people} people and {n_movies} movies");
    Err(invalid("spreads", reason))
}

/// Checks what one network adds to tables that have been checked, of `n_movies` in all.
///
/// # Errors
/// As [`check`].
pub(super) fn check_model(
    manifest: &Manifest,
    weights: &Weights,
    catalogue: &Catalogue,
    people: &People,
    n_movies: usize,
) -> Result<(), ArtifactError> {
    check_manifest(manifest, weights)?;
    let n_users = people.users.len();
    let sizes = Sizes::of(catalogue, &people.occupations, n_users);
    weights.check(sizes, matches!(people.histories, Histories::Rated(_)))?;
    check_golden(manifest, n_users, n_movies)
}

/// The self-test can be passed by leaving it out: whoever makes a model does not choose what it is
/// tested on.
fn check_golden(manifest: &Manifest, n_users: usize, n_movies: usize) -> Result<(), ArtifactError> {
    let found = (manifest.golden.iter()).map(|golden| (golden.user, golden.movie));
    let expected = golden_pairs(n_users, n_movies);
    if found.eq(expected.map(|(user, movie)| (user.0, movie.0))) {
        return Ok(());
    }
    let n = manifest.golden.len();
    Err(invalid(
        "manifest",
        format!("its self-test ({n} predictions) is not the one that every model has"),
    ))
}

fn check_manifest(manifest: &Manifest, weights: &Weights) -> Result<(), ArtifactError> {
    check_texts(manifest)?;
    let (found, network) = (&manifest.network, weights.kind().name());
    if found != network {
        return Err(invalid(
            "manifest",
            format!("it is of network {found}, the weights are of network {network}"),
        ));
    }
    for (at, companion) in manifest.companions.iter().enumerate() {
        let name = &companion.network;
        let mut taken = manifest.companions[..at].iter().map(|other| &other.network);
        if name == network || taken.any(|other| other == name) {
            return Err(invalid("manifest", format!("it has network {name} twice")));
        }
        if !companion.is_sound() {
            return Err(invalid(
                "manifest",
                format!("it does not say where network {name} is"),
            ));
        }
    }
    for curve in &manifest.curves {
        let finite = curve.points.iter().all(|point| {
            let CurvePoint {
                strength,
                ndcg,
                graded_ndcg,
                disliked,
                stars_given,
                low_places,
                recall,
                coverage,
                novelty,
                distance,
                calibration,
                gini,
            } = point;
            [
                strength,
                ndcg,
                graded_ndcg,
                disliked,
                stars_given,
                low_places,
                recall,
                coverage,
                novelty,
                distance,
                calibration,
                gini,
            ]
            .iter()
            .all(|value| value.is_finite())
        });
        if !finite {
            let lever = &curve.lever;
            return Err(invalid(
                "manifest",
                format!("the curve of {lever} has a value that is not a number"),
            ));
        }
    }
    Ok(())
}

fn invalid(section: &'static str, reason: String) -> ArtifactError {
    ArtifactError::Invalid { section, reason }
}

/// Checks the movies.
///
/// # Errors
/// As [`check`].
pub(super) fn check_catalogue(catalogue: &Catalogue) -> Result<(), ArtifactError> {
    let n_movies = catalogue.movies.len();
    if n_movies == 0 {
        return Err(invalid("catalogue", "it has no movies".into()));
    }
    if catalogue.genres.len() > 32 {
        return Err(invalid(
            "catalogue",
            format!("{} genres, at most 32 fit", catalogue.genres.len()),
        ));
    }
    for counts in [&catalogue.n_ratings, &catalogue.n_liked] {
        if counts.len() != n_movies {
            return Err(invalid(
                "catalogue",
                format!("movies: {n_movies}, but counts: {}", counts.len()),
            ));
        }
    }
    let known_genres = u32::MAX
        .checked_shr(32 - catalogue.genres.len() as u32)
        .unwrap_or(0);
    check_ids(catalogue)?;
    for movie in &catalogue.movies {
        if movie.genres & !known_genres != 0 {
            return Err(invalid(
                "catalogue",
                format!("movie {} has a genre without a name", movie.id),
            ));
        }
        if movie.title.contains(TITLE_END) {
            return Err(invalid(
                "catalogue",
                format!("the title of movie {} has more than one line", movie.id),
            ));
        }
        if let Some(date) = movie.released
            && !(1..=12).contains(&date.month)
        {
            return Err(invalid(
                "catalogue",
                format!("movie {} is dated in month {}", movie.id, date.month),
            ));
        }
    }
    check_titles(catalogue)
}

/// A raw id names one movie, and is found by halving.
fn check_ids(catalogue: &Catalogue) -> Result<(), ArtifactError> {
    let Catalogue {
        movies,
        aliases,
        n_first,
        ..
    } = catalogue;
    let refused = |reason: String| Err(invalid("catalogue", reason));
    if *n_first > movies.len() {
        return refused("more movies come first than there are".into());
    }
    let runs = catalogue.runs();
    let mut pairs = runs.iter().flat_map(|(_, run)| run.windows(2));
    if let Some(pair) = pairs.find(|pair| pair[0].id >= pair[1].id) {
        return refused(format!(
            "movie {} stands behind movie {}: ids must ascend",
            pair[1].id, pair[0].id
        ));
    }
    let [(_, first), (_, rest)] = runs;
    let is_first = |movie: &&Movie| first.binary_search_by_key(&movie.id, |it| it.id).is_ok();
    if let Some(movie) = rest.iter().find(is_first) {
        return refused(format!("movie {} is there twice", movie.id));
    }
    if let Some(pair) = aliases.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
        return refused(format!(
            "alias {} stands behind alias {}: they must ascend",
            pair[1].0, pair[0].0
        ));
    }
    for (alias, movie) in aliases {
        if catalogue.row_of(*alias).is_some() {
            return refused(format!("alias {alias} is the id of a movie"));
        }
        if movie.row() >= movies.len() {
            return refused(format!("alias {alias} is of a movie that is not there"));
        }
    }
    Ok(())
}

/// Checks people and what they have seen.
///
/// # Errors
/// As [`check`].
pub(super) fn check_people(people: &People, n_movies: usize) -> Result<(), ArtifactError> {
    let n_users = people.users.len();
    check_occupations(people)?;
    let n_all = people.n_users as usize;
    if n_all == 0 || n_all < n_users {
        return Err(invalid(
            "user table",
            format!("it has {n_users} of {n_all} users"),
        ));
    }
    let n_features = n_user_features(people.occupations.len());
    let is_sound = |value: &f32| f64::from(value.abs()) < FEATURE;
    if people.average.len() != n_features || !people.average.iter().all(is_sound) {
        let reason = format!("what is said of the average person is not {n_features} features");
        return Err(invalid("user table", reason));
    }
    let n_histories = people.histories.n_users();
    if n_histories != n_users {
        return Err(invalid(
            "histories",
            format!("users: {n_users}, but histories: {n_histories}"),
        ));
    }
    for user in &people.users {
        let n_occupations = people.occupations.len();
        let is_unnamed = |it: &Demographics| usize::from(it.occupation) >= n_occupations;
        if user.demographics.as_ref().is_some_and(is_unnamed) {
            return Err(invalid(
                "user table",
                format!("user {} has an occupation without a name", user.id),
            ));
        }
    }
    for (idx, user) in (0..).map(UserIdx).zip(&people.users) {
        let seen = people.histories.seen(idx);
        let ascending = seen.windows(2).all(|pair| pair[0] < pair[1]);
        let in_range = seen.last().is_none_or(|movie| movie.row() < n_movies);
        if !ascending || !in_range {
            return Err(invalid(
                "histories",
                format!(
                    "user {} has a movie twice or one that is not there",
                    user.id
                ),
            ));
        }
    }
    Ok(())
}

/// Checks every text of a manifest.
///
/// # Errors
/// [`ArtifactError::Invalid`] for one with a control character.
pub(super) fn check_texts(manifest: &Manifest) -> Result<(), ArtifactError> {
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
        check_text("manifest", "it", text)?;
    }
    Ok(())
}

/// Checks the names and titles of a catalogue.
fn check_titles(catalogue: &Catalogue) -> Result<(), ArtifactError> {
    for genre in &catalogue.genres {
        check_text("catalogue", "the name of a genre", genre)?;
    }
    for movie in &catalogue.movies {
        if has_control(&movie.title) {
            let what = format!("the title of movie {}", movie.id);
            check_text("catalogue", &what, &movie.title)?;
        }
    }
    Ok(())
}

/// Checks the names of occupations.
fn check_occupations(people: &People) -> Result<(), ArtifactError> {
    for occupation in &people.occupations {
        check_text("user table", "the name of an occupation", occupation)?;
    }
    Ok(())
}

fn check_text(section: &'static str, what: &str, text: &str) -> Result<(), ArtifactError> {
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
