//! The model on a page, as markup.

use matinee_core::decimal::{decimal, thousands, trimmed};

use super::glossary;
use super::markup::Markup;
use super::results::{Counts, ModelCard, RecipeItem};

/// Writes the model card.
#[must_use]
pub(super) fn html(card: &ModelCard) -> String {
    let mut html = Markup::default();
    let paragraphs = |html: &mut Markup, all: &[String]| {
        for it in all {
            html.put("p", "", it);
        }
    };
    html.raw("<div class=\"card\" data-test=\"model-card\">");
    html.put("h3", "", "Purpose");
    paragraphs(&mut html, &card.purpose);
    html.put("h3", "", "Data");
    html.put(
        "p",
        "",
        &[&card.data.name, ". ", &card.data.notice].concat(),
    );
    html.raw("<dl class=\"facts\">");
    fact(&mut html, "Before cleaning", &counts(&card.data.before));
    fact(&mut html, "What it learned from", &counts(&card.data.after));
    html.raw("</dl>");
    html.put("h3", "", "Recipe");
    html.raw("<details class=\"recipe-details\"><summary>Number by number</summary>");
    html.raw("<ul class=\"recipe-tree\">");
    card.recipe.iter().for_each(|it| item(&mut html, it));
    html.raw("</ul></details>");
    html.put("h3", "", "Measured");
    html.raw("<div class=\"table-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"What was measured\">");
    html.raw("<table class=\"figures\"><thead><tr>");
    for head in ["Metric", "Value", "On"] {
        html.put("th", "scope=\"col\"", head);
    }
    html.raw("</tr></thead><tbody>");
    for it in &card.metrics {
        html.raw("<tr>");
        html.put("th", "scope=\"row\"", &it.name);
        html.put("td", "", &[&trimmed(it.value, 4), " ", &it.unit].concat());
        html.put("td", "", &it.protocol);
        html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
    html.put("h3", "", "Limits");
    paragraphs(&mut html, &card.limits);
    html.put("h3", "", "Time to train");
    html.raw("<dl class=\"facts\">");
    for it in &card.stages {
        fact(
            &mut html,
            &it.name,
            &format!("{} s", decimal(it.seconds, 1)),
        );
    }
    html.raw("</dl>");
    html.put("h3", "", "Make it again");
    html.raw("<p class=\"commands\">");
    card.commands.iter().for_each(|it| html.put("code", "", it));
    html.raw("</p>");
    html.put("h3", "", "Told apart by");
    html.raw("<dl class=\"facts hashes\">");
    card.hashes
        .iter()
        .for_each(|it| fact(&mut html, &it.of, &it.sha256));
    html.raw("</dl>");
    html.put("h3", "", "To cite");
    html.put("p", "", &card.citation);
    html.put("h3", "", "Words");
    glossary::html(&mut html);
    html.raw("</div>");
    html.finish()
}

fn counts(counts: &Counts) -> String {
    let [movies, people, ratings] =
        [counts.movies, counts.users, counts.ratings].map(|it| thousands(it as usize));
    format!("{movies} movies, {people} people, {ratings} ratings")
}

fn fact(html: &mut Markup, name: &str, said: &str) {
    html.raw("<div>");
    html.put("dt", "", name);
    html.put("dd", "", said);
    html.raw("</div>");
}

/// A line of the recipe, with what it consists of below it.
fn item(html: &mut Markup, item: &RecipeItem) {
    html.raw("<li>");
    html.text(&item.name);
    if !item.value.is_empty() {
        html.raw(": ");
        html.put("b", "", &item.value);
    }
    if !item.parts.is_empty() {
        html.raw("<ul>");
        item.parts.iter().for_each(|it| self::item(html, it));
        html.raw("</ul>");
    }
    html.raw("</li>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn every_part_of_the_card_is_in_it() {
        let card: ModelCard = read();
        let html = html(&card);
        let texts = card.purpose.iter().chain(&card.limits);
        for text in texts.chain(card.hashes.iter().map(|it| &it.sha256)) {
            assert!(html.contains(text.as_str()), "{text}: {html}");
        }
        assert_eq!(html.matches("<h3>").count(), 10);
        assert_eq!(html.matches("<ul").count(), html.matches("</ul>").count());
    }
}
