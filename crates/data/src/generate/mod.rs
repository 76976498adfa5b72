//! A made-up data set in the format of any MovieLens, with a planted structure.
//!
//! The official files may not be redistributed, so tests and demonstrations run on files made
//! here. They look like MovieLens 100K, and their stars follow a rule that is known: a model that
//! works comes close to [`Planted::rmse_floor`], and one that does not, does not.

mod config;
mod entries;
mod names;
mod ratings;

use matinee_core::domain::StarScale;

use crate::formats::movielens_100k::RawFiles;
use crate::formats::movielens_100k::write::{write_genres, write_occupations, write_ratings};
use crate::formats::movielens_csv::{self, CsvFiles};
use crate::formats::movielens_dat::write::TextEncoding;
use crate::formats::movielens_dat::{self, DatFiles};
use crate::formats::{self, DataFile, DataSet, NotWritable};
use crate::raw::RawRating;

use entries::{Entry, Person};

pub use config::{GeneratorConfig, GeneratorError};
pub use ratings::Planted;

/// What made-up data says of itself.
const NOTICE: &str = "Made from made-up data: these people and these ratings do not exist. It was \
made with Matinee's generator and may be used and passed on freely.\n";

/// A format that made-up data can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The five files: whole stars, everything known of people and movies.
    MovieLens100K,
    /// `::` tables in Latin-1: whole stars, people with the bracket of their age.
    MovieLens1M,
    /// `::` tables in UTF-8: half stars, nothing known of people.
    MovieLens10M,
    /// CSV with links to other services: half stars, nothing known of people.
    Csv,
}

impl Format {
    const fn scale(self) -> StarScale {
        match self {
            Self::MovieLens100K | Self::MovieLens1M => StarScale::Whole,
            Self::MovieLens10M | Self::Csv => StarScale::Half,
        }
    }
}

/// Makes up the five files, and says by which rule.
///
/// Raw ids are 1 to `n_users` and 1 to `n_movies`. The same configuration gives the same bytes.
///
/// # Errors
/// A configuration that no files can follow.
pub fn generate(config: &GeneratorConfig) -> Result<(RawFiles, Planted), GeneratorError> {
    let (made, planted) = MadeUp::draw(config, StarScale::Whole)?;
    Ok((made.five_files(config)?, planted))
}

/// As [`generate`], in any format. People, movies and pairs are the same in all of them, and the stars
/// in those of one scale; titles have the oddities of the format.
///
/// # Errors
/// A configuration that no files can follow.
pub fn generate_in(
    config: &GeneratorConfig,
    format: Format,
) -> Result<(DataSet, Planted), GeneratorError> {
    let (made, planted) = MadeUp::draw(config, format.scale())?;
    let files = match format {
        Format::MovieLens100K => DataSet::MovieLens100K(made.five_files(config)?),
        Format::MovieLens1M => DataSet::Dat(DatFiles {
            users: Some(file("users.dat", entries::write_dat_people(&made.people)?)),
            ..made.dat_files(TextEncoding::Latin1)?
        }),
        Format::MovieLens10M => DataSet::Dat(made.dat_files(TextEncoding::Utf8)?),
        Format::Csv => DataSet::Csv(made.csv_files()),
    };
    Ok((files, planted))
}

/// What was drawn, in no format yet.
struct MadeUp {
    people: Vec<Person>,
    catalogue: Vec<Entry>,
    ratings: Vec<RawRating>,
}

impl MadeUp {
    fn draw(config: &GeneratorConfig, scale: StarScale) -> Result<(Self, Planted), GeneratorError> {
        config.check()?;
        let people = entries::draw_people(config);
        let catalogue = entries::draw_movies(config);
        let mut planted = Planted::draw(config, scale, &people, &catalogue);
        let ratings = ratings::draw_ratings(config, &mut planted);
        let made = Self {
            people,
            catalogue,
            ratings,
        };
        Ok((made, planted))
    }

    fn five_files(&self, config: &GeneratorConfig) -> Result<RawFiles, NotWritable> {
        Ok(RawFiles {
            ratings: write_ratings(&self.ratings),
            movies: entries::write_movies(&self.catalogue, config.n_genres)?,
            users: entries::write_people(&self.people)?,
            genres: write_genres(&names::GENRES[..config.n_genres])?,
            occupations: write_occupations(&names::OCCUPATIONS)?,
            notice: Some(NOTICE.into()),
        })
    }

    fn dat_files(&self, encoding: TextEncoding) -> Result<DatFiles, NotWritable> {
        let movies = entries::write_dat_movies(&self.catalogue, encoding)?;
        Ok(DatFiles {
            ratings: file(
                "ratings.dat",
                movielens_dat::write::write_ratings(&self.ratings),
            ),
            movies: file("movies.dat", movies),
            notice: Some(file(formats::NOTICE, NOTICE.into())),
            ..DatFiles::default()
        })
    }

    fn csv_files(&self) -> CsvFiles {
        let [movies, links] = entries::write_csv_movies(&self.catalogue);
        CsvFiles {
            ratings: file(
                "ratings.csv",
                movielens_csv::write::write_ratings(&self.ratings),
            ),
            movies: file("movies.csv", movies),
            links: Some(file("links.csv", links)),
            readme: None,
            notice: Some(file(formats::NOTICE, NOTICE.into())),
        }
    }
}

fn file(name: &str, bytes: Vec<u8>) -> DataFile {
    DataFile {
        name: name.to_owned(),
        bytes,
    }
}

#[cfg(test)]
mod tests {
    //! Made-up data is what it should be: it can be read, follows its rule, and is the same again.

    use std::collections::{HashMap, HashSet};

    use super::*;
    use crate::raw::RawTables;
    use crate::raw::Source;
    use matinee_core::domain::{MovieId, UserId};

    fn made(config: &GeneratorConfig) -> (RawTables, Planted) {
        let (files, planted) = generate(config).unwrap();
        (files.read().unwrap(), planted)
    }

    /// Root of the mean squared difference between the given stars and `predict(row number)`.
    fn rmse(tables: &RawTables, predict: impl Fn(usize) -> f64) -> f64 {
        let squares = tables.ratings.iter().enumerate().map(|(row, rating)| {
            let error = predict(row) - rating.stars.as_f64();
            error * error
        });
        (squares.sum::<f64>() / tables.ratings.len() as f64).sqrt()
    }

    fn mean_stars(tables: &RawTables) -> f64 {
        let stars = tables.ratings.iter().map(|rating| rating.stars.as_f64());
        stars.sum::<f64>() / tables.ratings.len() as f64
    }

    /// Predictions of user and movie biases, each shrunk by 5 ratings, fitted on all rows.
    fn bias_predictions(tables: &RawTables) -> Vec<f64> {
        let stars = |row: usize| tables.ratings[row].stars.as_f64();
        let mut predictions = vec![mean_stars(tables); tables.ratings.len()];
        for _ in 0..3 {
            for by_user in [false, true] {
                let key = |row: usize| {
                    let rating = &tables.ratings[row];
                    if by_user {
                        rating.user.0
                    } else {
                        rating.movie.0
                    }
                };
                let mut sums: HashMap<u32, (f64, f64)> = HashMap::new();
                for (row, prediction) in predictions.iter().enumerate() {
                    let sum = sums.entry(key(row)).or_default();
                    *sum = (sum.0 + stars(row) - prediction, sum.1 + 1.0);
                }
                for (row, prediction) in predictions.iter_mut().enumerate() {
                    let (sum, n) = sums[&key(row)];
                    *prediction += sum / (n + 5.0);
                }
            }
        }
        predictions
    }

    #[test]
    fn the_files_hold_as_much_as_was_asked_for() {
        let config = GeneratorConfig::small();
        let (tables, _) = made(&config);
        assert_eq!(tables.users.len(), config.n_users as usize);
        assert_eq!(tables.movies.len(), config.n_movies as usize);
        assert_eq!(tables.ratings.len(), config.n_ratings as usize);
        assert_eq!(tables.genres.len(), config.n_genres);
    }

    #[test]
    fn a_seed_gives_the_same_bytes_again_and_another_seed_others() {
        let config = GeneratorConfig::small();
        let files = |seed| generate(&GeneratorConfig { seed, ..config }).unwrap().0;
        assert_eq!(files(1), files(1));
        assert_ne!(files(1).ratings, files(2).ratings);
    }

    #[test]
    fn every_user_has_twenty_ratings_where_there_are_enough() {
        let (tables, _) = made(&GeneratorConfig::small());
        let mut counts: HashMap<_, u32> = HashMap::new();
        for rating in &tables.ratings {
            *counts.entry(rating.user).or_default() += 1;
        }
        assert_eq!(counts.len(), tables.users.len());
        assert!(
            counts.values().all(|n| *n >= 20),
            "{:?}",
            counts.values().min()
        );
    }

    #[test]
    fn a_few_movies_have_most_of_the_ratings() {
        let (tables, _) = made(&GeneratorConfig::default());
        let mut counts = vec![0_usize; tables.movies.len()];
        for rating in &tables.ratings {
            counts[rating.movie.0 as usize - 1] += 1;
        }
        counts.sort_unstable_by(|a, b| b.cmp(a));
        let first_fifth: usize = counts[..counts.len() / 5].iter().sum();
        assert!(first_fifth * 2 > tables.ratings.len(), "{first_fifth}");
    }

    #[test]
    fn titles_are_unique_and_some_have_articles_and_letters_beyond_ascii() {
        let (files, _) = generate(&GeneratorConfig::default()).unwrap();
        let tables = files.read().unwrap();
        let titles: HashSet<&str> = tables
            .movies
            .iter()
            .map(|movie| movie.title.as_str())
            .collect();
        assert_eq!(titles.len(), tables.movies.len());
        assert!(titles.iter().any(|title| !title.is_ascii()));
        assert!(titles.iter().any(|title| title.starts_with("The ")));
        assert!(titles.iter().any(|title| title.starts_with("L'")));
    }

    /// Who knows the rule does as well as the noise allows, and better than biases can.
    #[test]
    fn the_planted_structure_can_be_recovered() {
        let (tables, planted) = made(&GeneratorConfig::default());
        let known = rmse(&tables, |row| {
            let rating = &tables.ratings[row];
            f64::from(
                planted
                    .expected_stars(rating.user, rating.movie)
                    .unwrap()
                    .stars(),
            )
        });
        let floor = f64::from(planted.rmse_floor());
        assert!(
            (known / floor - 1.0).abs() < 0.01,
            "{known} against the floor {floor}"
        );

        let biases = bias_predictions(&tables);
        let biases = rmse(&tables, |row| biases[row]);
        let mean = mean_stars(&tables);
        let mean = rmse(&tables, |_| mean);
        assert!(floor < 0.9 * biases, "floor {floor}, biases {biases}");
        assert!(biases < 0.95 * mean, "biases {biases}, mean {mean}");
    }

    #[test]
    fn the_mean_is_near_that_of_movielens_100k() {
        let (tables, _) = made(&GeneratorConfig::default());
        let mean = mean_stars(&tables);
        assert!((3.4..3.7).contains(&mean), "{mean}");
    }

    #[test]
    fn without_noise_the_expected_stars_are_the_given_ones() {
        let (tables, planted) = made(&GeneratorConfig {
            noise: 0.0,
            ..GeneratorConfig::small()
        });
        for rating in &tables.ratings {
            let expected = planted.expected_stars(rating.user, rating.movie).unwrap();
            assert_eq!(expected.stars(), rating.stars.as_f32());
        }
        assert_eq!(planted.rmse_floor(), 0.0);
    }

    #[test]
    fn every_pair_can_be_rated() {
        let config = GeneratorConfig {
            n_users: 7,
            n_movies: 9,
            n_ratings: 63,
            ..GeneratorConfig::small()
        };
        assert_eq!(made(&config).0.ratings.len(), 63);
    }

    #[test]
    fn one_user_one_movie_and_no_taste_are_enough() {
        let config = GeneratorConfig {
            n_users: 1,
            n_movies: 1,
            n_ratings: 1,
            rank: 0,
            ..GeneratorConfig::small()
        };
        assert_eq!(made(&config).0.ratings.len(), 1);
    }

    #[test]
    fn movies_are_listed_twice_where_that_is_asked_for() {
        let config = GeneratorConfig {
            n_twins: 12,
            ..GeneratorConfig::small()
        };
        let (tables, planted) = made(&config);
        let mut numbers: HashMap<_, Vec<MovieId>> = HashMap::new();
        for movie in &tables.movies {
            let name = (movie.title.as_str(), movie.year);
            numbers.entry(name).or_default().push(movie.id);
        }
        let twins: Vec<_> = numbers.values().filter(|ids| ids.len() > 1).collect();
        assert_eq!(twins.len(), 12);
        let mut n_rated_twice = 0;
        for twin in twins {
            let [first, second] = twin[..] else {
                panic!("{twin:?}");
            };
            let raters = |movie| -> HashSet<UserId> {
                let rows = tables.ratings.iter().filter(|row| row.movie == movie);
                rows.map(|row| row.user).collect()
            };
            n_rated_twice += raters(first).intersection(&raters(second)).count();
            for user in tables.users.iter().map(|user| user.id) {
                let stars = |movie| planted.expected_stars(user, movie);
                assert_eq!(stars(first), stars(second));
            }
        }
        assert!(n_rated_twice > 0);
        // The rest is what it would be without them.
        let (plain, _) = made(&GeneratorConfig::small());
        let n = plain.movies.len() - 12;
        assert_eq!(tables.movies[..n], plain.movies[..n]);
        assert_eq!(tables.users, plain.users);
    }

    #[test]
    fn a_hundred_thousand_movies_are_made() {
        let config = GeneratorConfig {
            n_movies: 100_000,
            ..GeneratorConfig::small()
        };
        assert_eq!(made(&config).0.movies.len(), 100_000);
    }
}
