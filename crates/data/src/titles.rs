//! Titles: from the catalogue's form to the one a person writes.

/// Articles that the file puts behind a comma: `Godfather, The`. English, French, German,
/// Italian, Spanish, Portuguese and Swedish ones, in the spelling of the file.
const ARTICLES: [&str; 29] = [
    "The", "A", "An", "Le", "La", "Les", "L'", "Un", "Une", "Der", "Die", "Das", "Ein", "Eine",
    "Il", "Lo", "Gli", "Uno", "Una", "El", "Los", "Las", "O", "Os", "As", "Den", "Det", "En",
    "Ett",
];

/// Turns `Horseman on the Roof, The (Hussard sur le toit, Le) (1995)` into
/// `The Horseman on the Roof (Le Hussard sur le toit)` and its year.
#[must_use]
pub fn display_title(catalogue_title: &str) -> (String, Option<u16>) {
    let (title, year) = split_year(catalogue_title.trim());
    (
        with_articles_in_front(title, |word| ARTICLES.contains(&word)),
        year,
    )
}

/// What two spellings of one title share: letters of either case, any blanks, and the article in
/// front or behind a comma count the same. Accents and punctuation count.
pub(crate) fn title_key(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    let is_article = |word: &str| ARTICLES.iter().any(|it| it.eq_ignore_ascii_case(word));
    with_articles_in_front(&words.join(" "), is_article).to_lowercase()
}

/// The title itself and each alternative title in parentheses carry an article of their own.
fn with_articles_in_front(title: &str, is_article: impl Fn(&str) -> bool) -> String {
    let mut display = String::with_capacity(title.len() + 1);
    for piece in title.split_inclusive(['(', ')']) {
        let bracket = piece
            .chars()
            .next_back()
            .filter(|letter| matches!(letter, '(' | ')'));
        let text = bracket.map_or(piece, |bracket| &piece[..piece.len() - bracket.len_utf8()]);
        push_with_article_in_front(&mut display, text, &is_article);
        display.extend(bracket);
    }
    display
}

/// Takes ` (1995)` off the end, with the mark of a video or television film behind it. Of years from
/// one to another, as series have them (`(2006–2007)`, `(2009-)`), the first one counts.
fn split_year(title: &str) -> (&str, Option<u16>) {
    let unmarked = ["(V)", "(TV)"]
        .iter()
        .find_map(|mark| title.strip_suffix(mark))
        .map_or(title, str::trim_end);
    let parts = unmarked.strip_suffix(')').and_then(|rest| {
        let (before, years) = rest.rsplit_once('(')?;
        let before = before.trim_end();
        let year = first_year(years)?;
        (!before.is_empty()).then_some((before, Some(year)))
    });
    parts.unwrap_or((title, None))
}

/// The year of `1995`, or the first of `2006–2007` and `2009-`.
fn first_year(text: &str) -> Option<u16> {
    let is_year = |text: &str| text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let (first, last) = text.split_once(['-', '\u{2013}']).unwrap_or((text, ""));
    let (first, last) = (first.trim(), last.trim());
    let is_range = is_year(first) && (last.is_empty() || is_year(last));
    is_range.then(|| first.parse().ok())?
}

/// Appends `text` with its article moved to the front; blanks around it stay where they are.
fn push_with_article_in_front(
    display: &mut String,
    text: &str,
    is_article: &impl Fn(&str) -> bool,
) {
    let words = text.trim();
    let article = words
        .rsplit_once(", ")
        .filter(|(rest, article)| !rest.is_empty() && is_article(article));
    let Some((rest, article)) = article else {
        display.push_str(text);
        return;
    };
    let blanks = text.len() - text.trim_start().len();
    display.push_str(&text[..blanks]);
    display.push_str(article);
    if !article.ends_with('\'') {
        display.push(' ');
    }
    display.push_str(rest);
    display.push_str(&text[blanks + words.len()..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(catalogue_title: &str, expected: &str) {
        assert_eq!(display_title(catalogue_title).0, expected);
    }

    #[test]
    fn the_year_is_kept_apart() {
        assert_eq!(display_title("Toy Story (1995)").1, Some(1995));
        assert_eq!(
            display_title("Land Before Time III (1995) (V)").1,
            Some(1995)
        );
        assert_eq!(display_title("unknown").1, None);
    }

    #[test]
    fn of_a_range_of_years_the_first_one_counts() {
        for (title, expected) in [
            (
                "Death Note: Desu n\u{f4}to (2006\u{2013}2007)",
                "Death Note: Desu n\u{f4}to",
            ),
            ("Fawlty Towers (1975-1979)", "Fawlty Towers"),
            ("Stranger Things (2016\u{2013} )", "Stranger Things"),
            ("Archer (2009-)", "Archer"),
        ] {
            check(title, expected);
            assert!(
                display_title(title).1.is_some_and(|year| year < 2017),
                "{title}"
            );
        }
        for title in [
            "Apollo (13-2007)",
            "Apollo (-1995)",
            "Apollo (1995-20)",
            "Apollo (1995/1996)",
        ] {
            assert_eq!(display_title(title), (title.to_owned(), None));
        }
    }

    #[test]
    fn the_year_is_cut_off() {
        check("Toy Story (1995)", "Toy Story");
        check("2001: A Space Odyssey (1968)", "2001: A Space Odyssey");
    }

    #[test]
    fn blanks_and_marks_behind_the_year_are_cut_off() {
        check("Two Friends (1986) ", "Two Friends");
        check("Land Before Time III (1995) (V)", "Land Before Time III");
    }

    #[test]
    fn a_title_without_a_year_stays() {
        check("unknown", "unknown");
        check("(1995)", "(1995)");
        check("Apollo (13)", "Apollo (13)");
    }

    #[test]
    fn an_english_article_moves_to_the_front() {
        check("Godfather, The (1972)", "The Godfather");
        check("Fish Called Wanda, A (1988)", "A Fish Called Wanda");
        check("Affair to Remember, An (1957)", "An Affair to Remember");
        check(
            "Good, The Bad and The Ugly, The (1966)",
            "The Good, The Bad and The Ugly",
        );
    }

    #[test]
    fn articles_of_other_languages_move_too() {
        check("Postino, Il (1994)", "Il Postino");
        check("Boot, Das (1981)", "Das Boot");
        check("Misérables, Les (1995)", "Les Misérables");
        check("Promesse, La (1996)", "La Promesse");
        check("Enfer, L' (1994)", "L'Enfer");
    }

    #[test]
    fn an_alternative_title_keeps_its_place_and_moves_its_own_article() {
        check(
            "Shanghai Triad (Yao a yao yao dao waipo qiao) (1995)",
            "Shanghai Triad (Yao a yao yao dao waipo qiao)",
        );
        check(
            "Star Maker, The (Uomo delle stelle, L') (1995)",
            "The Star Maker (L'Uomo delle stelle)",
        );
        check(
            "Double vie de Véronique, La (Double Life of Veronique, The) (1991)",
            "La Double vie de Véronique (The Double Life of Veronique)",
        );
        check(
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            "The City of Lost Children (La Cité des enfants perdus)",
        );
    }

    #[test]
    fn a_comma_without_an_article_behind_it_stays() {
        check("Paris, Texas (1984)", "Paris, Texas");
        check(
            "Mrs. Brown (Her Majesty, Mrs. Brown) (1997)",
            "Mrs. Brown (Her Majesty, Mrs. Brown)",
        );
        check(
            "Cry, the Beloved Country (1995)",
            "Cry, the Beloved Country",
        );
    }

    #[test]
    fn unbalanced_brackets_stay() {
        check("Odd (one", "Odd (one");
        check(")(, The", ")(, The");
    }
}
