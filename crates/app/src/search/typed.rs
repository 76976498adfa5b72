//! One typed word against one word of a title.
//!
//! Everything is compared byte by byte: normalised, what is Latin is ASCII.

/// How a title has a word, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Likeness {
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
pub(super) struct Typed<'a> {
    pub(super) text: &'a [u8],
    letters: u32,
    /// How many edits are forgiven.
    pub(super) n_edits: usize,
}

impl<'a> Typed<'a> {
    pub(super) fn new(text: &'a str) -> Self {
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

    /// How a word with this set of letters has it as it is typed.
    pub(super) fn written(&self, word: &[u8], has: u32) -> Likeness {
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

    /// How a word with this set of letters has it when [`Typed::n_edits`] insertions, deletions,
    /// substitutions and swaps of neighbours are forgiven (optimal string alignment).
    pub(super) fn misspelt(&self, word: &[u8], has: u32) -> Likeness {
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

/// The set of letters of a text: bits 0 to 25 for `a` to `z`, five for the digits, one for others.
pub(super) fn letters(text: &[u8]) -> u32 {
    let bit = |byte: &u8| match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << (26 + byte % 5),
        _ => 1 << 31,
    };
    text.iter().map(bit).fold(0, |set, bit| set | bit)
}
