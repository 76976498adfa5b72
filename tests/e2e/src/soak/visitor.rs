//! A visitor: draws acts, does them, and compares the page with what they remember.

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use matinee_core::random::{Rng, seeded};
use rand::RngExt;
use serde::Deserialize;
use serde_json::json;

use super::Plan;
use super::acts::{Act, acts};
use super::look::{Look, Outcome, Place};
use super::movies::Movies;
use super::oracle::{Did, Oracle};
use crate::page::RecommendPage;
use crate::wait::{BEAT, patience};

/// Does one act.
const RUN: &str = include_str!("run.js");
/// An act that does nothing but wait until the page rests.
const LOOK: &str = "() => []";

/// Shows all that was rated.
pub(super) const SHOW_ALL: &str = r#"async () => {
    go("?user=you&k=10");
    await rest();
    find("[data-test=more-given][aria-expanded=false]")?.click();
    return [];
}"#;

/// After how many acts it is said that the soak goes on.
pub(super) const TOLD_EVERY: usize = 1_000;

/// Dice for an act.
const N_DICE: usize = 24;
/// Acts that are told when something goes wrong.
const N_TOLD: usize = 20;
/// Draws in a row for which the page may have nothing to do.
const MOST_DRAWS: usize = 1_000;
/// How long an act may take, as the driver has it.
const LONGEST: Duration = Duration::from_secs(180);

/// See the module. They have several tabs, or one, and act in one at a time.
pub(super) struct Visitor<'a> {
    pub(super) page: &'a RecommendPage,
    pub(super) oracle: Oracle,
    pub(super) rng: Rng,
    plan: Plan,
    /// The tab that they act in.
    tab: usize,
    place: Place,
    n_done: usize,
    /// How often each act was done.
    counts: BTreeMap<&'static str, usize>,
    last: VecDeque<String>,
    peaks: Vec<Peak>,
}

/// An act for which the WebAssembly's memory had to grow. It never shrinks: what is a peak, and what a leak, is told by
/// whether it goes on.
#[derive(Clone, Copy, Debug)]
pub struct Peak {
    /// Number of the act, from 1.
    pub n_done: usize,
    /// What was done.
    pub name: &'static str,
    /// Bytes after it.
    pub bytes: u64,
}

impl<'a> Visitor<'a> {
    /// One who has not opened anything yet, with so many tabs.
    ///
    /// # Errors
    /// When the data cannot be read.
    pub(super) async fn new(page: &'a RecommendPage, plan: Plan, n_tabs: usize) -> Result<Self> {
        page.driver().set_script_timeout(LONGEST).await?;
        let movies = Movies::read(page.stage())?;
        Ok(Self {
            page,
            oracle: Oracle::new(movies, n_tabs),
            rng: seeded(plan.seed, 0),
            plan,
            tab: 0,
            place: Place::None,
            n_done: 0,
            counts: BTreeMap::new(),
            last: VecDeque::new(),
            peaks: Vec::new(),
        })
    }

    /// Goes on in another tab, where the driver is already.
    pub(super) fn turn_to(&mut self, tab: usize) {
        self.tab = tab;
        self.note(format!("goes on in tab {tab}"));
    }

    /// Notes something that is told when something goes wrong.
    pub(super) fn note(&mut self, what: String) {
        if self.last.len() == N_TOLD {
            self.last.pop_front();
        }
        self.last.push_back(format!("{}: {what}", self.n_done));
    }

    /// Draws acts and does them until one is done.
    ///
    /// # Errors
    /// When the page does not take it, or does not agree.
    pub(super) async fn act(&mut self, is_wanted: impl Fn(&Act) -> bool) -> Result<()> {
        let place = self.place;
        let is_here = |act: &&Act| act.place.is_none_or(|it| it == place) && is_wanted(act);
        let here: Vec<&'static Act> = acts().filter(is_here).collect();
        let all: u32 = here.iter().map(|act| act.weight).sum();
        ensure!(all > 0, "there is nothing to do in {place:?}");
        for _ in 0..MOST_DRAWS {
            let mut at = self.rng.random_range(0..all);
            let drawn = here.iter().find(|act| {
                let is_it = at < act.weight;
                at = at.saturating_sub(act.weight);
                is_it
            });
            let act = *drawn.context("weights add up")?;
            if self.does(act).await? {
                return Ok(());
            }
        }
        bail!("{}", self.told("finds nothing to do"))
    }

    /// Does an act, if the page has something to do it with: then that is returned.
    ///
    /// # Errors
    /// When the page does not take it, or does not agree.
    pub(super) async fn does(&mut self, act: &'static Act) -> Result<bool> {
        let (did, look) = self.run(act.name, act.script).await?;
        let Some(did) = did else {
            return Ok(false);
        };
        self.n_done += 1;
        *self.counts.entry(act.name).or_default() += 1;
        self.heard(act.name, &did)?;
        let bytes = look.bytes;
        if self.peaks.last().is_none_or(|peak| peak.bytes < bytes) {
            let (n_done, name) = (self.n_done, act.name);
            self.peaks.push(Peak {
                n_done,
                name,
                bytes,
            });
        }
        self.judge(act.name, look).await?;
        Ok(true)
    }

    /// Does what is no act of the table.
    ///
    /// # Errors
    /// As an act.
    pub(super) async fn does_by(&mut self, name: &'static str, script: &str) -> Result<()> {
        let (did, look) = self.run(name, script).await?;
        self.heard(name, &did.unwrap_or_default())?;
        self.judge(name, look).await
    }

    /// Waits until the current tab shows what the visitor remembers: it may have to hear of it from another one.
    ///
    /// # Errors
    /// When it does not come to that.
    pub(super) async fn agrees(&mut self) -> Result<()> {
        let start = Instant::now();
        loop {
            let (_, look) = self.run("looks", LOOK).await?;
            let verdict = self.oracle.judge(self.tab, &look);
            let verdict = verdict.with_context(|| self.told("looks"))?;
            self.place = look.view;
            if verdict.is_good() {
                return Ok(());
            }
            // What went wrong is told once.
            let is_over = start.elapsed() > patience() || !look.wrong.is_empty();
            ensure!(!is_over, "{verdict}\n{}", self.told("looks"));
            tokio::time::sleep(BEAT).await;
        }
    }

    async fn run(&mut self, name: &str, script: &str) -> Result<(Option<Vec<Did>>, Box<Look>)> {
        let dice: Vec<u32> = (0..N_DICE).map(|_| self.rng.random()).collect();
        let dice = json!(dice).to_string();
        let script = RUN.replace("/* act */", script);
        let script = script.replace("/* dice */", &dice);
        let answer = self.page.evaluate_by_value(&script).await;
        let answer = answer.with_context(|| self.told(name))?;
        let outcome = Outcome::deserialize(&answer);
        match outcome.with_context(|| format!("{answer}\n{}", self.told(name)))? {
            Outcome::Rested { did, look } => Ok((did, look)),
            Outcome::Failed { failed } => bail!("{failed}\n{}", self.told(name)),
        }
    }

    fn heard(&mut self, name: &str, did: &[Did]) -> Result<()> {
        self.note(match did {
            [] => name.to_owned(),
            did => format!("{name}: {did:?}"),
        });
        for did in did {
            let heard = self.oracle.hear(self.tab, did);
            heard.with_context(|| self.told(name))?;
        }
        Ok(())
    }

    async fn judge(&mut self, name: &str, look: Box<Look>) -> Result<()> {
        self.place = look.view;
        let verdict = self.oracle.judge(self.tab, &look);
        let verdict = verdict.with_context(|| self.told(name))?;
        if !verdict.wrong.is_empty() {
            bail!("{verdict}\nat {}\n{}", look.query, self.told(name));
        }
        match verdict.late.is_empty() {
            true => Ok(()),
            false => self.agrees().await,
        }
    }

    /// The story that ends with what is done now.
    fn told(&self, now: &str) -> String {
        let last: Vec<&str> = self.last.iter().map(String::as_str).collect();
        let Plan { seed, .. } = self.plan;
        format!(
            "seed {seed}, after {} acts, in tab {}, when the visitor {now}; before that:\n{}",
            self.n_done,
            self.tab,
            last.join("\n")
        )
    }

    /// How many acts were done.
    pub(super) fn n_done(&self) -> usize {
        self.n_done
    }

    /// The acts for which memory grew, where pages are not loaded anew.
    pub(super) fn peaks(&self) -> &[Peak] {
        &self.peaks
    }

    /// How often each act was done, the most frequent first.
    pub(super) fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: Vec<_> = self.counts.iter().map(|(name, n)| (*name, *n)).collect();
        counts.sort_by_key(|(name, n)| (std::cmp::Reverse(*n), *name));
        counts
    }
}
