//! A run of each network.
//!
//! A hybrid fits the ranking head first, in one go, then the rating head, so that every checkpoint is a
//! whole model. The rating head of an ensemble is a student: a network, which is a whole model after each
//! of its epochs, then factorisations, which helpers may have begun in the meantime, then the student of them all.

use std::cell::{Cell, RefCell};

use matinee_core::ready::at_once;
use matinee_engine::artifact::{Precisions, Weights};
use matinee_engine::features::Matrix;
use matinee_protocol::{Preset, Report, Stage, Start};
use matinee_train::model::HybridNetwork;
use matinee_train::packing::{fold, round};
use matinee_train::training::hybrid::{HybridRecipe, Stages, StudentRecipe, TeacherRun};
use matinee_train::training::{
    EpochReport, Progress, RankingHead, RatingHead, Trainer, TrainingError,
};

use super::error::RunError;
use super::helper::{Chains, NoHelper};
use super::run::{Best, Flow, HoldOut, Host, Run, told};
use super::training_data::TrainingData;
use super::{memory, recipes};

/// Does a whole run: trains, keeps the best checkpoint, measures it. One that would not fit into a page
/// is refused before it begins.
///
/// # Errors
/// What makes going on impossible; checkpoints that were told before stay good.
pub async fn run(
    training_data: &TrainingData,
    start: &Start,
    host: &impl Host,
) -> Result<(), RunError> {
    let settings = &start.settings;
    settings.check()?;
    if training_data.rows.is_empty() {
        return Err(RunError::NoRatings);
    }
    memory::check(training_data.counts(), settings)?;
    match settings.preset {
        Preset::Original | Preset::Plain => run_seed(training_data, start, host).await,
        Preset::Hybrid | Preset::Ensemble => run_hybrid(training_data, start, host).await,
    }
}

/// A run of the seed network, as [`run`].
async fn run_seed(
    training_data: &TrainingData,
    start: &Start,
    host: &impl Host,
) -> Result<(), RunError> {
    let recipe = recipes::seed(&start.settings)?;
    let hold_out = HoldOut::new(training_data, recipe.validation_share, recipe.seed)?;
    let (training, held_out) = (hold_out.training().to_vec(), hold_out.held_out().to_vec());
    let trainer = Trainer::new(&recipe, &training_data.features, training, held_out)?;
    let run = Run {
        training_data,
        hold_out: &hold_out,
        host,
        list_for: start.list_for.as_ref(),
        account: hold_out.account(&recipe.name, recipe.describe(), recipe.seed),
        chains: None,
    };
    let (unit, weight) = (recipe.target.stars_per_unit(), recipe.popularity_weight);
    let weigh = |network: &_| fold(network, unit, weight, Precisions::COMPACT).into();
    run.drive(trainer, weigh).await
}

/// A hybrid on its way.
struct HybridRun<'a, K: Host> {
    run: Run<'a, K>,
    recipe: &'a HybridRecipe,
    stages: &'a Stages<'a>,
    chains: &'a Chains<'a, K::Helper>,
    ranking: RankingHead,
}

/// A run of the hybrid, as [`run`].
async fn run_hybrid(
    training_data: &TrainingData,
    start: &Start,
    host: &impl Host,
) -> Result<(), RunError> {
    let recipe = recipes::hybrid(&start.settings)?;
    let hold_out = HoldOut::new(training_data, recipe.validation_share, recipe.seed)?;
    let stages = Stages::new(
        &recipe,
        &training_data.features,
        hold_out.training(),
        hold_out.held_out(),
    )?;
    let features = &training_data.features;
    let chains = Chains::new(&start.settings, &recipe, features, hold_out.training());
    let room = memory::n_helpers(training_data.counts(), &start.settings);
    chains.join(host.helpers(room.min(chains.n_waiting())));
    host.emit(Report::Stage(Stage::Ranking));
    if host.yield_point(false).await == Flow::Stop {
        return Err(RunError::TooEarly);
    }
    let hybrid = HybridRun {
        ranking: stages.ranking()?,
        run: Run {
            training_data,
            hold_out: &hold_out,
            host,
            list_for: start.list_for.as_ref(),
            account: hold_out.account(&recipe.name, recipe.describe(), recipe.seed),
            chains: Some(&chains),
        },
        recipe: &recipe,
        stages: &stages,
        chains: &chains,
    };
    match &recipe.student {
        StudentRecipe::Direct(_) => {
            let weigh = |network: &_| hybrid.weigh(network);
            hybrid.run.drive(stages.direct()?, weigh).await
        }
        StudentRecipe::Distilled(_) => run_ensemble(&hybrid).await,
    }
}

impl<K: Host> HybridRun<'_, K> {
    /// The model of a network without a fully connected part.
    fn weigh(&self, network: &HybridNetwork) -> Weights {
        self.join(&self.stages.direct_head(network))
    }

    /// The model of a rating head.
    fn join(&self, rating: &RatingHead) -> Weights {
        round(rating, &self.ranking, Precisions::COMPACT).into()
    }
}

/// Why the stages end before the last one.
enum End {
    /// The host said stop.
    Stopped,
    Failed(RunError),
}

impl<E: Into<RunError>> From<E> for End {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Trains, and measures the best model.
async fn run_ensemble<K: Host>(hybrid: &HybridRun<'_, K>) -> Result<(), RunError> {
    let mut best = None;
    let flow = hybrid.stages(&mut best).await;
    hybrid.chains.dismiss();
    let flow = match flow {
        Ok(()) => Flow::Continue,
        Err(End::Stopped) => Flow::Stop,
        Err(End::Failed(error)) => return Err(error),
    };
    hybrid.run.conclude(best, flow).await
}

impl<K: Host> HybridRun<'_, K> {
    /// All stages; `best` is the best model as far as they came.
    async fn stages(&self, best: &mut Option<Best>) -> Result<(), End> {
        let mut reports = Vec::new();
        for (index, teacher) in self.recipe.teachers.iter().enumerate() {
            if teacher.is_sampled() {
                continue;
            }
            if let TeacherRun::Network(mut trainer) = self.stages.lesson(index)? {
                self.run.begin(&trainer, true)?;
                let weigh = |network: &_| self.weigh(network);
                let (found, flow) = self.run.steps(&mut trainer, weigh).await?;
                *best = found;
                heed(flow)?;
                let (last, epochs) = trainer.into_parts();
                reports = epochs;
                let last = last.ok_or(RunError::TooEarly)?;
                let said = self.stages.said(&last.network);
                self.chains.put(index, said);
            }
        }
        let said = self.sample().await?;
        self.chains.dismiss();
        *best = self.student(said, &reports).await?.or(best.take());
        Ok(())
    }

    /// Samples what nobody has begun, waits for what helpers have, and returns what all teachers say.
    async fn sample(&self) -> Result<Vec<Matrix>, End> {
        let chains = self.chains;
        self.run.host.emit(Report::Stage(Stage::Sampling));
        let tell = || chains.progress().map(|told| self.run.host.emit(told));
        loop {
            chains.hear();
            tell();
            if let Some(index) = chains.take() {
                if let TeacherRun::Chain(mut chain) = self.stages.lesson(index)? {
                    while !chain.is_finished() {
                        chain.sweep().map_err(TrainingError::from)?;
                        chains.swept(index);
                        tell();
                        self.swept().await?;
                    }
                    chains.put(index, chain.finish());
                }
            } else if let Some(said) = chains.take_said() {
                return Ok(said);
            } else {
                self.run.host.until_heard().await;
                chains.hear();
                tell();
                self.swept().await?;
            }
        }
    }

    /// The student of what was said, where it is better than the network.
    async fn student(
        &self,
        said: Vec<Matrix>,
        reports: &[EpochReport],
    ) -> Result<Option<Best>, End> {
        self.run.host.emit(Report::Stage(Stage::Distilling));
        self.yield_point().await?;
        // Each of these is as large as all pairs: none stays longer than it is needed.
        let (ensemble, _) = self.stages.ensemble(&said);
        drop(said);
        self.yield_point().await?;
        let (taught, _) = self.stages.correct(&ensemble);
        drop(ensemble);
        self.yield_point().await?;
        let mut student = self.stages.distilled(&taught)?;
        drop(taught);
        while !student.is_finished() {
            let Progress {
                epoch: done,
                n_epochs: of,
                ..
            } = student.sweep();
            self.run.host.emit(Report::Part { done, of });
            self.swept().await?;
        }
        let head = student.finish();
        self.yield_point().await?;

        let error = |rows| self.stages.squared_error(&head, rows) as f32;
        let held_out = error(self.run.hold_out.held_out());
        let best = reports.iter().rfind(|report| report.is_best);
        let report = EpochReport {
            epoch: reports.len() as u32 + 1,
            training: error(self.run.hold_out.training()),
            validation: Some(held_out),
            is_best: best
                .and_then(|best| best.validation)
                .is_none_or(|best| held_out < best),
        };
        self.run.host.emit(Report::Epoch(told(report)));
        let all = [reports, &[report]].concat();
        let weights = self.join(&head);
        let artifact = self.run.artifact(weights.clone(), &all)?;
        let better = report
            .is_best
            .then(|| self.run.better(report.epoch, weights, &artifact));
        self.run.tell_list(report.epoch, artifact)?;
        Ok(better.transpose()?)
    }

    /// Gives the host its turn after a sweep.
    async fn swept(&self) -> Result<(), End> {
        // A sweep sees every rating once, as an epoch does.
        heed(self.run.yield_point(true).await)
    }

    async fn yield_point(&self) -> Result<(), End> {
        heed(self.run.yield_point(false).await)
    }
}

fn heed(flow: Flow) -> Result<(), End> {
    match flow {
        Flow::Continue => Ok(()),
        Flow::Stop => Err(End::Stopped),
    }
}

/// Records what is emitted, and stops the run at its last turn.
struct Recorder {
    reports: RefCell<Vec<Report>>,
    turns_left: Cell<u32>,
}

impl Host for Recorder {
    fn emit(&self, report: Report) {
        self.reports.borrow_mut().push(report);
    }

    async fn yield_point(&self, _is_epoch_over: bool) -> Flow {
        let left = self.turns_left.get().saturating_sub(1);
        self.turns_left.set(left);
        match left {
            0 => Flow::Stop,
            _ => Flow::Continue,
        }
    }

    type Helper = NoHelper;

    fn helpers(&self, _most: usize) -> Vec<NoHelper> {
        Vec::new()
    }

    async fn until_heard(&self) {}
}

/// A run in one go, which is stopped at its turn number `turns` if it comes so far: how it ended, and
/// all that was told.
pub fn run_in_one_go(
    training_data: &TrainingData,
    start: impl Into<Start>,
    turns: u32,
) -> (Result<(), RunError>, Vec<Report>) {
    let recorder = Recorder {
        reports: RefCell::default(),
        turns_left: Cell::new(turns),
    };
    // These turns never wait.
    let result = at_once(run(training_data, &start.into(), &recorder));
    (result, recorder.reports.into_inner())
}
