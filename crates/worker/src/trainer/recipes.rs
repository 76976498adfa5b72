//! What a visitor chose → a recipe.

use matinee_protocol::{Backend, Field, Preset, Settings};
use matinee_train::model;
use matinee_train::training::Recipe;
use matinee_train::training::hybrid::{
    DirectRecipe, HybridRecipe, StudentRecipe, TeacherKind, TowerRecipe,
};

use super::error::RunError;

/// Makes a recipe of the seed network.
///
/// # Errors
/// A backend that this trainer was built without.
pub fn seed(settings: &Settings) -> Result<Recipe, RunError> {
    let base = match settings.preset {
        Preset::Original => Recipe::original(),
        Preset::Plain | Preset::Hybrid | Preset::Ensemble => Recipe::page(),
    };
    Ok(Recipe {
        name: named(settings, &base.name),
        embedding_size: whole(settings, Field::Embedding) as usize,
        hidden: whole(settings, Field::Hidden) as usize,
        learning_rate: settings.get(Field::LearningRate),
        batch_size: whole(settings, Field::Batch) as usize,
        epochs: whole(settings, Field::Epochs),
        validation_share: share(settings, Field::HeldOut),
        dropout: share(settings, Field::Dropout),
        embedding_l2: settings.get(Field::Regularisation) as f32,
        seed: u64::from(whole(settings, Field::Seed)),
        backend: backend(settings)?,
        // The held-out rows stay unseen: both models are measured on them.
        refit: false,
        ..base
    })
}

/// Makes a recipe of the hybrid, with an ensemble or without.
///
/// # Errors
/// As [`seed`].
pub fn hybrid(settings: &Settings) -> Result<HybridRecipe, RunError> {
    let direct = DirectRecipe::default();
    let network = TowerRecipe {
        embedding_size: whole(settings, Field::Embedding) as usize,
        learning_rate: settings.get(Field::LearningRate),
        batch_size: whole(settings, Field::Batch) as usize,
        epochs: whole(settings, Field::Epochs),
        embedding_l2: settings.get(Field::Regularisation) as f32,
        ..direct.network
    };
    let mut recipe = if settings.preset == Preset::Ensemble {
        let mut recipe = HybridRecipe::ensemble();
        recipe.teachers[0].kind = TeacherKind::Network(network);
        recipe
    } else {
        HybridRecipe {
            student: StudentRecipe::Direct(DirectRecipe { network, ..direct }),
            ..HybridRecipe::simple()
        }
    };
    recipe.name = named(settings, &recipe.name);
    recipe.validation_share = share(settings, Field::HeldOut);
    recipe.seed = u64::from(whole(settings, Field::Seed));
    recipe.backend = backend(settings)?;
    Ok(recipe)
}

/// The preset's name, as long as nothing but the seed and the backend was changed.
fn named(settings: &Settings, preset: &str) -> String {
    let own = Settings::of(settings.preset);
    let is_changed = |field: &Field| settings.get(*field) != own.get(*field);
    let mut fields = Field::ALL.into_iter();
    let is_own = fields.any(|field| field != Field::Seed && is_changed(&field));
    if is_own { "custom" } else { preset }.to_owned()
}

/// A whole number; [`Settings::check`] has seen that it is one.
fn whole(settings: &Settings, field: Field) -> u32 {
    settings.get(field) as u32
}

/// Percent as a share of 1.
fn share(settings: &Settings, field: Field) -> f32 {
    (settings.get(field) / 100.0) as f32
}

fn backend(settings: &Settings) -> Result<model::Backend, RunError> {
    let backend = match settings.backend {
        Backend::Ndarray => model::Backend::Ndarray,
        Backend::Flex => model::Backend::Flex,
    };
    match backend.is_there() {
        true => Ok(backend),
        false => Err(RunError::NoBackend(settings.backend.name())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_originals_numbers_are_those_of_the_command_line() {
        let recipe = seed(&Settings::of(Preset::Original));
        assert_eq!(recipe, Ok(Recipe::original()));
    }

    #[test]
    fn the_hybrids_numbers_are_those_of_the_command_line() {
        for (preset, base) in [
            (Preset::Hybrid, HybridRecipe::simple()),
            (Preset::Ensemble, HybridRecipe::ensemble()),
        ] {
            let recipe = hybrid(&Settings::of(preset)).expect("a backend");
            let validation_share = recipe.validation_share;
            let expected = HybridRecipe {
                validation_share,
                ..base
            };
            assert_eq!(recipe, expected);
        }
    }

    #[test]
    fn what_was_changed_is_no_preset_any_more() {
        let settings = Settings::of(Preset::Plain);
        let named = |field, number| {
            let settings = settings.with(field, number).expect("in range");
            seed(&settings).expect("a backend").name
        };
        assert_eq!(named(Field::Seed, 7.0), "page");
        assert_eq!(named(Field::Epochs, 7.0), "custom");
    }
}
