//! Is this the data that it should be?

use anyhow::{Context, ensure};

use matinee_data::formats::movielens_100k::RawFiles;
use matinee_data::formats::movielens_100k::{OFFICIAL_RATINGS_MD5, md5};
use matinee_data::raw::Source;

/// Checks that `u.data` is the official one.
pub(super) fn official(data: &RawFiles) -> anyhow::Result<()> {
    let found = md5(&data.ratings);
    ensure!(
        found == OFFICIAL_RATINGS_MD5,
        "u.data is not the official one: expected MD5 {OFFICIAL_RATINGS_MD5}, found {found} \
         ({} bytes); for data of your own add --any-data to --from",
        data.ratings.len()
    );
    Ok(())
}

/// Checks that the five files can be read and agree with each other.
pub(super) fn format(data: &RawFiles) -> anyhow::Result<()> {
    data.read()
        .map(|_| ())
        .context("the files are not in the MovieLens 100K format")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_data_is_refused_with_both_hashes() {
        let error = official(&RawFiles::default()).unwrap_err().to_string();
        assert!(error.contains(OFFICIAL_RATINGS_MD5), "{error}");
        // MD5 of nothing.
        assert!(
            error.contains("d41d8cd98f00b204e9800998ecf8427e"),
            "{error}"
        );
    }
}
