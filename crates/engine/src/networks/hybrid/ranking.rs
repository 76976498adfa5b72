//! The ranking head: a person's ratings → a code → a score for every movie.

use wide::{f32x4, f32x16};

use crate::features::Matrix;
use crate::serving::simd::{
    Rows, Tiles, add_scaled, first, in_tiles, lane, padded, spread, tile_of,
};
use matinee_core::domain::{MovieIdx, Stars};
use matinee_data::dataset::Movie;

use super::genres::{Genres, Opinions};
use super::weights::RankingWeights;

/// [`RankingWeights`], multiplied out.
#[derive(Debug)]
pub(super) struct Ranking {
    /// [n_movies, rank]: scale^½ ⊙ V, for the scores of all movies at once.
    decoder: Tiles,
    /// The same, for what one movie adds to a code.
    decoder_rows: Rows,
    /// [n_movies]: scale^-3/2, which makes the decoder's row the encoder's, V / scale.
    to_encoder: Vec<f32>,
    /// [rank], in whole lanes
    shrinkage: Vec<f32>,
    star_weights: [f32; 5],
    /// [n_movies], in whole tiles
    popularity: Vec<f32>,
    prior_weight: f32,
    prior_ratings: f32,
    /// [n_user_features, rank]
    features: Rows,
    /// [rank], in whole lanes
    start: Vec<f32>,
    details_ratings: f32,
    /// In all lanes; so are the next two.
    stars_weight: f32x16,
    below_weight: f32x16,
    /// What everybody gives on average.
    mean: f32x16,
    stars_ratings: f32,
    genres: Genres,
}

/// What is known of a person, worth to the ranking head: from their ratings, or as an artifact without
/// ratings has it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// [rank], in whole lanes: what their stars add to the code.
    pub(super) by_stars: Vec<f32>,
    /// What they think of genres.
    pub(super) opinions: Opinions,
    /// What they give on average.
    pub(super) own: f32,
}

/// A person as the ranking head sees them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    /// [rank] and what fills whole lanes, [`spread`].
    values: Vec<f32x4>,
    /// What popularity counts for them, in all lanes.
    prior: f32x16,
    /// What their features count for them.
    said: f32,
    /// By how much what predicted stars count has grown for them, in all lanes.
    growth: f32x16,
    /// What they give on average, in all lanes.
    own: f32x16,
    /// What they think of genres.
    opinions: Opinions,
}

impl Ranking {
    /// `mean` is what everybody gives on average.
    pub(super) fn new(weights: &RankingWeights, mean: f32, movies: &[Movie]) -> Self {
        let v = weights.movies.to_matrix();
        let scale = weights.scale.to_matrix().values;
        let decoder = (0..v.n_rows).map(|row| {
            let root = scale[row].sqrt();
            v.row(row).iter().map(move |v| v * root).collect::<Vec<_>>()
        });
        let decoder = Matrix::from_rows(v.n_cols, decoder);
        Self {
            decoder: Tiles::new(&decoder, v.n_cols),
            decoder_rows: Rows::new(&decoder, v.n_cols),
            to_encoder: scale.iter().map(|d| 1.0 / (d * d.sqrt())).collect(),
            shrinkage: padded(&weights.shrinkage),
            star_weights: weights.star_weights,
            popularity: in_tiles(&weights.popularity.to_matrix().values),
            prior_weight: weights.prior_weight,
            prior_ratings: weights.prior_ratings,
            features: Rows::new(&weights.features.to_matrix(), v.n_cols),
            start: padded(&weights.start),
            details_ratings: weights.details_ratings,
            stars_weight: f32x16::splat(weights.stars_weight),
            below_weight: f32x16::splat(weights.below_weight),
            mean: f32x16::splat(mean),
            stars_ratings: weights.stars_ratings,
            genres: Genres::new(weights, movies),
        }
    }

    /// What ratings say of somebody.
    pub(super) fn known(&self, ratings: &[(MovieIdx, Stars)]) -> Known {
        Known {
            by_stars: self.by_stars(ratings),
            opinions: self.genres.opinions(ratings),
            own: self.own(ratings),
        }
    }

    /// The same from a row of [`crate::artifact::HybridWeights::codes`].
    pub(super) fn learned(&self, row: &[f32]) -> Known {
        let (by_stars, rest) = row.split_at(self.decoder.n_cols());
        let (opinions, own) = rest.split_at(rest.len() - 1);
        Known {
            by_stars: padded(by_stars),
            opinions: self.genres.learned(opinions),
            own: own[0],
        }
    }

    /// [rank], in whole lanes: what stars add to a code; ascending by movie, for sums have one
    /// order.
    fn by_stars(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        let mut values = vec![0.0; self.shrinkage.len()];
        for (movie, stars) in ratings {
            let row = self.decoder_rows.row(movie.row());
            add_scaled(&mut values, self.encoded(*movie, *stars), row);
        }
        for (value, shrinkage) in values.iter_mut().zip(&self.shrinkage) {
            *value *= shrinkage;
        }
        values
    }

    /// What somebody gives on average; while they have given little, what everybody gives.
    fn own(&self, ratings: &[(MovieIdx, Stars)]) -> f32 {
        let sum: f32 = ratings.iter().map(|(_, stars)| stars.as_f32()).sum();
        (sum + self.stars_ratings * first(self.mean)) / (ratings.len() as f32 + self.stars_ratings)
    }

    /// What predicted stars add to the score.
    #[inline(always)]
    pub(super) fn of_stars(&self, code: &Code, stars: f32x16) -> f32x16 {
        let above_mean = self.stars_weight * (stars - self.mean);
        let below_own = self.below_weight * (stars - code.own).fast_min(f32x16::ZERO);
        code.growth * (above_mean + below_own)
    }

    /// Of [`Ranking::of_stars`], the sum of the magnitudes of what is added up, where that of the
    /// stars themselves is `stars`.
    pub(super) fn magnitude_of_stars(&self, code: &Code, stars: f32) -> f32 {
        let above_mean = first(self.stars_weight) * stars;
        let below_own = first(self.below_weight) * (stars + first(code.own).abs());
        first(code.growth) * (above_mean + below_own)
    }

    /// The code of somebody with these features [n_user_features] who has seen so many movies.
    pub(super) fn code(&self, known: Known, features: &[f32], n_seen: usize) -> Code {
        let mut values = known.by_stars;
        let n = n_seen as f32;
        let said = 1.0 / (1.0 + n / self.details_ratings);
        add_scaled(&mut values, said, &self.start);
        for (value, row) in features.iter().zip(self.features.iter()) {
            add_scaled(&mut values, said * value, row);
        }
        Code {
            values: spread(values),
            prior: f32x16::splat(self.prior_weight / (1.0 + n / self.prior_ratings)),
            said,
            growth: f32x16::splat((1.0 + n / self.stars_ratings).sqrt()),
            own: f32x16::splat(known.own),
            opinions: known.opinions,
        }
    }

    /// Of a tile of movies, the order before stars count.
    #[inline(always)]
    pub(super) fn scores(&self, code: &Code, tile: usize) -> f32x16 {
        let similarity = self.decoder.products(tile, &code.values);
        let prior = code.prior * tile_of(&self.popularity, tile);
        similarity + prior + self.genres.of_tile(&code.opinions, tile)
    }

    /// Of one of [`Ranking::scores`], the sum of the magnitudes of what is added up.
    pub(super) fn magnitude(&self, code: &Code, movie: MovieIdx) -> f32 {
        let row = self.decoder.row(movie.row());
        let values = code.values.iter().map(|value| value.to_array()[0]);
        let products = row.zip(values).map(|(a, b)| (a * b).abs());
        let genres = self.genres.magnitude(&code.opinions, movie);
        products.sum::<f32>() + self.prior(code, movie).abs() + genres
    }

    /// Cosines of a movie's row of the decoder with every row.
    pub(super) fn cosines(&self, movie: MovieIdx) -> impl Iterator<Item = f32> {
        self.decoder.cosines(movie.row())
    }

    /// What popularity adds to the score.
    pub(super) fn prior(&self, code: &Code, movie: MovieIdx) -> f32 {
        first(code.prior) * self.popularity[movie.row()]
    }

    /// What everybody's features start from adds to the score.
    pub(super) fn start(&self, code: &Code, movie: MovieIdx) -> f32 {
        code.said * self.decoder.product(movie.row(), &self.start)
    }

    /// What a feature of this value adds to the score.
    pub(super) fn feature(
        &self,
        code: &Code,
        movie: MovieIdx,
        (column, value): (usize, f32),
    ) -> f32 {
        code.said * value * (self.decoder).product(movie.row(), self.features.row(column))
    }

    /// What is known of somebody without their stars adds to the score.
    pub(super) fn of_known(&self, known: &Known, movie: MovieIdx) -> f32 {
        let by_genre = lane(movie.row(), |tile| {
            self.genres.of_tile(&known.opinions, tile)
        });
        self.decoder.product(movie.row(), &known.by_stars) + by_genre
    }

    /// What having given `stars` to `rated` adds to the score of `movie`.
    pub(super) fn share(
        &self,
        code: &Code,
        movie: MovieIdx,
        (rated, stars): (MovieIdx, Stars),
    ) -> f32 {
        let (decode, encode) = (self.decoder.row(movie.row()), self.decoder.row(rated.row()));
        let through = decode.zip(encode).zip(&self.shrinkage);
        let dot: f64 = through
            .map(|((d, e), s)| f64::from(d) * f64::from(e) * f64::from(*s))
            .sum();
        let by_genre = self.genres.share(&code.opinions, movie, (rated, stars));
        (dot * f64::from(self.encoded(rated, stars))) as f32 + by_genre
    }

    /// How much of a decoder's row a rating adds to the code.
    fn encoded(&self, movie: MovieIdx, stars: Stars) -> f32 {
        self.star_weights[usize::from(stars.get()) - 1] * self.to_encoder[movie.row()]
    }
}
