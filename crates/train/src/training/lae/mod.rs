//! The ranking head's fit: a weighted, tied, low-rank linear autoencoder.
//!
//! What a person rated is compressed to a few numbers and spread out again over all movies;
//! movies that others rated together with theirs come out on top. There is no gradient: the best
//! linear code of a given size is made of the principal axes of the rows.

mod fit;
mod profiles;
mod recipe;

pub use fit::fit;
pub use recipe::LaeRecipe;
