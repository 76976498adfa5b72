//! Posters, drawn: no image of anybody else's work, and the same for the same movie.
//!
//! A poster is a screen print in five inks. The genres choose the inks and the motif, the movie's
//! id everything else; the title is set in lines that fit. The result is SVG markup without
//! style attributes or scripts, for a `viewBox` of [`WIDTH`] × [`HEIGHT`].

mod lettering;
mod motifs;
mod print;
mod scenes;

use std::fmt::Write as _;

use matinee_data::dataset::Movie;

pub use motifs::Motif;

use lettering::Lettering;
use print::{Chance, Inks};

/// Width of a poster, in its own units.
pub const WIDTH: u32 = 240;
/// Height of a poster, in its own units.
pub const HEIGHT: u32 = 360;

/// Space around the title.
const MARGIN: u32 = 18;

/// A drawn poster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Poster {
    /// Its inside, as SVG markup.
    pub svg: String,
    /// What is on it.
    pub motif: Motif,
}

/// Draws a movie's poster. Beside others it has another motif than theirs, `taken`, as far as its genres
/// have one.
#[must_use]
pub fn draw(movie: &Movie, genres: &[String], taken: &[Motif]) -> Poster {
    let mut chance = Chance::new(movie.id.0);
    let names: Vec<&str> = movie
        .genre_rows()
        .filter_map(|row| genres.get(row).map(String::as_str))
        .collect();
    let inks = Inks::choose(&names, &mut chance);
    let motif = Motif::choose(&names, taken, &mut chance);
    let title = Lettering::set(&movie.title, WIDTH - 2 * MARGIN);
    let title_on_top = chance.one_in(3);

    let band = title.height() + 2 * MARGIN - 4;
    let picture = HEIGHT - band;
    let (picture_y, title_y) = if title_on_top {
        (band, MARGIN - 2)
    } else {
        (0, picture + MARGIN - 2)
    };

    let mut svg = String::with_capacity(4096);
    rect(&mut svg, inks.ground, WIDTH, HEIGHT);
    // A nested <svg> clips what the motif draws beyond its edges.
    let _ = write!(
        svg,
        r#"<svg y="{picture_y}" width="{WIDTH}" height="{picture}" viewBox="0 0 240 280" preserveAspectRatio="xMidYMid slice">"#
    );
    rect(&mut svg, inks.sky, 240, 280);
    // Printed from either side: every motif faces both ways.
    svg.push_str(if chance.one_in(2) {
        r#"<g transform="matrix(-1 0 0 1 240 0)">"#
    } else {
        "<g>"
    });
    motif.draw(&mut svg, &inks, &mut chance);
    svg.push_str("</g></svg>");
    title.draw(&mut svg, MARGIN, title_y, inks.lettering);
    Poster { svg, motif }
}

fn rect(svg: &mut String, fill: &str, width: u32, height: u32) {
    let _ = write!(
        svg,
        r#"<rect width="{width}" height="{height}" fill="{fill}"/>"#
    );
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::testing::movie;

    const GENRES: [&str; 19] = [
        "unknown",
        "Action",
        "Adventure",
        "Animation",
        "Children's",
        "Comedy",
        "Crime",
        "Documentary",
        "Drama",
        "Fantasy",
        "Film-Noir",
        "Horror",
        "Musical",
        "Mystery",
        "Romance",
        "Sci-Fi",
        "Thriller",
        "War",
        "Western",
    ];

    fn poster(id: u32, title: &str, genres: u32) -> String {
        let movie = Movie {
            genres,
            ..movie(id, title)
        };
        draw(&movie, &GENRES.map(String::from), &[]).svg
    }

    #[test]
    fn beside_others_no_motif_comes_twice_as_long_as_a_genre_has_more() {
        let genres = GENRES.map(String::from);
        let mut taken = Vec::new();
        // Comedies have seven motifs.
        for id in 1..=7 {
            let comedy = Movie {
                genres: 1 << 5,
                ..movie(id, "")
            };
            let motif = draw(&comedy, &genres, &taken).motif;
            assert!(!taken.contains(&motif), "{motif:?}");
            taken.push(motif);
        }
        let eighth = Movie {
            genres: 1 << 5,
            ..movie(8, "")
        };
        assert!(taken.contains(&draw(&eighth, &genres, &taken).motif));
    }

    #[test]
    fn the_same_movie_has_the_same_poster() {
        assert_eq!(
            poster(483, "Casablanca", 1 << 8),
            poster(483, "Casablanca", 1 << 8)
        );
    }

    #[test]
    fn movies_of_one_genre_have_different_posters() {
        let pictures = |id| {
            let svg = poster(id, "", 1 << 8);
            svg.split("<text").next().map(String::from)
        };
        let different: HashSet<_> = (1..=100).map(pictures).collect();
        assert!(different.len() > 90, "{}", different.len());
    }

    #[test]
    fn every_genre_and_a_movie_without_any_has_a_poster() {
        for genres in (0..19).map(|row| 1 << row).chain([0, u32::MAX]) {
            for id in 1..40 {
                let svg = poster(id, "Vertigo", genres);
                assert!(svg.contains(">Vertigo</text>"), "{svg}");
                assert_eq!(svg.matches("<svg").count(), svg.matches("</svg>").count());
            }
        }
    }

    #[test]
    fn titles_are_text_not_markup() {
        let svg = poster(1, "<script>&\"'", 1);
        assert!(!svg.contains("<script"));
        assert!(svg.contains("&lt;script&gt;&amp;"));
    }

    #[test]
    fn nothing_that_the_policy_refuses_is_in_a_poster() {
        for id in 1..400 {
            let svg = poster(id, "Vertigo", 1 << (id % 19));
            assert!(!svg.contains("style=") && !svg.contains("href"), "{svg}");
            assert!(!svg.contains("NaN"), "{svg}");
        }
    }
}
