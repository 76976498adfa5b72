//! Numbers of a recipe, their candidates, and how a search draws among them. What a trial draws follows
//! from the seed and the points before it.

use rand::RngExt;

use matinee_core::random::{Rng, seeded};
use matinee_train::training::hybrid::HybridRecipe;

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

#[cfg(test)]
mod tests {
    use super::super::searches::Search;
    use super::*;

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
}
