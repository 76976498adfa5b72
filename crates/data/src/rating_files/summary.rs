//! What was found in a file, in words: for the page and for the terminal.

use matinee_core::decimal::counted;

use super::error::{Problem, Reason};
use super::import::{Caution, Import, Matched};
use super::scale::{Decision, Scale, Service};

/// Rows that do not count for one reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group<'a> {
    /// How many, and why: `2 rows are no films`.
    pub heading: String,
    /// The rows, in the order of the file.
    pub rows: Vec<&'a Problem>,
}

/// The sorts of reasons, as they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    NoFilm,
    RatedAgain,
    NoRating,
    Unreadable,
}

impl Sort {
    const ALL: [Self; 4] = [
        Self::NoFilm,
        Self::RatedAgain,
        Self::NoRating,
        Self::Unreadable,
    ];

    const fn of(reason: &Reason) -> Self {
        match reason {
            Reason::NoFilm { .. } => Self::NoFilm,
            Reason::RatedAgain { .. } => Self::RatedAgain,
            Reason::NoRating => Self::NoRating,
            _ => Self::Unreadable,
        }
    }

    fn heading(self, n: usize) -> String {
        match self {
            Self::NoFilm => counted(n, "row is no film", "rows are no films"),
            Self::RatedAgain => counted(
                n,
                "row is of a movie that another row rates; the later one counts",
                "rows are of movies that other rows rate; the later ones count",
            ),
            Self::NoRating => counted(n, "row has no rating", "rows have no rating"),
            Self::Unreadable => counted(n, "row cannot be used", "rows cannot be used"),
        }
    }
}

/// The rows that do not count, by reason.
#[must_use]
pub fn groups(problems: &[Problem]) -> Vec<Group<'_>> {
    let group = |sort: Sort| {
        let rows: Vec<&Problem> = problems
            .iter()
            .filter(|problem| Sort::of(&problem.reason) == sort)
            .collect();
        (!rows.is_empty()).then(|| Group {
            heading: sort.heading(rows.len()),
            rows,
        })
    };
    Sort::ALL.into_iter().filter_map(group).collect()
}

/// `A file of Letterboxd`.
#[must_use]
pub fn source_words(service: Service) -> String {
    match service {
        Service::Table => "A table of titles and ratings, of no service known here".to_owned(),
        Service::MovieLens100K => "A file of MovieLens 100K, with movies by number".to_owned(),
        service => format!("A file of {}", service.name()),
    }
}

impl Import {
    /// `its ratings are out of 10, as Trakt counts`, at the scale that is taken.
    #[must_use]
    pub fn scale_words(&self, scale: Scale) -> String {
        let top = scale.top();
        let why = match (self.scales.decision, scale) {
            (Decision::Asked, _) => "as you say".to_owned(),
            (Decision::Service, _) => format!("as {} counts", self.service.name()),
            (Decision::Column, _) => "as the file says".to_owned(),
            (Decision::Numbers, Scale::Five) => "because some have halves".to_owned(),
            (Decision::Numbers, Scale::Ten) => "because some are above 5".to_owned(),
            (Decision::Numbers, Scale::Hundred) => "because some are above 10".to_owned(),
            (Decision::Open, _) => {
                let other = self.scales.other.filter(|other| *other != scale);
                let other = other.unwrap_or(self.scales.likely).top();
                format!("which is not sure: out of {other} would fit too")
            }
        };
        format!("ratings out of {top}, {why}")
    }

    /// How many of the ratings that were found become other numbers of stars than they are: there
    /// are whole stars here.
    #[must_use]
    pub fn n_rounded(&self, scale: Scale) -> usize {
        let is_rounded = |row: &&Matched| scale.is_rounded(row.given);
        self.matched.iter().filter(is_rounded).count()
    }

    /// What else is to be said of it, as sentences.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(Caution::LaterNumbers { rated, newest }) = self.caution {
            notes.push(format!(
                "Its movies are numbers, rated in {rated}, and the newest movie here is of {newest}: \
                 if the numbers are those of a newer MovieLens, they name other movies here."
            ));
        }
        if self.n_repaired > 0 {
            let lines = counted(self.n_repaired, "line has", "lines have");
            notes.push(format!(
                "{lines} bytes that are not UTF-8 like the rest; they were read as Windows-1252."
            ));
        }
        notes
    }
}

/// `4 lie between two whole stars and are rounded, halves up`; nothing of none.
#[must_use]
pub fn rounded_words(n_rounded: usize) -> Option<String> {
    let lie = counted(n_rounded, "lies", "lie");
    (n_rounded > 0).then(|| {
        format!(
            "{lie} between two whole stars and {}, halves up",
            if n_rounded == 1 {
                "is rounded"
            } else {
                "are rounded"
            }
        )
    })
}
