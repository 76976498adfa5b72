//! The ranking head: a person's ratings → a code → a score for every movie; and what they think of genres:
//! whoever dislikes a dozen movies of a genre has said something of the others too, also where no movie of
//! it is like those.

use std::iter;

use wide::f32x4;

use crate::matrix::{Matrix, Rows, Tiles, add_scaled, padded};
use crate::tile::{Of, Tile, first, in_tiles, lane, spread};
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::order;
use matinee_data::dataset::Movie;

use super::weights::RankingWeights;
use matinee_core::ready::Pause;

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
    /// [n_movies]
    popularity: Vec<f32>,
    /// [n_movies], in tiles
    popularity_in_tiles: Box<[Of<f32>]>,
    prior_weight: f32,
    prior_ratings: f32,
    /// [n_user_features, rank]
    features: Rows,
    /// [rank], in whole lanes
    start: Vec<f32>,
    details_ratings: f32,
    /// In all lanes; so are the next two.
    stars_weight: f32x4,
    below_weight: f32x4,
    /// What everybody gives on average.
    mean: f32x4,
    stars_ratings: f32,
    genres: Genres,
}

/// What is known of a person, worth to the ranking head: from their ratings, or as an artifact without
/// ratings has it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// [rank], in whole lanes: what their stars add to the code.
    by_stars: Vec<f32>,
    /// What they think of genres.
    opinions: Opinions,
    /// What they give on average.
    own: f32,
}

/// A person as the ranking head sees them.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Code {
    /// [rank], [`spread`]
    values: Vec<f32x4>,
    /// What popularity counts for them, in all lanes.
    prior: f32x4,
    /// What their features count for them.
    said: f32,
    /// By how much what predicted stars count has grown for them, in all lanes.
    growth: f32x4,
    /// What they give on average, in all lanes.
    own: f32x4,
    /// What they think of genres.
    opinions: Opinions,
}

impl Ranking {
    /// Length of a code.
    pub(super) fn rank(&self) -> usize {
        self.decoder.n_cols()
    }

    /// `mean` is what everybody gives on average.
    pub(super) async fn new(
        weights: &RankingWeights,
        mean: f32,
        movies: &[Movie],
        pause: Pause<'_>,
    ) -> Self {
        let v = weights.movies.to_matrix();
        pause().await;
        let scale = weights.scale.to_matrix().values;
        let decoder = (0..v.n_rows).map(|row| {
            let root = scale[row].sqrt();
            v.row(row).iter().map(move |v| v * root).collect::<Vec<_>>()
        });
        let decoder = Matrix::from_rows(v.n_cols, decoder);
        let popularity = weights.popularity.to_matrix().values;
        let genres: Vec<u32> = movies.iter().map(|movie| movie.genres).collect();
        let genres = Genres::new(&genres, weights.genres_weight, weights.genres_ratings);
        pause().await;
        let tiles = Tiles::new(&decoder, v.n_cols);
        pause().await;
        let rows = Rows::new(&decoder, v.n_cols);
        pause().await;
        Self {
            decoder: tiles,
            decoder_rows: rows,
            to_encoder: scale.iter().map(|d| 1.0 / (d * d.sqrt())).collect(),
            shrinkage: padded(&weights.shrinkage),
            star_weights: weights.star_weights,
            popularity_in_tiles: in_tiles(&popularity),
            popularity,
            prior_weight: weights.prior_weight,
            prior_ratings: weights.prior_ratings,
            features: Rows::new(&weights.features.to_matrix(), v.n_cols),
            start: padded(&weights.start),
            details_ratings: weights.details_ratings,
            stars_weight: f32x4::splat(weights.stars_weight),
            below_weight: f32x4::splat(weights.below_weight),
            mean: f32x4::splat(mean),
            stars_ratings: weights.stars_ratings,
            genres,
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
    pub(super) fn of_stars(&self, code: &Code, stars: Tile) -> Tile {
        let above_mean = (stars - self.mean) * self.stars_weight;
        let below_own = (stars - code.own).at_most_zero() * self.below_weight;
        (above_mean + below_own) * code.growth
    }

    /// Whether [`Ranking::of_stars`] is never less for more stars.
    #[inline(always)]
    pub(super) fn rises_with_stars(&self) -> bool {
        first(self.stars_weight) >= 0.0 && first(self.below_weight) >= 0.0
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
            values: spread(values.into_iter().take(self.decoder.n_cols())),
            prior: f32x4::splat(self.prior_weight / (1.0 + n / self.prior_ratings)),
            said,
            growth: f32x4::splat((1.0 + n / self.stars_ratings).sqrt()),
            own: f32x4::splat(known.own),
            opinions: known.opinions,
        }
    }

    /// Of a tile of movies, the order before genres and stars count.
    #[inline(always)]
    pub(super) fn before_genres(&self, code: &Code, tile: usize) -> Tile {
        let similarity = self.decoder.products(tile, &code.values);
        similarity + Tile::new(&self.popularity_in_tiles[tile]) * code.prior
    }

    /// What genres add to that.
    #[inline(always)]
    pub(super) fn of_genres(&self, code: &Code, tile: usize) -> Tile {
        self.genres.of_tile(&code.opinions, tile)
    }

    /// The most that they add to any movie, in all lanes.
    #[inline(always)]
    pub(super) fn most_of_genres(&self, code: &Code) -> f32x4 {
        code.opinions.most
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
        stars.pick(&self.star_weights) * self.to_encoder[movie.row()]
    }
}

/// As many as fit in a set: see [`Movie::genres`].
const N_GENRES: usize = 32;

/// The genres of all movies, and what opinions of them weigh.
#[derive(Debug)]
struct Genres {
    /// Those that some movie has, and with each what is left of it without its last genres; ascending,
    /// each once.
    sets: Vec<u32>,
    /// [sets − 1], of all but the first, which is empty: the row of the set without its last genre, and
    /// that genre.
    made_of: Vec<(u32, u32)>,
    /// [n_movies], in tiles: a row of `sets`.
    of_movies: Box<[Of<u32>]>,
    weight: f32,
    ratings: f32,
}

/// A person's, as they add to a score.
#[derive(Clone, Debug, PartialEq)]
struct Opinions {
    /// By genre: what it adds.
    amounts: Box<[f32; N_GENRES]>,
    /// [sets]: what all genres of a set add, for movies have few different ones.
    of_sets: Box<[f32]>,
    /// The most of these, in all lanes.
    most: f32x4,
    /// By genre: what each star above three, given to one of its movies, adds to
    /// that. Nothing where ratings are not known.
    of_a_star: Box<[f32; N_GENRES]>,
}

impl Genres {
    /// `of_movies` are the movies' sets.
    fn new(of_movies: &[u32], weight: f32, ratings: f32) -> Self {
        let mut sets = of_movies.to_vec();
        order::sort_and_dedup(&mut sets);
        let mut begun = vec![0];
        for set in sets {
            let beginnings = iter::successors(Some(set), |set| Some(without_last(*set)));
            begun.extend(beginnings.take_while(|set| *set != 0));
        }
        let mut sets = begun;
        order::sort_and_dedup(&mut sets);
        let row = |set: u32| sets.binary_search(&set).unwrap_or_default() as u32;
        let of_movies: Vec<u32> = of_movies.iter().map(|set| row(*set)).collect();
        let made_of = |set: &u32| (row(without_last(*set)), set.ilog2());
        Self {
            made_of: sets[1..].iter().map(made_of).collect(),
            of_movies: in_tiles(&of_movies),
            sets,
            weight,
            ratings,
        }
    }

    /// By genre, what all ratings of its movies say together: the mean of their stars above three,
    /// with `ratings` more that say nothing.
    fn opinions(&self, ratings: &[(MovieIdx, Stars)]) -> Opinions {
        let mut counts = [0.0_f32; N_GENRES];
        let mut sums = [0.0_f32; N_GENRES];
        for (movie, stars) in ratings {
            let mut set = self.set(*movie);
            while let Some(genre) = take_first(&mut set) {
                counts[genre] += 1.0;
                sums[genre] += stars.above_middle();
            }
        }
        let of_a_star = counts.map(|count| self.weight / (count + self.ratings));
        let mut amounts = of_a_star;
        for (amount, sum) in amounts.iter_mut().zip(sums) {
            *amount *= sum;
        }
        self.with(amounts, of_a_star)
    }

    /// From means as an artifact without ratings has them: see [`Genres::opinions`].
    fn learned(&self, means: &[f32]) -> Opinions {
        let mut amounts = [0.0; N_GENRES];
        for (amount, mean) in amounts.iter_mut().zip(means) {
            *amount = self.weight * mean;
        }
        self.with(amounts, [0.0; N_GENRES])
    }

    #[expect(
        clippy::explicit_counter_loop,
        reason = "where the page is compiled for size, what zips is called at every step"
    )]
    fn with(&self, amounts: [f32; N_GENRES], of_a_star: [f32; N_GENRES]) -> Opinions {
        // As `sum` adds them up, but each beginning of a set once.
        let mut of_sets = vec![0.0; self.sets.len()].into_boxed_slice();
        let mut most = 0.0_f32;
        let mut set = 1;
        for (begun, last) in &self.made_of {
            let amount = of_sets[*begun as usize] + amounts[*last as usize];
            of_sets[set] = amount;
            most = most.max(amount);
            set += 1;
        }
        Opinions {
            of_sets,
            most: f32x4::splat(most),
            amounts: Box::new(amounts),
            of_a_star: Box::new(of_a_star),
        }
    }

    fn set(&self, movie: MovieIdx) -> u32 {
        self.sets[self.of_movies.as_flattened().as_flattened()[movie.row()] as usize]
    }

    /// What they add to the scores of a tile of movies.
    #[inline(always)]
    fn of_tile(&self, opinions: &Opinions, tile: usize) -> Tile {
        let of = |set: u32| opinions.of_sets[set as usize];
        let four = |[a, b, c, d]: [u32; 4]| [of(a), of(b), of(c), of(d)];
        let [a, b, c, d] = self.of_movies[tile];
        Tile::new(&[four(a), four(b), four(c), four(d)])
    }

    /// The sum of the magnitudes of what is added up there for a movie.
    fn magnitude(&self, opinions: &Opinions, movie: MovieIdx) -> f32 {
        sum(self.set(movie), &opinions.amounts.map(f32::abs))
    }

    /// What having given `stars` to `rated` adds there for `movie`.
    fn share(
        &self,
        opinions: &Opinions,
        movie: MovieIdx,
        (rated, stars): (MovieIdx, Stars),
    ) -> f32 {
        let both = self.set(movie) & self.set(rated);
        stars.above_middle() * sum(both, &opinions.of_a_star)
    }
}

/// The values of a set's genres, summed up.
fn sum(mut set: u32, values: &[f32; N_GENRES]) -> f32 {
    let mut sum = 0.0;
    while let Some(genre) = take_first(&mut set) {
        sum += values[genre];
    }
    sum
}

/// The set without its last genre.
fn without_last(set: u32) -> u32 {
    set.checked_ilog2().map_or(0, |last| set & !(1 << last))
}

/// Takes the first genre out of a set.
fn take_first(set: &mut u32) -> Option<usize> {
    let first = set.trailing_zeros() as usize;
    *set &= set.wrapping_sub(1);
    (first < N_GENRES).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OF: [u32; 5] = [0b01, 0b11, 0b10, 0b00, 0b110];

    fn genres() -> Genres {
        Genres::new(&OF, 0.5, 2.0)
    }

    fn given(movie: u32, stars: u8) -> (MovieIdx, Stars) {
        (MovieIdx(movie), Stars::try_from(stars).unwrap())
    }

    fn added(opinions: &Opinions) -> Vec<f32> {
        let tile = genres().of_tile(opinions, 0).to_array();
        tile.as_flattened()[..OF.len()].to_vec()
    }

    #[test]
    fn an_opinion_is_the_shrunk_mean_of_the_stars_above_the_middle() {
        // Genre 0: 1 and 5 stars, so nothing; genre 1: 5 and 4 stars, (2 + 1) / (2 + 2).
        let opinions = genres().opinions(&[given(0, 1), given(1, 5), given(2, 4)]);
        let found = added(&opinions);
        assert_eq!(found, [0.0, 0.375, 0.375, 0.0, 0.375]);
    }

    #[test]
    fn a_set_adds_what_its_genres_add_and_none_more_than_the_most() {
        let of_movies = [0b1011_0000, 0b10, 0b1010_1010, 0, 1 << 31 | 1, u32::MAX];
        let genres = Genres::new(&of_movies, 0.5, 2.0);
        let mean = |genre: usize| (genre as f32).mul_add(0.37, -4.1);
        let opinions = genres.learned(&std::array::from_fn::<_, N_GENRES, _>(mean));
        let tile = genres.of_tile(&opinions, 0).to_array();
        for (set, added) in of_movies.into_iter().zip(tile.as_flattened()) {
            assert_eq!(*added, sum(set, &opinions.amounts));
            assert!(*added <= first(opinions.most));
        }
    }

    #[test]
    fn the_shares_of_the_ratings_sum_to_what_the_opinions_add() {
        let ratings = [given(0, 1), given(1, 2), given(2, 4), given(4, 5)];
        let opinions = genres().opinions(&ratings);
        for (movie, added) in (0..OF.len() as u32).zip(added(&opinions)) {
            let shares = ratings.map(|it| genres().share(&opinions, MovieIdx(movie), it));
            assert!((shares.iter().sum::<f32>() - added).abs() < 1e-6);
        }
    }

    #[test]
    fn what_is_learned_without_ratings_adds_the_same() {
        let opinions = genres().opinions(&[given(0, 1), given(1, 5), given(2, 4)]);
        let learned = genres().learned(&[0.0, 0.75]);
        assert_eq!(added(&learned), added(&opinions));
    }
}
