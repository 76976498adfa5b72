//! Where a file comes from, and how that service rates.

use super::scale::{Scale, Step};

/// Where a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Service {
    /// What the page saves, with or without our numbers.
    Matinee,
    /// An export of Letterboxd, or a file for its import.
    Letterboxd,
    /// An export of IMDb, of today or of former years.
    Imdb,
    /// An export of Trakt.
    Trakt,
    /// An export of Simkl.
    Simkl,
    /// An export of TMDB.
    Tmdb,
    /// An export of Criticker.
    Criticker,
    /// MovieLens, with titles.
    MovieLens,
    /// `u.data` of MovieLens 100K, or columns of it.
    MovieLens100K,
    /// Titles and ratings, without a service's marks.
    Table,
}

impl Service {
    /// As a person calls it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Matinee => "Matinee",
            Self::Letterboxd => "Letterboxd",
            Self::Imdb => "IMDb",
            Self::Trakt => "Trakt",
            Self::Simkl => "Simkl",
            Self::Tmdb => "TMDB",
            Self::Criticker => "Criticker",
            Self::MovieLens => "MovieLens",
            Self::MovieLens100K => "MovieLens 100K",
            Self::Table => "no service known here",
        }
    }

    /// What it rates out of, if it has one scale.
    pub(super) const fn scale(self) -> Option<Scale> {
        match self {
            Self::Matinee | Self::Letterboxd | Self::MovieLens | Self::MovieLens100K => {
                Some(Scale::Five)
            }
            Self::Imdb | Self::Trakt | Self::Simkl | Self::Tmdb => Some(Scale::Ten),
            Self::Criticker | Self::Table => None,
        }
    }

    /// How finely it rates.
    pub(super) const fn step(self) -> Step {
        match self {
            Self::Imdb | Self::Trakt | Self::Simkl | Self::Criticker => Step::Whole,
            Self::Letterboxd | Self::MovieLens | Self::Tmdb => Step::Half,
            Self::Matinee | Self::MovieLens100K | Self::Table => Step::Any,
        }
    }
}
