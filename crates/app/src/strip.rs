//! The strip of movies that a visitor is offered to give stars: a few at a time, the most telling
//! first. What is rated, or has not been seen, gives way to the next.

use std::collections::VecDeque;

use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;

use crate::elicitation::Elicitation;

/// Movies that are chosen together, so that they are of many kinds: more than most visitors get
/// through.
const BATCH: usize = 48;

/// What is offered, and what comes next.
#[derive(Clone, Debug)]
pub struct Strip {
    elicitation: Elicitation,
    /// What was offered so far, or waits for it.
    chosen: Vec<MovieIdx>,
    /// What comes next.
    waiting: VecDeque<MovieIdx>,
    /// What is offered.
    tiles: Vec<MovieIdx>,
}

impl Strip {
    /// Offers the first `n` movies of which `is_rated` is false.
    ///
    /// # Panics
    /// When `movies` is not the catalogue of the elicitation; so do the methods below.
    #[must_use]
    pub fn new(
        elicitation: Elicitation,
        n: usize,
        movies: &[Movie],
        is_rated: &dyn Fn(MovieIdx) -> bool,
    ) -> Self {
        let mut strip = Self {
            elicitation,
            chosen: Vec::new(),
            waiting: VecDeque::new(),
            tiles: Vec::new(),
        };
        for _ in 0..n {
            let next = strip.next(movies, is_rated);
            strip.tiles.extend(next);
        }
        strip
    }

    /// What is offered, in its places.
    #[must_use]
    pub fn tiles(&self) -> &[MovieIdx] {
        &self.tiles
    }

    /// Puts the next movie in the place of one; where none is left, its place goes. Returns what
    /// stands there now.
    pub fn pass(
        &mut self,
        movie: MovieIdx,
        movies: &[Movie],
        is_rated: &dyn Fn(MovieIdx) -> bool,
    ) -> Option<MovieIdx> {
        let place = self.tiles.iter().position(|it| *it == movie)?;
        let next = self.next(movies, is_rated);
        match next {
            Some(next) => self.tiles[place] = next,
            None => drop(self.tiles.remove(place)),
        }
        next
    }

    /// Takes the next movie that is not rated by now.
    fn next(&mut self, movies: &[Movie], is_rated: &dyn Fn(MovieIdx) -> bool) -> Option<MovieIdx> {
        loop {
            if self.waiting.is_empty() {
                let chosen = &self.chosen;
                let skip = |movie| is_rated(movie) || chosen.contains(&movie);
                let batch = self.elicitation.batch(movies, BATCH, &skip);
                self.chosen.extend(&batch);
                self.waiting.extend(batch);
            }
            let next = self.waiting.pop_front()?;
            if !is_rated(next) {
                return Some(next);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::movie;

    const NONE: &dyn Fn(MovieIdx) -> bool = &|_| false;

    /// Movies that differ in nothing but how many know them, the best known first.
    fn movies(n: u32) -> (Vec<Movie>, Elicitation) {
        let movies = (0..n).map(|row| Movie {
            year: Some(1900 + 10 * (row % 10) as u16),
            genres: 1 << (row % 20),
            ..movie(row + 1, &format!("Movie {}", char::from(b'a' + row as u8)))
        });
        let known: Vec<u32> = (0..n).map(|row| 1_000 - row).collect();
        (
            movies.collect(),
            Elicitation::of(&known, &mut std::iter::empty()),
        )
    }

    fn strip(n_movies: u32, n: usize, is_rated: &dyn Fn(MovieIdx) -> bool) -> (Vec<Movie>, Strip) {
        let (movies, elicitation) = movies(n_movies);
        let strip = Strip::new(elicitation, n, &movies, is_rated);
        (movies, strip)
    }

    #[test]
    fn what_is_passed_gives_way_in_its_own_place() {
        let (movies, mut strip) = strip(10, 3, NONE);
        let before = strip.tiles().to_vec();
        let next = strip
            .pass(before[1], &movies, NONE)
            .expect("there are more");
        assert_eq!(strip.tiles(), [before[0], next, before[2]]);
        assert!(!before.contains(&next));
    }

    #[test]
    fn nothing_is_offered_twice_and_at_the_end_the_strip_is_empty() {
        let (movies, mut strip) = strip(7, 3, NONE);
        let mut offered = strip.tiles().to_vec();
        while let Some(first) = strip.tiles().first().copied() {
            offered.extend(strip.pass(first, &movies, NONE));
        }
        offered.sort();
        assert_eq!(offered, (0..7).map(MovieIdx).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_rated_elsewhere_is_not_offered() {
        let is_rated = |movie: MovieIdx| movie.row().is_multiple_of(2);
        let (movies, mut strip) = strip(8, 2, &is_rated);
        assert!(strip.tiles().iter().all(|it| !is_rated(*it)));
        // Rated after it was chosen, before its turn came.
        let all_but_last = |movie: MovieIdx| movie.row() != 7;
        let first = strip.tiles()[0];
        strip.pass(first, &movies, &all_but_last);
        assert!(strip.tiles().len() < 2 || strip.tiles()[0] == MovieIdx(7));
    }

    #[test]
    fn what_is_not_on_the_strip_changes_nothing() {
        let (movies, mut strip) = strip(5, 2, NONE);
        let before = strip.tiles().to_vec();
        let other = (0..5).map(MovieIdx).find(|it| !before.contains(it));
        assert_eq!(strip.pass(other.expect("five"), &movies, NONE), None);
        assert_eq!(strip.tiles(), before);
    }
}
