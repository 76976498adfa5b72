//! Why a movie is on the list, in a sentence.

use crate::viewer::Viewer;
use crate::words;
use matinee_core::domain::MovieIdx;
use matinee_core::order;
use matinee_engine::engine::{Account, Cause, Term};

use super::Whose;

/// Movies that the sentence names, at most.
const N_NAMED: usize = 2;

/// What puts a movie where it stands.
pub(super) fn sentence(account: &Account, whose: Whose<'_>) -> String {
    let of = |cause| {
        let mut terms = account.terms.iter();
        terms.find(|it| it.cause == cause).map(|it| it.amount)
    };
    // Nothing that stands for a person: the seed network's order, or a lever that leaves stars alone.
    let is_of_nobody = |term: &Term| matches!(term.cause, Cause::Stars | Cause::Popularity);
    if of(Cause::Stars).is_some() && account.terms.iter().all(is_of_nobody) {
        let causes = match of(Cause::Popularity) {
            None => "alone",
            Some(_) => "and from how many people like it",
        };
        return format!("Its place follows from its predicted stars {causes}.");
    }
    let (they, their) = match whose.viewer {
        Viewer::You => ("you", "your"),
        Viewer::User(_) => ("they", "their"),
    };
    let mut rated: Vec<(MovieIdx, f32)> = (account.terms.iter())
        .filter_map(|term| match term.cause {
            Cause::Rated(movie) if term.amount > 0.0 => Some((movie, term.amount)),
            _ => None,
        })
        .collect();
    order::sort(&mut rated, &|a, b| b.1.total_cmp(&a.1));
    rated.truncate(N_NAMED);
    let titles: Vec<&str> = rated.iter().map(|it| whose.title(it.0)).collect();
    let titles = words::joined(&titles);
    let half = account.score / 2.0;
    let by_named: f32 = rated.iter().map(|it| it.1).sum();
    if of(Cause::Stars).is_some_and(|amount| amount > half) {
        return format!("Mostly because {they} would probably give it more stars than most.");
    }
    let is_liked = of(Cause::Popularity).is_some_and(|amount| amount > half);
    if of(Cause::Learned).is_some() {
        let them = format!("of what was learned from all that {they} rated");
        return match is_liked {
            true => format!("Mostly because many people like it; then because {them}."),
            false => format!("Mostly because {them}."),
        };
    }
    match (rated.len(), is_liked) {
        (0, _) => format!("Because many people like it; nothing that {they} rated speaks for it."),
        (_, true) => {
            format!(
                "Mostly because many people like it; of what {they} rated, {titles} speak for it."
            )
        }
        _ if by_named >= half => format!("Mostly because {they} rated {titles}."),
        _ => format!("Because of many of {their} ratings together, {titles} above all."),
    }
}
