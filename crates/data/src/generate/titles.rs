//! Made-up titles, in the catalogue's form: `Silent River, The`.

use std::collections::HashMap;

use rand::RngExt;

use matinee_core::random::Rng;

use super::names::{ADJECTIVES, FOREIGN, NOUNS, PLACES, pick};

/// Draws titles without a year, none twice.
#[derive(Debug, Default)]
pub(super) struct Titles {
    n_parts: HashMap<String, u32>,
}

impl Titles {
    /// The next title. One that was drawn before becomes a sequel.
    pub(super) fn draw(&mut self, rng: &mut Rng) -> String {
        let (words, article) = words(rng);
        let parts = self.n_parts.entry(words.clone()).or_default();
        *parts += 1;
        let number = if *parts == 1 {
            String::new()
        } else {
            format!(" {parts}")
        };
        match article {
            "" => format!("{words}{number}"),
            _ => format!("{words}{number}, {article}"),
        }
    }
}

/// A title without number and the article that follows it, possibly none.
///
/// Equal words always come with the same article, so that a title stays unique when the article
/// moves to the front.
fn words(rng: &mut Rng) -> (String, &'static str) {
    let (noun, place) = (pick(&NOUNS, rng), pick(&PLACES, rng));
    let adjective = pick(&ADJECTIVES, rng);
    match rng.random_range(0..20_u32) {
        0..8 => (format!("{adjective} {noun}"), "The"),
        8..12 => (format!("{adjective} {noun} of {place}"), ""),
        12..15 => (format!("{noun} in {place}"), article_of(noun)),
        15..18 => (
            format!("{noun} and the {adjective} {}", pick(&NOUNS, rng)),
            "The",
        ),
        18 => (format!("{adjective} {noun}: {place}"), ""),
        _ => {
            let (words, article) = *pick(&FOREIGN, rng);
            (words.to_owned(), article)
        }
    }
}

fn article_of(noun: &str) -> &'static str {
    if noun.starts_with(['A', 'E', 'I', 'O', 'U']) {
        "An"
    } else {
        "A"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use matinee_core::random::seeded;

    #[test]
    fn no_title_is_drawn_twice() {
        let (mut titles, mut rng) = (Titles::default(), seeded(1, 0));
        let drawn: HashSet<String> = (0..20_000).map(|_| titles.draw(&mut rng)).collect();
        assert_eq!(drawn.len(), 20_000);
    }
}
