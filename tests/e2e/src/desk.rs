//! The visitor's desk: stars, a file that is brought along, what the page offers to save.

use anyhow::{Context, Result};
use thirtyfour::prelude::*;

use crate::page::RecommendPage;
use crate::wait::patience;

/// Where the visitor is the one who is watching.
pub const YOU: &str = "?user=you&k=10";

/// A file as Letterboxd writes it: a row that is found, one to be matched by hand, one that does
/// not count.
pub const LETTERBOXD: &str = "Date,Name,Year,Letterboxd URI,Rating\n\
    2020-01-01,Fargo,1996,x,4\n\
    2020-01-01,Raiders of the Lost Arc,1981,x,4.5\n\
    2020-01-01,Alien,1979,x,9\n";

/// A file of Trakt: a film, a show of the same name and a film of another year.
pub const TRAKT: &str = "rated_at,type,title,year,trakt_id,rating\n\
    2024-01-01T10:00:00Z,movie,Fargo,1996,1,9\n\
    2024-01-02T10:00:00Z,show,Fargo,2014,2,2\n\
    2024-01-03T10:00:00Z,movie,Titanic,1953,3,2\n";

/// A table whose ratings may be out of five or out of ten.
pub const OF_TWO_SCALES: &str = "Title,Year,Rating\nFargo,1996,5\nAlien,1979,2\n";

impl RecommendPage {
    /// What `selector` finds, as soon as it is there.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn find(&self, selector: &str) -> Result<WebElement> {
        let found = self.driver().query(By::Css(selector)).first().await;
        found.with_context(|| format!("there is no {selector}"))
    }

    /// Clicks a star of the `card`th movie of the strip, both from 1, and waits until the next movie is
    /// in its place.
    pub async fn rate(&self, card: usize, stars: usize) -> Result<()> {
        let tile = format!("[data-test=starter] li:nth-child({card})");
        let id = self.find(&tile).await?.id().await?.unwrap_or_default();
        self.click(&format!("{tile} .rate-star:nth-of-type({stars})"))
            .await?;
        let has_passed = format!("return document.getElementById('{id}') === null;");
        self.until_true(&has_passed).await
    }

    /// What was rated: titles and stars.
    async fn given(&self) -> Result<Vec<String>> {
        self.evaluate(
            "return [...document.querySelectorAll('[data-test=given] > li')].map((row) =>
               row.querySelector('.rated-title').textContent.trim() + ': '
               + (row.querySelector('.rate :checked') || {}).value);",
        )
        .await
    }

    /// Waits until so many ratings are there, and hands them over.
    ///
    /// # Errors
    /// When there are more or fewer.
    pub async fn rated(&self, n: usize) -> Result<Vec<String>> {
        self.find(&format!("[data-test=given][data-n=\"{n}\"]"))
            .await?;
        let what = format!("{n} movies are rated");
        self.until_given(&what, |given| given.len() == n).await
    }

    /// Waits until what was rated is as `condition` asks for, titles with stars, and hands it over.
    ///
    /// # Errors
    /// When it does not become so.
    pub async fn until_given(
        &self,
        what: &str,
        condition: impl Fn(&[String]) -> bool,
    ) -> Result<Vec<String>> {
        let given = async || self.given().await;
        self.wait(patience(), what, given, |given| condition(given))
            .await
    }

    /// Brings a file of this text and waits for what is said of it.
    pub async fn bring(&self, text: &str) -> Result<()> {
        self.hand_over("[data-test=bring]", "ratings.csv", text.as_bytes())
            .await?;
        // What was found is told to whoever listens, too. (A page that nobody has clicked in has no `:focus`.)
        let is_told = "const report = document.querySelector('.report');
            return report !== null && report.contains(document.activeElement);";
        self.until_true(is_told).await
    }
}
