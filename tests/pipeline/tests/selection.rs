//! What must hold for the lists of either network among a part of the movies.

use std::sync::OnceLock;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_engine::artifact::Precisions;
use matinee_engine::engine::{Engine, Recommendation, Request, Selection, Steering};
use proptest::prelude::*;

/// A seed network, and a hybrid with heads that nobody has trained, over the same tables; some
/// movies have no year.
fn engines() -> &'static [Engine; 2] {
    static ENGINES: OnceLock<[Engine; 2]> = OnceLock::new();
    ENGINES.get_or_init(|| {
        let mut data = matinee_testing::data();
        for movie in data.tables.movies.iter_mut().step_by(17) {
            movie.year = None;
        }
        let recipe = matinee_testing::recipe();
        let trained = matinee_testing::trained(&data, &recipe);
        let seed = matinee_testing::artifact(&data, &recipe, &trained, Precisions::FULL);
        let heads = matinee_testing::heads::heads(&data.tables, 1);
        let hybrid = matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::FULL);
        [seed, hybrid].map(|artifact| Engine::new(artifact).expect("it passes its own test"))
    })
}

fn movies(engine: &Engine) -> impl Iterator<Item = MovieIdx> {
    (0..engine.catalogue().movies.len() as u32).map(MovieIdx)
}

/// Which movies may be in the list of `user`, said by their sets of genres.
fn admitted(engine: &Engine, user: UserIdx, selection: &Selection) -> Vec<MovieIdx> {
    let rated = |movie: &MovieIdx| engine.seen(user).contains(movie);
    let is_admitted = |idx: &MovieIdx| {
        let movie = &engine.catalogue().movies[idx.row()];
        let of = |genres: u32| movie.genre_rows().any(|row| genres >> row & 1 == 1);
        let in_time = match (selection.years, movie.year) {
            (None, _) => true,
            (Some(_), None) => false,
            (Some((first, last)), Some(year)) => first <= year && year <= last,
        };
        !rated(idx)
            && !selection.left_out.contains(idx)
            && (selection.include == 0 || of(selection.include))
            && !of(selection.exclude)
            && in_time
    };
    movies(engine).filter(is_admitted).collect()
}

/// The plain list, by sorting all that may be in it.
fn sorted(engine: &Engine, user: UserIdx, request: &Request) -> Vec<Recommendation> {
    let person = engine.person(user);
    let admitted = admitted(engine, user, &request.selection);
    let mut list: Vec<_> = admitted
        .into_iter()
        .map(|movie| engine.predict_for(&person, movie))
        .collect();
    let catalogue = engine.catalogue();
    list.sort_by(|a, b| {
        let n_ratings = |entry: &Recommendation| catalogue.n_ratings[entry.movie.row()];
        (b.ranking_score.total_cmp(&a.ranking_score))
            .then(n_ratings(b).cmp(&n_ratings(a)))
            .then(a.movie.cmp(&b.movie))
    });
    list.truncate(request.k);
    list
}

/// Few genres, so that something is left; the generator's first are the commonest.
fn genres() -> impl Strategy<Value = u32> {
    prop_oneof![
        Just(0),
        prop::collection::vec(0_u32..19, 1..4)
            .prop_map(|rows| rows.into_iter().fold(0, |set, row| set | 1 << row)),
    ]
}

fn selections() -> impl Strategy<Value = Selection> {
    let years = prop::option::of((1920_u16..2000, 0_u16..60));
    let left_out = prop::collection::btree_set((0_u32..210).prop_map(MovieIdx), 0..120);
    (genres(), genres(), years, left_out).prop_map(|(include, exclude, years, left_out)| {
        Selection {
            include,
            exclude,
            years: years.map(|(first, n)| (first, first + n)),
            left_out: left_out.into_iter().collect(),
        }
    })
}

proptest! {
    #[test]
    fn a_plain_list_is_the_head_of_all_that_is_admitted(
        user in 0_u32..120,
        k in 0_usize..210,
        selection in selections(),
    ) {
        for engine in engines() {
            let request = Request { selection: selection.clone(), ..Request::plain(k) };
            let list = engine.recommend_for(&engine.person(UserIdx(user)), &request);
            prop_assert_eq!(list, sorted(engine, UserIdx(user), &request));
        }
    }

    #[test]
    fn a_steered_list_has_only_what_is_admitted_and_is_filled_up_to_k(
        user in 0_u32..120,
        k in 0_usize..210,
        (discount, variety, calibration) in (0_f32..1.0, 0_f32..1.0, 0_f32..1.0),
        blend in -1_f32..1.0,
        selection in selections(),
    ) {
        for engine in engines() {
            let admitted = admitted(engine, UserIdx(user), &selection);
            let steering = Steering { blend, discount, variety, calibration };
            let request = Request { k, steering, selection: selection.clone() };
            let list = engine.recommend_for(&engine.person(UserIdx(user)), &request);
            prop_assert_eq!(list.len(), k.min(admitted.len()));
            let mut listed: Vec<_> = list.iter().map(|entry| entry.movie).collect();
            listed.sort_unstable();
            listed.dedup();
            prop_assert_eq!(listed.len(), list.len(), "no movie twice");
            prop_assert!(listed.iter().all(|movie| admitted.contains(movie)));
        }
    }
}

#[test]
fn leaving_out_the_best_moves_the_rest_up() {
    for engine in engines() {
        let person = engine.person(UserIdx(5));
        let long = engine.recommend_for(&person, &Request::plain(13));
        let mut left_out: Vec<_> = long[..3].iter().map(|entry| entry.movie).collect();
        left_out.sort_unstable();
        let request = Request {
            selection: Selection {
                left_out,
                ..Selection::default()
            },
            ..Request::plain(10)
        };
        assert_eq!(engine.recommend_for(&person, &request), long[3..]);
    }
}
