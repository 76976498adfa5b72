//! The searches by name: which numbers, and what is measured.

use std::iter;

use matinee_train::training::hybrid::{
    DistilRecipe, HybridRecipe, NeighbourRecipe, StudentRecipe, Teacher, TeacherKind, TowerRecipe,
};
use matinee_train::training::{BayesRecipe, LaeRecipe};

use super::space::Number;

/// The teacher that [`Search::Networks`] is about: the simplest network.
pub const NETWORK: usize = 1;

/// What a search looks through, and what it measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// The ranking head: NDCG@10 of lists of movies that are not in the training part.
    Ranking,
    /// The same with the predicted stars in it, as lists are ordered; those are learned once.
    Order,
    /// What learns from the ensemble: RMSE; teachers are trained once.
    Student,
    /// The ensemble, its residuals corrected: RMSE.
    Ensemble,
    /// The simplest network of the ensemble by itself: RMSE.
    Networks,
}

/// The measure that a search makes large or small.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// NDCG@10: the larger the better.
    Ndcg,
    /// RMSE, stars: the smaller the better.
    Rmse,
}

impl Metric {
    /// The name in tables.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ndcg => "NDCG@10",
            Self::Rmse => "RMSE",
        }
    }

    /// How much better `a` is than `b`.
    #[must_use]
    pub fn gain(self, a: f64, b: f64) -> f64 {
        match self {
            Self::Ndcg => a - b,
            Self::Rmse => b - a,
        }
    }
}

impl Search {
    /// Every search.
    pub const ALL: [Self; 5] = [
        Self::Ranking,
        Self::Order,
        Self::Student,
        Self::Ensemble,
        Self::Networks,
    ];

    /// The name on the command line and in the log.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ranking => "ranking",
            Self::Order => "order",
            Self::Student => "student",
            Self::Ensemble => "ensemble",
            Self::Networks => "networks",
        }
    }

    /// What it measures.
    #[must_use]
    pub const fn metric(self) -> Metric {
        match self {
            Self::Ranking | Self::Order => Metric::Ndcg,
            Self::Student | Self::Ensemble | Self::Networks => Metric::Rmse,
        }
    }

    /// The numbers that it searches through.
    #[must_use]
    pub const fn numbers(self) -> &'static [Number] {
        match self {
            Self::Ranking => &RANKING,
            Self::Order => &ORDER,
            Self::Student => &STUDENT,
            Self::Ensemble => &ENSEMBLE,
            Self::Networks => &NETWORKS,
        }
    }
}

/// A number that is a field of parts of a recipe: the same in all that a function finds.
macro_rules! number {
    ($name:literal, $candidates:expr, $parts:ident, $($field:tt)+) => {
        Number {
            name: $name,
            candidates: &$candidates,
            get: |recipe| $parts(recipe).next().map(|part| part.$($field)+ as f64),
            set: |recipe, value| $parts(recipe).for_each(|part| part.$($field)+ = value as _),
        }
    };
}

const RANKING: [Number; 14] = [
    number! { "ranking.star_weights[0]", [0.31, 0.5, 0.6, 0.7, 0.8], ranking, star_weights[0] },
    number! { "ranking.star_weights[1]", [0.4, 0.5, 0.6, 0.7, 0.8], ranking, star_weights[1] },
    number! { "ranking.star_weights[2]", [0.6, 0.66, 0.7, 0.76, 0.82], ranking, star_weights[2] },
    number! { "ranking.star_weights[4]", [1.0, 1.1, 1.2, 1.3, 1.4], ranking, star_weights[4] },
    number! { "ranking.taste_weights[0]", [-0.4, -0.2, -0.1, 0.0, 0.2], ranking, taste_weights[0] },
    number! { "ranking.taste_weights[1]", [0.0, 0.1, 0.2, 0.3, 0.4], ranking, taste_weights[1] },
    number! { "ranking.row_damping", [0.28, 0.36, 0.42, 0.48, 0.54], ranking, row_damping },
    number! { "ranking.movie_damping", [0.3, 0.38, 0.46, 0.54, 0.62], ranking, movie_damping },
    number! { "ranking.energy_floor", [0.005, 0.01, 0.02, 0.04], ranking, energy_floor },
    number! { "ranking.energy_unit", [100.0, 150.0, 175.0, 225.0, 300.0], ranking, energy_unit },
    number! { "ranking.ridge", [150.0, 200.0, 240.0, 300.0, 400.0, 500.0], ranking, ridge },
    number! { "ranking.rank", [16.0, 20.0, 24.0, 28.0, 32.0, 40.0], ranking, rank },
    number! { "ranking.prior_weight", [0.05, 0.1, 0.15, 0.2, 0.3], ranking, prior_weight },
    number! { "ranking.prior_ratings", [5.0, 10.0, 20.0, 40.0, 80.0], ranking, prior_ratings },
];

const ORDER: [Number; 14] = [
    number! { "ranking.star_weights[0]", [0.31, 0.5, 0.7, 0.8], ranking, star_weights[0] },
    number! { "ranking.star_weights[1]", [0.4, 0.6, 0.7, 0.8], ranking, star_weights[1] },
    number! { "ranking.taste_weights[0]", [-0.4, -0.2, -0.1, 0.0, 0.2], ranking, taste_weights[0] },
    number! { "ranking.taste_weights[1]", [-0.1, 0.0, 0.1, 0.2, 0.4], ranking, taste_weights[1] },
    number! { "ranking.taste_weights[2]", [0.5, 0.6, 0.7, 0.8], ranking, taste_weights[2] },
    number! { "ranking.taste_weights[4]", [1.1, 1.2, 1.3, 1.4], ranking, taste_weights[4] },
    number! { "ranking.row_damping", [0.36, 0.42, 0.48], ranking, row_damping },
    number! { "ranking.ridge", [180.0, 240.0, 300.0], ranking, ridge },
    number! { "ranking.rank", [24.0, 28.0, 32.0], ranking, rank },
    number! { "ranking.stars_weight", [0.0, 0.008, 0.011, 0.014, 0.02], ranking, stars_weight },
    number! { "ranking.below_weight", [0.0, 0.03, 0.045, 0.06, 0.1], ranking, below_weight },
    number! { "ranking.stars_ratings", [3.0, 5.0, 10.0, 20.0], ranking, stars_ratings },
    number! { "ranking.genres_weight", [0.0, 0.002, 0.004, 0.006, 0.01], ranking, genres_weight },
    number! { "ranking.genres_ratings", [5.0, 10.0, 30.0], ranking, genres_ratings },
];

// How newcomers are placed is not among these: nothing that is measured here depends on it.
const STUDENT: [Number; 5] = [
    number! { "student.embedding_size", [24.0, 32.0, 40.0, 48.0, 64.0], student, embedding_size },
    number! { "student.sweeps", [4.0, 8.0, 12.0, 16.0], student, sweeps },
    number! { "student.rated_weight", [0.0, 0.02, 0.05, 0.1, 0.2], student, rated_weight },
    number! { "student.sampling_bias", [0.5, 0.65, 0.75, 0.85, 1.0], student, sampling_bias },
    number! { "student.ridge", [0.005, 0.01, 0.02, 0.04, 0.08], student, ridge },
];

const ENSEMBLE: [Number; 8] = [
    Number {
        name: "teachers.bayes",
        candidates: &[2.0, 4.0, 8.0, 12.0],
        get: |recipe| Some(factorisations(recipe).count() as f64),
        set: |recipe, value| set_n_factorisations(recipe, value as usize),
    },
    Number {
        name: "teachers.network_share",
        candidates: &[0.2, 0.35, 0.5, 0.65, 0.8],
        get: |recipe| Some(network_share(recipe)),
        set: set_network_share,
    },
    number! { "bayes.first_half.factors", [8.0, 10.0, 12.0, 16.0], first_half, factors },
    number! { "bayes.second_half.factors", [10.0, 12.0, 16.0, 24.0, 32.0], second_half, factors },
    number! { "bayes.sweeps", [50.0, 75.0, 110.0, 150.0], factorisations, sweeps },
    number! { "bayes.kernel_rank", [0.0, 32.0, 64.0, 96.0, 128.0], factorisations, kernel_rank },
    number! { "neighbours.shrinkage", [15.0, 25.0, 50.0, 100.0, 200.0], neighbours, shrinkage },
    number! { "neighbours.power", [1.5, 1.75, 2.0, 2.25, 2.5], neighbours, power },
];

const NETWORKS: [Number; 11] = [
    number! { "network.embedding_size", [8.0, 12.0, 16.0, 24.0, 32.0], network, embedding_size },
    number! { "network.hidden", [0.0, 16.0, 32.0, 64.0], network, hidden },
    number! { "network.dropout", [0.1, 0.2, 0.3, 0.4, 0.5], network, dropout },
    number! { "network.embedding_l2", [15.0, 22.0, 30.0, 40.0, 60.0], network, embedding_l2 },
    number! { "network.pooled_l2", [7.0, 10.0, 13.4, 18.0, 25.0], network, pooled_l2 },
    number! { "network.feature_l2", [8.0, 11.0, 15.3, 21.0, 30.0], network, feature_l2 },
    number! { "network.level_l2", [2.5, 3.7, 5.3, 7.5, 10.0], network, level_l2 },
    number! { "network.fc_weight_decay", [0.05, 0.13, 0.27, 0.4, 0.6], network, fc_weight_decay },
    number! { "network.batch_size", [512.0, 1024.0, 2048.0, 4096.0], network, batch_size },
    number! { "network.learning_rate", [0.002, 0.003, 0.004, 0.006, 0.008], network, learning_rate },
    number! { "network.epochs", [8.0, 10.0, 12.0, 15.0, 20.0], network, epochs },
];

fn ranking(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut LaeRecipe> {
    iter::once(&mut recipe.ranking)
}

fn neighbours(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut NeighbourRecipe> {
    iter::once(&mut recipe.neighbours)
}

fn student(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut DistilRecipe> {
    let student = match &mut recipe.student {
        StudentRecipe::Distilled(student) => Some(student),
        StudentRecipe::Direct(_) => None,
    };
    student.into_iter()
}

fn network(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut TowerRecipe> {
    let teacher = recipe.teachers.get_mut(NETWORK);
    let network = teacher.and_then(|teacher| match &mut teacher.kind {
        TeacherKind::Network(network) => Some(network),
        TeacherKind::Bayes(_) => None,
    });
    network.into_iter()
}

fn factorisations(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut BayesRecipe> {
    let kinds = recipe.teachers.iter_mut().map(|teacher| &mut teacher.kind);
    kinds.filter_map(|kind| match kind {
        TeacherKind::Bayes(factorisation) => Some(factorisation),
        TeacherKind::Network(_) => None,
    })
}

fn first_half(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut BayesRecipe> {
    let half = factorisations(recipe).count() / 2;
    factorisations(recipe).take(half)
}

fn second_half(recipe: &mut HybridRecipe) -> impl Iterator<Item = &mut BayesRecipe> {
    let half = factorisations(recipe).count() / 2;
    factorisations(recipe).skip(half)
}

fn is_network(teacher: &Teacher) -> bool {
    matches!(teacher.kind, TeacherKind::Network(_))
}

/// As many factorisations as asked for, of the kinds that there are in the same proportions; after
/// the networks, and together of the weight that they had.
fn set_n_factorisations(recipe: &mut HybridRecipe, n: usize) {
    let share = network_share(recipe);
    let teachers = std::mem::take(&mut recipe.teachers);
    let (networks, before): (Vec<Teacher>, Vec<Teacher>) =
        teachers.into_iter().partition(is_network);
    let after = (0..n).filter_map(|index| before.get(index * before.len() / n));
    recipe.teachers = networks;
    recipe.teachers.extend(after.cloned());
    set_network_share(recipe, share);
}

/// The networks' share of the ensemble's weight, 0 to 1.
fn network_share(recipe: &HybridRecipe) -> f64 {
    let weight = |teacher: &Teacher| f64::from(teacher.weight);
    let total: f64 = recipe.teachers.iter().map(weight).sum();
    let networks = recipe.teachers.iter().filter(|it| is_network(it));
    networks.map(weight).sum::<f64>() / total
}

/// Gives each network the same weight, and each other teacher the same weight.
fn set_network_share(recipe: &mut HybridRecipe, share: f64) {
    let n_networks = recipe.teachers.iter().filter(|it| is_network(it)).count();
    let n_others = recipe.teachers.len() - n_networks;
    for teacher in &mut recipe.teachers {
        let weight = if is_network(teacher) {
            share / n_networks as f64
        } else {
            (1.0 - share) / n_others as f64
        };
        teacher.weight = weight as f32;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_all(check: impl Fn(&Number)) {
        for search in Search::ALL {
            search.numbers().iter().for_each(&check);
        }
    }

    #[test]
    fn every_number_is_one_of_the_shipped_recipe() {
        check_all(|number| {
            let value = (number.get)(&mut HybridRecipe::shipped());
            assert!(value.is_some(), "{}", number.name);
        });
    }

    #[test]
    fn every_candidate_is_set_and_is_in_range() {
        check_all(|number| {
            for candidate in number.candidates {
                let mut recipe = HybridRecipe::shipped();
                (number.set)(&mut recipe, *candidate);
                assert_eq!(recipe.check(), Ok(()), "{} = {candidate}", number.name);
                let value = (number.get)(&mut recipe).unwrap();
                assert!((value - candidate).abs() < 1e-6 * candidate.abs().max(1.0));
            }
        });
    }

    #[test]
    fn candidates_ascend() {
        check_all(|number| assert!(number.candidates.is_sorted(), "{}", number.name));
    }

    #[test]
    fn fewer_factorisations_keep_the_kinds_and_the_weight_that_more_had() {
        let mut recipe = HybridRecipe::shipped();
        let (share, kinds) = (network_share(&recipe), sizes(&mut recipe));
        set_n_factorisations(&mut recipe, kinds.len() / 2);
        let every_other: Vec<usize> = kinds.iter().copied().step_by(2).collect();
        assert_eq!(sizes(&mut recipe), every_other);
        assert!((network_share(&recipe) - share).abs() < 1e-6);
    }

    fn sizes(recipe: &mut HybridRecipe) -> Vec<usize> {
        factorisations(recipe).map(|it| it.factors).collect()
    }
}
