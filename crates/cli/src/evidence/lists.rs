//! What every system recommends to people of the first fold, and how often it shows each movie.

use anyhow::Context;

use matinee_app::evidence::results::{
    Exposure, ExposureResults, Guess, HiddenRating, PlayPerson, PlayResults, SystemName,
};
use matinee_core::domain::{MovieIdx, Rating, Stars, UserIdx};
use matinee_core::random::{permutation, seeded};
use matinee_data::dataset::ratings_of_users;
use matinee_lab::{Part, Relevance, metrics};

use super::observed::of_users;
use super::{Evidence, Looked, SEED, rounded, system_name};

/// The stream of [`seeded`] for who plays and what is guessed.
const STREAM: u64 = 0x706c_6179;
/// How many people.
const N_PEOPLE: usize = 12;
/// How many of the hidden ratings are guessed.
const N_GUESSES: usize = 10;
/// How many hidden ratings make a good game: enough to hit, few enough to be read.
const HIDDEN: std::ops::RangeInclusive<usize> = 15..=40;
/// Of which at least so many are liked.
const MIN_LIKED: usize = 6;
/// Who predicts beside whoever guesses: what is simplest, what the original project made, and what the page
/// has.
const RIVALS: [&str; 3] = ["bias", "seed", "hybrid"];
/// Points of a Lorenz curve where it rises.
const N_STEPS: usize = 24;

impl Evidence<'_> {
    /// `exposure.json`.
    pub(super) fn exposure(
        &self,
        looked: &[Looked<'_>],
        part: &Part,
    ) -> anyhow::Result<ExposureResults> {
        let likes = |rows: &[Rating]| rows.iter().any(|row| Relevance::Liked.holds(row.stars));
        let n_movies = part.training.movies.len();
        let mut is_known = vec![false; n_movies];
        for rating in &part.training.ratings {
            is_known[rating.movie.row()] = true;
        }
        let n_known = is_known.iter().filter(|it| **it).count();
        let counted: Vec<bool> = of_users(part.test_rows())
            .map(|(_, rows)| likes(rows))
            .collect();
        let with_lists = looked.iter().filter(|it| !it.observed.lists.is_empty());
        let systems = with_lists.map(|it| {
            // Of those whom the tables are of, so that both say the same.
            let lists: Vec<Vec<MovieIdx>> = (it.observed.lists.iter().zip(&counted))
                .filter(|(_, is_counted)| **is_counted)
                .map(|((_, list), _)| list.clone())
                .collect();
            let mut shown = vec![0; n_movies];
            for movie in lists.iter().flatten() {
                shown[movie.row()] += 1;
            }
            let nothing = || format!("{} lists nothing", it.trial.contender.title);
            let lorenz = metrics::lorenz(&shown, N_STEPS).with_context(nothing)?;
            let coverage = metrics::coverage(&lists, n_known).with_context(nothing)?;
            let gini = metrics::gini(&shown).with_context(nothing)?;
            let n_places: u32 = shown.iter().sum();
            shown.sort_unstable_by_key(|n| std::cmp::Reverse(*n));
            let n_top: u32 = shown.iter().take(10).sum();
            Ok(Exposure {
                system: system_name(it.trial),
                lorenz: (lorenz.iter())
                    .map(|point| point.map(|it| rounded(it, 4)))
                    .collect(),
                coverage: rounded(coverage, 3),
                gini: rounded(gini, 3),
                top_ten: rounded(f64::from(n_top) / f64::from(n_places), 3),
            })
        });
        Ok(ExposureResults {
            head: self.head(
                "Top tens of everybody in fold u1 who likes something of the test, by systems that learned from the \
                 rest of the ratings.",
                looked,
            ),
            n_movies: n_movies as u32,
            n_people: counted.iter().filter(|it| **it).count() as u32,
            systems: systems.collect::<anyhow::Result<_>>()?,
        })
    }

    /// `play.json`.
    pub(super) fn play(&self, looked: &[Looked<'_>], part: &Part) -> anyhow::Result<PlayResults> {
        let listing: Vec<&Looked<'_>> = looked
            .iter()
            .filter(|it| !it.observed.lists.is_empty())
            .collect();
        let rivals = RIVALS.map(|key| {
            let found = looked.iter().find(|it| system_name(it.trial).key == key);
            found.with_context(|| format!("{key} was not measured"))
        });
        let rivals = rivals
            .into_iter()
            .collect::<anyhow::Result<Vec<&Looked<'_>>>>()?;
        let known = ratings_of_users(&part.training.ratings, part.training.users.len());
        let mut people = Vec::new();
        // Where the rows of somebody begin.
        let mut start = 0;
        for (place, (user, rows)) in of_users(part.test_rows()).enumerate() {
            people.push(Seat {
                user,
                place,
                start,
                rows,
            });
            start += rows.len();
        }
        let mut rng = seeded(SEED, STREAM);
        let order = permutation(people.len() as u32, &mut rng);
        let is_good = |seat: &&Seat<'_>| seat.is_good(&known);
        // Where the data is small, whoever there is.
        let drawn = || order.iter().map(|row| &people[*row as usize]);
        let mut chosen: Vec<&Seat<'_>> = drawn().filter(is_good).take(N_PEOPLE).collect();
        if chosen.is_empty() {
            chosen = drawn().take(N_PEOPLE).collect();
        }
        chosen.sort_by_key(|seat| seat.user);
        let people: Vec<PlayPerson> = (chosen.into_iter())
            .map(|seat| {
                let guessed = permutation(seat.rows.len() as u32, &mut rng);
                self.play_person(
                    seat,
                    &guessed,
                    &listing,
                    &rivals,
                    known[seat.user.row()].len(),
                )
            })
            .collect();
        let movies = people.iter().flat_map(|person| {
            let hidden = person.hidden.iter().map(|it| it.movie);
            hidden.chain(person.lists.iter().flatten().copied())
        });
        let names = |looked: &[&Looked<'_>]| -> Vec<SystemName> {
            looked.iter().map(|it| system_name(it.trial)).collect()
        };
        Ok(PlayResults {
            head: self.head(
                "People of fold u1, drawn among those with 15 to 40 test ratings, at least six of them liked. No system has \
                 seen a test rating.",
                looked,
            ),
            systems: names(&listing),
            rivals: names(&rivals),
            others: self.others(movies),
            people,
        })
    }

    fn play_person(
        &self,
        seat: &Seat<'_>,
        guessed: &[u32],
        listing: &[&Looked<'_>],
        rivals: &[&Looked<'_>],
        n_known: usize,
    ) -> PlayPerson {
        let lists = listing.iter().map(|it| {
            let list = it.observed.lists.get(seat.place);
            let movies = list.into_iter().flat_map(|(_, movies)| movies);
            movies.map(|movie| self.movie_id(*movie)).collect()
        });
        let mut hidden: Vec<(Stars, MovieIdx)> =
            seat.rows.iter().map(|row| (row.stars, row.movie)).collect();
        hidden.sort_by_key(|(stars, movie)| (std::cmp::Reverse(stars.halves()), *movie));
        let guesses = guessed.iter().take(N_GUESSES).map(|place| {
            let row = seat.rows[*place as usize];
            let predicted = |it: &&Looked<'_>| {
                let stars = it.observed.predicted.get(seat.start + *place as usize);
                stars.map(|stars| rounded((*stars).into(), 2))
            };
            Guess {
                movie: self.movie_id(row.movie),
                stars: row.stars.as_f32(),
                predicted: rivals.iter().filter_map(predicted).collect(),
            }
        });
        PlayPerson {
            user: self.bench.tables.users[seat.user.row()].id,
            n_known: n_known as u32,
            lists: lists.collect(),
            guesses: guesses.collect(),
            hidden: (hidden.into_iter())
                .map(|(stars, movie)| HiddenRating {
                    movie: self.movie_id(movie),
                    stars: stars.as_f32(),
                })
                .collect(),
        }
    }
}

/// Somebody with test rows.
struct Seat<'r> {
    user: UserIdx,
    /// Among all of them.
    place: usize,
    /// Where their rows begin.
    start: usize,
    rows: &'r [Rating],
}

impl Seat<'_> {
    fn is_good(&self, known: &[Vec<(MovieIdx, Stars)>]) -> bool {
        let liked = self
            .rows
            .iter()
            .filter(|row| Relevance::Liked.holds(row.stars));
        HIDDEN.contains(&self.rows.len())
            && liked.count() >= MIN_LIKED
            && known[self.user.row()].len() >= N_GUESSES
    }
}
