//! Going through states in one browser, and noting all that is wrong there.

use std::fmt::Display;

use anyhow::{Result, ensure};

use crate::look::Look;
use crate::page::RecommendPage;
use crate::states::State;
use crate::visit::prepare;

/// Height of every window, CSS pixels.
pub const HEIGHT: u32 = 900;

/// What was found wrong, a line each: `state, question: what`.
#[derive(Debug, Default)]
pub struct Findings {
    state: &'static str,
    lines: Vec<String>,
}

impl Findings {
    /// Notes the answer to a question. One that cannot be asked is wrong too, and the next is asked.
    pub fn note(&mut self, question: &str, answer: Result<impl IntoIterator<Item: Display>>) {
        let found: Vec<String> = match answer {
            Ok(found) => found.into_iter().map(|what| what.to_string()).collect(),
            Err(error) => vec![format!("{error:#}")],
        };
        let state = self.state;
        let lines = found
            .iter()
            .map(|what| format!("{state}, {question}: {what}"));
        self.lines.extend(lines);
    }
}

/// Brings the page into each of these states, in the light and in a window of this width, and has `ask`
/// note what is wrong there.
///
/// # Panics
/// With all that is wrong in all states, a line each.
pub fn in_every_state(
    states: &[State],
    width: u32,
    ask: impl AsyncFn(&RecommendPage, &mut Findings) -> Result<()>,
) {
    prepare(async |page| {
        let mut findings = Findings::default();
        for state in states {
            findings.state = state.name;
            let asked = async {
                page.look(Look::Light).await?;
                page.resize(width, HEIGHT).await?;
                state.reach(&page).await?;
                ask(&page, &mut findings).await
            };
            let nothing_more = asked.await.map(|()| None::<String>);
            findings.note(&format!("at {width} px"), nothing_more);
        }
        let lines = findings.lines;
        let n = lines.len();
        ensure!(
            lines.is_empty(),
            "{n} things are wrong\n{}",
            lines.join("\n")
        );
        Ok(())
    });
}
