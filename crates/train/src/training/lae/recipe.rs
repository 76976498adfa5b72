//! Every number of the ranking head's fit.

use serde::{Deserialize, Serialize};

use crate::training::error::{RecipeError, check};

/// How the ranking head is fitted. Same recipe, same rows: same head.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LaeRecipe {
    /// What 1 to 5 stars are worth to the fit; 0 is what a movie without a rating is worth. Who sees
    /// what says much even of a movie that disappointed.
    pub star_weights: [f32; 5],
    /// What 1 to 5 stars of a person are worth when movies are put in order for them: what they
    /// dislike speaks against its like.
    pub taste_weights: [f32; 5],
    /// A person's row counts by (n / mean n)^−`row_damping`, with n their number of ratings: above
    /// 0, those who rated much do not decide everything.
    pub row_damping: f32,
    /// How strongly popular movies are scaled down: the exponent of a movie's energy in its scale.
    pub movie_damping: f32,
    /// Energy, as a share of the mean, below which a movie is treated as if it had that much.
    pub energy_floor: f32,
    /// Energy that adds 1 to a movie's squared scale: what damps the most popular beyond
    /// `movie_damping`.
    pub energy_unit: f32,
    /// λ: an eigenvalue e keeps the share e / (e + λ).
    pub ridge: f32,
    /// Dimensions of the code, at most: data of fewer dimensions gives fewer.
    pub rank: usize,
    /// Weight of popularity for somebody without ratings.
    pub prior_weight: f32,
    /// Number of ratings that halves it.
    pub prior_ratings: f32,
    /// Weight of what features say of somebody without ratings.
    pub details_weight: f32,
    /// Number of ratings that halves it.
    pub details_ratings: f32,
    /// Strength of the ridge regression of codes on features.
    pub details_ridge: f32,
    /// As `row_damping`, for the codes that features are to predict.
    pub details_damping: f32,
    /// Weight of the predicted stars in the order of somebody without ratings.
    pub stars_weight: f32,
    /// Weight of predicted stars below what the person gives on average, for the same: what they
    /// would hardly like has no place in a list, however many people like them watch it.
    pub below_weight: f32,
    /// Number of ratings from which on both weights grow with their square root, as the size of a
    /// code does.
    pub stars_ratings: f32,
    /// Weight of what a person thinks of a movie's genres: the mean of the stars above the middle of
    /// the scale that they gave to movies of each.
    pub genres_weight: f32,
    /// Ratings that say nothing which such a mean has besides.
    pub genres_ratings: f32,
    /// Rounds of the block power iteration.
    pub n_iterations: u32,
    /// Of the block that it starts from.
    pub seed: u64,
}

impl Default for LaeRecipe {
    /// The shipped ranking head's, chosen on parts of training rows.
    fn default() -> Self {
        Self {
            star_weights: [0.7, 0.7, 0.7, 1.0, 1.2],
            taste_weights: [-0.2, 0.0, 0.6, 1.0, 1.3],
            row_damping: 0.42,
            movie_damping: 0.46,
            energy_floor: 0.02,
            energy_unit: 175.0,
            ridge: 240.0,
            rank: 28,
            prior_weight: 0.1,
            prior_ratings: 20.0,
            details_weight: 0.2,
            details_ratings: 20.0,
            details_ridge: 100.0,
            details_damping: 0.5,
            stars_weight: 0.011,
            below_weight: 0.045,
            stars_ratings: 5.0,
            genres_weight: 0.004,
            genres_ratings: 5.0,
            n_iterations: 30,
            seed: 1,
        }
    }
}

impl LaeRecipe {
    /// For newer and sparser data than MovieLens 100K, where a movie has a tenth of the raters: chosen on a
    /// part of the base of fold 1 of MovieLens Latest Small, but for what dislikes are worth.
    #[must_use]
    pub fn modern() -> Self {
        Self {
            star_weights: [0.5, 0.7, 0.7, 1.0, 1.1],
            row_damping: 0.54,
            movie_damping: 0.3,
            energy_unit: 225.0,
            ridge: 200.0,
            rank: 32,
            prior_weight: 0.2,
            prior_ratings: 5.0,
            ..Self::default()
        }
    }

    /// The same for an order by what somebody goes on to rate, whether they like it or not.
    #[must_use]
    pub fn for_any_rating(self) -> Self {
        Self {
            // What a star is worth to such an order; who sees what says much even of a movie that
            // disappointed.
            taste_weights: [0.31, 0.4, 0.66, 1.0, 1.25],
            stars_weight: 0.0,
            below_weight: 0.0,
            genres_weight: 0.0,
            ..self
        }
    }

    /// Checks every number's range.
    ///
    /// # Errors
    /// The first hyper-parameter that is out of range.
    pub fn check(&self) -> Result<(), RecipeError> {
        for weight in self.star_weights.into_iter().chain(self.taste_weights) {
            check("star weight", weight, "-10 to 10", |x| {
                (-10.0..=10.0).contains(x)
            })?;
        }
        for (field, value) in [
            ("row damping", self.row_damping),
            ("movie damping", self.movie_damping),
            ("details damping", self.details_damping),
        ] {
            check(field, value, "0 to 2", |x| (0.0..=2.0).contains(x))?;
        }
        for (field, value) in [
            ("energy floor", self.energy_floor),
            ("energy unit", self.energy_unit),
            ("ridge", self.ridge),
            ("prior ratings", self.prior_ratings),
            ("details ratings", self.details_ratings),
            ("details ridge", self.details_ridge),
            ("stars ratings", self.stars_ratings),
            ("genres ratings", self.genres_ratings),
        ] {
            check(field, value, "above 0, at most a million", |&x| {
                x > 0.0 && x <= 1e6
            })?;
        }
        for (field, value) in [
            ("prior weight", self.prior_weight),
            ("details weight", self.details_weight),
            ("stars weight", self.stars_weight),
            ("below weight", self.below_weight),
            ("genres weight", self.genres_weight),
        ] {
            check(field, value, "0 to 100", |x| (0.0..=100.0).contains(x))?;
        }
        check("rank", self.rank, "1 to 512", |n| (1..=512).contains(n))?;
        check("power iterations", self.n_iterations, "1 to 10000", |n| {
            (1..=10_000).contains(n)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(change: impl FnOnce(&mut LaeRecipe)) -> &'static str {
        let mut recipe = LaeRecipe::default();
        change(&mut recipe);
        recipe.check().unwrap_err().field
    }

    #[test]
    fn the_shipped_recipe_is_in_range() {
        assert_eq!(LaeRecipe::default().check(), Ok(()));
    }

    #[test]
    fn a_number_out_of_range_is_refused_by_name() {
        assert_eq!(refused(|r| r.star_weights[2] = f32::NAN), "star weight");
        assert_eq!(refused(|r| r.row_damping = -0.1), "row damping");
        assert_eq!(refused(|r| r.movie_damping = 2.5), "movie damping");
        assert_eq!(refused(|r| r.energy_floor = 0.0), "energy floor");
        assert_eq!(refused(|r| r.energy_unit = 0.0), "energy unit");
        assert_eq!(refused(|r| r.ridge = 0.0), "ridge");
        assert_eq!(refused(|r| r.rank = 0), "rank");
        assert_eq!(refused(|r| r.prior_weight = -1.0), "prior weight");
        assert_eq!(refused(|r| r.prior_ratings = 0.0), "prior ratings");
        assert_eq!(refused(|r| r.details_weight = -1.0), "details weight");
        assert_eq!(refused(|r| r.details_ratings = 0.0), "details ratings");
        assert_eq!(refused(|r| r.details_ridge = 0.0), "details ridge");
        assert_eq!(refused(|r| r.details_damping = -1.0), "details damping");
        assert_eq!(refused(|r| r.taste_weights[0] = 11.0), "star weight");
        assert_eq!(refused(|r| r.stars_weight = -0.1), "stars weight");
        assert_eq!(refused(|r| r.below_weight = -0.1), "below weight");
        assert_eq!(refused(|r| r.genres_weight = f32::NAN), "genres weight");
        assert_eq!(refused(|r| r.genres_ratings = 0.0), "genres ratings");
        assert_eq!(refused(|r| r.stars_ratings = 0.0), "stars ratings");
        assert_eq!(refused(|r| r.n_iterations = 0), "power iterations");
    }

    #[test]
    fn a_recipe_comes_back_from_text_as_it_was() {
        let recipe = LaeRecipe::default();
        let text = serde_json::to_string(&recipe).unwrap();
        assert_eq!(serde_json::from_str::<LaeRecipe>(&text).unwrap(), recipe);
    }
}
