//! Every view and every state of the page that is worth a look: one table for the pictures, for axe
//! and for all that must hold wherever a visitor gets to.
//!
//! A new state is a line in one of the tables: its name, its address, and what is done there.

mod list;
mod train;
mod you;

use std::future::Future;
use std::pin::Pin;

use anyhow::Result;

use crate::page::RecommendPage;

/// One state of the page.
pub struct State {
    /// For messages and file names.
    pub name: &'static str,
    query: &'static str,
    reach: Box<dyn Reach>,
}

/// All of them; the first is the one that the README shows.
#[must_use]
pub fn states() -> Vec<State> {
    let mut all = list::states();
    all.extend(you::states());
    all.extend(train::states());
    all
}

impl State {
    /// Brings `page` into this state, as a visitor who was never here.
    ///
    /// # Errors
    /// When the page does not get there.
    pub async fn reach(&self, page: &RecommendPage) -> Result<()> {
        page.forget().await?;
        page.go(self.query).await?;
        self.reach.act(page).await
    }
}

fn state<F>(name: &'static str, query: &'static str, reach: F) -> State
where
    F: AsyncFn(&RecommendPage) -> Result<()> + 'static,
{
    let reach = Box::new(reach);
    State { name, query, reach }
}

/// What is done at a state's address. (An asynchronous closure cannot be boxed as it is.)
trait Reach {
    fn act<'a>(&'a self, page: &'a RecommendPage)
    -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;
}

impl<F: AsyncFn(&RecommendPage) -> Result<()>> Reach for F {
    fn act<'a>(
        &'a self,
        page: &'a RecommendPage,
    ) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>> {
        Box::pin(self(page))
    }
}

/// Waits for something that the page shows.
async fn seen(
    page: &RecommendPage,
    what: &str,
    condition: impl Fn(&crate::View) -> bool,
) -> Result<()> {
    page.until(what, condition).await.map(drop)
}

async fn listed(page: &RecommendPage, k: usize) -> Result<()> {
    seen(page, "the list is there", |view| view.rows.len() == k).await
}
