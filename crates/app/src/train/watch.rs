//! A run as somebody sees it who watches: what the trainer says, added up.

use matinee_core::decimal::decimal;
use matinee_protocol::{Epoch, EpochList, Field, Outcome, Plan, Preset, Report, Settings, Stage};

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
    /// Whose list is watched: `user 500`.
    pub whose: Option<String>,
    /// How that list begins after each epoch.
    pub lists: Vec<EpochList>,
    /// Epoch and step, both from 1; 0 before the first.
    at: (u32, u32),
    /// What is done beside steps.
    stage: Option<Stage>,
    /// Parts of the stage that are done, and how many there are, where it has parts.
    part: Option<(u32, u32)>,
    /// How fast steps are.
    steps: Pace,
    /// How fast the parts of the stage are.
    parts: Pace,
    /// Milliseconds in which work was done, waiting aside.
    busy_ms: f64,
    /// When work was last heard of, while it is done.
    since_ms: Option<f64>,
}

/// How long so many alike took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Pace {
    ms: f64,
    n: u32,
}

impl Pace {
    fn add(&mut self, ms: f64, n: u32) {
        self.ms += ms;
        self.n += n;
    }

    /// So many in a second, once there was time to count.
    fn per_second(self) -> Option<f64> {
        (self.ms >= WARM_MS && self.n > 0).then(|| f64::from(self.n) * 1_000.0 / self.ms)
    }
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
            whose: None,
            lists: Vec::new(),
            at: (0, 0),
            stage: None,
            part: None,
            steps: Pace { ms: 0.0, n: 0 },
            parts: Pace { ms: 0.0, n: 0 },
            busy_ms: 0.0,
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
                self.stage = None;
                self.work(now_ms);
            }
            Report::Step { epoch, step } => self.step(*epoch, *step, now_ms),
            Report::Part { done, of } => self.part(*done, *of, now_ms),
            Report::Epoch(epoch) => self.epochs.push(*epoch),
            Report::List(list) => self.lists.push(list.clone()),
            Report::Stage(stage) => {
                self.work(now_ms);
                self.stage(*stage);
            }
            Report::Waiting => {
                self.phase = Phase::Waiting;
                self.since_ms = None;
            }
            Report::Finished(outcome) => self.phase = Phase::Finished(*outcome),
            Report::Failed { reason } => self.phase = Phase::Failed(reason.clone()),
            Report::Ready
            | Report::Opened(_)
            | Report::Refused { .. }
            | Report::Memory { .. }
            | Report::Checkpoint(_) => {}
        }
    }

    fn step(&mut self, epoch: u32, step: u32, now_ms: f64) {
        let before = self.done();
        self.at = (epoch, step);
        self.stage = None;
        if let Some(ms) = self.work(now_ms) {
            self.steps.add(ms, self.done().saturating_sub(before));
        }
        if self.phase == Phase::Waiting {
            self.phase = Phase::Running;
        }
    }

    fn part(&mut self, done: u32, of: u32, now_ms: f64) {
        // The first says where the stage begins: some of its parts may have been done beside what came before it.
        let before = self.part.replace((done, of));
        if let (Some(ms), Some((before, _))) = (self.work(now_ms), before) {
            self.parts.add(ms, done.saturating_sub(before));
        }
        if let (Phase::Waiting, Some(stage)) = (&self.phase, self.stage) {
            self.phase = Phase::At(stage);
        }
    }

    fn stage(&mut self, stage: Stage) {
        self.stage = Some(stage);
        // That it measures is how a trainer answers that it stops.
        if self.phase != Phase::Stopping || stage == Stage::Measuring {
            self.phase = Phase::At(stage);
        }
        self.part = None;
        self.parts = Pace::default();
    }

    /// Milliseconds of work since it was last heard of; none after a rest.
    fn work(&mut self, now_ms: f64) -> Option<f64> {
        let worked = self.since_ms.map(|since| now_ms - since);
        self.busy_ms += worked.unwrap_or_default();
        self.since_ms = Some(now_ms);
        worked
    }

    /// It was sent on.
    pub fn go_on(&mut self) {
        if self.is_alive() {
            self.phase = self.stage.map_or(Phase::Running, Phase::At);
        }
    }

    /// It was asked to stop.
    pub fn stop(&mut self) {
        if self.is_alive() {
            self.phase = Phase::Stopping;
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

    /// Parts of the stage that are done, and how many there are, where it has parts.
    #[must_use]
    pub const fn parts(&self) -> Option<(u32, u32)> {
        self.part
    }

    /// Steps done and steps of the epoch that runs.
    #[must_use]
    pub fn steps(&self) -> (u32, u32) {
        (self.at.1, self.plan.map_or(0, |plan| plan.n_steps))
    }

    /// Part of what is done now that is done, 0 to 1: of all steps, or of the stage's parts.
    #[must_use]
    pub fn share(&self) -> f64 {
        let all = self.plan.map_or(0, |plan| plan.n_steps * plan.n_epochs);
        match (self.part, self.stage) {
            (Some((done, of)), _) => f64::from(done) / f64::from(of.max(1)),
            (None, Some(Stage::Sampling | Stage::Distilling)) => 0.0,
            (None, _) => f64::from(self.done()) / f64::from(all.max(1)),
        }
    }

    /// Training rows a second in steps, once there was time to count.
    #[must_use]
    pub fn rows_per_second(&self) -> Option<f64> {
        let plan = self.plan?;
        let rows = f64::from(plan.n_training) / f64::from(plan.n_steps);
        Some(self.steps.per_second()? * rows)
    }

    /// Seconds that the rest of the steps takes at this speed, or the rest of the stage's parts.
    #[must_use]
    pub fn seconds_left(&self) -> Option<f64> {
        let plan = self.plan?;
        let (pace, rest) = match self.part {
            Some((done, of)) => (self.parts, of.saturating_sub(done)),
            None if self.stage.is_some() => return None,
            None => {
                let all = plan.n_steps * plan.n_epochs;
                (self.steps, all.saturating_sub(self.done()))
            }
        };
        Some(f64::from(rest) / pace.per_second()?)
    }

    /// Whether what [`Self::seconds_left`] speaks of is followed by more.
    #[must_use]
    pub fn has_more(&self) -> bool {
        let has_student = self.plan.is_some_and(|plan| plan.has_student);
        has_student && !matches!(self.stage, Some(Stage::Distilling | Stage::Measuring))
    }

    /// Seconds in which work was done.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.busy_ms / 1_000.0
    }

    /// Epochs that were asked for.
    #[must_use]
    pub fn n_epochs(&self) -> u32 {
        let asked = self.settings.get(Field::Epochs) as u32;
        self.plan.map_or(asked, |plan| plan.n_epochs)
    }

    /// Epochs with losses that there will be, the student's among them.
    #[must_use]
    pub fn n_losses(&self) -> u32 {
        let has_student = self.settings.preset == Preset::Ensemble;
        self.n_epochs() + u32::from(has_student)
    }

    /// What an epoch gave: `the model of epoch 3`, or the student.
    #[must_use]
    pub fn name_of(&self, epoch: u32) -> String {
        match epoch > self.n_epochs() {
            true => "the student".to_owned(),
            false => format!("the model of epoch {epoch}"),
        }
    }

    /// Where it is, in words; `is_ready` says whether the trainer listens.
    pub(super) fn status(&self, is_ready: bool) -> String {
        let n_epochs = self.n_epochs();
        let text = match &self.phase {
            Phase::Starting if !is_ready => "The run begins as soon as the trainer is there.",
            Phase::Starting => "The run begins.",
            Phase::Running => {
                let (step, n_steps) = self.steps();
                let epoch = self.epoch().max(1);
                return format!("Epoch {epoch} of {n_epochs}, step {step} of {n_steps}");
            }
            Phase::At(Stage::Ranking) => "The order of the list is learned.",
            Phase::At(Stage::Sampling) => {
                "Factorisations are sampled: other opinions of the same ratings."
            }
            Phase::At(Stage::Distilling) => {
                "A student learns what the network and the samples say together."
            }
            Phase::At(Stage::Measuring) => "The best model is measured on the held-out ratings.",
            Phase::Waiting => {
                return match self.parts() {
                    Some((done, of)) => format!("Waits after sweep {done} of {of}."),
                    None => format!("Waits after epoch {} of {n_epochs}.", self.epochs.len()),
                };
            }
            Phase::Stopping => "Stops …",
            Phase::Finished(outcome) => {
                let how = if outcome.is_stopped {
                    "Stopped"
                } else {
                    "Finished"
                };
                return format!("{how}. The best is {}.", self.name_of(outcome.epoch));
            }
            Phase::Failed(_) => "Ended before it was finished.",
        };
        text.to_owned()
    }

    /// What is said aloud: once an epoch, and when the run changes.
    pub(super) fn announcement(&self) -> String {
        match (&self.phase, self.epochs.last()) {
            (Phase::Failed(reason), _) => format!("The run ended: {reason}."),
            (Phase::Finished(outcome), _) => {
                let rmse = decimal(outcome.yours.rmse, 3);
                format!("The run is over. Held-out error {rmse} stars.")
            }
            (Phase::Waiting, _) => "The run waits.".to_owned(),
            (_, Some(epoch)) => {
                let loss = decimal(epoch.held_out, 3);
                let of = self.n_epochs();
                match epoch.epoch > of {
                    true => format!("The student: held-out loss {loss}."),
                    false => format!("Epoch {} of {of}: held-out loss {loss}.", epoch.epoch),
                }
            }
            (_, None) => "The run begins.".to_owned(),
        }
    }

    /// How long the rest takes, in words: `…` before that is known.
    #[must_use]
    pub fn time_left(&self) -> String {
        match self.seconds_left() {
            _ if !self.is_alive() => "none".to_owned(),
            Some(seconds) if self.has_more() => format!("{} + more", duration(seconds)),
            Some(seconds) => duration(seconds),
            None => "…".to_owned(),
        }
    }
}

/// A time in words: `8.5 s`, `2 min 5 s`.
#[must_use]
pub fn duration(seconds: f64) -> String {
    let seconds = seconds.max(0.0);
    match seconds as u64 {
        0..10 => format!("{} s", decimal(seconds, 1)),
        whole @ 10..60 => format!("{whole} s"),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

/// The best epoch: the last that was the best so far.
#[must_use]
pub fn best_of(epochs: &[Epoch]) -> Option<&Epoch> {
    epochs.iter().rfind(|epoch| epoch.is_best)
}

/// Why the order of the list has no figure, where it has none.
#[must_use]
pub const fn without_order(outcome: &Outcome) -> Option<&'static str> {
    match outcome.yours.ndcg {
        Some(_) => None,
        None => Some(
            "NDCG@10 has no meaning here: nobody gave a held-out movie 4 stars or more, so no order \
             of a list is better than another.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use matinee_protocol::{Baselines, Preset, Quality};

    const PLAN: Plan = Plan {
        n_training: 1_000,
        n_held_out: 200,
        n_epochs: 4,
        n_steps: 10,
        has_student: false,
        baselines: Baselines {
            mean: 1.25,
            levels: 0.875,
        },
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
    fn a_stage_with_parts_is_shown_by_its_parts() {
        let plan = Plan {
            has_student: true,
            ..PLAN
        };
        let mut watch = Watch::new(Settings::of(Preset::Ensemble));
        watch.hear(&Report::Started(plan), 0.0);
        watch.hear(&step(4, 10), 1_000.0);
        assert!(watch.has_more());
        watch.hear(&Report::Stage(Stage::Sampling), 1_000.0);
        assert_eq!(watch.phase, Phase::At(Stage::Sampling));
        watch.hear(&Report::Part { done: 1, of: 4 }, 1_000.0);
        assert_eq!((watch.share(), watch.seconds_left()), (0.25, None));
        watch.hear(&Report::Part { done: 2, of: 4 }, 2_000.0);
        assert_eq!((watch.share(), watch.seconds_left()), (0.5, Some(2.0)));
        watch.hear(&Report::Waiting, 2_000.0);
        watch.hear(&Report::Part { done: 3, of: 4 }, 60_000.0);
        assert_eq!(watch.phase, Phase::At(Stage::Sampling));
        assert_eq!(watch.seconds(), 2.0);
        watch.hear(&Report::Stage(Stage::Distilling), 60_500.0);
        assert!(!watch.has_more());
        assert_eq!(watch.seconds_left(), None);
    }

    #[test]
    fn a_run_that_is_sent_on_goes_on_where_it_was() {
        let mut watch = begun();
        watch.hear(&Report::Waiting, 0.0);
        watch.go_on();
        assert_eq!(watch.phase, Phase::Running);
        watch.hear(&Report::Stage(Stage::Sampling), 0.0);
        watch.hear(&Report::Waiting, 0.0);
        watch.go_on();
        assert_eq!(watch.phase, Phase::At(Stage::Sampling));
    }

    #[test]
    fn measuring_is_the_answer_to_stop_and_nothing_else_is() {
        let mut watch = begun();
        watch.stop();
        watch.hear(&Report::Stage(Stage::Distilling), 0.0);
        assert_eq!(watch.phase, Phase::Stopping);
        watch.hear(&Report::Stage(Stage::Measuring), 0.0);
        assert_eq!(watch.phase, Phase::At(Stage::Measuring));
    }

    #[test]
    fn the_student_comes_after_the_epochs() {
        let mut settings = Settings::of(Preset::Ensemble);
        settings = settings.with(Field::Epochs, 4.0).expect("in range");
        let watch = Watch::new(settings);
        assert_eq!(watch.n_losses(), 5);
        assert_eq!(watch.name_of(4), "the model of epoch 4");
        assert_eq!(watch.name_of(5), "the student");
        assert_eq!(Watch::new(Settings::of(Preset::Plain)).n_losses(), 8);
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
        assert_eq!(best_of(&watch.epochs).map(|best| best.epoch), Some(2));
    }

    #[test]
    fn a_run_that_failed_is_not_alive() {
        let mut watch = begun();
        assert!(watch.is_alive());
        let reason = "no more memory".to_owned();
        watch.hear(&Report::Failed { reason }, 0.0);
        assert!(!watch.is_alive());
    }

    #[test]
    fn where_a_run_is_is_said_in_words() {
        let mut watch = Watch::new(Settings::of(Preset::Plain));
        assert_eq!(
            watch.status(false),
            "The run begins as soon as the trainer is there."
        );
        assert_eq!(watch.status(true), "The run begins.");
        assert_eq!(watch.time_left(), "…");
        watch.hear(&Report::Started(PLAN), 0.0);
        watch.hear(&step(1, 10), 1_000.0);
        assert_eq!(watch.status(true), "Epoch 1 of 4, step 10 of 10");
        assert_eq!(watch.time_left(), "3.0 s");
        watch.hear(&Report::Waiting, 1_000.0);
        assert_eq!(watch.status(true), "Waits after epoch 0 of 4.");
        watch.hear(&Report::Part { done: 2, of: 9 }, 1_000.0);
        assert_eq!(watch.status(true), "Waits after sweep 2 of 9.");
        watch.stop();
        assert_eq!(watch.status(true), "Stops …");
        let outcome = Outcome {
            epoch: 2,
            is_stopped: true,
            yours: Quality {
                rmse: 0.9,
                ndcg: None,
            },
        };
        watch.hear(&Report::Finished(outcome), 1_000.0);
        assert_eq!(
            watch.status(true),
            "Stopped. The best is the model of epoch 2."
        );
        assert_eq!(watch.time_left(), "none");
    }

    #[test]
    fn a_time_is_as_exact_as_it_is_short() {
        for (seconds, expected) in [
            (-1.0, "0.0 s"),
            (8.54, "8.5 s"),
            (59.9, "59 s"),
            (125.0, "2 min 5 s"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }

    #[test]
    fn an_order_without_a_figure_is_explained() {
        let outcome = |ndcg| Outcome {
            epoch: 1,
            is_stopped: false,
            yours: Quality { rmse: 0.0, ndcg },
        };
        let why = without_order(&outcome(None)).expect("it has none");
        assert!(why.contains("NDCG@10 has no meaning"), "{why}");
        // A bad order is still an order.
        assert_eq!(without_order(&outcome(Some(0.0))), None);
    }
}
