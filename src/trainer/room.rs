//! The tables that are trained on, out of a model file.

use crate::artifact::{self, ArtifactError, Catalogue, People, Weights};
use crate::domain::{Rating, UserIdx};
use crate::model::FeatureTables;

/// What every run starts from: the tables of the page, and its model to compare with.
#[derive(Debug)]
pub struct Room {
    pub(super) catalogue: Catalogue,
    pub(super) people: People,
    /// Of the built-in model.
    pub(super) weights: Weights,
    pub(super) features: FeatureTables,
    /// Every rating, by user, then movie: the order is the same wherever the run is.
    pub(super) rows: Vec<Rating>,
}

impl Room {
    /// Takes the tables of a model file. Its histories are the rows to train on.
    ///
    /// # Errors
    /// As [`artifact::read`].
    pub fn open(model: &[u8]) -> Result<Self, ArtifactError> {
        let artifact = artifact::read(model)?;
        let (catalogue, people) = (artifact.catalogue, artifact.people);
        let (users, movies) = (&people.users, &catalogue.movies);
        let (n_occupations, n_genres) = (people.occupations.len(), catalogue.genres.len());
        Ok(Self {
            features: FeatureTables::of(users, n_occupations, movies, n_genres),
            rows: rows(&people),
            catalogue,
            people,
            weights: artifact.weights,
        })
    }

    /// Number of rows.
    #[must_use]
    pub fn n_rows(&self) -> usize {
        self.rows.len()
    }
}

fn rows(people: &People) -> Vec<Rating> {
    let users = (0..).map(UserIdx).zip(&people.histories);
    let row = |user| move |&(movie, stars)| Rating { user, movie, stars };
    users
        .flat_map(|(user, history)| history.iter().map(row(user)))
        .collect()
}
