//! Going through every state in one browser.

use anyhow::{Context, Result, ensure};

use crate::look::Look;
use crate::page::RecommendPage;
use crate::states::states;
use crate::visit::visit;

/// Height of every window, CSS pixels.
const HEIGHT: u32 = 900;

/// Brings the page into every state, in each look and width, and asks `check` what is wrong there.
///
/// # Panics
/// With all that is wrong in all states, a line each: `state, look, width: what`.
pub fn in_every_state(
    looks: &[Look],
    widths: &[u32],
    check: impl AsyncFn(&RecommendPage) -> Result<Vec<String>>,
) {
    visit("", async |page| {
        let mut wrong = Vec::new();
        for &look in looks {
            page.look(look).await?;
            for &width in widths {
                page.resize(width, HEIGHT).await?;
                for state in states() {
                    let place = format!("{}, {}, {width} px", state.name, look.name());
                    state.reach(&page).await.context(place.clone())?;
                    let found = check(&page).await.context(place.clone())?;
                    wrong.extend(found.iter().map(|what| format!("{place}: {what}")));
                }
            }
        }
        ensure!(
            wrong.is_empty(),
            "{} things are wrong\n{}",
            wrong.len(),
            wrong.join("\n")
        );
        Ok(())
    });
}
