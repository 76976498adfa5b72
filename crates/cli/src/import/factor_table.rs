//! Factors as another program has them: an id and a row each, of people or of movies.

use anyhow::{bail, ensure};

use matinee_engine::features::Matrix;

use crate::terminal::count;

/// Whose rows they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Users,
    Items,
}

impl Side {
    /// What errors call one of them.
    pub(super) const fn noun(self) -> &'static str {
        match self {
            Self::Users => "user",
            Self::Items => "item",
        }
    }
}

/// Rows of numbers, ascending by id, each id once, all of them finite.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct FactorTable {
    pub(super) ids: Vec<u32>,
    /// [n, d]
    pub(super) vectors: Matrix,
    /// [n]: what is added to every value; nothing where there are no levels.
    pub(super) levels: Option<Vec<f32>>,
}

impl FactorTable {
    /// Length of a row.
    pub(super) const fn rank(&self) -> usize {
        self.vectors.n_cols
    }

    /// [d + 1]: a row and its level.
    pub(super) fn row(&self, row: usize) -> Vec<f32> {
        let level = self.levels.as_ref().map_or(0.0, |levels| levels[row]);
        let vector = self.vectors.row(row).iter().copied();
        vector.chain([level]).collect()
    }

    /// [n, d + 1]: these rows with their levels.
    pub(super) fn matrix(&self, rows: impl ExactSizeIterator<Item = usize>) -> Matrix {
        Matrix::from_rows(self.rank() + 1, rows.map(|row| self.row(row)))
    }

    /// The row of an id.
    pub(super) fn row_of(&self, id: u32) -> Option<usize> {
        self.ids.binary_search(&id).ok()
    }

    /// [d + 1]: the mean of all rows.
    pub(super) fn mean(&self) -> Vec<f64> {
        let mut sums = vec![0.0; self.rank() + 1];
        for row in 0..self.ids.len() {
            for (sum, value) in sums.iter_mut().zip(self.row(row)) {
                *sum += f64::from(value);
            }
        }
        let n = self.ids.len().max(1) as f64;
        sums.into_iter().map(|sum| sum / n).collect()
    }

    /// Σ vector vectorᵀ of all rows, the lower triangle row by row.
    pub(super) fn gram(&self) -> Vec<f32> {
        let d = self.rank();
        let mut gram = vec![0.0_f64; d * d];
        for row in self.vectors.values.chunks_exact(d.max(1)) {
            for (cells, a) in gram.chunks_exact_mut(d).zip(row) {
                for (cell, b) in cells.iter_mut().zip(row) {
                    *cell += f64::from(*a) * f64::from(*b);
                }
            }
        }
        let rows = gram.chunks_exact(d.max(1)).enumerate();
        rows.flat_map(|(row, cells)| &cells[..=row])
            .map(|value| *value as f32)
            .collect()
    }
}

/// A table as it is read, row by row.
#[derive(Debug)]
pub(super) struct Builder {
    side: Side,
    /// That of the first row, unless it was told.
    rank: Option<usize>,
    ids: Vec<u32>,
    values: Vec<f32>,
}

impl Builder {
    /// A table of rows of `rank` numbers, or of as many as the first one has.
    pub(super) const fn new(side: Side, rank: Option<usize>) -> Self {
        Self {
            side,
            rank,
            ids: Vec::new(),
            values: Vec::new(),
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// An id that is below 0 or too large, a row of another length, a number that is none.
    pub(super) fn push(&mut self, id: i64, row: &[f32]) -> anyhow::Result<()> {
        let noun = self.side.noun();
        let rank = *self.rank.get_or_insert(row.len());
        let Ok(number) = u32::try_from(id) else {
            bail!(
                "{noun} {id}: ids are 0 to {}; number them anew before training",
                u32::MAX
            );
        };
        ensure!(
            row.len() == rank,
            "{noun} {id} has {}, the model's rank is {rank}; it is damaged: save it again",
            count(row.len(), "factor")
        );
        ensure!(
            row.iter().all(|value| value.is_finite()),
            "{noun} {id} has a factor that is not a number: the training did not converge; train again, with \
             more regularisation"
        );
        self.ids.push(number);
        self.values.extend_from_slice(row);
        Ok(())
    }

    /// The table, ascending by id.
    ///
    /// # Errors
    /// No row, or two of one id.
    pub(super) fn finish(self, levels: Option<Vec<f32>>) -> anyhow::Result<FactorTable> {
        let Self {
            side,
            rank,
            ids,
            values,
        } = self;
        let rank = rank.unwrap_or_default();
        ensure!(!ids.is_empty(), "there is no {} in it", side.noun());
        let mut order: Vec<usize> = (0..ids.len()).collect();
        if !ids.is_sorted() {
            order.sort_by_key(|row| ids[*row]);
        }
        let twice = order.windows(2).find(|pair| ids[pair[0]] == ids[pair[1]]);
        if let Some(pair) = twice {
            bail!(
                "{} {} is there twice: parts of two models are mixed; save it again into an empty folder",
                side.noun(),
                ids[pair[0]]
            );
        }
        if let Some(levels) = &levels {
            ensure!(
                levels.len() == ids.len() && levels.iter().all(|level| level.is_finite()),
                "there is not a number for the bias of each {}",
                side.noun()
            );
        }
        let in_order = order.iter().map(|row| &values[row * rank..][..rank]);
        Ok(FactorTable {
            vectors: Matrix::from_rows(rank, in_order),
            levels: levels.map(|it| order.iter().map(|row| it[*row]).collect()),
            ids: order.iter().map(|row| ids[*row]).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &[(i64, [f32; 2])]) -> anyhow::Result<FactorTable> {
        let mut builder = Builder::new(Side::Users, Some(2));
        for (id, row) in rows {
            builder.push(*id, row)?;
        }
        builder.finish(None)
    }

    fn refused(rows: &[(i64, [f32; 2])]) -> String {
        table(rows).unwrap_err().to_string()
    }

    #[test]
    fn rows_ascend_by_id_whatever_order_they_came_in() {
        let table = table(&[(9, [1.0, 2.0]), (3, [3.0, 4.0])]).unwrap();
        assert_eq!(table.ids, [3, 9]);
        assert_eq!(table.vectors.row(0), [3.0, 4.0]);
        assert_eq!(table.mean(), [2.0, 3.0, 0.0]);
        assert_eq!(table.gram(), [10.0, 14.0, 20.0]);
    }

    #[test]
    fn what_cannot_be_used_is_refused_by_name() {
        assert!(refused(&[(-1, [0.0; 2])]).contains("user -1: ids are 0 to"));
        assert!(
            refused(&[(7, [f32::NAN, 0.0])]).contains("user 7 has a factor that is not a number")
        );
        assert!(refused(&[(7, [0.0; 2]), (7, [1.0; 2])]).contains("user 7 is there twice"));
        assert!(refused(&[]).contains("no user"));
        let short = Builder::new(Side::Items, Some(3))
            .push(5, &[1.0])
            .unwrap_err();
        assert!(
            short
                .to_string()
                .contains("item 5 has 1 factor, the model's rank is 3")
        );
    }
}
