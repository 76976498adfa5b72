//! What a visitor chose → a recipe.

use crate::model;
use crate::task::{Backend, Field, Preset, Settings};
use crate::training::Recipe;
use crate::training::hybrid::{DirectRecipe, HybridRecipe, StudentRecipe, TowerRecipe};

/// Of the seed network.
pub(super) fn seed(settings: &Settings) -> Recipe {
    let base = match settings.preset {
        Preset::Original => Recipe::original(),
        Preset::Plain | Preset::Hybrid => Recipe::page(),
    };
    Recipe {
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
        backend: backend(settings),
        // The held-out rows stay unseen: both models are measured on them.
        refit: false,
        ..base
    }
}

/// Of the hybrid, without an ensemble.
pub(super) fn hybrid(settings: &Settings) -> HybridRecipe {
    let base = HybridRecipe::simple();
    let direct = DirectRecipe::default();
    HybridRecipe {
        name: named(settings, &base.name),
        student: StudentRecipe::Direct(DirectRecipe {
            network: TowerRecipe {
                embedding_size: whole(settings, Field::Embedding) as usize,
                learning_rate: settings.get(Field::LearningRate),
                batch_size: whole(settings, Field::Batch) as usize,
                epochs: whole(settings, Field::Epochs),
                embedding_l2: settings.get(Field::Regularisation) as f32,
                ..direct.network
            },
            ..direct
        }),
        validation_share: share(settings, Field::HeldOut),
        seed: u64::from(whole(settings, Field::Seed)),
        backend: backend(settings),
        ..base
    }
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

fn backend(settings: &Settings) -> model::Backend {
    match settings.backend {
        Backend::Ndarray => model::Backend::Ndarray,
        Backend::Flex => model::Backend::Flex,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_originals_numbers_are_those_of_the_command_line() {
        let recipe = seed(&Settings::of(Preset::Original));
        assert_eq!(recipe, Recipe::original());
    }

    #[test]
    fn the_hybrids_numbers_are_those_of_the_command_line() {
        let recipe = hybrid(&Settings::of(Preset::Hybrid));
        let validation_share = recipe.validation_share;
        let expected = HybridRecipe {
            validation_share,
            ..HybridRecipe::simple()
        };
        assert_eq!(recipe, expected);
    }

    #[test]
    fn what_was_changed_is_no_preset_any_more() {
        let settings = Settings::of(Preset::Plain);
        let named = |field, number| {
            let settings = settings.with(field, number).expect("in range");
            seed(&settings).name
        };
        assert_eq!(named(Field::Seed, 7.0), "page");
        assert_eq!(named(Field::Epochs, 7.0), "custom");
    }
}
