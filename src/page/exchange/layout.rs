//! Which file it is: found in its header, never in its name.

use crate::domain::Stars;

use super::Refused;
use super::records::{Record, Records};

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// [`super::ratings_csv`].
    Own,
    /// An export of Letterboxd.
    Letterboxd,
    /// An export of IMDb.
    Imdb,
    /// MovieLens, with titles.
    MovieLens,
    /// `u.data` of MovieLens 100K, or two columns of it.
    MovieLens100K,
}

/// In which column is what, from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) format: Format,
    pub(super) separator: char,
    pub(super) n_cells: usize,
    pub(super) stars: usize,
    pub(super) title: Option<usize>,
    pub(super) original_title: Option<usize>,
    pub(super) year: Option<usize>,
    pub(super) movie_id: Option<usize>,
    pub(super) person: Option<usize>,
}

const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// How much of an unknown header is shown, in characters.
const SHOWN: usize = 60;

impl Format {
    /// As a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "Matinee",
            Self::Letterboxd => "Letterboxd",
            Self::Imdb => "IMDb",
            Self::MovieLens => "MovieLens",
            Self::MovieLens100K => "MovieLens 100K",
        }
    }

    /// The ratings that it has, in words.
    pub(super) const fn scale(self) -> &'static str {
        match self {
            Self::Own | Self::MovieLens100K => "1, 2, 3, 4, 5",
            Self::Letterboxd | Self::MovieLens => "0.5, 1, 1.5 and so on to 5",
            Self::Imdb => "1 to 10",
        }
    }

    /// A rating in whole stars: half stars rounded up, tens halved and rounded up.
    pub(super) fn stars(self, cell: &str) -> Option<Stars> {
        let (whole, fraction) = cell.split_once(['.', ',']).unwrap_or((cell, ""));
        let is_half = match fraction.trim_end_matches('0') {
            "" => false,
            "5" => true,
            _ => return None,
        };
        let whole: u8 = match whole {
            "" if is_half => 0,
            whole => whole.parse().ok().filter(|whole| *whole <= 10)?,
        };
        let (of_ten, has_halves) = match self {
            Self::Own | Self::MovieLens100K => (whole * 2, false),
            Self::Letterboxd | Self::MovieLens => (whole * 2 + u8::from(is_half), true),
            Self::Imdb => (whole, false),
        };
        let is_on_scale = has_halves || !is_half;
        let stars = Stars::try_from(of_ten.div_ceil(2)).ok();
        stars.filter(|_| is_on_scale)
    }
}

impl Layout {
    /// The layout that the first row tells.
    pub(super) fn of(text: &str) -> Result<Self, Refused> {
        for separator in SEPARATORS {
            // A header with broken quotation marks is none.
            if let Some(Ok(header)) = Records::new(text, separator).next()
                && let Some(layout) = Self::of_header(&header, separator)?
            {
                return Ok(layout);
            }
        }
        let shown = text.trim_start();
        let line = 1 + text[..text.len() - shown.len()].matches('\n').count();
        let found = shown.lines().next().unwrap_or_default();
        Err(Refused::Unrecognised {
            line,
            found: found.chars().take(SHOWN).collect(),
        })
    }

    /// Whether the first row names the columns.
    pub(super) const fn has_header(&self) -> bool {
        !matches!(self.format, Format::MovieLens100K)
    }

    fn of_header(header: &Record, separator: char) -> Result<Option<Self>, Refused> {
        let names: Vec<String> = header.cells.iter().map(|cell| plain(cell)).collect();
        let column = |name: &str| names.iter().position(|known| known == name);
        let of = |format, stars, title| Self {
            format,
            separator,
            n_cells: names.len(),
            stars,
            title,
            original_title: None,
            year: column("year"),
            movie_id: None,
            person: None,
        };
        let (title, name, rating) = (column("title"), column("name"), column("rating"));
        let movie_id = column("movieid");
        if let (Some(stars), Some(_), Some(_)) = (column("stars"), title, movie_id) {
            let own = of(Format::Own, stars, title);
            return Ok(Some(Self { movie_id, ..own }));
        }
        if let (Some(_), Some(_)) = (name, column("letterboxduri")) {
            let stars = rating.ok_or(Refused::NoRatings)?;
            return Ok(Some(of(Format::Letterboxd, stars, name)));
        }
        if let (Some(stars), Some(_)) = (column("yourrating"), title) {
            return Ok(Some(Self {
                original_title: column("originaltitle"),
                ..of(Format::Imdb, stars, title)
            }));
        }
        match (rating, title, movie_id) {
            (Some(stars), Some(_), _) => Ok(Some(Self {
                person: column("userid"),
                ..of(Format::MovieLens, stars, title)
            })),
            (Some(_), None, Some(_)) => Err(Refused::NumbersOnly),
            _ => Ok(Self::of_numbers(&header.cells, separator)),
        }
    }

    /// `user item rating timestamp`, or `item rating` alone, between tabs.
    fn of_numbers(cells: &[String], separator: char) -> Option<Self> {
        let is_number = |cell: &String| cell.parse::<u32>().is_ok();
        let (person, movie_id, stars) = match cells.len() {
            4 => (Some(0), 1, 2),
            2 => (None, 0, 1),
            _ => return None,
        };
        (separator == '\t' && cells.iter().all(is_number)).then_some(Self {
            format: Format::MovieLens100K,
            separator,
            n_cells: cells.len(),
            stars,
            title: None,
            original_title: None,
            year: None,
            movie_id: Some(movie_id),
            person,
        })
    }
}

/// The name of a column without what people write differently: `Your Rating` is `yourrating`.
fn plain(name: &str) -> String {
    let letters = name.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}
