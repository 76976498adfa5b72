//! The tables that are trained on: out of the page's model file, or out of a zip of the visitor's.

use matinee_core::domain::{Rating, UserIdx};
use matinee_data::dataset::{CleaningReport, CleaningRules, Movie, User, clean};
use matinee_data::formats::archive::{Archive, Caps};
use matinee_data::raw::Source;
use matinee_engine::artifact::{self, Artifact, ArtifactError, Catalogue, Histories, People};
use matinee_protocol::{LeftOut, Merged, Opened};
use matinee_train::model::FeatureTables;
use matinee_train::packing::{histories, without_ratings};

use super::error::{Counts, DataError, FEWEST};
use super::memory::has_room;

/// What every run starts from: the tables of the page, or of a data set of the visitor's.
#[derive(Debug)]
pub struct TrainingData {
    pub(super) catalogue: Catalogue,
    pub(super) people: People,
    /// SHA-256 of these tables, hexadecimal.
    pub(super) tables_sha256: String,
    /// Whether these are the tables of the page.
    is_pages: bool,
    pub(super) features: FeatureTables,
    /// Every rating, by user, then movie: the order is the same wherever the run is.
    pub(super) rows: Vec<Rating>,
    merged: Merged,
    /// What the data says of itself.
    pub(super) data_notice: String,
    left_out: Vec<LeftOut>,
    /// Whether these are the page's tables, and it has them without anybody's ratings.
    is_stripped: bool,
}

impl TrainingData {
    /// Takes the tables of a model file. Its histories are the rows to train on; where it carries
    /// no ratings there are none.
    ///
    /// # Errors
    /// As [`artifact::read`].
    pub fn open(model: &[u8]) -> Result<Self, ArtifactError> {
        Ok(Self::of(artifact::read(model)?))
    }

    /// The same of a model file that comes in two parts; `rest` is empty where it does not.
    ///
    /// # Errors
    /// As [`artifact::read_parts`].
    pub fn open_parts(model: &[u8], rest: &[u8]) -> Result<Self, ArtifactError> {
        match rest {
            [] => Self::open(model),
            rest => Ok(Self::of(artifact::read_parts(model, rest)?)),
        }
    }

    fn of(artifact: Artifact) -> Self {
        let (catalogue, people) = (artifact.catalogue, artifact.people);
        Self {
            features: FeatureTables::of(&people, &catalogue),
            rows: rows(&people),
            is_stripped: !people.is_everybody() || matches!(people.histories, Histories::Seen(_)),
            tables_sha256: artifact.manifest.tables_sha256,
            data_notice: artifact.manifest.data_notice,
            catalogue,
            people,
            is_pages: true,
            merged: Merged::default(),
            left_out: Vec::new(),
        }
    }

    /// Takes the tables of a zip in the format of any MovieLens, cleaned as the page's are. Where they
    /// are the page's own, what is trained on them can make the page's lists.
    ///
    /// # Errors
    /// When the zip or a line of its files cannot be read, or nothing is left of it.
    pub fn open_archive(zip: &[u8], page: &Self) -> Result<Self, DataError> {
        let files = Archive::open(zip, Caps::PAGE)?.data_set()?;
        let (mut tables, report) = clean(files.read()?, &CleaningRules::standard());
        if tables.ratings.len() < FEWEST {
            return Err(DataError::TooFew {
                ratings: tables.ratings.len(),
                movies: tables.movies.len(),
            });
        }
        let counts = counts(&tables.users, &tables.movies, tables.ratings.len());
        if !has_room(counts) {
            return Err(DataError::TooLarge(counts));
        }
        // A page may have its movies in another order than that of their ids.
        let order: Vec<_> = page.catalogue.movies.iter().map(|it| it.id).collect();
        let are_pages = tables.order_movies(&order);
        let mut catalogue = Catalogue::of(&tables, &tables.ratings);
        if are_pages {
            catalogue.n_first = page.catalogue.n_first;
        }
        let people = People::all(
            tables.occupations.clone(),
            tables.users.clone(),
            histories(&tables.ratings, tables.users.len()),
        );
        let tables_sha256 = artifact::tables_sha256(&catalogue, &people)?;
        let is_pages = page.tables_sha256
            == match page.is_stripped {
                true => artifact::tables_sha256(&catalogue, &people.without_stars())?,
                false => tables_sha256.clone(),
            };
        Ok(Self {
            features: FeatureTables::new(&tables),
            rows: rows(&people),
            is_pages,
            is_stripped: page.is_stripped && is_pages,
            tables_sha256,
            catalogue,
            people,
            merged: merged(&report),
            data_notice: match is_pages {
                true => page.data_notice.clone(),
                false => tables.notice,
            },
            left_out: left_out(&report),
        })
    }

    /// Whether these are the tables of the page.
    #[must_use]
    pub const fn is_pages(&self) -> bool {
        self.is_pages
    }

    /// What a page can use of something that was trained here: no ratings where it has none.
    pub(super) fn as_page(&self, artifact: Artifact) -> Result<Artifact, ArtifactError> {
        match self.is_stripped {
            true => without_ratings(artifact),
            false => Ok(artifact),
        }
    }

    /// Counts people, movies and ratings.
    #[must_use]
    pub fn counts(&self) -> Counts {
        counts(&self.people.users, &self.catalogue.movies, self.rows.len())
    }

    /// Summarises the data for the page.
    #[must_use]
    pub fn opened(&self) -> Opened {
        Opened {
            n_rows: self.rows.len() as u32,
            n_users: self.people.users.len() as u32,
            n_movies: self.catalogue.movies.len() as u32,
            n_user_features: self.features.users.matrix().n_cols as u32,
            n_movie_features: self.features.movies.matrix().n_cols as u32,
            is_pages: self.is_pages,
            merged: self.merged,
            left_out: self.left_out.clone(),
        }
    }
}

fn counts(users: &[User], movies: &[Movie], n_ratings: usize) -> Counts {
    Counts {
        n_users: users.len() as u64,
        n_movies: movies.len() as u64,
        n_ratings: n_ratings as u64,
    }
}

fn rows(people: &People) -> Vec<Rating> {
    let users = (0..people.users.len() as u32).map(UserIdx);
    let row = |user| move |&(movie, stars)| Rating { user, movie, stars };
    let rated = users.filter_map(|user| Some((user, people.histories.rated(user)?)));
    rated
        .flat_map(|(user, history)| history.iter().map(row(user)))
        .collect()
}

fn merged(report: &CleaningReport) -> Merged {
    let merged = report.merged.unwrap_or_default();
    Merged {
        entries: merged.entries as u32,
        joined: merged.joined as u32,
        doubles: merged.doubles as u32,
    }
}

fn left_out(report: &CleaningReport) -> Vec<LeftOut> {
    let rules = report.rules.iter().map(|rule| LeftOut {
        rule: rule.rule.clone(),
        movies: rule.movies as u32,
        ratings: rule.ratings as u32,
    });
    rules.collect()
}
