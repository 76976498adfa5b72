//! The order of the shipped model's lists beside what people like and dislike.

use std::sync::OnceLock;

use matinee_core::domain::{MovieIdx, Stars, UserIdx};
use matinee_data::dataset::Movie;
use matinee_engine::engine::{Engine, Profile, Request};

/// Movies that so many have rated are known well enough to speak of their like.
const WELL_KNOWN: u32 = 50;
/// How many of the movies most like one are looked at.
const N_ALIKE: usize = 10;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let path = matinee_testing::root().join("data/site/model.matinee");
        let bytes = std::fs::read(&path)
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask build`", path.display()));
        Engine::open(&bytes).expect("the shipped model is sound")
    })
}

/// Every movie's place in the list of somebody new with these ratings, from 0; those that they have
/// rated have none.
fn places(ratings: &[(MovieIdx, Stars)]) -> Vec<Option<usize>> {
    let engine = engine();
    let profile = Profile {
        ratings: ratings.to_vec(),
        ..Profile::default()
    };
    let person = engine.fold_in(&profile).unwrap();
    let n_movies = engine.catalogue().movies.len();
    let mut places = vec![None; n_movies];
    let list = engine.recommend_for(&person, &Request::plain(n_movies));
    for (place, entry) in list.into_iter().enumerate() {
        places[entry.movie.row()] = Some(place);
    }
    places
}

fn history(user: u32) -> Vec<(MovieIdx, Stars)> {
    let engine = engine();
    let user = UserIdx(user % engine.users().len() as u32);
    engine
        .history(user)
        .expect("the page carries stars")
        .to_vec()
}

/// All movies for somebody who gave one star to `disliked` and nothing else, best first.
fn list_against(engine: &Engine, disliked: &[MovieIdx]) -> Vec<MovieIdx> {
    let one = Stars::try_from(1).unwrap();
    let mut ratings: Vec<_> = disliked.iter().map(|movie| (*movie, one)).collect();
    ratings.sort_unstable_by_key(|(movie, _)| *movie);
    let profile = Profile {
        ratings,
        ..Profile::default()
    };
    let person = engine.fold_in(&profile).unwrap();
    let all = Request::plain(engine.catalogue().movies.len());
    let list = engine.recommend_for(&person, &all).into_iter();
    list.map(|entry| entry.movie).collect()
}

fn has(movie: &Movie, genre: usize) -> bool {
    movie.genres >> genre & 1 == 1
}

/// The movies for which `is_meant` holds, those with most ratings first.
fn best_known(engine: &Engine, is_meant: impl Fn(&Movie) -> bool) -> Vec<MovieIdx> {
    let catalogue = engine.catalogue();
    let mut found: Vec<MovieIdx> = (0..)
        .map(MovieIdx)
        .zip(&catalogue.movies)
        .filter(|(_, movie)| is_meant(movie))
        .map(|(row, _)| row)
        .collect();
    found.sort_by_key(|movie| std::cmp::Reverse(catalogue.n_ratings[movie.row()]));
    found
}

/// How often the places of what is like a movie follow the stars that it gets, of (asked, obeyed).
#[derive(Debug, Default)]
struct Obeyed {
    /// A star more never puts it lower.
    raised: (u32, u32),
    /// One star never puts it higher than no rating.
    hated: (u32, u32),
}

impl Obeyed {
    /// Rates every well-known movie 1 to 5, on top of what somebody has rated.
    fn count(&mut self, given: &[(MovieIdx, Stars)]) {
        let engine = engine();
        let movies = (0..engine.catalogue().movies.len() as u32).map(MovieIdx);
        let is_known = |movie: &MovieIdx| engine.catalogue().n_ratings[movie.row()] >= WELL_KNOWN;
        for movie in movies.filter(is_known) {
            let mut given = given.to_vec();
            given.retain(|(rated, _)| *rated != movie);
            let unrated = places(&given);
            let rated = Stars::WHOLE.map(|stars| places(&[&given[..], &[(movie, stars)]].concat()));
            for (alike, _) in engine.similar(movie, N_ALIKE) {
                let Some(before) = unrated[alike.row()] else {
                    continue;
                };
                let at = |stars: usize| rated[stars - 1][alike.row()].expect("it is not rated");
                // The movie itself left the list, where it stood above.
                let left = usize::from(unrated[movie.row()].is_some_and(|place| place < before));
                tally(&mut self.hated, at(1) + left >= before);
                for stars in 1..5 {
                    tally(&mut self.raised, at(stars + 1) <= at(stars));
                }
            }
        }
    }
}

fn tally(count: &mut (u32, u32), obeys: bool) {
    count.0 += 1;
    count.1 += u32::from(obeys);
}

/// Expects that nearly all of it obeys.
fn check_obeyed(whose: &str, obeyed: &Obeyed) {
    for (what, (asked, obeyed)) in [("a star more", obeyed.raised), ("one star", obeyed.hated)] {
        let share = f64::from(obeyed) / f64::from(asked);
        println!("{whose}: {what}: {obeyed} of {asked} obey, {share:.4}");
        assert!(share >= 0.98, "{whose}: {what}: {share}");
    }
}

#[test]
fn what_is_like_a_movie_follows_its_stars_for_newcomers() {
    let mut obeyed = Obeyed::default();
    obeyed.count(&[]);
    for user in [11, 222, 333] {
        obeyed.count(&history(user)[..5]);
    }
    check_obeyed("newcomers", &obeyed);
}

#[test]
fn what_is_like_a_movie_follows_its_stars_for_people_with_a_history() {
    let mut obeyed = Obeyed::default();
    for user in [14, 499, 700] {
        obeyed.count(&history(user));
    }
    check_obeyed("people with a history", &obeyed);
}

#[test]
fn whoever_gives_everything_the_same_stars_gets_a_full_list_of_what_is_good() {
    let rated: Vec<MovieIdx> = best_known(engine(), |_| true)
        .into_iter()
        .take(40)
        .collect();
    for stars in Stars::WHOLE {
        let given: Vec<_> = rated.iter().map(|movie| (*movie, stars)).collect();
        for given in [&given[..1], &given[..]] {
            let profile = Profile {
                ratings: given.to_vec(),
                ..Profile::default()
            };
            let person = engine().fold_in(&profile).unwrap();
            let list = engine().recommend_for(&person, &Request::plain(10));
            assert_eq!(list.len(), 10);
            for entry in list {
                assert!(given.iter().all(|(movie, _)| *movie != entry.movie));
                assert!(entry.ranking_score.is_finite());
            }
        }
    }
}

#[test]
fn a_history_of_five_hundred_ratings_is_followed_and_none_of_it_comes_back() {
    let longest = (0..engine().users().len() as u32).max_by_key(|user| history(*user).len());
    let given = history(longest.expect("there are people"));
    assert!(given.len() >= 500, "{}", given.len());
    let places = places(&given);
    assert!(given.iter().all(|(movie, _)| places[movie.row()].is_none()));
    let n_listed = places.iter().flatten().count();
    assert_eq!(n_listed, places.len() - given.len());
}

#[test]
fn what_was_put_aside_is_in_no_list() {
    let person = engine().person(UserIdx(14));
    let plain = engine().recommend_for(&person, &Request::plain(20));
    let mut request = Request::plain(10);
    request.selection.left_out = plain[..10].iter().map(|entry| entry.movie).collect();
    request.selection.left_out.sort_unstable();
    assert_eq!(engine().recommend_for(&person, &request), plain[10..]);
}

#[test]
fn whoever_hates_a_genre_finds_none_of_it_in_their_first_ten() {
    let engine = engine();
    let genres = engine.catalogue().genres.len();
    let mut n_checked = 0;
    for genre in 0..genres {
        let of_genre = best_known(engine, |movie| has(movie, genre));
        if of_genre.len() < 20 {
            continue;
        }
        n_checked += 1;
        let list = list_against(engine, &of_genre[..12]);
        let left: Vec<&str> = (list[..10].iter())
            .map(|movie| &engine.catalogue().movies[movie.row()])
            .filter(|movie| has(movie, genre))
            .map(|movie| movie.title.as_str())
            .collect();
        let genre = &engine.catalogue().genres[genre];
        assert!(left.is_empty(), "{genre}: {left:?}");
    }
    assert!(n_checked >= 10, "{n_checked}");
}

#[test]
fn what_is_like_the_disliked_stands_lower_than_for_somebody_who_rated_nothing() {
    let engine = engine();
    let treks = best_known(engine, |movie| movie.title.starts_with("Star Trek"));
    assert!(treks.len() > 6);
    let place = |list: &[MovieIdx], movie| list.iter().position(|it| *it == movie).unwrap();
    let before = list_against(engine, &[]);
    let after = list_against(engine, &treks[..6]);
    for trek in &treks[6..] {
        assert!(place(&after, *trek) > place(&before, *trek));
    }
}

#[test]
fn hardly_a_place_goes_to_a_movie_far_below_what_its_reader_gives() {
    let engine = engine();
    let (mut n_places, mut n_low) = (0, 0);
    for user in (0..engine.users().len() as u32).map(UserIdx) {
        let given = engine.history(user).expect("the hybrid carries stars");
        let sum: f32 = given.iter().map(|(_, stars)| stars.as_f32()).sum();
        let low = sum / given.len() as f32 - 0.5;
        let list = engine.recommend(user, 10);
        n_places += list.len();
        n_low += list.iter().filter(|it| it.stars.stars() < low).count();
    }
    println!("{n_low} of {n_places} places are half a star below their reader's mean");
    assert!(n_low * 100 <= n_places, "{n_low} of {n_places}");
}
