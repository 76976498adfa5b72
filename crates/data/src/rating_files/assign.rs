//! To every movie the row that means it most surely; the rows that are left over are asked about.

use std::collections::HashMap;

use matinee_core::domain::MovieIdx;

use super::matching::{Proposal, Strength, Titles, Wanted};
use super::reading::Row;
use super::{Matched, Problem, Reason, Unmatched};

/// Different titles that candidates are looked for by name alone; further ones can be searched by
/// hand.
const MOST_ASKED: usize = 5_000;
/// Different titles that are compared with all names.
const MOST_SEARCHED: usize = 1_000;

/// Gives each movie to its strongest row, of rows alike to the later: by date where both have one,
/// else by place. A weaker row never replaces a stronger one: it is asked about, like a title that
/// was not found. Linear in the rows.
pub(super) fn assign(
    rows: Vec<Row<'_>>,
    titles: &mut Titles<'_>,
    n_movies: usize,
    problems: &mut Vec<Problem>,
) -> (Vec<Matched>, Vec<Unmatched>) {
    let found: Vec<Option<(MovieIdx, Strength)>> =
        rows.iter().map(|row| find(row, titles)).collect();
    let mut best: Vec<Option<usize>> = vec![None; n_movies];
    for (at, row) in rows.iter().enumerate() {
        let Some((movie, strength)) = found[at] else {
            continue;
        };
        let holder = &mut best[movie.row()];
        let is_better = holder.is_none_or(|other| {
            let theirs = found[other].map(|(_, strength)| strength);
            Some(strength) > theirs || (Some(strength) == theirs && is_later(row, &rows[other]))
        });
        if is_better {
            *holder = Some(at);
        }
    }
    let lines: Vec<usize> = rows.iter().map(|row| row.line).collect();
    let (mut matched, mut left) = (Vec::new(), Vec::new());
    for (at, row) in rows.into_iter().enumerate() {
        let Some((movie, strength)) = found[at] else {
            left.push((row, None));
            continue;
        };
        let holder = best[movie.row()].unwrap_or(at);
        if holder == at {
            matched.push(Matched {
                movie,
                given: row.given,
                strength,
                line: row.line,
            });
        } else if found[holder].is_some_and(|(_, theirs)| theirs == strength) {
            let line = lines[holder];
            problems.push(Problem {
                line: row.line,
                title: (!row.title.is_empty()).then(|| row.title.into_owned()),
                reason: Reason::RatedAgain { line },
            });
        } else {
            left.push((row, Some(movie)));
        }
    }
    (matched, unmatched(left, titles, &best))
}

fn find(row: &Row<'_>, titles: &Titles<'_>) -> Option<(MovieIdx, Strength)> {
    if let Some(movie) = row.numbered {
        return Some((movie, Strength::Exact));
    }
    titles.find(&wanted(row))
}

fn wanted<'r>(row: &'r Row<'_>) -> Wanted<'r> {
    Wanted {
        title: &row.title,
        original: row.original.as_deref(),
        year: row.year,
    }
}

fn is_later(row: &Row<'_>, other: &Row<'_>) -> bool {
    match (row.date, other.date) {
        (Some(own), Some(theirs)) if own != theirs => own > theirs,
        _ => row.line > other.line,
    }
}

/// The rows that are left over, those of one title looked up once. `taken` says which movies have a
/// row already.
fn unmatched(
    left: Vec<(Row<'_>, Option<MovieIdx>)>,
    titles: &mut Titles<'_>,
    taken: &[Option<usize>],
) -> Vec<Unmatched> {
    let mut known: HashMap<(String, Option<u16>), Proposal> = HashMap::new();
    // Which unmatched row a movie is suggested for: the later one.
    let mut suggested: HashMap<MovieIdx, (usize, Option<u64>)> = HashMap::new();
    let mut unmatched: Vec<Unmatched> = Vec::new();
    for (row, weaker) in left {
        let n = known.len();
        let key = (row.title.clone().into_owned(), row.year);
        let proposal = match known.get(&key) {
            Some(proposal) => proposal.clone(),
            None if n < MOST_ASKED => {
                let proposal = titles.proposal(&wanted(&row), n < MOST_SEARCHED);
                known.insert(key, proposal.clone());
                proposal
            }
            None => Proposal::default(),
        };
        let Proposal {
            mut candidates,
            suggested: mut movie,
        } = proposal;
        if let Some(movie) = weaker.filter(|movie| !candidates.contains(movie)) {
            candidates.insert(0, movie);
        }
        movie = movie.filter(|movie| taken[movie.row()].is_none());
        if let Some(it) = movie {
            let before = suggested.get(&it).copied();
            if before.is_some_and(|(_, date)| row.date.is_some() && date > row.date) {
                movie = None;
            } else {
                if let Some((other, _)) = before {
                    unmatched[other].suggested = None;
                }
                suggested.insert(it, (unmatched.len(), row.date));
            }
        }
        unmatched.push(Unmatched {
            line: row.line,
            title: row.title.into_owned(),
            year: row.year,
            given: row.given,
            candidates,
            suggested: movie,
        });
    }
    unmatched
}
