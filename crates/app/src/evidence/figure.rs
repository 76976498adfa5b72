//! A figure: what it claims, its chart, its numbers as a table, and how they came about.

use matinee_core::decimal::decimal;
use matinee_core::escape::push_escaped;
use matinee_engine::artifact::Manifest;

use super::results::{Head, ResultsFile};
use crate::charts::{Chart, Table};
use crate::story;

/// A figure of the Evidence view.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Its title: what the numbers say, made from them.
    pub claim: String,
    /// How it is to be read; may be empty.
    pub note: String,
    /// The drawing.
    pub chart: Chart,
    /// Its numbers.
    pub table: Table,
    /// How they came about.
    pub how: How,
}

/// How numbers came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// Which rows were trained on and which were measured.
    pub protocol: String,
    /// Of every random draw; nothing where nothing was drawn.
    pub seed: Option<u64>,
    /// What makes them again; empty where the page does it while it is read.
    pub command: String,
    /// The file that they were written to; empty where there is none.
    pub file: String,
    /// The code that measured, as Git names it; may be empty.
    pub commit: String,
    /// How long it took; may be empty.
    pub took: String,
}

impl How {
    /// Of a file of results.
    #[must_use]
    pub fn of(head: &Head, file: ResultsFile) -> Self {
        Self {
            protocol: head.protocol.clone(),
            seed: Some(head.seed),
            command: head.command.clone(),
            file: ["results/", file.name(), ".json"].concat(),
            commit: head.commit.chars().take(12).collect(),
            took: took(head.seconds),
        }
    }

    /// Of what the page itself counts.
    #[must_use]
    pub fn counted(protocol: impl Into<String>) -> Self {
        Self {
            protocol: protocol.into(),
            ..Self::default()
        }
    }

    /// Of what a model says of itself.
    #[must_use]
    pub fn of_model(manifest: &Manifest, protocol: impl Into<String>) -> Self {
        Self {
            protocol: protocol.into(),
            seed: Some(manifest.seed),
            command: "cargo xtask build".to_owned(),
            file: format!("the model in this page ({})", story::name(manifest)),
            ..Self::default()
        }
    }

    /// Writes what there is of it as a list.
    #[must_use]
    pub fn html(&self) -> String {
        let seed = self.seed.map_or(String::new(), |it| it.to_string());
        let mut html = "<dl class=\"ev-how\" data-test=\"figure-how-said\">".to_owned();
        for (name, said, tag) in [
            ("Protocol", &self.protocol, ""),
            ("Seed", &seed, ""),
            ("Command", &self.command, "code"),
            ("File", &self.file, ""),
            ("Commit", &self.commit, ""),
            ("Took", &self.took, ""),
        ] {
            if said.is_empty() {
                continue;
            }
            let [open, close] = match tag {
                "" => ["", ""],
                _ => ["<code>", "</code>"],
            };
            for part in ["<div><dt>", name, "</dt><dd>", open] {
                html += part;
            }
            push_escaped(&mut html, said);
            html += close;
            html += "</dd></div>";
        }
        html + "</dl>"
    }
}

fn took(seconds: f32) -> String {
    match seconds {
        ..90.0 => format!("{} seconds", decimal(seconds, 0)),
        _ => format!("{} minutes", decimal(seconds / 60.0, 0)),
    }
}

/// What the page calls a system.
#[must_use]
pub fn system_name(key: &str, title: &str) -> String {
    match key {
        "mean" => "Just the mean",
        "bias" => "Averages only",
        "popularity" => "Popularity",
        "knn" => "Item-kNN",
        "factors" => "Factors",
        "ease" => "EASE",
        "seed" => "The original",
        "hybrid" => "Matinee",
        _ => title,
    }
    .to_owned()
}

/// Which colour and mark a system has in every chart.
#[must_use]
pub fn system_style(key: &str) -> usize {
    match key {
        "hybrid" => 0,
        "seed" => 1,
        "ease" => 2,
        "factors" => 3,
        "knn" => 4,
        "popularity" => 5,
        "bias" => 6,
        _ => 7,
    }
}

/// Writes a number of a table: with so many digits; nothing for what is not there.
#[must_use]
pub fn cell(value: Option<f32>, digits: u32) -> String {
    value.map_or(String::new(), |it| decimal(it, digits))
}

/// Says by how much one number is less than another, in percent: `3 %`.
#[must_use]
pub fn less(number: f32, than: f32) -> String {
    let share = 100.0 * (than - number) / than;
    // Below ten, a half of a percent is a difference.
    let digits = u32::from(share < 9.95);
    format!("{}\u{a0}%", decimal(share, digits))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_said_in_percent() {
        assert_eq!(less(0.87, 0.94), "7.4\u{a0}%");
        assert_eq!(less(0.5, 1.0), "50\u{a0}%");
    }

    #[test]
    fn how_it_was_computed_leaves_out_what_is_not_known() {
        let how = How {
            seed: Some(7),
            command: "a < b".to_owned(),
            ..How::counted("Counted.")
        };
        assert_eq!(
            how.html(),
            "<dl class=\"ev-how\" data-test=\"figure-how-said\"><div><dt>Protocol</dt><dd>Counted.</dd></div>\
             <div><dt>Seed</dt><dd>7</dd></div><div><dt>Command</dt><dd><code>a &lt; b</code></dd></div></dl>"
        );
    }

    #[test]
    fn time_is_said_as_people_do() {
        assert_eq!(took(12.5), "13 seconds");
        assert_eq!(took(600.0), "10 minutes");
    }
}
