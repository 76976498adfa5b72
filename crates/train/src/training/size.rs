//! About how many bytes training takes, so that whoever runs it can refuse what would not fit.
//!
//! Counted are the large parts only, each as often as it is held at one time.

use crate::model::FeatureTables;

use super::Recipe;
use super::hybrid::{HybridRecipe, StudentRecipe, TeacherKind, TowerRecipe};

/// Bytes of a number.
const NUMBER: u64 = 4;
/// Of each parameter there are: itself, its gradient, two moments of the optimizer, the best one so
/// far, and what is made of them on the way.
const COPIES: u64 = 8;

/// The numbers that decide it, besides a recipe.
#[derive(Clone, Copy)]
struct Counts {
    users: u64,
    movies: u64,
    rows: u64,
    features: u64,
}

impl Counts {
    fn of(tables: &FeatureTables, n_rows: usize) -> Self {
        let (users, movies) = (tables.users.matrix(), tables.movies.matrix());
        Self {
            users: users.n_rows as u64,
            movies: movies.n_rows as u64,
            rows: n_rows as u64,
            features: (users.n_cols + movies.n_cols) as u64,
        }
    }

    /// A network with `width` numbers of each user and movie, and `hidden` units over both.
    fn network(self, width: u64, hidden: u64, batch: usize) -> u64 {
        let inputs = width.saturating_mul(2).saturating_add(self.features);
        let people = self.users.saturating_add(self.movies);
        let parameters = (people.saturating_mul(width)).saturating_add(inputs * hidden);
        // Forwards, backwards and in between.
        let step = (batch as u64).min(self.rows) * (inputs + 3 * hidden) * 6;
        // Served, every user and movie has a half of each unit.
        let served = people.saturating_mul(2 * (inputs + hidden));
        let numbers = (parameters.saturating_mul(COPIES)).saturating_add(step);
        numbers.saturating_add(served).saturating_mul(NUMBER)
    }
}

impl Recipe {
    /// About how many bytes a run takes on so many rows of these tables.
    #[must_use]
    pub fn n_bytes(&self, tables: &FeatureTables, n_rows: usize) -> u64 {
        let counts = Counts::of(tables, n_rows);
        let (width, hidden) = (self.embedding_size as u64, self.hidden as u64);
        counts.network(width, hidden, self.batch_size)
    }
}

impl HybridRecipe {
    /// About how many bytes all stages take on so many rows of these tables.
    #[must_use]
    pub fn n_bytes(&self, tables: &FeatureTables, n_rows: usize) -> u64 {
        let counts = Counts::of(tables, n_rows);
        let tower = |recipe: &TowerRecipe| {
            // What is learned of a movie, of having rated it, and of having liked it.
            let width = 3 * (recipe.embedding_size as u64 + 1);
            counts.network(width, recipe.hidden as u64, recipe.batch_size)
        };
        let teachers = self.teachers.iter().map(|teacher| match &teacher.kind {
            TeacherKind::Network(network) => tower(network),
            TeacherKind::Bayes(_) => 0,
        });
        let student = match &self.student {
            StudentRecipe::Direct(direct) => tower(&direct.network),
            StudentRecipe::Distilled(_) => 0,
        };
        let networks = teachers.fold(student, u64::saturating_add);
        let n_teachers = self.teachers.len() as u64;
        if n_teachers == 0 {
            return networks;
        }
        // Every teacher says something of all pairs; so do their mean and what is made of it. The
        // neighbours are every movie with every other one.
        let pairs = counts.users.saturating_mul(counts.movies);
        let said = pairs.saturating_mul(n_teachers + 4);
        let neighbours = counts
            .movies
            .saturating_mul(counts.movies)
            .saturating_mul(5);
        let numbers = said.saturating_add(neighbours);
        numbers.saturating_mul(NUMBER).saturating_add(networks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_data::dataset::{CleaningRules, clean};
    use matinee_data::generate::{GeneratorConfig, generate};
    use matinee_data::raw::Source;

    fn tables() -> FeatureTables {
        let (files, _) = generate(&GeneratorConfig::small()).unwrap();
        FeatureTables::new(&clean(files.read().unwrap(), &CleaningRules::none()).0)
    }

    const MEGABYTE: u64 = 1 << 20;

    #[test]
    fn usual_recipes_fit_anywhere() {
        let tables = tables();
        for recipe in [Recipe::original(), Recipe::plain(), Recipe::page()] {
            assert!(recipe.n_bytes(&tables, 6_000) < 100 * MEGABYTE);
        }
        for recipe in [
            HybridRecipe::simple(),
            HybridRecipe::ensemble(),
            HybridRecipe::shipped(),
        ] {
            assert!(recipe.n_bytes(&tables, 6_000) < 100 * MEGABYTE);
        }
    }

    #[test]
    fn every_size_counts() {
        let tables = tables();
        let usual = Recipe::plain();
        let n_bytes = usual.n_bytes(&tables, 6_000);
        for (change, factor) in [
            (
                Recipe {
                    embedding_size: 4_096,
                    ..usual.clone()
                },
                20,
            ),
            (
                Recipe {
                    hidden: 4_096,
                    ..usual.clone()
                },
                10,
            ),
            (
                Recipe {
                    batch_size: usize::MAX,
                    ..usual.clone()
                },
                5,
            ),
        ] {
            let larger = change.n_bytes(&tables, 6_000);
            assert!(larger > factor * n_bytes, "{change:?}: {larger}");
        }
    }
}
