//! The files of the five canonical folds.

use crate::dataset::split::{SplitError, fold_rows};
use crate::raw::ParseError;

use super::parse_ratings;
use super::write::write_ratings;

/// Why there are no files of a fold.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FoldError {
    /// A line that cannot be read.
    #[error(transparent)]
    Parse(#[from] ParseError),
    /// A fold outside 1 to 5; fewer than five rows.
    #[error(transparent)]
    Split(#[from] SplitError),
}

/// The files `u1.base` and `u1.test` (to `u5`), byte for byte, from `u.data`.
///
/// # Errors
/// A file that cannot be read, a fold outside 1 to 5, fewer than five rows.
pub fn fold_files(u_data: &[u8], fold: u32) -> Result<(Vec<u8>, Vec<u8>), FoldError> {
    let rows = parse_ratings(u_data, "u.data")?;
    let (base, test) = fold_rows(&rows, fold, |row| (row.user, row.movie))?;
    Ok((write_ratings(&base), write_ratings(&test)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fold_files_are_sorted_by_number_and_not_by_text() {
        let u_data = b"10\t1\t1\t5\n9\t10\t2\t6\n9\t9\t3\t7\n1\t1\t4\t8\n2\t1\t5\t9\n";
        let (base, test) = fold_files(u_data, 5).unwrap();
        assert_eq!(base, b"1\t1\t4\t8\n9\t9\t3\t7\n9\t10\t2\t6\n10\t1\t1\t5\n");
        assert_eq!(test, b"2\t1\t5\t9\n");
    }
}
