//! What was measured of recipes before the page was published, on one split of its ratings: what to expect
//! of a run, and what it may be compared with.
//!
//! `crates/worker/examples/page_figures.rs` writes it, the page says it in a `meta` element.

use std::fmt::Write as _;

use matinee_core::decimal::decimal;
use matinee_protocol::{Field, Preset, Quality, Settings};

/// What separates recipes.
const BETWEEN: char = '|';
/// What the model of the page is called.
const MATINEE: &str = "matinee";

/// What was measured of a recipe of the form.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// From Start to the measured model, seconds, in a browser.
    pub seconds: f32,
    /// On the held-out rows.
    pub quality: Quality,
}

/// All that was measured.
#[derive(Clone, Debug, PartialEq)]
pub struct Figures {
    /// Percent of the rows that were held out.
    pub held_out: f64,
    /// Seed of the split, and of the runs.
    pub seed: f64,
    /// Each recipe of the form.
    pub recipes: Vec<(Preset, Measured)>,
    /// The recipe of the page's own model, trained on the same rows.
    pub matinee: Quality,
}

impl Figures {
    /// Writes what [`Figures::parse`] reads.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = format!("{} {}", self.held_out, self.seed);
        let mut add = |name: &str, seconds: Option<f32>, quality: Quality| {
            let number = |value: Option<f32>, digits| {
                value.map_or_else(|| "-".to_owned(), |it| decimal(it, digits))
            };
            let Quality { rmse, ndcg } = quality;
            // Writing to a text cannot fail.
            let _ = write!(
                text,
                " {BETWEEN} {name} {} {} {}",
                number(seconds, 1),
                decimal(rmse, 4),
                number(ndcg, 4)
            );
        };
        for (preset, measured) in &self.recipes {
            add(preset.name(), Some(measured.seconds), measured.quality);
        }
        add(MATINEE, None, self.matinee);
        text
    }

    /// Reads `20 1 | plain 4.0 0.8914 0.1890 | … | matinee - 0.8613 0.4300`; `None` for anything else.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (split, recipes) = text.split_once(BETWEEN)?;
        let (held_out, seed) = split.trim().split_once(' ')?;
        let mut figures = Self {
            held_out: number(held_out)?.into(),
            seed: number(seed)?.into(),
            recipes: Vec::new(),
            matinee: Quality {
                rmse: f32::NAN,
                ndcg: None,
            },
        };
        for recipe in recipes.split(BETWEEN) {
            let mut words = recipe.split_whitespace();
            let (name, seconds) = (words.next()?, words.next()?);
            let quality = Quality {
                rmse: number(words.next()?)?,
                ndcg: number(words.next()?),
            };
            if name == MATINEE {
                figures.matinee = quality;
                continue;
            }
            let preset = Preset::ALL.into_iter().find(|it| it.name() == name)?;
            let seconds = number(seconds)?;
            figures
                .recipes
                .push((preset, Measured { seconds, quality }));
        }
        figures.matinee.rmse.is_finite().then_some(figures)
    }

    /// What was measured of a recipe.
    #[must_use]
    pub fn of(&self, preset: Preset) -> Option<Measured> {
        let mut recipes = self.recipes.iter();
        recipes.find(|(it, _)| *it == preset).map(|(_, it)| *it)
    }

    /// Whether a run with these settings learns from the rows of these figures, and is measured on the same.
    #[must_use]
    pub fn is_same_split(&self, settings: &Settings) -> bool {
        settings.get(Field::HeldOut) == self.held_out && settings.get(Field::Seed) == self.seed
    }

    /// Says what to expect of a recipe: `about 4 s · 0.89 stars off`.
    #[must_use]
    pub fn expectation(&self, preset: Preset) -> Option<String> {
        let Measured { seconds, quality } = self.of(preset)?;
        let seconds = decimal(seconds.max(1.0), 0);
        Some(format!(
            "about {seconds} s · {} stars off",
            decimal(quality.rmse, 2)
        ))
    }
}

fn number(word: &str) -> Option<f32> {
    word.parse().ok().filter(|it: &f32| it.is_finite())
}

/// What stands beside the visitor's model in the table of what came of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// Trained on the same rows, measured on the same.
    Fair {
        /// The original's recipe.
        original: Quality,
        /// The recipe of the page's own model.
        matinee: Quality,
    },
    /// Nothing, and why.
    None(NoComparison),
}

/// Why there is nothing to compare with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoComparison {
    /// Nothing was measured for this site.
    NotMeasured,
    /// The visitor's own data was trained on.
    OwnData,
    /// Other rows were held out.
    OtherSplit,
}

impl Comparison {
    /// What a run may be compared with: `is_pages` where the page's ratings were trained on.
    #[must_use]
    pub fn of(figures: Option<&Figures>, settings: &Settings, is_pages: bool) -> Self {
        let none = match figures {
            _ if !is_pages => NoComparison::OwnData,
            None => NoComparison::NotMeasured,
            Some(figures) if figures.is_same_split(settings) => {
                if let Some(original) = figures.of(Preset::Original) {
                    return Self::Fair {
                        original: original.quality,
                        matinee: figures.matinee,
                    };
                }
                NoComparison::NotMeasured
            }
            Some(_) => NoComparison::OtherSplit,
        };
        Self::None(none)
    }
}

impl NoComparison {
    /// Says why, in a sentence or two.
    #[must_use]
    pub const fn said(self) -> &'static str {
        match self {
            Self::NotMeasured => {
                "For the ratings of this site nothing was measured beforehand to compare with. Train The original \
                 here with the same held-out share and seed, and lay its run over the chart."
            }
            Self::OwnData => {
                "Matinee and The original were not trained on your data, so no figure of theirs would be fair beside \
                 yours. Train The original here on the same data, and compare the two runs."
            }
            Self::OtherSplit => {
                "Matinee and The original were measured with the held-out share and the seed of the recipes. Yours \
                 held out other ratings, and between two draws errors differ, so theirs would not be fair beside it. \
                 Train The original here on your split, or use the recipes\u{2019} split."
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quality(rmse: f32, ndcg: f32) -> Quality {
        Quality {
            rmse,
            ndcg: Some(ndcg),
        }
    }

    fn figures() -> Figures {
        let measured = |seconds, rmse, ndcg| Measured {
            seconds,
            quality: quality(rmse, ndcg),
        };
        Figures {
            held_out: 20.0,
            seed: 1.0,
            recipes: vec![
                (Preset::Plain, measured(4.0, 0.8914, 0.189)),
                (Preset::Original, measured(4.6, 0.9596, 0.169)),
            ],
            matinee: quality(0.861, 0.43),
        }
    }

    #[test]
    fn figures_are_read_as_they_are_written() {
        let text = figures().write();
        assert_eq!(
            text,
            "20 1 | plain 4.0 0.8914 0.1890 | original 4.6 0.9596 0.1690 | matinee - 0.8610 0.4300"
        );
        assert_eq!(Figures::parse(&text), Some(figures()));
    }

    #[test]
    fn a_page_without_figures_or_with_damaged_ones_has_none() {
        for text in [
            "",
            "20 1",
            "20 1 | plain 4.0 0.8914 0.1890",
            "20 1 | opera 4.0 0.8914 0.1890 | matinee - 0.8 0.4",
            "20 | matinee - 0.8 0.4",
            "20 1 | matinee - much 0.4",
        ] {
            assert_eq!(Figures::parse(text), None, "{text}");
        }
    }

    #[test]
    fn what_to_expect_is_said_in_words() {
        let said = figures().expectation(Preset::Plain);
        assert_eq!(said.as_deref(), Some("about 4 s · 0.89 stars off"));
        assert_eq!(figures().expectation(Preset::Ensemble), None);
    }

    #[test]
    fn only_a_run_on_the_same_rows_is_compared() {
        let figures = figures();
        let settings = Settings::of(Preset::Hybrid);
        let fair = Comparison::Fair {
            original: quality(0.9596, 0.169),
            matinee: quality(0.861, 0.43),
        };
        assert_eq!(Comparison::of(Some(&figures), &settings, true), fair);
        // Other numbers than the split's do not matter.
        let longer = settings.with(Field::Epochs, 30.0).expect("in range");
        assert_eq!(Comparison::of(Some(&figures), &longer, true), fair);
        let none = |figures, settings: &Settings, is_pages, why| {
            let found = Comparison::of(figures, settings, is_pages);
            assert_eq!(found, Comparison::None(why));
        };
        none(Some(&figures), &settings, false, NoComparison::OwnData);
        none(None, &settings, true, NoComparison::NotMeasured);
        for field in [Field::Seed, Field::HeldOut] {
            let other = settings.with(field, 7.0).expect("in range");
            none(Some(&figures), &other, true, NoComparison::OtherSplit);
        }
    }
}
