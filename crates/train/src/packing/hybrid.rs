//! What is packed of a hybrid.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_engine::artifact::{
    Catalogue, GoldenPrediction, HybridWeights, People, PeopleWeights, Precision, Precisions,
    RankingWeights, RatingWeights, Stored,
};
use matinee_engine::features::{Matrix, UserFeatures};

use crate::training::{RankingHead, RatingHead};

use super::build::Pack;

/// How codes are stored: finer than the movies that they are multiplied with.
const PRECISION: Precision = Precision::F16;

impl Pack for HybridWeights {
    /// Predicts by the formulas word for word, in double precision.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        catalogue: &Catalogue,
        people: &People,
    ) -> Vec<GoldenPrediction> {
        // What is packed is whole; a self-test of nothing is refused.
        let Some(rows) = &self.people else {
            return Vec::new();
        };
        let users = rows.users.to_matrix();
        let movies = self.rating.movies.to_matrix();
        let order = Order::new(&self.ranking, catalogue);
        let codes = rows.codes.as_ref().map(Stored::to_matrix);
        let features = UserFeatures::new(&people.users, people.occupations.len());
        // Somebody new who says nothing.
        let is_nobody = people.users.is_empty();
        let nobody = nobody(&self.rating, &people.average);
        let predict = |&(user, movie): &(UserIdx, MovieIdx)| {
            let of_user = if is_nobody {
                &people.average
            } else {
                features.row(user)
            };
            let other = movies.row(movie.row());
            let person = if is_nobody {
                &nobody
            } else {
                users.row(user.row())
            };
            let (vector, level) = person.split_at(person.len() - 1);
            let dot: f64 = vector.iter().zip(other).map(product).sum();
            let levels = f64::from(level[0]) + f64::from(other[vector.len()]);
            let raw_stars = f64::from(self.rating.mean) + levels + dot;
            let n_seen = if is_nobody {
                0
            } else {
                people.histories.n_seen(user)
            };
            let rated = if is_nobody {
                Some(&[][..])
            } else {
                people.histories.rated(user)
            };
            let known = match (rated, &codes) {
                (Some(ratings), _) => order.known(ratings, self.rating.mean),
                (None, codes) => (codes.as_ref()).map_or(Vec::new(), |it| wide(it.row(user.row()))),
            };
            let (by_stars, rest) = known.split_at(order.rank().min(known.len()));
            let (own, opinions) = rest.split_last().unwrap_or((&0.0, &[]));
            let ranking_score = order.score(of_user, by_stars, n_seen, movie)
                + order.of_genres(opinions, movie)
                + order.of_stars(raw_stars, n_seen, *own, self.rating.mean);
            GoldenPrediction {
                user: user.0,
                movie: movie.0,
                raw_stars: raw_stars as f32,
                ranking_score: ranking_score as f32,
            }
        };
        pairs.iter().map(predict).collect()
    }

    fn keep(&mut self, kept: &[UserIdx]) {
        let kept: Vec<usize> = kept.iter().map(|user| user.row()).collect();
        if let Some(rows) = &mut self.people {
            rows.users = rows.users.only(&kept);
            rows.codes = rows.codes.as_ref().map(|codes| codes.only(&kept));
        }
    }

    /// Puts the codes of known people in the place of their stars.
    fn strip(&mut self, catalogue: &Catalogue, people: &People) {
        let order = Order::new(&self.ranking, catalogue);
        let users = (0..people.users.len() as u32).map(UserIdx);
        let codes = users.map(|user| {
            let rated = people.histories.rated(user).unwrap_or_default();
            let known = order.known(rated, self.rating.mean);
            known.into_iter().map(|it| it as f32).collect::<Vec<_>>()
        });
        let n_cols = order.rank() + catalogue.genres.len() + 1;
        let codes = Stored::new(&Matrix::from_rows(n_cols, codes), PRECISION);
        if let Some(rows) = &mut self.people {
            rows.codes = Some(codes);
        }
    }
}

/// [d + 1]: where somebody starts from of whom only these features are known.
fn nobody(weights: &RatingWeights, features: &[f32]) -> Vec<f32> {
    let of_features = weights.features.to_matrix();
    let mut sums = wide(&weights.start);
    for (row, value) in features.iter().enumerate() {
        for (sum, weight) in sums.iter_mut().zip(of_features.row(row)) {
            *sum += f64::from(*value) * f64::from(*weight);
        }
    }
    sums.into_iter().map(|sum| sum as f32).collect()
}

/// Rounds both heads for serving.
#[must_use]
pub fn round(rating: &RatingHead, ranking: &RankingHead, precisions: Precisions) -> HybridWeights {
    let column = |values: &[f32], precision| {
        let matrix = Matrix::from_rows(1, values.iter().map(|value| [*value]));
        Stored::new(&matrix, precision)
    };
    HybridWeights {
        rating: RatingWeights {
            mean: rating.mean,
            movies: Stored::new(&rating.movies, precisions.tastes),
            features: Stored::new(&rating.features, precisions.vectors),
            start: rating.start.clone(),
            own_l2: rating.own_l2.clone(),
        },
        ranking: RankingWeights {
            movies: Stored::new(&ranking.movies, precisions.ranking),
            scale: column(&ranking.scale, precisions.vectors),
            shrinkage: ranking.shrinkage.clone(),
            star_weights: ranking.star_weights,
            popularity: column(&ranking.popularity, precisions.popularity),
            prior_weight: ranking.prior_weight,
            prior_ratings: ranking.prior_ratings,
            features: Stored::new(&ranking.features, precisions.vectors),
            start: ranking.start.clone(),
            details_ratings: ranking.details_ratings,
            stars_weight: ranking.stars_weight,
            below_weight: ranking.below_weight,
            stars_ratings: ranking.stars_ratings,
            genres_weight: ranking.genres_weight,
            genres_ratings: ranking.genres_ratings,
        },
        people: Some(PeopleWeights {
            users: Stored::new(&rating.users, precisions.tastes),
            rated: Stored::new(&rating.rated, precisions.rated),
            codes: None,
        }),
    }
}

/// The ranking head's numbers in the clear.
struct Order<'a> {
    weights: &'a RankingWeights,
    catalogue: &'a Catalogue,
    movies: Matrix,
    features: Matrix,
    scale: Vec<f32>,
    popularity: Vec<f32>,
}

impl<'a> Order<'a> {
    fn new(weights: &'a RankingWeights, catalogue: &'a Catalogue) -> Self {
        Self {
            weights,
            catalogue,
            movies: weights.movies.to_matrix(),
            features: weights.features.to_matrix(),
            scale: weights.scale.to_matrix().values,
            popularity: weights.popularity.to_matrix().values,
        }
    }

    const fn rank(&self) -> usize {
        self.movies.n_cols
    }

    /// [rank + n_genres + 1]: what the stars of a person add to their code, what they think of each
    /// genre, and what they give on average.
    fn known(&self, ratings: &[(MovieIdx, Stars)], mean: f32) -> Vec<f64> {
        let mut known = self.by_stars(ratings);
        known.extend((0..self.catalogue.genres.len()).map(|genre| self.opinion(genre, ratings)));
        known.push(self.own(ratings, mean));
        known
    }

    /// The mean of the stars above the middle that a person gave to movies of a genre, shrunk.
    fn opinion(&self, genre: usize, ratings: &[(MovieIdx, Stars)]) -> f64 {
        let mut n = f64::from(self.weights.genres_ratings);
        let mut sum = 0.0;
        for (movie, stars) in ratings {
            if self.catalogue.movies[movie.row()].genres >> genre & 1 == 1 {
                n += 1.0;
                sum += f64::from(stars.above_middle());
            }
        }
        sum / n
    }

    /// What opinions [n_genres] add.
    fn of_genres(&self, opinions: &[f64], movie: MovieIdx) -> f64 {
        let genres = self.catalogue.movies[movie.row()].genres;
        let opinions = opinions.iter().enumerate();
        let of_movie = opinions.filter(|(genre, _)| genres >> genre & 1 == 1);
        f64::from(self.weights.genres_weight) * of_movie.map(|(_, it)| it).sum::<f64>()
    }

    /// [rank]: what the stars of a person add to their code.
    fn by_stars(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f64> {
        let columns = self.weights.shrinkage.iter().enumerate();
        let column = |(column, shrinkage): (usize, &f32)| {
            let encoded = ratings.iter().map(|(rated, stars)| {
                let x = stars.pick(&self.weights.star_weights);
                let v = self.movies.row(rated.row())[column];
                f64::from(v) * f64::from(x) / f64::from(self.scale[rated.row()])
            });
            f64::from(*shrinkage) * encoded.sum::<f64>()
        };
        columns.map(column).collect()
    }

    /// What a person gives on average.
    fn own(&self, ratings: &[(MovieIdx, Stars)], mean: f32) -> f64 {
        let sum: f64 = ratings.iter().map(|(_, stars)| stars.as_f64()).sum();
        let prior = f64::from(self.weights.stars_ratings);
        (sum + prior * f64::from(mean)) / (ratings.len() as f64 + prior)
    }

    /// What the predicted stars add.
    fn of_stars(&self, stars: f64, n_seen: usize, own: f64, mean: f32) -> f64 {
        let n = n_seen as f64 / f64::from(self.weights.stars_ratings);
        let above_mean = f64::from(self.weights.stars_weight) * (stars - f64::from(mean));
        let below_own = f64::from(self.weights.below_weight) * (stars - own).min(0.0);
        (1.0 + n).sqrt() * (above_mean + below_own)
    }

    /// The order before stars count.
    fn score(&self, of_user: &[f32], by_stars: &[f64], n_seen: usize, movie: MovieIdx) -> f64 {
        let Self {
            weights,
            movies,
            features,
            ..
        } = self;
        let n = n_seen as f64;
        let fade = 1.0 / (1.0 + n / f64::from(weights.details_ratings));
        let decoder = movies.row(movie.row());
        let mut dot = 0.0;
        for (column, (decode, by_stars)) in decoder.iter().zip(by_stars).enumerate() {
            let said = of_user
                .iter()
                .enumerate()
                .map(|(row, value)| f64::from(*value) * f64::from(features.row(row)[column]));
            let said = f64::from(weights.start[column]) + said.sum::<f64>();
            dot += f64::from(*decode) * (by_stars + fade * said);
        }
        let prior = f64::from(weights.prior_weight) / (1.0 + n / f64::from(weights.prior_ratings));
        let row = movie.row();
        f64::from(self.scale[row]).sqrt() * dot + prior * f64::from(self.popularity[row])
    }
}

fn wide(row: &[f32]) -> Vec<f64> {
    row.iter().map(|value| f64::from(*value)).collect()
}

fn product((a, b): (&f32, &f32)) -> f64 {
    f64::from(*a) * f64::from(*b)
}
