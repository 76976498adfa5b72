//! One side of a solved student, all of the users or all of the movies, while the other side stands.

use std::mem;

use matinee_core::crew::{Crew, fill_rows};
use matinee_core::linear::{Cholesky, Lists, add_scaled, dot};
use matinee_engine::features::Matrix;

use super::super::recipe::DirectRecipe;
use super::to_f32;

/// Rounds of conjugate gradients a side and sweep. They go on where those of the sweep before ended.
const ROUNDS: u32 = 3;
/// Sweeps that look how stiff each unknown of the conjugate gradients is. It hardly changes afterwards, and only
/// how fast they are depends on it.
const SCALED: u32 = 2;
/// Every λ is at least this much: without any, somebody with few ratings has no one solution.
const LEAST: f64 = 1e-3;

/// λ of every part.
pub(super) struct HeldBack {
    /// [d + 1]: of a row's own vector, and of its level.
    pub(super) own: Vec<f64>,
    /// Of Y and Z.
    pub(super) pooled: f64,
    /// Of F and G.
    pub(super) features: f64,
}

impl HeldBack {
    pub(super) fn new(recipe: &DirectRecipe) -> Self {
        let network = &recipe.network;
        let least = |lambda: f32| f64::from(lambda).max(LEAST);
        let mut own = vec![least(network.embedding_l2); network.embedding_size + 1];
        own[network.embedding_size] = least(network.level_l2);
        Self {
            own,
            pooled: least(network.pooled_l2),
            features: least(network.feature_l2),
        }
    }
}

/// What both sides are solved with.
pub(super) struct Terms<'a> {
    /// Mean of the ratings, stars.
    pub(super) mean: f64,
    /// Variance of a rating, stars².
    pub(super) noise: f64,
    pub(super) held_back: HeldBack,
    pub(super) crew: &'a dyn Crew,
}

/// All of the users, or all of the movies.
pub(super) struct Side<'a> {
    /// d + 1
    pub(super) width: usize,
    /// [n, features]
    pub(super) features: &'a Matrix,
    /// [n]: 1 / √n of each row's ratings; 0 without any.
    pub(super) norms: Vec<f64>,
    /// [n, d + 1]: vector and level, summed up.
    pub(super) table: Vec<f64>,
    /// [n, d + 1]: of each of these values.
    pub(super) variances: Vec<f64>,
    /// [n_others + features, d + 1]: Y above F, or Z above G.
    pub(super) shared: Vec<f64>,
    pub(super) n_others: usize,
    /// [n, d + 1]: what these make of each row.
    pub(super) expected: Vec<f64>,
    /// As `shared`: one over the diagonal elements of what it was solved of.
    pub(super) scale: Vec<f64>,
    pub(super) n_solved: u32,
}

impl<'a> Side<'a> {
    /// Everything 0.
    pub(super) fn new(features: &'a Matrix, lists: &Lists, n_others: usize, width: usize) -> Self {
        let norm = |list: &[(u32, f32)]| match list.len() {
            0 => 0.0,
            n => (n as f64).sqrt().recip(),
        };
        Self {
            width,
            features,
            norms: lists.iter().map(norm).collect(),
            table: vec![0.0; lists.n_lists() * width],
            variances: vec![0.0; lists.n_lists() * width],
            shared: vec![0.0; (n_others + features.n_cols) * width],
            n_others,
            expected: vec![0.0; lists.n_lists() * width],
            scale: Vec::new(),
            n_solved: 0,
        }
    }

    /// The values of a row, and their variances.
    pub(super) fn row(&self, row: usize) -> (&[f64], &[f64]) {
        let at = row * self.width..(row + 1) * self.width;
        (&self.table[at.clone()], &self.variances[at])
    }

    /// Y or Z.
    pub(super) fn pooled(&self) -> &[f64] {
        &self.shared[..self.n_others * self.width]
    }

    /// F or G.
    pub(super) fn said(&self) -> &[f64] {
        &self.shared[self.n_others * self.width..]
    }

    /// Fits everything of this side to the ratings while the `other` side stands: `lists` has this side's
    /// ratings by row, and the same by the other side's row.
    pub(super) fn solve(&mut self, lists: [&Lists; 2], other: &Side<'_>, terms: &Terms<'_>) {
        let (own, crew) = (&terms.held_back.own, terms.crew);
        let rows = Rows::new(lists[0], [&other.table, &other.variances], terms);
        let shared = Shared {
            side: self,
            rows: &rows,
            lists,
            terms,
        };
        let scale = (shared.side.n_solved < SCALED).then(|| shared.scale());
        let (solution, expected) = shared.solve(scale.as_ref().unwrap_or(&shared.side.scale));
        self.scale = scale.unwrap_or_else(|| mem::take(&mut self.scale));
        self.n_solved += 1;
        self.shared = solution;
        self.table.clone_from(&expected);
        self.expected = expected;
        let fill = |room: &mut Vec<f64>, row: usize, expected: &mut [f64]| {
            rows.settle(row, expected, room, own);
        };
        fill_rows(crew, &mut self.table, self.width, Vec::new, fill);
        for (row, variances) in self.variances.chunks_exact_mut(self.width).enumerate() {
            for (variance, s) in variances.iter_mut().zip(rows.diagonal(row)) {
                *variance = terms.noise * s;
            }
        }
    }

    /// What any F and Y make of each row, [n, d + 1].
    pub(super) fn expect(&self, lists: &Lists, shared: &[f64], crew: &dyn Crew) -> Vec<f64> {
        let width = self.width;
        let (pooled, said) = shared.split_at(self.n_others * width);
        let pooled = to_f32(pooled);
        let mut expected = vec![0.0; self.table.len()];
        let fill = |(): &mut (), row: usize, sum: &mut [f64]| {
            for &(other, _) in lists.of(row) {
                add_narrow(sum, &pooled[other as usize * width..][..width]);
            }
            for value in sum.iter_mut() {
                *value *= self.norms[row];
            }
            for (weights, &x) in said.chunks_exact(width).zip(self.features.row(row)) {
                if x != 0.0 {
                    add_scaled(sum, f64::from(x), weights);
                }
            }
        };
        fill_rows(crew, &mut expected, width, || (), fill);
        expected
    }
}

/// Adds values that lie in single precision: where they are read for every rating, from all over a table, that
/// half of the memory is what a sweep waits for. The sums are in double precision.
fn add_narrow(sum: &mut [f64], row: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(row) {
        *sum += f64::from(*value);
    }
}

/// What the ratings of each row come down to while the other side stands: with x = [vector, 1] of the other
/// side, v the variances of x (0 for the 1), t what its level leaves of the stars, and Λ the λ of the row's own
/// part,
///
/// ```text
/// S = (Σ (x xᵀ + diag v) + Λ)⁻¹      s = S Σ x t
/// ```
///
/// If m is expected of the row, its best value is `s + S Λ m`, and the loss that is left is, but for a
/// constant, `mᵀ W m − 2 mᵀ Λ s` with `W = Λ − Λ S Λ`.
struct Rows {
    width: usize,
    /// Of each row, the lower triangle of S, row by row, and s: [n, w (w + 1) / 2 + w], with w = d + 1.
    values: Vec<f64>,
}

/// Room for a row's sums.
struct Sums {
    /// [d + 1, d + 1 filled up]: Σ x xᵀ
    squares: Vec<f64>,
    /// [d + 1 filled up]: Σ x t
    targets: Vec<f64>,
    /// [d]: Σ v
    variances: Vec<f64>,
}

impl Sums {
    fn clear(&mut self) {
        for sums in [&mut self.squares, &mut self.targets, &mut self.variances] {
            sums.fill(0.0);
        }
    }
}

/// Columns that are added up together: rows are filled up with 0 to a multiple of it.
const LANES: usize = 4;
/// Ratings that are: a sum is then read and written once for all of them.
const AT_ONCE: usize = 4;

impl Rows {
    /// Of this side's `lists` and the other side's values and their variances.
    fn new(lists: &Lists, [other, variances]: [&[f64]; 2], terms: &Terms<'_>) -> Self {
        let own = &terms.held_back.own;
        let (width, d) = (own.len(), own.len() - 1);
        let padded = width.next_multiple_of(LANES);
        // One row more, all 0, for what there is not.
        let mut inputs = vec![0.0; other.len() / width * padded + padded];
        let mut levels = Vec::with_capacity(other.len() / width);
        for (input, row) in inputs
            .chunks_exact_mut(padded)
            .zip(other.chunks_exact(width))
        {
            input[..d].copy_from_slice(&row[..d]);
            input[d] = 1.0;
            levels.push(row[d]);
        }
        let nobody = levels.len();
        let input = |row: usize| &inputs[row * padded..][..padded];
        let of_triangle = width * (width + 1) / 2;
        let mut values = vec![0.0; lists.n_lists() * (of_triangle + width)];
        let room = || Sums {
            squares: vec![0.0; width * padded],
            targets: vec![0.0; padded],
            variances: vec![0.0; d],
        };
        let fill = |sums: &mut Sums, row: usize, out: &mut [f64]| {
            sums.clear();
            for ratings in lists.of(row).chunks(AT_ONCE) {
                let mut xs = [input(nobody); AT_ONCE];
                for (x, &(other, stars)) in xs.iter_mut().zip(ratings) {
                    let other = other as usize;
                    *x = input(other);
                    let target = f64::from(stars) - terms.mean - levels[other];
                    add_scaled(&mut sums.targets, target, x);
                    add_scaled(&mut sums.variances, 1.0, &variances[other * width..][..d]);
                }
                add_squares(&mut sums.squares, padded, xs);
            }
            let mut system = vec![0.0; width * width];
            for (at, line) in system.chunks_exact_mut(width).enumerate() {
                line[..=at].copy_from_slice(&sums.squares[at * padded..][..=at]);
                line[at] += own[at] + sums.variances.get(at).copied().unwrap_or(0.0);
            }
            // Only what is not finite is refused: Λ makes all else definite.
            let inverse = Cholesky::new(system, width).map(Cholesky::inverse);
            let inverse = inverse.unwrap_or_else(|_| vec![f64::NAN; width * width]);
            let mut start = 0;
            for (at, line) in inverse.chunks_exact(width).enumerate() {
                out[start..=start + at].copy_from_slice(&line[..=at]);
                start += at + 1;
                out[of_triangle + at] = dot(line, &sums.targets[..width]);
            }
        };
        fill_rows(terms.crew, &mut values, of_triangle + width, room, fill);
        Self { width, values }
    }

    /// The diagonal of S of a row, [d + 1].
    fn diagonal(&self, row: usize) -> impl Iterator<Item = f64> {
        let triangle = self.row(row).0;
        (0..self.width).map(|at| triangle[at * (at + 3) / 2])
    }

    /// S and s of a row.
    fn row(&self, row: usize) -> (&[f64], &[f64]) {
        let (width, of_triangle) = (self.width, self.width * (self.width + 1) / 2);
        self.values[row * (of_triangle + width)..][..of_triangle + width].split_at(of_triangle)
    }

    /// `expected`, m, becomes `S Λ m`.
    fn weigh(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        room.clear();
        room.extend(expected.iter().zip(own).map(|(m, own)| m * own));
        expected.fill(0.0);
        let mut triangle = self.row(row).0;
        for at in 0..self.width {
            let (line, rest) = triangle.split_at(at + 1);
            triangle = rest;
            let (before, diagonal) = (&line[..at], line[at]);
            expected[at] += dot(before, &room[..at]) + diagonal * room[at];
            add_scaled(&mut expected[..at], room[at], before);
        }
    }

    /// `expected`, m, becomes the row's best value, `s + S Λ m`.
    fn settle(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        self.weigh(row, expected, room, own);
        add_scaled(expected, 1.0, self.row(row).1);
    }

    /// `expected`, m, becomes `W m`.
    fn resist(&self, row: usize, expected: &mut [f64], room: &mut Vec<f64>, own: &[f64]) {
        self.weigh(row, expected, room, own);
        // The room has Λ m.
        for ((value, scaled), own) in expected.iter_mut().zip(&*room).zip(own) {
            *value = scaled - own * *value;
        }
    }
}

/// Adds `x xᵀ` of each of `xs`, all of the width of a row: the lower triangle, and what lies in its lanes.
fn add_squares(squares: &mut [f64], padded: usize, xs: [&[f64]; AT_ONCE]) {
    for (at, sums) in squares.chunks_exact_mut(padded).enumerate() {
        let factors = xs.map(|x| x[at]);
        let n_lanes = at / LANES + 1;
        let (sums, _) = sums.as_chunks_mut::<LANES>();
        let [a, b, c, d] = xs.map(|x| &x.as_chunks::<LANES>().0[..n_lanes]);
        for (((sums, a), b), (c, d)) in sums[..n_lanes]
            .iter_mut()
            .zip(a)
            .zip(b)
            .zip(c.iter().zip(d))
        {
            for lane in 0..LANES {
                let first = factors[0] * a[lane] + factors[1] * b[lane];
                sums[lane] += first + (factors[2] * c[lane] + factors[3] * d[lane]);
            }
        }
    }
}

/// The least squares problem of F and Y, each row's own part taken out:
/// `(Bᵀ W B + λ) z = Bᵀ Λ s`, where B makes of z what is expected of each row.
struct Shared<'a> {
    side: &'a Side<'a>,
    rows: &'a Rows,
    lists: [&'a Lists; 2],
    terms: &'a Terms<'a>,
}

impl Shared<'_> {
    /// Conjugate gradients from where the side stands, each unknown by its `scale`. The solution, and what is
    /// then expected of each row.
    fn solve(&self, scale: &[f64]) -> (Vec<f64>, Vec<f64>) {
        let Self { side, terms, .. } = self;
        let mut solution = side.shared.clone();
        let mut expected = side.expected.clone();
        let mut rest = self.rest();
        let scaled = |rest: &[f64]| rest.iter().zip(scale).map(|(r, s)| r * s).collect();
        let mut direction: Vec<f64> = scaled(&rest);
        let mut size = dot(&rest, &direction);
        for _ in 0..ROUNDS {
            if size <= 0.0 {
                break; // nothing is left
            }
            let of_rows = side.expect(self.lists[0], &direction, terms.crew);
            let image = self.image(&direction, &of_rows);
            let step = size / dot(&direction, &image);
            add_scaled(&mut solution, step, &direction);
            add_scaled(&mut expected, step, &of_rows);
            add_scaled(&mut rest, -step, &image);
            let next: Vec<f64> = scaled(&rest);
            let before = size;
            size = dot(&rest, &next);
            for (value, next) in direction.iter_mut().zip(next) {
                *value = next + size / before * *value;
            }
        }
        (solution, expected)
    }

    /// `Bᵀ Λ s − (Bᵀ W B + λ) z`, for the z where the side stands.
    fn rest(&self) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut rest = self.back(false, |row, out, room| {
            self.expected_of(&self.side.expected, row, out);
            self.rows.resist(row, out, room, own);
            for ((out, s), own) in out.iter_mut().zip(self.rows.row(row).1).zip(own) {
                *out = s * own - *out;
            }
        });
        self.hold_back(&mut rest, -1.0, &self.side.shared);
        rest
    }

    /// `(Bᵀ W B + λ) z`, for a z of which `of_rows` is B z.
    fn image(&self, z: &[f64], of_rows: &[f64]) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut image = self.back(false, |row, out, room| {
            self.expected_of(of_rows, row, out);
            self.rows.resist(row, out, room, own);
        });
        self.hold_back(&mut image, 1.0, z);
        image
    }

    fn expected_of(&self, of_rows: &[f64], row: usize, out: &mut [f64]) {
        let width = self.side.width;
        out.copy_from_slice(&of_rows[row * width..][..width]);
    }

    /// Adds `factor λ z`.
    fn hold_back(&self, sum: &mut [f64], factor: f64, z: &[f64]) {
        let held_back = &self.terms.held_back;
        let pooled = self.side.n_others * self.side.width;
        let (of_others, of_features) = sum.split_at_mut(pooled);
        add_scaled(of_others, factor * held_back.pooled, &z[..pooled]);
        add_scaled(of_features, factor * held_back.features, &z[pooled..]);
    }

    /// One over the diagonal of `Bᵀ W B + λ`.
    fn scale(&self) -> Vec<f64> {
        let own = &self.terms.held_back.own;
        let mut diagonal = self.back(true, |row, out, _| {
            for ((out, own), s) in out.iter_mut().zip(own).zip(self.rows.diagonal(row)) {
                *out = own - own * own * s;
            }
        });
        let ones = vec![1.0; diagonal.len()];
        self.hold_back(&mut diagonal, 1.0, &ones);
        diagonal.iter().map(|value| value.recip()).collect()
    }

    /// `Bᵀ` times a table [n, d + 1] that `fill` makes, row by row; with the elements of B squared, where
    /// `is_squared`.
    fn back(
        &self,
        is_squared: bool,
        fill: impl Fn(usize, &mut [f64], &mut Vec<f64>) + Sync,
    ) -> Vec<f64> {
        let (side, crew) = (self.side, self.terms.crew);
        let width = side.width;
        let power = |x: f64| if is_squared { x * x } else { x };
        let mut table = vec![0.0; side.table.len()];
        let fill = |room: &mut Vec<f64>, row: usize, out: &mut [f64]| fill(row, out, room);
        fill_rows(crew, &mut table, width, Vec::new, fill);

        let mut back = vec![0.0; side.shared.len()];
        let (of_others, of_features) = back.split_at_mut(side.n_others * width);
        let norm = |at: usize| power(side.norms[at / width]);
        let pooled: Vec<f32> = (table.iter().enumerate())
            .map(|(at, value)| (norm(at) * value) as f32)
            .collect();
        let pool = |(): &mut (), other: usize, sum: &mut [f64]| {
            for &(row, _) in self.lists[1].of(other) {
                add_narrow(sum, &pooled[row as usize * width..][..width]);
            }
        };
        fill_rows(crew, of_others, width, || (), pool);

        // A feature is a sum over all rows: over some at a time, and then over these sums.
        let n_rows = side.norms.len();
        let n_values = of_features.len();
        let mut parts = vec![0.0; n_rows.div_ceil(PART) * n_values];
        let gather = |(): &mut (), part: usize, sums: &mut [f64]| {
            for row in part * PART..n_rows.min((part + 1) * PART) {
                let values = &table[row * width..][..width];
                let features = side.features.row(row);
                for (sum, &x) in sums.chunks_exact_mut(width).zip(features) {
                    if x != 0.0 {
                        add_scaled(sum, power(f64::from(x)), values);
                    }
                }
            }
        };
        fill_rows(crew, &mut parts, n_values, || (), gather);
        for part in parts.chunks_exact(n_values.max(1)) {
            add_scaled(of_features, 1.0, part);
        }
        back
    }
}

/// Rows whose features are summed up together.
const PART: usize = 1024;

#[cfg(test)]
mod tests {
    use matinee_core::crew::Alone;
    use matinee_core::linear::BothWays;

    use super::*;

    /// One person, one movie of vector 2 (variance .4) and level .5, mean 3: t = 5 − 3 − .5, x = [2, 1].
    #[test]
    fn a_row_as_by_hand() {
        let given = BothWays::new([1, 1], std::iter::once((0, 0, 5.0)));
        let held_back = HeldBack {
            own: vec![0.6, 3.0],
            pooled: 1.0,
            features: 1.0,
        };
        let terms = Terms {
            mean: 3.0,
            noise: 1.0,
            held_back,
            crew: &Alone,
        };
        let own = &terms.held_back.own;
        let rows = Rows::new(&given.rows, [&[2.0, 0.5], &[0.4, 9.0]], &terms);
        // ([[4.4, 2], [2, 1]] + diag(.6, 3))⁻¹ = [[5, 2], [2, 4]]⁻¹ = [[4, −2], [−2, 5]] / 16
        let (triangle, s) = rows.row(0);
        let close = |found: &[f64], expected: &[f64]| {
            assert_eq!(found.len(), expected.len());
            let mut pairs = found.iter().zip(expected);
            assert!(pairs.all(|(a, b)| (a - b).abs() < 1e-12), "{found:?}");
        };
        close(triangle, &[0.25, -0.125, 0.3125]);
        // S [3, 1.5]
        close(s, &[0.5625, 0.09375]);
        let room = &mut Vec::new();
        let mut settled = [1.0, 2.0];
        rows.settle(0, &mut settled, room, own);
        // S Λ [1, 2] = S [.6, 6] = [−.6, 1.8]
        close(&settled, &[-0.0375, 1.89375]);
        let mut resisting = [1.0, 2.0];
        rows.resist(0, &mut resisting, room, own);
        // Λ ([1, 2] − [−.6, 1.8])
        close(&resisting, &[0.96, 0.6]);
    }
}
