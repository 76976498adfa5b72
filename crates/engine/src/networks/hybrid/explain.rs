//! Where the hybrid's two numbers come from: both heads are linear in what is known of a person,
//! so the terms sum to the number itself.
//!
//! A level is the same for every movie, so it says nothing of this one: all of a person's level
//! is one term, and the other terms are parts of vector · vector.

use std::ops::Range;

use crate::features::user_columns;
use crate::serving::explanation::{Account, Cause, Explanation, Kind, Term};
use crate::serving::simd::lane;
use matinee_core::domain::{MovieIdx, Stars};

use super::fold_in::{Ridge, share};
use super::scorer::{Scorer, Taste, Who};

impl Scorer {
    pub(super) fn explain(
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
        if let (Who::Known(user), Some(codes)) = (&taste.who, &self.codes) {
            let known = self.ranking.learned(codes.row(user.row()));
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
        let vector = &head.vector(movie).collect::<Vec<_>>()[..];
        let start_level = f64::from(head.start[d]);
        let level = f64::from(taste.vector.level) - start_level;
        let mut terms = vec![
            (
                Cause::Start,
                f64::from(head.mean) + start_level + dot(vector, &head.start),
            ),
            (Cause::Movie, f64::from(head.levels[movie.row()])),
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
            let whole = f64::from(head.mean)
                + f64::from(taste.vector.level)
                + f64::from(head.levels[movie.row()])
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
        let base = head.base(features, ratings);
        let mut direction: Vec<f64> = vector.iter().map(|value| f64::from(*value)).collect();
        direction.push(0.0);
        // For a known person whose ratings have no regression, all of `own` is learned.
        let through_own = Ridge::new(head, &base, ratings).map_or_else(
            |_| vec![0.0; ratings.len()],
            |ridge| ridge.shares(head, &direction, ratings),
        );
        let share = share(ratings.len());
        let rated = ratings.iter().zip(through_own);
        rated
            .map(|((movie, _), own)| {
                let by_being_rated = share * dot(vector, head.rated.row(movie.row()));
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
