//! What shapes a network's matrices must have: the tables dictate most of them, and what they say is
//! compared before a matrix is unpacked.

use crate::artifact::quantise::Shaped;
use crate::artifact::{ArtifactError, Catalogue, RankingWeights, RatingWeights, SeedWeights};
use crate::features::{n_movie_features, n_user_features};

use super::Part;

/// What the tables dictate.
#[derive(Clone, Copy)]
pub(in crate::artifact) struct Sizes {
    n_users: usize,
    n_movies: usize,
    n_user_features: usize,
    n_genres: usize,
}

impl Sizes {
    pub(in crate::artifact) fn of(
        catalogue: &Catalogue,
        occupations: &[String],
        n_users: usize,
    ) -> Self {
        Self {
            n_users,
            n_movies: catalogue.movies.len(),
            n_user_features: n_user_features(occupations.len()),
            n_genres: catalogue.genres.len(),
        }
    }
}

pub(in crate::artifact) fn check_seed_shapes(
    weights: &SeedWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("weights");
    let (n_users, user_size) = weights.user_embedding.shape();
    let (n_movies, movie_size) = weights.movie_embedding.shape();
    part.tables(n_users, n_movies, sizes)?;
    let (fc1_in, hidden) = weights.fc1.shape();
    let inputs = user_size + movie_size + sizes.n_user_features + n_movie_features(sizes.n_genres);
    if fc1_in != inputs {
        return part.refuse(format!(
            "fc1 takes {fc1_in} inputs, embeddings and features give {inputs}"
        ));
    }
    part.length("scale", &weights.scale, hidden)?;
    part.length("shift", &weights.shift, hidden)?;
    part.length("fc2", &weights.fc2, hidden)
}

pub(in crate::artifact) fn check_rating_shapes(
    weights: &RatingWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    let (n_users, width) = weights.users.shape();
    part.tables(n_users, weights.movies.shape().0, sizes)?;
    if width < 2 {
        return part.refuse("it has no vectors, only levels".into());
    }
    for (name, matrix, n_rows) in [
        ("movies", &weights.movies, sizes.n_movies),
        ("rated movies", &weights.rated, sizes.n_movies),
        ("features", &weights.features, sizes.n_user_features),
    ] {
        part.shape(name, matrix, (n_rows, width))?;
    }
    part.length("start", &weights.start, width)?;
    part.length("own L2", &weights.own_l2, width)
}

pub(in crate::artifact) fn check_ranking_shapes(
    weights: &RankingWeights<impl Shaped>,
    sizes: Sizes,
) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    let (n_movies, rank) = weights.movies.shape();
    part.tables(sizes.n_users, n_movies, sizes)?;
    if rank == 0 {
        return part.refuse("its rank is 0".into());
    }
    part.shape("scale", &weights.scale, (n_movies, 1))?;
    part.shape("popularity", &weights.popularity, (n_movies, 1))?;
    part.shape("features", &weights.features, (sizes.n_user_features, rank))?;
    part.length("shrinkage", &weights.shrinkage, rank)?;
    part.length("start", &weights.start, rank)
}

/// Codes stand in for stars: they are there where those are not.
pub(in crate::artifact) fn check_codes_shape<M: Shaped>(
    codes: Option<&M>,
    ranking: &RankingWeights<M>,
    sizes: Sizes,
    has_stars: bool,
) -> Result<(), ArtifactError> {
    let part = Part("people's codes");
    match (has_stars, codes) {
        (true, None) => Ok(()),
        (true, Some(_)) => part.refuse("they and the stars are there".into()),
        (false, None) => part.refuse("neither they nor the stars are there".into()),
        (false, Some(codes)) => {
            let (_, rank) = ranking.movies.shape();
            part.shape(
                "the matrix",
                codes,
                (sizes.n_users, rank + sizes.n_genres + 1),
            )
        }
    }
}

impl Part {
    fn shape(
        self,
        name: &str,
        matrix: &impl Shaped,
        expected: (usize, usize),
    ) -> Result<(), ArtifactError> {
        if matrix.shape() == expected {
            return Ok(());
        }
        let ((rows, columns), (n, width)) = (matrix.shape(), expected);
        self.refuse(format!(
            "{name} has the shape {rows} × {columns}, expected {n} × {width}"
        ))
    }

    fn length(self, name: &str, values: &[f32], n: usize) -> Result<(), ArtifactError> {
        let found = values.len();
        if found == n {
            return Ok(());
        }
        self.refuse(format!("{name} has the length {found}, expected {n}"))
    }

    fn tables(self, n_users: usize, n_movies: usize, sizes: Sizes) -> Result<(), ArtifactError> {
        if (n_users, n_movies) == (sizes.n_users, sizes.n_movies) {
            return Ok(());
        }
        self.refuse(format!(
            "made for {n_users} users and {n_movies} movies, the tables have {} and {}: a model of another data set",
            sizes.n_users, sizes.n_movies
        ))
    }
}
