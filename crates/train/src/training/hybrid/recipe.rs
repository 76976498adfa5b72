//! Every number that decides what a hybrid model becomes.

use serde::{Deserialize, Serialize};

use crate::model::Backend;
use crate::training::recipe::{Cleaning, RecipeError, check, describe};
use crate::training::{BayesRecipe, LaeRecipe};

use super::direct::DirectRecipe;
use super::distil::DistilRecipe;
use super::neighbours::NeighbourRecipe;
use super::tower::TowerRecipe;

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
    /// The recipe of the model that the page carries.
    #[must_use]
    pub fn shipped() -> Self {
        let networks = [
            TowerRecipe::full(),
            TowerRecipe::simple(),
            TowerRecipe::ordinal(0.5, 1.0),
        ];
        // Chains that start elsewhere: eight short ones know more than two long ones.
        let factorisations = [10, 10, 10, 10, 16, 16, 16, 16].map(|factors| BayesRecipe {
            factors,
            ..BayesRecipe::default()
        });
        Self {
            name: "shipped".into(),
            cleaning: Cleaning::Standard,
            // Half the weight for the networks, half for the factorisations.
            teachers: networks
                .map(TeacherKind::Network)
                .into_iter()
                .map(|kind| Teacher {
                    weight: 1.0 / 6.0,
                    kind,
                })
                .chain(factorisations.map(|recipe| Teacher {
                    weight: 1.0 / 16.0,
                    kind: TeacherKind::Bayes(recipe),
                }))
                .collect(),
            neighbours: NeighbourRecipe::default(),
            student: StudentRecipe::Distilled(DistilRecipe::default()),
            ranking: LaeRecipe::default(),
            validation_share: 0.0,
            seed: 1,
            backend: Backend::Ndarray,
        }
    }

    /// Without an ensemble: quick, and nearly as accurate.
    #[must_use]
    pub fn simple() -> Self {
        Self {
            name: "simple".into(),
            teachers: Vec::new(),
            student: StudentRecipe::Direct(DirectRecipe::default()),
            ..Self::shipped()
        }
    }

    /// A small ensemble, which a browser has time for: the network of [`HybridRecipe::simple`], which
    /// is a whole model after each of its epochs, and a few factorisations.
    #[must_use]
    pub fn ensemble() -> Self {
        let network = Teacher {
            weight: 0.5,
            kind: TeacherKind::Network(DirectRecipe::default().network),
        };
        let factorisation = Teacher {
            weight: 1.0 / 6.0,
            kind: TeacherKind::Bayes(BayesRecipe {
                factors: 10,
                ..BayesRecipe::default()
            }),
        };
        let factorisations = std::iter::repeat_n(factorisation, 3);
        Self {
            name: "ensemble".into(),
            teachers: std::iter::once(network).chain(factorisations).collect(),
            ..Self::shipped()
        }
    }

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
