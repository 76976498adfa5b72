//! Trained weights and the tables that they were trained on → an artifact; and an artifact without
//! anybody's ratings, for a site that may not carry them.

use std::fmt::Write;

use sha2::{Digest, Sha256};

use crate::training::{Biases, EpochReport};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_data::dataset::{Movie, Tables, User};
use matinee_engine::artifact::{
    Artifact, ArtifactError, Catalogue, Curve, EpochLoss, GoldenPrediction, Histories, Manifest,
    Metric, People, Spreads, Weights, golden_pairs, hex, tables_sha256,
};

/// How the weights came about: what the manifest says of the training.
#[derive(Clone, Debug, Default)]
pub struct TrainingAccount {
    /// Name of the recipe.
    pub preset: String,
    /// The recipe, one `(name, value)` a hyper-parameter, for people to read.
    pub recipe: Vec<(String, String)>,
    /// The seed of every random draw.
    pub seed: u64,
    /// What the data says of itself, as [`Tables::notice`].
    pub data_notice: String,
    /// The rows that the weights were trained on.
    pub training: Vec<Rating>,
    /// Losses of the run, epoch by epoch.
    pub losses: Vec<EpochLoss>,
    /// Measured accuracy.
    pub metrics: Vec<Metric>,
    /// What steering the list costs and gains.
    pub curves: Vec<Curve>,
}

/// Puts together what the engine needs. `lists_sha256` stays empty: it takes an engine to make
/// lists, so whoever writes the file fills it in; `tables_sha256` too: see [`seal`].
///
/// Histories hold every rating of `tables`, held out or not: a movie that somebody has rated is
/// never new to them. Popularity counts only the rows that the network was trained on.
///
/// # Panics
/// When there are no users or no movies, or weights of other numbers of them.
#[must_use]
pub fn assemble(tables: &Tables, account: TrainingAccount, weights: Weights) -> Artifact {
    let catalogue = Catalogue::of(tables, &account.training);
    build_over(
        catalogue,
        people_of(tables),
        String::new(),
        account,
        weights,
    )
}

/// Fills in which tables the weights belong to: then it can be written.
///
/// # Errors
/// [`ArtifactError::Invalid`] when the tables are too large to be written.
pub fn seal(mut artifact: Artifact) -> Result<Artifact, ArtifactError> {
    artifact.manifest.tables_sha256 = tables_sha256(&artifact.catalogue, &artifact.people)?;
    Ok(artifact)
}

/// [`assemble`] and [`seal`].
///
/// # Errors
/// As [`seal`].
///
/// # Panics
/// As [`assemble`].
pub fn build(
    tables: &Tables,
    account: TrainingAccount,
    weights: Weights,
) -> Result<Artifact, ArtifactError> {
    seal(assemble(tables, account, weights))
}

/// [`build`] over tables that are there already, with their [`tables_sha256`]: weights that were
/// trained on a part of their ratings can then travel without them.
///
/// # Panics
/// As [`build`].
#[must_use]
pub fn build_over(
    catalogue: Catalogue,
    people: People,
    tables_sha256: String,
    account: TrainingAccount,
    mut weights: Weights,
) -> Artifact {
    let golden = golden(&mut weights, &catalogue, &people);
    let sizes = [people.users.len(), catalogue.movies.len()];
    Artifact {
        spreads: spreads(&account.training, sizes),
        manifest: Manifest {
            written_by: concat!("matinee ", env!("CARGO_PKG_VERSION")).into(),
            network: weights.kind().name().into(),
            preset: account.preset,
            recipe: account.recipe,
            seed: account.seed,
            data_notice: account.data_notice,
            training_rows_sha256: rows_sha256(&people.users, &catalogue.movies, &account.training),
            n_training_rows: account.training.len() as u32,
            tables_sha256,
            losses: account.losses,
            metrics: account.metrics,
            curves: account.curves,
            golden,
            lists_sha256: String::new(),
            companions: Vec::new(),
        },
        catalogue,
        people,
        weights,
    }
}

impl From<&EpochReport> for EpochLoss {
    fn from(report: &EpochReport) -> Self {
        Self {
            epoch: report.epoch,
            training: report.training,
            validation: report.validation,
        }
    }
}

/// How far the rows that a model was trained on lie from what is expected of them.
///
/// # Panics
/// When a row has an index beyond the numbers of users and movies.
#[must_use]
pub fn spreads(training: &[Rating], [n_users, n_movies]: [usize; 2]) -> Spreads {
    let levels = Biases::fit(training, [n_users, n_movies]);
    let mut movies = vec![(0.0_f64, 0); n_movies];
    let mut people = vec![(0.0_f64, 0); n_users];
    for row in training {
        let residual = row.stars.as_f64() - levels.stars(row.user, row.movie);
        for (sum, n) in [&mut movies[row.movie.row()], &mut people[row.user.row()]] {
            *sum += residual * residual;
            *n += 1;
        }
    }
    let single = |sums: Vec<(f64, usize)>| {
        let sums = sums.into_iter().map(|(sum, n)| (sum as f32, n));
        sums.collect()
    };
    Spreads::of_sums(single(people), single(movies))
}

/// What each of `n_users` rated, ascending by movie.
///
/// # Panics
/// When a row has an index beyond them.
#[must_use]
pub fn histories(ratings: &[Rating], n_users: usize) -> Histories {
    let mut histories = vec![Vec::new(); n_users];
    for rating in ratings {
        histories[rating.user.row()].push((rating.movie, rating.stars));
    }
    for history in &mut histories {
        history.sort_unstable();
    }
    Histories::Rated(histories)
}

/// SHA-256 over the rows as `user⇥movie⇥stars` lines in raw ids, sorted, hexadecimal.
///
/// # Panics
/// When a row has an index that is not one of `users` and `movies`.
#[must_use]
pub fn rows_sha256(users: &[User], movies: &[Movie], rows: &[Rating]) -> String {
    let mut lines: Vec<(u32, u32, Stars)> = rows
        .iter()
        .map(|row| {
            let user = users[row.user.row()].id.0;
            let movie = movies[row.movie.row()].id.0;
            (user, movie, row.stars)
        })
        .collect();
    lines.sort_unstable();
    let mut hash = Sha256::new();
    let mut text = String::new();
    // Many lines at a time: there may be millions.
    for lines in lines.chunks(1024) {
        text.clear();
        for (user, movie, stars) in lines {
            // Writing to a text cannot fail.
            let _ = writeln!(text, "{user}\t{movie}\t{stars}");
        }
        hash.update(&text);
    }
    hex(&hash.finalize())
}

/// Takes people out of an artifact: only those of `kept` stay, in this order. What they had a part in, the
/// movies and what is known of everybody, stays as it is. It is not sealed: see [`assemble`].
///
/// # Panics
/// When one of them is not there.
#[must_use]
pub fn with_people(artifact: Artifact, kept: &[UserIdx]) -> Artifact {
    let Artifact {
        mut manifest,
        catalogue,
        people,
        spreads,
        mut weights,
    } = artifact;
    let people = people.only(kept);
    as_pack(&mut weights).keep(kept);
    manifest.golden = golden(&mut weights, &catalogue, &people);
    manifest.tables_sha256.clear();
    manifest.lists_sha256.clear();
    Artifact {
        manifest,
        catalogue,
        people,
        spreads: spreads.only(kept),
        weights,
    }
}

/// Puts the movies of an artifact in another order: those of `first`, then the others, each ascending by raw
/// id. A page can then begin with the first ([`matinee_engine::artifact::Parts`]). It is not sealed: see
/// [`assemble`].
///
/// # Panics
/// When one of them is not there.
#[must_use]
pub fn with_first_movies(artifact: Artifact, first: &[MovieIdx]) -> Artifact {
    let movies = &artifact.catalogue.movies;
    let mut is_first = vec![false; movies.len()];
    for movie in first {
        is_first[movie.row()] = true;
    }
    let mut rows: Vec<usize> = (0..is_first.len()).collect();
    rows.sort_by_key(|row| (!is_first[*row], movies[*row].id));
    let n_first = is_first.iter().filter(|is_first| **is_first).count();
    let mut artifact = artifact.of_movies(&rows, n_first);
    let Artifact {
        manifest,
        catalogue,
        people,
        weights,
        ..
    } = &mut artifact;
    manifest.golden = golden(weights, catalogue, people);
    manifest.tables_sha256.clear();
    manifest.lists_sha256.clear();
    artifact
}

/// Takes the stars out of an artifact. A network may keep what it needs to know of them (the codes of a hybrid's
/// known people), so that lists stay what they were, but for rounding: `lists_sha256` is left empty, as in
/// [`build`].
///
/// An artifact that has no ratings stays as it is.
///
/// # Errors
/// [`ArtifactError::Invalid`] when the tables are too large to be written.
pub fn without_ratings(artifact: Artifact) -> Result<Artifact, ArtifactError> {
    let Artifact {
        mut manifest,
        catalogue,
        mut people,
        spreads,
        mut weights,
    } = artifact;
    if let Histories::Rated(_) = people.histories {
        as_pack(&mut weights).strip(&catalogue, &people);
        people = people.without_stars();
        manifest.golden = golden(&mut weights, &catalogue, &people);
        manifest.tables_sha256 = tables_sha256(&catalogue, &people)?;
        manifest.lists_sha256.clear();
    }
    Ok(Artifact {
        manifest,
        catalogue,
        people,
        spreads,
        weights,
    })
}

/// Weights of one kind, as they are packed.
pub(super) trait Pack {
    /// Predicts these pairs in another way than the engine's.
    fn golden(
        &self,
        pairs: &[(UserIdx, MovieIdx)],
        catalogue: &Catalogue,
        people: &People,
    ) -> Vec<GoldenPrediction>;

    /// Forgets everybody but `kept`.
    fn keep(&mut self, kept: &[UserIdx]);

    /// Keeps what it needs to know of the stars of these people, who are about to lose them.
    fn strip(&mut self, _catalogue: &Catalogue, _people: &People) {}
}

/// All users of a data set.
fn people_of(tables: &Tables) -> People {
    People::all(
        tables.occupations.clone(),
        tables.users.clone(),
        histories(&tables.ratings, tables.users.len()),
    )
}

/// What a model of these weights predicts for the pairs of its self-test.
fn golden(weights: &mut Weights, catalogue: &Catalogue, people: &People) -> Vec<GoldenPrediction> {
    let pairs: Vec<_> = golden_pairs(people.users.len(), catalogue.movies.len()).collect();
    as_pack(weights).golden(&pairs, catalogue, people)
}

/// The weights, whatever kind they are of.
fn as_pack(weights: &mut Weights) -> &mut dyn Pack {
    match weights {
        Weights::Seed(weights) => &mut **weights,
        Weights::Hybrid(weights) => &mut **weights,
        Weights::Popularity(weights) => &mut **weights,
        Weights::Factors(weights) => &mut **weights,
    }
}

#[cfg(test)]
mod tests {

    use super::*;

    fn rating(user: u32, movie: u32, stars: usize) -> Rating {
        Rating {
            user: UserIdx(user),
            movie: MovieIdx(movie),
            stars: Stars::WHOLE[stars - 1],
        }
    }

    #[test]
    fn what_nobody_rated_and_who_rated_nothing_are_as_wide_as_their_priors() {
        let spreads = spreads(&[rating(0, 0, 4)], [2, 2]);
        let prior = Spreads::of_newcomer(&[]);
        assert!((spreads.person(1) - prior).abs() < 0.01);
        assert!((spreads.movie(1) - 1.25_f32.sqrt()).abs() < 0.01);
    }

    #[test]
    fn who_rates_as_expected_is_narrow_and_who_does_not_is_wide() {
        // Person 0 and 2 give what the movies get; person 1 gives the ends of the scale by turns.
        let rows = (0..40).flat_map(|movie| {
            let wild = if movie % 2 == 0 { 1 } else { 5 };
            [
                rating(0, movie, 3),
                rating(1, movie, wild),
                rating(2, movie, 3),
            ]
        });
        let spreads = spreads(&rows.collect::<Vec<_>>(), [3, 40]);
        assert!(spreads.person(0) < 0.9, "{}", spreads.person(0));
        assert!(spreads.person(1) > 1.3, "{}", spreads.person(1));
    }
}
