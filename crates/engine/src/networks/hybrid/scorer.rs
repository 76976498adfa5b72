//! Both heads at once, over everything that does not depend on the person; and where their two numbers come
//! from: both heads are linear in what is known of a person, so the terms sum to the number itself.
//!
//! A level is the same for every movie, so it says nothing of this one: all of a person's level
//! is one term, and the other terms are parts of vector · vector.

use std::ops::Range;
use std::sync::Arc;

use wide::f32x4;

use crate::container::quantise::Stored;
use crate::container::sections::ArtifactError;
use crate::explanation::{Account, Cause, Explanation, Heads, InLanes, Kind, Term};
use crate::features::user_columns;
use crate::matrix::Matrix;
use crate::networks::bilinear::Vector;
use crate::networks::check::Part;
use crate::networks::network;
use crate::profile::{FoldInError, Profile};
use crate::tables::catalogue::Catalogue;
use crate::tables::people::People;
use crate::tile::{Tile, lane};
use matinee_core::domain::{MovieIdx, Stars, UserIdx};

use super::ranking::{Code, Ranking};
use super::rating::{Rating, Ridge, share};
use super::weights::{HybridWeights, PEOPLE, PeopleWeights};
use matinee_core::ready::Pause;

/// Both heads, prepared for serving.
#[derive(Debug)]
pub(super) struct Scorer {
    rating: Rating,
    ranking: Ranking,
    /// `None` of the first part of a file.
    rows: Option<Rows>,
    /// Of whom the first part has the rows, one behind the other, and they.
    first: Option<(UserIdx, Vec<f32>)>,
}

/// [`PeopleWeights`], unpacked.
#[derive(Debug)]
struct Rows {
    /// [n_users, d + 1]
    users: Matrix,
    /// [n_movies, d + 1]
    rated: Matrix,
    /// [n_users, rank + n_genres + 1]: what stars that are not in the model say of people.
    codes: Option<Matrix>,
}

impl Rows {
    async fn new(weights: &PeopleWeights, pause: Pause<'_>) -> Self {
        let users = weights.users.to_matrix();
        pause().await;
        let rated = weights.rated.to_matrix();
        pause().await;
        Self {
            users,
            rated,
            codes: weights.codes.as_ref().map(Stored::to_matrix),
        }
    }
}

/// What the heads know of a person.
#[derive(Clone, Debug)]
struct Taste {
    vector: Vector,
    code: Code,
    who: Who,
}

/// Where a person's features are to be found.
#[derive(Clone, Debug)]
enum Who {
    Known(UserIdx),
    /// [n_user_features]
    New(Vec<f32>),
}

impl Scorer {
    pub(super) async fn new(
        weights: &HybridWeights,
        catalogue: &Catalogue,
        people: &People,
        pause: Pause<'_>,
    ) -> Self {
        let rating = Rating::new(&weights.rating, people, pause).await;
        let (movies, ranking) = (&catalogue.movies, &weights.ranking);
        Self {
            ranking: Ranking::new(ranking, rating.mean(), movies, pause).await,
            rating,
            rows: match &weights.people {
                Some(people) => Some(Rows::new(people, pause).await),
                None => None,
            },
            first: None,
        }
    }

    /// Somebody's rows, before there is anybody else's. Codes stand in for stars.
    pub(super) fn knowing(
        mut self,
        (user, rows): (UserIdx, &[f32]),
        n_genres: usize,
        has_stars: bool,
    ) -> Result<Self, ArtifactError> {
        let n_codes = match has_stars {
            true => 0,
            false => self.ranking.rank() + n_genres + 1,
        };
        let part = Part(PEOPLE);
        part.length("somebody's row", rows, self.rating.d() + 1 + n_codes)?;
        self.first = Some((user, rows.to_vec()));
        Ok(self)
    }

    /// The row of a known person and their code, where they have one; `None` of whoever comes later.
    fn rows_of(&self, user: UserIdx) -> Option<(&[f32], Option<&[f32]>)> {
        if let Some(Rows { users, codes, .. }) = &self.rows {
            let code = codes.as_ref().map(|codes| codes.row(user.row()));
            return Some((users.row(user.row()), code));
        }
        let (first, rows) = self.first.as_ref()?;
        let (row, code) = rows.split_at(self.rating.d() + 1);
        (*first == user).then_some((row, (!code.is_empty()).then_some(code)))
    }

    /// [n_movies, d + 1]: what having rated a movie says; nothing as long as that is not there.
    fn rated(&self) -> Option<&Matrix> {
        self.rows.as_ref().map(|rows| &rows.rated)
    }

    fn raw_stars(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        self.rating.movies.value(&taste.vector, movie)
    }

    fn ranking_score(&self, taste: &Taste, movie: MovieIdx) -> f32 {
        let heads = InLanes::from(Heads::BLENDED);
        lane(movie.row(), |tile| self.scores(taste, &heads, tile))
    }

    /// The ranking scores of a tile of movies.
    #[inline(always)]
    fn scores(&self, taste: &Taste, heads: &InLanes, tile: usize) -> Tile {
        let order = self.ranking.before_genres(&taste.code, tile);
        self.completed(taste, heads, tile, order)
    }

    /// The same, or nothing where none of them is `least`, in all lanes, or more. Before genres are looked
    /// up and stars computed, both are taken to be the most that they can be: every sum and product here
    /// rises with them, rounding included, where stars speak for a movie.
    #[inline(always)]
    fn scores_from(
        &self,
        taste: &Taste,
        heads: &InLanes,
        tile: usize,
        least: f32x4,
    ) -> Option<Tile> {
        let Taste { code, vector, .. } = taste;
        let order = self.ranking.before_genres(code, tile);
        if self.ranking.rises_with_stars() {
            let most = order + self.ranking.most_of_genres(code);
            let stars = self.rating.movies.most_of(vector, tile);
            let most = most * heads.order + self.ranking.of_stars(code, stars) * heads.stars;
            if !most.reaches(least) {
                return None;
            }
        }
        let scores = self.completed(taste, heads, tile, order);
        scores.reaches(least).then_some(scores)
    }

    /// The scores, from what they are before genres and stars count.
    #[inline(always)]
    fn completed(&self, taste: &Taste, heads: &InLanes, tile: usize, order: Tile) -> Tile {
        let order = order + self.ranking.of_genres(&taste.code, tile);
        order * heads.order + self.of_stars(taste, tile) * heads.stars
    }

    /// What the predicted stars add to them.
    #[inline(always)]
    fn of_stars(&self, taste: &Taste, tile: usize) -> Tile {
        let stars = self.rating.movies.values(&taste.vector, tile);
        self.ranking.of_stars(&taste.code, stars)
    }
}

impl network::Scorer for Scorer {
    fn known(
        self: Arc<Self>,
        user: UserIdx,
        n_seen: usize,
        ratings: Option<&[(MovieIdx, Stars)]>,
    ) -> Arc<dyn network::Taste> {
        let rows = self.rows_of(user);
        let known = match (ratings, rows) {
            (None, Some((_, Some(code)))) => self.ranking.learned(code),
            (ratings, _) => self.ranking.known(ratings.unwrap_or_default()),
        };
        let features = self.rating.people.row(user);
        let taste = Taste {
            vector: match rows {
                Some((row, _)) => self.rating.known(row),
                None => self.rating.unrated(features),
            },
            code: self.ranking.code(known, features, n_seen),
            who: Who::Known(user),
        };
        Arc::new(Served {
            scorer: self,
            taste,
        })
    }

    fn fold_in(self: Arc<Self>, profile: &Profile) -> Result<Arc<dyn network::Taste>, FoldInError> {
        let Profile { ratings, details } = profile;
        let features = self.rating.features_of(details);
        let known = self.ranking.known(ratings);
        let vector = match self.rated() {
            Some(rated) => self.rating.fold_in(&features, ratings, rated)?,
            None if ratings.is_empty() => self.rating.unrated(&features),
            None => return Err(FoldInError::NotYet),
        };
        let taste = Taste {
            vector,
            code: self.ranking.code(known, &features, ratings.len()),
            who: Who::New(features),
        };
        Ok(Arc::new(Served {
            scorer: self,
            taste,
        }))
    }

    fn numbers_of(&self, user: UserIdx) -> Vec<f32> {
        let (row, code) = self.rows_of(user).unwrap_or_default();
        [row, code.unwrap_or_default()].concat()
    }

    fn residuals(&self, ratings: &[(MovieIdx, Stars)]) -> Vec<f32> {
        self.rating.residuals(ratings)
    }

    /// The rating head finds neighbours of the same kind, the ranking head those with the same
    /// audience; their mean is nearly as good as either at what it is best at.
    fn cosines(&self, movie: MovieIdx) -> Vec<f32> {
        let by_stars = self.rating.movies.cosines(movie);
        let by_order = self.ranking.cosines(movie);
        by_stars.zip(by_order).map(|(a, b)| (a + b) / 2.0).collect()
    }
}

/// A person, and the network that knows them.
#[derive(Debug)]
pub(crate) struct Served {
    scorer: Arc<Scorer>,
    taste: Taste,
}

impl network::Taste for Served {
    fn raw_stars(&self, movie: MovieIdx) -> f32 {
        self.scorer.raw_stars(&self.taste, movie)
    }

    fn scores(&self, heads: &InLanes, tile: usize) -> Tile {
        self.scorer.scores(&self.taste, heads, tile)
    }

    fn scores_from(&self, heads: &InLanes, tile: usize, least: f32x4) -> Option<Tile> {
        self.scorer.scores_from(&self.taste, heads, tile, least)
    }

    fn magnitudes(&self, movie: MovieIdx) -> [f32; 2] {
        let Scorer {
            rating, ranking, ..
        } = &*self.scorer;
        let Taste { vector, code, .. } = &self.taste;
        let by_stars = rating.movies.magnitude(vector, movie);
        let by_order = ranking.magnitude(code, movie);
        [
            by_stars,
            by_order + ranking.magnitude_of_stars(code, by_stars),
        ]
    }
}

impl network::Explain for Served {
    fn explain(&self, ratings: &[(MovieIdx, Stars)], movie: MovieIdx) -> Explanation {
        self.scorer.explain(&self.taste, ratings, movie)
    }
}

impl Scorer {
    fn explain(
        &self,
        taste: &Taste,
        ratings: &[(MovieIdx, Stars)],
        movie: MovieIdx,
    ) -> Explanation {
        Explanation {
            stars: Account {
                kind: Kind::Sum,
                score: self.raw_stars(taste, movie),
                terms: self.star_terms(taste, ratings, movie),
            },
            ranking: Account {
                kind: Kind::Sum,
                score: self.ranking_score(taste, movie),
                terms: self.ranking_terms(taste, ratings, movie),
            },
        }
    }

    fn ranking_terms(
        &self,
        taste: &Taste,
        ratings: &[(MovieIdx, Stars)],
        movie: MovieIdx,
    ) -> Vec<Term> {
        let popularity = Term {
            cause: Cause::Popularity,
            amount: self.ranking.prior(&taste.code, movie),
        };
        let stars = Term {
            cause: Cause::Stars,
            amount: lane(movie.row(), |tile| self.of_stars(taste, tile)),
        };
        let start = Term {
            cause: Cause::Start,
            amount: self.ranking.start(&taste.code, movie),
        };
        let features = self.features(taste);
        let said = causes_of_features(self.rating.n_occupations).map(|(cause, columns)| Term {
            cause,
            amount: columns
                .map(|column| {
                    (self.ranking).feature(&taste.code, movie, (column, features[column]))
                })
                .sum(),
        });
        let rated = ratings.iter().map(|rating| Term {
            cause: Cause::Rated(rating.0),
            amount: self.ranking.share(&taste.code, movie, *rating),
        });
        let terms = [popularity, stars, start]
            .into_iter()
            .chain(said)
            .chain(rated);
        let mut terms: Vec<Term> = terms.collect();
        if let Who::Known(user) = taste.who
            && let Some((_, Some(code))) = self.rows_of(user)
        {
            let known = self.ranking.learned(code);
            terms.push(Term {
                cause: Cause::Learned,
                amount: self.ranking.of_known(&known, movie),
            });
        }
        terms
    }

    /// [n_user_features]
    fn features<'a>(&'a self, taste: &'a Taste) -> &'a [f32] {
        match &taste.who {
            Who::Known(user) => self.rating.people.row(*user),
            Who::New(features) => features,
        }
    }

    fn star_terms(
        &self,
        taste: &Taste,
        ratings: &[(MovieIdx, Stars)],
        movie: MovieIdx,
    ) -> Vec<Term> {
        let head = &self.rating;
        let d = head.d();
        let features = self.features(taste);
        // `zip` in `dot` leaves the level out: the movie's vector is shorter than a row.
        let vector = &head.movies.vector(movie).collect::<Vec<_>>()[..];
        let start_level = f64::from(head.start[d]);
        let level = f64::from(taste.vector.level) - start_level;
        let mut terms = vec![
            (
                Cause::Start,
                f64::from(head.mean()) + start_level + dot(vector, &head.start),
            ),
            (Cause::Movie, f64::from(head.movies.level(movie))),
            (Cause::Person, level),
        ];
        for (cause, columns) in causes_of_features(head.n_occupations) {
            let of = |column| f64::from(features[column]) * dot(vector, head.features.row(column));
            terms.push((cause, columns.map(of).sum()));
        }
        terms.extend(self.rated_terms(features, ratings, vector));
        if let Who::Known(_) = taste.who {
            // What is left of vector · vector when start, features and ratings are taken away.
            let parts = terms.iter().map(|(_, amount)| amount).sum::<f64>();
            let whole = f64::from(head.mean())
                + f64::from(taste.vector.level)
                + f64::from(head.movies.level(movie))
                + dot(vector, &taste.vector.values);
            terms.push((Cause::Learned, whole - parts));
        }
        let term = |(cause, amount)| Term {
            cause,
            amount: amount as f32,
        };
        terms.into_iter().map(term).collect()
    }

    /// What each rated movie says by having been rated, and by how it was rated.
    fn rated_terms(
        &self,
        features: &[f32],
        ratings: &[(MovieIdx, Stars)],
        vector: &[f32],
    ) -> Vec<(Cause, f64)> {
        let head = &self.rating;
        // What having been rated says is a part of what was learned as long as it is not there.
        let Some(rated) = self.rated() else {
            return Vec::new();
        };
        let base = head.base(features, ratings, rated);
        let mut direction: Vec<f64> = vector.iter().map(|value| f64::from(*value)).collect();
        direction.push(0.0);
        // For a known person whose ratings have no regression, all of `own` is learned.
        let through_own = Ridge::new(head, &base, ratings).map_or_else(
            |_| vec![0.0; ratings.len()],
            |ridge| ridge.shares(head, &direction, ratings),
        );
        let share = share(ratings.len());
        let shares = ratings.iter().zip(through_own);
        shares
            .map(|((movie, _), own)| {
                let by_being_rated = share * dot(vector, rated.row(movie.row()));
                (Cause::Rated(*movie), by_being_rated + own)
            })
            .collect()
    }
}

/// The columns of a person's features, by what they are called in an explanation.
fn causes_of_features(n_occupations: usize) -> impl Iterator<Item = (Cause, Range<usize>)> {
    let causes = [Cause::Age, Cause::Gender, Cause::Occupation];
    causes.into_iter().zip(user_columns(n_occupations))
}

/// Σ a b over the shorter of the two.
fn dot(a: &[f32], b: &[f32]) -> f64 {
    let products = a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b));
    products.sum()
}
