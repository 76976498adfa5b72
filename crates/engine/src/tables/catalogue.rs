//! The movies, and how they lie in the file: column by column, because what is alike compresses
//! well when it lies together.

use serde::{Deserialize, Serialize};

use matinee_core::domain::{MovieId, MovieIdx, Rating, StarScale};
use matinee_core::ready::{Pause, at_once, no_pause};
use matinee_data::dataset::{Movie, ReleaseDate, Tables};

use super::elsewhere;

/// The movies that can be recommended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Columns", into = "Columns")]
pub struct Catalogue {
    /// Genre names; bit `g` of [`Movie::genres`] is row `g`.
    pub genres: Vec<String>,
    /// The ratings that can be given.
    pub scale: StarScale,
    /// Row `i` is the movie with [`MovieIdx`] `i`; ascending by raw id up to [`Catalogue::n_first`], and
    /// again from there on.
    pub movies: Vec<Movie>,
    /// How many of them come in the first part of a file ([`crate::artifact::Parts`]): all, or those
    /// that a page's first list is most likely of.
    pub n_first: usize,
    /// Further raw ids, ascending, each with the movie that it names: those of entries that were
    /// merged into a movie when the data set was cleaned.
    pub aliases: Vec<(MovieId, MovieIdx)>,
    /// Number of training ratings of each movie.
    pub n_ratings: Vec<u32>,
    /// Number of training ratings of 4 stars or more of each movie.
    pub n_liked: Vec<u32>,
}

impl Catalogue {
    /// The movies of a data set, with how often they were rated in these rows.
    ///
    /// # Panics
    /// When a row has an index that is not one of the movies; so does the method below.
    #[must_use]
    pub fn of(tables: &Tables, training: &[Rating]) -> Self {
        let aliases = tables.movie_ids.aliases().iter();
        let catalogue = Self {
            genres: tables.genres.clone(),
            scale: tables.scale,
            n_first: tables.movies.len(),
            movies: tables.movies.clone(),
            aliases: aliases.map(|(id, row)| (*id, MovieIdx(*row))).collect(),
            n_ratings: Vec::new(),
            n_liked: Vec::new(),
        };
        catalogue.counted(training)
    }

    /// The same movies, with how often they were rated in these rows.
    #[must_use]
    pub fn counted(self, training: &[Rating]) -> Self {
        let mut n_ratings = vec![0; self.movies.len()];
        let mut n_liked = n_ratings.clone();
        for rating in training {
            n_ratings[rating.movie.row()] += 1;
            n_liked[rating.movie.row()] += u32::from(rating.stars.is_liked());
        }
        Self {
            n_ratings,
            n_liked,
            ..self
        }
    }

    /// Movies, ascending by raw id, that nobody has rated and whose genres have no names.
    #[cfg(test)]
    pub(crate) fn unrated(movies: Vec<Movie>) -> Self {
        Self {
            genres: Vec::new(),
            scale: StarScale::Whole,
            aliases: Vec::new(),
            n_ratings: vec![0; movies.len()],
            n_liked: vec![0; movies.len()],
            n_first: movies.len(),
            movies,
        }
    }

    /// The movies of these rows in this order, of which `n_first` come in the first part of a file.
    ///
    /// # Panics
    /// When there is no such row, or nothing is counted.
    #[must_use]
    pub(crate) fn of_rows(&self, rows: &[usize], n_first: usize) -> Self {
        let new = self.renumbering(rows);
        let aliases = self.aliases.iter();
        Self {
            genres: self.genres.clone(),
            scale: self.scale,
            movies: rows.iter().map(|row| self.movies[*row].clone()).collect(),
            n_first,
            aliases: aliases
                .filter_map(|(id, movie)| Some((*id, new[movie.row()]?)))
                .collect(),
            n_ratings: rows.iter().map(|row| self.n_ratings[*row]).collect(),
            n_liked: rows.iter().map(|row| self.n_liked[*row]).collect(),
        }
    }

    /// [n_movies]: where each movie is among these rows.
    pub(crate) fn renumbering(&self, rows: &[usize]) -> Vec<Option<MovieIdx>> {
        let mut new = vec![None; self.movies.len()];
        for (to, from) in (0..).zip(rows) {
            new[*from] = Some(MovieIdx(to));
        }
        new
    }

    /// The first and the last year of its movies.
    #[must_use]
    pub fn years(&self) -> Option<(u16, u16)> {
        let years = || self.movies.iter().filter_map(|movie| movie.year);
        Some((years().min()?, years().max()?))
    }

    /// The two runs of movies, each ascending by raw id, with the row that each begins at.
    pub(crate) fn runs(&self) -> [(usize, &[Movie]); 2] {
        let n_first = self.n_first.min(self.movies.len());
        let (first, rest) = self.movies.split_at(n_first);
        [(0, first), (n_first, rest)]
    }

    /// The movie that a raw id names.
    #[must_use]
    pub fn movie_idx(&self, id: MovieId) -> Option<MovieIdx> {
        self.row_of(id).or_else(|| {
            let alias = self.aliases.binary_search_by_key(&id, |(alias, _)| *alias);
            alias.ok().map(|row| self.aliases[row].1)
        })
    }

    /// The movie that has a raw id of its own.
    pub(crate) fn row_of(&self, id: MovieId) -> Option<MovieIdx> {
        self.runs().into_iter().find_map(|(begin, run)| {
            let row = run.binary_search_by_key(&id, |movie| movie.id).ok()?;
            Some(MovieIdx((begin + row) as u32))
        })
    }

    /// The raw id that stands for the movie that a raw id names: `id` itself, unless it is an alias.
    /// An id that names no movie stays as it is.
    #[must_use]
    pub fn main_id(&self, id: MovieId) -> MovieId {
        let movie = self.movie_idx(id);
        movie.map_or(id, |movie| self.movies[movie.row()].id)
    }
}

/// Movies that are made without a pause: some milliseconds.
const PIECE: usize = 4096;

/// Between two titles: no title has it, see `artifact::validate`.
pub(crate) const TITLE_END: char = '\n';

/// A catalogue as it lies in the file.
#[derive(Serialize, Deserialize)]
pub(crate) struct Columns {
    genres: Vec<String>,
    scale: StarScale,
    /// Each less the one before it, modulo 2³².
    ids: Vec<u32>,
    /// A [`TITLE_END`] after each.
    titles: String,
    years: Vec<Option<u16>>,
    /// Years since the year in the title, or since 0; month.
    released: Vec<Option<(i32, u8)>>,
    genre_sets: Vec<u32>,
    /// Numbers at IMDb: see [`elsewhere`]; so the next.
    imdb: Vec<u8>,
    tmdb: Vec<u8>,
    n_ratings: Vec<u32>,
    n_liked: Vec<u32>,
    aliases: Vec<(MovieId, MovieIdx)>,
    n_first: u32,
}

impl From<Catalogue> for Columns {
    fn from(catalogue: Catalogue) -> Self {
        let movies = &catalogue.movies;
        let mut last = 0;
        let ids = movies.iter().map(|movie| {
            let gap = movie.id.0.wrapping_sub(last);
            last = movie.id.0;
            gap
        });
        let mut titles = String::new();
        for movie in movies {
            titles += &movie.title;
            titles.push(TITLE_END);
        }
        let released = |movie: &Movie| {
            let since = i32::from(movie.year.unwrap_or(0));
            let date = movie.released?;
            Some((i32::from(date.year) - since, date.month))
        };
        let years: Vec<_> = movies.iter().map(|movie| movie.year).collect();
        let elsewhere = |number: fn(&Movie) -> Option<u32>| {
            elsewhere::encode(&years, &movies.iter().map(number).collect::<Vec<_>>())
        };
        Self {
            ids: ids.collect(),
            titles,
            imdb: elsewhere(|movie| movie.imdb),
            tmdb: elsewhere(|movie| movie.tmdb),
            years,
            released: movies.iter().map(released).collect(),
            genre_sets: movies.iter().map(|movie| movie.genres).collect(),
            genres: catalogue.genres,
            scale: catalogue.scale,
            n_ratings: catalogue.n_ratings,
            n_liked: catalogue.n_liked,
            aliases: catalogue.aliases,
            n_first: catalogue.n_first as u32,
        }
    }
}

impl TryFrom<Columns> for Catalogue {
    type Error = &'static str;

    fn try_from(columns: Columns) -> Result<Self, Self::Error> {
        at_once(columns.into_catalogue(&no_pause))
    }
}

impl Columns {
    /// The catalogue, made in pieces of a few milliseconds, `pause` after each.
    ///
    /// # Errors
    /// Columns that do not fit.
    pub(crate) async fn into_catalogue(self, pause: Pause<'_>) -> Result<Catalogue, &'static str> {
        let columns = self;
        let n = columns.ids.len();
        if [
            columns.years.len(),
            columns.released.len(),
            columns.genre_sets.len(),
        ] != [n; 3]
        {
            return Err("columns of different lengths");
        }
        let elsewhere = |bytes: &[u8]| {
            elsewhere::decode(&columns.years, bytes)
                .ok_or("numbers that are not those of the movies")
        };
        let imdb = elsewhere(&columns.imdb)?;
        pause().await;
        let tmdb = elsewhere(&columns.tmdb)?;
        let mut titles = columns.titles.split_terminator(TITLE_END);
        let mut id = 0_u32;
        let mut movies = Vec::with_capacity(n);
        for row in 0..n {
            if row % PIECE == 0 {
                pause().await;
            }
            id = id.wrapping_add(columns.ids[row]);
            let year = columns.years[row];
            let date = |(years, month): (i32, u8)| {
                let year = years.checked_add(i32::from(year.unwrap_or(0)));
                let year = year.and_then(|year| u16::try_from(year).ok());
                let year = year.ok_or("a year out of range")?;
                Ok::<_, &'static str>(ReleaseDate { year, month })
            };
            movies.push(Movie {
                id: MovieId(id),
                title: titles.next().ok_or("fewer titles than movies")?.to_owned(),
                year,
                released: columns.released[row].map(date).transpose()?,
                genres: columns.genre_sets[row],
                imdb: imdb[row],
                tmdb: tmdb[row],
            });
        }
        match titles.next() {
            Some(_) => Err("more titles than movies"),
            None => Ok(Catalogue {
                genres: columns.genres,
                scale: columns.scale,
                movies,
                aliases: columns.aliases,
                n_ratings: columns.n_ratings,
                n_liked: columns.n_liked,
                n_first: columns.n_first as usize,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn movie() -> impl Strategy<Value = Movie> {
        let date = prop::option::of((any::<u16>(), 1_u8..=12));
        let year = prop::option::of(any::<u16>());
        let ids = prop::array::uniform2(prop::option::of(any::<u32>()));
        (any::<u32>(), "[^\n]{0,9}", year, date, any::<u32>(), ids).prop_map(
            |(id, title, year, date, genres, [imdb, tmdb])| Movie {
                id: MovieId(id),
                title,
                year,
                released: date.map(|(year, month)| ReleaseDate { year, month }),
                genres,
                imdb,
                tmdb,
            },
        )
    }

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            movies in prop::collection::vec(movie(), 0..20),
            aliases in prop::collection::vec((any::<u32>(), any::<u32>()), 0..5),
            counts in prop::collection::vec(any::<u32>(), 0..5),
        ) {
            let catalogue = Catalogue {
                scale: StarScale::Half,
                genres: vec!["Drama".into()],
                n_first: movies.len() / 2,
                movies,
                aliases: (aliases.into_iter())
                    .map(|(id, movie)| (MovieId(id), MovieIdx(movie)))
                    .collect(),
                n_ratings: counts.clone(),
                n_liked: counts,
            };
            let bytes = postcard::to_stdvec(&catalogue).unwrap();
            prop_assert_eq!(postcard::from_bytes::<Catalogue>(&bytes), Ok(catalogue));
        }
    }

    #[test]
    fn a_movie_is_found_by_its_id_and_by_its_aliases() {
        let movie = |id| Movie {
            id: MovieId(id),
            title: "Heat".into(),
            year: None,
            released: None,
            genres: 0,
            imdb: None,
            tmdb: None,
        };
        let mut catalogue = Catalogue::unrated(vec![movie(3), movie(8)]);
        catalogue.aliases = vec![(MovieId(1), MovieIdx(1)), (MovieId(9), MovieIdx(0))];
        for (id, row, main) in [
            (3, Some(0), 3),
            (8, Some(1), 8),
            (1, Some(1), 8),
            (9, Some(0), 3),
            (2, None, 2),
            (10, None, 10),
        ] {
            assert_eq!(catalogue.movie_idx(MovieId(id)), row.map(MovieIdx), "{id}");
            assert_eq!(catalogue.main_id(MovieId(id)), MovieId(main));
        }
    }

    #[test]
    fn rows_are_found_by_id_in_either_run() {
        let movie = |id| Movie {
            id: MovieId(id),
            title: format!("Movie {id}"),
            year: Some(1990 + id as u16),
            released: None,
            genres: 0,
            imdb: None,
            tmdb: None,
        };
        let mut all = Catalogue::unrated([1, 3, 5, 7].map(movie).into());
        all.aliases = vec![(MovieId(2), MovieIdx(3)), (MovieId(9), MovieIdx(0))];
        all.n_ratings = vec![10, 30, 50, 70];
        let parted = all.of_rows(&[1, 3, 0, 2], 2);
        for (id, row) in [(3, 0), (7, 1), (1, 2), (5, 3), (2, 1), (9, 2)] {
            assert_eq!(parted.movie_idx(MovieId(id)), Some(MovieIdx(row)), "{id}");
        }
        assert_eq!(parted.movie_idx(MovieId(4)), None);
        assert_eq!(parted.n_ratings, [30, 70, 10, 50]);
        // Of a part, what is not in it has no alias.
        let first = parted.of_rows(&[0, 1], 2);
        assert_eq!(first.aliases, [(MovieId(2), MovieIdx(1))]);
        assert_eq!(
            (first.years(), all.years()),
            (Some((1993, 1997)), Some((1991, 1997)))
        );
    }

    #[test]
    fn columns_that_do_not_fit_are_refused() {
        let refused = |change: &dyn Fn(&mut Columns)| {
            let mut columns = Columns {
                scale: StarScale::Whole,
                imdb: elsewhere::encode(&[Some(1995)], &[Some(113_277)]),
                tmdb: Vec::new(),
                genres: Vec::new(),
                ids: vec![1],
                titles: "Heat\n".into(),
                years: vec![Some(1995)],
                released: vec![None],
                genre_sets: vec![0],
                n_ratings: Vec::new(),
                n_liked: Vec::new(),
                aliases: Vec::new(),
                n_first: 1,
            };
            change(&mut columns);
            Catalogue::try_from(columns).is_err()
        };
        assert!(!refused(&|_| {}));
        assert!(refused(&|columns| columns.titles.clear()));
        assert!(refused(&|columns| columns.titles.push_str("Ran\n")));
        assert!(refused(&|columns| columns.years.clear()));
        assert!(refused(&|columns| columns.imdb.truncate(1)));
        assert!(refused(&|columns| columns.tmdb = vec![0; 20]));
        assert!(refused(&|columns| columns.released.push(None)));
        assert!(refused(&|columns| columns.genre_sets.push(1)));
        assert!(refused(
            &|columns| columns.released = vec![Some((i32::MAX, 1))]
        ));
        assert!(refused(&|columns| columns.released = vec![Some((-1996, 1))]));
    }
}
