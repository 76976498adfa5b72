//! The choices of the Evidence view in the address, so that a link shows the same again:
//! `show-protocol=time&show-newcomer=3`. Only what differs from where it begins is written.

use std::ops::RangeInclusive;

use matinee_core::domain::MovieId;

use crate::state::{parameter, quoted};

/// Begins the name of every choice: no other part of an address does.
const PREFIX: &str = "show-";

/// Something that the reader chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Knob {
    /// What the data's figures are filtered by: see [`crate::evidence::data::Brush`].
    Brush,
    /// Which category of that.
    BrushAt,
    /// The movie whose prediction is taken apart.
    Predicted,
    /// By which model it is made.
    By,
    /// In which unit losses are drawn.
    Unit,
    /// Whose losses.
    Network,
    /// By which protocol systems are compared.
    Protocol,
    /// By which number.
    Measure,
    /// Whose lists are looked at.
    Player,
    /// By which system.
    System,
    /// What curves of new people compare.
    Compare,
    /// By which number.
    NewcomerMeasure,
    /// Who is played back.
    Newcomer,
    /// Asked in which order.
    Order,
    /// After how many answers.
    Step,
    /// With which knowledge besides ratings.
    Features,
    /// By which number fewer ratings are judged.
    KeptMeasure,
    /// The movie on the map whose neighbours are shown.
    Movie,
    /// How much of the map is shown.
    Zoom,
    /// By what the map is coloured.
    Overlay,
    /// By what people are grouped.
    Grouping,
    /// By which number.
    GroupMeasure,
}

/// What can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Options {
    /// One of these: its name in the address, and what the reader sees. The first is taken at first.
    Words(&'static [(&'static str, &'static str)]),
    /// A number of this range; the first number of the pair is taken at first.
    Number(u32, RangeInclusive<u32>),
    /// A movie, or none, which is how it begins.
    Movie,
}

const N_KNOBS: usize = Knob::ALL.len();
/// No movie.
const NONE: u32 = u32::MAX;

impl Knob {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 22] = [
        Self::Brush,
        Self::BrushAt,
        Self::Predicted,
        Self::By,
        Self::Unit,
        Self::Network,
        Self::Protocol,
        Self::Measure,
        Self::Player,
        Self::System,
        Self::Compare,
        Self::NewcomerMeasure,
        Self::Newcomer,
        Self::Order,
        Self::Step,
        Self::Features,
        Self::KeptMeasure,
        Self::Movie,
        Self::Zoom,
        Self::Overlay,
        Self::Grouping,
        Self::GroupMeasure,
    ];

    /// Its name in the address, without what all begin with.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Brush => "only",
            Self::BrushAt => "at",
            Self::Predicted => "predicted",
            Self::By => "by",
            Self::Unit => "unit",
            Self::Network => "network",
            Self::Protocol => "protocol",
            Self::Measure => "measure",
            Self::Player => "person",
            Self::System => "system",
            Self::Compare => "compare",
            Self::NewcomerMeasure => "newcomer-measure",
            Self::Newcomer => "newcomer",
            Self::Order => "order",
            Self::Step => "step",
            Self::Features => "features",
            Self::KeptMeasure => "kept-measure",
            Self::Movie => "movie",
            Self::Zoom => "zoom",
            Self::Overlay => "colour",
            Self::Grouping => "group",
            Self::GroupMeasure => "group-measure",
        }
    }

    /// What the reader sees before the choice.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Brush => "Show only",
            Self::BrushAt => "Which",
            Self::Predicted => "Movie",
            Self::By => "Predicted by",
            Self::Unit => "Unit",
            Self::Network => "Network",
            Self::Protocol => "Protocol",
            Self::Measure | Self::NewcomerMeasure | Self::KeptMeasure | Self::GroupMeasure => {
                "Measured by"
            }
            Self::Player => "Person",
            Self::System => "List by",
            Self::Compare => "Compare",
            Self::Newcomer => "Held-out person, most learned first",
            Self::Order => "Asked about",
            Self::Step => "Answers",
            Self::Features => "Besides ratings it knows",
            Self::Movie => "Movie",
            Self::Zoom => "Show",
            Self::Overlay => "Coloured by",
            Self::Grouping => "People by",
        }
    }

    /// What can be chosen.
    #[must_use]
    pub const fn options(self) -> Options {
        match self {
            Self::Brush => Options::Words(&[
                ("all", "everything"),
                ("genre", "a genre"),
                ("year", "a year"),
                ("age", "an age"),
                ("occupation", "an occupation"),
                ("stars", "stars"),
            ]),
            Self::BrushAt => Options::Number(0, 0..=9_999),
            Self::Predicted | Self::Movie => Options::Movie,
            Self::Unit => Options::Words(&[
                ("stars", "stars"),
                ("original", "stars\u{b2}/25, as the original has it"),
            ]),
            Self::Network | Self::By => {
                Options::Words(&[("matinee", "Matinee"), ("original", "The original")])
            }
            Self::Protocol => Options::Words(&[
                ("folds", "five folds"),
                ("stratified", "a part of each movie"),
                ("time", "the future"),
            ]),
            Self::Measure => Options::Words(&[
                ("error", "error of stars"),
                ("order", "order of lists"),
                ("coverage", "movies shown"),
                ("time", "seconds to learn"),
            ]),
            Self::Player | Self::Newcomer => Options::Number(1, 1..=99),
            Self::System => Options::Words(&[
                ("hybrid", "Matinee"),
                ("seed", "The original"),
                ("ease", "EASE"),
                ("factors", "Factors"),
                ("knn", "Item-kNN"),
                ("popularity", "Popularity"),
                ("bias", "Averages only"),
            ]),
            Self::Compare => Options::Words(&[
                ("systems", "systems"),
                ("questions", "which question first"),
                ("details", "with and without age and job"),
            ]),
            Self::NewcomerMeasure | Self::KeptMeasure | Self::GroupMeasure => {
                Options::Words(&[("error", "error of stars"), ("order", "order of lists")])
            }
            Self::Order => Options::Words(&[
                ("telling", "what tells most"),
                ("popular", "what most have seen"),
                ("random", "any movie"),
            ]),
            Self::Step => Options::Number(5, 0..=20),
            Self::Features => Options::Words(&[
                ("difference", "what that is worth"),
                ("on", "age, job, genre, year"),
                ("off", "nothing"),
            ]),
            Self::Zoom => Options::Words(&[("whole", "the whole map"), ("near", "what is near")]),
            Self::Overlay => Options::Words(&[
                ("genre", "genre"),
                ("year", "year"),
                ("known", "how many rated it"),
                ("yours", "what you would give"),
            ]),
            Self::Grouping => Options::Words(&[
                ("activity", "how many they rated"),
                ("age", "age"),
                ("gender", "gender"),
                ("occupation", "occupation"),
            ]),
        }
    }

    /// Where it begins.
    const fn first(self) -> u32 {
        match self.options() {
            Options::Words(_) => 0,
            Options::Number(first, _) => first,
            Options::Movie => NONE,
        }
    }

    fn parse(self, asked: &str) -> Option<u32> {
        match self.options() {
            Options::Words(words) => {
                let row = words.iter().position(|(name, _)| *name == asked)?;
                u32::try_from(row).ok()
            }
            Options::Number(_, range) => asked.parse().ok().filter(|it| range.contains(it)),
            Options::Movie => asked.parse().ok().filter(|it| *it != NONE),
        }
    }

    fn written(self, value: u32) -> String {
        match self.options() {
            Options::Words(words) => words
                .get(value as usize)
                .map_or(String::new(), |(name, _)| (*name).to_owned()),
            _ => value.to_string(),
        }
    }
}

/// What the reader has chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Choices([u32; N_KNOBS]);

impl Default for Choices {
    fn default() -> Self {
        Self(Knob::ALL.map(Knob::first))
    }
}

impl Choices {
    /// The row of the word that is chosen, or the number.
    #[must_use]
    pub const fn get(&self, knob: Knob) -> u32 {
        self.0[knob as usize]
    }

    /// The name in the address of the word that is chosen.
    #[must_use]
    pub fn word(&self, knob: Knob) -> &'static str {
        match knob.options() {
            Options::Words(words) => words.get(self.get(knob) as usize).map_or("", |it| it.0),
            _ => "",
        }
    }

    /// The movie that is chosen.
    #[must_use]
    pub fn movie(&self, knob: Knob) -> Option<MovieId> {
        Some(self.get(knob)).filter(|it| *it != NONE).map(MovieId)
    }

    /// The same of these, and all others as they begin.
    #[must_use]
    pub fn only(&self, knobs: &[Knob]) -> Self {
        let mut choices = Self::default();
        for knob in knobs {
            choices.set(*knob, self.get(*knob));
        }
        choices
    }

    /// Chooses.
    pub const fn set(&mut self, knob: Knob, value: u32) {
        self.0[knob as usize] = value;
    }

    /// Chooses a movie, or none.
    pub fn set_movie(&mut self, knob: Knob, movie: Option<MovieId>) {
        self.set(knob, movie.map_or(NONE, |it| it.0));
    }

    /// Writes what [`Choices::read`] reads, with an ampersand in front of each.
    #[must_use]
    pub fn write(&self) -> String {
        let mut query = String::new();
        for knob in Knob::ALL {
            let value = self.get(knob);
            if value != knob.first() {
                for part in ["&", PREFIX, knob.name(), "=", &knob.written(value)] {
                    query += part;
                }
            }
        }
        query
    }

    /// Reads a query string. What is missing begins where it does; what is wrong too, with a sentence
    /// each. `is_movie` tells whether there is such a movie.
    #[must_use]
    pub fn read(query: &str, is_movie: &dyn Fn(MovieId) -> bool) -> (Self, Vec<String>) {
        let mut choices = Self::default();
        let mut notices = Vec::new();
        for knob in Knob::ALL {
            let Some(asked) = parameter(query, &[PREFIX, knob.name()].concat()) else {
                continue;
            };
            let is_there = |it: &u32| knob.options() != Options::Movie || is_movie(MovieId(*it));
            match knob.parse(&asked).filter(is_there) {
                Some(value) => choices.set(knob, value),
                None => notices.push(format!(
                    "There is no {} \u{201c}{}\u{201d} here. You see what is usually shown instead.",
                    knob.name().replace('-', " "),
                    quoted(&asked)
                )),
            }
        }
        (choices, notices)
    }
}

/// The part of a query string that is this view's, as it stands there, with an ampersand in front.
#[must_use]
pub fn part_of(query: &str) -> String {
    let pairs = query.strip_prefix('?').unwrap_or(query).split('&');
    let ours = pairs.filter(|pair| pair.starts_with(PREFIX));
    ours.map(|pair| ["&", pair].concat()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> (Choices, Vec<String>) {
        Choices::read(query, &|movie| movie.0 < 2_000)
    }

    #[test]
    fn every_choice_is_read_back() {
        for knob in Knob::ALL {
            let values: Vec<u32> = match knob.options() {
                Options::Words(words) => (0..words.len() as u32).collect(),
                Options::Number(_, range) => vec![*range.start(), *range.end()],
                Options::Movie => vec![1, 1_999, NONE],
            };
            for value in values {
                let mut choices = Choices::default();
                choices.set(knob, value);
                assert_eq!(
                    read(&choices.write()),
                    (choices, vec![]),
                    "{knob:?} {value}"
                );
            }
        }
    }

    #[test]
    fn what_begins_as_it_does_needs_no_word() {
        assert_eq!(Choices::default().write(), "");
        let mut choices = Choices::default();
        choices.set(Knob::Protocol, 2);
        choices.set_movie(Knob::Movie, Some(MovieId(50)));
        assert_eq!(choices.write(), "&show-protocol=time&show-movie=50");
        assert_eq!(choices.word(Knob::Protocol), "time");
    }

    #[test]
    fn nonsense_is_named_and_replaced() {
        for query in [
            "?show-protocol=opera",
            "?show-step=21",
            "?show-step=-1",
            "?show-movie=2000",
            "?show-movie=4294967295",
            "?show-newcomer=0",
            "?show-unit=",
        ] {
            let (choices, notices) = read(query);
            assert_eq!(choices, Choices::default(), "{query}");
            assert_eq!(notices.len(), 1, "{query}: {notices:?}");
            let (_, asked) = query.split_once('=').unwrap();
            assert!(notices[0].contains(asked), "{notices:?}");
        }
    }

    #[test]
    fn only_this_views_part_is_carried_along() {
        let query = "?user=500&show-step=3&view=evidence&k=10&show-movie=50";
        assert_eq!(part_of(query), "&show-step=3&show-movie=50");
        assert_eq!(part_of(""), "");
    }

    #[test]
    fn no_two_choices_have_one_name() {
        for (row, knob) in Knob::ALL.into_iter().enumerate() {
            assert_eq!(knob as usize, row);
            let same = Knob::ALL.into_iter().filter(|it| it.name() == knob.name());
            assert_eq!(same.count(), 1, "{knob:?}");
        }
    }
}
