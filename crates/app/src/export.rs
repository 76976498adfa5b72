//! Ratings and lists as files that a visitor takes away: CSV that spreadsheets open, JSON for programs.
//!
//! CSV as in RFC 4180, with the mark of UTF-8 in front, without which Excel reads accents wrong.
//! What a spreadsheet would take for a formula is marked ([`escape`]), and [`read`] takes the
//! mark off again. JSON by hand, because the library's writer is not in the page otherwise.
//!
//! [`read`]: matinee_data::rating_files::read

use crate::format;
use matinee_core::decimal::decimal;
use matinee_core::domain::{MovieIdx, Stars};
use matinee_core::escape;
use matinee_data::dataset::Movie;
use matinee_data::rating_files::Unmatched;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::Recommendation;

/// With these, a cell has to be in quotation marks.
const TO_QUOTE: [char; 6] = ['"', ',', ';', '\t', '\n', '\r'];

/// After the point, of what the engine computed: more than it is sure of.
pub(super) const DIGITS: u32 = 5;

/// What a list is of: said in its JSON.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// Whom it is for.
    pub who: &'a str,
    /// Which model made it.
    pub model: &'a str,
    /// What was set, with its name.
    pub settings: &'a [(&'a str, String)],
}

/// Writes the ratings of one person: `title,year,stars,movie_id`.
///
/// # Panics
/// When a movie is not one of `movies`.
#[must_use]
pub fn ratings_csv(ratings: &[(MovieIdx, Stars)], movies: &[Movie]) -> String {
    let mut csv = "\u{feff}title,year,stars,movie_id\r\n".to_owned();
    for (movie, stars) in ratings {
        let movie = &movies[movie.row()];
        push_cell(&mut csv, &movie.title);
        let (year, id) = (format::year(movie), movie.id);
        csv.push_str(&format!(",{year},{stars},{id}\r\n"));
    }
    csv
}

/// Writes the rows of a visitor's file that this catalogue has no movie for: `title,year,rating`,
/// each as in the file.
#[must_use]
pub fn left_out_csv(rows: &[&Unmatched]) -> String {
    let mut csv = "\u{feff}title,year,rating\r\n".to_owned();
    for row in rows {
        push_cell(&mut csv, &row.title);
        let year = row.year.map_or(String::new(), |year| year.to_string());
        csv.push_str(&format!(",{year},"));
        push_cell(&mut csv, &row.given.text());
        csv.push_str("\r\n");
    }
    csv
}

/// Writes a list, best first: `rank,title,year,genres,predicted_stars,ranking_score,movie_id`,
/// genres between bars.
///
/// # Panics
/// When a movie is not in the catalogue; so does [`list_json`].
#[must_use]
pub fn list_csv(list: &[Recommendation], catalogue: &Catalogue) -> String {
    let mut csv =
        "\u{feff}rank,title,year,genres,predicted_stars,ranking_score,movie_id\r\n".to_owned();
    for (rank, entry) in (1..).zip(list) {
        let movie = &catalogue.movies[entry.movie.row()];
        csv.push_str(&format!("{rank},"));
        push_cell(&mut csv, &movie.title);
        csv.push_str(&format!(",{},", format::year(movie)));
        push_cell(&mut csv, &genres(movie, catalogue).join("|"));
        let [stars, score] = numbers(entry);
        csv.push_str(&format!(",{stars},{score},{}\r\n", movie.id));
    }
    csv
}

/// Writes a list, best first, with what it is of: an object of `who`, `model`, `settings` (an
/// object of texts) and `movies` (an array of objects with the columns of [`list_csv`]; a year that
/// is not known is `null`).
#[must_use]
pub fn list_json(list: &[Recommendation], catalogue: &Catalogue, about: &About<'_>) -> String {
    let movies = (1..).zip(list).map(|(rank, entry)| {
        let movie = &catalogue.movies[entry.movie.row()];
        let described = described(movie, catalogue);
        let [stars, score] = numbers(entry);
        format!(
            r#"{{"rank":{rank},{described},"predicted_stars":{stars},"ranking_score":{score},"movie_id":{}}}"#,
            movie.id,
        )
    });
    object(about, movies)
}

/// Writes title, year and genres of a movie as members of an object.
pub(super) fn described(movie: &Movie, catalogue: &Catalogue) -> String {
    let year = movie.year.map_or("null".into(), |year| year.to_string());
    let genres: Vec<String> = genres(movie, catalogue).into_iter().map(json).collect();
    format!(
        r#""title":{},"year":{year},"genres":[{}]"#,
        json(&movie.title),
        genres.join(",")
    )
}

/// Writes what a list is of, and its movies, each an object.
pub(super) fn object(about: &About<'_>, movies: impl Iterator<Item = String>) -> String {
    let settings = about.settings.iter();
    let settings: Vec<String> = settings
        .map(|(name, value)| format!("{}:{}", json(name), json(value)))
        .collect();
    let movies: Vec<String> = movies.collect();
    format!(
        "{{\"who\":{},\"model\":{},\"settings\":{{{}}},\"movies\":[\n{}\n]}}\n",
        json(about.who),
        json(about.model),
        settings.join(","),
        movies.join(",\n"),
    )
}

/// Adds a text as a cell, in quotation marks where it needs them.
pub(super) fn push_cell(csv: &mut String, text: &str) {
    let mark = escape::mark(text);
    if text.contains(TO_QUOTE) {
        csv.push_str(&format!("\"{mark}{}\"", text.replace('"', "\"\"")));
    } else {
        csv.push_str(mark);
        csv.push_str(text);
    }
}

/// Writes predicted stars and ranking score.
fn numbers(entry: &Recommendation) -> [String; 2] {
    [entry.stars.stars(), entry.ranking_score].map(|value| decimal(value, DIGITS))
}

/// Names the genres of a movie.
pub(super) fn genres<'c>(movie: &Movie, catalogue: &'c Catalogue) -> Vec<&'c str> {
    let names = movie
        .genre_rows()
        .filter_map(|row| catalogue.genres.get(row));
    names.map(String::as_str).collect()
}

/// Writes a text in the notation of JSON (RFC 8259, section 7).
pub(super) fn json(text: &str) -> String {
    let mut out = "\"".to_owned();
    for letter in text.chars() {
        match letter {
            '"' | '\\' => out.extend(['\\', letter]),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            _ => out.push(letter),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing;

    fn catalogue(title: &str) -> Catalogue {
        let movie = Movie {
            genres: 0b11,
            ..testing::movie(7, title)
        };
        Catalogue {
            genres: vec!["Action".into(), "Film-Noir".into()],
            ..testing::catalogue([(movie, 1)])
        }
    }

    fn list() -> [Recommendation; 1] {
        [testing::recommended(0, 1.0, -0.25)]
    }

    #[test]
    fn a_list_is_a_table() {
        let csv = list_csv(&list(), &catalogue("Cry, \"the\" Beloved"));
        let expected = "\u{feff}rank,title,year,genres,predicted_stars,ranking_score,movie_id\r\n\
                        1,\"Cry, \"\"the\"\" Beloved\",,Action|Film-Noir,1.00000,-0.25000,7\r\n";
        assert_eq!(csv, expected);
    }

    #[test]
    fn what_a_spreadsheet_would_run_is_text() {
        for (title, cell) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM", "'@SUM"),
            ("\t=1", "\"'\t=1\""),
            ("\r=1", "\"'\r=1\""),
            ("'=1", "''=1"),
            ("'burbs", "'burbs"),
        ] {
            let mut csv = String::new();
            push_cell(&mut csv, title);
            assert_eq!(csv, cell);
        }
    }

    #[test]
    fn a_list_as_json_says_what_it_is_of() {
        let about = About {
            who: "You",
            model: "hybrid",
            settings: &[("k", "10".into()), ("left \"out\"", "a\\b".into())],
        };
        let text = list_json(&list(), &catalogue("A \"title\""), &about);
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = serde_json::json!({
            "who": "You",
            "model": "hybrid",
            "settings": {"k": "10", "left \"out\"": "a\\b"},
            "movies": [{
                "rank": 1, "title": "A \"title\"", "year": null, "genres": ["Action", "Film-Noir"],
                "predicted_stars": 1.0, "ranking_score": -0.25, "movie_id": 7,
            }],
        });
        assert_eq!(parsed, expected);
    }

    proptest! {
        #[test]
        fn any_text_is_the_same_again_out_of_json(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&json(&text)).unwrap(), text);
        }
    }
}
