//! What must hold between the parts of an artifact.

use super::{Artifact, ArtifactError};

/// Checks shapes, ranges and finiteness.
///
/// # Errors
/// [`ArtifactError::Invalid`], naming the section and what disagrees.
pub(super) fn check(artifact: &Artifact) -> Result<(), ArtifactError> {
    check_catalogue(artifact)?;
    check_people(artifact)?;
    check_weights(artifact)
}

fn invalid(section: &'static str, reason: String) -> ArtifactError {
    ArtifactError::Invalid { section, reason }
}

fn check_catalogue(artifact: &Artifact) -> Result<(), ArtifactError> {
    let catalogue = &artifact.catalogue;
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
                format!("{n_movies} movies but {} counts", counts.len()),
            ));
        }
    }
    let known_genres = u32::MAX
        .checked_shr(32 - catalogue.genres.len() as u32)
        .unwrap_or(0);
    for movie in &catalogue.movies {
        if movie.genres & !known_genres != 0 {
            return Err(invalid(
                "catalogue",
                format!("movie {} has a genre without a name", movie.id),
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
    Ok(())
}

fn check_people(artifact: &Artifact) -> Result<(), ArtifactError> {
    let people = &artifact.people;
    let n_users = people.users.len();
    if n_users == 0 {
        return Err(invalid("user table", "it has no users".into()));
    }
    if people.histories.len() != n_users {
        return Err(invalid(
            "histories",
            format!("{n_users} users but {} histories", people.histories.len()),
        ));
    }
    for user in &people.users {
        if usize::from(user.occupation) >= people.occupations.len() {
            return Err(invalid(
                "user table",
                format!("user {} has an occupation without a name", user.id),
            ));
        }
    }
    for (user, history) in people.users.iter().zip(&people.histories) {
        let ascending = history.windows(2).all(|pair| pair[0].0 < pair[1].0);
        let in_range = history
            .last()
            .is_none_or(|(movie, _)| movie.row() < artifact.catalogue.movies.len());
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

fn check_weights(artifact: &Artifact) -> Result<(), ArtifactError> {
    let weights = &artifact.weights;
    let wrong = |reason: String| Err(invalid("weights", reason));
    let matrices = [
        ("user embedding", &weights.user_embedding),
        ("movie embedding", &weights.movie_embedding),
        ("fc1", &weights.fc1),
    ];
    for (name, matrix) in matrices {
        if !matrix.is_consistent() {
            return wrong(format!(
                "{name} has another number of values than its shape"
            ));
        }
        if !matrix
            .to_matrix()
            .values
            .iter()
            .all(|value| value.is_finite())
        {
            return wrong(format!("{name} has a value that is not a number"));
        }
    }

    let (n_users, user_size) = weights.user_embedding.shape();
    let (n_movies, movie_size) = weights.movie_embedding.shape();
    let (fc1_in, hidden) = weights.fc1.shape();
    let n_features = crate::features::n_user_features(artifact.people.occupations.len())
        + crate::features::n_movie_features(artifact.catalogue.genres.len());
    if n_users != artifact.people.users.len() || n_movies != artifact.catalogue.movies.len() {
        return wrong(format!(
            "made for {n_users} users and {n_movies} movies, the tables have {} and {}: a model of another data set",
            artifact.people.users.len(),
            artifact.catalogue.movies.len()
        ));
    }
    if fc1_in != user_size + movie_size + n_features {
        return wrong(format!(
            "fc1 takes {fc1_in} inputs, embeddings and features give {}",
            user_size + movie_size + n_features
        ));
    }
    for (name, vector) in [
        ("scale", &weights.scale),
        ("shift", &weights.shift),
        ("fc2", &weights.fc2),
    ] {
        if vector.len() != hidden {
            return wrong(format!(
                "{name} has {} values for {hidden} units",
                vector.len()
            ));
        }
        if !vector.iter().all(|value| value.is_finite()) {
            return wrong(format!("{name} has a value that is not a number"));
        }
    }
    if !weights.fc2_bias.is_finite() || !weights.popularity_weight.is_finite() {
        return wrong("a bias is not a number".into());
    }
    Ok(())
}
