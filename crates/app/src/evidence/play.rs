//! Held-out people to play with: what each system would have shown them and what of it they liked, and
//! guessing their stars against three systems.

use matinee_core::decimal::decimal;
use matinee_core::domain::MovieId;
use matinee_core::order;

use super::figure::system_name;
use super::results::{OtherMovie, PlayPerson, PlayResults};
use crate::format;

/// Stars from which a movie counts as liked.
const LIKED: f32 = 4.0;

/// Finds the title of a movie that the page may not have.
pub fn title_of(
    movie: MovieId,
    others: &[OtherMovie],
    known: &dyn Fn(MovieId) -> Option<String>,
) -> String {
    let other = || others.iter().find(|it| it.movie == movie);
    known(movie)
        .or_else(|| other().map(|it| it.title.clone()))
        .unwrap_or_else(|| format!("movie {movie}"))
}

/// The person of a number that counts from 1: the last where there are fewer.
#[must_use]
pub fn person(results: &PlayResults, number: u32) -> Option<&PlayPerson> {
    let row = (number.max(1) as usize - 1).min(results.people.len().checked_sub(1)?);
    results.people.get(row)
}

/// A movie of a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Title and year.
    pub title: String,
    /// What the person gave it afterwards; nothing where they have not rated it.
    pub given: Option<f32>,
}

impl Listed {
    /// Whether they liked it.
    #[must_use]
    pub fn is_hit(&self) -> bool {
        self.given.is_some_and(|it| it >= LIKED)
    }

    /// Says what came of it.
    #[must_use]
    pub fn said(&self) -> String {
        match self.given {
            Some(stars) if stars >= LIKED => format!("liked: {} stars", decimal(stars, 0)),
            Some(stars) => format!("seen: {} stars", decimal(stars, 0)),
            None => String::new(),
        }
    }
}

/// A person's list by a system.
#[derive(Clone, Debug, PartialEq)]
pub struct PlayedList {
    /// Best first.
    pub rows: Vec<Listed>,
    /// What came of it, in a sentence.
    pub said: String,
}

/// The list of a person by a system; nothing where that system makes none.
#[must_use]
pub fn list(
    results: &PlayResults,
    person: &PlayPerson,
    system: &str,
    known: &dyn Fn(MovieId) -> Option<String>,
) -> Option<PlayedList> {
    let row = results.systems.iter().position(|it| it.key == system)?;
    let name = system_name(system, &results.systems[row].title);
    let rows = person.lists.get(row)?.iter().map(|movie| Listed {
        title: title_of(*movie, &results.others, known),
        given: person
            .hidden
            .iter()
            .find(|it| it.movie == *movie)
            .map(|it| it.stars),
    });
    let rows: Vec<Listed> = rows.collect();
    let n_hits = rows.iter().filter(|it| it.is_hit()).count();
    let n_liked = person.hidden.iter().filter(|it| it.stars >= LIKED).count();
    let ratings = format::counted(person.n_known as usize, "rating", "ratings");
    Some(PlayedList {
        said: format!(
            "User {}, of whom it knew {ratings}: {name} puts {n_hits} of the {} that they liked among its \
             first {}.",
            person.user,
            format::counted(n_liked, "hidden movie", "hidden movies"),
            rows.len()
        ),
        rows,
    })
}

/// A guess that was made of a hidden rating.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guessed {
    /// Row of the person's guesses.
    pub row: usize,
    /// The stars that were guessed.
    pub stars: u8,
}

/// Compares guesses with the systems on the same movies: name and mean error in stars, the best first.
/// Nothing before there is a guess.
#[must_use]
pub fn standings(
    results: &PlayResults,
    person: &PlayPerson,
    guessed: &[Guessed],
) -> Vec<(String, f32)> {
    let made: Vec<_> = guessed
        .iter()
        .filter_map(|it| Some((person.guesses.get(it.row)?, f32::from(it.stars))))
        .collect();
    if made.is_empty() {
        return Vec::new();
    }
    let n = made.len() as f32;
    let own = made
        .iter()
        .map(|(hidden, stars)| (stars - hidden.stars).abs());
    let mut standings = vec![("You".to_owned(), own.sum::<f32>() / n)];
    for (row, rival) in results.rivals.iter().enumerate() {
        let off = |hidden: &super::results::Guess| {
            let predicted = hidden.predicted.get(row).copied().unwrap_or(hidden.stars);
            (predicted - hidden.stars).abs()
        };
        let error = made.iter().map(|(hidden, _)| off(hidden)).sum::<f32>() / n;
        standings.push((system_name(&rival.key, &rival.title), error));
    }
    order::sort(&mut standings, &|a, b| a.1.total_cmp(&b.1));
    standings
}

/// Says how the guesses stand.
#[must_use]
pub fn verdict(standings: &[(String, f32)], n_guessed: usize, n: usize) -> String {
    let (Some(place), Some((best, error))) = (
        standings.iter().position(|it| it.0 == "You"),
        standings.first(),
    ) else {
        return format!("Guess the stars of {n} movies. The real ones show once you have guessed.");
    };
    let own = standings[place].1;
    let so_far = if n_guessed < n {
        "So far"
    } else {
        "In the end"
    };
    let guesses = format::counted(n_guessed, "guess", "guesses");
    match place {
        0 => format!(
            "{so_far} you are ahead: {} stars off on average after {guesses}.",
            decimal(own, 2)
        ),
        _ => format!(
            "{so_far} {best} is ahead with {} stars off on average; you are {} off after {guesses}.",
            decimal(*error, 2),
            decimal(own, 2)
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn hits_are_the_hidden_movies_that_they_liked() {
        let results: PlayResults = read();
        let person = person(&results, 1).unwrap();
        for system in &results.systems {
            let list = list(&results, person, &system.key, &|_| None).unwrap();
            let n_hits = list.rows.iter().filter(|it| it.is_hit()).count();
            assert!(
                list.said.contains(&format!("puts {n_hits} of the")),
                "{}",
                list.said
            );
        }
        assert_eq!(list(&results, person, "opera", &|_| None), None);
    }

    #[test]
    fn the_last_person_stands_for_those_that_are_not_there() {
        let results: PlayResults = read();
        assert_eq!(person(&results, 99), results.people.last());
        assert_eq!(person(&results, 0), results.people.first());
    }

    #[test]
    fn who_guesses_right_is_ahead() {
        let results: PlayResults = read();
        let person = person(&results, 1).unwrap();
        assert_eq!(standings(&results, person, &[]), []);
        let right = Guessed {
            row: 0,
            stars: person.guesses[0].stars as u8,
        };
        let standing = standings(&results, person, &[right]);
        assert_eq!(standing.len(), 1 + results.rivals.len());
        assert_eq!(
            standing.iter().find(|it| it.0 == "You"),
            Some(&("You".to_owned(), 0.0))
        );
        assert!(verdict(&standing, 1, 10).contains("0.00"));
        assert!(verdict(&[], 0, 10).contains("Guess"));
    }
}
