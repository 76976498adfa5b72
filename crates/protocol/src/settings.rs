//! The numbers of a run that a visitor chooses.

use matinee_core::network_kind::NetworkKind;
use serde::{Deserialize, Serialize};

use matinee_core::decimal::trimmed;

/// Where the numbers start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Preset {
    /// The seed network as the original project trains it.
    Original,
    /// The seed network, regularised.
    Plain,
    /// The hybrid, without an ensemble.
    Hybrid,
    /// The hybrid, as the student of a small ensemble.
    Ensemble,
}

/// What runs the tensor operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Backend {
    /// Burn's `ndarray`.
    Ndarray,
    /// Burn's `flex`, its successor.
    Flex,
}

impl Backend {
    /// All backends, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Ndarray, Self::Flex];

    /// Name for files and for people.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Ndarray => "ndarray",
            Self::Flex => "flex",
        }
    }
}

/// One number of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Field {
    /// Size of the user's and of the movie's vector.
    Embedding,
    /// Units of fc1.
    Hidden,
    /// Adam's step size at the start.
    LearningRate,
    /// Rows a step.
    Batch,
    /// Passes over the training rows.
    Epochs,
    /// Percent of the rows that are held out.
    HeldOut,
    /// Percent of the hidden units that are dropped in a step.
    Dropout,
    /// λ of the vectors.
    Regularisation,
    /// Seed of every random draw.
    Seed,
}

/// What a visitor asks for: a preset and, for each [`Field`], a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Where the numbers started from; says the network too.
    pub preset: Preset,
    /// What runs the tensor operations.
    pub backend: Backend,
    numbers: [f64; Field::ALL.len()],
}

/// A number that cannot be used.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{} must be {}", field.label(), field.range_in_words())]
pub struct OutOfRange {
    /// Which.
    pub field: Field,
}

impl Preset {
    /// All backends, in the order in which they are offered.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Original, Self::Hybrid, Self::Ensemble];

    /// What an address and a file call it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Original => "original",
            Self::Hybrid => "simple",
            Self::Ensemble => "ensemble",
        }
    }

    /// What it trains.
    #[must_use]
    pub const fn network(self) -> NetworkKind {
        match self {
            Self::Original | Self::Plain => NetworkKind::Seed,
            Self::Hybrid | Self::Ensemble => NetworkKind::Hybrid,
        }
    }

    /// In the order of [`Field::ALL`].
    const fn numbers(self) -> [f64; Field::ALL.len()] {
        match self {
            Self::Original => [16.0, 64.0, 0.001, 64.0, 7.0, 20.0, 0.0, 0.0, 1.0],
            Self::Plain => [32.0, 64.0, 0.0126, 1024.0, 8.0, 20.0, 20.0, 6.5, 1.0],
            Self::Hybrid | Self::Ensemble => [16.0, 0.0, 0.004, 2048.0, 12.0, 20.0, 0.0, 30.0, 1.0],
        }
    }
}

impl Field {
    /// In the order in which they are shown.
    pub const ALL: [Self; 9] = [
        Self::Embedding,
        Self::Hidden,
        Self::LearningRate,
        Self::Batch,
        Self::Epochs,
        Self::HeldOut,
        Self::Dropout,
        Self::Regularisation,
        Self::Seed,
    ];

    /// What an address calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Embedding => "embedding",
            Self::Hidden => "hidden",
            Self::LearningRate => "lr",
            Self::Batch => "batch",
            Self::Epochs => "epochs",
            Self::HeldOut => "held-out",
            Self::Dropout => "dropout",
            Self::Regularisation => "lambda",
            Self::Seed => "seed",
        }
    }

    /// What a visitor reads.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Embedding => "Embedding size",
            Self::Hidden => "Hidden units",
            Self::LearningRate => "Learning rate",
            Self::Batch => "Batch size",
            Self::Epochs => "Epochs",
            Self::HeldOut => "Held out, %",
            Self::Dropout => "Dropout, %",
            Self::Regularisation => "Regularisation λ",
            Self::Seed => "Random seed",
        }
    }

    /// The least and the most.
    #[must_use]
    pub const fn range(self) -> [f64; 2] {
        match self {
            Self::Embedding => [1.0, 128.0],
            Self::Hidden => [1.0, 512.0],
            Self::LearningRate => [0.00001, 1.0],
            Self::Batch => [16.0, 8192.0],
            Self::Epochs => [1.0, 200.0],
            Self::HeldOut => [1.0, 95.0],
            Self::Dropout => [0.0, 90.0],
            Self::Regularisation => [0.0, 1000.0],
            Self::Seed => [0.0, 999_999.0],
        }
    }

    /// Whether it is a whole number.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        !matches!(self, Self::LearningRate | Self::Regularisation)
    }

    /// Whether a network has it.
    #[must_use]
    pub fn is_of(self, network: NetworkKind) -> bool {
        // The hybrid's rating head has no hidden layer: it folds into two tables.
        network == NetworkKind::Seed || !matches!(self, Self::Hidden | Self::Dropout)
    }

    /// `a whole number from 1 to 128`.
    #[must_use]
    pub fn range_in_words(self) -> String {
        let [least, most] = self.range();
        let kind = if self.is_whole() {
            "a whole number"
        } else {
            "a number"
        };
        format!(
            "{kind} from {} to {}",
            trimmed(least, Settings::DIGITS),
            trimmed(most, Settings::DIGITS)
        )
    }
}

impl Settings {
    /// More digits after the point no number needs.
    pub const DIGITS: u32 = 5;

    /// A preset's numbers.
    #[must_use]
    pub const fn of(preset: Preset) -> Self {
        Self {
            preset,
            backend: Backend::Ndarray,
            numbers: preset.numbers(),
        }
    }

    /// A number.
    #[must_use]
    pub const fn get(&self, field: Field) -> f64 {
        self.numbers[field as usize]
    }

    /// Replaces one number.
    ///
    /// # Errors
    /// When the number is out of range.
    pub fn with(mut self, field: Field, number: f64) -> Result<Self, OutOfRange> {
        self.numbers[field as usize] = number;
        self.check_field(field).map(|()| self)
    }

    /// Checks every number that the network has: a message may come from anywhere.
    ///
    /// # Errors
    /// The first that is out of range.
    pub fn check(&self) -> Result<(), OutOfRange> {
        let mut fields = Field::ALL.into_iter();
        fields
            .by_ref()
            .filter(|field| field.is_of(self.preset.network()))
            .try_for_each(|field| self.check_field(field))
    }

    fn check_field(&self, field: Field) -> Result<(), OutOfRange> {
        let number = self.get(field);
        let [least, most] = field.range();
        let is_right = number >= least && number <= most;
        match is_right && (!field.is_whole() || number % 1.0 == 0.0) {
            true => Ok(()),
            false => Err(OutOfRange { field }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_in_range() {
        for preset in Preset::ALL {
            assert_eq!(Settings::of(preset).check(), Ok(()), "{preset:?}");
        }
    }

    #[test]
    fn fields_are_numbered_in_the_order_in_which_they_are_shown() {
        for (row, field) in Field::ALL.into_iter().enumerate() {
            assert_eq!(field as usize, row);
        }
    }

    /// Expects a number to be refused, by its range in words.
    fn check_refused(field: Field, number: f64, expected: &str) {
        let error = Settings::of(Preset::Plain).with(field, number);
        assert_eq!(error.expect_err("refused").to_string(), expected);
    }

    #[test]
    fn a_number_out_of_range_is_refused_with_the_range() {
        check_refused(
            Field::Epochs,
            0.0,
            "Epochs must be a whole number from 1 to 200",
        );
        check_refused(
            Field::Epochs,
            1.5,
            "Epochs must be a whole number from 1 to 200",
        );
        let rate = "Learning rate must be a number from 0.00001 to 1";
        check_refused(Field::LearningRate, f64::NAN, rate);
        check_refused(Field::LearningRate, f64::INFINITY, rate);
    }

    #[test]
    fn the_hybrid_is_not_asked_for_what_it_does_not_have() {
        let mut settings = Settings::of(Preset::Hybrid);
        settings.numbers[Field::Hidden as usize] = f64::NAN;
        assert_eq!(settings.check(), Ok(()));
    }
}
