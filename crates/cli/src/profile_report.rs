//! What was found in a file of somebody's ratings, for standard error.

use matinee_core::decimal::counted;
use matinee_core::domain::MovieIdx;
use matinee_data::dataset::Movie;
use matinee_data::rating_files::{
    Decision, Import, Reason, Service, Unmatched, groups, rounded_words, source_words,
};

/// Rows of one sort that are named.
const MOST_ROWS: usize = 50;

/// Service and scale, how many ratings count, and every row that does not, with its reason.
pub(super) fn lines(import: &Import, file: &str, movies: &[Movie], n_ratings: usize) -> String {
    let scale = import.scales.likely;
    let mut text = format!(
        "{file}: {}; {}; {}\n",
        source_words(import.service),
        import.scale_words(scale),
        counted(n_ratings, "rating counts", "ratings count"),
    );
    if import.scales.decision == Decision::Open {
        let options: Vec<String> = [Some(scale), import.scales.other]
            .into_iter()
            .flatten()
            .map(|scale| format!("--scale {}", scale.top()))
            .collect();
        text += &format!(
            "{file}: both scales fit, {} was taken; say which it is: {}\n",
            scale.top(),
            options.join(" or ")
        );
    }
    if let Some(rounded) = rounded_words(import.n_rounded(scale)) {
        text += &format!("{file}: {rounded}\n");
    }
    for note in import.notes() {
        text += &format!("{file}: {note}\n");
    }
    let title = |movie: MovieIdx| {
        let movie = &movies[movie.row()];
        let year = movie
            .year
            .map_or(String::new(), |year| format!(" ({year})"));
        format!("{}{year}", movie.title)
    };
    let (spelt, left): (Vec<_>, Vec<_>) = import
        .unmatched
        .iter()
        .partition(|row| row.suggested.is_some());
    push(&mut text, &spelt, |row| {
        let movie = row.suggested.map_or(String::new(), title);
        format!("{file}:{}: {} is taken for {movie}", row.line, called(row))
    });
    let (like, unlike): (Vec<_>, Vec<_>) =
        left.into_iter().partition(|row| !row.candidates.is_empty());
    if !like.is_empty() {
        let n = counted(like.len(), "row", "rows");
        text += &format!("{file}: left out: {n}, of which it is not sure which movie is meant\n");
    }
    push(&mut text, &like, |row| {
        let candidates: Vec<String> = row.candidates.iter().map(|movie| title(*movie)).collect();
        format!(
            "{file}:{}: {}; perhaps {}",
            row.line,
            called(row),
            candidates.join(", ")
        )
    });
    if !unlike.is_empty() {
        let n = counted(unlike.len(), "row", "rows");
        text += &format!("{file}: left out: {n} like no movie of this model\n");
    }
    push(&mut text, &unlike, |row| {
        format!("{file}:{}: {}", row.line, called(row))
    });
    for group in groups(&import.problems) {
        text += &format!("{file}: left out: {}\n", group.heading);
        push(&mut text, &group.rows, |row| {
            let title = row.title.as_ref();
            let title = title.map_or(String::new(), |title| format!("{title}: "));
            format!(
                "{file}:{}: {title}{}",
                row.line,
                reason(&row.reason, import.service)
            )
        });
    }
    text
}

fn called(row: &Unmatched) -> String {
    match row.year {
        Some(year) => format!("{} ({year})", row.title),
        None => row.title.clone(),
    }
}

/// In a file of numbers, a number that is not known has a remedy of its own.
fn reason(reason: &Reason, service: Service) -> String {
    match (reason, service) {
        (Reason::UnknownMovie { found }, Service::MovieLens100K) => {
            format!("movie {found} is not in this model")
        }
        (reason, _) => reason.to_string(),
    }
}

fn push<T>(text: &mut String, rows: &[T], line: impl Fn(&T) -> String) {
    for row in rows.iter().take(MOST_ROWS) {
        text.push_str(&line(row));
        text.push('\n');
    }
    if let Some(more) = rows.len().checked_sub(MOST_ROWS).filter(|more| *more > 0) {
        text.push_str(&format!("  and {more} more\n"));
    }
}
