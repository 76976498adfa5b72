//! A page that a browser translates while it is used.

use anyhow::{Context, Result, bail, ensure};

use crate::page::RecommendPage;
use crate::wait::patience;

const TRANSLATE: &str = include_str!("translate.js");
const SAID: &str = include_str!("said.js");

/// Run before the page's own scripts: keeps what goes wrong, as `window.faults`.
const FAULTS: &str = "window.faults = [];
    const keep = (what) => window.faults.push(String(what));
    addEventListener('error', (event) => keep(event.message), true);
    addEventListener('unhandledrejection', (event) => keep(event.reason));
    const say = console.error;
    console.error = (...what) => { keep(what.join(' ')); say(...what); };";

/// Words around the first difference that are shown.
const AROUND: usize = 8;

impl RecommendPage {
    /// From the next page on keeps what goes wrong there, for [`RecommendPage::no_faults`].
    ///
    /// # Errors
    /// When the browser does not do that.
    pub async fn keep_faults(&self) -> Result<()> {
        self.before_every_page(FAULTS).await
    }

    /// Expects that nothing went wrong.
    ///
    /// # Errors
    /// With all that did.
    pub async fn no_faults(&self) -> Result<()> {
        let faults: Vec<String> = self.evaluate("return window.faults;").await?;
        ensure!(faults.is_empty(), "the console has {faults:#?}");
        Ok(())
    }

    /// Translates the page, as a browser does.
    ///
    /// # Errors
    /// When there is nothing to translate.
    pub async fn translate(&self) -> Result<()> {
        let n: usize = self.evaluate(TRANSLATE).await?;
        ensure!(n > 50, "there were {n} texts");
        Ok(())
    }

    /// Waits until the page, translated as it may be, says the same as one that is opened at its address,
    /// in another tab.
    ///
    /// # Errors
    /// When it does not: with where the first difference is.
    pub async fn says_what_is_so(&self) -> Result<()> {
        let query = self.view().await?.query;
        let driver = self.driver();
        let here = driver.window().await?;
        let there = driver.new_tab().await?;
        driver.switch_to_window(there).await?;
        self.go(&query).await?;
        let expected: String = self.evaluate(SAID).await?;
        driver.close_window().await?;
        driver.switch_to_window(here).await?;
        let said = async || self.evaluate::<String>(SAID).await;
        let outcome = self
            .wait(patience(), "every text follows", said, |said| {
                *said == expected
            })
            .await;
        if outcome.is_err() {
            bail!("{}", difference(&said().await?, &expected));
        }
        Ok(())
    }

    /// Waits until the address has these words.
    ///
    /// # Errors
    /// When it has not.
    pub async fn until_address_has(&self, words: &str) -> Result<()> {
        let what = format!("the address has {words}");
        let view = self.until(&what, |view| view.query.contains(words)).await;
        view.map(drop).context("the address is written at rest")
    }
}

fn difference(said: &str, expected: &str) -> String {
    let [said, expected] = [said, expected].map(|it| it.split(' ').collect::<Vec<_>>());
    let same = said.iter().zip(&expected).take_while(|(a, b)| a == b);
    let first = same.count().saturating_sub(AROUND / 2);
    let part = |words: &[&str]| {
        words
            .iter()
            .skip(first)
            .take(2 * AROUND)
            .copied()
            .collect::<Vec<_>>()
            .join(" ")
    };
    format!(
        "the page says\n  … {}\nand should\n  … {}",
        part(&said),
        part(&expected)
    )
}
