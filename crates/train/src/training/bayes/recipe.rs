//! Every number of the Bayesian factorisation.

use serde::{Deserialize, Serialize};

use super::super::recipe::{RecipeError, check};

/// How a Bayesian factorisation is sampled. Same recipe, same rows, same seed: same numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BayesRecipe {
    /// Size of the vectors, the levels aside.
    pub factors: usize,
    /// Times that every unknown is drawn.
    pub sweeps: u32,
    /// Sweeps at the start that forget where it started from and are not averaged.
    pub burn_in: u32,
    /// Of the sweeps after these, each how manieth is averaged: neighbours in the chain are alike.
    pub every: u32,
    /// Dimensions of what is known from who rated what, at most; 0 to do without.
    pub kernel_rank: usize,
}

impl Default for BayesRecipe {
    /// The shipped teachers', chosen on parts of training rows.
    fn default() -> Self {
        Self {
            factors: 16,
            sweeps: 75,
            burn_in: 20,
            every: 2,
            kernel_rank: 64,
        }
    }
}

impl BayesRecipe {
    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        check("factors", self.factors, "1 to 128", |n| {
            (1..=128).contains(n)
        })?;
        check("sweeps", self.sweeps, "1 to 100000", |n| {
            (1..=100_000).contains(n)
        })?;
        check("burn-in", self.burn_in, "fewer than the sweeps", |&n| {
            n < self.sweeps
        })?;
        check("averaged sweeps", self.every, "every one or more", |&n| {
            n > 0
        })?;
        check("kernel rank", self.kernel_rank, "0 to 1024", |&n| n <= 1024)
    }

    /// Whether the sweep with this number, from 0, is averaged.
    pub(super) const fn averages(&self, sweep: u32) -> bool {
        sweep >= self.burn_in && (sweep - self.burn_in).is_multiple_of(self.every)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut BayesRecipe)) -> &'static str {
        let mut recipe = BayesRecipe::default();
        change(&mut recipe);
        recipe.check().unwrap_err().field
    }

    #[test]
    fn the_shipped_recipe_is_in_range() {
        assert_eq!(BayesRecipe::default().check(), Ok(()));
    }

    #[test]
    fn a_number_out_of_range_is_refused_by_name() {
        assert_eq!(refused(|r| r.factors = 0), "factors");
        assert_eq!(refused(|r| r.sweeps = 0), "sweeps");
        assert_eq!(refused(|r| r.burn_in = r.sweeps), "burn-in");
        assert_eq!(refused(|r| r.every = 0), "averaged sweeps");
        assert_eq!(refused(|r| r.kernel_rank = 1025), "kernel rank");
    }

    #[test]
    fn the_sweeps_after_the_burn_in_are_averaged_each_so_manieth() {
        let recipe = BayesRecipe {
            sweeps: 10,
            burn_in: 3,
            every: 3,
            ..BayesRecipe::default()
        };
        let averaged: Vec<u32> = (0..10).filter(|&sweep| recipe.averages(sweep)).collect();
        assert_eq!(averaged, [3, 6, 9]);
    }

    #[test]
    fn a_recipe_comes_back_from_text_as_it_was() {
        let recipe = BayesRecipe::default();
        let text = serde_json::to_string(&recipe).unwrap();
        assert_eq!(serde_json::from_str::<BayesRecipe>(&text).unwrap(), recipe);
    }
}
