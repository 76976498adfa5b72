//! What the hybrid's training gives, as plain numbers: the two heads that are served.

use serde::{Deserialize, Serialize};

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::Movie;
use matinee_engine::features::Matrix;

/// The rating head: a bilinear model of stars, with everything that does not depend on the pair
/// summed up.
///
/// Rows hold a vector of `d` values and then a level (a bias), so `d + 1` columns:
///
/// ```text
/// stars(u, i)   = mean + level_u + level_i + vector_u · vector_i
/// [vector_u, level_u] = start + features of u · features + n_u^-½ Σ_{j rated by u} rated_j + own_u
/// ```
///
/// `own_u` is learned for a known person (and is in `users`); for a new one it is what a ridge
/// regression finds on the ratings that they give: the least Σ (r − stars)² + Σ_c own_l2_c own_c².
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RatingHead {
    /// Mean of the training ratings, stars.
    pub mean: f32,
    /// [n_users, d + 1]: known people, all of the sum above.
    pub users: Matrix,
    /// [n_movies, d + 1]: movies, with their features and raters summed in.
    pub movies: Matrix,
    /// [n_movies, d + 1]: what having rated a movie says of a person.
    pub rated: Matrix,
    /// [n_user_features, d + 1]: what a person's features say of them.
    pub features: Matrix,
    /// [d + 1]: where everybody starts from.
    pub start: Vec<f32>,
    /// [d + 1], above 0: strength of a new person's ridge regression, for each column.
    pub own_l2: Vec<f32>,
}

/// The ranking head: a weighted, tied, low-rank linear autoencoder over what a person rated.
///
/// ```text
/// x_j    = star_weights[stars given to j], 0 for a movie that was not rated
/// said   = start + features of u · features
/// code   = shrinkage ⊙ Vᵀ (x / scale) + said / (1 + n / details_ratings)
/// genres_g = Σ_{j of g} (stars given to j − middle) / (n of g + genres_ratings)
/// order  = scale^½ ⊙ V code + prior_weight / (1 + n / prior_ratings) · popularity
///          + genres_weight Σ_{g of i} genres_g
/// own    = (Σ stars given + stars_ratings · mean) / (n + stars_ratings)
/// score  = order + (1 + n / stars_ratings)^½
///          · (stars_weight (stars(u, i) − mean) + below_weight min(stars(u, i) − own, 0))
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RankingHead {
    /// V, [n_movies, rank]: orthonormal columns.
    pub movies: Matrix,
    /// d, [n_movies], above 0.
    pub scale: Vec<f32>,
    /// s, [rank]
    pub shrinkage: Vec<f32>,
    /// What 1 to 5 stars are worth.
    pub star_weights: [f32; 5],
    /// q, [n_movies]: what is offered to somebody of whom nothing is known.
    pub popularity: Vec<f32>,
    /// Weight of `popularity` for somebody without ratings.
    pub prior_weight: f32,
    /// Number of ratings `n` that halves it.
    pub prior_ratings: f32,
    /// [n_user_features, rank]: what a person's features say of their code.
    pub features: Matrix,
    /// [rank]: makes the average person's features say nothing.
    pub start: Vec<f32>,
    /// Number of ratings `n` that halves what features say.
    pub details_ratings: f32,
    /// Weight of the predicted stars for somebody without ratings, 0 or more.
    pub stars_weight: f32,
    /// Weight of predicted stars below what the person gives on average, for the same.
    pub below_weight: f32,
    /// Number of ratings from which on both weights grow with their square root.
    pub stars_ratings: f32,
    /// Weight of what a person thinks of a movie's genres, 0 or more.
    pub genres_weight: f32,
    /// Ratings of no opinion that each genre starts with.
    pub genres_ratings: f32,
}

impl RatingHead {
    /// Stars of a known user for a movie, not clipped.
    ///
    /// # Panics
    /// When there is no such user or movie.
    #[must_use]
    pub fn stars(&self, user: UserIdx, movie: MovieIdx) -> f32 {
        let (user, movie) = (self.users.row(user.row()), self.movies.row(movie.row()));
        let d = user.len() - 1;
        let product: f32 = user[..d].iter().zip(movie).map(|(u, i)| u * i).sum();
        self.mean + user[d] + movie[d] + product
    }
}

impl RankingHead {
    /// The order of all movies, before stars and genres count, for somebody with these features
    /// ([n_user_features]) who gave `ratings`, known or not; the rated movies too.
    ///
    /// This is the formula as it stands. Serving has a faster form of it.
    ///
    /// # Panics
    /// When a rated movie does not exist.
    #[must_use]
    pub fn scores(&self, features: &[f32], ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let mut code = vec![0.0; self.shrinkage.len()];
        for (movie, stars) in ratings {
            let x = stars.pick(&self.star_weights) / self.scale[movie.row()];
            for (code, v) in code.iter_mut().zip(self.movies.row(movie.row())) {
                *code += x * v;
            }
        }
        for (code, s) in code.iter_mut().zip(&self.shrinkage) {
            *code *= s;
        }
        let mut said = self.start.clone();
        for (row, value) in features.iter().enumerate() {
            for (said, weight) in said.iter_mut().zip(self.features.row(row)) {
                *said += value * weight;
            }
        }
        let fade = 1.0 / (1.0 + ratings.len() as f32 / self.details_ratings);
        for (code, said) in code.iter_mut().zip(said) {
            *code += fade * said;
        }
        let prior = self.prior_weight / (1.0 + ratings.len() as f32 / self.prior_ratings);
        (0..self.movies.n_rows)
            .map(|movie| {
                let similarity: f32 = (self.movies.row(movie).iter().zip(&code))
                    .map(|(v, code)| v * code)
                    .sum();
                self.scale[movie].sqrt() * similarity + prior * self.popularity[movie]
            })
            .collect()
    }

    /// What the opinions of somebody with these ratings add to the score of each of `movies`.
    ///
    /// # Panics
    /// As [`RankingHead::scores`].
    #[must_use]
    pub fn of_genres(&self, movies: &[Movie], ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let opinion = |genre: usize| {
            let of_genre = ratings.iter().filter(|(rated, _)| {
                let mut genres = movies[rated.row()].genre_rows();
                genres.any(|it| it == genre)
            });
            let above: Vec<f32> = of_genre.map(|(_, stars)| stars.above_middle()).collect();
            let n = above.len() as f32 + self.genres_ratings;
            self.genres_weight * above.iter().sum::<f32>() / n
        };
        let opinions: Vec<f32> = (0..32).map(opinion).collect();
        let added = movies.iter().map(|movie| {
            let genres = movie.genre_rows();
            genres.map(|genre| opinions[genre]).sum()
        });
        added.collect()
    }

    /// What the predicted `stars` [n_movies] of somebody with these ratings add to each of their
    /// scores; `mean` is that of the training ratings.
    #[must_use]
    pub fn of_stars(&self, stars: &[f32], ratings: &[(MovieIdx, Stars)], mean: f32) -> Vec<f32> {
        let n = ratings.len() as f32;
        let sum: f32 = ratings.iter().map(|(_, stars)| stars.as_f32()).sum();
        let own = (sum + self.stars_ratings * mean) / (n + self.stars_ratings);
        let growth = (1.0 + n / self.stars_ratings).sqrt();
        let added = stars.iter().map(|stars| {
            let above_mean = self.stars_weight * (stars - mean);
            growth * (above_mean + self.below_weight * (stars - own).min(0.0))
        });
        added.collect()
    }
}
