//! Whom the model serves how well, and where it was most wrong.

use matinee_core::domain::{MovieId, UserId};
use serde::{Deserialize, Serialize};

use super::Head;

/// Error and order by who people are.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GroupsResults {
    /// What the file is.
    pub head: Head,
    /// Everybody.
    pub all: Group,
    /// By gender, age, occupation, activity.
    pub groupings: Vec<Grouping>,
}

/// One way to group people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Grouping {
    /// `gender`, `age`, `occupation` or `activity`.
    pub key: String,
    /// For people.
    pub title: String,
    /// The groups.
    pub groups: Vec<Group>,
}

/// People who have something in common.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Group {
    /// What: `women`, `25 to 34`, `librarian`, `20 to 49 ratings`.
    pub name: String,
    /// How many people.
    pub n_people: u32,
    /// How many of their ratings were tested.
    pub n_ratings: u32,
    /// RMSE, stars.
    pub rmse: Interval,
    /// NDCG@10, mean over lists; `None` without any.
    pub ndcg: Option<Interval>,
}

/// A number and where it lies with 95 % confidence, by resampling people.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// As measured.
    pub value: f32,
    /// 2.5th percentile.
    pub low: f32,
    /// 97.5th percentile.
    pub high: f32,
}

/// The predictions that were most wrong.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StoriesResults {
    /// What the file is.
    pub head: Head,
    /// Out of how many predictions these are the worst.
    pub n_predictions: u32,
    /// Worst first.
    pub stories: Vec<Story>,
}

/// A prediction and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Story {
    /// Who.
    pub user: UserId,
    /// Which movie.
    pub movie: MovieId,
    /// What they gave.
    pub stars: f32,
    /// What was predicted, stars.
    pub predicted: f32,
    /// The likely range that was said, stars; `None` where none was.
    pub likely: Option<[f32; 2]>,
    /// How many training ratings they have.
    pub n_of_user: u32,
    /// Mean of these, stars.
    pub mean_of_user: Option<f32>,
    /// How many training ratings the movie has.
    pub n_of_movie: u32,
    /// Mean of these, stars.
    pub mean_of_movie: Option<f32>,
    /// Mean of the person's training ratings of movies that share a genre with it; `None` without any.
    pub mean_of_genres: Option<f32>,
}
