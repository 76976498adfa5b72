//! The options that describe somebody who was not in the training data.

use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use clap::ValueEnum;

use crate::dataset::Gender;
use crate::dataset::movielens::parse_profile;
use crate::engine::{Details, Engine, Person, Profile};

use super::files;

/// Somebody new: what they rated, and what they say of themselves.
#[derive(Debug, clap::Args)]
pub(super) struct Newcomer {
    /// Ratings of somebody who was not in the training data: lines of movie<TAB>stars, or lines of
    /// one user as in u.data. An empty file is a person without ratings.
    #[arg(long, value_name = "FILE")]
    pub(super) profile: Option<PathBuf>,
    /// Their age in years.
    #[arg(long, value_name = "N", requires = "profile")]
    #[arg(value_parser = clap::value_parser!(u8).range(1..=120))]
    age: Option<u8>,
    /// Their gender, as the data set records it.
    #[arg(long, value_enum, ignore_case = true, requires = "profile")]
    gender: Option<GenderName>,
    /// Their occupation, by its name in u.occupation.
    #[arg(long, value_name = "NAME", requires = "profile")]
    occupation: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum GenderName {
    F,
    M,
}

impl Newcomer {
    /// What the model makes of them, if there is a profile.
    pub(super) fn person(&self, engine: &Engine) -> anyhow::Result<Option<Person>> {
        let Some(path) = &self.profile else {
            return Ok(None);
        };
        let profile = Profile {
            ratings: self.ratings(path, engine)?,
            details: self.details(engine)?,
        };
        let person = engine.fold_in(&profile);
        Ok(Some(person.with_context(|| {
            format!("cannot predict for the profile {}", path.display())
        })?))
    }

    fn ratings(
        &self,
        path: &Path,
        engine: &Engine,
    ) -> anyhow::Result<Vec<(crate::domain::MovieIdx, crate::domain::Stars)>> {
        let file = path.display().to_string();
        let bytes = files::read(path)?;
        Ok(parse_profile(&bytes, &file, |id| engine.movie_idx(id))?)
    }

    fn details(&self, engine: &Engine) -> anyhow::Result<Details> {
        let occupation = match &self.occupation {
            None => None,
            Some(name) => Some(occupation(engine, name)?),
        };
        let gender = self.gender.map(|gender| match gender {
            GenderName::F => Gender::Female,
            GenderName::M => Gender::Male,
        });
        Ok(Details {
            age: self.age,
            gender,
            occupation,
        })
    }
}

fn occupation(engine: &Engine, name: &str) -> anyhow::Result<u8> {
    let names = engine.occupations();
    let row = names.iter().position(|known| known == name);
    match row.and_then(|row| u8::try_from(row).ok()) {
        Some(row) => Ok(row),
        None => bail!(
            "occupation {name:?} is not in this model; it knows {}",
            names.join(", ")
        ),
    }
}
