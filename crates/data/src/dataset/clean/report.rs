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

/// What became of entries of one title and year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// Entries that are gone, because another one stands for their movie.
    pub entries: usize,
    /// Ratings of these entries, which are the movie's now.
    pub joined: usize,
    /// Ratings that are gone, because the same person gave a later one to the same movie.
    pub doubles: usize,
}

/// What one rule has dropped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Which movies it drops: `without a release date`.
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
    /// What merging did; `None` when it is off.
    pub merged: Option<Merged>,
    /// One entry for each rule that drops movies and is on, in the order in which they were applied.
    pub rules: Vec<RuleCount>,
    /// After the last rule.
    pub after: Counts,
}

impl fmt::Display for CleaningReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            before,
            merged,
            rules,
            after,
        } = self;
        let mut lines = Vec::new();
        if let Some(merged) = merged {
            let counts = [merged.entries, merged.doubles, 0];
            lines.push(("movies listed again, merged".to_owned(), counts));
        }
        for rule in rules {
            let counts = [rule.movies, rule.ratings, rule.users];
            lines.push((format!("movies {}", rule.rule), counts));
        }
        let width = lines.iter().map(|(name, _)| name.len()).max();
        let width = width.unwrap_or(0).max(6);
        writeln!(
            f,
            "{:width$} {:>9} {:>9} {:>9}",
            "", "movies", "ratings", "users"
        )?;
        let whole = |name: &str, counts: &Counts| {
            let Counts {
                movies,
                ratings,
                users,
            } = counts;
            format!("{name:width$} {movies:>9} {ratings:>9} {users:>9}")
        };
        writeln!(f, "{}", whole("before", before))?;
        for (name, counts) in lines {
            let [movies, ratings, users] = counts.map(minus);
            writeln!(f, "{name:width$} {movies:>9} {ratings:>9} {users:>9}")?;
        }
        write!(f, "{}", whole("after", after))?;
        if let Some(merged) = merged.filter(|merged| merged.entries > 0) {
            let Merged {
                entries,
                joined,
                doubles,
            } = merged;
            write!(
                f,
                "\nmerged: {entries} with the title and year of another; {joined} ratings joined, \
                 {doubles} doubles dropped (of one person's the latest counts)"
            )?;
        }
        Ok(())
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
            merged: None,
            rules: vec![RuleCount {
                rule: "without a release date".to_owned(),
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

    #[test]
    fn merging_is_a_line_of_the_table_and_a_sentence_below_it() {
        let counts = |movies, ratings| Counts {
            movies,
            ratings,
            users: 3,
        };
        let report = |merged| CleaningReport {
            before: counts(4, 6),
            merged: Some(merged),
            rules: Vec::new(),
            after: counts(3, 5),
        };
        let merged = Merged {
            entries: 1,
            joined: 2,
            doubles: 1,
        };
        let expected = [
            "                               movies   ratings     users",
            "before                              4         6         3",
            "movies listed again, merged        -1        -1         0",
            "after                               3         5         3",
            "merged: 1 with the title and year of another; 2 ratings joined, 1 doubles dropped (of \
             one person's the latest counts)",
        ];
        assert_eq!(report(merged).to_string(), expected.join("\n"));
        let nothing = report(Merged::default()).to_string();
        assert!(
            nothing.contains("movies listed again, merged         0"),
            "{nothing}"
        );
        assert!(!nothing.contains("merged:"), "{nothing}");
    }
}
