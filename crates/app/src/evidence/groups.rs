//! Whom the model serves how well, and the predictions that were most wrong.

use matinee_core::decimal::decimal;
use matinee_core::domain::MovieId;
use matinee_core::order;

use super::address::{Choices, Knob};
use super::figure::{Figure, How, cell};
use super::results::{Group, GroupsResults, Interval, ResultsFile, StoriesResults, Story};
use crate::charts::{Axis, Chart, DotRow, Dots, Table};
use crate::format::counted;

/// Groups of fewer people are drawn pale.
const LEAST: u32 = 30;

/// Error or order of each group of people, by what is chosen.
#[must_use]
pub fn figure(results: &GroupsResults, choices: &Choices) -> Option<Figure> {
    let by_order = choices.word(Knob::GroupMeasure) == "order";
    let chosen = choices.word(Knob::Grouping);
    let found = results.groupings.iter().find(|it| it.key == chosen);
    let grouping = found.or(results.groupings.first())?;
    let of = |group: &Group| {
        if by_order {
            group.ndcg
        } else {
            Some(group.rmse)
        }
    };
    let measured: Vec<(&Group, Interval)> = grouping
        .groups
        .iter()
        .filter_map(|it| Some((it, of(it)?)))
        .collect();
    let rows = measured.iter().map(|(group, it)| DotRow {
        label: group.name.clone(),
        style: 0,
        mean: it.value.into(),
        spread: Some([it.low, it.high].map(f64::from)),
        is_faint: group.n_people < LEAST,
        note: format!(
            "{} with {}",
            counted(group.n_people as usize, "person", "people"),
            counted(group.n_ratings as usize, "hidden rating", "hidden ratings")
        ),
        ..DotRow::default()
    });
    let all = of(&results.all)?;
    let mut solid: Vec<_> = measured
        .iter()
        .filter(|it| it.0.n_people >= LEAST)
        .collect();
    order::sort(&mut solid, &|a, b| a.1.value.total_cmp(&b.1.value));
    let digits = if by_order { 3 } else { 2 };
    let title = grouping.title.to_lowercase();
    let claim = match (solid.first(), solid.last()) {
        (Some(low), Some(high)) if solid.len() > 1 => format!(
            "By {title}, {} from {} ({}) to {} ({}).",
            if by_order {
                "the order of lists goes"
            } else {
                "the error goes"
            },
            decimal(low.1.value, digits),
            low.0.name,
            decimal(high.1.value, digits),
            high.0.name
        ),
        _ => format!("By {title}, no two groups are large enough to compare."),
    };
    let rows: Vec<DotRow> = rows.collect();
    let table = measured.iter().map(|(group, it)| {
        [
            group.name.clone(),
            group.n_people.to_string(),
            group.n_ratings.to_string(),
            cell(Some(it.value), 4),
            cell(Some(it.low), 4),
            cell(Some(it.high), 4),
        ]
    });
    let table: Vec<_> = table.collect();
    Some(Figure {
        note: format!(
            "The line is where the number lies with 95\u{a0}% confidence, by resampling people. Pale: fewer than \
             {LEAST} people. {}",
            if by_order {
                "More is better."
            } else {
                "Less is better."
            }
        ),
        chart: Chart::Dots(Dots {
            said: claim.clone(),
            title: grouping.title.clone(),
            axis: match by_order {
                true => Axis::new("Order of the first ten (NDCG@10)", 3),
                false => Axis::new("Error (RMSE), stars", 3),
            },
            rows,
            rule: Some((all.value.into(), "everybody".to_owned())),
        }),
        table: Table::new(
            ["group", "people", "ratings", "value", "low", "high"],
            table,
        ),
        claim,
        how: How::of(&results.head, ResultsFile::Groups),
    })
}

/// The worst predictions, each told in a few sentences.
#[must_use]
pub fn stories(results: &StoriesResults, known: &dyn Fn(MovieId) -> Option<String>) -> Vec<String> {
    let told = |story: &Story| Some(told(story, &known(story.movie)?));
    results.stories.iter().filter_map(told).collect()
}

fn told(story: &Story, title: &str) -> String {
    let Story {
        user,
        stars,
        predicted,
        ..
    } = story;
    let mut said = format!(
        "User {user} gave {title} {}; {} were predicted",
        counted_stars(*stars),
        decimal(*predicted, 1)
    );
    if let Some([low, high]) = story.likely {
        said += &format!(", likely {} to {}", decimal(low, 1), decimal(high, 1));
    }
    said += ".";
    if let Some(mean) = story.mean_of_movie {
        said += &format!(
            " The other {} of it that were known gave {} on average",
            counted(story.n_of_movie as usize, "rating", "ratings"),
            decimal(mean, 1)
        );
        match story.mean_of_genres {
            Some(genres) => {
                said += &format!(", and this person gives its genres {}.", decimal(genres, 1));
            }
            None => said += ".",
        }
    }
    said
}

fn counted_stars(stars: f32) -> String {
    let number = match stars.fract() == 0.0 {
        true => decimal(stars, 0),
        false => decimal(stars, 1),
    };
    let unit = if stars == 1.0 { "star" } else { "stars" };
    [&number, unit].join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn every_grouping_is_drawn_beside_everybody() {
        let results: GroupsResults = read();
        for grouping in 0..4 {
            let mut choices = Choices::default();
            choices.set(Knob::Grouping, grouping);
            let figure = figure(&results, &choices).unwrap();
            assert!(figure.claim.starts_with("By "), "{}", figure.claim);
            assert!(!figure.table.rows.is_empty());
        }
    }

    #[test]
    fn a_story_has_what_was_given_and_what_was_predicted() {
        let stories = stories(&read(), &|_| Some("Fargo (1996)".to_owned()));
        assert!(
            stories[0].contains("Fargo (1996) 1 star; 4.9 were predicted"),
            "{stories:?}"
        );
    }
}
