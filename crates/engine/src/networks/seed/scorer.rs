//! The seed network's forward pass over precomputed halves.
//!
//! fc1 is linear in its concatenated input, so the user half and the movie half are multiplied
//! out once, when a model is opened. A list then costs an add, a ReLU and a multiply-add per movie
//! and hidden unit, of the movies that may have a place in it: the most that any of a tile can have is known for the price
//! of one of them.

use std::ops::Range;
use std::sync::Arc;

use crate::explanation::{Account, Cause, Explanation, InLanes, Kind, Term};
use crate::features::{MovieFeatures, UserFeatures, movie_columns, user_columns};
use crate::matrix::{Matrix, Rows, padded, relu_dot};
use crate::networks::network::{self, Explain, Taste};
use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use crate::tile::{TILE, Tile, first};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use wide::f32x4;

use super::weights::SeedWeights;

/// Everything that does not depend on the pair, multiplied out.
#[derive(Debug)]
pub(super) struct Scorer {
    /// The shift is in this half.
    users: Side,
    movies: Side,
    /// [hidden], in stars, in whole lanes
    fc2: Vec<f32>,
    /// In stars.
    fc2_bias: f32,
    /// [n_movies]: what popularity adds to the ranking score.
    prior: Vec<f32>,
    most: Most,
}

impl Scorer {
    pub(super) fn new(weights: &SeedWeights, catalogue: &Catalogue, people: &People) -> Self {
        let (n_occupations, n_genres) = (people.occupations.len(), catalogue.genres.len());
        let users = UserFeatures::new(&people.users, n_occupations);
        let movies = MovieFeatures::new(&catalogue.movies, n_genres);
        let user_embedding = weights.user_embedding.to_matrix();
        let movie_embedding = weights.movie_embedding.to_matrix();
        let fc1 = weights.fc1.to_matrix();

        // The order of fc1's rows: E_u, E_i, x_u, x_i.
        let mut next = 0;
        let [e_u, e_i, x_u, x_i] = [
            &user_embedding,
            &movie_embedding,
            users.matrix(),
            movies.matrix(),
        ]
        .map(|part| {
            next += part.n_cols;
            next - part.n_cols..next
        });
        let [age, gender, occupation] = user_columns(n_occupations);
        let [genres, release] = movie_columns(n_genres);
        let of_user = [
            (Cause::Age, age),
            (Cause::Gender, gender),
            (Cause::Occupation, occupation),
        ];
        let of_movie = [(Cause::Genres, genres), (Cause::Release, release)];
        let scale = &weights.scale;
        let no_shift = vec![0.0; weights.shift.len()];
        let prior = |&n_liked: &u32| weights.popularity_weight * libm::logf(1.0 + n_liked as f32);
        let prior: Vec<f32> = catalogue.n_liked.iter().map(prior).collect();
        let fc2 = padded(&weights.fc2);
        let of_movies = Side::new(
            [&movie_embedding, movies.matrix()],
            scaled_rows(&fc1, [e_i, x_i], scale),
            &no_shift,
            groups(Cause::MovieEmbedding, movie_embedding.n_cols, of_movie),
        );
        Self {
            users: Side::new(
                [&user_embedding, users.matrix()],
                scaled_rows(&fc1, [e_u, x_u], scale),
                &weights.shift,
                groups(Cause::PersonEmbedding, user_embedding.n_cols, of_user),
            ),
            most: Most::of(&of_movies.half, &fc2, &prior),
            movies: of_movies,
            fc2,
            fc2_bias: weights.fc2_bias,
            prior,
        }
    }

    fn stars(&self, user: &[f32], movie: &[f32]) -> f32 {
        self.fc2_bias + relu_dot(user, movie, &self.fc2)
    }
}

impl network::Scorer for Scorer {
    fn known(
        self: Arc<Self>,
        user: UserIdx,
        _n_seen: usize,
        _ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn Taste> {
        let most_stars = self.stars(self.users.half.row(user.row()), &self.most.of_all);
        Arc::new(Known {
            scorer: self,
            user,
            most_stars,
        })
    }

    fn fold_in(self: Arc<Self>, _profile: &Profile) -> Result<Arc<dyn Taste>, FoldInError> {
        Err(FoldInError::NotSupported)
    }

    fn residuals(&self, _ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        // Nobody is new to it.
        Vec::new()
    }

    /// How alike movies are in what they contribute to the hidden units. Said of the embeddings alone,
    /// without the features, neighbours share fewer genres and fewer fans.
    fn cosines(&self, movie: MovieIdx) -> Vec<f32> {
        self.movies.half.cosines(movie.row()).collect()
    }
}

/// A user of the training data.
#[derive(Debug)]
pub(crate) struct Known {
    scorer: Arc<Scorer>,
    user: UserIdx,
    /// No movie has more.
    most_stars: f32,
}

/// The most that any of some movies can have, whoever is asking: of each hidden unit the half that adds the most stars.
///
/// The stars of such a row are computed as those of a movie, and each operation on the way rises with its half, or falls
/// where fc2 does, rounding included: no movie of these has more.
#[derive(Debug)]
struct Most {
    /// [n_tiles, hidden]
    of_tiles: Rows,
    /// [hidden], in whole lanes
    of_all: Vec<f32>,
    /// [n_tiles]: of what popularity adds.
    priors: Vec<f32>,
}

impl Most {
    /// # Shapes
    /// `halves` [n_movies, hidden]; `fc2` [hidden], in whole lanes; `prior` [n_movies].
    fn of(halves: &Rows, fc2: &[f32], prior: &[f32]) -> Self {
        let more = |most: Vec<f32>, half: &[f32]| -> Vec<f32> {
            let units = most.iter().zip(half).zip(fc2);
            let more = units.map(|((&a, &b), &fc2)| if fc2 > 0.0 { a.max(b) } else { a.min(b) });
            more.collect()
        };
        // Of rows, the first may be none's: there may be no movies.
        let of = |rows: &mut dyn Iterator<Item = &[f32]>| -> Vec<f32> {
            let first = rows
                .next()
                .map_or_else(|| vec![0.0; fc2.len()], <[f32]>::to_vec);
            rows.fold(first, more)
        };
        let tiles = (0..prior.len()).step_by(TILE).map(|first| {
            let rows = first..(first + TILE).min(prior.len());
            of(&mut rows.map(|row| halves.row(row)))
        });
        let greatest = |prior: &[f32]| prior.iter().copied().fold(f32::NEG_INFINITY, f32::max);
        Self {
            of_tiles: Rows::new(&Matrix::from_rows(fc2.len(), tiles), fc2.len()),
            of_all: of(&mut halves.iter()),
            priors: prior.chunks(TILE).map(greatest).collect(),
        }
    }
}

impl Taste for Known {
    fn raw_stars(&self, movie: MovieIdx) -> f32 {
        let Scorer { users, movies, .. } = &*self.scorer;
        (self.scorer).stars(
            users.half.row(self.user.row()),
            movies.half.row(movie.row()),
        )
    }

    fn scores(&self, heads: &InLanes, tile: usize) -> Tile {
        let Scorer {
            users,
            movies,
            prior,
            ..
        } = &*self.scorer;
        let user = users.half.row(self.user.row());
        let (of_order, of_stars) = (first(heads.order), first(heads.stars));
        let mut scores = [[0.0; 4]; 4];
        let rows = tile * TILE..prior.len();
        for (score, movie) in scores.as_flattened_mut().iter_mut().zip(rows) {
            let stars = self.scorer.stars(user, movies.half.row(movie));
            *score = of_stars * stars + of_order * prior[movie];
        }
        Tile::new(&scores)
    }

    fn scores_from(&self, heads: &InLanes, tile: usize, least: f32x4) -> Option<Tile> {
        let Scorer {
            users,
            movies,
            prior,
            most,
            ..
        } = &*self.scorer;
        let (of_order, of_stars, least) = (first(heads.order), first(heads.stars), first(least));
        if of_order < 0.0 || of_stars < 0.0 {
            // What has the fewest stars may come first.
            return Some(self.scores(heads, tile));
        }
        let score = |stars: f32, prior: f32| of_stars * stars + of_order * prior;
        if score(self.most_stars, most.priors[tile]) < least {
            return None;
        }
        let user = users.half.row(self.user.row());
        let most_stars = self.scorer.stars(user, most.of_tiles.row(tile));
        if score(most_stars, most.priors[tile]) < least {
            return None;
        }
        let mut scores = [[f32::NEG_INFINITY; 4]; 4];
        let rows = tile * TILE..prior.len();
        for (place, movie) in scores.as_flattened_mut().iter_mut().zip(rows) {
            if score(most_stars, prior[movie]) >= least {
                *place = score(
                    self.scorer.stars(user, movies.half.row(movie)),
                    prior[movie],
                );
            }
        }
        Some(Tile::new(&scores))
    }

    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2] {
        let Scorer {
            users,
            movies,
            fc2,
            fc2_bias,
            prior,
            ..
        } = &*self.scorer;
        let [of_user, of_movie] = [
            users.magnitudes(self.user.row()),
            movies.magnitudes(movie.row()),
        ];
        let units = of_user.iter().zip(&of_movie).zip(fc2);
        let stars: f32 = units.map(|((a, b), fc2)| (a + b) * fc2.abs()).sum();
        let stars = stars + fc2_bias.abs();
        [stars, stars + prior[movie.row()].abs()]
    }
}

impl Explain for Known {
    /// Says what changes when one input is at its mean.
    fn explain(&self, _ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation {
        let Scorer {
            users,
            movies,
            prior,
            ..
        } = &*self.scorer;
        let (person, other) = (
            users.half.row(self.user.row()),
            movies.half.row(movie.row()),
        );
        let score = self.scorer.stars(person, other);
        let without_user = (users.without_each(self.user.row()))
            .map(|(cause, half)| (cause, score - self.scorer.stars(&half, other)));
        let without_movie = (movies.without_each(movie.row()))
            .map(|(cause, half)| (cause, score - self.scorer.stars(person, &half)));
        let prior = prior[movie.row()];
        Explanation {
            stars: account(Kind::LeaveOneOut, score, without_user.chain(without_movie)),
            ranking: account(
                Kind::Sum,
                score + prior,
                [(Cause::Stars, score), (Cause::Popularity, prior)],
            ),
        }
    }
}

fn account(kind: Kind, score: f32, terms: impl IntoIterator<Item = (Cause, f32)>) -> Account {
    let terms = terms.into_iter();
    Account {
        kind,
        score,
        terms: terms
            .map(|(cause, amount)| Term { cause, amount })
            .collect(),
    }
}

/// The users' or the movies' part of fc1's input, and what it contributes.
#[derive(Debug)]
struct Side {
    /// [n, inputs]: embedding and features.
    inputs: Matrix,
    /// [inputs]: the mean of each.
    means: Vec<f32>,
    /// [inputs, hidden]: the rows of fc1 for these inputs, times the scale.
    fc1: Matrix,
    /// [n, hidden]: what each row contributes to each hidden unit.
    half: Rows,
    /// Inputs that are left out together in an explanation.
    groups: Vec<(Cause, Range<usize>)>,
}

impl Side {
    /// # Shapes
    /// `parts`: embedding [n, d] and features [n, f]; `fc1` [d + f, hidden]; `shift` [hidden];
    /// `groups`: ranges of the d + f inputs.
    fn new(
        parts: [&Matrix; 2],
        fc1: Matrix,
        shift: &[f32],
        groups: Vec<(Cause, Range<usize>)>,
    ) -> Self {
        let rows = (0..parts[0].n_rows).map(|row| parts.map(|part| part.row(row)).concat());
        let inputs = Matrix::from_rows(fc1.n_rows, rows);
        let halves = (0..inputs.n_rows).map(|row| {
            let mut half = shift.to_vec();
            add_product(&mut half, 0, inputs.row(row).iter().copied(), &fc1);
            half
        });
        Self {
            half: Rows::new(&Matrix::from_rows(fc1.n_cols, halves), fc1.n_cols),
            means: inputs.column_means(),
            inputs,
            fc1,
            groups,
        }
    }

    /// [hidden]: the magnitudes of what makes up a row's half.
    fn magnitudes(&self, row: usize) -> Vec<f32> {
        // The half itself, because of the shift in it.
        let mut sums: Vec<f32> = self.half.row(row).iter().map(|it| it.abs()).collect();
        for (input, value) in self.inputs.row(row).iter().enumerate() {
            for (sum, weight) in sums.iter_mut().zip(self.fc1.row(input)) {
                *sum += (value * weight).abs();
            }
        }
        sums
    }

    /// A row's half with each group at its mean.
    fn without_each(&self, row: usize) -> impl Iterator<Item = (Cause, Vec<f32>)> {
        self.groups.iter().map(move |(cause, group)| {
            let inputs = self.inputs.row(row);
            let to_mean = |input: usize| self.means[input] - inputs[input];
            let mut half = self.half.row(row).to_vec();
            add_product(
                &mut half,
                group.start,
                group.clone().map(to_mean),
                &self.fc1,
            );
            (*cause, half)
        })
    }
}

/// sums += Σ values · fc1[first..], one row of fc1 a value.
fn add_product(sums: &mut [f32], first: usize, values: impl Iterator<Item = f32>, fc1: &Matrix) {
    for (input, value) in (first..).zip(values) {
        if value == 0.0 {
            continue; // most features are
        }
        for (sum, weight) in sums.iter_mut().zip(fc1.row(input)) {
            *sum += value * weight;
        }
    }
}

/// Rows of fc1, each value times its unit's scale.
fn scaled_rows(fc1: &Matrix, rows: [Range<usize>; 2], scale: &[f32]) -> Matrix {
    let scaled = rows.into_iter().flatten().map(|row| {
        let units = fc1.row(row).iter().zip(scale);
        units
            .map(|(weight, scale)| weight * scale)
            .collect::<Vec<_>>()
    });
    Matrix::from_rows(fc1.n_cols, scaled)
}

/// The inputs of one side by what they speak of; features come after the embedding.
fn groups<const N: usize>(
    embedding: Cause,
    size: usize,
    features: [(Cause, Range<usize>); N],
) -> Vec<(Cause, Range<usize>)> {
    let features = features.into_iter();
    let shifted = features.map(|(cause, group)| (cause, group.start + size..group.end + size));
    std::iter::once((embedding, 0..size))
        .chain(shifted)
        .collect()
}
