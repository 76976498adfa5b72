//! What can be done with an entry of a list, and the reasons under it.

use anyhow::{Context, Result};
use serde::Deserialize;
use thirtyfour::prelude::*;

use crate::page::RecommendPage;
use crate::wait::patience;

/// Reads the open *Why* off the page.
const READ: &str = include_str!("reasons.js");

/// An open *Why*.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Reasons {
    /// Title of the movie that it is about.
    pub of: String,
    /// The stars that the list shows for it.
    pub shown: String,
    /// Why it is on the list, in words.
    pub said: String,
    /// What the numbers of the first table are.
    pub caption: String,
    /// The rows of the first table: what, and how much; none while they are on their way.
    pub rows: Vec<(String, String)>,
    /// The sum that it ends with; empty for none.
    pub total: String,
    /// What is said about reading it; empty for nothing.
    pub note: String,
}

/// Where the keyboard focus is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
pub struct Focused {
    /// Text of the element.
    pub text: String,
    /// Rank of the entry that it is in, from 1; 0 outside of the list.
    pub rank: usize,
}

impl Reasons {
    /// The rows in hundredths of a star.
    ///
    /// # Errors
    /// For a row that is no number.
    pub fn hundredths(&self) -> Result<Vec<i32>> {
        let amounts = self.rows.iter().map(|(_, amount)| hundredths(amount));
        amounts.collect()
    }
}

/// `−0.07` as −7.
///
/// # Errors
/// For a text that is no number.
pub fn hundredths(amount: &str) -> Result<i32> {
    let digits = amount.replace('−', "-").replace('.', "");
    digits
        .parse()
        .with_context(|| format!("`{amount}` is no number"))
}

impl RecommendPage {
    /// The button `label` of the entry with this rank, from 1.
    pub async fn button(&self, rank: usize, label: &str) -> Result<WebElement> {
        let path = format!(
            "//ol[@aria-label='Recommendations' or @aria-label='Movies like it']\
             /li[{rank}]//button[starts-with(normalize-space(.), '{label}')]"
        );
        Ok(self.driver().query(By::XPath(path)).first().await?)
    }

    /// Clicks that button.
    pub async fn choose_offer(&self, rank: usize, label: &str) -> Result<()> {
        self.click_on(&self.button(rank, label).await?).await
    }

    /// Clicks the first button of the page that is called `label`.
    pub async fn click_button(&self, label: &str) -> Result<()> {
        let path = format!("//button[starts-with(normalize-space(.), '{label}')]");
        self.click_on(&self.driver().query(By::XPath(path)).first().await?)
            .await
    }

    /// Waits until so many *Why* are open and have their reasons: what draws these is fetched when the
    /// first one is opened.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn until_reasons(&self, n: usize) -> Result<Vec<Reasons>> {
        let what = format!("{n} Why are open");
        let reasons = async || self.evaluate::<Vec<Reasons>>(READ).await;
        self.wait(patience(), &what, reasons, |open| {
            open.len() == n && open.iter().all(|why| !why.rows.is_empty())
        })
        .await
    }

    /// Waits until one *Why* is open and has its reasons, and hands them over.
    ///
    /// # Errors
    /// When there are more or none.
    pub async fn opened_reasons(&self) -> Result<Reasons> {
        Ok(self.until_reasons(1).await?.remove(0))
    }

    /// Where the keyboard focus is.
    pub async fn focus(&self) -> Result<Focused> {
        let script = "const it = document.activeElement;
            const entry = it.closest('ol.bill > li');
            return {
              text: it.textContent.replace(/\\s+/g, ' ').trim(),
              rank: entry ? [...entry.parentElement.children].indexOf(entry) + 1 : 0,
            };";
        self.evaluate(script).await
    }

    /// Waits until the focus is on something that begins with `text`, and says where that is.
    pub async fn focus_on(&self, text: &str) -> Result<Focused> {
        let what = format!("the focus is on `{text}`");
        self.wait(
            patience(),
            &what,
            async || self.focus().await,
            |focus| focus.text.starts_with(text),
        )
        .await
    }
}
