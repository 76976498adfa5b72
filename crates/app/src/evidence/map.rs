//! The map of the movies: where each lies, by the file; who is near by the model's full vectors; and where
//! the reader is.

use matinee_core::decimal::decimal;
use matinee_core::domain::{MovieId, MovieIdx, Stars};
use matinee_core::order;
use matinee_engine::artifact::Catalogue;

use super::address::{Choices, Knob};
use super::figure::{Figure, How};
use super::results::{MapResults, ResultsFile};
use crate::charts::{Chart, Scatter, Spot, Table};
use crate::format::{self, percent};

/// So many genres have a colour and a shape of their own; the rest share the last.
const N_KINDS: usize = 6;
/// Style of movies of other genres.
const OTHER: usize = 6;
/// Style of the reader.
const YOU: usize = 7;
/// Part of the map's extent that is shown around a movie.
const NEAR: f64 = 0.3;
/// So many neighbours are shown.
pub const N_NEIGHBOURS: usize = 10;

/// The largest genres, as rows of the catalogue's, the largest first.
fn kinds(catalogue: &Catalogue) -> Vec<usize> {
    let mut sizes: Vec<(usize, usize)> = (0..catalogue.genres.len())
        .map(|row| {
            let of = catalogue
                .movies
                .iter()
                .filter(|it| it.genres >> row & 1 == 1);
            (of.count(), row)
        })
        .collect();
    order::sort(&mut sizes, &|a, b| b.0.cmp(&a.0));
    sizes
        .into_iter()
        .take(N_KINDS)
        .filter(|it| it.0 > 0)
        .map(|it| it.1)
        .collect()
}

/// Style of a movie: of its genres that have one, the smallest, which says most.
fn style(genres: u32, kinds: &[usize]) -> usize {
    let own = kinds.iter().rposition(|row| genres >> row & 1 == 1);
    own.unwrap_or(OTHER)
}

/// Kinds of a number, from the largest on: the least number of each but the last, and its name.
struct Steps {
    least: &'static [f32],
    names: &'static [&'static str],
}

const YEARS: Steps = Steps {
    least: &[1995.0, 1990.0, 1980.0, 1970.0, 1950.0],
    names: &[
        "1995 and later",
        "1990\u{2013}94",
        "1980s",
        "1970s",
        "1950s and 60s",
        "before 1950",
    ],
};
const KNOWN: Steps = Steps {
    least: &[300.0, 150.0, 75.0, 30.0],
    names: &[
        "300 ratings or more",
        "150\u{2013}299",
        "75\u{2013}149",
        "30\u{2013}74",
        "fewer",
    ],
};
const YOURS: Steps = Steps {
    least: &[4.25, 3.75, 3.25, 2.75],
    names: &[
        "4\u{bc} stars or more",
        "3\u{be} to 4\u{bc}",
        "3\u{bc} to 3\u{be}",
        "2\u{be} to 3\u{bc}",
        "less",
    ],
};

impl Steps {
    fn style(&self, value: f32) -> usize {
        let row = self.least.iter().position(|least| value >= *least);
        row.unwrap_or(self.least.len())
    }
}

/// What the reader knows of movies besides the map.
pub struct Reader<'r> {
    /// What they rated.
    pub ratings: &'r [(MovieIdx, Stars)],
    /// What the person of the list on Tonight would give, [n_movies]; empty where nobody asked.
    pub predicted: &'r [f32],
}

/// What the map is coloured by.
fn steps(choices: &Choices, reader: &Reader<'_>) -> Option<&'static Steps> {
    match choices.word(Knob::Overlay) {
        "year" => Some(&YEARS),
        "known" => Some(&KNOWN),
        "yours" if !reader.predicted.is_empty() => Some(&YOURS),
        _ => None,
    }
}

/// Where the reader is: the mean place of the movies that they like; nothing where they like none.
fn place_of(
    ratings: &[(MovieIdx, Stars)],
    place: &dyn Fn(MovieIdx) -> Option<[f64; 2]>,
) -> Option<[f64; 2]> {
    let liked = ratings.iter().filter(|it| it.1.is_liked());
    let places: Vec<[f64; 2]> = liked.filter_map(|it| place(it.0)).collect();
    let n = places.len() as f64;
    let mean = |axis: usize| places.iter().map(|it| it[axis]).sum::<f64>() / n;
    (!places.is_empty()).then(|| [mean(0), mean(1)])
}

/// Draws the map, with the neighbours of a movie where one is chosen, and the reader's place.
#[must_use]
pub fn figure(
    results: &MapResults,
    catalogue: &Catalogue,
    choices: &Choices,
    neighbours: &[(MovieIdx, f32)],
    reader: &Reader<'_>,
) -> Option<Figure> {
    let kinds = kinds(catalogue);
    let steps = steps(choices, reader);
    let chosen = choices.movie(Knob::Movie);
    let at = |movie: MovieId| {
        let row = results.movies.binary_search(&movie).ok()?;
        // From the bottom, as all charts have it.
        let y = results.extent.saturating_sub(*results.y.get(row)?);
        Some([f64::from(*results.x.get(row)?), f64::from(y)])
    };
    let id_of = |movie: MovieIdx| catalogue.movies.get(movie.row()).map(|it| it.id);
    let is_near = |movie: MovieIdx| neighbours.iter().any(|it| it.0 == movie);
    // The best known first: they keep their names.
    let mut rows: Vec<usize> = (0..catalogue.movies.len()).collect();
    let known = |row: &usize| catalogue.n_ratings.get(*row).copied().unwrap_or(0);
    order::sort(&mut rows, &|a, b| known(b).cmp(&known(a)));
    let mut spots = Vec::new();
    let mut table = Table::new(["movie", "genres", "x", "y"], []);
    for row in rows {
        let movie = &catalogue.movies[row];
        let Some([x, y]) = at(movie.id) else {
            continue;
        };
        let genres: Vec<&str> = movie
            .genre_rows()
            .filter_map(|row| catalogue.genres.get(row).map(String::as_str))
            .collect();
        table.rows.push(vec![
            format::title(movie),
            genres.join(", "),
            decimal(x, 0),
            decimal(y, 0),
        ]);
        spots.push(Spot {
            x,
            y,
            style: steps.map_or_else(
                || style(movie.genres, &kinds),
                |steps| {
                    let number = match choices.word(Knob::Overlay) {
                        "year" => movie.year.map(f32::from),
                        "known" => Some(known(&row) as f32),
                        _ => reader.predicted.get(row).copied(),
                    };
                    number.map_or(OTHER, |it| steps.style(it))
                },
            ),
            name: format::title(movie),
            note: genres.join(", ").to_ascii_lowercase(),
            is_marked: chosen == Some(movie.id) || is_near(MovieIdx(row as u32)),
        });
    }
    if spots.is_empty() {
        return None;
    }
    let yours = place_of(reader.ratings, &|movie| at(id_of(movie)?));
    if let Some([x, y]) = yours {
        spots.push(Spot {
            x,
            y,
            style: YOU,
            name: "you".to_owned(),
            note: "the middle of the movies that you like".to_owned(),
            is_marked: true,
        });
    }
    let names = kinds.iter().filter_map(|row| catalogue.genres.get(*row));
    let mut kinds: Vec<(String, usize)> = match steps {
        Some(steps) => steps
            .names
            .iter()
            .map(|it| (*it).to_owned())
            .zip(0..)
            .collect(),
        None => names.cloned().zip(0..).collect(),
    };
    if steps.is_none() || spots.iter().any(|it| it.style == OTHER) {
        let other = if steps.is_none() {
            "other"
        } else {
            "not known"
        };
        kinds.push((other.to_owned(), OTHER));
    }
    if yours.is_some() {
        kinds.push(("you".to_owned(), YOU));
    }
    let extent = f64::from(results.extent);
    let window = match choices.word(Knob::Zoom) {
        "near" => chosen.and_then(at).or(yours),
        _ => None,
    };
    let window = window.map(|[x, y]| {
        let half = extent * NEAR / 2.0;
        [x - half, y + half, x + half, y - half]
    });
    let is_near = window.is_some();
    let claim = format!(
        "On the plane, {} of a movie\u{2019}s ten nearest neighbours are still among its ten nearest.",
        percent(results.neighbours_kept.into())
    );
    Some(Figure {
        note: format!(
            "{}{}",
            results.method,
            match steps {
                None => " A movie of several genres has the colour of the smallest of them.",
                Some(_) => "",
            }
        ),
        chart: Chart::Scatter(Scatter {
            said: format!("{claim} {} movies.", table.rows.len()),
            kinds,
            spots,
            window,
            most_names: if is_near { 40 } else { 14 },
            ..Scatter::default()
        }),
        table,
        claim,
        how: How {
            protocol: format!(
                "{} Trustworthiness at 12 neighbours: {}.",
                results.head.protocol,
                decimal(results.trustworthiness, 3)
            ),
            ..How::of(&results.head, ResultsFile::Map)
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;
    use crate::testing::{catalogue, movie};

    const fn nobody() -> Reader<'static> {
        Reader {
            ratings: &[],
            predicted: &[],
        }
    }

    #[test]
    fn every_step_of_a_number_has_a_name_and_a_style() {
        for steps in [&YEARS, &KNOWN, &YOURS] {
            assert_eq!(steps.names.len(), steps.least.len() + 1);
            assert!(steps.least.windows(2).all(|pair| pair[0] > pair[1]));
            assert_eq!(steps.style(steps.least[0]), 0);
            assert_eq!(steps.style(0.0), steps.least.len());
            assert!(steps.least.len() < OTHER);
        }
    }

    #[test]
    fn a_map_of_numbers_has_their_names_and_no_genres() {
        let mut choices = Choices::default();
        choices.set(Knob::Overlay, 2);
        let figure = super::figure(&read(), &few(), &choices, &[], &nobody()).unwrap();
        let Chart::Scatter(chart) = &figure.chart else {
            panic!("{figure:?}");
        };
        assert_eq!(chart.kinds[0].0, KNOWN.names[0]);
        assert_eq!(chart.spots[0].style, KNOWN.style(50.0));
        // Nobody's stars are asked for where they cannot be had.
        choices.set(Knob::Overlay, 3);
        let figure = super::figure(&read(), &few(), &choices, &[], &nobody()).unwrap();
        assert!(!figure.note.is_empty());
    }

    fn few() -> Catalogue {
        let mut catalogue = catalogue([
            (movie(1, "One"), 5),
            (movie(2, "Two"), 50),
            (movie(9, "Nine"), 7),
        ]);
        catalogue.genres = ["Drama", "Horror"].map(str::to_owned).into();
        catalogue.movies[0].genres = 0b11;
        catalogue.movies[1].genres = 0b01;
        catalogue
    }

    #[test]
    fn movies_of_the_file_are_drawn_and_the_best_known_comes_first() {
        let figure = figure(&read(), &few(), &Choices::default(), &[], &nobody()).unwrap();
        let Chart::Scatter(chart) = &figure.chart else {
            panic!("{figure:?}");
        };
        let names: Vec<&str> = chart.spots.iter().map(|it| it.name.as_str()).collect();
        assert_eq!(names, ["Two", "One"]);
        assert_eq!(chart.spots[1].style, 1, "horror says more than drama");
        assert!(figure.claim.contains("40 %"), "{}", figure.claim);
    }

    #[test]
    fn the_reader_is_in_the_middle_of_what_they_like() {
        let stars = |it: u8| Stars::try_from(it).unwrap();
        let ratings = [
            (MovieIdx(0), stars(5)),
            (MovieIdx(1), stars(4)),
            (MovieIdx(2), stars(1)),
        ];
        let place = |movie: MovieIdx| Some([f64::from(movie.0) * 10.0, 4.0]);
        assert_eq!(place_of(&ratings, &place), Some([5.0, 4.0]));
        assert_eq!(place_of(&ratings[2..], &place), None);
        let reader = Reader {
            ratings: &ratings,
            ..nobody()
        };
        let figure = figure(&read(), &few(), &Choices::default(), &[], &reader).unwrap();
        assert!(
            figure
                .chart
                .svg(crate::charts::Size::Wide, None)
                .contains(">you<")
        );
    }

    #[test]
    fn what_is_near_is_marked() {
        let mut choices = Choices::default();
        choices.set_movie(Knob::Movie, Some(MovieId(1)));
        let near = [(MovieIdx(1), 0.9)];
        let figure = figure(&read(), &few(), &choices, &near, &nobody()).unwrap();
        let Chart::Scatter(chart) = &figure.chart else {
            panic!("{figure:?}");
        };
        assert_eq!(chart.spots.iter().filter(|it| it.is_marked).count(), 2);
    }

    #[test]
    fn a_map_of_other_movies_is_not_drawn() {
        let other = catalogue([(movie(77, "Other"), 5)]);
        assert_eq!(
            figure(&read(), &other, &Choices::default(), &[], &nobody()),
            None
        );
    }
}
