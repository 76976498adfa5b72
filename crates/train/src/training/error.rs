//! Why training cannot start or go on, and the ranges of hyper-parameters.

use std::fmt::Display;

use matinee_core::linear::NotPositiveDefinite;

/// A recipe that cannot be run.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{field} must be {expected}, found {found}")]
pub struct RecipeError {
    /// Name of the hyper-parameter.
    pub field: &'static str,
    /// The range.
    pub expected: &'static str,
    /// The value.
    pub found: String,
}

/// A hyper-parameter's range, as a result.
pub(super) fn check<T: Display>(
    field: &'static str,
    value: T,
    expected: &'static str,
    ok: impl FnOnce(&T) -> bool,
) -> Result<(), RecipeError> {
    if ok(&value) {
        Ok(())
    } else {
        Err(RecipeError {
            field,
            expected,
            found: value.to_string(),
        })
    }
}

/// Why a run cannot go on.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum TrainingError {
    /// The recipe is out of range.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A student without its teachers.
    #[error("this student learns from an ensemble, and none was given to it")]
    NoEnsemble,
    /// A Bayesian factorisation cannot go on.
    #[error(transparent)]
    Bayes(#[from] BayesError),
    /// There is nothing to learn from.
    #[error(
        "there are too few rows to train on (found {found}, at least 2 are needed); use more data, or \
         hold fewer rows out"
    )]
    TooFewRows {
        /// Number of rows.
        found: usize,
    },
    /// A share of the rows that is less than one row.
    #[error(
        "a validation share of {share} holds nothing out (rows: {n_rows}); give a larger share, or 0 \
         for none"
    )]
    NothingHeldOut {
        /// Of the recipe.
        share: f32,
        /// Number of rows to hold out of.
        n_rows: usize,
    },
    /// A loss that is not a number.
    #[error(
        "the loss is no longer a number in epoch {epoch}; lower the learning rate ({learning_rate})"
    )]
    Diverged {
        /// From 1.
        epoch: u32,
        /// Of the recipe.
        learning_rate: f64,
    },
}

/// Why nothing can be sampled.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum BayesError {
    /// The recipe cannot be run.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// There are no rows.
    #[error("there is nothing to learn from: give at least one rating")]
    NoRows,
    /// Numbers grew until their differences were lost.
    #[error("the draws left what numbers can hold; use fewer factors or another seed")]
    BrokeDown(#[from] NotPositiveDefinite),
}

/// Why no ranking head can be fitted.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum LaeError {
    /// The recipe cannot be run.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// All of X is 0.
    #[error("there is nothing to learn an order from: give ratings whose stars have a weight")]
    NothingToLearn,
    /// The regression of codes on features has no solution.
    #[error("people's features must be numbers")]
    Features(#[from] NotPositiveDefinite),
}
