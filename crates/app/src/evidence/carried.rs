//! What a site carries of the results: files that are made of `results/*.json` when it is built.
//!
//! Most figures follow from their file and from a few choices of words alone. Those are made once, natively, for
//! every choice that there is; the page draws the one that is asked for, and needs neither the types of those files
//! nor what makes figures of them. What depends on the reader or on the model's movies travels as it is. All of it
//! is bytes ([`super::packed`]): reading JSON was a third of the part of the page that it was needed for.

use std::sync::Arc;

use super::address::{Choices, Knob, Options};
use super::figure::Figure;
use super::glossary::Explained;
use super::packed::{Pack, Unpacker, pack};
use super::results::{
    self, CleaningResults, ColdStartPeople, ColdStartResults, ExposureResults, GroupsResults,
    HistoryOf, MapResults, ModelCard, ModelKey, PlayResults, Results, ResultsError, ResultsFile,
    SparsityResults, StoriesResults, SystemsResults, VERSION,
};
use super::{card, cold_start, data, diversity, groups, minute, sparsity, systems};

/// Begins every file.
const MAGIC: &[u8; 4] = b"MEVI";

/// A figure that is made for every choice.
#[derive(Clone, Copy, Debug)]
pub struct Plan {
    /// Its id in the page.
    pub id: &'static str,
    /// The file that it is made of.
    pub file: ResultsFile,
    /// What it depends on: choices of words.
    pub knobs: &'static [Knob],
}

const fn plan(id: &'static str, file: ResultsFile, knobs: &'static [Knob]) -> Plan {
    Plan { id, file, knobs }
}

/// What cleaning removed.
pub const CLEANING: Plan = plan("cleaning", ResultsFile::Cleaning, &[]);
/// Every system on the same rows.
pub const SYSTEMS: Plan = plan(
    "systems",
    ResultsFile::Systems,
    &[Knob::Protocol, Knob::Measure],
);
/// Error and order against the number of ratings of somebody new.
pub const NEWCOMERS: Plan = plan(
    "newcomers",
    ResultsFile::ColdStart,
    &[Knob::Compare, Knob::NewcomerMeasure],
);
/// The error by how well known movies and people are.
pub const CELLS: Plan = plan("cells", ResultsFile::Sparsity, &[Knob::Features]);
/// Systems that learned from fewer ratings.
pub const KEPT: Plan = plan("kept", ResultsFile::Sparsity, &[Knob::KeptMeasure]);
/// How places are spread over the movies.
pub const EXPOSURE: Plan = plan("exposure", ResultsFile::Exposure, &[]);
/// Groups of people.
pub const GROUPS: Plan = plan(
    "groups",
    ResultsFile::Groups,
    &[Knob::Grouping, Knob::GroupMeasure],
);

/// What was made of a file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Made {
    figures: Vec<MadeFigure>,
    /// Names and texts.
    texts: Vec<(String, String)>,
}

/// A figure as it is for some choices.
#[derive(Clone, Debug, PartialEq)]
struct MadeFigure {
    id: String,
    /// As [`Choices::write`] has those of its plan.
    choices: String,
    figure: Arc<Explained>,
}

pack! {
    Made { figures, texts }
    MadeFigure { id, choices, figure }
}

/// Name of the text with the large numbers, markup.
pub const NUMBERS: &str = "numbers";
/// Name of the text with the model card, markup.
pub const CARD: &str = "card";
/// Name of the text with the protocols that there are, between spaces.
pub const PROTOCOLS: &str = "protocols";

impl Made {
    /// The figure of a plan as it is for these choices; nothing where the results do not have it.
    #[must_use]
    pub fn figure(&self, plan: Plan, choices: &Choices) -> Option<Arc<Explained>> {
        let asked = choices.only(plan.knobs).write();
        let found = self
            .figures
            .iter()
            .find(|it| it.id == plan.id && it.choices == asked);
        found.map(|it| Arc::clone(&it.figure))
    }

    /// A text; empty where there is none of this name.
    #[must_use]
    pub fn text(&self, name: &str) -> &str {
        let found = self.texts.iter().find(|it| it.0 == name);
        found.map_or("", |it| &it.1)
    }

    fn of(plan: Plan, make: &dyn Fn(&Choices) -> Option<Figure>) -> Self {
        let figures = combinations(plan.knobs).into_iter().filter_map(|choices| {
            Some(MadeFigure {
                id: plan.id.to_owned(),
                choices: choices.write(),
                figure: Arc::new(Explained::of(plan.id, make(&choices)?)),
            })
        });
        Self {
            figures: figures.collect(),
            texts: Vec::new(),
        }
    }

    fn and(mut self, other: Self) -> Self {
        self.figures.extend(other.figures);
        self
    }

    fn with_text(mut self, name: &str, text: String) -> Self {
        self.texts.push((name.to_owned(), text));
        self
    }
}

/// Every combination of the words of these knobs.
fn combinations(knobs: &[Knob]) -> Vec<Choices> {
    let mut all = vec![Choices::default()];
    for knob in knobs {
        let Options::Words(words) = knob.options() else {
            continue;
        };
        let each = |choices: &Choices| {
            let mut choices = *choices;
            (0..words.len() as u32)
                .map(|word| {
                    choices.set(*knob, word);
                    choices
                })
                .collect::<Vec<_>>()
        };
        all = all.iter().flat_map(each).collect();
    }
    all
}

/// Finds the JSON of a file of results; nothing where there is none.
pub type JsonOf<'j> = dyn Fn(ResultsFile) -> Option<Vec<u8>> + 'j;

/// Makes of a file of results what a site carries of it; nothing where there is no such file.
///
/// # Errors
/// As [`ResultsError`].
pub fn carry(file: ResultsFile, json_of: &JsonOf<'_>) -> Result<Option<Vec<u8>>, ResultsError> {
    let Some(json) = json_of(file) else {
        return Ok(None);
    };
    let carried = match file {
        ResultsFile::Cleaning => made(&json, |it: &CleaningResults| {
            Made::of(CLEANING, &|_| Some(data::cleaning(it)))
        }),
        ResultsFile::Systems => {
            let newcomers = json_of(ResultsFile::ColdStart);
            let newcomers = newcomers.map(|it| results::parse::<ColdStartResults>(&it));
            let newcomers = newcomers.transpose()?;
            made(&json, |it: &SystemsResults| {
                let keys: Vec<&str> = it.protocols.iter().map(|it| it.key.as_str()).collect();
                Made::of(SYSTEMS, &|choices| systems::figure(it, choices))
                    .with_text(PROTOCOLS, keys.join(" "))
                    .with_text(
                        NUMBERS,
                        minute::html(&minute::numbers(it, newcomers.as_ref())),
                    )
            })
        }
        ResultsFile::ColdStart => made(&json, |it: &ColdStartResults| {
            Made::of(NEWCOMERS, &|choices| cold_start::curves(it, choices))
        }),
        ResultsFile::Sparsity => made(&json, |it: &SparsityResults| {
            Made::of(CELLS, &|choices| sparsity::cells(it, choices))
                .and(Made::of(KEPT, &|choices| sparsity::kept(it, choices)))
        }),
        ResultsFile::Exposure => made(&json, |it: &ExposureResults| {
            Made::of(EXPOSURE, &|_| diversity::exposure(it))
        }),
        ResultsFile::Groups => made(&json, |it: &GroupsResults| {
            Made::of(GROUPS, &|choices| groups::figure(it, choices))
        }),
        ResultsFile::ModelCard => made(&json, |it: &ModelCard| {
            Made::default().with_text(CARD, card::html(it))
        }),
        ResultsFile::Play => as_it_is::<PlayResults>(&json),
        ResultsFile::ColdStartPeople => as_it_is::<ColdStartPeople>(&json),
        ResultsFile::Map => as_it_is::<MapResults>(&json),
        ResultsFile::Stories => as_it_is::<StoriesResults>(&json),
    };
    carried.map(Some)
}

fn made<T: Results>(json: &[u8], make: impl FnOnce(&T) -> Made) -> Result<Vec<u8>, ResultsError> {
    let results = results::parse::<T>(json)?;
    Ok(written(&results.head().model, &make(&results)))
}

fn as_it_is<T: Results + Pack>(json: &[u8]) -> Result<Vec<u8>, ResultsError> {
    let results = results::parse::<T>(json)?;
    Ok(written(&results.head().model, &results))
}

fn written<T: Pack>(model: &ModelKey, contents: &T) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    VERSION.pack(&mut bytes);
    model.pack(&mut bytes);
    contents.pack(&mut bytes);
    bytes
}

/// What the page reads a file as.
#[expect(private_bounds, reason = "how it is bytes is nobody else's")]
pub trait Carried: Pack {
    /// Puts ratings in the place of rows of histories.
    fn reveal(&mut self, history_of: &HistoryOf<'_>);
}

impl Carried for Made {
    fn reveal(&mut self, _: &HistoryOf<'_>) {}
}

impl<T: Results + Pack> Carried for T {
    fn reveal(&mut self, history_of: &HistoryOf<'_>) {
        Results::reveal(self, history_of);
    }
}

/// Reads what [`carry`] made, and checks that it is about this model, which has the ratings that the file names.
///
/// # Errors
/// As [`ResultsError`].
pub fn read<T: Carried>(
    file: &[u8],
    model: &ModelKey,
    history_of: &HistoryOf<'_>,
) -> Result<T, ResultsError> {
    let mut from = checked(file, model)?;
    let mut contents = T::unpack(&mut from);
    if !from.is_whole() {
        return Err(damaged());
    }
    contents.reveal(history_of);
    Ok(contents)
}

/// What follows the head of a file of this version and model.
fn checked<'f>(file: &'f [u8], model: &ModelKey) -> Result<Unpacker<'f>, ResultsError> {
    let mut from = Unpacker::new(file);
    if from.take(MAGIC.len()) != MAGIC {
        let reason = "it is not one of this page";
        return Err(ResultsError::Unreadable(reason.to_owned()));
    }
    results::check_version(u32::unpack(&mut from))?;
    let found = ModelKey::unpack(&mut from);
    if !from.is_sound() {
        return Err(damaged());
    }
    results::check_model(&found, model)?;
    Ok(from)
}

/// Whatever is wrong: what exactly, nobody can mend.
fn damaged() -> ResultsError {
    ResultsError::Unreadable("it is damaged".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples;

    fn json_of(file: ResultsFile) -> Option<Vec<u8>> {
        Some(examples::json(file).into())
    }

    fn carried(file: ResultsFile) -> Vec<u8> {
        carry(file, &json_of).unwrap().unwrap()
    }

    fn read_again<T: Carried>(file: &[u8]) -> Result<T, ResultsError> {
        read(file, &examples::model(), &|_| Vec::new())
    }

    /// Expects a file that travels as it is to be what its JSON says.
    fn check<T: Results + Pack + PartialEq + std::fmt::Debug>() {
        let found: T = read_again(&carried(T::FILE)).unwrap();
        assert_eq!(found, examples::read());
    }

    #[test]
    fn what_depends_on_the_reader_travels_as_it_is() {
        check::<PlayResults>();
        check::<ColdStartPeople>();
        check::<MapResults>();
        check::<StoriesResults>();
    }

    #[test]
    fn a_figure_of_every_choice_is_what_its_results_make() {
        let made: Made = read_again(&carried(ResultsFile::ColdStart)).unwrap();
        let results: ColdStartResults = examples::read();
        let all = combinations(NEWCOMERS.knobs);
        assert_eq!(all.len(), 6);
        for choices in all {
            let mut asked = choices;
            // Choices of other figures make no difference.
            asked.set(Knob::Step, 3);
            assert_eq!(
                made.figure(NEWCOMERS, &asked).map(|it| it.figure.clone()),
                cold_start::curves(&results, &choices)
            );
        }
    }

    #[test]
    fn every_plan_has_a_figure_in_its_file() {
        for plan in [CLEANING, SYSTEMS, NEWCOMERS, CELLS, KEPT, EXPOSURE, GROUPS] {
            let made: Made = read_again(&carried(plan.file)).unwrap();
            let first = made.figure(plan, &Choices::default());
            assert!(
                first.is_some_and(|it| !it.figure.claim.is_empty()),
                "{}",
                plan.id
            );
        }
    }

    #[test]
    fn texts_are_found_by_their_names() {
        let made: Made = read_again(&carried(ResultsFile::Systems)).unwrap();
        assert!(made.text(PROTOCOLS).contains("folds"));
        assert!(made.text(NUMBERS).contains("big-number"));
        assert_eq!(made.text(CARD), "");
        let made: Made = read_again(&carried(ResultsFile::ModelCard)).unwrap();
        assert!(made.text(CARD).contains("<h3>Purpose</h3>"));
    }

    #[test]
    fn what_is_not_there_is_not_carried() {
        assert_eq!(carry(ResultsFile::Map, &|_| None), Ok(None));
    }

    #[test]
    fn a_file_of_another_version_or_model_or_kind_is_refused() {
        let file = carried(ResultsFile::Map);
        let mut other = file.clone();
        other[MAGIC.len()] = 9;
        assert_eq!(
            read_again::<MapResults>(&other),
            Err(ResultsError::Version { found: 9 })
        );
        let mut model = examples::model();
        model.preset = "modern".to_owned();
        let refused = read::<MapResults>(&file, &model, &|_| Vec::new()).unwrap_err();
        assert!(
            refused.to_string().contains("hybrid (shipped)"),
            "{refused}"
        );
        for bytes in [&b""[..], b"<!doctype html>", &file[..MAGIC.len() + 3]] {
            let refused = read_again::<MapResults>(bytes).unwrap_err();
            assert!(matches!(refused, ResultsError::Unreadable(_)), "{refused}");
        }
    }

    #[test]
    fn a_file_that_ends_early_is_refused_wherever_that_is() {
        let file = carried(ResultsFile::Groups);
        for end in 0..file.len() {
            assert!(read_again::<Made>(&file[..end]).is_err(), "{end}");
        }
    }
}
