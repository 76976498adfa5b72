//! What a model was fitted to, found out: where a program solves for people last, each row is the solution of an
//! equation of the person's ratings, in which the regularisation (and alpha) are the only unknowns, and linear.
//! Of the wrong equation no choice of them leaves nothing.

use matinee_core::domain::Stars;

use super::factor_table::FactorTable;
use super::settings::{Kind, Solver};

/// What a person rated: the row of each item, and the stars.
pub(super) type History = Vec<(usize, Stars)>;

/// Parts of the right side that an equation may be wrong by: rows are stored in single precision.
const EXACT: f64 = 1e-3;

/// The numbers of a fit, and how wrong its equations are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Found {
    pub(super) kind: Kind,
    pub(super) reg: f32,
    pub(super) alpha: f32,
    /// What is left of the equations, as a part of their right sides.
    pub(super) error: f64,
}

impl Found {
    /// Whether the equations hold.
    pub(super) fn holds(&self) -> bool {
        self.error < EXACT
    }
}

/// Sums of a least-squares problem in two unknowns: `left ≈ alpha · by_alpha + reg · by_reg`.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    alpha_alpha: f64,
    alpha_reg: f64,
    reg_reg: f64,
    alpha_left: f64,
    reg_left: f64,
    left_left: f64,
    /// Σ right², which errors are a part of.
    right: f64,
}

impl Sums {
    fn add(&mut self, left: &[f64], by_alpha: &[f64], by_reg: &[f64]) {
        for ((left, alpha), reg) in left.iter().zip(by_alpha).zip(by_reg) {
            self.alpha_alpha += alpha * alpha;
            self.alpha_reg += alpha * reg;
            self.reg_reg += reg * reg;
            self.alpha_left += alpha * left;
            self.reg_left += reg * left;
            self.left_left += left * left;
        }
    }

    /// (alpha, reg) of least squares, or with some of them given.
    fn solve(&self, alpha: Option<f64>, reg: Option<f64>) -> (f64, f64) {
        match (alpha, reg) {
            (Some(alpha), Some(reg)) => (alpha, reg),
            (Some(alpha), None) => {
                let left = self.reg_left - alpha * self.alpha_reg;
                (alpha, left / self.reg_reg)
            }
            (None, Some(reg)) => {
                let left = self.alpha_left - reg * self.alpha_reg;
                (left / self.alpha_alpha, reg)
            }
            (None, None) => {
                let determinant = self.alpha_alpha * self.reg_reg - self.alpha_reg * self.alpha_reg;
                let alpha = self.alpha_left * self.reg_reg - self.reg_left * self.alpha_reg;
                let reg = self.reg_left * self.alpha_alpha - self.alpha_left * self.alpha_reg;
                (alpha / determinant, reg / determinant)
            }
        }
    }

    fn error(&self, alpha: f64, reg: f64) -> f64 {
        let of_alpha = alpha * (alpha * self.alpha_alpha - 2.0 * self.alpha_left);
        let of_reg = reg * (reg * self.reg_reg - 2.0 * self.reg_left);
        let both = 2.0 * alpha * reg * self.alpha_reg;
        let left_over = (self.left_left + of_alpha + of_reg + both).max(0.0);
        (left_over / self.right.max(f64::MIN_POSITIVE)).sqrt()
    }
}

/// A model of one kind, to be tried on people's histories.
#[derive(Clone, Copy, Debug)]
pub(super) struct Trial<'a> {
    pub(super) users: &'a FactorTable,
    pub(super) items: &'a FactorTable,
    pub(super) solver: Solver,
    /// What stars count in implicit feedback.
    pub(super) counts: [f32; 10],
    /// What is told.
    pub(super) reg: Option<f32>,
    pub(super) alpha: Option<f32>,
}

impl Trial<'_> {
    /// Tries the model as one of this kind: `people` are rows with histories. `None` where nobody has one, or
    /// nothing comes of it.
    pub(super) fn of(&self, kind: Kind, people: &[(usize, History)]) -> Option<Found> {
        let d = self.items.rank();
        let gram = match kind {
            Kind::Explicit => Vec::new(),
            Kind::Implicit => self.items.gram(),
        };
        let mut sums = Sums::default();
        for (user, history) in people {
            let person = wide(self.users.vectors.row(*user));
            let mut left = vec![0.0; d];
            let (mut by_alpha, mut right) = (left.clone(), left.clone());
            let mut n_counted = 0.0;
            for (item, stars) in history {
                let item = wide(self.items.vectors.row(*item));
                let value = dot(&item, &person);
                match kind {
                    Kind::Explicit => {
                        n_counted += 1.0;
                        add(&mut left, stars.as_f64() - value, &item);
                        add(&mut right, stars.as_f64(), &item);
                    }
                    Kind::Implicit => {
                        let count = f64::from(self.counts[usize::from(stars.halves()) - 1]);
                        let base = f64::from(self.solver.base);
                        let is_liked = f64::from(u8::from(count > 0.0));
                        n_counted += is_liked;
                        add(&mut left, base * is_liked - (base - 1.0) * value, &item);
                        add(&mut by_alpha, count.abs() * (value - is_liked), &item);
                        add(&mut right, is_liked, &item);
                    }
                }
            }
            subtract_product(&mut left, &gram, &person);
            let times = if self.solver.per_rating {
                n_counted
            } else {
                1.0
            };
            let by_reg: Vec<f64> = person.iter().map(|value| times * value).collect();
            sums.add(&left, &by_alpha, &by_reg);
            sums.right += dot(&right, &right);
        }
        let alpha = match kind {
            Kind::Explicit => Some(0.0),
            Kind::Implicit => self.alpha.map(f64::from),
        };
        let (alpha, reg) = sums.solve(alpha, self.reg.map(f64::from));
        let is_sound = alpha.is_finite() && reg.is_finite() && sums.right > 0.0;
        is_sound.then(|| Found {
            kind,
            reg: rounded(reg),
            alpha: rounded(alpha),
            error: sums.error(alpha, reg),
        })
    }
}

/// To four digits: what somebody chose has no more.
fn rounded(number: f64) -> f32 {
    format!("{number:.3e}").parse().unwrap_or(number as f32)
}

fn wide(row: &[f32]) -> Vec<f64> {
    row.iter().map(|value| f64::from(*value)).collect()
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn add(sums: &mut [f64], factor: f64, row: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(row) {
        *sum += factor * value;
    }
}

/// Takes the product of a symmetric matrix, of which the lower triangle is there, away.
fn subtract_product(sums: &mut [f64], lower: &[f32], by: &[f64]) {
    let mut values = lower.iter().map(|value| f64::from(*value));
    for row in 0..by.len() {
        for (column, value) in (0..=row).zip(&mut values) {
            sums[row] -= value * by[column];
            if column < row {
                sums[column] -= value * by[row];
            }
        }
    }
}
