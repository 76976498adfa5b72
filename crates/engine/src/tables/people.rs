//! Whom a model knows, and what they have seen; and how that lies in the file.
//!
//! Who rated what is stored small: every user against every movie, yes or no, and how many stars; or without
//! the stars.
//!
//! A yes is as likely as the movie is popular, the user has ratings left, and the user's taste for
//! the genres and the years says; the last is learned user by user, movie by movie, while coding.
//! What that comes to is a number from which a context is chosen, and the context learns how often
//! it is right. Stars have the movie's and the user's mean so far and how far the user strays as
//! their context. Of MovieLens 100K this makes 63 kB; gaps between movies, in order of popularity,
//! take 88 kB after gzip.
//!
//! Of a model of many movies, only those that come first are asked for one by one: what a history has of the
//! others is few, and is told by how far it is from one to the next. So the work is in proportion to the
//! ratings, and to people by a bounded number of movies.

use crate::container::range_coder::{Bit, Coder, Reader, Writer};
use matinee_core::domain::{MovieIdx, StarScale, Stars, UserIdx};
use matinee_core::order;
use matinee_data::dataset::User;

use crate::features::UserFeatures;

use super::catalogue::Catalogue;
use matinee_core::ready::Pause;

/// The users of the training data, or some of them.
#[derive(Clone, Debug, PartialEq)]
pub struct People {
    /// Occupation names.
    pub occupations: Vec<String>,
    /// How many users the data has, whether they are here or not.
    pub n_users: u32,
    /// [n_user_features]: the mean of all of theirs, which stands for whatever somebody new does not say.
    pub average: Vec<f32>,
    /// Row `u` is the user with index `u`.
    pub users: Vec<User>,
    /// What they have seen.
    pub histories: Histories,
}

/// What each user has seen; row `u` is of the user with index `u`, ascending by movie.
#[derive(Clone, Debug, PartialEq)]
pub enum Histories {
    /// With the stars that they gave.
    Rated(Vec<Vec<(MovieIdx, Stars)>>),
    /// The movies alone: for a site that may not carry anybody's ratings. What a network wants to
    /// know of the stars is in its weights: see [`crate::artifact::HybridWeights::codes`].
    Seen(Vec<Vec<MovieIdx>>),
}

impl People {
    /// All users of a data set.
    #[must_use]
    pub fn all(occupations: Vec<String>, users: Vec<User>, histories: Histories) -> Self {
        let features = UserFeatures::new(&users, occupations.len());
        Self {
            n_users: users.len() as u32,
            average: features.matrix().column_means(),
            occupations,
            users,
            histories,
        }
    }

    /// Whether all users of the data are here.
    #[must_use]
    pub fn is_everybody(&self) -> bool {
        self.users.len() == self.n_users as usize
    }

    /// Only these people, in this order.
    ///
    /// # Panics
    /// When one of them is not here.
    #[must_use]
    pub fn only(&self, kept: &[UserIdx]) -> Self {
        Self {
            occupations: self.occupations.clone(),
            n_users: self.n_users,
            average: self.average.clone(),
            users: kept
                .iter()
                .map(|user| self.users[user.row()].clone())
                .collect(),
            histories: self.histories.only(kept),
        }
    }

    /// The same people without the stars that they gave.
    #[must_use]
    pub fn without_stars(&self) -> Self {
        let histories = self.histories.without_stars();
        Self {
            histories,
            ..self.clone()
        }
    }
}

impl Histories {
    /// Of how many users.
    #[must_use]
    pub const fn n_users(&self) -> usize {
        match self {
            Self::Rated(histories) => histories.len(),
            Self::Seen(histories) => histories.len(),
        }
    }

    /// How many movies a user has seen.
    ///
    /// # Panics
    /// When there is no such user; so do the methods below.
    #[must_use]
    pub fn n_seen(&self, user: UserIdx) -> usize {
        match self {
            Self::Rated(histories) => histories[user.row()].len(),
            Self::Seen(histories) => histories[user.row()].len(),
        }
    }

    /// The movies that a user has seen.
    #[must_use]
    pub fn seen(&self, user: UserIdx) -> Vec<MovieIdx> {
        match self {
            Self::Rated(histories) => movies(&histories[user.row()]),
            Self::Seen(histories) => histories[user.row()].clone(),
        }
    }

    /// The same with the stars that they gave; `None` where there are none.
    #[must_use]
    pub fn rated(&self, user: UserIdx) -> Option<&[(MovieIdx, Stars)]> {
        match self {
            Self::Rated(histories) => Some(&histories[user.row()]),
            Self::Seen(_) => None,
        }
    }

    /// Those of these users, in this order.
    ///
    /// # Panics
    /// When one of them is not here.
    #[must_use]
    pub fn only(&self, kept: &[UserIdx]) -> Self {
        let rows = kept.iter().map(|user| user.row());
        match self {
            Self::Rated(histories) => Self::Rated(rows.map(|row| histories[row].clone()).collect()),
            Self::Seen(histories) => Self::Seen(rows.map(|row| histories[row].clone()).collect()),
        }
    }

    /// The same where the movie of row `i` is `new[i]`, without those that are none.
    ///
    /// # Panics
    /// When a movie is not there.
    #[must_use]
    pub(crate) fn renumbered(&self, new: &[Option<MovieIdx>]) -> Self {
        match self {
            Self::Rated(histories) => {
                let known = |(movie, stars): &(MovieIdx, Stars)| Some((new[movie.row()]?, *stars));
                let histories = histories
                    .iter()
                    .map(|it| sorted(it.iter().filter_map(known)));
                Self::Rated(histories.collect())
            }
            Self::Seen(histories) => {
                let known = |movie: &MovieIdx| new[movie.row()];
                let histories = histories
                    .iter()
                    .map(|it| sorted(it.iter().filter_map(known)));
                Self::Seen(histories.collect())
            }
        }
    }

    /// The same without stars.
    #[must_use]
    pub fn without_stars(&self) -> Self {
        match self {
            Self::Rated(histories) => Self::Seen(histories.iter().map(|it| movies(it)).collect()),
            Self::Seen(_) => self.clone(),
        }
    }
}

fn sorted<T: Ord + Clone>(values: impl Iterator<Item = T>) -> Vec<T> {
    let mut values: Vec<T> = values.collect();
    order::sort(&mut values, &Ord::cmp);
    values
}

fn movies(history: &[(MovieIdx, Stars)]) -> Vec<MovieIdx> {
    history.iter().map(|(movie, _)| *movie).collect()
}

type History = Vec<(MovieIdx, Stars)>;

/// What stands beside the movies of a history without stars, inside of here.
const NO_STARS: Stars = Stars::WHOLE[0];

/// Pairs of a user and a movie that are asked for one by one, at most: they take a second to go through.
const MAX_ASKED: usize = 1 << 25;
/// More ratings are refused: a few bytes can stand for many.
const MAX_RATINGS: usize = 1 << 24;

/// Users whose histories are decoded without a pause: about a millisecond.
const PIECE: usize = 16;

const TOO_MANY: &str = "there are more ratings than a model can carry";

/// Encodes histories, each ascending by movie.
///
/// # Errors
/// When there are too many users, movies or ratings.
pub(crate) fn encode_histories(
    histories: &Histories,
    catalogue: &Catalogue,
) -> Result<Vec<u8>, String> {
    match histories {
        Histories::Rated(rated) => encode_all(rated, true, catalogue),
        Histories::Seen(seen) => {
            let beside = |movie: &MovieIdx| (*movie, NO_STARS);
            let seen = seen.iter().map(|it| it.iter().map(beside).collect());
            encode_all(&seen.collect::<Vec<_>>(), false, catalogue)
        }
    }
}

fn encode_all(
    histories: &[History],
    has_stars: bool,
    catalogue: &Catalogue,
) -> Result<Vec<u8>, String> {
    let mut model = HistoryModel::new(catalogue, histories.len(), has_stars)?;
    if histories.iter().map(Vec::len).sum::<usize>() > MAX_RATINGS {
        return Err(TOO_MANY.into());
    }
    let mut writer = Writer::new();
    for history in histories {
        model.code(&mut writer, history);
    }
    Ok(writer.finish())
}

/// Decodes the histories of `n_users`, each ascending by movie; `pause` after every [`PIECE`] of them.
///
/// # Errors
/// What does not fit: too few bytes or too many, or more ratings than movies.
pub(crate) async fn decode_histories(
    bytes: &[u8],
    has_stars: bool,
    catalogue: &Catalogue,
    n_users: usize,
    pause: Pause<'_>,
) -> Result<Histories, String> {
    let mut model = HistoryModel::new(catalogue, n_users, has_stars)?;
    let mut reader = Reader::new(bytes);
    let mut n_ratings = 0;
    let mut histories = Vec::with_capacity(n_users);
    for user in 0..n_users {
        if user % PIECE == 0 {
            pause().await;
        }
        let (history, n_missing) = model.code(&mut reader, &[]);
        if reader.is_spent() {
            return Err("it ends too early".into());
        }
        if n_missing > 0 {
            return Err("somebody has more ratings than there are movies".into());
        }
        n_ratings += history.len();
        if n_ratings > MAX_RATINGS {
            return Err(TOO_MANY.into());
        }
        histories.push(history);
    }
    if !reader.is_finished() {
        return Err("bytes are left over".into());
    }
    let histories = Histories::Rated(histories);
    Ok(match has_stars {
        true => histories,
        false => histories.without_stars(),
    })
}

/// Numbers of contexts, each a power of two.
const N_LIKELY: i32 = 256;
const N_STARS: usize = 128;
const N_GAPS: usize = 24;
/// Rows of a taste: genres, years, spans of four years, and one for a genre that is not there. As
/// many as a byte can name.
const N_TRAITS: usize = 256;
const YEARS: usize = 32;
const SPANS: usize = YEARS + 128;
const NO_GENRE: usize = SPANS + 64;
/// How far one movie moves a user's taste, in sixteenths of a context.
const RATE: i32 = 13;
/// Where means of stars start from.
const USUAL_STARS: f32 = 3.5;

/// What is known before and learned on the way.
struct HistoryModel {
    movies: Vec<Known>,
    /// How many of them are asked for one by one.
    n_asked: usize,
    /// Of the others, how far it is to the next: by the logarithm of what is expected.
    gaps: [[Bit; 64]; N_GAPS],
    /// By log-odds.
    rated: Vec<Bit>,
    /// By expected stars and how far the user strays.
    stars: [StarBits; N_STARS],
    lengths: [Bit; 64],
    has_stars: bool,
    scale: StarScale,
}

/// What is known of a movie.
struct Known {
    /// Rows of a taste: year, span, two genres.
    traits: [u8; 4],
    /// log₂ of the odds that somebody has rated it, less that of what is expected of it and all
    /// that follow; see [`contexts`].
    odds: i32,
    /// Of the stars given so far.
    stars: Mean,
}

/// A sum of differences from [`USUAL_STARS`] and their number.
#[derive(Clone, Copy, Default)]
struct Mean {
    sum: f32,
    n: f32,
}

impl Mean {
    /// Pulled to 0 as by `prior` more values.
    fn value(self, prior: f32) -> f32 {
        self.sum / (self.n + prior)
    }

    fn add(&mut self, value: f32) {
        self.sum += value;
        self.n += 1.0;
    }
}

impl HistoryModel {
    fn new(catalogue: &Catalogue, n_users: usize, has_stars: bool) -> Result<Self, String> {
        let n_movies = catalogue.movies.len();
        if catalogue.n_ratings.len() != n_movies {
            return Err("there is not a number of ratings for each movie".into());
        }
        let n_asked = (catalogue.n_first.min(n_movies)).min(MAX_ASKED / n_users.max(1));
        let n_users = n_users as f32;
        let mut expected = 0.05;
        let known = |(movie, n): (&matinee_data::dataset::Movie, &u32)| {
            let n = (*n as f32).min(n_users);
            expected += n / n_users;
            let year = usize::from(movie.year.unwrap_or(0));
            let mut genres = movie.genre_rows().chain([NO_GENRE; 2]);
            let mut genre = || genres.next().unwrap_or(NO_GENRE);
            let traits = [YEARS + year % 128, SPANS + year / 4 % 64, genre(), genre()];
            let odds = log2((n + 0.5) / (n_users - n + 0.5)) - log2(expected);
            Known {
                traits: traits.map(|row| row as u8),
                odds: contexts(odds) + ((N_LIKELY / 2) << 16),
                stars: Mean::default(),
            }
        };
        // From the last to the first, because of what is expected to follow.
        let movies = catalogue.movies.iter().zip(&catalogue.n_ratings);
        let mut movies: Vec<Known> = movies.rev().map(known).collect();
        movies.reverse();
        let guess = |row| {
            let odds = exp2((row - N_LIKELY / 2) as f32 / STEPS);
            Bit::likely(odds / (1.0 + odds))
        };
        Ok(Self {
            movies,
            n_asked,
            gaps: [[Bit::NEW; 64]; N_GAPS],
            rated: (0..N_LIKELY).map(guess).collect(),
            stars: [StarBits::NEW; N_STARS],
            scale: catalogue.scale,
            lengths: [Bit::NEW; 64],
            has_stars,
        })
    }

    /// Codes one history; returns it, and how many of its ratings found no movie.
    ///
    /// A function of its own, called often: browsers make hot functions of WebAssembly fast while
    /// they run, but go over to the fast one only at the next call.
    #[inline(never)]
    fn code(&mut self, coder: &mut impl Coder, history: &[(MovieIdx, Stars)]) -> (History, u32) {
        let mut n_left = coder.number(&mut self.lengths, history.len() as u32);
        let mut given = history;
        let mut found = Vec::new();
        let mut taste = [0_i32; N_TRAITS];
        let mut giving = Giving::UNKNOWN;
        let mut left = contexts(log2(n_left as f32));
        for (movie, known) in (0..).zip(&mut self.movies[..self.n_asked]) {
            if n_left == 0 {
                break;
            }
            // Written out, because this is gone through a million times: what is compiled for
            // size calls a function for every closure.
            let [a, b, c, d] = known.traits;
            let [a, b, c, d] = [a as usize, b as usize, c as usize, d as usize];
            let tastes = taste[a] + taste[b] + taste[c] + taste[d];
            let row = (known.odds + left + tastes) >> 16;
            let context = &mut self.rated[row.clamp(0, N_LIKELY - 1) as usize];
            let before = *context;
            let entry = match given {
                [next, rest @ ..] if next.0.0 == movie => {
                    given = rest;
                    Some(next.1)
                }
                _ => None,
            };
            let is_rated = coder.bit(context, entry.is_some());
            let step = (before.surprise(is_rated) * RATE) >> 4;
            taste[a] += step;
            taste[b] += step;
            taste[c] += step;
            taste[d] += step;
            if !is_rated {
                continue;
            }
            n_left -= 1;
            left = contexts(log2(n_left as f32));
            if !self.has_stars {
                found.push((MovieIdx(movie), NO_STARS));
                continue;
            }
            let stars = giving.code(coder, &mut self.stars, (known, entry), self.scale);
            found.push((MovieIdx(movie), stars));
        }
        let mut row = self.n_asked;
        while n_left > 0 {
            let (gap, entry) = match given {
                [(next, stars), rest @ ..] => {
                    given = rest;
                    (next.row().saturating_sub(row) as u32, Some(*stars))
                }
                [] => (0, None),
            };
            let expected = (self.movies.len().saturating_sub(row) as u32) / n_left;
            let contexts = &mut self.gaps[(expected.max(1).ilog2() as usize).min(N_GAPS - 1)];
            row = row.saturating_add(coder.number(contexts, gap) as usize);
            let Some(known) = self.movies.get_mut(row) else {
                break;
            };
            let stars = match self.has_stars {
                true => giving.code(coder, &mut self.stars, (known, entry), self.scale),
                false => NO_STARS,
            };
            found.push((MovieIdx(row as u32), stars));
            row += 1;
            n_left -= 1;
        }
        (found, n_left)
    }
}

/// What is known of how a user gives stars, from those that came before.
struct Giving {
    mean: Mean,
    strays: Mean,
}

impl Giving {
    const UNKNOWN: Self = Self {
        mean: Mean { sum: 0.0, n: 0.0 },
        strays: Mean { sum: 4.0, n: 4.0 },
    };

    /// Codes the stars that they gave to a movie.
    fn code(
        &mut self,
        coder: &mut impl Coder,
        contexts: &mut [StarBits; N_STARS],
        (known, stars): (&mut Known, Option<Stars>),
        scale: StarScale,
    ) -> Stars {
        let (of_movie, of_user) = (known.stars.value(3.0), self.mean.value(4.0));
        let expected = USUAL_STARS + of_movie + of_user;
        let contexts = &mut contexts[stars_row(expected, self.strays.value(0.0))];
        let stars = contexts.code(coder, stars.unwrap_or(NO_STARS), scale);
        let above = stars.as_f32() - USUAL_STARS;
        known.stars.add(above - of_user);
        self.mean.add(above - of_movie);
        let off = stars.as_f32() - expected;
        self.strays.add(off * off);
        stars
    }
}

/// Contexts to a doubling of the odds.
const STEPS: f32 = 4.0;

/// So many doublings in contexts, in 1 / 65536.
fn contexts(doublings: f32) -> i32 {
    (doublings * (STEPS * 65_536.0)) as i32
}

/// Contexts of one rating's bits.
#[derive(Clone, Copy)]
struct StarBits {
    /// Whether it is 4 or more, 5, 3, 2: rounded up to whole stars.
    whole: [Bit; 4],
    /// Whether a half is missing to that, by whole stars.
    half: [Bit; 5],
}

impl StarBits {
    const NEW: Self = Self {
        whole: [Bit::NEW; 4],
        half: [Bit::NEW; 5],
    };

    /// Codes stars in two to four bits, and one more where there are halves.
    fn code(&mut self, coder: &mut impl Coder, stars: Stars, scale: StarScale) -> Stars {
        let [good, best, fair, poor] = &mut self.whole;
        let whole = stars.halves().div_ceil(2);
        let row = if coder.bit(good, whole >= 4) {
            3 + usize::from(coder.bit(best, whole == 5))
        } else if coder.bit(fair, whole == 3) {
            2
        } else {
            usize::from(coder.bit(poor, whole == 2))
        };
        let coded = Stars::WHOLE[row];
        if scale == StarScale::Whole || !coder.bit(&mut self.half[row], stars.halves() % 2 == 1) {
            return coded;
        }
        Stars::from_halves(coded.halves() - 1).unwrap_or(coded)
    }
}

/// The context of stars of which so many are `expected`, of somebody whose stars stray by so much
/// (mean square).
fn stars_row(expected: f32, strays: f32) -> usize {
    let strays = (strays.sqrt() * 4.0) as i32 - 2;
    let row = (expected * 6.0) as i32;
    (row.clamp(0, 31) * 4 + strays.clamp(0, 3)) as usize
}

/// log₂, straight between powers of two: contexts need no more, and it is the same everywhere.
fn log2(x: f32) -> f32 {
    x.to_bits() as f32 / 8_388_608.0 - 127.0
}

/// The inverse of [`log2`].
fn exp2(x: f32) -> f32 {
    f32::from_bits(((x + 127.0) * 8_388_608.0) as u32)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use matinee_core::domain::MovieId;
    use matinee_core::ready::{at_once, no_pause};
    use matinee_data::dataset::Movie;

    use super::*;

    /// Decodes without a pause.
    fn now(
        bytes: &[u8],
        has_stars: bool,
        catalogue: &Catalogue,
        n_users: usize,
    ) -> Result<Histories, String> {
        at_once(decode_histories(
            bytes, has_stars, catalogue, n_users, &no_pause,
        ))
    }

    fn catalogue(movies: &[(u16, u32, u32)]) -> Catalogue {
        let movie = |&(year, genres, _): &(u16, u32, u32)| Movie {
            id: MovieId(1),
            title: String::new(),
            year: (year > 0).then_some(year),
            released: None,
            genres,
            imdb: None,
            tmdb: None,
        };
        Catalogue {
            scale: StarScale::Whole,
            aliases: Vec::new(),
            genres: Vec::new(),
            movies: movies.iter().map(movie).collect(),
            n_ratings: movies.iter().map(|movie| movie.2).collect(),
            n_liked: Vec::new(),
            n_first: movies.len(),
        }
    }

    proptest! {
        #[test]
        fn decoding_gives_back_what_was_encoded(
            rows in prop::collection::vec(
                prop::collection::btree_map(0_u32..300, 0_usize..10, 0..300),
                0..20,
            ),
            is_half in any::<bool>(),
            movies in prop::collection::vec((0_u16..2030, any::<u32>(), 0_u32..500), 300),
            n_first in 0_usize..=300,
        ) {
            let scale = if is_half { StarScale::Half } else { StarScale::Whole };
            let values = scale.values();
            let histories: Vec<History> = rows
                .into_iter()
                .map(|row| {
                    row.into_iter()
                        .map(|(movie, given)| (MovieIdx(movie), values[given % values.len()]))
                        .collect()
                })
                .collect();
            let catalogue = Catalogue { scale, n_first, ..catalogue(&movies) };
            let n_users = histories.len();
            let rated = Histories::Rated(histories);
            for (histories, has_stars) in [(rated.without_stars(), false), (rated, true)] {
                let bytes = encode_histories(&histories, &catalogue).unwrap();
                prop_assert_eq!(now(&bytes, has_stars, &catalogue, n_users).unwrap(), histories);
            }
        }

        #[test]
        fn arbitrary_bytes_are_refused_or_read_but_never_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            has_stars in any::<bool>(),
            n_users in 0_usize..50,
        ) {
            let movies = catalogue(&[(1990, 3, 9), (0, 0, 2), (1950, 1, 0)]);
            for n_first in [0, 2, 3] {
                let movies = Catalogue { n_first, ..movies.clone() };
                let _ = now(&bytes, has_stars, &movies, n_users);
            }
        }
    }

    #[test]
    fn more_pairs_than_can_be_asked_for_are_told_by_gaps() {
        let catalogue = catalogue(&[(1990, 1, 1); 40_000]);
        let n_users = MAX_ASKED / 10_000;
        let history = |user: usize| {
            let movies = [user, 9_000 + user, 20_000 + 5 * user, 39_999];
            movies.map(|movie| (MovieIdx(movie as u32), Stars::WHOLE[user % 5]))
        };
        let histories: Vec<_> = (0..n_users).map(|user| history(user).to_vec()).collect();
        let histories = Histories::Rated(histories);
        let bytes = encode_histories(&histories, &catalogue).unwrap();
        assert!(bytes.len() < 8 * n_users, "{}", bytes.len());
        assert_eq!(now(&bytes, true, &catalogue, n_users), Ok(histories));
    }
}
