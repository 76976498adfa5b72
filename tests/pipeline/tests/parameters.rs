//! What the page says of a network is what the trainer makes: its parameters, and the sizes that a visitor
//! does not choose.

use burn::module::Module;
use matinee_app::train::network::{
    FACTORISATION_SIZE, N_FACTORISATIONS, RANKING_SIZE, STUDENT_SIZE, Sizes, n_parameters,
};
use matinee_protocol::{Field, Preset, Settings};
use matinee_train::model::FeatureTables;
use matinee_train::training::hybrid::{
    HybridRecipe, Stages, StudentRecipe, TeacherKind, TeacherRun,
};
use matinee_train::training::{Trainer, hold_out};
use matinee_worker::trainer::{hybrid_recipe, seed_recipe};

/// The recipe's numbers, and others.
fn all_settings(preset: Preset) -> Vec<Settings> {
    let own = Settings::of(preset);
    let mut other = own.with(Field::Embedding, 3.0).expect("in range");
    if Field::Hidden.is_of(preset.network()) {
        other = other.with(Field::Hidden, 5.0).expect("in range");
    }
    vec![own, other]
}

/// Burn's count of the network that a run trains by steps, without what BatchNorm only keeps count of.
fn made(
    settings: &Settings,
    features: &FeatureTables,
    rows: &[matinee_core::domain::Rating],
) -> usize {
    let (training, held_out) = hold_out(rows, 0.2, 1).expect("enough rows");
    match settings.preset {
        Preset::Original | Preset::Plain => {
            let recipe = seed_recipe(settings).expect("a backend");
            let trainer = Trainer::new(&recipe, features, training, held_out).expect("in range");
            // Running mean and variance of each hidden unit.
            trainer.network().num_params() - 2 * recipe.hidden
        }
        Preset::Hybrid | Preset::Ensemble => {
            let recipe = hybrid_recipe(settings).expect("a backend");
            let stages = Stages::new(&recipe, features, &training, &held_out).expect("in range");
            let network = match settings.preset {
                Preset::Ensemble => match stages.lesson(0).expect("in range") {
                    TeacherRun::Network(trainer) => trainer.network(),
                    TeacherRun::Chain(_) => panic!("the first teacher is a network"),
                },
                _ => stages.direct().expect("in range").network(),
            };
            network.num_params()
        }
    }
}

#[test]
fn the_page_counts_the_parameters_that_the_trainer_makes() {
    let data = matinee_testing::data();
    let features = FeatureTables::new(&data.tables);
    let sizes = Sizes {
        n_users: data.tables.users.len() as u32,
        n_movies: data.tables.movies.len() as u32,
        n_user_features: features.users.matrix().n_cols as u32,
        n_movie_features: features.movies.matrix().n_cols as u32,
    };
    for preset in Preset::ALL {
        for settings in all_settings(preset) {
            let made = made(&settings, &features, &data.tables.ratings);
            assert_eq!(n_parameters(&settings, sizes), made as u64, "{settings:?}");
        }
    }
}

#[test]
fn sizes_that_nobody_chooses_are_those_of_the_recipes() {
    let recipe = HybridRecipe::ensemble();
    assert_eq!(recipe.ranking.rank, RANKING_SIZE as usize);
    assert_eq!(HybridRecipe::simple().ranking.rank, RANKING_SIZE as usize);
    let StudentRecipe::Distilled(student) = &recipe.student else {
        panic!("{:?}", recipe.student);
    };
    assert_eq!(student.embedding_size, STUDENT_SIZE as usize);
    let factors = recipe
        .teachers
        .iter()
        .filter_map(|teacher| match &teacher.kind {
            TeacherKind::Bayes(recipe) => Some(recipe.factors),
            TeacherKind::Network(_) => None,
        });
    let expected = vec![FACTORISATION_SIZE as usize; N_FACTORISATIONS as usize];
    assert_eq!(factors.collect::<Vec<_>>(), expected);
}
