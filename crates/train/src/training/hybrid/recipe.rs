//! Every number that decides what a hybrid model becomes: the ensemble, each of its networks, the student,
//! and about how many bytes all of it takes.

use matinee_core::domain::StarScale;
use serde::{Deserialize, Serialize};

use crate::model::{Backend, FeatureTables, HybridNetworkConfig, Output};
use crate::training::error::{RecipeError, check};
use crate::training::recipe::{Cleaning, Counts, FitConfig, NUMBER, Schedule, describe};
use crate::training::{BayesRecipe, LaeRecipe};

use super::neighbours::NeighbourRecipe;

/// One voice of the ensemble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Teacher {
    /// Its weight in the mean; the weights need not sum to 1.
    pub weight: f32,
    /// What it is.
    pub kind: TeacherKind,
}

/// What a teacher is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TeacherKind {
    /// A hybrid network.
    Network(TowerRecipe),
    /// A Bayesian factorisation.
    Bayes(BayesRecipe),
}

impl Teacher {
    /// Whether it is a factorisation.
    #[must_use]
    pub const fn is_sampled(&self) -> bool {
        matches!(self.kind, TeacherKind::Bayes(_))
    }
}

/// What becomes the rating head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StudentRecipe {
    /// Learns from the ratings alone: there are no teachers.
    Direct(DirectRecipe),
    /// Learns from an ensemble.
    Distilled(DistilRecipe),
}

/// All hyper-parameters of a hybrid model. Same recipe, same rows: same numbers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct HybridRecipe {
    /// `shipped`, or `custom`.
    pub name: String,
    /// How the data set is cleaned.
    pub cleaning: Cleaning,
    /// The ensemble; none, for a student that learns from the ratings alone.
    pub teachers: Vec<Teacher>,
    /// What is added to its mean.
    pub neighbours: NeighbourRecipe,
    /// What learns from it: the rating head.
    pub student: StudentRecipe,
    /// The ranking head.
    pub ranking: LaeRecipe,
    /// Share of the rows that is held out to measure every stage on; nothing is chosen by it.
    pub validation_share: f32,
    /// Of every random draw.
    pub seed: u64,
    /// What runs the tensor operations.
    pub backend: Backend,
}

impl HybridRecipe {
    /// The recipe as `(name, value)`, for a model's manifest.
    #[must_use]
    pub fn describe(&self) -> Vec<(String, String)> {
        describe(self)
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        match &self.student {
            StudentRecipe::Direct(student) => {
                let expected = "none, as the student learns from the ratings alone";
                check("teachers", self.teachers.len(), expected, |&n| n == 0)?;
                student.check()?;
            }
            StudentRecipe::Distilled(student) => {
                check("teachers", self.teachers.len(), "1 to 64", |n| {
                    (1..=64).contains(n)
                })?;
                student.check()?;
            }
        }
        for teacher in &self.teachers {
            check(
                "teacher's weight",
                teacher.weight,
                "above 0, at most 1000",
                |&x| x > 0.0 && x <= 1e3,
            )?;
            match &teacher.kind {
                TeacherKind::Network(network) => network.check()?,
                TeacherKind::Bayes(factorisation) => factorisation.check()?,
            }
        }
        self.neighbours.check()?;
        self.ranking.check()?;
        check(
            "validation share",
            self.validation_share,
            "0 to 0.9",
            |share| (0.0..=0.9).contains(share),
        )
    }
}

/// Of more training rows, a student that learns from the ratings alone is solved. A step reads who rated what,
/// all of it, and the more rows there are the more steps there are; to so many, the steps of old take seconds.
const MOST_ROWS_FOR_STEPS: usize = 200_000;

impl HybridRecipe {
    /// Whether the student is solved, of so many training rows, and not trained by steps.
    #[must_use]
    pub const fn is_solved(&self, n_rows: usize) -> bool {
        matches!(self.student, StudentRecipe::Direct(_)) && n_rows > MOST_ROWS_FOR_STEPS
    }
}

impl HybridRecipe {
    /// About how many bytes all stages take on so many rows of these tables.
    #[must_use]
    pub fn n_bytes(&self, tables: &FeatureTables, n_rows: usize) -> u64 {
        let counts = Counts::of(tables, n_rows);
        let tower = |recipe: &TowerRecipe| {
            // What is learned of a movie, of having rated it, and of having liked it.
            let width = 3 * (recipe.embedding_size as u64 + 1);
            counts.network(width, recipe.hidden as u64, recipe.batch_size)
        };
        let teachers = self.teachers.iter().map(|teacher| match &teacher.kind {
            TeacherKind::Network(network) => tower(network),
            TeacherKind::Bayes(_) => 0,
        });
        let student = match &self.student {
            StudentRecipe::Direct(direct) if self.is_solved(n_rows) => {
                let width = direct.network.embedding_size as u64 + 1;
                counts.solved(width.max(self.ranking.rank as u64))
            }
            StudentRecipe::Direct(direct) => tower(&direct.network),
            StudentRecipe::Distilled(_) => 0,
        };
        let networks = teachers.fold(student, u64::saturating_add);
        let n_teachers = self.teachers.len() as u64;
        if n_teachers == 0 {
            return networks;
        }
        // Every teacher says something of all pairs; so do their mean and what is made of it. The
        // neighbours are every movie with every other one.
        let pairs = counts.users.saturating_mul(counts.movies);
        let said = pairs.saturating_mul(n_teachers + 4);
        let neighbours = counts
            .movies
            .saturating_mul(counts.movies)
            .saturating_mul(5);
        let numbers = said.saturating_add(neighbours);
        numbers.saturating_mul(NUMBER).saturating_add(networks)
    }
}

/// What a hybrid network is trained to make small.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Loss {
    /// Squared error in stars².
    SquaredError,
    /// Cross-entropy of the five probabilities times `cross_entropy`, plus squared error of the
    /// expected stars times `squared_error`.
    Ordinal {
        /// Weight.
        cross_entropy: f32,
        /// Weight.
        squared_error: f32,
    },
}

/// How one hybrid network is trained.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TowerRecipe {
    /// Size of the vectors.
    pub embedding_size: usize,
    /// Units of fc1; 0 for none.
    pub hidden: usize,
    /// Whether a user's opinions are pooled too.
    pub has_opinions: bool,
    /// Whether u ∘ i goes into fc1.
    pub has_product: bool,
    /// What is made small.
    pub loss: Loss,
    /// Share of hidden units dropped in training.
    pub dropout: f32,
    /// Share of the vectors' values dropped on the way into fc1.
    pub vector_dropout: f32,
    /// Standard deviation of the initial embeddings.
    pub embedding_std: f32,
    /// λ of E: the loss has λ / N · ‖E‖², and so on for the other tables.
    pub embedding_l2: f32,
    /// λ of Y and Z.
    pub pooled_l2: f32,
    /// λ of X.
    pub opinion_l2: f32,
    /// λ of F and G.
    pub feature_l2: f32,
    /// λ of the levels.
    pub level_l2: f32,
    /// Decoupled weight decay of the fully connected layers' weights.
    pub fc_weight_decay: f32,
    /// Rows a step.
    pub batch_size: usize,
    /// Adam's step size at the start; half a cosine wave takes it to 0.
    pub learning_rate: f64,
    /// Passes over the training rows.
    pub epochs: u32,
}

/// Rows that a recipe's `batch_size` is meant for, at most: of twice as many, a step takes twice that, and so on.
/// Whatever its rows, a step reads who rated what, all of it: were there more steps where there are more
/// ratings, an epoch would cost their square. And Adam goes as far in a step whatever its rows, so as many steps
/// at the same rate are what larger data wants too.
const ROWS_OF_A_BATCH_SIZE: usize = 1 << 17;

impl TowerRecipe {
    /// Embeddings, features, dot product, pooling on both sides and a small fully connected part.
    #[must_use]
    pub fn simple() -> Self {
        Self {
            embedding_size: 16,
            hidden: 32,
            has_opinions: false,
            has_product: false,
            loss: Loss::SquaredError,
            dropout: 0.3,
            vector_dropout: 0.0,
            embedding_std: 0.05,
            embedding_l2: 30.0,
            pooled_l2: 13.4,
            opinion_l2: 0.0,
            feature_l2: 15.3,
            level_l2: 5.3,
            fc_weight_decay: 0.27,
            batch_size: 2048,
            learning_rate: 0.004,
            epochs: 12,
        }
    }

    /// `simple`, larger, with opinions.
    #[must_use]
    pub fn full() -> Self {
        Self {
            embedding_size: 24,
            has_opinions: true,
            has_product: true,
            dropout: 0.5,
            vector_dropout: 0.3,
            embedding_l2: 25.2,
            pooled_l2: 14.5,
            opinion_l2: 41.8,
            feature_l2: 19.9,
            level_l2: 4.0,
            fc_weight_decay: 0.055,
            learning_rate: 0.006,
            epochs: 10,
            ..Self::simple()
        }
    }

    /// `simple` that predicts a probability for each number of stars.
    #[must_use]
    pub fn ordinal(cross_entropy: f32, squared_error: f32) -> Self {
        Self {
            loss: Loss::Ordinal {
                cross_entropy,
                squared_error,
            },
            ..Self::simple()
        }
    }

    /// The network of this recipe.
    pub(super) fn network(&self, scale: StarScale) -> HybridNetworkConfig {
        HybridNetworkConfig {
            embedding_size: self.embedding_size,
            hidden: self.hidden,
            has_opinions: self.has_opinions,
            has_product: self.has_product,
            output: match self.loss {
                Loss::SquaredError => Output::Stars,
                Loss::Ordinal { .. } => Output::Ordinal,
            },
            scale,
            embedding_std: self.embedding_std,
        }
    }

    /// The numbers of the training loop, for so many training rows.
    pub(super) fn fit_config(&self, seed: u64, n_rows: usize) -> FitConfig {
        let times = n_rows.div_ceil(ROWS_OF_A_BATCH_SIZE).max(1);
        FitConfig {
            batch_size: self.batch_size.saturating_mul(times),
            learning_rate: self.learning_rate,
            schedule: Schedule::Cosine,
            epochs: self.epochs,
            early_stopping: None,
            seed,
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("embedding size", self.embedding_size, "1 to 4096", |n| {
            (1..=4096).contains(n)
        })?;
        check("hidden units", self.hidden, "0 to 4096", |&n| n <= 4096)?;
        for (field, share) in [
            ("dropout", self.dropout),
            ("vector dropout", self.vector_dropout),
        ] {
            check(field, share, "0 or more, below 1", |x| {
                (0.0..1.0).contains(x)
            })?;
        }
        for (field, value) in [
            ("embedding deviation", self.embedding_std),
            ("embedding L2", self.embedding_l2),
            ("pooled L2", self.pooled_l2),
            ("opinion L2", self.opinion_l2),
            ("feature L2", self.feature_l2),
            ("level L2", self.level_l2),
            ("weight decay", self.fc_weight_decay),
        ] {
            check(field, value, "0 to a million", |x| (0.0..=1e6).contains(x))?;
        }
        self.fit_config(0, 0).check()
    }
}

/// How a bilinear network is trained on ratings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DirectRecipe {
    /// The network; without a fully connected part, so that it folds into two tables.
    pub network: TowerRecipe,
    /// Strength of the ridge regression for a new person's vector.
    pub taste_l2: f32,
    /// The same for their level.
    pub level_l2: f32,
}

impl Default for DirectRecipe {
    fn default() -> Self {
        Self {
            network: TowerRecipe {
                hidden: 0,
                dropout: 0.0,
                fc_weight_decay: 0.0,
                ..TowerRecipe::simple()
            },
            taste_l2: 10.0,
            level_l2: 3.0,
        }
    }
}

impl DirectRecipe {
    /// Strengths of a new person's ridge regression, [d + 1] for vectors of size `d`, which may be those of
    /// another network.
    pub(super) fn own_l2(&self, d: usize) -> Vec<f32> {
        let mut strengths = vec![self.taste_l2; d + 1];
        strengths[d] = self.level_l2;
        strengths
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        self.network.check()?;
        check("student's hidden units", self.network.hidden, "0", |&n| {
            n == 0
        })?;
        for (field, value) in [("taste L2", self.taste_l2), ("level L2", self.level_l2)] {
            check(field, value, "above 0, at most a million", |&x| {
                x > 0.0 && x <= 1e6
            })?;
        }
        Ok(())
    }
}

/// How a student learns from an ensemble.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DistilRecipe {
    /// Size of the vectors.
    pub embedding_size: usize,
    /// Rounds of alternating least squares.
    pub sweeps: u32,
    /// Weight of a rated pair beside one that nobody has rated. What the ensemble says of a rated
    /// pair, it has read off the rating; only what it says of the others is a prediction.
    pub rated_weight: f32,
    /// A pair weighs (n_u + ½)^bias · (n_i + ½)^bias: where test pairs are likely, it has to be right.
    pub sampling_bias: f32,
    /// λ of the least squares; the weights of all pairs sum to the number of ratings.
    pub ridge: f32,
    /// How newcomers are placed.
    pub newcomers: NewcomerRecipe,
}

impl Default for DistilRecipe {
    fn default() -> Self {
        Self {
            embedding_size: 48,
            sweeps: 8,
            rated_weight: 0.05,
            sampling_bias: 0.75,
            ridge: 0.02,
            newcomers: NewcomerRecipe::default(),
        }
    }
}

impl DistilRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("student's size", self.embedding_size, "1 to 512", |n| {
            (1..=512).contains(n)
        })?;
        check("student's sweeps", self.sweeps, "1 to 1000", |n| {
            (1..=1000).contains(n)
        })?;
        check("rated weight", self.rated_weight, "0 to 1", |x| {
            (0.0..=1.0).contains(x)
        })?;
        check("sampling bias", self.sampling_bias, "0 to 2", |x| {
            (0.0..=2.0).contains(x)
        })?;
        check(
            "student's ridge",
            self.ridge,
            "above 0, at most a million",
            |&x| x > 0.0 && x <= 1e6,
        )?;
        self.newcomers.check()
    }
}

/// How a new person is placed among the known ones.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct NewcomerRecipe {
    /// Lengths to which known people's histories are cut, to make newcomers of them.
    pub lengths: Vec<usize>,
    /// λ of what having rated a movie says.
    pub rated_l2: f32,
    /// λ of what a feature says.
    pub feature_l2: f32,
    /// Variance of a rating around what is predicted, stars².
    pub noise: f32,
    /// Newcomers differ from what is expected of them by this much more, in variance, than the
    /// people that the expectation was fitted on: in their vectors.
    pub vector_spread: f32,
    /// The same for their levels.
    pub level_spread: f32,
}

impl Default for NewcomerRecipe {
    fn default() -> Self {
        Self {
            lengths: vec![5, 20],
            rated_l2: 10.0,
            feature_l2: 30.0,
            noise: 0.85,
            vector_spread: 2.0,
            level_spread: 3.0,
        }
    }
}

impl NewcomerRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first one that is out of range.
    pub(super) fn check(&self) -> Result<(), RecipeError> {
        let shortest = self.lengths.iter().copied().min().unwrap_or(0);
        check(
            "newcomers' shortest history",
            shortest,
            "at least 1",
            |&n| n >= 1,
        )?;
        for (field, value) in [
            ("newcomers' L2 of movies", self.rated_l2),
            ("newcomers' L2 of features", self.feature_l2),
            ("noise", self.noise),
            ("newcomers' spread", self.vector_spread),
            ("newcomers' spread of levels", self.level_spread),
        ] {
            check(field, value, "above 0, at most a million", |&x| {
                x > 0.0 && x <= 1e6
            })?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crate::training::Recipe;
    use matinee_data::dataset::{CleaningRules, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    use super::*;

    fn tables() -> FeatureTables {
        let (files, _) = generate(&GeneratorConfig::small()).unwrap();
        FeatureTables::new(&clean(files.read().unwrap(), &CleaningRules::none()).0)
    }

    const MEGABYTE: u64 = 1 << 20;

    #[test]
    fn an_epoch_has_no_more_steps_of_more_rows() {
        for recipe in [TowerRecipe::simple(), TowerRecipe::full()] {
            let n_steps = |n_rows: usize| n_rows.div_ceil(recipe.fit_config(0, n_rows).batch_size);
            assert_eq!(recipe.fit_config(0, 100_000).batch_size, recipe.batch_size);
            for n_rows in [200_000, 316_000, 1_000_000, 20_000_000, 100_000_000] {
                assert!((32..=64).contains(&n_steps(n_rows)), "{n_rows}");
            }
        }
    }

    #[test]
    fn a_student_is_solved_of_many_rows_and_without_teachers() {
        let solved = |recipe: HybridRecipe, n_rows| recipe.is_solved(n_rows);
        assert!(!solved(HybridRecipe::simple(), 100_000));
        assert!(solved(HybridRecipe::simple(), 1_000_000));
        assert!(!solved(HybridRecipe::shipped(), 1_000_000));
    }

    #[test]
    fn usual_recipes_fit_anywhere() {
        let tables = tables();
        for recipe in [Recipe::original(), Recipe::plain(), Recipe::page()] {
            assert!(recipe.n_bytes(&tables, 6_000) < 100 * MEGABYTE);
        }
        for recipe in [
            HybridRecipe::simple(),
            HybridRecipe::ensemble(),
            HybridRecipe::shipped(),
        ] {
            assert!(recipe.n_bytes(&tables, 6_000) < 100 * MEGABYTE);
        }
    }

    #[test]
    fn every_size_counts() {
        let tables = tables();
        let usual = Recipe::plain();
        let n_bytes = usual.n_bytes(&tables, 6_000);
        for (change, factor) in [
            (
                Recipe {
                    embedding_size: 4_096,
                    ..usual.clone()
                },
                20,
            ),
            (
                Recipe {
                    hidden: 4_096,
                    ..usual.clone()
                },
                10,
            ),
            (
                Recipe {
                    batch_size: usize::MAX,
                    ..usual.clone()
                },
                5,
            ),
        ] {
            let larger = change.n_bytes(&tables, 6_000);
            assert!(larger > factor * n_bytes, "{change:?}: {larger}");
        }
    }
}
