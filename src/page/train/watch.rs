//! A run as somebody sees it who watches: what the trainer says, added up.

use crate::task::{Epoch, Outcome, Plan, Report, Settings, Stage};

/// Steps are counted over at least this long before a speed is told, milliseconds.
const WARM_MS: f64 = 300.0;

/// Where a run is.
#[derive(Clone, Debug, PartialEq)]
pub enum Phase {
    /// The trainer has not begun yet.
    Starting,
    /// Steps are done.
    Running,
    /// Something without steps is done.
    At(Stage),
    /// It waits to be sent on.
    Waiting,
    /// It was asked to stop.
    Stopping,
    /// It is over.
    Finished(Outcome),
    /// It could not go on.
    Failed(String),
}

/// A run that is watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Watch {
    /// What it was asked.
    pub settings: Settings,
    /// Where it is.
    pub phase: Phase,
    /// How much there is to do, once that is known.
    pub plan: Option<Plan>,
    /// The epochs so far.
    pub epochs: Vec<Epoch>,
    /// Epoch and step, both from 1; 0 before the first.
    at: (u32, u32),
    /// Milliseconds in which steps were done, and how many.
    busy_ms: f64,
    busy_steps: u32,
    /// When the last step was heard of, while steps are done.
    since_ms: Option<f64>,
}

impl Watch {
    /// A run that was asked for.
    #[must_use]
    pub const fn new(settings: Settings) -> Self {
        Self {
            settings,
            phase: Phase::Starting,
            plan: None,
            epochs: Vec::new(),
            at: (0, 0),
            busy_ms: 0.0,
            busy_steps: 0,
            since_ms: None,
        }
    }

    /// Hears what the trainer says, at a time in milliseconds. What it says of something else than
    /// a run changes nothing.
    pub fn hear(&mut self, report: &Report, now_ms: f64) {
        match report {
            Report::Started(plan) => {
                self.plan = Some(*plan);
                self.phase = Phase::Running;
                self.since_ms = Some(now_ms);
            }
            Report::Step { epoch, step } => self.step(*epoch, *step, now_ms),
            Report::Epoch(epoch) => self.epochs.push(*epoch),
            Report::Stage(stage) => self.phase = Phase::At(*stage),
            Report::Waiting => {
                self.phase = Phase::Waiting;
                self.since_ms = None;
            }
            Report::Finished(outcome) => self.phase = Phase::Finished(*outcome),
            Report::Failed { reason } => self.phase = Phase::Failed(reason.clone()),
            Report::Ready | Report::Opened { .. } | Report::Checkpoint(_) => {}
        }
    }

    fn step(&mut self, epoch: u32, step: u32, now_ms: f64) {
        let before = self.done();
        self.at = (epoch, step);
        if let Some(since) = self.since_ms {
            self.busy_ms += now_ms - since;
            self.busy_steps += self.done().saturating_sub(before);
        }
        self.since_ms = Some(now_ms);
        if self.phase == Phase::Waiting {
            self.phase = Phase::Running;
        }
    }

    /// Whether it is on its way or waits: there is something to stop.
    #[must_use]
    pub const fn is_alive(&self) -> bool {
        !matches!(self.phase, Phase::Finished(_) | Phase::Failed(_))
    }

    /// Steps done.
    fn done(&self) -> u32 {
        let n_steps = self.plan.map_or(0, |plan| plan.n_steps);
        self.at.0.saturating_sub(1) * n_steps + self.at.1
    }

    /// The epoch that runs, from 1.
    #[must_use]
    pub const fn epoch(&self) -> u32 {
        self.at.0
    }

    /// Steps done and steps of the epoch that runs.
    #[must_use]
    pub fn steps(&self) -> (u32, u32) {
        (self.at.1, self.plan.map_or(0, |plan| plan.n_steps))
    }

    /// Part of all steps that is done, 0 to 1.
    #[must_use]
    pub fn share(&self) -> f64 {
        let all = self.plan.map_or(0, |plan| plan.n_steps * plan.n_epochs);
        match all {
            0 => 0.0,
            all => f64::from(self.done()) / f64::from(all),
        }
    }

    /// Training rows a second, once there was time to count.
    #[must_use]
    pub fn rows_per_second(&self) -> Option<f64> {
        let plan = self.plan?;
        let rows = f64::from(plan.n_training) / f64::from(plan.n_steps);
        let seconds = self.busy_ms / 1_000.0;
        (self.busy_ms >= WARM_MS).then(|| f64::from(self.busy_steps) * rows / seconds)
    }

    /// Seconds that the rest takes at this speed.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let plan = self.plan?;
        let rest = f64::from(plan.n_training) * f64::from(plan.n_epochs) * (1.0 - self.share());
        Some(rest / self.rows_per_second()?)
    }

    /// Seconds in which steps were done.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.busy_ms / 1_000.0
    }

    /// The best epoch so far.
    #[must_use]
    pub fn best(&self) -> Option<&Epoch> {
        self.epochs.iter().rfind(|epoch| epoch.is_best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::task::Preset;

    const PLAN: Plan = Plan {
        n_training: 1_000,
        n_held_out: 200,
        n_epochs: 4,
        n_steps: 10,
    };

    /// A run that has begun at 0 ms.
    fn begun() -> Watch {
        let mut watch = Watch::new(Settings::of(Preset::Plain));
        watch.hear(&Report::Started(PLAN), 0.0);
        watch
    }

    fn step(epoch: u32, step: u32) -> Report {
        Report::Step { epoch, step }
    }

    #[test]
    fn speed_and_rest_follow_from_the_steps() {
        let mut watch = begun();
        assert_eq!(watch.rows_per_second(), None);
        watch.hear(&step(1, 5), 500.0);
        watch.hear(&step(1, 10), 1_000.0);
        assert_eq!(watch.rows_per_second(), Some(1_000.0));
        assert_eq!(watch.seconds_left(), Some(3.0));
        assert_eq!(watch.share(), 0.25);
    }

    #[test]
    fn waiting_does_not_count_as_work() {
        let mut watch = begun();
        watch.hear(&step(1, 10), 1_000.0);
        watch.hear(&Report::Waiting, 1_000.0);
        assert_eq!(watch.phase, Phase::Waiting);
        watch.hear(&step(2, 1), 60_000.0);
        assert_eq!(watch.phase, Phase::Running);
        watch.hear(&step(2, 6), 60_500.0);
        assert_eq!(watch.rows_per_second(), Some(1_000.0));
    }

    #[test]
    fn the_best_epoch_is_the_last_that_was_best() {
        let mut watch = begun();
        for (epoch, held_out, is_best) in [(1, 0.9, true), (2, 0.8, true), (3, 0.85, false)] {
            watch.hear(
                &Report::Epoch(Epoch {
                    epoch,
                    training: 1.0,
                    held_out,
                    is_best,
                }),
                0.0,
            );
        }
        assert_eq!(watch.best().map(|best| best.epoch), Some(2));
    }

    #[test]
    fn a_run_that_failed_is_not_alive() {
        let mut watch = begun();
        assert!(watch.is_alive());
        let reason = "no more memory".to_owned();
        watch.hear(&Report::Failed { reason }, 0.0);
        assert!(!watch.is_alive());
    }
}
