//! Pictures of every view, in both themes and three widths, and the one of the README.
//!
//! Arguments: the folder for the pictures, and the file for the README's.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use matinee_e2e::{Answer, RecommendPage, visit};

/// Name and query string of every view and state that is worth a look.
const VIEWS: [(&str, &str); 5] = [
    ("recommend", "?user=500&k=10"),
    ("first-visit", ""),
    ("unknown-user", "?user=100000&k=10"),
    ("seed", "?user=500&k=10&model=seed"),
    ("side-by-side", "?user=500&k=10&model=hybrid,seed"),
];
/// Width and height in CSS pixels: a phone, a tablet, a desk.
const SIZES: [(u32, u32); 3] = [(360, 780), (768, 1024), (1280, 800)];

fn main() {
    visit("", async |page| {
        let mut arguments = std::env::args_os().skip(1).map(PathBuf::from);
        let folder = arguments
            .next()
            .context("the first argument is the folder for the pictures")?;
        let readme = arguments
            .next()
            .context("the second argument is the README's picture")?;
        std::fs::create_dir_all(&folder).context("cannot make the folder for the pictures")?;
        for scheme in ["light", "dark"] {
            page.prefer(scheme).await?;
            for (name, query) in VIEWS {
                for (width, height) in SIZES {
                    let file = folder.join(format!("{name}-{scheme}-{width}.png"));
                    picture(&page, query, (width, height), &file).await?;
                }
            }
            for (width, height) in SIZES {
                let file = folder.join(format!("model-missing-{scheme}-{width}.png"));
                missing_model(&page, (width, height), &file).await?;
            }
        }
        page.prefer("light").await?;
        picture(&page, VIEWS[0].1, SIZES[2], &readme).await
    });
}

/// The state after a model could not be fetched.
async fn missing_model(page: &RecommendPage, size: (u32, u32), file: &Path) -> Result<()> {
    page.resize(size.0, size.1).await?;
    page.go(VIEWS[0].1).await?;
    page.models_answer(Answer::Nothing).await?;
    page.choose_model("Seed network").await?;
    page.until("the failure is said", |view| !view.model_news.is_empty())
        .await?;
    page.driver().screenshot(file).await?;
    println!("{}", file.display());
    Ok(())
}

async fn picture(page: &RecommendPage, query: &str, size: (u32, u32), file: &Path) -> Result<()> {
    page.resize(size.0, size.1).await?;
    page.go(query).await?;
    if query.contains("user=500") {
        page.until("the lists are there", |view| {
            view.rows.len() == 10 && !view.note.starts_with("fetching")
        })
        .await?;
    }
    page.driver().screenshot(file).await?;
    println!("{}", file.display());
    Ok(())
}
