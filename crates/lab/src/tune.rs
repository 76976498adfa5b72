//! What a search for better hyper-parameters decides: its numbers, its trials, its rows. Training and
//! the log are the command line's.

use std::{fmt, iter};

use rand::RngExt;

use matinee_core::domain::Rating;
use matinee_core::random::{Rng, seeded};
use matinee_data::dataset::split::{self, SplitError};
use matinee_data::dataset::{CleaningRules, Tables, clean};
use matinee_data::raw::RawTables;
use matinee_train::model::FeatureTables;
use matinee_train::training::hybrid::{
    DistilRecipe, HybridRecipe, NeighbourRecipe, StudentRecipe, Teacher, TeacherKind, TowerRecipe,
};
use matinee_train::training::{BayesRecipe, LaeRecipe};

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

/// The stream of [`seeded`] from which the first trial draws; each has one of its own, so that a
/// search that goes on draws what one that was never interrupted would have drawn.
const STREAM: u64 = 0x7475_6E65_0000;
/// One trial of so many looks anywhere, the others beside the best one.
const ANYWHERE: u32 = 3;
/// Draws until one is new; a space that is tried out has none.
const ATTEMPTS: u32 = 200;
/// Draws beside the best point; after these, anywhere.
const ATTEMPTS_BESIDE: u32 = 50;

/// One number of a recipe.
pub struct Number {
    /// Path in the recipe, for people to read.
    pub name: &'static str,
    /// Values to try, ascending.
    pub candidates: &'static [f64],
    /// Reads the number; `None` when the recipe has none of this name.
    pub get: fn(&mut HybridRecipe) -> Option<f64>,
    /// Sets the number in every part of a recipe that has it.
    pub set: fn(&mut HybridRecipe, f64),
}

/// A value for each number of a space, in its order.
pub type Point = Vec<f64>;

/// What a search looks through: recipes that differ from one in some numbers.
pub struct Space {
    base: HybridRecipe,
    numbers: Vec<&'static Number>,
    /// Point of the base recipe.
    start: Point,
}

impl Space {
    /// The numbers that `base` has of these.
    #[must_use]
    pub fn new(numbers: &'static [Number], base: HybridRecipe) -> Self {
        let mut probe = base.clone();
        let (numbers, start) = (numbers.iter())
            .filter_map(|number| Some((number, (number.get)(&mut probe)?)))
            .unzip();
        Self {
            base,
            numbers,
            start,
        }
    }

    /// The point of a trial, from 0: the base, then points that are not among `tried`, anywhere or
    /// beside the `best` of them. `None` when none was found.
    #[must_use]
    pub fn draw(
        &self,
        seed: u64,
        trial: u32,
        tried: &[&Point],
        best: Option<&Point>,
    ) -> Option<Point> {
        let (Some(best), true) = (best, trial > 0) else {
            return Some(self.start.clone());
        };
        let mut rng = seeded(seed, STREAM + u64::from(trial));
        let is_near = trial % ANYWHERE != 1;
        (0..ATTEMPTS)
            .map(|attempt| match is_near && attempt < ATTEMPTS_BESIDE {
                true => self.beside(best, &mut rng),
                false => self.anywhere(&mut rng),
            })
            .find(|point| !tried.iter().any(|tried| is_same(point, tried)))
    }

    fn anywhere(&self, rng: &mut Rng) -> Point {
        let draw = |number: &&Number| choose(number.candidates, rng);
        self.numbers.iter().map(draw).collect()
    }

    /// One or two numbers go one candidate up or down.
    fn beside(&self, point: &Point, rng: &mut Rng) -> Point {
        let mut point = point.clone();
        for _ in 0..rng.random_range(1..=2_u32) {
            let index = rng.random_range(0..self.numbers.len() as u32) as usize;
            let value = point[index];
            let candidates = self.numbers[index].candidates;
            let different = |it: &&f64| !is_close(**it, value);
            let below = candidates.iter().rfind(|it| **it < value && different(it));
            let above = candidates.iter().find(|it| **it > value && different(it));
            let neighbours: Vec<f64> = below.into_iter().chain(above).copied().collect();
            if !neighbours.is_empty() {
                point[index] = choose(&neighbours, rng);
            }
        }
        point
    }

    /// The recipe at a point.
    #[must_use]
    pub fn recipe(&self, point: &Point) -> HybridRecipe {
        let mut recipe = self.base.clone();
        for (number, value) in self.changes(point) {
            (number.set)(&mut recipe, value);
            recipe.name = "custom".into();
        }
        recipe
    }

    /// What differs from the base, as `name=value`, separated by spaces.
    #[must_use]
    pub fn describe(&self, point: &Point) -> String {
        let changes: Vec<String> = self
            .changes(point)
            .map(|(number, value)| format!("{}={value}", number.name))
            .collect();
        if changes.is_empty() {
            return self.base.name.clone();
        }
        changes.join(" ")
    }

    /// All that decides what the trials of a seed are, their scores aside.
    ///
    /// # Errors
    /// A number that JSON does not have.
    pub fn cause(&self) -> serde_json::Result<String> {
        let numbers: Vec<_> = (self.numbers.iter())
            .map(|number| (number.name, number.candidates))
            .collect();
        serde_json::to_string(&(&self.base, numbers))
    }

    fn changes(&self, point: &Point) -> impl Iterator<Item = (&'static Number, f64)> {
        let values = point.iter().zip(&self.start);
        (self.numbers.iter().zip(values))
            .filter(|(_, (value, start))| !is_close(**value, **start))
            .map(|(number, (value, _))| (*number, *value))
    }
}

fn choose(candidates: &[f64], rng: &mut Rng) -> f64 {
    candidates[rng.random_range(0..candidates.len() as u32) as usize]
}

fn is_same(a: &Point, b: &Point) -> bool {
    a.iter().zip(b).all(|(a, b)| is_close(*a, *b))
}

/// Recipes have `f32`: 0.31 there is not 0.31 here.
fn is_close(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-6 * a.abs().max(b.abs())
}

/// Which rows of a base are measured on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CutKind {
    /// Rows at random.
    Random,
    /// A run of neighbours in the order of u.data, as the folds are: some people are left with few
    /// training rows, or none.
    Block,
}

/// How the bases of folds are cut into rows to learn from and rows to measure on.
#[derive(Clone, Debug)]
pub struct Cut {
    /// Ascending, each once.
    pub folds: Vec<u32>,
    /// Which rows are measured on.
    pub part: CutKind,
    /// Share of the base that is measured on, above 0 and below 1.
    pub share: f64,
    /// Seed of the random choice of these rows.
    pub seed: u64,
}

impl fmt::Display for Cut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let folds: Vec<String> = self.folds.iter().map(|fold| format!("u{fold}")).collect();
        let part = match self.part {
            CutKind::Random => "random",
            CutKind::Block => "block",
        };
        write!(f, "{} {part} {}", folds.join("+"), self.share)
    }
}

/// The base of one fold in two parts.
#[derive(Clone, Debug)]
pub struct TrialRows {
    /// People and movies, and the rows to learn from.
    pub tables: Tables,
    /// Features of these people and movies.
    pub features: FeatureTables,
    /// The rows to measure on.
    pub validation: Vec<Rating>,
}

impl Cut {
    /// The bases, cut. Test rows are dropped before anything is looked at.
    ///
    /// # Errors
    /// No such fold, an invalid share, too few rows.
    pub fn apply(&self, data: &RawTables) -> Result<Vec<TrialRows>, SplitError> {
        let cut = |fold: &u32| {
            let base = RawTables {
                ratings: split::fold_base(&data.ratings, data.folds, *fold)?,
                ..data.clone()
            };
            let (tables, _) = clean(base, &CleaningRules::none());
            let parts = match self.part {
                CutKind::Random => split::random(&tables.ratings, self.share, self.seed)?,
                CutKind::Block => split::block(&tables.ratings, self.share, self.seed)?,
            };
            Ok(TrialRows {
                features: FeatureTables::new(&tables),
                validation: parts.test,
                tables: Tables {
                    ratings: parts.train,
                    ..tables
                },
            })
        };
        self.folds.iter().map(cut).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use matinee_core::domain::{MovieId, Stars, UserId};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

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

    fn space() -> Space {
        Space::new(Search::Ranking.numbers(), HybridRecipe::shipped())
    }

    /// The first `n` trials when the last one is always the best.
    fn walk(seed: u64, n: u32) -> Vec<Point> {
        let space = space();
        let mut points: Vec<Point> = Vec::new();
        for trial in 0..n {
            let tried: Vec<&Point> = points.iter().collect();
            let point = space.draw(seed, trial, &tried, tried.last().copied());
            points.push(point.unwrap());
        }
        points
    }

    #[test]
    fn the_first_trial_is_the_recipe_as_it_is() {
        let space = space();
        let point = space.draw(7, 0, &[], None).unwrap();
        assert_eq!(space.recipe(&point), HybridRecipe::shipped());
        assert_eq!(space.describe(&point), "shipped");
    }

    #[test]
    fn a_seed_draws_the_same_trials_again_and_another_seed_others() {
        assert_eq!(walk(7, 12), walk(7, 12));
        assert_ne!(walk(7, 12), walk(8, 12));
    }

    #[test]
    fn no_trial_is_drawn_twice() {
        let points = walk(7, 60);
        for (n, point) in points.iter().enumerate() {
            assert!(points[..n].iter().all(|other| !is_same(point, other)));
        }
    }

    #[test]
    fn a_trial_beside_the_best_differs_from_it_in_one_or_two_numbers() {
        let points = walk(7, 30);
        for trial in (2..30).filter(|trial| trial % ANYWHERE as usize != 1) {
            let pairs = points[trial].iter().zip(&points[trial - 1]);
            let n_changed = pairs.filter(|(a, b)| !is_close(**a, **b)).count();
            assert!((1..=2).contains(&n_changed), "{n_changed} at {trial}");
        }
    }

    #[test]
    fn what_is_said_of_a_trial_is_what_its_recipe_has() {
        let space = space();
        let mut point = space.start.clone();
        let ridge = (space.numbers.iter()).position(|it| it.name == "ranking.ridge");
        point[ridge.unwrap()] = 250.0;
        assert_eq!(space.describe(&point), "ranking.ridge=250");
        let recipe = space.recipe(&point);
        assert!((recipe.ranking.ridge - 250.0).abs() < 1e-6);
        assert_eq!(recipe.name, "custom");
    }

    fn data() -> RawTables {
        generate(&GeneratorConfig::small())
            .unwrap()
            .0
            .read()
            .unwrap()
    }

    fn cut(part: CutKind) -> Cut {
        Cut {
            folds: (1..=5).collect(),
            part,
            share: 0.125,
            seed: 3,
        }
    }

    fn check(test: impl Fn(&Cut)) {
        for part in [CutKind::Random, CutKind::Block] {
            test(&cut(part));
        }
    }

    type Pairs = HashSet<(UserId, MovieId)>;

    fn pairs(rows: &TrialRows) -> Pairs {
        let Tables { users, movies, .. } = &rows.tables;
        (rows.tables.ratings.iter())
            .chain(&rows.validation)
            .map(|row| (users[row.user.row()].id, movies[row.movie.row()].id))
            .collect()
    }

    fn test_rows(data: &RawTables, fold: u32) -> Pairs {
        let key = |row: &matinee_data::raw::RawRating| (row.user, row.movie);
        let (_, test) = split::fold_rows(&data.ratings, data.folds, fold, key).unwrap();
        test.iter().map(key).collect()
    }

    #[test]
    fn a_trial_has_every_row_of_its_base_and_no_test_row() {
        let data = data();
        check(|cut| {
            for (rows, fold) in cut.apply(&data).unwrap().iter().zip(&cut.folds) {
                let (ours, test) = (pairs(rows), test_rows(&data, *fold));
                assert!(ours.is_disjoint(&test), "{cut}, fold {fold}");
                assert_eq!(ours.len() + test.len(), data.ratings.len());
                assert_eq!(
                    ours.len(),
                    rows.tables.ratings.len() + rows.validation.len()
                );
            }
        });
    }

    #[test]
    fn whatever_test_rows_say_trials_see_the_same() {
        let data = data();
        check(|cut| {
            for (rows, fold) in cut.apply(&data).unwrap().iter().zip(&cut.folds) {
                let test = test_rows(&data, *fold);
                let mut other = data.clone();
                for row in &mut other.ratings {
                    if test.contains(&(row.user, row.movie)) {
                        row.stars = Stars::from_halves(12 - row.stars.halves()).unwrap();
                    }
                }
                let folds = vec![*fold];
                let seen = Cut {
                    folds,
                    ..cut.clone()
                }
                .apply(&other)
                .unwrap();
                assert_eq!(seen[0].tables.ratings, rows.tables.ratings);
                assert_eq!(seen[0].validation, rows.validation);
            }
        });
    }

    #[test]
    fn a_cut_is_named_by_its_folds_its_kind_and_its_share() {
        let name = Cut {
            folds: vec![1, 2],
            ..cut(CutKind::Block)
        }
        .to_string();
        assert_eq!(name, "u1+u2 block 0.125");
    }
}
