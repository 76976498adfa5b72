//! Work side by side, by as many hands as there are: the result is the same bits whatever their number.
//!
//! Threads are the edges' business (a browser has none), so whoever is at one hands a [`Crew`] in.

use std::fmt::Debug;
use std::sync::Mutex;

/// What works side by side.
pub trait Crew: Debug + Sync {
    /// How many members it has, at least 1: in so many parts work is best shared out.
    fn count(&self) -> usize;

    /// Calls `work` once for each member, side by side, and returns when all have come back.
    ///
    /// `work` takes from what is left to do until nothing is.
    fn all(&self, work: &(dyn Fn() + Sync));
}

/// A crew of one: whoever calls.
#[derive(Clone, Copy, Debug)]
pub struct Alone;

impl Crew for Alone {
    fn count(&self) -> usize {
        1
    }

    fn all(&self, work: &(dyn Fn() + Sync)) {
        work();
    }
}

/// A part of the work.
pub type Job<'a> = Box<dyn FnOnce() + Send + 'a>;

/// Does all jobs, in any order. Returns when the last is done.
pub fn run(crew: &dyn Crew, jobs: Vec<Job<'_>>) {
    let left = Mutex::new(jobs.into_iter());
    crew.all(&|| {
        // Another member's panic ends the whole crew; until then there is nothing left to take.
        while let Some(job) = left.lock().ok().and_then(|mut left| left.next()) {
            job();
        }
    });
}

/// Rows that one member takes at a time, at most: enough that taking them costs nothing.
const ROWS: usize = 64;
/// Times that there is something to take, at least, where there are as many rows: so the last are not waited for.
const TIMES: usize = 32;

/// Calls `fill(own, row, values)` for every row of `table`, which is `width` wide. `own` is what a member
/// keeps to itself from row to row: room to work in, nothing that a result may depend on.
///
/// A row is a function of what stands still meanwhile, so it does not matter who fills it, or when.
pub fn fill_rows<T: Send, S>(
    crew: &dyn Crew,
    table: &mut [T],
    width: usize,
    own: impl Fn() -> S + Sync,
    fill: impl Fn(&mut S, usize, &mut [T]) + Sync,
) {
    if width == 0 {
        return;
    }
    let at_once = (table.len() / width / TIMES).clamp(1, ROWS);
    let left = Mutex::new(table.chunks_mut(at_once * width).enumerate());
    crew.all(&|| {
        let mut own = own();
        loop {
            // Another member's panic ends the whole crew; until then there is nothing left to take.
            let Some((at, block)) = left.lock().ok().and_then(|mut left| left.next()) else {
                return;
            };
            for (row, values) in (at * at_once..).zip(block.chunks_mut(width)) {
                fill(&mut own, row, values);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// So many members, each called in turn: the first finds everything to do.
    #[derive(Debug)]
    struct InTurn(usize);

    impl Crew for InTurn {
        fn count(&self) -> usize {
            self.0
        }

        fn all(&self, work: &(dyn Fn() + Sync)) {
            (0..self.0).for_each(|_| work());
        }
    }

    #[test]
    fn every_row_is_filled_once_whoever_is_there() {
        for n_rows in [0, 1, TIMES, 2 * TIMES * ROWS + 5] {
            for n_members in [1, 3] {
                let mut table = vec![0; n_rows * 2];
                fill_rows(
                    &InTurn(n_members),
                    &mut table,
                    2,
                    || (),
                    |(), row, values| {
                        values[0] += row;
                        values[1] += 1;
                    },
                );
                let expected: Vec<usize> = (0..n_rows).flat_map(|row| [row, 1]).collect();
                assert_eq!(table, expected);
            }
        }
    }

    #[test]
    fn every_job_is_done_once_whoever_is_there() {
        for n_members in [1, 3] {
            let mut done = [0; 7];
            let jobs = done.iter_mut().map(|done| {
                let job: Job<'_> = Box::new(move || *done += 1);
                job
            });
            run(&InTurn(n_members), jobs.collect());
            assert_eq!(done, [1; 7]);
        }
    }

    #[test]
    fn a_table_without_columns_is_filled() {
        let fill = |(): &mut (), _, _: &mut [f64]| unreachable!("there is no row");
        fill_rows(&Alone, &mut [], 0, || (), fill);
    }
}
