//! A made-up data set in the official format, with a planted structure.
//!
//! The official files may not be redistributed, so tests and demonstrations run on files made
//! here. They look like MovieLens 100K, and their stars follow a rule that is known: a model that
//! works comes close to [`Planted::rmse_floor`], and one that does not, does not.

mod catalogue;
mod config;
mod names;
mod people;
mod planted;
mod rows;

use crate::formats::movielens_100k::RawFiles;
use crate::formats::movielens_100k::write::{
    NotWritable, write_genres, write_occupations, write_ratings,
};

pub use config::{GeneratorConfig, GeneratorError};
pub use planted::Planted;

/// What made-up data says of itself.
const NOTICE: &str = "Made from made-up data: these people and these ratings do not exist. It was \
made with Matinee's generator and may be used and passed on freely.\n";

/// Makes up the five files, and says by which rule.
///
/// Raw ids are 1 to `n_users` and 1 to `n_movies`. The same configuration gives the same bytes.
///
/// # Errors
/// A configuration that no files can follow.
pub fn generate(config: &GeneratorConfig) -> Result<(RawFiles, Planted), GeneratorError> {
    config.check()?;
    let people = people::draw(config);
    let catalogue = catalogue::draw(config);
    let mut planted = Planted::draw(config, &people, &catalogue);
    let ratings = rows::draw(config, &mut planted);
    let write = || -> Result<RawFiles, NotWritable> {
        Ok(RawFiles {
            ratings: write_ratings(&ratings),
            movies: catalogue::write(&catalogue, config.n_genres)?,
            users: people::write(&people)?,
            genres: write_genres(&names::GENRES[..config.n_genres])?,
            occupations: write_occupations(&names::OCCUPATIONS)?,
            notice: Some(NOTICE.into()),
        })
    };
    Ok((write()?, planted))
}

#[cfg(test)]
mod tests;
