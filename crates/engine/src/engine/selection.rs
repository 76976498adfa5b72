//! Which movies may be in a list, and what is asked of it.

use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;

use super::rerank::Steering;

/// Which movies may be in a list, besides those that the person has rated. The default is all.
///
/// Bit `g` of a set of genres is row `g` of [`crate::artifact::Catalogue::genres`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// A movie needs at least one of these genres; 0 for any movie, also one without genres.
    pub include: u32,
    /// A movie must have none of these genres.
    pub exclude: u32,
    /// First and last year of [`Movie::year`]. When set, a movie without a year is out.
    pub years: Option<(u16, u16)>,
    /// Movies that must not be shown: hidden, or seen but not rated. Ascending; whatever is not in
    /// the catalogue is passed over.
    pub left_out: Vec<MovieIdx>,
}

/// What is asked of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Request {
    /// How many movies.
    pub k: usize,
    /// What their order pays attention to besides the ranking score.
    pub steering: Steering,
    /// Among which movies.
    pub selection: Selection,
}

impl Selection {
    /// Whether genres and year let this movie in; [`Selection::left_out`] is not looked at.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let catalogue = engine.catalogue();
    /// let comedy = catalogue.genres.iter().position(|name| name == "Comedy").unwrap();
    /// let selection = Selection { include: 1 << comedy, ..Selection::default() };
    /// let n = catalogue.movies.iter().filter(|movie| selection.admits(movie)).count();
    /// assert!(n > 0 && n < catalogue.movies.len());
    /// ```
    #[must_use]
    pub fn admits(&self, movie: &Movie) -> bool {
        (self.include == 0 || movie.genres & self.include != 0)
            && movie.genres & self.exclude == 0
            && self.years.is_none_or(|(first, last)| {
                (movie.year).is_some_and(|year| (first..=last).contains(&year))
            })
    }
}

impl Request {
    /// The `k` best of all movies, not steered.
    #[must_use]
    pub fn plain(k: usize) -> Self {
        Self {
            k,
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::MovieId;

    /// Whether a movie of these genres and this year is let in by `selection`.
    fn admits(selection: &Selection, genres: u32, year: Option<u16>) -> bool {
        selection.admits(&Movie {
            id: MovieId(1),
            title: String::new(),
            year,
            released: None,
            genres,
        })
    }

    #[test]
    fn any_movie_is_admitted_when_nothing_is_asked() {
        for (genres, year) in [(0, None), (0b11, Some(1994))] {
            assert!(admits(&Selection::default(), genres, year));
        }
    }

    #[test]
    fn one_of_the_included_genres_is_enough() {
        let selection = Selection {
            include: 0b011,
            ..Selection::default()
        };
        assert!(admits(&selection, 0b110, None));
        assert!(!admits(&selection, 0b100, None));
        assert!(!admits(&selection, 0, None));
    }

    #[test]
    fn one_of_the_excluded_genres_is_too_much() {
        let selection = Selection {
            include: 0b001,
            exclude: 0b100,
            ..Selection::default()
        };
        assert!(admits(&selection, 0b011, None));
        assert!(!admits(&selection, 0b101, None));
    }

    #[test]
    fn the_years_count_from_the_first_to_the_last_and_a_movie_needs_one() {
        let selection = Selection {
            years: Some((1980, 1989)),
            ..Selection::default()
        };
        for (year, expected) in [
            (Some(1979), false),
            (Some(1980), true),
            (Some(1989), true),
            (Some(1990), false),
            (None, false),
        ] {
            assert_eq!(admits(&selection, 1, year), expected, "{year:?}");
        }
    }
}
