//! What must hold of a network's numbers.

use crate::artifact::{
    ArtifactError, Histories, HybridWeights, RankingWeights, RatingWeights, SeedWeights, Stored,
};
use crate::decimal::decimal;
use crate::features::Matrix;

use super::invalid;

/// What the tables dictate.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub(super) n_users: usize,
    pub(super) n_movies: usize,
    pub(super) n_user_features: usize,
    pub(super) n_movie_features: usize,
}

pub(super) fn check_seed(weights: &SeedWeights, sizes: Sizes) -> Result<(), ArtifactError> {
    let part = Part("weights");
    part.matrix("user embedding", &weights.user_embedding)?;
    part.matrix("movie embedding", &weights.movie_embedding)?;
    part.matrix("fc1", &weights.fc1)?;

    let (n_users, user_size) = weights.user_embedding.shape();
    let (n_movies, movie_size) = weights.movie_embedding.shape();
    part.tables(n_users, n_movies, sizes)?;
    let (fc1_in, hidden) = weights.fc1.shape();
    let inputs = user_size + movie_size + sizes.n_user_features + sizes.n_movie_features;
    if fc1_in != inputs {
        return part.refuse(format!(
            "fc1 takes {fc1_in} inputs, embeddings and features give {inputs}"
        ));
    }
    part.vector("scale", &weights.scale, hidden)?;
    part.vector("shift", &weights.shift, hidden)?;
    part.vector("fc2", &weights.fc2, hidden)?;
    part.numbers("a bias", &[weights.fc2_bias, weights.popularity_weight])
}

pub(super) fn check_rating(weights: &RatingWeights, sizes: Sizes) -> Result<(), ArtifactError> {
    let part = Part("rating head");
    part.matrix("people", &weights.users)?;
    part.matrix("movies", &weights.movies)?;
    let (n_users, width) = weights.users.shape();
    part.tables(n_users, weights.movies.shape().0, sizes)?;
    if width < 2 {
        return part.refuse("it has no vectors, only levels".into());
    }
    part.shape("movies", &weights.movies, (sizes.n_movies, width))?;
    for (name, matrix, n_rows) in [
        ("rated movies", &weights.rated, sizes.n_movies),
        ("features", &weights.features, sizes.n_user_features),
    ] {
        part.matrix(name, matrix)?;
        part.shape(name, matrix, (n_rows, width))?;
    }
    part.vector("start", &weights.start, width)?;
    part.numbers("the mean", &[weights.mean])?;
    part.vector("own L2", &weights.own_l2, width)?;
    part.positive("own L2", &weights.own_l2)
}

pub(super) fn check_ranking(weights: &RankingWeights, sizes: Sizes) -> Result<(), ArtifactError> {
    let part = Part("ranking head");
    part.matrix("movies", &weights.movies)?;
    let (n_movies, rank) = weights.movies.shape();
    part.tables(sizes.n_users, n_movies, sizes)?;
    if rank == 0 {
        return part.refuse("its rank is 0".into());
    }
    part.shape("scale", &weights.scale, (n_movies, 1))?;
    part.positive("scale", &part.matrix("scale", &weights.scale)?.values)?;
    part.shape("popularity", &weights.popularity, (n_movies, 1))?;
    part.matrix("popularity", &weights.popularity)?;
    part.vector("shrinkage", &weights.shrinkage, rank)?;
    part.numbers("a star weight", &weights.star_weights)?;
    part.numbers("the prior's weight", &[weights.prior_weight])?;
    part.positive(
        "number of ratings that halves the prior",
        &[weights.prior_ratings],
    )?;
    part.matrix("features", &weights.features)?;
    part.shape("features", &weights.features, (sizes.n_user_features, rank))?;
    part.vector("start", &weights.start, rank)?;
    part.positive(
        "number of ratings that halves what features say",
        &[weights.details_ratings],
    )?;
    part.numbers("the weight of stars", &[weights.stars_weight])?;
    part.positive(
        "number of ratings from which on stars weigh more",
        &[weights.stars_ratings],
    )
}

/// Codes stand in for stars: they are there where those are not.
pub(super) fn check_codes(
    weights: &HybridWeights,
    histories: &Histories,
) -> Result<(), ArtifactError> {
    let part = Part("people's codes");
    match (histories, &weights.codes) {
        (Histories::Rated(_), None) => Ok(()),
        (Histories::Rated(_), Some(_)) => part.refuse("they and the stars are there".into()),
        (Histories::Seen(_), None) => part.refuse("neither they nor the stars are there".into()),
        (Histories::Seen(_), Some(codes)) => {
            let (_, rank) = weights.ranking.movies.shape();
            part.matrix("the matrix", codes)?;
            part.shape("the matrix", codes, (histories.n_users(), rank))
        }
    }
}

/// A section, by the name that errors use.
#[derive(Clone, Copy)]
struct Part(&'static str);

impl Part {
    fn refuse<T>(self, reason: String) -> Result<T, ArtifactError> {
        Err(invalid(self.0, reason))
    }

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

    fn shape(
        self,
        name: &str,
        stored: &Stored,
        expected: (usize, usize),
    ) -> Result<(), ArtifactError> {
        if stored.shape() == expected {
            return Ok(());
        }
        let ((rows, columns), (n, width)) = (stored.shape(), expected);
        self.refuse(format!(
            "{name} has {rows} rows of {columns} values, expected {n} of {width}"
        ))
    }

    fn vector(self, name: &str, values: &[f32], n: usize) -> Result<(), ArtifactError> {
        if values.len() != n {
            let found = values.len();
            return self.refuse(format!("{name} has {found} values for {n} units"));
        }
        self.numbers(name, values)
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
