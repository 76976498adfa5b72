//! Small models of every kind of network, over a few people and movies of the made-up model: small, so
//! that a run takes microseconds and a seed a kilobyte.

use std::sync::LazyLock;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_engine::Engine;
use matinee_engine::artifact::{
    self, Artifact, ArtifactError, Confidence, FactorSet, FactorWeights, Feedback, Fit,
    GoldenPrediction, Histories, Order, Parts, PopularityWeights, Precision, SeedWeights, Stored,
    Weights, golden_pairs,
};
use matinee_engine::features::{Matrix, n_movie_features, n_user_features};

const MADE_UP: &[u8] = include_bytes!("../../../crates/engine/fixtures/made-up.matinee");
const N_USERS: usize = 4;
const N_MOVIES: usize = 6;
/// Whose history the first part has.
pub(crate) const FIRST: UserIdx = UserIdx(1);

/// Files and artifacts that are sound.
pub(crate) struct Fixtures {
    /// The first is a hybrid; the last has no stars.
    pub(crate) artifacts: Vec<Artifact>,
    /// Each of them as a file.
    pub(crate) models: Vec<Vec<u8>>,
    /// The weights alone, of those with the tables of the first.
    pub(crate) weights: Vec<Vec<u8>>,
    /// The first in two parts.
    pub(crate) parts: Parts,
    /// Hashes of their tables.
    pub(crate) tables: Vec<String>,
}

/// Made once.
pub(crate) static FIXTURES: LazyLock<Fixtures> = LazyLock::new(Fixtures::make);

impl Fixtures {
    fn make() -> Self {
        let hybrid = small();
        let of = |weights: Weights| {
            let mut artifact = hybrid.clone();
            artifact.manifest.network = weights.kind().name().to_owned();
            artifact.weights = weights;
            fit_golden(artifact).expect("the weights fit").0
        };
        let mut unrated = of(PopularityWeights.into());
        unrated.people = unrated.people.without_stars();
        rehash(&mut unrated);
        let artifacts = vec![
            hybrid.clone(),
            of(seed(&hybrid)),
            of(factors()),
            of(PopularityWeights.into()),
            unrated,
        ];
        let write = |it: &Artifact| artifact::write(it).expect("it is sound");
        let models: Vec<_> = artifacts.iter().map(write).collect();
        let weights = artifacts[..artifacts.len() - 1].iter();
        let weights = weights.map(|it| artifact::write_weights(it).expect("it is sound"));
        let engine = Engine::open(&models[0]).expect("it is sound");
        let hashes = artifacts.iter().map(|it| it.manifest.tables_sha256.clone());
        let mut tables: Vec<String> = hashes.collect();
        tables.dedup();
        Self {
            weights: weights.collect(),
            parts: engine.parts(&models[0], FIRST).expect("it has two parts"),
            artifacts,
            models,
            tables,
        }
    }
}

/// The first people and movies of the made-up model.
fn small() -> Artifact {
    let whole = artifact::read(MADE_UP).expect("it is sound");
    let movies: Vec<usize> = (0..N_MOVIES).collect();
    let people: Vec<usize> = (0..N_USERS).collect();
    let kept: Vec<UserIdx> = (0..N_USERS as u32).map(UserIdx).collect();
    let mut small = whole.of_movies(&movies, N_MOVIES);
    small.people = small.people.only(&kept);
    if let Histories::Rated(rated) = &mut small.people.histories {
        for rated in rated {
            rated.retain(|(movie, _)| movie.row() < N_MOVIES - 2);
        }
    }
    small.spreads = small.spreads.only(&kept);
    if let Weights::Hybrid(weights) = &mut small.weights
        && let Some(rows) = &mut weights.people
    {
        rows.users = rows.users.only(&people);
    }
    // What is said of it is long, and of another model.
    small.manifest.data_notice = "Made up.".to_owned();
    small.manifest.recipe.truncate(2);
    small.manifest.losses.truncate(2);
    small.manifest.metrics.truncate(2);
    small.manifest.curves.truncate(1);
    small
        .manifest
        .curves
        .iter_mut()
        .for_each(|it| it.points.truncate(2));
    small.manifest.companions.clear();
    rehash(&mut small);
    fit_golden(small).expect("the weights fit").0
}

fn rehash(artifact: &mut Artifact) {
    let hash = artifact::tables_sha256(&artifact.catalogue, &artifact.people);
    artifact.manifest.tables_sha256 = hash.expect("the tables are sound");
}

/// Numbers that are all different, and small.
fn matrix(n_rows: usize, n_cols: usize) -> Stored {
    let value = |i: usize| (i as f32 - 4.0) / 64.0;
    let values = (0..n_rows * n_cols).map(value).collect();
    let matrix = Matrix {
        n_rows,
        n_cols,
        values,
    };
    // Each form that a matrix has in a file.
    let precision = match n_rows % 3 {
        0 => Precision::F16,
        1 => Precision::INT8,
        _ => Precision::F32,
    };
    Stored::new(&matrix, precision)
}

fn seed(of: &Artifact) -> Weights {
    const HIDDEN: usize = 5;
    const SIZE: usize = 3;
    let features =
        n_user_features(of.people.occupations.len()) + n_movie_features(of.catalogue.genres.len());
    let weights = SeedWeights {
        user_embedding: matrix(N_USERS, SIZE),
        movie_embedding: matrix(N_MOVIES, SIZE),
        fc1: matrix(2 * SIZE + features, HIDDEN),
        scale: vec![1.0; HIDDEN],
        shift: vec![0.1; HIDDEN],
        fc2: vec![0.2; HIDDEN],
        fc2_bias: 3.0,
        popularity_weight: 0.5,
    };
    weights.into()
}

fn factors() -> Weights {
    const RANK: usize = 2;
    let set = |feedback, level_l2| FactorSet {
        mean: 3.5,
        users: matrix(N_USERS, RANK + 1),
        movies: matrix(N_MOVIES, RANK + 1),
        start: vec![0.0; RANK + 1],
        fit: Fit {
            l2: 0.5,
            level_l2,
            per_rating: false,
            feedback,
        },
    };
    let confidence = Confidence {
        alpha: 2.0,
        base: 1.0,
        counts: [1.0; 10],
        gram: vec![1.0, 0.0, 1.0],
    };
    let weights = FactorWeights {
        stars: set(Feedback::Stars, Some(0.5)),
        order: Some(Order {
            set: set(Feedback::Implicit(confidence), Some(0.5)),
            stars_weight: 0.5,
        }),
    };
    weights.into()
}

/// Gives a model the golden predictions that it makes, and opens it: a hostile model passes its own
/// self-test too. `None` where it predicts what is no number.
pub(crate) fn fit_golden(mut artifact: Artifact) -> Option<(Artifact, Engine)> {
    let (n_users, n_movies) = (artifact.people.users.len(), artifact.catalogue.movies.len());
    let nothing = |(user, movie): (UserIdx, MovieIdx)| GoldenPrediction {
        user: user.0,
        movie: movie.0,
        raw_stars: 0.0,
        ranking_score: 0.0,
    };
    artifact.manifest.golden = golden_pairs(n_users, n_movies).map(nothing).collect();
    // One number at a time: that is all that an engine says of what does not agree.
    for _ in 0..=2 * artifact.manifest.golden.len() {
        match Engine::new(artifact.clone()) {
            Ok(engine) => return Some((artifact, engine)),
            Err(ArtifactError::SelfTest {
                what,
                user,
                movie,
                expected,
                found,
            }) if found.is_finite() && found != expected => {
                let golden = artifact.manifest.golden.iter_mut();
                for golden in golden.filter(|it| (it.user, it.movie) == (user, movie)) {
                    match what {
                        "raw stars" => golden.raw_stars = found,
                        _ => golden.ranking_score = found,
                    }
                }
            }
            Err(ArtifactError::SelfTest { .. }) => return None,
            Err(other) => panic!("what was read is refused: {other}"),
        }
    }
    panic!("a model does not agree with itself")
}

/// What somebody new rated, of a model with movies.
pub(crate) fn some_ratings(n_movies: usize) -> Vec<(MovieIdx, Stars)> {
    let rows = 0..n_movies.min(2);
    rows.map(|row| (MovieIdx(row as u32), Stars::WHOLE[4 * row]))
        .collect()
}
