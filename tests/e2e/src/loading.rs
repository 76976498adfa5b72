//! What a visit loads, and how large that is.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::page::RecommendPage;
use crate::size::gzip_9;

/// Every file that was loaded, itself included, and whether it was asked for before the first list was made.
const LOADED: &str = "const [list] = performance.getEntriesByName('matinee:recommend');
    const plain = (address) => address.split('?')[0];
    const loaded = performance.getEntriesByType('resource')
      .map((entry) => [plain(entry.name), entry.startTime < list.startTime]);
    return [[plain(location.href), true], ...loaded];";

/// Of a file or a part of one, in bytes.
#[derive(Clone, Debug)]
pub struct Size {
    /// Of the file or the part.
    pub name: String,
    /// As it is.
    pub raw: usize,
    /// Compressed as hard as gzip can.
    pub gzip_9: usize,
}

/// Each file that is asked for before the first list is made, and each that is asked for after it.
///
/// # Errors
/// When something else is loaded than what the site is made of.
pub async fn loaded(page: &RecommendPage) -> Result<[Vec<Size>; 2]> {
    page.until("the list is there", |view| view.rows.len() == 10)
        .await?;
    // The last thing that comes by itself.
    page.find("[data-test=strip]").await?;
    let mut all: Vec<(String, bool)> = page.evaluate(LOADED).await?;
    all.sort_unstable();
    all.dedup();
    let (before, after): (Vec<_>, Vec<_>) = all.into_iter().partition(|(_, is_before)| *is_before);
    Ok([sizes(page, before)?, sizes(page, after)?])
}

fn sizes(page: &RecommendPage, files: Vec<(String, bool)>) -> Result<Vec<Size>> {
    let sizes = files.iter().map(|(address, _)| {
        let name = address.strip_prefix(&page.stage().site);
        let name = name.with_context(|| format!("{address} is not of this site"))?;
        let name = if name.is_empty() { "index.html" } else { name };
        let file = page.stage().dist.join(name);
        let bytes =
            std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
        Size::of(name, &bytes)
    });
    sizes.collect()
}

impl Size {
    /// Compresses it.
    ///
    /// # Errors
    /// When there is no memory for it.
    pub fn of(name: &str, bytes: &[u8]) -> Result<Self> {
        Ok(Self {
            name: name.to_owned(),
            raw: bytes.len(),
            gzip_9: gzip_9(bytes)?,
        })
    }

    /// As an object.
    #[must_use]
    pub fn json(&self) -> Value {
        json!({ "name": self.name, "bytes": self.raw, "gzip_9": self.gzip_9 })
    }
}

/// Adds them up, compressed.
#[must_use]
pub fn packed(sizes: &[Size]) -> usize {
    sizes.iter().map(|size| size.gzip_9).sum()
}
