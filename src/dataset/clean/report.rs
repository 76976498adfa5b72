//! What cleaning has dropped, for people and for machines.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How many there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Number of movies.
    pub movies: usize,
    /// Number of ratings.
    pub ratings: usize,
    /// Number of users.
    pub users: usize,
}

/// What one rule has dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// The rule, in words.
    pub rule: String,
    /// Movies that it dropped.
    pub movies: usize,
    /// Ratings of these movies.
    pub ratings: usize,
    /// Users who had no other ratings.
    pub users: usize,
}

/// What cleaning has dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CleaningReport {
    /// Before the first rule.
    pub before: Counts,
    /// One entry for each rule that is on, in the order in which they were applied.
    pub rules: Vec<RuleCount>,
    /// After the last rule.
    pub after: Counts,
}

impl fmt::Display for CleaningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self
            .rules
            .iter()
            .map(|rule| rule.rule.len())
            .max()
            .unwrap_or(0)
            .max(6);
        writeln!(
            f,
            "{:width$} {:>9} {:>9} {:>9}",
            "", "movies", "ratings", "users"
        )?;
        let Counts {
            movies,
            ratings,
            users,
        } = self.before;
        writeln!(f, "{:width$} {movies:>9} {ratings:>9} {users:>9}", "before")?;
        for RuleCount {
            rule,
            movies,
            ratings,
            users,
        } in &self.rules
        {
            writeln!(
                f,
                "{rule:width$} {:>9} {:>9} {:>9}",
                minus(*movies),
                minus(*ratings),
                minus(*users)
            )?;
        }
        let Counts {
            movies,
            ratings,
            users,
        } = self.after;
        write!(f, "{:width$} {movies:>9} {ratings:>9} {users:>9}", "after")
    }
}

/// A number of dropped things: `-5`, and `0` without a sign.
fn minus(n_dropped: usize) -> String {
    if n_dropped == 0 {
        "0".to_owned()
    } else {
        format!("-{n_dropped}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_is_a_table() {
        let report = CleaningReport {
            before: Counts {
                movies: 4,
                ratings: 6,
                users: 3,
            },
            rules: vec![RuleCount {
                rule: "movies without a release date".to_owned(),
                movies: 1,
                ratings: 1,
                users: 0,
            }],
            after: Counts {
                movies: 3,
                ratings: 5,
                users: 3,
            },
        };
        let expected = [
            "                                 movies   ratings     users",
            "before                                4         6         3",
            "movies without a release date        -1        -1         0",
            "after                                 3         5         3",
        ]
        .join("\n");
        assert_eq!(report.to_string(), expected);
    }
}
