//! Whom a model carries: everybody, or those whose tastes tell most.

use matinee_core::domain::UserIdx;
use matinee_core::random::seeded;
use matinee_engine::artifact::People;
use rand::RngExt;

/// Numbers by which tastes are compared.
const N_SKETCH: usize = 32;
/// Of the generator: nobody chooses these draws.
const SEED: u64 = 1;
const STREAM: u64 = 77;

/// The `n` people who show the most different tastes, ascending: first whoever has seen most, then
/// again and again whoever is farthest from all that were taken, the more so the more they have seen.
///
/// A taste is what somebody rated, in stars above their own mean, as a random sketch of
/// [`N_SKETCH`] numbers; where there are no stars, what they have seen. The cost is linear in ratings
/// and in people · `n`.
#[must_use]
pub fn most_telling(people: &People, n_movies: usize, n: usize) -> Vec<UserIdx> {
    let everybody = (0..people.users.len() as u32).map(UserIdx);
    if n >= people.users.len() {
        return everybody.collect();
    }
    let rng = &mut seeded(SEED, STREAM);
    let signs: Vec<u32> = (0..n_movies).map(|_| rng.random()).collect();
    let tastes: Vec<[f32; N_SKETCH]> = everybody.map(|user| sketch(people, user, &signs)).collect();
    let weight = |row: usize| (1.0 + people.histories.n_seen(UserIdx(row as u32)) as f32).ln();
    // The first is the farthest from nobody.
    let mut distances = vec![1.0_f32; tastes.len()];
    let mut taken = Vec::with_capacity(n);
    while taken.len() < n {
        let score = |row: &usize| distances[*row] * weight(*row);
        let farthest = (0..tastes.len()).max_by(|a, b| {
            // Of equals the first.
            score(a).total_cmp(&score(b)).then(b.cmp(a))
        });
        let Some(next) = farthest else { break };
        taken.push(UserIdx(next as u32));
        for (distance, taste) in distances.iter_mut().zip(&tastes) {
            let product: f32 = taste.iter().zip(&tastes[next]).map(|(a, b)| a * b).sum();
            *distance = distance.min(1.0 - product);
        }
        // Nobody is taken twice, whoever is alike.
        distances[next] = f32::NEG_INFINITY;
    }
    taken.sort_unstable();
    taken
}

/// Of length 1, or 0 for somebody who says nothing.
fn sketch(people: &People, user: UserIdx, signs: &[u32]) -> [f32; N_SKETCH] {
    let mut sums = [0.0_f32; N_SKETCH];
    let mut add = |movie: usize, amount: f32| {
        for (bit, sum) in sums.iter_mut().enumerate() {
            *sum += if signs[movie] >> bit & 1 == 1 {
                amount
            } else {
                -amount
            };
        }
    };
    match people.histories.rated(user) {
        Some(rated) => {
            let mean = rated.iter().map(|(_, stars)| stars.as_f32()).sum::<f32>()
                / rated.len().max(1) as f32;
            for (movie, stars) in rated {
                add(movie.row(), stars.as_f32() - mean);
            }
        }
        None => {
            for movie in people.histories.seen(user) {
                add(movie.row(), 1.0);
            }
        }
    }
    let length = sums.iter().map(|it| it * it).sum::<f32>().sqrt();
    sums.map(|it| if length > 0.0 { it / length } else { 0.0 })
}

#[cfg(test)]
mod tests {
    use matinee_core::domain::{MovieIdx, Stars, UserId};
    use matinee_data::dataset::User;
    use matinee_engine::artifact::Histories;

    use super::*;

    /// Two people of one taste, two of its opposite, and one who has seen little.
    fn people() -> People {
        let rated = |flip: bool, n: u32| -> Vec<(MovieIdx, Stars)> {
            let stars = |movie: u32| {
                Stars::WHOLE[if movie.is_multiple_of(2) == flip {
                    4
                } else {
                    0
                }]
            };
            (0..n)
                .map(|movie| (MovieIdx(movie), stars(movie)))
                .collect()
        };
        let histories = vec![
            rated(true, 40),
            rated(true, 30),
            rated(false, 30),
            rated(false, 20),
            rated(true, 1),
        ];
        let user = |id| User {
            id: UserId(id),
            demographics: None,
        };
        People::all(
            Vec::new(),
            (1..6).map(user).collect(),
            Histories::Rated(histories),
        )
    }

    #[test]
    fn who_is_kept_shows_different_tastes() {
        let kept = |n| most_telling(&people(), 40, n);
        assert_eq!(kept(1), [UserIdx(0)]);
        assert_eq!(kept(2), [UserIdx(0), UserIdx(2)]);
        assert_eq!(kept(0), []);
        assert_eq!(kept(5).len(), 5);
        assert_eq!(kept(9).len(), 5);
    }

    #[test]
    fn nobody_is_kept_twice() {
        let mut kept = most_telling(&people().without_stars(), 40, 4);
        kept.dedup();
        assert_eq!(kept.len(), 4);
    }
}
