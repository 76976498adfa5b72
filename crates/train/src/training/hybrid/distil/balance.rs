//! The same products from tables whose columns are equally long on both sides.

use matinee_core::linear::SymmetricEigen;

use super::sweeps::Factors;

/// A direction below this share of the longest is rounding error.
const NOISE: f64 = 1e-12;

/// Turns and stretches the vectors so that both tables have the same column lengths, falling, and
/// columns at right angles: `P Qᵀ` is its singular value decomposition, with the singular values
/// shared out equally. Then one step for all columns rounds all of them as it should: the long
/// columns, which decide most, finely, and the short ones to next to nothing.
pub(super) fn balanced(factors: Factors) -> Factors {
    let Factors {
        width,
        users,
        movies,
    } = &factors;
    let width = *width;
    let d = width - 1;
    // PᵀP = W Λ Wᵀ, A = W Λ^½; then (PᵀP, QᵀQ) in the basis P A^-ᵀ, Q A is (1, Aᵀ QᵀQ A).
    let eigen = SymmetricEigen::new(gram(users, width), d);
    let longest = eigen
        .values
        .first()
        .copied()
        .unwrap_or(0.0)
        .max(f64::MIN_POSITIVE);
    let length = |k: usize| eigen.values[k].max(NOISE * longest).sqrt();
    // The rows of Aᵀ and of A^-1.
    let forth = rows_times(&eigen.vectors, d, length);
    let back = rows_times(&eigen.vectors, d, |k| length(k).recip());
    let inner = product(
        &product(&forth, &gram(movies, width), d),
        &transposed(&forth, d),
        d,
    );
    let singular = SymmetricEigen::new(inner, d);
    // P' = P A^-ᵀ V s^½ and Q' = Q A V s^-½, where s² are the values of `singular`.
    let root = |k: usize| singular.values[k].max(0.0).sqrt().sqrt().max(NOISE);
    let turn = |basis: &[f64]| product(&singular.vectors, basis, d);
    Factors {
        width,
        users: applied(users, &rows_times(&turn(&back), d, root), width),
        movies: applied(
            movies,
            &rows_times(&turn(&forth), d, |k| root(k).recip()),
            width,
        ),
    }
}

/// Each row times a factor of its own.
fn rows_times(matrix: &[f64], d: usize, factor: impl Fn(usize) -> f64) -> Vec<f64> {
    (matrix.iter().enumerate())
        .map(|(at, value)| value * factor(at / d))
        .collect()
}

/// `TᵀT` of the vectors (without levels) of a table [n, width]: [d, d].
fn gram(table: &[f64], width: usize) -> Vec<f64> {
    let d = width - 1;
    let mut gram = vec![0.0; d * d];
    for row in table.chunks_exact(width) {
        for (sums, value) in gram.chunks_exact_mut(d).zip(row) {
            for (sum, other) in sums.iter_mut().zip(row) {
                *sum += value * other;
            }
        }
    }
    gram
}

/// The product of two [d, d] matrices.
fn product(a: &[f64], b: &[f64], d: usize) -> Vec<f64> {
    let mut product = vec![0.0; d * d];
    for (sums, row) in product.chunks_exact_mut(d).zip(a.chunks_exact(d)) {
        for (factor, b) in row.iter().zip(b.chunks_exact(d)) {
            for (sum, value) in sums.iter_mut().zip(b) {
                *sum += factor * value;
            }
        }
    }
    product
}

fn transposed(matrix: &[f64], d: usize) -> Vec<f64> {
    (0..d * d).map(|at| matrix[at % d * d + at / d]).collect()
}

/// The table with its vectors replaced by their products with the rows of `turn`; levels stay.
fn applied(table: &[f64], turn: &[f64], width: usize) -> Vec<f64> {
    let d = width - 1;
    let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    table
        .chunks_exact(width)
        .flat_map(|row| {
            let vector = turn.chunks_exact(d).map(|turn| dot(&row[..d], turn));
            vector.chain([row[d]]).collect::<Vec<f64>>()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDTH: usize = 4;

    fn factors() -> Factors {
        let table = |n: usize, shift: usize| -> Vec<f64> {
            let value = |at: usize| ((at * 7 + shift) % 11) as f64 - 4.0;
            (0..n * WIDTH).map(value).collect()
        };
        Factors {
            width: WIDTH,
            users: table(6, 1),
            movies: table(9, 3),
        }
    }

    fn products(factors: &Factors) -> Vec<f64> {
        let dot = |u: &[f64], i: &[f64]| -> f64 {
            u[..WIDTH - 1].iter().zip(i).map(|(u, i)| u * i).sum()
        };
        let users = factors.users.chunks_exact(WIDTH);
        users
            .flat_map(|u| factors.movies.chunks_exact(WIDTH).map(move |i| dot(u, i)))
            .collect()
    }

    #[test]
    fn products_and_levels_stay() {
        let (before, after) = (factors(), balanced(factors()));
        for (before, after) in products(&before).iter().zip(products(&after)) {
            assert!((before - after).abs() < 1e-9, "{before} and {after}");
        }
        let levels = |factors: &Factors| -> Vec<f64> {
            factors.users[WIDTH - 1..]
                .iter()
                .step_by(WIDTH)
                .copied()
                .collect()
        };
        assert_eq!(levels(&before), levels(&after));
    }

    #[test]
    fn columns_are_at_right_angles_and_as_long_on_both_sides() {
        let after = balanced(factors());
        let (users, movies) = (gram(&after.users, WIDTH), gram(&after.movies, WIDTH));
        for (at, (user, movie)) in users.iter().zip(&movies).enumerate() {
            assert!((user - movie).abs() < 1e-8);
            if at % 3 != at / 3 {
                assert!(user.abs() < 1e-8);
            }
        }
        assert!(users[0] > users[4] && users[4] > users[8]);
    }
}
