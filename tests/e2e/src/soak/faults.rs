//! The second kind of soak: two tabs that act in turn while files are late, storage refuses, workers die in the middle
//! of a run, and pages are loaded anew.

use std::time::Duration;

use anyhow::Result;
use rand::RngExt;
use thirtyfour::prelude::*;

use super::acts::{FAULTS, is_trial};
use super::visitor::{SHOW_ALL, TOLD_EVERY, Visitor};
use super::{Plan, prepare_soak};
use crate::desk::YOU;
use crate::host::Host;
use crate::page::RecommendPage;
use crate::visit::DATA_IS_DEAR;

/// What goes wrong.
const SCRIPT: &str = include_str!("faults.js");
/// Tabs.
const N_TABS: usize = 2;
/// How late a file may be.
const LATEST: Duration = Duration::from_millis(400);
/// Acts between two of these, on average: going on in the other tab; another answer of the storage; loading a page
/// anew; a run of which something becomes.
const TURN: u32 = 8;
const STORING: u32 = 25;
const RELOAD: u32 = 60;
const RUN: u32 = 200;
/// Acts between two times at which all faults end and nothing may be lost.
const PEACE: usize = 200;

/// Rates one thing more.
const RATE: &str = r#"async ({ pick }) => {
    go("?user=you&k=10");
    await rest();
    const tile = find("[data-test=starter] > li");
    const star = pick(all("input:not(:checked)", tile));
    star.click();
    return [{ rate: { movie: movie_of(star), stars: star.value } }];
}"#;

/// Does as the plan says. Returns how often each act was done.
///
/// # Errors
/// When anything goes wrong but the faults themselves: with the seed and the last acts.
pub async fn soak_with_faults(
    mut page: RecommendPage,
    plan: Plan,
) -> Result<Vec<(&'static str, usize)>> {
    let host = Host::start()?;
    // The build names its files by the path that it was made for.
    let stage = page.stage();
    let path = stage.site[stage.origin().len()..].to_owned();
    host.deploy(&path, &Host::read(&stage.dist)?);
    host.keep_only_pages();
    host.delay(LATEST, plan.seed);
    page.move_to(host.address(&path));
    let mut tabs = Tabs::open(&page, plan).await?;
    while tabs.visitor.n_done() < plan.n_acts {
        tabs.step().await?;
    }
    // A short soak may have met none.
    if !tabs.has_run {
        tabs.run().await?;
    }
    tabs.peace().await?;
    Ok(tabs.visitor.counts())
}

struct Tabs<'a> {
    visitor: Visitor<'a>,
    windows: Vec<WindowHandle>,
    tab: usize,
    /// Acts at which all faults ended last.
    peace_at: usize,
    /// Whether something became of a run.
    has_run: bool,
}

impl<'a> Tabs<'a> {
    async fn open(page: &'a RecommendPage, plan: Plan) -> Result<Self> {
        let visitor = Visitor::new(page, plan, N_TABS).await?;
        let driver = page.driver();
        let mut windows = vec![driver.window().await?];
        for _ in 1..N_TABS {
            windows.push(driver.new_tab().await?);
        }
        let mut tabs = Self {
            visitor,
            windows,
            tab: 0,
            peace_at: 0,
            has_run: false,
        };
        for tab in 0..N_TABS {
            driver.switch_to_window(tabs.windows[tab].clone()).await?;
            page.before_every_page(DATA_IS_DEAR).await?;
            prepare_soak(tabs.visitor.page).await?;
            page.before_every_page(SCRIPT).await?;
            page.go(YOU).await?;
        }
        tabs.turn_to(0).await?;
        Ok(tabs)
    }

    async fn step(&mut self) -> Result<()> {
        if self.is_time(TURN) {
            let other = (self.tab + 1) % N_TABS;
            self.turn_to(other).await?;
        }
        if self.is_time(STORING) {
            let answers = ["nothing", "nothing", "whole", "all"];
            let at = self.visitor.rng.random_range(0..answers.len() as u32);
            self.refuse(answers[at as usize]).await?;
        }
        // What could not be stored lasts as long as the page, as the page says.
        if self.is_time(RELOAD) && !self.visitor.oracle.is_unstored(self.tab) {
            self.reload().await?;
        }
        if self.is_time(RUN) {
            self.run().await?;
        } else {
            // A trial ends in one tab by what is done in the other.
            self.visitor.act(|act| !is_trial(act)).await?;
        }
        let n_done = self.visitor.n_done();
        if n_done >= self.peace_at + PEACE {
            self.peace_at = n_done;
            self.peace().await?;
        }
        if n_done.is_multiple_of(TOLD_EVERY) {
            let [n_ratings, n_aside] = self.visitor.oracle.n_stored();
            eprintln!(
                "    {n_done} acts; {n_ratings} ratings and {n_aside} movies put aside are there"
            );
        }
        Ok(())
    }

    async fn run(&mut self) -> Result<()> {
        self.has_run = true;
        let at = self.visitor.rng.random_range(0..FAULTS.len() as u32);
        self.visitor.does(&FAULTS[at as usize]).await.map(drop)
    }

    fn is_time(&mut self, every: u32) -> bool {
        self.visitor.rng.random_range(0..every) == 0
    }

    async fn turn_to(&mut self, tab: usize) -> Result<()> {
        self.tab = tab;
        let window = self.windows[tab].clone();
        self.visitor.page.driver().switch_to_window(window).await?;
        self.visitor.page.bring_to_front().await?;
        self.visitor.turn_to(tab);
        self.visitor.agrees().await
    }

    async fn refuse(&mut self, what: &str) -> Result<()> {
        self.visitor.note(format!("from now on {what} is refused"));
        let script = format!("window.soak.refuse('{what}');");
        self.visitor.page.evaluate::<()>(&script).await?;
        // Where the whole has no room, the changes still have.
        self.visitor.oracle.refuse(self.tab, what == "all");
        Ok(())
    }

    async fn reload(&mut self) -> Result<()> {
        self.visitor.note("loads the page anew".to_owned());
        self.visitor.page.reload().await?;
        // Another document, in which nothing is refused yet.
        self.visitor.oracle.refuse(self.tab, false);
        self.visitor.oracle.reload(self.tab);
        self.visitor.agrees().await
    }

    /// Ends all faults, rates one thing more wherever something could not be stored, and loads all pages anew: nothing
    /// may be lost.
    async fn peace(&mut self) -> Result<()> {
        for tab in 0..N_TABS {
            self.turn_to(tab).await?;
            self.refuse("nothing").await?;
            if self.visitor.oracle.is_unstored(tab) {
                self.visitor.does_by("rates one thing more", RATE).await?;
            }
        }
        for tab in 0..N_TABS {
            self.turn_to(tab).await?;
            self.reload().await?;
            self.visitor
                .does_by("shows all that was rated", SHOW_ALL)
                .await?;
        }
        Ok(())
    }
}
