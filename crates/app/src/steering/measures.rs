//! What steering does to the list that is shown, beside the list as it would be without.

use crate::levers::Lever;
use crate::words;
use matinee_core::decimal::decimal;
use matinee_engine::artifact::Catalogue;
use matinee_engine::engine::Recommendation;
use matinee_engine::features::genre_distance;

/// What a lever changes in a list.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measures {
    /// Mean predicted stars of an entry.
    pub stars: f32,
    /// Mean share of the users who have rated an entry, 0 to 1.
    pub seen_by: f64,
    /// Genres that an entry has.
    pub n_genres: u32,
    /// Intra-list distance; `None` for fewer than two entries.
    pub distance: Option<f64>,
}

/// A lever's read-out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// What the list is like.
    pub now: String,
    /// What it is like without steering; nothing where no lever is moved.
    pub before: String,
}

impl Measures {
    /// Of a list; `None` for an empty one.
    #[must_use]
    pub fn of(list: &[Recommendation], catalogue: &Catalogue, n_users: usize) -> Option<Self> {
        let rows = || list.iter().map(|entry| entry.movie.row());
        let genres: Vec<u32> = rows().map(|row| catalogue.movies[row].genres).collect();
        let stars: f32 = list.iter().map(|entry| entry.stars.stars()).sum();
        let n_ratings: f64 = rows().map(|row| f64::from(catalogue.n_ratings[row])).sum();
        (!list.is_empty()).then(|| Self {
            stars: stars / list.len() as f32,
            seen_by: n_ratings / (list.len() * n_users.max(1)) as f64,
            n_genres: genres.iter().fold(0, |all, it| all | it).count_ones(),
            distance: genre_distance(&genres),
        })
    }

    fn distance(&self) -> Option<String> {
        self.distance.map(|distance| decimal(distance, 2))
    }
}

/// What a lever's read-out says of the list that is shown. `before` is the list without steering,
/// where a lever is moved.
#[must_use]
pub fn reading(lever: Lever, shown: &Measures, before: Option<&Measures>) -> Reading {
    let (mut now, was): (_, fn(&Measures) -> String) = match lever {
        Lever::Stars => {
            let stars = decimal(shown.stars, 2);
            let now = format!("{stars} predicted stars on average");
            (now, |it| decimal(it.stars, 2))
        }
        Lever::Obscure => {
            let seen_by = words::percent(shown.seen_by);
            let now = format!("Seen by {seen_by} of users on average");
            (now, |it| words::percent(it.seen_by))
        }
        Lever::Varied => {
            let genres = words::counted(shown.n_genres as usize, "genre", "genres");
            (genres, |it| it.n_genres.to_string())
        }
    };
    let mut before_words = before.map_or(String::new(), |it| format!("instead of {}", was(it)));
    if lever == Lever::Varied {
        for (words, joint, list) in [
            (&mut now, ", distance ", Some(shown)),
            (&mut before_words, " and ", before),
        ] {
            if let Some(distance) = list.and_then(Measures::distance) {
                *words += joint;
                *words += &distance;
            }
        }
    }
    Reading {
        now,
        before: before_words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_core::domain::{MovieId, MovieIdx, Score};
    use matinee_data::dataset::Movie;
    use matinee_engine::engine::Likely;

    /// The measures of a list of movies with these genres and numbers of ratings, among ten users.
    fn measures(movies: &[(u32, u32)]) -> Option<Measures> {
        let movie = |genres: u32| Movie {
            id: MovieId(1),
            title: String::new(),
            year: None,
            released: None,
            genres,
        };
        let catalogue = Catalogue {
            aliases: Vec::new(),
            genres: Vec::new(),
            movies: movies.iter().map(|(genres, _)| movie(*genres)).collect(),
            n_ratings: movies.iter().map(|(_, n)| *n).collect(),
            n_liked: vec![0; movies.len()],
        };
        let entry = |movie: u32| Recommendation {
            movie: MovieIdx(movie),
            stars: Score::clip(3.0),
            likely: Likely::around(Score::clip(3.0), 1.0),
            ranking_score: 0.0,
        };
        let list: Vec<_> = (0..movies.len() as u32).map(entry).collect();
        Measures::of(&list, &catalogue, 10)
    }

    #[test]
    fn a_list_is_measured_by_who_saw_it_and_by_its_genres() {
        let found = measures(&[(0b001, 4), (0b110, 2)]).expect("it has movies");
        assert!((found.seen_by - 0.3).abs() < 1e-12);
        assert_eq!(found.n_genres, 3);
        assert_eq!(found.distance, Some(1.0));
    }

    #[test]
    fn an_empty_list_has_no_measures_and_one_movie_has_no_distance() {
        assert_eq!(measures(&[]), None);
        assert_eq!(measures(&[(1, 1)]).and_then(|it| it.distance), None);
    }

    #[test]
    fn a_reading_names_the_list_before_only_where_a_lever_is_moved() {
        let (shown, before) = (measures(&[(1, 2), (1, 2)]), measures(&[(1, 4), (2, 4)]));
        let (shown, before) = (shown.expect("movies"), before.expect("movies"));
        let stars = reading(Lever::Stars, &shown, Some(&before));
        assert_eq!(stars.now, "3.00 predicted stars on average");
        assert_eq!(stars.before, "instead of 3.00");
        let still = reading(Lever::Obscure, &shown, None);
        assert_eq!(still.now, "Seen by 20 % of users on average");
        assert_eq!(still.before, "");
        let moved = reading(Lever::Obscure, &shown, Some(&before));
        assert_eq!(moved.before, "instead of 40 %");
        let varied = reading(Lever::Varied, &shown, Some(&before));
        assert_eq!(varied.now, "1 genre, distance 0.00");
        assert_eq!(varied.before, "instead of 2 and 1.00");
    }
}
