//! One list for two people: how it is chosen, what is said of it, and its files.

use matinee_core::decimal::decimal;
use matinee_data::dataset::Movie;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::{Aggregate, Shared};

use super::export::{self, About};
use super::format;
use super::viewer::Viewer;

/// In the order in which they are offered; the first is what is taken unless somebody chooses.
pub const ALL: [Aggregate; 2] = [Aggregate::LeastMisery, Aggregate::Mean];

/// Says what the address calls a way to choose for two.
#[must_use]
pub const fn name(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::LeastMisery => "least",
        Aggregate::Mean => "mean",
    }
}

/// Finds the way of a name.
#[must_use]
pub fn parse(text: &str) -> Option<Aggregate> {
    ALL.into_iter().find(|it| name(*it) == text)
}

/// Says what the visitor chooses.
#[must_use]
pub const fn label(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::LeastMisery => "Fair to both",
        Aggregate::Mean => "Best on average",
    }
}

/// Says the same in the middle of a sentence.
#[must_use]
pub const fn how(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::LeastMisery => "fair to both",
        Aggregate::Mean => "best on average",
    }
}

/// Says what a way does.
#[must_use]
pub const fn explained(aggregate: Aggregate) -> &'static str {
    match aggregate {
        Aggregate::LeastMisery => {
            "A movie counts as much as it does for the one who wants it less, so neither has \
             to suffer."
        }
        Aggregate::Mean => {
            "A movie counts by the mean of both, so what one of the two would love may come first."
        }
    }
}

/// Names both in the middle of a sentence: `you and user 15`.
#[must_use]
pub fn phrase(viewers: [Viewer; 2]) -> String {
    let [one, other] = viewers.map(Viewer::phrase);
    format!("{one} and {other}")
}

/// Says where a movie stands in somebody's own order: `no. 3 of your own`.
#[must_use]
pub fn place(viewer: Viewer, place: usize) -> String {
    let whose = match viewer {
        Viewer::You => "your own",
        Viewer::User(_) => "their own",
    };
    format!("no. {} of {whose}", format::thousands(place))
}

/// Names somebody in the columns of a table: `you`, `user_15`.
fn column(viewer: Viewer) -> String {
    viewer.phrase().replace(' ', "_")
}

/// Writes a list for two, best first:
/// `rank,title,year,genres,stars_you,place_you,stars_user_15,place_user_15,movie_id`.
///
/// # Panics
/// When a movie is not in the catalogue; so does [`list_json`].
#[must_use]
pub fn list_csv(list: &[Shared], viewers: [Viewer; 2], catalogue: &Catalogue) -> String {
    let [one, other] = viewers.map(column);
    let mut csv = format!(
        "\u{feff}rank,title,year,genres,stars_{one},place_{one},stars_{other},place_{other},movie_id\r\n"
    );
    for (rank, shared) in (1..).zip(list) {
        let movie = movie(shared, catalogue);
        csv.push_str(&format!("{rank},"));
        export::push_cell(&mut csv, &movie.title);
        csv.push_str(&format!(",{},", format::year(movie)));
        export::push_cell(&mut csv, &export::genres(movie, catalogue).join("|"));
        for (entry, place) in shared.entries.iter().zip(shared.places) {
            csv.push_str(&format!(",{},{place}", stars(entry.stars.stars())));
        }
        csv.push_str(&format!(",{}\r\n", movie.id));
    }
    csv
}

/// Writes a list for two as [`export::list_json`] writes one for one: `who` names both, and each
/// movie has `for`, an array of what it is for either.
#[must_use]
pub fn list_json(
    list: &[Shared],
    viewers: [Viewer; 2],
    catalogue: &Catalogue,
    about: &About<'_>,
) -> String {
    let movies = (1..).zip(list).map(|(rank, shared)| {
        let movie = movie(shared, catalogue);
        let each = viewers.iter().zip(shared.entries).zip(shared.places);
        let each: Vec<String> = each
            .map(|((viewer, entry), place)| {
                format!(
                    r#"{{"who":{},"predicted_stars":{},"place":{place}}}"#,
                    export::json(&viewer.phrase()),
                    stars(entry.stars.stars()),
                )
            })
            .collect();
        let described = export::described(movie, catalogue);
        format!(
            r#"{{"rank":{rank},{described},"for":[{}],"movie_id":{}}}"#,
            each.join(","),
            movie.id
        )
    });
    export::object(about, movies)
}

fn movie<'c>(shared: &Shared, catalogue: &'c Catalogue) -> &'c Movie {
    &catalogue.movies[shared.movie().row()]
}

fn stars(stars: f32) -> String {
    decimal(stars, export::DIGITS)
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::UserId;

    use super::*;
    use crate::testing;

    const BOTH: [Viewer; 2] = [Viewer::You, Viewer::User(UserId(15))];

    fn list() -> [Shared; 1] {
        [Shared {
            entries: [4.0, 2.5].map(|stars| testing::recommended(0, stars, 0.5)),
            places: [3, 12],
        }]
    }

    fn catalogue() -> Catalogue {
        let movie = Movie {
            genres: 0b11,
            year: Some(1995),
            ..testing::movie(7, "Cry, \"the\" Beloved")
        };
        Catalogue {
            genres: vec!["Action".into(), "Film-Noir".into()],
            ..testing::catalogue([(movie, 1)])
        }
    }

    #[test]
    fn a_way_is_read_as_it_is_written() {
        for aggregate in ALL {
            assert_eq!(parse(name(aggregate)), Some(aggregate));
        }
        for text in ["", "Least", "most"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn least_misery_is_what_is_offered_first() {
        assert_eq!(ALL[0], Aggregate::default());
    }

    #[test]
    fn both_are_named_and_each_has_an_order_of_their_own() {
        assert_eq!(phrase(BOTH), "you and user 15");
        assert_eq!(place(BOTH[0], 3), "no. 3 of your own");
        assert_eq!(place(BOTH[1], 1200), "no. 1\u{202f}200 of their own");
    }

    #[test]
    fn the_table_has_two_columns_for_each() {
        let expected = "\u{feff}rank,title,year,genres,stars_you,place_you,stars_user_15,\
                        place_user_15,movie_id\r\n\
                        1,\"Cry, \"\"the\"\" Beloved\",1995,Action|Film-Noir,4.00000,3,2.50000,12,7\r\n";
        assert_eq!(list_csv(&list(), BOTH, &catalogue()), expected);
    }

    #[test]
    fn the_json_has_both_in_each_movie() {
        let about = About {
            who: &phrase(BOTH),
            model: "hybrid",
            settings: &[("together", "least".into())],
        };
        let text = list_json(&list(), BOTH, &catalogue(), &about);
        let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
        let expected = serde_json::json!({
            "who": "you and user 15",
            "model": "hybrid",
            "settings": {"together": "least"},
            "movies": [{
                "rank": 1, "title": "Cry, \"the\" Beloved", "year": 1995,
                "genres": ["Action", "Film-Noir"],
                "for": [
                    {"who": "you", "predicted_stars": 4.0, "place": 3},
                    {"who": "user 15", "predicted_stars": 2.5, "place": 12},
                ],
                "movie_id": 7,
            }],
        });
        assert_eq!(parsed, expected);
    }
}
