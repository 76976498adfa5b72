//! The field's words, each in a sentence or two: beside the figures that have them, and all of them at the end.

use super::figure::Figure;
use super::markup::Markup;
use super::packed::pack;
use crate::charts::Chart;

/// A word and what it means.
pub(super) struct Term {
    /// As it stands in figures, in whatever case.
    pub(super) name: &'static str,
    /// What it means.
    pub(super) said: &'static str,
}

const fn term(name: &'static str, said: &'static str) -> Term {
    Term { name, said }
}

pub(super) const TERMS: [Term; 16] = [
    term(
        "RMSE",
        "Root mean square error: how far predictions lie from the stars that were given, large misses counting \
         more. In stars; less is better.",
    ),
    term(
        "NDCG@10",
        "How well the first ten of a list hold what somebody liked, the first places counting most. From 0 to 1; \
         more is better.",
    ),
    term(
        "standard deviation",
        "How far single measurements usually lie from their mean.",
    ),
    term(
        "95\u{a0}% confidence",
        "A range made so that, measured again on other people, it would hold the true number 95 times of 100.",
    ),
    term(
        "resampling",
        "Measuring again and again on people drawn anew from the same ones, to see how much of a number is chance.",
    ),
    term("held out", "Kept away from training, to be predicted."),
    term(
        "fold-in",
        "Placing somebody new among those whom the model knows, from their ratings alone, without training.",
    ),
    term("epoch", "One pass over all training ratings."),
    term(
        "coverage",
        "The share of movies that are in somebody\u{2019}s list.",
    ),
    term(
        "Gini",
        "0 where every movie is shown equally often, 1 where one movie has all places.",
    ),
    term(
        "novelty",
        "How little known the listed movies are: more is less known.",
    ),
    term(
        "calibration",
        "How far the genres of a list are from those of what the person has seen; 0 where they agree.",
    ),
    term(
        "trustworthiness",
        "Whether what lies near each other on the map is near each other in the model, too: 1 where all of it is.",
    ),
    term(
        "EASE",
        "A system that foretells each movie from all others by one large table (Steck, 2019).",
    ),
    term(
        "Item-kNN",
        "A system that recommends what is most like what somebody has liked.",
    ),
    term(
        "Factors",
        "A system that describes each person and each movie by a few learned numbers.",
    ),
];

/// A figure with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// The figure.
    pub figure: Figure,
    /// Its words, markup; empty where it has none.
    pub words: String,
}

impl Explained {
    /// Explains the words of a figure with this id in the page.
    #[must_use]
    pub fn of(id: &str, figure: Figure) -> Self {
        let words = words(id, &figure);
        Self { figure, words }
    }
}

pack! {
    Explained { figure, words }
}

/// Writes the words of a figure, each a button that says what it means under a pointer or the focus; nothing where
/// it has none. Their ids begin with `id`.
fn words(id: &str, figure: &Figure) -> String {
    let mut text = [figure.claim.as_str(), &figure.note, &figure.how.protocol].join(" ");
    let heads = figure.table.head.iter();
    let labels: Vec<&str> = labels(&figure.chart);
    for part in heads.map(String::as_str).chain(labels) {
        text.push(' ');
        text += part;
    }
    // Not by Unicode: its tables would be a tenth of what a reader downloads.
    text.make_ascii_lowercase();
    let mut html = Markup::default();
    for (row, term) in TERMS.iter().enumerate() {
        if !text.contains(&term.name.to_ascii_lowercase()) {
            continue;
        }
        let told = ["word-", id, "-", &row.to_string()].concat();
        html.raw("<span class=\"word\">");
        let attributes = [
            "type=\"button\" class=\"word-name\" aria-describedby=\"",
            &told,
            "\"",
        ];
        html.put("button", &attributes.concat(), term.name);
        let attributes = ["class=\"word-said\" role=\"tooltip\" id=\"", &told, "\""];
        html.put("span", &attributes.concat(), term.said);
        html.raw("</span> ");
    }
    html.finish()
}

/// What a chart says besides its numbers.
fn labels(chart: &Chart) -> Vec<&str> {
    match chart {
        Chart::Lines(it) => {
            let series = it.series.iter().map(|it| it.label.as_str());
            series.chain([it.x.title.as_str(), &it.y.title]).collect()
        }
        Chart::Dots(it) => {
            let rows = it.rows.iter().map(|it| it.label.as_str());
            rows.chain([it.axis.title.as_str()]).collect()
        }
        _ => Vec::new(),
    }
}

/// Writes all words as a list.
pub(super) fn html(html: &mut Markup) {
    html.raw("<dl class=\"words-all\">");
    for term in &TERMS {
        html.raw("<div>");
        html.put("dt", "", term.name);
        html.put("dd", "", term.said);
        html.raw("</div>");
    }
    html.raw("</dl>");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::address::Choices;
    use crate::evidence::examples::read;
    use crate::evidence::{cold_start, sparsity};

    #[test]
    fn a_figure_has_the_words_that_stand_in_it_and_no_others() {
        let figure = cold_start::curves(&read(), &Choices::default()).unwrap();
        let html = words("newcomers", &figure);
        for name in ["RMSE", "standard deviation"] {
            assert!(html.contains(&format!(">{name}<")), "{name}: {html}");
        }
        for name in ["Gini", "epoch"] {
            assert!(!html.contains(&format!(">{name}<")), "{name}: {html}");
        }
        assert_eq!(
            html.matches("aria-describedby=\"word-newcomers-").count(),
            html.matches(" id=\"word-newcomers-").count()
        );
    }

    #[test]
    fn a_figure_without_such_words_has_none() {
        let mut figure = sparsity::cells(&read(), &Choices::default()).unwrap();
        figure.claim.clear();
        figure.note.clear();
        figure.table.head.clear();
        figure.how.protocol.clear();
        assert_eq!(words("cells", &figure), "");
    }

    #[test]
    fn no_two_words_are_alike() {
        for (row, term) in TERMS.iter().enumerate() {
            let is_there = |it: &Term| it.name.eq_ignore_ascii_case(term.name);
            assert_eq!(TERMS.iter().position(is_there), Some(row));
            assert!(term.said.ends_with('.'), "{}", term.name);
        }
    }
}
