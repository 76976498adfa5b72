//! Pictures of every state, in both themes and three widths, in forced colours and on paper, and the
//! two of the README.
//!
//! Arguments: the folder for the pictures, and the one for the README's.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use matinee_e2e::{Look, RecommendPage, State, TRAIN, states, visit};

/// Width and height in CSS pixels: a phone, a tablet, a desk.
const SIZES: [(u32, u32); 3] = [(360, 780), (768, 1024), DESK];
const DESK: (u32, u32) = (1280, 800);
/// A4 without margins, at 96 pixels to the inch.
const PAPER: (u32, u32) = (794, 1123);

fn main() {
    visit("", async |page| {
        let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
        let folder = arguments
            .next()
            .context("the first argument is the folder for the pictures")?;
        let readme = arguments
            .next()
            .context("the second argument is the folder for the README's pictures")?;
        std::fs::create_dir_all(&folder).context("cannot make the folder for the pictures")?;
        let states = states();
        page.resize(DESK.0, DESK.1).await?;
        let first = states.first().context("there are no states")?;
        picture(&page, first, Look::Light, &readme.join("matinee.png")).await?;
        trained(&page, &readme.join("train.png")).await?;
        let looks = Look::THEMES.map(|look| (look, &SIZES[..])).into_iter();
        let looks = looks.chain([
            (Look::ForcedColors, &[DESK][..]),
            (Look::Print, &[PAPER][..]),
        ]);
        for (look, sizes) in looks.filter(|(look, _)| page.can_look(*look)) {
            for size in sizes {
                page.resize(size.0, size.1).await?;
                for state in &states {
                    let name = format!("{}-{}-{}.png", state.name, look.name(), size.0);
                    picture(&page, state, look, &folder.join(name)).await?;
                }
            }
        }
        Ok(())
    });
}

/// A whole run of the ensemble, in the dark.
async fn trained(page: &RecommendPage, file: &Path) -> Result<()> {
    page.look(Look::Dark).await?;
    page.go(TRAIN).await?;
    page.trainer_listens().await?;
    page.choose_recipe("Ensemble").await?;
    page.click("[data-test=start]").await?;
    page.run_ends().await?;
    page.evaluate::<()>(
        "document.activeElement.blur();
         document.querySelector('.train-columns').scrollIntoView();
         scrollBy(0, -24);",
    )
    .await?;
    page.driver().screenshot(file).await?;
    println!("{}", file.display());
    Ok(())
}

/// On paper there is no control to reach a state by, so every state is reached on the screen.
async fn picture(page: &RecommendPage, state: &State, look: Look, file: &Path) -> Result<()> {
    page.look(Look::Light).await?;
    state.reach(page).await.context(state.name)?;
    page.look(look).await?;
    page.driver().screenshot(file).await?;
    println!("{}", file.display());
    Ok(())
}
