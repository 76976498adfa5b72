//! Words that people spell in more than one way, in one of them.

use std::borrow::Cow;

/// Numbers in words, from 0 on.
const NUMBERS: [&str; 21] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];
const TENS: [(&str, &str); 8] = [
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
    ("sixty", "60"),
    ("seventy", "70"),
    ("eighty", "80"),
    ("ninety", "90"),
    ("hundred", "100"),
];
const ORDINALS: [(&str, &str); 10] = [
    ("first", "1st"),
    ("second", "2nd"),
    ("third", "3rd"),
    ("fourth", "4th"),
    ("fifth", "5th"),
    ("sixth", "6th"),
    ("seventh", "7th"),
    ("eighth", "8th"),
    ("ninth", "9th"),
    ("tenth", "10th"),
];

/// Words that differ by more than the rules of [`spelling`] say: British, American.
const SPELLINGS: [(&str, &str); 20] = [
    ("grey", "gray"),
    ("mum", "mom"),
    ("mummy", "mommy"),
    ("cheque", "check"),
    ("tyre", "tire"),
    ("plough", "plow"),
    ("pyjamas", "pajamas"),
    ("aeroplane", "airplane"),
    ("axe", "ax"),
    ("aluminium", "aluminum"),
    ("moustache", "mustache"),
    ("sceptic", "skeptic"),
    ("mould", "mold"),
    ("doughnut", "donut"),
    ("judgement", "judgment"),
    ("whisky", "whiskey"),
    ("programme", "program"),
    ("jewellery", "jewelry"),
    ("storey", "story"),
    ("kerb", "curb"),
];

/// A word in the spelling in which titles are compared loosely: numbers as figures, American.
pub(super) fn word_of(word: &str) -> Cow<'_, str> {
    let word = figures_as_letters(word);
    if let Some(number) = NUMBERS.iter().position(|known| *known == word) {
        return Cow::Owned(number.to_string());
    }
    let known = TENS.iter().chain(&ORDINALS).chain(&SPELLINGS);
    if let Some((_, other)) = known.into_iter().find(|(known, _)| *known == word) {
        return Cow::Borrowed(other);
    }
    spelling(word)
}

/// `se7en` is `seven`: a figure between letters stands for the letter that it looks like.
fn figures_as_letters(word: &str) -> Cow<'_, str> {
    let bytes = word.as_bytes();
    let [first, middle @ .., last] = bytes else {
        return Cow::Borrowed(word);
    };
    let is_between = first.is_ascii_lowercase()
        && last.is_ascii_lowercase()
        && middle.iter().any(u8::is_ascii_digit);
    if !is_between {
        return Cow::Borrowed(word);
    }
    let letter = |letter: char| match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' => 'a',
        '5' => 's',
        '7' => 'v',
        '8' => 'b',
        letter => letter,
    };
    Cow::Owned(word.chars().map(letter).collect())
}

/// Parts of words: British, American.
const PARTS: [(&str, &str); 7] = [
    ("our", "or"),
    ("ogue", "og"),
    ("ae", "e"),
    ("oe", "e"),
    ("ll", "l"),
    ("isation", "ization"),
    ("ence", "ense"),
];
/// Ends of words.
const ENDS: [(&str, &str); 9] = [
    ("ise", "ize"),
    ("ised", "ized"),
    ("iser", "izer"),
    ("ising", "izing"),
    ("yse", "yze"),
    // `theatre`, `centre`, `fibre`; not `fire`.
    ("bre", "ber"),
    ("cre", "cer"),
    ("gre", "ger"),
    ("tre", "ter"),
];

/// American spelling, by rule. What the rules do to other words they do to both titles.
fn spelling(mut word: Cow<'_, str>) -> Cow<'_, str> {
    if word.len() < 5 {
        return word;
    }
    // Most words have none of them, and are not copied.
    for (british, american) in PARTS {
        if word.contains(british) {
            word = Cow::Owned(word.replace(british, american));
        }
    }
    let end = ENDS.iter().find(|(british, _)| word.ends_with(british));
    match end {
        Some((british, american)) => {
            let stem = &word[..word.len() - british.len()];
            Cow::Owned([stem, american].concat())
        }
        None => word,
    }
}
