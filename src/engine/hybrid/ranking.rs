//! The ranking head: a person's ratings → a code → a score for every movie.

use crate::artifact::RankingWeights;
use crate::domain::{MovieIdx, Stars};
use crate::engine::simd::{Rows, add_scaled, dot, dot_of_magnitudes, padded};
use crate::features::Matrix;

/// [`RankingWeights`], multiplied out.
#[derive(Debug)]
pub(super) struct Ranking {
    /// [n_movies, rank]: scale^½ ⊙ V
    decoder: Rows,
    /// [n_movies]: scale^-3/2, which makes the decoder's row the encoder's, V / scale.
    to_encoder: Vec<f32>,
    /// [rank], in whole lanes
    shrinkage: Vec<f32>,
    star_weights: [f32; 5],
    /// [n_movies]
    popularity: Vec<f32>,
    prior_weight: f32,
    prior_ratings: f32,
    /// [n_user_features, rank]
    features: Rows,
    /// [rank], in whole lanes
    start: Vec<f32>,
    details_ratings: f32,
    stars_weight: f32,
    below_weight: f32,
    stars_ratings: f32,
}

/// A person as the ranking head sees them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    /// [rank], in whole lanes
    values: Vec<f32>,
    /// What popularity counts for them.
    prior: f32,
    /// What their features count for them.
    said: f32,
    /// By how much what predicted stars count has grown for them.
    growth: f32,
    /// What they give on average.
    own: f32,
}

impl Ranking {
    pub(super) fn new(weights: &RankingWeights) -> Self {
        let v = weights.movies.to_matrix();
        let scale = weights.scale.to_matrix().values;
        let decoder = (0..v.n_rows).map(|row| {
            let root = scale[row].sqrt();
            v.row(row).iter().map(move |v| v * root).collect::<Vec<_>>()
        });
        let decoder = Matrix::from_rows(v.n_cols, decoder);
        Self {
            decoder: Rows::new(&decoder, v.n_cols),
            to_encoder: scale.iter().map(|d| 1.0 / (d * d.sqrt())).collect(),
            shrinkage: padded(&weights.shrinkage),
            star_weights: weights.star_weights,
            popularity: weights.popularity.to_matrix().values,
            prior_weight: weights.prior_weight,
            prior_ratings: weights.prior_ratings,
            features: Rows::new(&weights.features.to_matrix(), v.n_cols),
            start: padded(&weights.start),
            details_ratings: weights.details_ratings,
            stars_weight: weights.stars_weight,
            below_weight: weights.below_weight,
            stars_ratings: weights.stars_ratings,
        }
    }

    /// [rank], in whole lanes: what stars add to a code; ascending by movie, for sums have one
    /// order.
    pub(super) fn by_stars(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let mut values = vec![0.0; self.decoder.width()];
        for (movie, stars) in ratings {
            let row = self.decoder.row(movie.row());
            add_scaled(&mut values, self.encoded(*movie, *stars), row);
        }
        for (value, shrinkage) in values.iter_mut().zip(&self.shrinkage) {
            *value *= shrinkage;
        }
        values
    }

    /// What somebody gives on average; while they have given little, what everybody gives.
    pub(super) fn own(&self, ratings: &[(MovieIdx, Stars)], mean: f32) -> f32 {
        let sum: f32 = ratings.iter().map(|(_, stars)| stars.as_f32()).sum();
        (sum + self.stars_ratings * mean) / (ratings.len() as f32 + self.stars_ratings)
    }

    /// What predicted stars add to the score.
    pub(super) fn of_stars(&self, code: &Code, stars: f32, mean: f32) -> f32 {
        let above_mean = self.stars_weight * (stars - mean);
        let below_own = self.below_weight * (stars - code.own).min(0.0);
        code.growth * (above_mean + below_own)
    }

    /// Of [`Ranking::of_stars`], the sum of the magnitudes of what is added up, where that of the
    /// stars themselves is `stars`.
    pub(super) fn magnitude_of_stars(&self, code: &Code, stars: f32) -> f32 {
        code.growth * (self.stars_weight * stars + self.below_weight * (stars + code.own.abs()))
    }

    /// The code of somebody with these features [n_user_features] who has seen so many movies;
    /// `values` is what their stars add to it, `own` what they give on average.
    pub(super) fn code(
        &self,
        mut values: Vec<f32>,
        own: f32,
        features: &[f32],
        n_seen: usize,
    ) -> Code {
        let n = n_seen as f32;
        let said = 1.0 / (1.0 + n / self.details_ratings);
        add_scaled(&mut values, said, &self.start);
        for (value, row) in features.iter().zip(self.features.iter()) {
            add_scaled(&mut values, said * value, row);
        }
        Code {
            values,
            prior: self.prior_weight / (1.0 + n / self.prior_ratings),
            said,
            growth: (1.0 + n / self.stars_ratings).sqrt(),
            own,
        }
    }

    /// The order before stars count.
    pub(super) fn score(&self, code: &Code, movie: MovieIdx) -> f32 {
        dot(&code.values, self.decoder.row(movie.row())) + self.prior(code, movie)
    }

    /// Of [`Ranking::score`], the sum of the magnitudes of what is added up.
    pub(super) fn magnitude(&self, code: &Code, movie: MovieIdx) -> f32 {
        let row = self.decoder.row(movie.row());
        dot_of_magnitudes(&code.values, row) + self.prior(code, movie).abs()
    }

    /// Calls `visit` with every movie and its [`Self::score`], ascending by movie.
    pub(super) fn for_each(&self, code: &Code, mut visit: impl FnMut(MovieIdx, f32)) {
        let movies = self.decoder.iter().zip(&self.popularity);
        for (movie, (row, popularity)) in (0..).zip(movies) {
            visit(
                MovieIdx(movie),
                dot(&code.values, row) + code.prior * popularity,
            );
        }
    }

    /// Cosines of a movie's row of the decoder with every row.
    pub(super) fn cosines(&self, movie: MovieIdx) -> impl Iterator<Item = f32> {
        self.decoder.cosines(movie.row())
    }

    /// What popularity adds to the score.
    pub(super) fn prior(&self, code: &Code, movie: MovieIdx) -> f32 {
        code.prior * self.popularity[movie.row()]
    }

    /// What everybody's features start from adds to the score.
    pub(super) fn start(&self, code: &Code, movie: MovieIdx) -> f32 {
        code.said * dot(&self.start, self.decoder.row(movie.row()))
    }

    /// What a feature of this value adds to the score.
    pub(super) fn feature(
        &self,
        code: &Code,
        movie: MovieIdx,
        (column, value): (usize, f32),
    ) -> f32 {
        code.said * value * dot(self.features.row(column), self.decoder.row(movie.row()))
    }

    /// What a code [rank] that stands for stars adds to the score.
    pub(super) fn learned(&self, code: &[f32], movie: MovieIdx) -> f32 {
        dot(&padded(code), self.decoder.row(movie.row()))
    }

    /// What having given `stars` to `rated` adds to the score of `movie`.
    pub(super) fn share(&self, movie: MovieIdx, (rated, stars): (MovieIdx, Stars)) -> f32 {
        let (decode, encode) = (self.decoder.row(movie.row()), self.decoder.row(rated.row()));
        let through = decode.iter().zip(encode).zip(&self.shrinkage);
        let dot: f64 = through
            .map(|((d, e), s)| f64::from(*d) * f64::from(*e) * f64::from(*s))
            .sum();
        (dot * f64::from(self.encoded(rated, stars))) as f32
    }

    /// How much of a decoder's row a rating adds to the code.
    fn encoded(&self, movie: MovieIdx, stars: Stars) -> f32 {
        self.star_weights[usize::from(stars.get()) - 1] * self.to_encoder[movie.row()]
    }
}
