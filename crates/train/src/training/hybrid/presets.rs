//! The recipes that have a name.

use crate::model::Backend;
use crate::training::recipe::Cleaning;
use crate::training::{BayesRecipe, LaeRecipe};

use super::neighbours::NeighbourRecipe;
use super::recipe::{
    DirectRecipe, DistilRecipe, HybridRecipe, StudentRecipe, Teacher, TeacherKind, TowerRecipe,
};

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

    /// [`HybridRecipe::shipped`] for newer data: all movies that somebody knows, in an order fitted to such.
    #[must_use]
    pub fn modern() -> Self {
        Self {
            name: "modern".into(),
            cleaning: Cleaning::Rated,
            ranking: LaeRecipe::modern(),
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
}
