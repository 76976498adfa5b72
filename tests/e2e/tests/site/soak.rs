//! A short soak of each kind; `cargo xtask soak` has the long ones.

use anyhow::{Result, ensure};
use matinee_e2e::{Memory, Plan, RecommendPage, prepare, prepare_soak, soak, soak_with_faults};

/// Enough for most acts to be met.
const SHORT: Plan = Plan {
    n_acts: 150,
    seed: 1,
};

#[test]
fn whatever_a_visitor_does_in_one_document_nothing_goes_wrong() {
    prepare(async |page| soak(&page, SHORT).await.map(drop));
}

#[test]
fn with_late_files_full_storage_dying_workers_and_two_tabs_nothing_is_lost() {
    prepare(async |page| soak_with_faults(page, SHORT).await.map(drop));
}

/// Has the page show so many people, and the visitor, one after the other.
async fn choose(page: &RecommendPage, n: usize) -> Result<()> {
    let script = format!(
        "return (async () => {{
           const {{ go, rest }} = window.soak;
           for (let n = 0; n < {n}; n += 1) {{
             go(`?user=${{['you', 500, 15, 69][n % 4]}}&k=10`);
             await rest();
           }}
         }})();"
    );
    page.evaluate::<()>(&script).await
}

#[test]
fn who_was_chosen_before_leaves_nothing_behind() {
    prepare(async |page| {
        prepare_soak(&page).await?;
        page.go("?user=500&k=10").await?;
        page.until_whole().await?;
        choose(&page, 40).await?;
        // Only Chromium tells.
        let Some(before) = Memory::of(&page).await? else {
            return Ok(());
        };
        choose(&page, 200).await?;
        let after = Memory::of(&page).await?.unwrap_or(before);
        // Each left 7 kB.
        ensure!(after.wasm <= before.wasm + 400_000, "{before}\n{after}");
        ensure!(after.heap <= before.heap + 200_000, "{before}\n{after}");
        Ok(())
    });
}
