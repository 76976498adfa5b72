//! Every view and every state of the page that is worth a look: one table for the pictures, for axe
//! and for all that must hold wherever a visitor gets to.
//!
//! A new state is a line in one of the tables: its name, its address, and what is done there.

mod evidence;
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

/// Whose states they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The list of somebody of the data set, and what is around it.
    List,
    /// The visitor as the one who is watching.
    You,
    /// Training.
    Train,
    /// What the models know.
    Evidence,
}

impl Part {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::List, Self::You, Self::Train, Self::Evidence];

    /// Its states.
    #[must_use]
    pub fn states(self) -> Vec<State> {
        match self {
            Self::List => list::states(),
            Self::You => you::states(),
            Self::Train => train::states(),
            Self::Evidence => evidence::states(),
        }
    }
}

/// All of them; the first is the one that the README shows.
#[must_use]
pub fn states() -> Vec<State> {
    Part::ALL.into_iter().flat_map(Part::states).collect()
}

impl State {
    /// Brings `page` into this state, as a visitor who was never here.
    ///
    /// # Errors
    /// When the page does not get there.
    pub async fn reach(&self, page: &RecommendPage) -> Result<()> {
        page.forget().await?;
        if !page.sees_kept_answers() {
            // Nor would anybody see which files it asks for.
            page.forget_answers().await?;
        }
        page.go(self.query).await?;
        self.reach.act(page).await?;
        seen(page, "all of it is drawn", |view| view.ready).await?;
        // The focus goes where it goes with the frame after.
        page.draws().await
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
