//! In one minute: four numbers, each with what it is to be compared with.

use matinee_core::decimal::decimal;

use super::markup::Markup;
use super::outline::Act;
use super::results::{ColdStartResults, SystemsResults};
use super::systems::mean_of;
use crate::format::percent;

/// A large number and what stands beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct BigNumber {
    /// The number.
    pub value: String,
    /// What it counts, in a few words.
    pub unit: &'static str,
    /// The sentence below it, with the number to compare with.
    pub said: String,
    /// Where there is more.
    pub act: Act,
}

/// The numbers that these files have.
#[must_use]
pub fn numbers(systems: &SystemsResults, newcomers: Option<&ColdStartResults>) -> Vec<BigNumber> {
    let of = |system: &str, metric: &str| mean_of(systems, "folds", system, metric);
    let pair = |system: &str, metric: &str| Some((of("hybrid", metric)?, of(system, metric)?));
    let error = pair("bias", "rmse_stars").map(|(own, averages)| BigNumber {
        value: decimal(own, 2),
        unit: "stars off",
        said: format!(
            "So far a predicted rating lies from the real one (root mean square). Averages of person and \
             movie alone are {} off.",
            decimal(averages, 2)
        ),
        act: Act::Others,
    });
    let order = pair("popularity", "ndcg").map(|(own, popular)| BigNumber {
        value: decimal(own, 2),
        unit: "of 1 for its lists",
        said: format!(
            "How well the first ten hold what people liked later (NDCG@10). Showing everybody the most \
             popular movies gets {}.",
            decimal(popular, 2)
        ),
        act: Act::Others,
    });
    let newcomer = newcomers.and_then(|it| {
        let hybrid = it.systems.iter().find(|it| it.system.key == "hybrid")?;
        let row = it.given.iter().position(|n| *n == 5)?;
        let (none, five) = (hybrid.curve.rmse.first()?, hybrid.curve.rmse.get(row)?);
        Some(BigNumber {
            value: decimal(five.mean, 2),
            unit: "stars off after 5 ratings",
            said: format!(
                "Of somebody it has never met. Before the first rating it is {} off.",
                decimal(none.mean, 2)
            ),
            act: Act::ColdStart,
        })
    });
    let coverage = pair("popularity", "coverage").map(|(own, popular)| BigNumber {
        value: percent(own.into()),
        unit: "of all movies shown",
        said: format!(
            "Are in somebody\u{2019}s first ten. The most popular movies alone are {}.",
            percent(popular.into())
        ),
        act: Act::Diversity,
    });
    [error, order, newcomer, coverage]
        .into_iter()
        .flatten()
        .collect()
}

/// Writes them as items of a list.
#[must_use]
pub fn html(numbers: &[BigNumber]) -> String {
    let mut html = Markup::default();
    for it in numbers {
        html.raw("<li class=\"big-number\"><a href=\"#");
        html.raw(it.act.id());
        html.raw("\">");
        html.put("strong", "class=\"big-value\"", &it.value);
        html.raw(" ");
        html.put("span", "class=\"big-unit\"", it.unit);
        html.raw("</a>");
        html.put("p", "", &it.said);
        html.raw("</li>");
    }
    html.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::examples::read;

    #[test]
    fn every_number_stands_beside_what_it_is_compared_with() {
        let numbers = numbers(&read(), Some(&read()));
        assert!(!numbers.is_empty());
        for number in &numbers {
            assert!(
                number.said.contains(|it: char| it.is_ascii_digit()),
                "{number:?}"
            );
        }
    }
}
