//! One list for two people, and where a movie stands in somebody's order.
//!
//! Ranking scores of two people have no common unit: they grow with what somebody has rated. So what
//! counts of a movie is its *place* in each one's own order of the movies that both could watch, as a
//! worth from 1 (the first) to 0 (the last) that falls with the logarithm of the place, as attention
//! does. Two worths become one by *least misery* (O'Connor et al., PolyLens, 2001) or by their *mean*
//! (Masthoff, 2004, compares both and others; Baltrunas et al., 2010, aggregate places instead of
//! scores).

use matinee_core::domain::MovieIdx;
use matinee_core::order;

use crate::explanation::{Heads, InLanes};
use crate::networks::network::Taste;
use crate::tile::TILE;

use super::rerank;
use super::selection::{Scored, plain_order};
use super::serve::{Engine, Person, Recommendation, Request};

/// How what a movie is worth to two people becomes one number.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Aggregate {
    /// What it is worth to the one to whom it is worth less; between equals, the mean.
    #[default]
    LeastMisery,
    /// The mean; between equals, what it is worth to the one to whom it is worth less.
    Mean,
}

/// One entry of a list for two people, who stand in the order in which they were given.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Shared {
    /// What is predicted for either.
    pub entries: [Recommendation; 2],
    /// Where the movie stands in either one's own order, from 1, among the movies that neither has
    /// rated and the selection admits.
    pub places: [usize; 2],
}

impl Shared {
    /// Which movie.
    #[must_use]
    pub const fn movie(&self) -> MovieIdx {
        self.entries[0].movie
    }
}

/// Where a movie stands in somebody's order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// From 1.
    pub place: usize,
    /// Among so many movies.
    pub n_movies: usize,
}

impl Engine {
    /// The best movies for two people that neither has rated and the selection admits, best first:
    /// by the aggregate of what they are worth to either, then number of ratings, then raw id; or as
    /// steered, where variety and calibration look at what either has seen. Of somebody twice this is
    /// their own list. None when either is a person of another engine.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let people = [engine.person(UserIdx(0)), engine.person(UserIdx(1))];
    /// let both = people.each_ref();
    /// let list = engine.recommend_together(both, Aggregate::LeastMisery, &Request::plain(5));
    /// assert_eq!(list.len(), 5);
    /// let worst = |entry: &Shared| entry.places.into_iter().max();
    /// assert!(list.is_sorted_by_key(worst));
    /// ```
    #[must_use]
    pub fn recommend_together(
        &self,
        people: [&Person; 2],
        aggregate: Aggregate,
        request: &Request,
    ) -> Vec<Shared> {
        let [first, second] = people;
        let (Some(one), Some(other)) = (self.taste(first), self.taste(second)) else {
            return Vec::new();
        };
        let Request {
            k,
            steering,
            selection,
        } = request;
        let catalogue = self.catalogue();
        let mut seen = [first.seen(), second.seen()].concat();
        order::sort_and_dedup(&mut seen);
        let is_candidate = self.candidates(seen.iter().copied(), selection);
        let ranked = [one, other].map(|taste| self.ranked(taste, steering.heads(), &is_candidate));
        let places = ranked.each_ref().map(|ranked| {
            let mut places = vec![0; catalogue.movies.len()];
            for (place, (movie, _)) in (1..).zip(ranked) {
                places[movie.row()] = place;
            }
            places
        });
        let places = |movie: MovieIdx| [0, 1].map(|row| places[row][movie.row()]);
        let n_movies = ranked[0].len();
        let mut shared: Vec<Joint> = (ranked[0].iter())
            .map(|(movie, _)| Joint::of(*movie, places(*movie), n_movies, aggregate))
            .collect();
        order::sort(&mut shared, &|a, b| {
            let tie = || b.tie.total_cmp(&a.tie);
            let plain = || plain_order(catalogue, &a.scored, &b.scored);
            (b.scored.1.total_cmp(&a.scored.1))
                .then_with(tie)
                .then_with(plain)
        });
        shared.truncate(steering.n_candidates(*k));
        let shared = shared.iter().map(|joint| joint.scored).collect();
        let list = rerank::choose(shared, *k, steering, catalogue, &seen);
        let tastes = [(one, first), (other, second)];
        let heads = InLanes::from(steering.heads());
        list.into_iter()
            .map(|(movie, _)| Shared {
                entries: tastes
                    .map(|(taste, person)| self.predicted_by(taste, person, movie, &heads)),
                places: places(movie),
            })
            .collect()
    }

    /// Where a movie stands in somebody's order of the movies that they have not rated and the
    /// selection of `request` admits; both heads count as its steering says, the other levers do not.
    /// `None` for a movie that is not among those, and for a person of another engine.
    ///
    /// # Panics
    /// When `movie` is not an index of this model.
    ///
    /// # Examples
    /// ```
    /// # use matinee_engine::*;
    /// # let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
    /// # let engine = Engine::open(&std::fs::read(file).unwrap()).unwrap();
    /// let person = engine.person(UserIdx(0));
    /// let third = engine.recommend_for(&person, &Request::plain(3))[2];
    /// let standing = engine.standing(&person, third.movie, &Request::plain(3));
    /// assert_eq!(standing.map(|it| it.place), Some(3));
    /// ```
    #[must_use]
    pub fn standing(
        &self,
        person: &Person,
        movie: MovieIdx,
        request: &Request,
    ) -> Option<Standing> {
        let taste = self.taste(person)?;
        let candidates = self.candidates(person.seen().iter().copied(), &request.selection);
        let ranked = self.ranked(taste, request.steering.heads(), &candidates);
        let row = ranked.iter().position(|(other, _)| *other == movie)?;
        Some(Standing {
            place: row + 1,
            n_movies: ranked.len(),
        })
    }

    /// The candidates in somebody's order.
    fn ranked(
        &self,
        taste: &dyn Taste,
        heads: Heads,
        is_candidate: &impl Fn(MovieIdx) -> bool,
    ) -> Vec<Scored> {
        let heads = InLanes::from(heads);
        let n_movies = self.catalogue().movies.len();
        let mut ranked = Vec::new();
        for tile in 0..n_movies.div_ceil(TILE) {
            let scores = taste.scores(&heads, tile).to_array();
            let scored = (tile * TILE..n_movies)
                .map(|row| MovieIdx(row as u32))
                .zip(scores.as_flattened().iter().copied());
            ranked.extend(scored.filter(|(movie, _)| is_candidate(*movie)));
        }
        order::sort(&mut ranked, &|a, b| plain_order(self.catalogue(), a, b));
        ranked
    }
}

/// A movie and what it is worth to two people.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Joint {
    /// With the aggregate.
    scored: Scored,
    /// What decides between equals.
    tie: f32,
}

impl Joint {
    fn of(movie: MovieIdx, places: [usize; 2], n_movies: usize, aggregate: Aggregate) -> Self {
        let [one, other] = places.map(|place| worth(place, n_movies));
        let (least, mean) = (one.min(other), f32::midpoint(one, other));
        let (score, tie) = match aggregate {
            Aggregate::LeastMisery => (least, mean),
            Aggregate::Mean => (mean, least),
        };
        Self {
            scored: (movie, score),
            tie,
        }
    }
}

/// What the movie at a place is worth, 1 for the first of so many to 0 for the last.
fn worth(place: usize, n_movies: usize) -> f32 {
    if n_movies < 2 {
        return 1.0;
    }
    // Not the platform's logarithm: lists are the same everywhere.
    let [place, last] = [place, n_movies].map(|n| libm::log(n as f64));
    (1.0 - place / last) as f32
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::UserIdx;

    use super::*;
    use crate::Steering;
    use crate::profile::Profile;

    fn engine() -> Engine {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/made-up.matinee");
        Engine::open(&std::fs::read(file).unwrap()).unwrap()
    }

    fn movies(list: &[Shared]) -> Vec<MovieIdx> {
        list.iter().map(Shared::movie).collect()
    }

    const BOTH: [Aggregate; 2] = [Aggregate::LeastMisery, Aggregate::Mean];

    #[test]
    fn the_worth_of_a_place_falls_from_one_to_zero() {
        let worths: Vec<f32> = (1..=100).map(|place| worth(place, 100)).collect();
        assert_eq!((worths[0], worths[99]), (1.0, 0.0));
        assert!((worths[9] - 0.5).abs() < 1e-6, "the tenth of a hundred");
        assert!(worths.is_sorted_by(|a, b| a > b));
        assert_eq!(worth(1, 1), 1.0);
    }

    #[test]
    fn the_one_who_wants_it_less_decides_or_both_do() {
        let of = |places, aggregate| Joint::of(MovieIdx(0), places, 1000, aggregate).scored.1;
        let (loved_by_one, fair) = ([1, 100], [20, 20]);
        let least = Aggregate::LeastMisery;
        assert!(of(fair, least) > of(loved_by_one, least));
        let mean = Aggregate::Mean;
        assert!(of(loved_by_one, mean) > of(fair, mean));
    }

    #[test]
    fn between_equals_the_other_number_decides() {
        let of = |places, aggregate| Joint::of(MovieIdx(0), places, 1000, aggregate);
        let [near, far] = [[30, 2], [30, 29]].map(|places| of(places, Aggregate::LeastMisery));
        assert_eq!(near.scored.1, far.scored.1);
        assert!(near.tie > far.tie);
    }

    #[test]
    fn nobody_has_seen_what_both_are_to_watch() {
        let engine = engine();
        let people = [engine.person(UserIdx(0)), engine.person(UserIdx(7))];
        for aggregate in BOTH {
            let list =
                engine.recommend_together(people.each_ref(), aggregate, &Request::plain(1000));
            let n_seen = people.each_ref().map(|it| it.seen().len());
            assert!(!list.is_empty() && list.len() <= engine.catalogue().movies.len() - n_seen[0]);
            for entry in &list {
                let has_seen = |person: &Person| person.seen().contains(&entry.movie());
                assert!(!people.iter().any(has_seen), "{entry:?}");
            }
        }
    }

    #[test]
    fn numbers_and_places_are_those_of_either() {
        let engine = engine();
        let people = [engine.person(UserIdx(3)), engine.person(UserIdx(4))];
        let request = Request::plain(1000);
        let list = engine.recommend_together(people.each_ref(), Aggregate::Mean, &request);
        for (row, person) in people.iter().enumerate() {
            let mut places: Vec<_> = list.iter().map(|entry| entry.places[row]).collect();
            places.sort_unstable();
            assert_eq!(places, (1..=list.len()).collect::<Vec<_>>());
            for entry in &list {
                let own = engine.predict_for(person, entry.movie());
                assert_eq!(entry.entries[row], own);
            }
        }
    }

    #[test]
    fn who_is_watching_and_with_whom_does_not_change_the_list() {
        let engine = engine();
        let [one, other] = [UserIdx(11), UserIdx(30)].map(|user| engine.person(user));
        for aggregate in BOTH {
            let list = |people| engine.recommend_together(people, aggregate, &Request::plain(20));
            assert_eq!(movies(&list([&one, &other])), movies(&list([&other, &one])));
        }
    }

    #[test]
    fn somebody_twice_has_their_own_list() {
        let engine = engine();
        let person = engine.person(UserIdx(5));
        for blend in [-1.0, 0.0, 0.5] {
            let steering = Steering {
                blend,
                ..Steering::default()
            };
            let request = Request {
                steering,
                ..Request::plain(10)
            };
            let own: Vec<_> = (engine.recommend_for(&person, &request).iter())
                .map(|entry| entry.movie)
                .collect();
            for aggregate in BOTH {
                let list = engine.recommend_together([&person; 2], aggregate, &request);
                assert_eq!(movies(&list), own, "{aggregate:?}, {blend}");
            }
        }
    }

    #[test]
    fn a_list_for_two_is_steered_and_keeps_to_its_selection() {
        let engine = engine();
        let people = [engine.person(UserIdx(0)), engine.person(UserIdx(1))];
        let ask = |request: &Request| {
            engine.recommend_together(people.each_ref(), Aggregate::LeastMisery, request)
        };
        let plain = movies(&ask(&Request::plain(8)));
        let mut varied = Request::plain(8);
        varied.steering.variety = 0.9;
        assert_ne!(movies(&ask(&varied)), plain);
        let mut comedies = Request::plain(8);
        comedies.selection.include = 1;
        comedies.selection.left_out = vec![plain[0]];
        let catalogue = engine.catalogue();
        for entry in ask(&comedies) {
            assert_ne!(entry.movie(), plain[0]);
            assert_eq!(catalogue.movies[entry.movie().row()].genres & 1, 1);
        }
    }

    #[test]
    fn a_newcomer_counts_as_much_as_anybody() {
        let engine = engine();
        let newcomer = engine.fold_in(&Profile::default()).unwrap();
        let user = engine.person(UserIdx(2));
        let request = Request::plain(5);
        let list = engine.recommend_together([&newcomer, &user], Aggregate::LeastMisery, &request);
        assert_eq!(list.len(), 5);
        let worst = |entry: &Shared| entry.places.into_iter().max();
        assert!(list.is_sorted_by_key(worst), "{list:?}");
    }

    #[test]
    fn where_nothing_is_left_the_list_is_empty() {
        let engine = engine();
        let people = [engine.person(UserIdx(0)), engine.person(UserIdx(1))];
        let mut request = Request::plain(5);
        request.selection.exclude = u32::MAX;
        request.selection.include = 1;
        let list = engine.recommend_together(people.each_ref(), Aggregate::Mean, &request);
        assert_eq!(list, []);
        assert_eq!(engine.standing(&people[0], MovieIdx(0), &request), None);
    }

    #[test]
    fn a_stranger_has_no_part_in_a_list() {
        let (engine, another) = (engine(), engine());
        let people = [engine.person(UserIdx(0)), another.person(UserIdx(1))];
        let request = Request::plain(5);
        let list = engine.recommend_together(people.each_ref(), Aggregate::Mean, &request);
        assert_eq!(list, []);
        assert_eq!(engine.standing(&people[1], MovieIdx(0), &request), None);
    }

    #[test]
    fn a_movie_stands_where_the_list_has_it_and_a_seen_one_nowhere() {
        let engine = engine();
        let person = engine.person(UserIdx(9));
        let request = Request::plain(1000);
        let list = engine.recommend_for(&person, &request);
        for (place, entry) in (1..).zip(&list) {
            let standing = engine.standing(&person, entry.movie, &request);
            let n_movies = list.len();
            assert_eq!(standing, Some(Standing { place, n_movies }));
        }
        assert_eq!(engine.standing(&person, person.seen()[0], &request), None);
    }
}
