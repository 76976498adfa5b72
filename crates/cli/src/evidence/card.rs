//! The model card as Markdown, from the same numbers as the page has.

use std::fmt::Write as _;

use matinee_app::evidence::results::{Counts, ModelCard, RecipeItem};

/// Writes it. Writing to a text cannot fail.
pub(super) fn markdown(card: &ModelCard) -> String {
    let ModelCard {
        head,
        purpose,
        data,
        recipe,
        metrics,
        limits,
        stages,
        hashes,
        commands,
        citation,
    } = card;
    let mut text = "# Model card\n\n".to_owned();
    let _ = writeln!(text, "Written by `{}`; do not edit.\n", head.command);
    let mut section = |title: &str, body: String| {
        let _ = writeln!(text, "## {title}\n\n{}\n", body.trim_end());
    };
    section("Purpose", purpose.join("\n\n"));
    section(
        "Data",
        format!(
            "{}. Before cleaning: {}; after it: {}.\n\n{}",
            data.name,
            counts(&data.before),
            counts(&data.after),
            data.notice
        ),
    );
    section("Recipe", tree(recipe, 0));
    let rows = metrics.iter().fold(String::new(), |mut rows, it| {
        let _ = writeln!(
            rows,
            "| {} | {} | {} {} |",
            it.protocol, it.name, it.value, it.unit
        );
        rows
    });
    section(
        "Measured",
        format!(
            "{}\n\n| protocol | metric | value |\n|---|---|---|\n{rows}",
            head.protocol
        ),
    );
    section("Limits", limits.join("\n\n"));
    let list = |items: Vec<String>| {
        items
            .iter()
            .fold(String::new(), |list, item| list + "- " + item + "\n")
    };
    section(
        "Seconds to train",
        list(
            stages
                .iter()
                .map(|it| format!("{}: {}", it.name, it.seconds))
                .collect(),
        ),
    );
    section(
        "Hashes",
        list(
            hashes
                .iter()
                .map(|it| format!("{}: `{}`", it.of, it.sha256))
                .collect(),
        ),
    );
    section(
        "To make it again",
        format!("```sh\n{}\n```", commands.join("\n")),
    );
    section("Citation", citation.clone());
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn counts(counts: &Counts) -> String {
    let Counts {
        movies,
        ratings,
        users,
    } = counts;
    format!("{movies} movies, {ratings} ratings, {users} users")
}

fn tree(items: &[RecipeItem], depth: usize) -> String {
    let mut text = String::new();
    for item in items {
        let indent = "  ".repeat(depth);
        let _ = match item.value.is_empty() {
            true => writeln!(text, "{indent}- {}", item.name),
            false => writeln!(text, "{indent}- {}: {}", item.name, item.value),
        };
        text += &tree(&item.parts, depth + 1);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_document_says_what_the_page_says() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
        let read = |name: &str| fs::read_to_string(format!("{root}/{name}")).unwrap();
        let card: ModelCard = serde_json::from_str(&read("results/model-card.json")).unwrap();
        assert_eq!(read("docs/model-card.md"), markdown(&card));
    }
}
