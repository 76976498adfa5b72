//! What ways to choose for two are worth: lists of ten for pairs of people, measured on the held-out
//! ratings of either.
//!
//! ```sh
//! cargo run --release -- train --network hybrid --fold 1 --out u1.matinee
//! cargo run --release -p matinee-lab --example together -- u1.matinee data/ml-100k/u1.test
//! ```

use std::collections::{HashMap, HashSet};
use std::env;
use std::error::Error;
use std::fs;

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_data::formats::parse_rows;
use matinee_engine::{Aggregate, Engine, Person, Request, Selection, Shared};
use matinee_lab::metrics::ndcg_at;

const K: usize = 10;
/// Everybody is paired with whoever stands so many places further on.
const STEPS: [usize; 5] = [1, 7, 31, 97, 211];

/// Movies in somebody's order, with their scores.
type Ranked = [(MovieIdx, f64)];

/// Says what each of the ranked movies is worth.
type Worth = fn(&Ranked) -> Vec<f64>;

const WAYS: [(&str, Worth); 4] = [
    ("logarithm of the place", |ranked| {
        by_place(ranked, |place, n| 1.0 - place.ln() / n.ln())
    }),
    ("place", |ranked| {
        by_place(ranked, |place, n| 1.0 - place / n)
    }),
    ("score, least to most", |ranked| {
        let (most, least) = (ranked[0].1, ranked[ranked.len() - 1].1);
        let scaled = |it: &(MovieIdx, f64)| (it.1 - least) / (most - least);
        ranked.iter().map(scaled).collect()
    }),
    ("score, standardised", |ranked| {
        let n = ranked.len() as f64;
        let mean = ranked.iter().map(|it| it.1).sum::<f64>() / n;
        let variance = ranked.iter().map(|it| (it.1 - mean).powi(2)).sum::<f64>() / n;
        let scaled = |it: &(MovieIdx, f64)| (it.1 - mean) / variance.sqrt();
        ranked.iter().map(scaled).collect()
    }),
];

fn by_place(ranked: &Ranked, worth: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let n = ranked.len() as f64;
    (1..=ranked.len())
        .map(|place| worth(place as f64, n))
        .collect()
}

/// Sums over pairs.
#[derive(Clone, Copy, Default)]
struct Sums {
    /// Mean NDCG of both.
    mean: f64,
    /// NDCG of the one whom the list serves worse.
    worse: f64,
    /// Pairs of whom either finds something.
    both: f64,
}

const AGGREGATES: [Aggregate; 2] = [Aggregate::LeastMisery, Aggregate::Mean];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let mut file = || {
        arguments
            .next()
            .ok_or("say which model and which test rows")
    };
    let engine = Engine::open(&fs::read(file()?)?)?;
    let test = file()?;
    let mut relevant: HashMap<UserIdx, HashSet<MovieIdx>> = HashMap::new();
    for (_, row) in parse_rows(&fs::read(&test)?, &test)? {
        let known = engine.user_idx(row.user).zip(engine.movie_idx(row.movie));
        if let Some((user, movie)) = known.filter(|_| row.stars.is_liked()) {
            relevant.entry(user).or_default().insert(movie);
        }
    }
    let mut users: Vec<UserIdx> = relevant.keys().copied().collect();
    users.sort_unstable();
    let pairs = STEPS.iter().flat_map(|step| {
        let users = &users;
        (0..users.len()).map(move |row| [users[row], users[(row + step) % users.len()]])
    });

    let mut sums = [[Sums::default(); AGGREGATES.len()]; WAYS.len()];
    let (mut n_pairs, mut n_same) = (0_u32, 0_u32);
    for pair in pairs {
        let people = pair.map(|user| engine.person(user));
        let has_seen = |movie: &&MovieIdx| {
            people
                .iter()
                .any(|person| person.seen().binary_search(movie).is_ok())
        };
        let n_wanted = pair.map(|user| relevant[&user].iter().filter(|it| !has_seen(it)).count());
        if n_wanted.contains(&0) {
            continue;
        }
        n_pairs += 1;
        let ranked = [0, 1].map(|row| ranked(&engine, &people[row], &people[1 - row]));
        for (sums, (way, (_, worth))) in sums.iter_mut().zip(WAYS.iter().enumerate()) {
            for (sums, aggregate) in sums.iter_mut().zip(AGGREGATES) {
                let list = best(&ranked, *worth, aggregate);
                if way == 0 {
                    let request = Request::plain(K);
                    let own = engine.recommend_together(people.each_ref(), aggregate, &request);
                    let own: Vec<MovieIdx> = own.iter().map(Shared::movie).collect();
                    n_same += u32::from(own == list);
                }
                let [one, other] = [0, 1].map(|row| {
                    let wanted = &relevant[&pair[row]];
                    let hits: Vec<bool> = list.iter().map(|it| wanted.contains(it)).collect();
                    ndcg_at(K, &hits, n_wanted[row]).unwrap_or_default()
                });
                sums.mean += f64::midpoint(one, other);
                sums.worse += one.min(other);
                sums.both += f64::from(u8::from(one > 0.0 && other > 0.0));
            }
        }
    }

    println!(
        "{n_pairs} pairs; {n_same} of {} lists are the engine\u{2019}s",
        2 * n_pairs
    );
    println!("| worth | aggregate | NDCG@10 | of the worse served | both find something |");
    println!("|---|---|---|---|---|");
    for (sums, (name, _)) in sums.iter().zip(WAYS) {
        for (sums, aggregate) in sums.iter().zip(AGGREGATES) {
            let [mean, worse, both] =
                [sums.mean, sums.worse, sums.both].map(|sum| sum / f64::from(n_pairs));
            let both = both * 100.0;
            println!("| {name} | {aggregate:?} | {mean:.4} | {worse:.4} | {both:.1} % |");
        }
    }
    Ok(())
}

/// Puts what neither has seen in the order of one.
fn ranked(engine: &Engine, person: &Person, other: &Person) -> Vec<(MovieIdx, f64)> {
    let request = Request {
        selection: Selection {
            left_out: other.seen().to_vec(),
            ..Selection::default()
        },
        ..Request::plain(engine.catalogue().movies.len())
    };
    let list = engine.recommend_for(person, &request).into_iter();
    list.map(|entry| (entry.movie, f64::from(entry.ranking_score)))
        .collect()
}

/// Lists the best for both.
fn best(ranked: &[Vec<(MovieIdx, f64)>; 2], worth: Worth, aggregate: Aggregate) -> Vec<MovieIdx> {
    let worths = ranked.each_ref().map(|ranked| {
        let movies = ranked.iter().map(|it| it.0);
        movies.zip(worth(ranked)).collect::<HashMap<_, _>>()
    });
    let key = |movie: &MovieIdx| {
        let [one, other] = worths.each_ref().map(|worth| worth[movie]);
        match aggregate {
            Aggregate::LeastMisery => (one.min(other), one + other),
            _ => (one + other, one.min(other)),
        }
    };
    let mut movies: Vec<MovieIdx> = ranked[0].iter().map(|it| it.0).collect();
    movies.sort_by(|a, b| {
        let (a, b) = (key(a), key(b));
        b.0.total_cmp(&a.0).then_with(|| b.1.total_cmp(&a.1))
    });
    movies.truncate(K);
    movies
}
