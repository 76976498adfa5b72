//! What is said between page and trainer, as bytes.

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::settings::Settings;

/// Something that is said of one run. Whoever hears of a run that is over does not listen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Message<T> {
    /// Number of the run, from 1; 0 before the first.
    pub run: u32,
    /// What is said.
    pub said: T,
}

/// What the page asks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Take the tables of this model file: what it was trained on is trained on.
    Open {
        /// The file, or its first part.
        model: Vec<u8>,
        /// Its second part; empty where it has none.
        rest: Vec<u8>,
    },
    /// Take the tables in this zip, which is the visitor's own.
    OpenArchive(Vec<u8>),
    /// Begin a run, in the place of the one before.
    Start(Start),
    /// Wait after the step that runs.
    Pause,
    /// Go on.
    Resume,
    /// Go on until the end of the epoch, then wait.
    Epoch,
    /// End the run; the best checkpoint so far is measured.
    Stop,
}

/// A run that is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// Its numbers.
    pub settings: Settings,
    /// Whose list is told after each epoch, if anybody's.
    pub list_for: Option<ListFor>,
}

/// Somebody for whom a list is made, in the indices of the page's tables.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ListFor {
    /// Somebody of the data.
    User(UserIdx),
    /// The visitor: each movie that they rated, with its stars.
    Visitor(Vec<(MovieIdx, Stars)>),
}

impl From<&Settings> for Start {
    /// A run that tells nobody's list.
    fn from(settings: &Settings) -> Self {
        Self {
            settings: *settings,
            list_for: None,
        }
    }
}

/// What the trainer says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Report {
    /// The trainer listens.
    Ready,
    /// The tables are there.
    Opened(Opened),
    /// These tables cannot be used; those before stay.
    Refused {
        /// In words.
        reason: String,
    },
    /// A run begins.
    Started(Plan),
    /// What takes a while without steps begins.
    Stage(Stage),
    /// Steps were done.
    Step {
        /// From 1.
        epoch: u32,
        /// Steps done in this epoch.
        step: u32,
    },
    /// Parts of a stage without steps were done.
    Part {
        /// Number of parts that are done.
        done: u32,
        /// Number of all parts.
        of: u32,
    },
    /// An epoch is over.
    Epoch(Epoch),
    /// The beginning of the list that was asked for, as the model makes it after an epoch.
    List(EpochList),
    /// A better model than before.
    Checkpoint(Checkpoint),
    /// How much memory the trainer has; it never gives any back.
    Memory {
        /// Bytes.
        n_bytes: u64,
    },
    /// The run waits.
    Waiting,
    /// The run is over.
    Finished(Outcome),
    /// The run cannot go on.
    Failed {
        /// In words.
        reason: String,
    },
}

/// The tables that are trained on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    /// Number of rating rows.
    pub n_rows: u32,
    /// Number of people.
    pub n_users: u32,
    /// Number of movies.
    pub n_movies: u32,
    /// Number of features of a person.
    pub n_user_features: u32,
    /// Number of features of a movie.
    pub n_movie_features: u32,
    /// Whether the page's lists can be made by what is trained on them: they are its own tables.
    pub is_pages: bool,
    /// What cleaning merged.
    pub merged: Merged,
    /// What cleaning left out, rule by rule; nothing of tables that were clean.
    pub left_out: Vec<LeftOut>,
}

/// Movies that the data set lists twice, or more often.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Entries that became a part of another one.
    pub entries: u32,
    /// Number of ratings of these entries.
    pub joined: u32,
    /// Ratings that do not count, because the same person rated the movie again later.
    pub doubles: u32,
}

/// What a rule of cleaning left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Description of the movies: `released before 1930`.
    pub rule: String,
    /// Number of movies.
    pub movies: u32,
    /// Number of ratings of these movies.
    pub ratings: u32,
}

/// How much there is to do, and what can be done without.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// Rows to train on.
    pub n_training: u32,
    /// Rows to measure on.
    pub n_held_out: u32,
    /// Epochs, at most.
    pub n_epochs: u32,
    /// Steps of an epoch.
    pub n_steps: u32,
    /// Whether the model is the student of what has these epochs and of others after it; the student
    /// is told as one epoch more.
    pub has_student: bool,
    /// What guessing without a network costs.
    pub baselines: Baselines,
}

/// Mean squared errors on the held-out rows of what needs no network, stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baselines {
    /// Of the mean of the training rows, said of every pair.
    pub mean: f32,
    /// Of that mean with how generous the person is and how good the movie.
    pub levels: f32,
}

/// What takes a while without steps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The ranking head is fitted.
    Ranking,
    /// Factorisations are sampled.
    Sampling,
    /// The student learns what they all say.
    Distilling,
    /// The model is measured on the held-out rows.
    Measuring,
}

/// Mean squared errors after an epoch, in stars².
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// From 1.
    pub epoch: u32,
    /// On the training rows, while training.
    pub training: f32,
    /// On the held-out rows.
    pub held_out: f32,
    /// Whether it is the best so far.
    pub is_best: bool,
}

/// How the list that was asked for begins after an epoch.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EpochList {
    /// From 1.
    pub epoch: u32,
    /// Best first.
    pub movies: Vec<MovieIdx>,
}

/// A model that could be used now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// From 1.
    pub epoch: u32,
    /// Bytes of a file: weights that join the tables of the page, or a whole model.
    pub weights: Vec<u8>,
    /// Whether it has tables of its own: of a data set that is not the page's.
    pub is_whole: bool,
}

/// What came of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The epoch whose model was kept, from 1.
    pub epoch: u32,
    /// Whether the visitor stopped it.
    pub is_stopped: bool,
    /// Quality of the model that was trained.
    pub yours: Quality,
}

/// How good a model is on the held-out rows.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Quality {
    /// Root mean squared error, stars.
    pub rmse: f32,
    /// NDCG@10, 0 to 1; `None` where nobody gave a held-out movie 4 stars or more: then no order is
    /// better than another.
    pub ndcg: Option<f32>,
}

/// Bytes that are no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a message between page and trainer cannot be read; load the page again")]
pub struct Garbled;

impl<T: Serialize> Message<T> {
    /// Serialises the message.
    ///
    /// # Errors
    /// [`Garbled`], when the message is too large.
    pub fn write(&self) -> Result<Vec<u8>, Garbled> {
        postcard::to_allocvec(self).map_err(|_| Garbled)
    }
}

impl<T: DeserializeOwned> Message<T> {
    /// From bytes.
    ///
    /// # Errors
    /// [`Garbled`] for any others than [`Message::write`] gives.
    pub fn read(bytes: &[u8]) -> Result<Self, Garbled> {
        let (message, rest) = postcard::take_from_bytes(bytes).map_err(|_| Garbled)?;
        rest.is_empty().then_some(message).ok_or(Garbled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Preset;

    #[test]
    fn a_message_is_read_as_it_was_written() {
        let message = Message {
            run: 3,
            said: Request::Start(Start {
                settings: Settings::of(Preset::Plain),
                list_for: Some(ListFor::Visitor(vec![(MovieIdx(7), Stars::WHOLE[3])])),
            }),
        };
        let bytes = message.write().expect("small");
        assert_eq!(Message::read(&bytes), Ok(message));
    }

    #[test]
    fn a_message_that_is_cut_off_or_goes_on_is_refused() {
        let said = Report::Checkpoint(Checkpoint {
            epoch: 2,
            weights: vec![1, 2, 3],
            is_whole: false,
        });
        let bytes = Message { run: 1, said }.write().expect("small");
        for end in 0..bytes.len() {
            let read = Message::<Report>::read(&bytes[..end]);
            assert_eq!(read, Err(Garbled), "{end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        assert_eq!(Message::<Report>::read(&longer), Err(Garbled));
    }
}
