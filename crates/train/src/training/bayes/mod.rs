//! A Bayesian matrix factorisation, sampled: a teacher that knows how sure it is.
//!
//! Each user and movie has a level and a few factors, as in other factorisations; but instead of
//! the one best value of each, predictions are averaged over values that are all plausible. What
//! is known of a user or a movie, and which movies they rated whatever the stars, enters as a
//! Gaussian process on either side.
//!
//! Salakhutdinov and Mnih, Bayesian Probabilistic Matrix Factorization using Markov Chain Monte
//! Carlo, ICML 2008; side information as in Simm et al., Macau, 2017.

mod chain;
mod normal;
mod side;

pub use chain::{BayesRecipe, Chain};
