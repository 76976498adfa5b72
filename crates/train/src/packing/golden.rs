//! Golden predictions: what a model predicts where it is made, computed in another way than the
//! engine's.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_engine::artifact::{
    Catalogue, GoldenPrediction, HybridWeights, People, RankingWeights, Stored,
};
use matinee_engine::features::{Matrix, UserFeatures};

/// The seed network's predictions, from the raw stars that Burn gives for these pairs.
pub(super) fn seed(
    pairs: &[(UserIdx, MovieIdx)],
    raw_stars: Vec<f32>,
    popularity_weight: f32,
    catalogue: &Catalogue,
) -> Vec<GoldenPrediction> {
    let predict = |((user, movie), raw_stars): (&(UserIdx, MovieIdx), f32)| {
        let n_liked = f64::from(catalogue.n_liked[movie.row()]);
        let prior = f64::from(popularity_weight) * libm::log(1.0 + n_liked);
        GoldenPrediction {
            user: user.0,
            movie: movie.0,
            raw_stars,
            ranking_score: raw_stars + prior as f32,
        }
    };
    pairs.iter().zip(raw_stars).map(predict).collect()
}

/// The hybrid's predictions, by its formulas word for word, in double precision.
pub(super) fn hybrid(
    pairs: &[(UserIdx, MovieIdx)],
    weights: &HybridWeights,
    catalogue: &Catalogue,
    people: &People,
) -> Vec<GoldenPrediction> {
    let users = weights.rating.users.to_matrix();
    let movies = weights.rating.movies.to_matrix();
    let order = Order::new(&weights.ranking, catalogue);
    let codes = weights.codes.as_ref().map(Stored::to_matrix);
    let features = UserFeatures::new(&people.users, people.occupations.len());
    let predict = |&(user, movie): &(UserIdx, MovieIdx)| {
        let [person, other] = [users.row(user.row()), movies.row(movie.row())];
        let (vector, level) = person.split_at(person.len() - 1);
        let dot: f64 = vector.iter().zip(other).map(product).sum();
        let levels = f64::from(level[0]) + f64::from(other[vector.len()]);
        let raw_stars = f64::from(weights.rating.mean) + levels + dot;
        let n_seen = people.histories.n_seen(user);
        let known = match (people.histories.rated(user), &codes) {
            (Some(ratings), _) => order.known(ratings, weights.rating.mean),
            (None, codes) => (codes.as_ref()).map_or(Vec::new(), |it| wide(it.row(user.row()))),
        };
        let (by_stars, rest) = known.split_at(order.rank().min(known.len()));
        let (own, opinions) = rest.split_last().unwrap_or((&0.0, &[]));
        let ranking_score = order.score(features.row(user), by_stars, n_seen, movie)
            + order.of_genres(opinions, movie)
            + order.of_stars(raw_stars, n_seen, *own, weights.rating.mean);
        GoldenPrediction {
            user: user.0,
            movie: movie.0,
            raw_stars: raw_stars as f32,
            ranking_score: ranking_score as f32,
        }
    };
    pairs.iter().map(predict).collect()
}

/// The ranking head's numbers in the clear.
pub(super) struct Order<'a> {
    weights: &'a RankingWeights,
    catalogue: &'a Catalogue,
    movies: Matrix,
    features: Matrix,
    scale: Vec<f32>,
    popularity: Vec<f32>,
}

impl<'a> Order<'a> {
    pub(super) fn new(weights: &'a RankingWeights, catalogue: &'a Catalogue) -> Self {
        Self {
            weights,
            catalogue,
            movies: weights.movies.to_matrix(),
            features: weights.features.to_matrix(),
            scale: weights.scale.to_matrix().values,
            popularity: weights.popularity.to_matrix().values,
        }
    }

    pub(super) const fn rank(&self) -> usize {
        self.movies.n_cols
    }

    /// [rank + n_genres + 1]: what the stars of a person add to their code, what they think of each
    /// genre, and what they give on average.
    pub(super) fn known(&self, ratings: &[(MovieIdx, Stars)], mean: f32) -> Vec<f64> {
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
                let x = self.weights.star_weights[usize::from(stars.get()) - 1];
                let v = self.movies.row(rated.row())[column];
                f64::from(v) * f64::from(x) / f64::from(self.scale[rated.row()])
            });
            f64::from(*shrinkage) * encoded.sum::<f64>()
        };
        columns.map(column).collect()
    }

    /// What a person gives on average.
    fn own(&self, ratings: &[(MovieIdx, Stars)], mean: f32) -> f64 {
        let sum: f64 = ratings
            .iter()
            .map(|(_, stars)| f64::from(stars.get()))
            .sum();
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
