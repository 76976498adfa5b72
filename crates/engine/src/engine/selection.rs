//! Which movies may be in a list, and the best k of them in a total order.

use std::cmp::{Ordering, Reverse};

use wide::f32x4;

use crate::tables::catalogue::Catalogue;

use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;

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

/// A movie and its ranking score.
pub(super) type Scored = (MovieIdx, f32);

/// Keeps the best `k` of the movies that it is offered: by score, then by number of ratings, then
/// by raw id. No two movies share a place, so a list is the same on every run and every machine.
///
/// Of many movies few are among the best so far: nearly all are turned away by one comparison,
/// before anything else is asked of them.
#[derive(Debug)]
pub(super) struct Best<'a> {
    catalogue: &'a Catalogue,
    k: usize,
    /// Best first, `k` at most.
    entries: Vec<Scored>,
    /// Whatever has a lower score has no place.
    least: f32,
}

impl<'a> Best<'a> {
    pub(super) fn new(catalogue: &'a Catalogue, k: usize) -> Self {
        Self {
            catalogue,
            k,
            entries: Vec::with_capacity(k.min(catalogue.movies.len()) + 1),
            least: f32::NEG_INFINITY,
        }
    }

    /// Whatever has a lower score has no place, in all lanes; minus infinity until the list is full.
    #[inline(always)]
    pub(super) fn least(&self) -> f32x4 {
        f32x4::splat(self.least)
    }

    /// `is_admitted` is asked only of a movie that would have a place.
    #[inline(always)]
    pub(super) fn offer(
        &mut self,
        movie: MovieIdx,
        score: f32,
        is_admitted: impl FnOnce(MovieIdx) -> bool,
    ) {
        // Without a call, even where calls are made to save bytes.
        if score < self.least {
            return;
        }
        self.consider(movie, score, is_admitted);
    }

    fn consider(
        &mut self,
        movie: MovieIdx,
        score: f32,
        is_admitted: impl FnOnce(MovieIdx) -> bool,
    ) {
        let offered = (movie, score);
        let is_before = |entry: &Scored| plain_order(self.catalogue, entry, &offered).is_le();
        if self.entries.len() >= self.k && self.entries.last().is_none_or(is_before) {
            return;
        }
        if !is_admitted(movie) {
            return;
        }
        let place = self.entries.partition_point(is_before);
        self.entries.insert(place, offered);
        self.entries.truncate(self.k);
        if self.entries.len() == self.k
            && let Some((_, least)) = self.entries.last()
        {
            self.least = *least;
        }
    }

    /// Best first.
    pub(super) fn into_list(self) -> Vec<Scored> {
        self.entries
    }
}

/// Best first. What decides between equal scores is looked up only for those.
pub(super) fn plain_order(catalogue: &Catalogue, a: &Scored, b: &Scored) -> Ordering {
    let known = |(movie, _): &Scored| {
        let row = movie.row();
        (Reverse(catalogue.n_ratings[row]), catalogue.movies[row].id)
    };
    (b.1.total_cmp(&a.1)).then_with(|| known(a).cmp(&known(b)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use matinee_core::domain::{MovieId, StarScale};

    use super::*;

    /// Whether a movie of these genres and this year is let in by `selection`.
    fn admits(selection: &Selection, genres: u32, year: Option<u16>) -> bool {
        selection.admits(&Movie {
            id: MovieId(1),
            title: String::new(),
            year,
            released: None,
            genres,
            imdb: None,
            tmdb: None,
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

    /// Movies of these ids and numbers of ratings.
    fn catalogue(movies: impl IntoIterator<Item = (u32, u32)>) -> Catalogue {
        let (movies, n_ratings): (Vec<_>, Vec<_>) = movies
            .into_iter()
            .map(|(id, n)| {
                let movie = Movie {
                    id: MovieId(id),
                    title: String::new(),
                    year: None,
                    released: None,
                    genres: 0,
                    imdb: None,
                    tmdb: None,
                };
                (movie, n)
            })
            .unzip();
        Catalogue {
            scale: StarScale::Whole,
            aliases: Vec::new(),
            genres: Vec::new(),
            n_liked: n_ratings.clone(),
            n_first: movies.len(),
            movies,
            n_ratings,
        }
    }

    fn best(catalogue: &Catalogue, k: usize, scored: &[Scored]) -> Vec<Scored> {
        let mut best = Best::new(catalogue, k);
        for (movie, score) in scored {
            best.offer(*movie, *score, |_| true);
        }
        best.into_list()
    }

    #[test]
    fn ties_go_to_the_better_known_then_to_the_lower_id() {
        let catalogue = catalogue([(9, 5), (8, 1), (7, 7), (6, 5)]);
        let scores = [3.0, 4.0, 3.0, 3.0];
        let scored: Vec<_> = (0..).map(MovieIdx).zip(scores).collect();
        let list = best(&catalogue, 10, &scored);
        let rows: Vec<u32> = list.iter().map(|(movie, _)| movie.0).collect();
        assert_eq!(rows, [1, 2, 3, 0]);
    }

    proptest! {
        #[test]
        fn the_best_k_are_the_head_of_the_sorted_whole(
            scores in prop::collection::vec((0_u8..6, 0_u32..4), 0..60),
            k in 0_usize..70,
        ) {
            let catalogue = catalogue((0..).zip(scores.iter().map(|(_, n)| *n)));
            let scored: Vec<Scored> = (0..)
                .map(MovieIdx)
                .zip(scores.iter().map(|(score, _)| f32::from(*score)))
                .collect();
            let mut whole = scored.clone();
            whole.sort_by(|a, b| plain_order(&catalogue, a, b));
            whole.truncate(k);
            prop_assert_eq!(best(&catalogue, k, &scored), whole);
        }
    }
}
