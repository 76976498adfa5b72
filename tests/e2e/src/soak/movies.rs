//! Movies by the words of the page, and who has seen which: straight from the raw files.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};

use crate::reference::{TitleWords, title_words};
use crate::stage::Stage;

/// A movie's number in the data; of several that name one movie, the least.
pub(super) type Movie = u32;

/// The movies and the histories of a data set in the form of MovieLens 100K.
#[derive(Debug, Default)]
pub(super) struct Movies {
    by_name: BTreeMap<(TitleWords, String), Movie>,
    by_number: BTreeMap<u32, Movie>,
    /// By the person's number.
    seen: BTreeMap<String, BTreeSet<Movie>>,
}

impl Movies {
    /// Reads the files of the stage's data.
    ///
    /// # Errors
    /// When there are none.
    pub(super) fn read(stage: &Stage) -> Result<Self> {
        let items = std::fs::read(stage.data.join("u.item")).context("cannot read u.item")?;
        // Latin-1: each byte is the code point of its character.
        let items: String = items.into_iter().map(char::from).collect();
        let ratings = std::fs::read_to_string(stage.data.join("u.data"));
        Ok(Self::of(&items, &ratings.context("cannot read u.data")?))
    }

    pub(super) fn of(items: &str, ratings: &str) -> Self {
        let mut movies = Self::default();
        for line in items.lines() {
            let mut fields = line.split('|');
            if let (Some(Ok(number)), Some(title)) = (fields.next().map(str::parse), fields.next())
            {
                let movie = *movies.by_name.entry(name(title)).or_insert(number);
                movies.by_number.insert(number, movie);
            }
        }
        for line in ratings.lines() {
            let mut fields = line.split('\t');
            if let (Some(person), Some(Ok(number))) =
                (fields.next(), fields.next().map(str::parse::<u32>))
            {
                let seen = movies.seen.entry(person.to_owned()).or_default();
                seen.extend(movies.by_number.get(&number));
            }
        }
        movies
    }

    /// The movie that the page calls so.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn named(&self, said: &str) -> Result<Movie> {
        let found = self.by_name.get(&name(said)).copied();
        found.with_context(|| format!("there is no movie `{said}`"))
    }

    /// The movie of a number.
    ///
    /// # Errors
    /// When there is none.
    pub(super) fn numbered(&self, number: &str) -> Result<Movie> {
        let found = number
            .parse()
            .ok()
            .and_then(|it: u32| self.by_number.get(&it));
        found
            .copied()
            .with_context(|| format!("there is no movie of number `{number}`"))
    }

    /// Tells whether a person of the data has seen a movie.
    pub(super) fn has_seen(&self, person: &str, movie: Movie) -> bool {
        self.seen
            .get(person)
            .is_some_and(|seen| seen.contains(&movie))
    }
}

/// Words of the title and the year: `Godfather, The (1972)` in the file, `The Godfather (1972)` on the page.
fn name(said: &str) -> (TitleWords, String) {
    let is_year = |it: &str| it.len() == 4 && it.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<&str> = said.split(['(', ')']).collect();
    let year = parts
        .iter()
        .rev()
        .find(|it| is_year(it))
        .copied()
        .unwrap_or_default();
    // What the file says behind the year, that it was made for video, is no part of the title.
    let (words, _) = said.rsplit_once(&format!("({year})")).unwrap_or((said, ""));
    // Of another title in brackets the article comes first, too, and may be a letter: `Uomo, L'` is `L'Uomo`.
    let words = words.replace(['(', ')'], " ").replace('\'', "' ");
    (title_words(&words), year.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITEMS: &str = "1|Godfather, The (1972)|x\n2|Sabrina (1954)|x\n3|Sabrina (1995)|x\n4|Sabrina (1995)|y\n5|unknown|x\n6|Roof, The (Toit, Le) (1995)|x\n7|Land III (1995) (V)|x\n8|Maker (Uomo, L') (1995)|x";

    #[test]
    fn a_movie_is_the_same_in_the_file_and_on_the_page() {
        let movies = Movies::of(ITEMS, "7\t4\t5\t0\n");
        assert_eq!(movies.named("The Godfather (1972)").ok(), Some(1));
        assert_eq!(movies.named("Sabrina (1954)").ok(), Some(2));
        assert_eq!(movies.named("unknown").ok(), Some(5));
        assert_eq!(movies.named("The Roof (Le Toit) (1995)").ok(), Some(6));
        assert_eq!(movies.named("Land III (1995)").ok(), Some(7));
        assert_eq!(movies.named("Maker (L'Uomo) (1995)").ok(), Some(8));
        assert!(movies.named("Sabrina").is_err());
    }

    #[test]
    fn two_numbers_of_one_movie_are_one() {
        let movies = Movies::of(ITEMS, "7\t4\t5\t0\n");
        assert_eq!(movies.numbered("4").ok(), Some(3));
        assert!(movies.has_seen("7", 3) && !movies.has_seen("7", 2) && !movies.has_seen("8", 3));
    }
}
