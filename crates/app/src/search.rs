//! Finding a movie by what somebody types of its title.
//!
//! Titles repeat words: what is typed is compared once with every word that occurs, and a title is
//! then a few look-ups. Titles stand best known first, so nothing is sorted to answer. Everything is
//! compared byte by byte: normalised, what is Latin is ASCII.

use std::cmp::Reverse;
use std::collections::HashMap;

use matinee_core::domain::MovieIdx;
use matinee_core::normalise::{normalise, push_normalised};
use matinee_core::order;
use matinee_core::ready::{Pause, at_once, no_pause};
use matinee_engine::artifact::Catalogue;

/// Shorter words are not searched over several words of a title.
const OVER_SEVERAL: usize = 5;

/// Titles that are taken without a pause: a few milliseconds.
const PIECE: usize = 512;

/// The titles of a catalogue, ready to be searched.
#[derive(Clone, Debug)]
pub struct Index {
    /// Every word that occurs, once, normalised.
    text: String,
    words: Vec<Word>,
    /// In the order of the titles: the words of each, its year the last.
    word_rows: Vec<u32>,
    titles: Vec<Title>,
}

/// It starts where the one before ends; so does a title.
#[derive(Clone, Copy, Debug)]
struct Word {
    end: u32,
    letters: u32,
}

#[derive(Clone, Copy, Debug)]
struct Title {
    movie: MovieIdx,
    end: u32,
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// How many movies were found.
    pub n: usize,
    /// The best of them, as many as were asked for.
    pub best: Vec<MovieIdx>,
}

/// A word of a query, and how every word of the titles is like it.
struct Compared<'a> {
    typed: Typed<'a>,
    likeness: Vec<Likeness>,
}

impl Index {
    /// Normalises every title.
    #[must_use]
    pub fn new(catalogue: &Catalogue) -> Self {
        at_once(Self::made(catalogue, &no_pause))
    }

    /// [`Index::new`] in pieces of a few milliseconds, `pause` after each.
    pub async fn made(catalogue: &Catalogue, pause: Pause<'_>) -> Self {
        let movies = &catalogue.movies;
        let mut order: Vec<MovieIdx> = (0..movies.len() as u32).map(MovieIdx).collect();
        // Not by title: comparing those of a hundred thousand takes longer than all the rest.
        let place = |movie: &MovieIdx| (Reverse(catalogue.n_ratings[movie.row()]), *movie);
        order::sort(&mut order, &|a, b| place(a).cmp(&place(b)));
        pause().await;
        let mut index = Self {
            text: String::new(),
            words: Vec::new(),
            word_rows: Vec::new(),
            titles: Vec::with_capacity(order.len()),
        };
        let mut rows: HashMap<String, u32> = HashMap::new();
        let mut title = String::new();
        for (at, movie) in order.into_iter().enumerate() {
            if at % PIECE == 0 {
                pause().await;
            }
            title.clear();
            push_normalised(&mut title, &movies[movie.row()].title);
            if let Some(year) = movies[movie.row()].year {
                push_normalised(&mut title, &year.to_string());
            }
            for word in title.split_ascii_whitespace() {
                let row = rows.get(word).copied().unwrap_or_else(|| {
                    rows.insert(word.to_owned(), index.words.len() as u32);
                    index.push(word)
                });
                index.word_rows.push(row);
            }
            let end = index.word_rows.len() as u32;
            index.titles.push(Title { movie, end });
        }
        index
    }

    fn push(&mut self, word: &str) -> u32 {
        self.text.push_str(word);
        self.words.push(Word {
            end: self.text.len() as u32,
            letters: letters(word.as_bytes()),
        });
        self.words.len() as u32 - 1
    }

    /// Finds the movies whose title has every word of `query`, in any order; the year counts as a
    /// word of the title. The title as a whole comes first, then whole words, beginnings of words,
    /// parts of words; among equals the better known, then as in the catalogue.
    ///
    /// Only when these do not fill `limit`, words may be misspelt as well: one letter wrong, missing
    /// or too many, or two in the wrong order; from eight letters on, twice.
    ///
    /// A query without words finds nothing.
    #[must_use]
    pub fn find(&self, query: &str, limit: usize) -> Found {
        let query = normalise(query);
        let mut words: Vec<Compared<'_>> = (query.split_ascii_whitespace())
            .map(|word| self.compared(Typed::new(word)))
            .collect();
        let mut answer = Answer {
            limit,
            ..Answer::default()
        };
        if !words.is_empty() {
            self.look(&words, false, &mut answer);
        }
        if answer.n < limit && words.iter().any(|word| word.typed.n_edits > 0) {
            for word in &mut words {
                self.forgive(word);
            }
            self.look(&words, true, &mut answer);
        }
        let mut best = answer.best.concat();
        best.truncate(limit);
        Found { n: answer.n, best }
    }

    fn compared<'a>(&self, typed: Typed<'a>) -> Compared<'a> {
        let rows = 0..self.words.len();
        Compared {
            likeness: rows
                .map(|row| typed.written(self.word(row), self.words[row].letters))
                .collect(),
            typed,
        }
    }

    /// Adds the misspelt words to those that are like a typed one.
    fn forgive(&self, word: &mut Compared<'_>) {
        for (row, likeness) in word.likeness.iter_mut().enumerate() {
            if *likeness >= Likeness::Opening {
                let misspelt = (word.typed).misspelt(self.word(row), self.words[row].letters);
                *likeness = misspelt.min(*likeness);
            }
        }
    }

    /// Passes over all titles once: for those that have every word as it is typed, or, when
    /// `is_misspelt`, for those that have not.
    fn look(&self, words: &[Compared<'_>], is_misspelt: bool, answer: &mut Answer) {
        let wanted = if is_misspelt {
            Likeness::Misspelt..Likeness::Opening
        } else {
            Likeness::Title..Likeness::Misspelt
        };
        let mut start = 0;
        for title in &self.titles {
            let rows = &self.word_rows[start..title.end as usize];
            start = title.end as usize;
            let mut worst = Likeness::Title;
            for word in words {
                worst = worst.max(self.likeness(rows, word));
                if worst == Likeness::None {
                    break;
                }
            }
            if wanted.contains(&worst) {
                if worst == Likeness::Word && self.is_whole(rows, words) {
                    worst = Likeness::Title;
                }
                answer.add(worst, title.movie);
            }
        }
    }

    /// Says how the title with these words has a typed one.
    fn likeness(&self, rows: &[u32], word: &Compared<'_>) -> Likeness {
        let likeness = rows.iter().map(|row| word.likeness[*row as usize]).min();
        match likeness.unwrap_or(Likeness::None) {
            Likeness::Misspelt | Likeness::MisspeltBeginning | Likeness::Opening
                if self.is_over_several(rows, word.typed.text) =>
            {
                Likeness::Part
            }
            Likeness::Opening => Likeness::None,
            likeness => likeness,
        }
    }

    /// Tells whether what is typed runs over several words of the title (`spiderman`).
    fn is_over_several(&self, rows: &[u32], typed: &[u8]) -> bool {
        // The comparison of the first byte is what nearly all words are turned away by.
        let begins = |row: &u32| self.word(*row as usize).first() == typed.first();
        typed.len() >= OVER_SEVERAL
            && (0..rows.len())
                .filter(|first| begins(&rows[*first]))
                .any(|first| {
                    let mut rest = typed;
                    rows[first..].iter().any(|row| {
                        let word = self.word(*row as usize);
                        let is_end = word.starts_with(rest);
                        // What does not go on here has no end.
                        rest = rest.strip_prefix(word).unwrap_or(b"\n");
                        is_end
                    })
                })
    }

    /// Tells whether the words, in this order, are all of a title, but for its article and its
    /// year.
    fn is_whole(&self, rows: &[u32], words: &[Compared<'_>]) -> bool {
        let is_article = |word: &[u8]| matches!(word, b"the" | b"an" | b"a");
        let is_year = |word: &[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
        let mut title = rows.iter().map(|row| self.word(*row as usize)).peekable();
        let mut query = words.iter().map(|word| word.typed.text).peekable();
        title.next_if(|word| is_article(word));
        query.next_if(|word| is_article(word));
        query.all(|word| title.next() == Some(word))
            && title.next().is_none_or(is_year)
            && title.next().is_none()
    }

    fn word(&self, row: usize) -> &[u8] {
        let start = row
            .checked_sub(1)
            .map_or(0, |before| self.words[before].end);
        &self.text.as_bytes()[start as usize..self.words[row].end as usize]
    }
}

/// What was found so far, of each likeness no more than can be shown.
#[derive(Debug, Default)]
struct Answer {
    limit: usize,
    n: usize,
    best: [Vec<MovieIdx>; Likeness::Opening as usize],
}

impl Answer {
    fn add(&mut self, likeness: Likeness, movie: MovieIdx) {
        self.n += 1;
        let alike = &mut self.best[likeness as usize];
        if alike.len() < self.limit {
            alike.push(movie);
        }
    }
}

/// How a title has a word, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// The typed words are the whole title.
    Title,
    /// As a word.
    Word,
    /// As the beginning of a word.
    Beginning,
    /// Within a word, or over several.
    Part,
    /// As a word, misspelt.
    Misspelt,
    /// As the beginning of a word, misspelt.
    MisspeltBeginning,
    /// Only its beginning, which is all of the word: the next word may go on.
    Opening,
    /// Not at all.
    None,
}

/// Shorter words are searched at the beginnings of words only, or nearly all titles would be found.
const PART: usize = 3;
/// Letters of a word from which one edit is forgiven, and two.
const FORGIVEN: [usize; 2] = [4, 8];
/// Longer words must be right.
const LONGEST: usize = 32;
/// Of a row of distances: up to one letter more than can be within reach, no letter, and the
/// margin.
const WIDTH: usize = LONGEST + FORGIVEN.len() + 3;

/// More edits than are ever forgiven.
const FAR: u8 = 99;

/// A word of a query.
#[derive(Clone, Copy, Debug)]
struct Typed<'a> {
    text: &'a [u8],
    letters: u32,
    /// How many edits are forgiven.
    n_edits: usize,
}

impl<'a> Typed<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.as_bytes();
        // Another number is another movie, not a slip.
        let is_spelt = text.len() <= LONGEST && !text.iter().any(u8::is_ascii_digit);
        let n_edits = FORGIVEN.iter().filter(|least| text.len() >= **least);
        Self {
            text,
            letters: letters(text),
            n_edits: if is_spelt { n_edits.count() } else { 0 },
        }
    }

    /// Says how a word with this set of letters has it as it is typed.
    fn written(&self, word: &[u8], has: u32) -> Likeness {
        let length = self.text.len();
        if length > word.len() {
            if self.text.starts_with(word) {
                Likeness::Opening
            } else {
                Likeness::None
            }
        } else if self.letters & !has != 0 {
            Likeness::None
        } else if word.starts_with(self.text) {
            if length == word.len() {
                Likeness::Word
            } else {
                Likeness::Beginning
            }
        } else if length >= PART && word.windows(length).any(|part| part == self.text) {
            Likeness::Part
        } else {
            Likeness::None
        }
    }

    /// Says how a word with this set of letters has it when [`Typed::n_edits`] insertions,
    /// deletions, substitutions and swaps of neighbours are forgiven (optimal string alignment).
    fn misspelt(&self, word: &[u8], has: u32) -> Likeness {
        let n_edits = self.n_edits;
        // Each edit brings in one letter at most.
        let n_missing = (self.letters & !has).count_ones() as usize;
        if n_missing > n_edits || word.len() + n_edits < self.text.len() {
            return Likeness::None;
        }
        // Of a longer word, the end is out of reach.
        let reach = &word[..word.len().min(self.text.len() + n_edits + 1)];
        // last[j]: edits between what has been read of the typed word and the first j letters. Only
        // as far from the diagonal as edits can lead; beyond stands what is out of reach.
        let mut before_last = [FAR; WIDTH];
        let mut last: [u8; WIDTH] = std::array::from_fn(|j| j as u8);
        let mut edits = [FAR; WIDTH];
        for (i, &typed) in self.text.iter().enumerate() {
            let (first, end) = (i.saturating_sub(n_edits), reach.len().min(i + n_edits + 1));
            edits[first] = if first == 0 { i as u8 + 1 } else { FAR };
            let mut nearest = edits[first];
            for j in first..end {
                let letter = reach[j];
                let kept = last[j] + u8::from(typed != letter);
                let mut least = kept.min(last[j + 1] + 1).min(edits[j] + 1);
                if i > 0 && j > 0 && typed == reach[j - 1] && self.text[i - 1] == letter {
                    least = least.min(before_last[j - 1] + 1);
                }
                edits[j + 1] = least;
                nearest = nearest.min(least);
            }
            edits[end + 1] = FAR;
            if usize::from(nearest) > n_edits {
                return Likeness::None;
            }
            std::mem::swap(&mut before_last, &mut last);
            std::mem::swap(&mut last, &mut edits);
        }
        let is_near = |edits: &u8| usize::from(*edits) <= n_edits;
        if is_near(&last[reach.len()]) {
            Likeness::Misspelt
        } else if last[self.text.len() - n_edits..reach.len()]
            .iter()
            .any(is_near)
        {
            Likeness::MisspeltBeginning
        } else {
            Likeness::None
        }
    }
}

/// Finds the set of letters of a text: bits 0 to 25 for `a` to `z`, five for the digits, one for
/// others.
fn letters(text: &[u8]) -> u32 {
    let bit = |byte: &u8| match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte % 5),
        _ => 1 << 31,
    };
    text.iter().map(bit).fold(0, |set, bit| set | bit)
}

#[cfg(test)]
mod tests;
