//! What is looked at of a system that was trained: kept, so that files are made of it without training again.

use serde::{Deserialize, Serialize};
use std::time::Instant;

use matinee_core::domain::{MovieIdx, Rating, Score, Stars, UserIdx};
use matinee_data::dataset::ratings_of_users;
use matinee_lab::{
    K, Listed, Measurement, Offer, Part, Protocol, Relevance, TrainingView, metrics,
};

use crate::evaluate::bench::{Fitted, Thinning};
use crate::evaluate::contenders::Name;
use crate::evaluate::protocols;

use super::newcomers::Asked;

/// To be raised whenever what is looked at changes, or the code of a protocol, a metric or a system.
pub(super) const VERSION: u32 = 1;

/// What was looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Observed {
    /// As `evaluate --protocol` has them; none of a system that was told less.
    pub(super) measurements: Vec<Measurement>,
    /// Stars, within the scale, of each test row of a fold; empty where none are predicted.
    pub(super) predicted: Vec<f32>,
    /// The likely range of each; empty where none are given.
    pub(super) ranges: Vec<[f32; 2]>,
    /// The list of each person with a test row of a fold; empty where there is no order.
    pub(super) lists: Vec<(UserIdx, Vec<MovieIdx>)>,
    /// The hybrid, asked as somebody new.
    pub(super) asked: Option<Asked>,
    /// How many ratings it learned from.
    pub(super) n_rows: u32,
    /// How long training took, of the clock.
    pub(super) fit_seconds: f64,
    /// How long training and looking took.
    pub(super) seconds: f64,
    /// The code that did it.
    pub(super) commit: String,
}

impl Observed {
    /// Looks at a system.
    pub(super) fn of(fitted: &Fitted<'_>, commit: &str) -> anyhow::Result<Self> {
        let start = Instant::now();
        let is_whole = fitted.trial.thinning == Thinning::None;
        let measurements = match is_whole {
            true => protocols::measure(fitted)?,
            false => Vec::new(),
        };
        let mut observed = Self {
            measurements,
            predicted: Vec::new(),
            ranges: Vec::new(),
            lists: Vec::new(),
            asked: None,
            n_rows: fitted.tables.ratings.len() as u32,
            fit_seconds: fitted.seconds,
            seconds: 0.0,
            commit: commit.to_owned(),
        };
        if fitted.trial.protocol == Protocol::Folds {
            observed.look_at_rows(fitted);
        }
        let is_hybrid = Name::of_word(&fitted.trial.contender.name).is_some_and(Name::is_hybrid);
        if fitted.trial.protocol == Protocol::ColdStart && is_hybrid {
            observed.asked = Asked::of(fitted.part, fitted.system, fitted.trial.part);
        }
        observed.seconds = fitted.seconds + start.elapsed().as_secs_f64();
        Ok(observed)
    }

    fn look_at_rows(&mut self, fitted: &Fitted<'_>) {
        let Fitted {
            part,
            tables,
            system,
            ..
        } = fitted;
        // Ties are told by what the system has seen; what may be listed, by all that the person has rated.
        let view = TrainingView::new(
            &tables.ratings,
            tables.users.len(),
            &part.training.movies,
            tables.scale,
        );
        let rated = ratings_of_users(&part.training.ratings, part.training.users.len());
        for (user, rows) in of_users(part.test_rows()) {
            let scores = system.known(user);
            if let Some(stars) = &scores.stars {
                let clip = |row: &Rating| Score::clip(stars[row.movie.row()], tables.scale).stars();
                self.predicted.extend(rows.iter().map(clip));
            }
            if let Some(ranges) = &scores.ranges {
                self.ranges
                    .extend(rows.iter().map(|row| ranges[row.movie.row()]));
            }
            if let Some(list) = view.list(&scores, &rated[user.row()], K) {
                let movies = list.into_iter().map(|listed| listed.movie);
                self.lists.push((user, movies.collect()));
            }
        }
    }

    /// RMSE of the predictions of a fold, stars.
    pub(super) fn rmse(&self, part: &Part) -> Option<f64> {
        metrics::rmse(&self.pairs(part))
    }

    /// What was predicted and what was given, of each test row; empty where nothing is predicted.
    pub(super) fn pairs(&self, part: &Part) -> Vec<(f32, f32)> {
        let rows = part.test_rows().iter();
        let pairs = self.predicted.iter().zip(rows);
        pairs
            .map(|(predicted, row)| (*predicted, row.stars.as_f32()))
            .collect()
    }

    /// NDCG@10 of the lists of a fold.
    pub(super) fn ndcg(&self, part: &Part) -> Option<f64> {
        metrics::mean(self.ndcg_of_people(part).into_iter().map(|(_, ndcg)| ndcg))
    }

    /// NDCG@10 of each list of a fold, of people who like something in the test.
    pub(super) fn ndcg_of_people(&self, part: &Part) -> Vec<(UserIdx, f64)> {
        let offers = self.offers(part);
        let ndcg = |(user, offer): (UserIdx, Offer)| {
            let liked = |stars: &Stars| Relevance::Liked.holds(*stars);
            let n_liked = offer.test.iter().filter(|(_, stars)| liked(stars)).count();
            let is_hit = |listed: &Listed| {
                let mut test = offer.test.iter();
                test.any(|(movie, stars)| *movie == listed.movie && liked(stars))
            };
            let hits: Vec<bool> = offer.list.iter().map(is_hit).collect();
            let ndcg = (n_liked > 0).then(|| metrics::ndcg_at(K, &hits, n_liked));
            Some((user, ndcg.flatten()?))
        };
        offers.into_iter().filter_map(ndcg).collect()
    }

    fn offers(&self, part: &Part) -> Vec<(UserIdx, Offer)> {
        let tests = of_users(part.test_rows());
        let lists = self.lists.iter().zip(tests);
        lists
            .map(|((user, list), (_, test))| {
                let list = list.iter().map(|movie| Listed {
                    movie: *movie,
                    stars: None,
                });
                let offer = Offer {
                    given: Vec::new(),
                    list: list.collect(),
                    test: test.iter().map(|row| (row.movie, row.stars)).collect(),
                };
                (*user, offer)
            })
            .collect()
    }
}

/// The rows of each person, of rows by person.
pub(super) fn of_users(rows: &[Rating]) -> impl Iterator<Item = (UserIdx, &[Rating])> {
    let people = rows.chunk_by(|a, b| a.user == b.user);
    people.filter_map(|rows| Some((rows.first()?.user, rows)))
}
