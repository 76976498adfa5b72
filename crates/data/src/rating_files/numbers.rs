//! Whether the numbers of a file are those of the movies here.
//!
//! Every MovieLens data set numbers its movies anew, and small numbers exist in all of them. What
//! tells another data set is a number that no movie here can have. Cleaning has taken movies out,
//! so a number that is missing here may well be one of this data set: as long as it is not far
//! beyond the last one, and most numbers are known.

use super::Refused;

/// Beyond the last number here, the movies that cleaning took out: a twentieth, or so many.
const BEYOND: u32 = 20;
const BEYOND_AT_LEAST: u32 = 50;
/// A number far beyond is a slip of the pen among so many others.
const SLIPS: usize = 50;
/// Fewer unknown numbers say nothing.
const FEW: usize = 3;

/// Checks the numbers of the rows, with their lines; `is_known` says of each whether a movie here
/// has it, `last` is the greatest of those.
///
/// # Errors
/// When they are those of another data set.
pub(super) fn check(
    rows: &[(usize, u32)],
    is_known: impl Fn(u32) -> bool,
    last: u32,
) -> Result<(), Refused> {
    let end = last.saturating_add(BEYOND_AT_LEAST.max(last / BEYOND));
    let is_unknown = |row: &&(usize, u32)| !is_known(row.1);
    let n_unknown = rows.iter().filter(is_unknown).count();
    let n_beyond = rows.iter().filter(|row| row.1 > end).count();
    let is_other =
        n_beyond * SLIPS > rows.len() || (n_unknown >= FEW && 2 * n_unknown > rows.len());
    // The farthest is the plainest.
    match rows.iter().filter(is_unknown).max_by_key(|row| row.1) {
        Some((line, found)) if is_other => Err(Refused::OtherNumbers {
            n_unknown,
            n_rows: rows.len(),
            line: *line,
            found: *found,
            last,
        }),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of 1,620 movies every fifth was cleaned out.
    fn is_other(numbers: &[u32]) -> bool {
        let rows: Vec<_> = (1..).zip(numbers.iter().copied()).collect();
        check(&rows, |id| id <= 1_620 && id % 5 != 0, 1_620).is_err()
    }

    #[test]
    fn numbers_beyond_the_catalogue_are_of_another_data_set() {
        assert!(is_other(&[1, 2, 3, 2_571]));
        assert!(is_other(&[2_858]));
        assert!(is_other(&[1, 4_000, 6, 7, 8, 9, 11, 12, 13, 14]));
    }

    #[test]
    fn movies_that_cleaning_took_out_are_of_this_one() {
        assert!(!is_other(&[1, 2, 5, 10, 3, 4]));
        assert!(!is_other(&[1, 2, 3, 1_682]));
        assert!(!is_other(&[5]));
        assert!(!is_other(&[5, 10]));
        assert!(!is_other(&[]));
    }

    #[test]
    fn mostly_unknown_numbers_are_of_another_data_set() {
        assert!(is_other(&[5, 10, 15, 1]));
    }

    #[test]
    fn a_slip_of_the_pen_is_no_data_set() {
        let mut numbers: Vec<u32> = (1..=60).filter(|id| id % 5 != 0).collect();
        numbers.extend([101, 102, 50_000]);
        assert!(!is_other(&numbers));
    }
}
