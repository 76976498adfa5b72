//! A file of ratings on its way into the visitor's book: what is ready, what waits for an answer.
//!
//! Nothing counts before the visitor says so, and then all of it at once: one act, to be undone.

use crate::dataset::Movie;
use crate::domain::{MovieId, MovieIdx, Stars};

use super::exchange::{Import, Unmatched};

/// What the visitor says of a row whose movie was not found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    Open,
    /// It is this movie.
    Movie(MovieIdx),
    /// It is to be left out.
    Skip,
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Intake {
    import: Import,
    /// One for each unmatched row.
    answers: Vec<Answer>,
}

impl Intake {
    /// Nothing is answered yet.
    #[must_use]
    pub fn new(import: Import) -> Self {
        let answers = vec![Answer::Open; import.unmatched.len()];
        Self { import, answers }
    }

    /// What was in the file.
    #[must_use]
    pub const fn import(&self) -> &Import {
        &self.import
    }

    /// What was said of an unmatched row; of one that is not there, nothing.
    #[must_use]
    pub fn answer(&self, row: usize) -> Answer {
        self.answers.get(row).copied().unwrap_or_default()
    }

    /// The visitor says what an unmatched row is.
    pub fn say(&mut self, row: usize, answer: Answer) {
        if let Some(place) = self.answers.get_mut(row) {
            *place = answer;
        }
    }

    /// The unmatched rows that may be movies of the catalogue, and those that are like none.
    #[must_use]
    pub fn unmatched(&self) -> (Vec<usize>, Vec<usize>) {
        let is_like = |row: &usize| {
            let unmatched: &Unmatched = &self.import.unmatched[*row];
            !unmatched.candidates.is_empty()
        };
        (0..self.answers.len()).partition(is_like)
    }

    /// How many unmatched rows would be left out now.
    #[must_use]
    pub fn n_left_out(&self) -> usize {
        let is_left_out = |answer: &&Answer| !matches!(answer, Answer::Movie(_));
        self.answers.iter().filter(is_left_out).count()
    }

    /// What would count now, each movie once: what was matched by hand goes before what the file's
    /// titles matched.
    #[must_use]
    pub fn ratings(&self, movies: &[Movie]) -> Vec<(MovieId, Stars)> {
        let found = self.import.matched.iter().map(|row| (row.movie, row.stars));
        let by_hand = self.import.unmatched.iter().zip(&self.answers);
        let by_hand = by_hand.filter_map(|(row, answer)| match answer {
            Answer::Movie(movie) => Some((*movie, row.stars)),
            Answer::Open | Answer::Skip => None,
        });
        let mut places = vec![None; movies.len()];
        let mut ratings: Vec<(MovieId, Stars)> = Vec::new();
        for (movie, stars) in found.chain(by_hand) {
            match places[movie.row()] {
                None => {
                    places[movie.row()] = Some(ratings.len());
                    ratings.push((movies[movie.row()].id, stars));
                }
                Some(place) => ratings[place].1 = stars,
            }
        }
        ratings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artifact::Catalogue;
    use crate::page::exchange;

    fn movies() -> Vec<Movie> {
        let titles = ["Fargo", "Raiders of the Lost Ark", "Brazil"];
        let movie = |(id, title): (u32, &str)| Movie {
            id: MovieId(id),
            title: title.into(),
            year: Some(1995),
            released: None,
            genres: 0,
        };
        (10..).zip(titles).map(movie).collect()
    }

    /// A file of Letterboxd in which one title is written otherwise and one is unknown.
    fn intake() -> Intake {
        let csv = "Date,Name,Year,Letterboxd URI,Rating\n\
                   2020-01-01,Fargo,1995,x,4\n\
                   2020-01-01,Raiders of the Lost Arc,1995,x,5\n\
                   2020-01-01,Parasite,2019,x,3\n";
        let catalogue = Catalogue::unrated(movies());
        Intake::new(exchange::read(csv.as_bytes(), &catalogue).expect("it is a file of Letterboxd"))
    }

    fn ratings(intake: &Intake) -> Vec<(u32, u8)> {
        let ratings = intake.ratings(&movies()).into_iter();
        ratings
            .map(|(movie, stars)| (movie.0, stars.get()))
            .collect()
    }

    #[test]
    fn what_is_not_answered_is_left_out() {
        let intake = intake();
        assert_eq!(ratings(&intake), [(10, 4)]);
        assert_eq!(intake.n_left_out(), 2);
    }

    #[test]
    fn a_row_matched_by_hand_counts() {
        let mut intake = intake();
        intake.say(0, Answer::Movie(MovieIdx(1)));
        intake.say(1, Answer::Skip);
        assert_eq!(ratings(&intake), [(10, 4), (11, 5)]);
        assert_eq!(intake.n_left_out(), 1);
    }

    #[test]
    fn each_movie_counts_once_as_said_by_hand() {
        let mut intake = intake();
        intake.say(0, Answer::Movie(MovieIdx(0)));
        assert_eq!(ratings(&intake), [(10, 5)]);
    }

    #[test]
    fn an_answer_can_be_taken_back() {
        let mut intake = intake();
        intake.say(0, Answer::Movie(MovieIdx(1)));
        intake.say(0, Answer::Open);
        assert_eq!(ratings(&intake), [(10, 4)]);
    }

    #[test]
    fn rows_like_a_movie_of_the_catalogue_are_told_from_those_like_none() {
        let (like, unlike) = intake().unmatched();
        assert_eq!((like, unlike), (vec![0], vec![1]));
    }
}
