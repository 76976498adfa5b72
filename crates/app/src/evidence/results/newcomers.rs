//! People whom no system was trained with: what a few ratings of theirs are worth, and which to ask for.

use matinee_core::domain::{MovieId, UserId};
use serde::{Deserialize, Serialize};

use super::{Head, HiddenRating, OtherMovie, Sampled, SystemName};

/// Error and order against the number of ratings that are known of somebody new.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColdStartResults {
    /// What the file is.
    pub head: Head,
    /// How many ratings are given: 0, 3, 5, 10, 20. [n_given]
    pub given: Vec<u32>,
    /// How many people are held out in each draw.
    pub n_people: u32,
    /// How many draws.
    pub n_draws: u32,
    /// Every system that meets new people.
    pub systems: Vec<NewcomerSystem>,
    /// The hybrid, asked in different orders; all on the same rows, which are not those of `systems`.
    pub orders: Vec<Order>,
    /// The hybrid, told age, gender and occupation, on the rows of `systems`.
    pub with_details: Curve,
    /// The hybrid, told nothing of that.
    pub without_details: Curve,
}

/// Mean and band over the draws.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curve {
    /// RMSE, stars; empty where no stars are predicted. [n_given]
    pub rmse: Vec<Sampled>,
    /// NDCG@10; empty where there is no order. [n_given]
    pub ndcg: Vec<Sampled>,
}

/// A system.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewcomerSystem {
    /// Which.
    pub system: SystemName,
    /// What it gave.
    pub curve: Curve,
}

/// In which order somebody is asked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Order {
    /// `popular`, `random` or `telling`.
    pub key: String,
    /// For people.
    pub title: String,
    /// What it does, in a sentence.
    pub explanation: String,
    /// What it gave.
    pub curve: Curve,
    /// How many movies had to be named until so many were known, mean over people. [n_given]
    pub n_asked: Vec<f32>,
}

/// People held out whole, who are asked one movie after the other: recorded, so that the page plays it back
/// without a model that does not know them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ColdStartPeople {
    /// What the file is.
    pub head: Head,
    /// [`Order::key`] of each record of a person, in its order.
    pub orders: Vec<String>,
    /// The people.
    pub people: Vec<AnsweredPerson>,
    /// Names of movies here that cleaning takes out of the page's catalogue.
    pub others: Vec<OtherMovie>,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AnsweredPerson {
    /// Who.
    pub user: UserId,
    /// How many of their ratings are predicted at every step: the others are there to be revealed.
    pub n_tested: u32,
    /// One for each of [`ColdStartPeople::orders`].
    pub records: Vec<Playback>,
}

/// What happened when they were asked in one order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Playback {
    /// Before the first answer, then after each: one more than there are answers.
    pub steps: Vec<Step>,
}

/// What is known after an answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// What was revealed; `None` before the first, and for a movie that cleaning takes out of the page's
    /// catalogue.
    pub revealed: Option<HiddenRating>,
    /// RMSE of the hybrid on the tested ratings, stars.
    pub rmse: f32,
    /// RMSE of user + movie bias, which knows the same.
    pub bias_rmse: f32,
    /// The first five titles.
    pub list: Vec<MovieId>,
}
