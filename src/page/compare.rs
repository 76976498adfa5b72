//! Two lists for one person: what they have in common.

use crate::engine::Recommendation;

use super::words;

/// For each entry of `list` its rank in `other`, from 1, where it has one.
#[must_use]
pub fn ranks_in(list: &[Recommendation], other: &[Recommendation]) -> Vec<Option<usize>> {
    let rank = |entry: &Recommendation| {
        let same = other.iter().position(|it| it.movie == entry.movie);
        same.map(|row| row + 1)
    };
    list.iter().map(rank).collect()
}

/// `4 of 10 movies are on both lists`.
#[must_use]
pub fn in_common(list: &[Recommendation], other: &[Recommendation]) -> String {
    let n = ranks_in(list, other).iter().flatten().count();
    let of = words::counted(list.len(), "movie", "movies");
    let verb = if n == 1 { "is" } else { "are" };
    match n {
        0 => format!("None of {of} is on both lists"),
        n if n == list.len() && n > 1 => format!("All {of} are on both lists"),
        n => format!("{n} of {of} {verb} on both lists"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{MovieIdx, Score};

    fn list(movies: &[u32]) -> Vec<Recommendation> {
        let entry = |movie: &u32| Recommendation {
            movie: MovieIdx(*movie),
            stars: Score::clip(3.0),
            ranking_score: 0.0,
        };
        movies.iter().map(entry).collect()
    }

    #[test]
    fn a_common_movie_has_its_rank_in_the_other_list() {
        let ranks = ranks_in(&list(&[7, 2, 9]), &list(&[9, 7, 4]));
        assert_eq!(ranks, [Some(2), None, Some(1)]);
    }

    /// Expects the lists to have this in common.
    fn check(list_: &[u32], other: &[u32], said: &str) {
        assert_eq!(in_common(&list(list_), &list(other)), said);
    }

    #[test]
    fn what_two_lists_have_in_common_is_counted() {
        check(&[1, 2, 3], &[4, 5, 6], "None of 3 movies is on both lists");
        check(&[1, 2, 3], &[3, 4, 5], "1 of 3 movies is on both lists");
        check(&[1, 2, 3], &[3, 1, 5], "2 of 3 movies are on both lists");
        check(&[1, 2], &[2, 1], "All 2 movies are on both lists");
        check(&[1], &[1], "1 of 1 movie is on both lists");
    }
}
