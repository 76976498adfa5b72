//! The cleaned tables: what every later stage works on.

use serde::{Deserialize, Serialize};

use super::split::Folds;
use crate::ids::{IdRows, RawId};
use matinee_core::domain::{MovieId, MovieIdx, Rating, StarScale, Stars, UserId, UserIdx};

/// A person, as `u.user` describes them. The zip code is not kept: nothing needs it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Raw id.
    pub id: UserId,
    /// What else is known of them, where the data says it.
    pub demographics: Option<Demographics>,
}

/// What a data set says of a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Demographics {
    /// Age in years; where only brackets are known, the lowest of them.
    pub age: u8,
    /// Gender as recorded.
    pub gender: Gender,
    /// Row in [`Tables::occupations`].
    pub occupation: u8,
}

/// The two values that the data set records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    /// `F` in the file.
    Female,
    /// `M` in the file.
    Male,
}

/// A movie, as `u.item` describes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movie {
    /// Raw id.
    pub id: MovieId,
    /// Title as a person writes it: without the year, article in front
    /// (`The Godfather`, not `Godfather, The (1972)`).
    pub title: String,
    /// The year in the title: when the movie came out. What people are shown.
    pub year: Option<u16>,
    /// When it was released, often in the United States only, so up to decades after `year`.
    /// What the networks see. One movie (`unknown`) has no date.
    pub released: Option<ReleaseDate>,
    /// Bit `g` is set when the movie has genre `g` of [`Tables::genres`].
    pub genres: u32,
    /// Its number at IMDb (`tt` and this), where the data says it.
    pub imdb: Option<u32>,
    /// Its number at TMDb, where the data says it.
    pub tmdb: Option<u32>,
}

impl Movie {
    /// Rows of [`Tables::genres`] that this movie has, ascending.
    pub fn genre_rows(&self) -> impl Iterator<Item = usize> + use<> {
        let genres = self.genres;
        (0..32).filter(move |row| genres >> row & 1 == 1)
    }

    /// Names of this movie's genres; `names` are those of [`Tables::genres`].
    ///
    /// # Panics
    /// When the movie has a genre without a name.
    pub fn genre_names<'n>(&self, names: &'n [String]) -> impl Iterator<Item = &'n str> + use<'n> {
        self.genre_rows().map(|row| names[row].as_str())
    }
}

/// A release date. The day is not kept: most are 1 January by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ReleaseDate {
    /// Calendar year.
    pub year: u16,
    /// Month, 1 to 12.
    pub month: u8,
}

/// Raw ids in the order of their dense indices, and back. Several raw ids may name one row.
#[derive(Clone, Debug, Default)]
pub struct Vocabulary<Id> {
    ids: Vec<Id>,
    /// Ascending by id; none of them is in `ids`.
    aliases: Vec<(Id, u32)>,
    rows: IdRows,
}

impl<Id: RawId> Vocabulary<Id> {
    /// Numbers `ids` in the order given. A repeated id keeps its first row.
    pub fn new(ids: impl IntoIterator<Item = Id>) -> Self {
        let ids: Vec<Id> = ids.into_iter().collect();
        Self {
            rows: IdRows::of(ids.iter().map(|id| id.number())),
            ids,
            aliases: Vec::new(),
        }
    }

    /// Lets further raw ids name rows. An id that names one already is passed over.
    #[must_use]
    pub fn with_aliases(mut self, aliases: impl IntoIterator<Item = (Id, u32)>) -> Self {
        for (id, row) in aliases {
            if self.row(id).is_none() {
                self.rows.insert(id.number(), row);
                self.aliases.push((id, row));
            }
        }
        self.aliases.sort_unstable();
        self
    }

    /// The dense row of a raw id, if it is known.
    pub fn row(&self, id: Id) -> Option<u32> {
        self.rows.row(id.number())
    }

    /// Raw ids in the order of their rows, one a row.
    pub fn ids(&self) -> &[Id] {
        &self.ids
    }

    /// The further raw ids with their rows, ascending by id.
    pub fn aliases(&self) -> &[(Id, u32)] {
        &self.aliases
    }
}

/// Cleaned users, movies and ratings, in dense indices.
///
/// Users and movies are in ascending order of raw id, unless [`Tables::order_movies`] has put the movies in another;
/// ratings are in the order of the file.
#[derive(Clone, Debug)]
pub struct Tables {
    /// Row `i` is the user with [`UserIdx`] `i`.
    pub users: Vec<User>,
    /// Row `i` is the movie with [`MovieIdx`] `i`.
    pub movies: Vec<Movie>,
    /// At most one rating for each (user, movie).
    pub ratings: Vec<Rating>,
    /// The ratings that can be given.
    pub scale: StarScale,
    /// How the ratings are cut into folds.
    pub folds: Folds,
    /// Genre names, in the order of `u.genre`. At most 32.
    pub genres: Vec<String>,
    /// Occupation names, in the order of `u.occupation`.
    pub occupations: Vec<String>,
    /// Where the data comes from and what may be done with it.
    pub notice: String,
    /// Raw user ids.
    pub user_ids: Vocabulary<UserId>,
    /// Raw movie ids; the ids of entries that were merged into a movie name that movie.
    pub movie_ids: Vocabulary<MovieId>,
}

impl Tables {
    /// The dense index of a raw user id.
    #[must_use]
    pub fn user_idx(&self, id: UserId) -> Option<UserIdx> {
        self.user_ids.row(id).map(UserIdx)
    }

    /// The dense index of a raw movie id.
    #[must_use]
    pub fn movie_idx(&self, id: MovieId) -> Option<MovieIdx> {
        self.movie_ids.row(id).map(MovieIdx)
    }

    /// Puts the movies in this order, if it names each of them once and no other. Returns whether it does.
    pub fn order_movies(&mut self, order: &[MovieId]) -> bool {
        let ids = self.movie_ids.ids();
        // An alias names no movie here.
        let from = order.iter().map(|id| ids.binary_search(id).ok());
        let from: Option<Vec<usize>> = from.collect();
        let Some(from) = from.filter(|from| from.len() == ids.len()) else {
            return false;
        };
        let mut new = vec![None; from.len()];
        for (to, row) in (0..).zip(&from) {
            new[*row] = Some(to);
        }
        let Some(new) = new.into_iter().collect::<Option<Vec<u32>>>() else {
            return false;
        };
        self.movies = from.iter().map(|row| self.movies[*row].clone()).collect();
        for rating in &mut self.ratings {
            rating.movie = MovieIdx(new[rating.movie.row()]);
        }
        let aliases = self.movie_ids.aliases().iter();
        let aliases: Vec<_> = (aliases.map(|(id, row)| (*id, new[*row as usize]))).collect();
        self.movie_ids = Vocabulary::new(order.iter().copied()).with_aliases(aliases);
        true
    }
}

/// Groups ratings by user: row `i` has those of the user with [`UserIdx`] `i`, in their order.
#[must_use]
pub fn ratings_of_users(ratings: &[Rating], n_users: usize) -> Vec<Vec<(MovieIdx, Stars)>> {
    let mut of_users = vec![Vec::new(); n_users];
    for rating in ratings {
        of_users[rating.user.row()].push((rating.movie, rating.stars));
    }
    of_users
}
