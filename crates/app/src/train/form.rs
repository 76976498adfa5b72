//! What the visitor fills in before a run.

use matinee_core::decimal::trimmed;
use matinee_protocol::{Backend, Field, OutOfRange, Preset, Settings};

/// What the form begins with.
pub const FIRST: Preset = Preset::Plain;

/// What a preset is called.
#[must_use]
pub const fn label(preset: Preset) -> &'static str {
    match preset {
        Preset::Plain => "Plain",
        Preset::Original => "The original",
        Preset::Hybrid => "Simple",
        Preset::Ensemble => "Ensemble",
    }
}

/// What a preset is, in a sentence.
#[must_use]
pub const fn said_of(preset: Preset) -> &'static str {
    match preset {
        Preset::Plain => {
            "The original\u{2019}s network with brakes, so that it does not learn by heart."
        }
        Preset::Original => "The student project\u{2019}s network, trained as it was then.",
        Preset::Hybrid => "Two heads: one learns stars, the other the order of the list.",
        Preset::Ensemble => "Matinee on a small scale: four models, and a student of them all.",
    }
}

/// What a number does, in a sentence.
#[must_use]
pub const fn help(field: Field) -> &'static str {
    match field {
        Field::Embedding => "How many numbers it learns for each person and each movie.",
        Field::Hidden => {
            "Units between those numbers and the stars. More can learn more, also by heart."
        }
        Field::LearningRate => "How far a step goes. Small learns slowly, large may never settle.",
        Field::Batch => "How many ratings it looks at before each step.",
        Field::Epochs => "How often it goes through all the ratings.",
        Field::HeldOut => "Percent of the ratings that it never learns from: they measure it.",
        Field::Dropout => {
            "Percent of the hidden units left out of each step, against learning by heart."
        }
        Field::Regularisation => "A penalty on large numbers, against learning by heart.",
        Field::Seed => "The same seed gives the same run again.",
    }
}

/// What a number may be: `From 1 to 128.`
#[must_use]
pub fn range(field: Field) -> String {
    let [least, most] = field.range().map(written);
    format!("From {least} to {most}.")
}

/// A number as the form writes it.
#[must_use]
pub fn written(number: f64) -> String {
    trimmed(number, Settings::DIGITS)
}

/// The form, as typed: what is no number yet stays on the screen, with what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    preset: Preset,
    backend: Backend,
    texts: [String; Field::ALL.len()],
}

impl Form {
    /// With a preset's numbers.
    #[must_use]
    pub fn of(preset: Preset) -> Self {
        Self::showing(&Settings::of(preset))
    }

    /// With the numbers of a run that was.
    #[must_use]
    pub fn showing(settings: &Settings) -> Self {
        Self {
            preset: settings.preset,
            backend: settings.backend,
            texts: Field::ALL.map(|field| written(settings.get(field))),
        }
    }

    /// The preset that the numbers started from.
    #[must_use]
    pub const fn preset(&self) -> Preset {
        self.preset
    }

    /// Takes another preset's numbers; the seed and the backend stay.
    pub fn take(&mut self, preset: Preset) {
        let (backend, seed) = (self.backend, self.text(Field::Seed).to_owned());
        *self = Self::of(preset);
        self.backend = backend;
        self.write(Field::Seed, seed);
    }

    /// What runs the tensor operations.
    #[must_use]
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// Chooses what runs the tensor operations.
    pub const fn set_backend(&mut self, backend: Backend) {
        self.backend = backend;
    }

    /// The fields that this network has.
    pub fn fields(&self) -> impl Iterator<Item = Field> + use<> {
        let network = self.preset.network();
        let fields = Field::ALL.into_iter();
        fields.filter(move |field| field.is_of(network))
    }

    /// What stands in a field.
    #[must_use]
    pub fn text(&self, field: Field) -> &str {
        &self.texts[field as usize]
    }

    /// Writes into a field.
    pub fn write(&mut self, field: Field, text: String) {
        self.texts[field as usize] = text;
    }

    /// What is wrong with a field, if something is.
    #[must_use]
    pub fn fault(&self, field: Field) -> Option<OutOfRange> {
        self.number(field).err()
    }

    /// The settings of a run.
    ///
    /// # Errors
    /// The first field that holds no number of its range.
    pub fn settings(&self) -> Result<Settings, OutOfRange> {
        let mut settings = Settings::of(self.preset);
        settings.backend = self.backend;
        for field in self.fields() {
            settings = settings.with(field, self.number(field)?)?;
        }
        Ok(settings)
    }

    /// The settings of a run, with the recipe's number where a field holds none of its range.
    #[must_use]
    pub fn nearly(&self) -> Settings {
        let mut settings = Settings::of(self.preset);
        settings.backend = self.backend;
        self.fields().fold(settings, |settings, field| {
            let number = self.number(field);
            let changed = number.and_then(|number| settings.with(field, number));
            changed.unwrap_or(settings)
        })
    }

    /// Says in which numbers it differs from its recipe: `learning rate 0.02, epochs 3`.
    #[must_use]
    pub fn changes(&self) -> String {
        let own = Settings::of(self.preset);
        let mut changes = Vec::new();
        let mut is_wrong = false;
        for field in self.fields() {
            match self.number(field) {
                Ok(number) if number == own.get(field) => {}
                Ok(number) => changes.push(format!(
                    "{} {}",
                    field.label().to_lowercase(),
                    written(number)
                )),
                Err(_) => is_wrong = true,
            }
        }
        match (is_wrong, &changes[..]) {
            (true, _) => "one of them cannot be used".to_owned(),
            (false, []) => "the recipe\u{2019}s own".to_owned(),
            (false, changes) => changes.join(", "),
        }
    }

    /// The number in a field.
    ///
    /// # Errors
    /// When the field holds none of its range.
    pub fn number(&self, field: Field) -> Result<f64, OutOfRange> {
        // A comma is a decimal point in half of the world.
        let text = self.text(field).trim().replace(',', ".");
        let number = text.parse().map_err(|_| OutOfRange { field })?;
        let settings = Settings::of(self.preset).with(field, number)?;
        let number = settings.get(field);
        // What an address cannot say is not trained either: a link makes the same run.
        Ok(written(number).parse().unwrap_or(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_is_shown_and_read_back() {
        for preset in Preset::ALL {
            let settings = Form::of(preset).settings();
            let expected = Settings::of(preset);
            assert_eq!(settings.as_ref().map(|it| it.preset), Ok(preset));
            for field in Form::of(preset).fields() {
                assert_eq!(
                    settings.as_ref().map(|it| it.get(field)),
                    Ok(expected.get(field))
                );
            }
        }
    }

    #[test]
    fn a_field_that_holds_no_number_is_named() {
        let mut form = Form::of(Preset::Plain);
        form.write(Field::Batch, "many".into());
        assert_eq!(
            form.settings(),
            Err(OutOfRange {
                field: Field::Batch
            })
        );
        assert_eq!(
            form.fault(Field::Batch),
            Some(OutOfRange {
                field: Field::Batch
            })
        );
        assert_eq!(form.fault(Field::Epochs), None);
    }

    #[test]
    fn a_decimal_comma_is_understood() {
        let mut form = Form::of(Preset::Plain);
        form.write(Field::LearningRate, " 0,02 ".into());
        let settings = form.settings().expect("a number");
        assert_eq!(settings.get(Field::LearningRate), 0.02);
    }

    #[test]
    fn what_differs_from_the_recipe_is_said() {
        let mut form = Form::of(Preset::Plain);
        assert_eq!(form.changes(), "the recipe\u{2019}s own");
        form.write(Field::LearningRate, "0.02".into());
        form.write(Field::Epochs, "3".into());
        assert_eq!(form.changes(), "learning rate 0.02, epochs 3");
        form.write(Field::Batch, "many".into());
        assert_eq!(form.changes(), "one of them cannot be used");
        let nearly = form.nearly();
        assert_eq!(nearly.get(Field::Epochs), 3.0);
        assert_eq!(nearly.get(Field::Batch), 1024.0);
    }

    #[test]
    fn every_number_is_explained_with_its_range() {
        for field in Field::ALL {
            assert!(help(field).ends_with('.'), "{field:?}");
        }
        assert_eq!(range(Field::LearningRate), "From 0.00001 to 1.");
    }

    #[test]
    fn another_preset_keeps_seed_and_backend() {
        let mut form = Form::of(Preset::Plain);
        form.write(Field::Seed, "7".into());
        form.set_backend(Backend::Flex);
        form.take(Preset::Hybrid);
        assert_eq!(form.text(Field::Seed), "7");
        assert_eq!(form.backend(), Backend::Flex);
        assert_eq!(form.text(Field::Epochs), "12");
    }
}
