//! A map of movies: every movie a point of a plane, like movies near each other.
//!
//! Principal axes keep the large shape and few neighbours. They are where points begin from; then t-SNE (van der
//! Maaten and Hinton 2008), exact, moves them until neighbours are neighbours. By our own code, because the
//! libraries that do this draw from a generator of the thread or add up in the order in which threads finish:
//! their map is another one each time. Of the two maps the one that keeps more neighbours is taken, and how many
//! it keeps is said.

use matinee_core::linear::principal_axes;
use matinee_core::random::seeded;

/// The stream of [`seeded`] for the principal axes' first guess.
const STREAM: u64 = 0x006d_6170;
/// Steps of their power iteration.
const N_ITERATIONS: u32 = 60;
/// About how many neighbours a point minds.
const PERPLEXITY: f64 = 12.0;
/// Steps of t-SNE.
const N_STEPS: usize = 1000;
/// In the first steps neighbours pull so many times harder, and their momentum is smaller.
const EXAGGERATION: f64 = 12.0;
const N_EXAGGERATED: usize = 250;
const MOMENTA: [f64; 2] = [0.5, 0.8];
/// Standard deviation of the points in the beginning: so little that nobody pushes yet.
const SPREAD: f64 = 1e-4;
/// Neighbours that a map is asked to keep.
const N_NEIGHBOURS: usize = 10;
/// Neighbours that trustworthiness looks at.
const N_TRUSTED: usize = 12;

/// How movies are put on a plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// The first two principal axes of the similarities.
    PrincipalAxes,
    /// t-SNE that begins from them.
    Tsne,
}

/// Movies on a plane.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// How it was made.
    pub method: Method,
    /// [n_movies]: from the left and from the top, each 0 to `extent`.
    pub points: Vec<[u16; 2]>,
    /// Share of the ten nearest neighbours that are among the ten nearest on the map, mean over movies, 0 to 1.
    pub neighbours_kept: f64,
    /// Trustworthiness at 12 neighbours (Venna and Kaski 2001), 0 to 1.
    pub trustworthiness: f64,
}

/// Maps movies by their similarities, [n_movies, n_movies], symmetric, −1 to 1; what a movie is to itself does not
/// matter.
///
/// `None` with fewer movies than a map is measured by, 40.
#[must_use]
pub fn map(similarities: &[f32], n_movies: usize, extent: u16, seed: u64) -> Option<Map> {
    if n_movies < 40 || similarities.len() != n_movies * n_movies {
        return None;
    }
    let ranks = ranks(similarities, n_movies);
    let axes = axes(similarities, n_movies, seed);
    let tsne = tsne(similarities, n_movies, &axes);
    let maps = [(Method::PrincipalAxes, axes), (Method::Tsne, tsne)];
    let maps = maps.map(|(method, points)| {
        let points = on_grid(&points, extent);
        let (neighbours_kept, trustworthiness) = quality(&points, &ranks, n_movies);
        Map {
            method,
            points,
            neighbours_kept,
            trustworthiness,
        }
    });
    maps.into_iter()
        .max_by(|a, b| a.neighbours_kept.total_cmp(&b.neighbours_kept))
}

/// [n_movies, n_movies]: in row `i` the place of every other movie when they are put in order of how like `i` they
/// are, from 0; its own is the last.
fn ranks(similarities: &[f32], n_movies: usize) -> Vec<u32> {
    let mut ranks = vec![0; n_movies * n_movies];
    let rows = similarities.chunks_exact(n_movies);
    for (movie, (row, ranks)) in rows.zip(ranks.chunks_exact_mut(n_movies)).enumerate() {
        let mut order: Vec<usize> = (0..n_movies).collect();
        order.sort_by(|a, b| {
            (*a == movie)
                .cmp(&(*b == movie))
                .then_with(|| row[*b].total_cmp(&row[*a]))
        });
        for (rank, other) in (0..).zip(order) {
            ranks[other] = rank;
        }
    }
    ranks
}

/// The movies along the first two axes of the similarities, their mean in the middle.
fn axes(similarities: &[f32], n_movies: usize, seed: u64) -> Vec<[f64; 2]> {
    let n = n_movies as f64;
    let at = |row: usize, column: usize| match row == column {
        true => 1.0,
        false => f64::from(similarities[row * n_movies + column]),
    };
    let means: Vec<f64> = (0..n_movies)
        .map(|row| (0..n_movies).map(|column| at(row, column)).sum::<f64>() / n)
        .collect();
    let mean = means.iter().sum::<f64>() / n;
    let mut centred = Vec::with_capacity(n_movies * n_movies);
    for row in 0..n_movies {
        centred.extend(
            (0..n_movies).map(|column| at(row, column) - means[row] - means[column] + mean),
        );
    }
    let mut rng = seeded(seed, STREAM);
    let axes = principal_axes(n_movies, 2, N_ITERATIONS, &mut rng, |block, width| {
        let mut image = vec![0.0; n_movies * width];
        for (row, sums) in centred
            .chunks_exact(n_movies)
            .zip(image.chunks_exact_mut(width))
        {
            for (factor, entries) in row.iter().zip(block.chunks_exact(width)) {
                for (sum, entry) in sums.iter_mut().zip(entries) {
                    *sum += factor * entry;
                }
            }
        }
        image
    });
    let width = axes.values.len().max(1);
    let scale = |axis: usize| {
        axes.values
            .get(axis)
            .map_or(0.0, |value| value.max(0.0).sqrt())
    };
    (axes.vectors.chunks_exact(width))
        .map(|row| {
            let along = |axis: usize| row.get(axis).copied().unwrap_or(0.0) * scale(axis);
            [along(0), along(1)]
        })
        .collect()
}

/// How much each pair belongs together, [n_movies, n_movies], symmetric, 1 in all: a bell around each movie, so wide
/// that [`PERPLEXITY`] others are in it.
fn affinities(similarities: &[f32], n_movies: usize) -> Vec<f64> {
    let mut conditional = vec![0.0; n_movies * n_movies];
    let rows = similarities.chunks_exact(n_movies);
    for (movie, (row, shares)) in rows.zip(conditional.chunks_exact_mut(n_movies)).enumerate() {
        let distances: Vec<f64> = row.iter().map(|it| 1.0 - f64::from(*it)).collect();
        let nearest = (distances.iter().enumerate())
            .filter(|(other, _)| *other != movie)
            .map(|(_, distance)| *distance)
            .fold(f64::INFINITY, f64::min);
        let (mut low, mut high, mut sharpness) = (0.0, f64::INFINITY, 1.0);
        for _ in 0..60 {
            let (mut sum, mut weighted) = (0.0, 0.0);
            for (other, (share, distance)) in shares.iter_mut().zip(&distances).enumerate() {
                let beyond = distance - nearest;
                *share = match other == movie {
                    true => 0.0,
                    false => libm::exp(-sharpness * beyond),
                };
                sum += *share;
                weighted += *share * beyond;
            }
            for share in shares.iter_mut() {
                *share /= sum;
            }
            let entropy = libm::log(sum) + sharpness * weighted / sum;
            if entropy > libm::log(PERPLEXITY) {
                low = sharpness;
                sharpness = match high.is_finite() {
                    true => f64::midpoint(low, high),
                    false => 2.0 * sharpness,
                };
            } else {
                high = sharpness;
                sharpness = f64::midpoint(low, high);
            }
        }
    }
    let mut joint = vec![0.0; n_movies * n_movies];
    for row in 0..n_movies {
        for column in 0..n_movies {
            let both = conditional[row * n_movies + column] + conditional[column * n_movies + row];
            joint[row * n_movies + column] = both / (2.0 * n_movies as f64);
        }
    }
    joint
}

/// Moves points until those that belong together are together.
fn tsne(similarities: &[f32], n_movies: usize, start: &[[f64; 2]]) -> Vec<[f64; 2]> {
    let affinities = affinities(similarities, n_movies);
    let spread = {
        let squares: f64 = start.iter().map(|[x, _]| x * x).sum();
        (squares / n_movies as f64).sqrt().max(f64::MIN_POSITIVE)
    };
    let mut points: Vec<[f64; 2]> = (start.iter())
        .map(|point| point.map(|it| it / spread * SPREAD))
        .collect();
    let mut velocities = vec![[0.0; 2]; n_movies];
    let mut gains = vec![[1.0_f64; 2]; n_movies];
    let rate = (n_movies as f64 / EXAGGERATION).max(50.0);
    for step in 0..N_STEPS {
        let (pull, momentum) = match step < N_EXAGGERATED {
            true => (EXAGGERATION, MOMENTA[0]),
            false => (1.0, MOMENTA[1]),
        };
        let gradients = gradients(&points, &affinities, pull);
        for (row, gradient) in gradients.into_iter().enumerate() {
            for axis in 0..2 {
                let (gain, velocity) = (&mut gains[row][axis], &mut velocities[row][axis]);
                // Jacobs' rule: faster as long as the way is the same.
                *gain = match gradient[axis] * *velocity > 0.0 {
                    true => (*gain * 0.8).max(0.01),
                    false => *gain + 0.2,
                };
                *velocity = momentum * *velocity - rate * *gain * gradient[axis];
                points[row][axis] += *velocity;
            }
        }
    }
    points
}

/// Of the divergence between affinities, `pull` times as strong, and those of the points.
fn gradients(points: &[[f64; 2]], affinities: &[f64], pull: f64) -> Vec<[f64; 2]> {
    let n = points.len();
    let mut attraction = vec![[0.0; 2]; n];
    let mut repulsion = vec![[0.0; 2]; n];
    let mut total = 0.0;
    for (row, a) in points.iter().enumerate() {
        let (mut pulled, mut pushed) = ([0.0; 2], [0.0; 2]);
        for (b, affinity) in points.iter().zip(&affinities[row * n..(row + 1) * n]) {
            let [dx, dy] = [a[0] - b[0], a[1] - b[1]];
            let near = 1.0 / (1.0 + dx * dx + dy * dy);
            total += near;
            let (pull, push) = (affinity * near, near * near);
            pulled[0] += pull * dx;
            pulled[1] += pull * dy;
            pushed[0] += push * dx;
            pushed[1] += push * dy;
        }
        (attraction[row], repulsion[row]) = (pulled, pushed);
    }
    // What each is to itself.
    total -= n as f64;
    let force = |(pulled, pushed): (&[f64; 2], &[f64; 2])| {
        [0, 1].map(|axis: usize| 4.0 * (pull * pulled[axis] - pushed[axis] / total))
    };
    attraction.iter().zip(&repulsion).map(force).collect()
}

/// The points on a grid from 0 to `extent`, as wide as high, in the middle of it.
fn on_grid(points: &[[f64; 2]], extent: u16) -> Vec<[u16; 2]> {
    let ends = [0, 1].map(|axis: usize| {
        let values = || points.iter().map(|point| point[axis]);
        [
            values().fold(f64::INFINITY, f64::min),
            values().fold(f64::NEG_INFINITY, f64::max),
        ]
    });
    let size = ends.map(|[low, high]| high - low);
    let scale = f64::from(extent) / size[0].max(size[1]).max(f64::MIN_POSITIVE);
    let place = |point: &[f64; 2]| {
        [0, 1].map(|axis: usize| {
            let [low, high] = ends[axis];
            let middle = f64::midpoint(low, high);
            let place = f64::from(extent) / 2.0 + (point[axis] - middle) * scale;
            place.round().clamp(0.0, f64::from(extent)) as u16
        })
    };
    points.iter().map(place).collect()
}

/// The share of neighbours that are kept, and trustworthiness.
fn quality(points: &[[u16; 2]], ranks: &[u32], n_movies: usize) -> (f64, f64) {
    let (mut n_kept, mut strangeness) = (0, 0.0);
    for (movie, (point, ranks)) in points.iter().zip(ranks.chunks_exact(n_movies)).enumerate() {
        let distance = |other: usize| {
            let along = |axis: usize| i64::from(points[other][axis]) - i64::from(point[axis]);
            along(0) * along(0) + along(1) * along(1)
        };
        let mut near: Vec<usize> = (0..n_movies).filter(|other| *other != movie).collect();
        near.sort_by_key(|other| (distance(*other), *other));
        let is_near = |other: &&usize| (ranks[**other] as usize) < N_NEIGHBOURS;
        n_kept += near[..N_NEIGHBOURS].iter().filter(is_near).count();
        for other in &near[..N_TRUSTED] {
            // From 1, as in the paper.
            let rank = ranks[*other] as usize + 1;
            strangeness += rank.saturating_sub(N_TRUSTED) as f64;
        }
    }
    let (n, k) = (n_movies as f64, N_TRUSTED as f64);
    let kept = n_kept as f64 / (n * N_NEIGHBOURS as f64);
    (
        kept,
        1.0 - 2.0 / (n * k * (2.0 * n - 3.0 * k - 1.0)) * strangeness,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Points of four heaps on a circle, and how like each other they are.
    fn heaps() -> (Vec<f32>, usize) {
        let n = 120;
        let angle = |i: usize| {
            let within = f64::from(i as u32 / 4) * 0.01;
            f64::from(i as u32 % 4) * std::f64::consts::FRAC_PI_2 + within
        };
        let mut similarities = Vec::new();
        for a in 0..n {
            similarities.extend((0..n).map(|b| libm::cos(angle(a) - angle(b)) as f32));
        }
        (similarities, n)
    }

    #[test]
    fn movies_of_one_heap_are_a_heap_on_the_map() {
        let (similarities, n) = heaps();
        let map = map(&similarities, n, 999, 1).unwrap();
        assert!(map.neighbours_kept > 0.6, "{}", map.neighbours_kept);
        assert!(map.trustworthiness > 0.98, "{}", map.trustworthiness);
        let is_on_edge = |value: u16| value == 0 || value == 999;
        assert!(
            map.points
                .iter()
                .any(|point| point.iter().any(|it| is_on_edge(*it)))
        );
    }

    #[test]
    fn a_map_is_a_function_of_its_seed() {
        let (similarities, n) = heaps();
        assert_eq!(map(&similarities, n, 999, 1), map(&similarities, n, 999, 1));
    }

    #[test]
    fn a_map_that_keeps_nothing_is_not_trusted() {
        let (similarities, n) = heaps();
        let ranks = ranks(&similarities, n);
        let circle = |i: usize| {
            let angle = f64::from((i * 37 % n) as u32) / n as f64 * std::f64::consts::TAU;
            [libm::cos(angle), libm::sin(angle)]
        };
        let shuffled: Vec<[f64; 2]> = (0..n).map(circle).collect();
        let (kept, trust) = quality(&on_grid(&shuffled, 999), &ranks, n);
        assert!(kept < 0.3 && trust < 0.7, "{kept} {trust}");
    }

    #[test]
    fn a_handful_of_movies_has_no_map() {
        assert_eq!(map(&[1.0; 9], 3, 999, 1), None);
        assert_eq!(map(&[1.0; 9], 50, 999, 1), None);
    }
}
