//! The rating head as the student of an ensemble: a network, which is a whole model after each of its
//! epochs, then factorisations, then the student of them all.

use matinee_engine::features::Matrix;
use matinee_protocol::{Report, Stage};
use matinee_train::training::hybrid::{Stages, TeacherRun};
use matinee_train::training::{EpochReport, Progress, TrainingError};

use super::RunError;
use super::drive::{Best, Flow, Link, told};
use super::hybrid::HybridRun;

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
pub(super) async fn run<K: Link>(hybrid: &HybridRun<'_, K>) -> Result<(), RunError> {
    let mut best = None;
    let flow = match hybrid.stages(&mut best).await {
        Ok(()) => Flow::Continue,
        Err(End::Stopped) => Flow::Stop,
        Err(End::Failed(error)) => return Err(error),
    };
    hybrid.run.conclude(best, flow).await
}

impl<K: Link> HybridRun<'_, K> {
    /// All stages; `best` is the best model as far as they came.
    async fn stages(&self, best: &mut Option<Best>) -> Result<(), End> {
        let mut said = Vec::new();
        let mut reports = Vec::new();
        let n_chains = self
            .recipe
            .teachers
            .iter()
            .filter(|it| it.is_sampled())
            .count() as u32;
        let mut chains = 0..n_chains;
        for index in 0..self.recipe.teachers.len() {
            match self.stages.lesson(index)? {
                TeacherRun::Network(mut trainer) => {
                    self.run.begin(&trainer, true);
                    let weigh = |network: &_| self.weigh(network);
                    let (found, flow) = self.run.steps(&mut trainer, weigh).await?;
                    *best = found;
                    heed(flow)?;
                    let (last, epochs) = trainer.into_parts();
                    reports = epochs;
                    said.extend(last.map(|last| self.stages.said(&last.network)));
                }
                TeacherRun::Chain(mut chain) => {
                    let before = chains.next().unwrap_or_default();
                    if before == 0 {
                        self.run.link.tell(Report::Stage(Stage::Sampling));
                    }
                    while !chain.is_finished() {
                        let sweep = chain.sweep().map_err(TrainingError::from)?;
                        self.sweep(sweep, (before, n_chains)).await?;
                    }
                    said.push(chain.finish());
                }
            }
        }
        *best = self.student(said, &reports).await?.or(best.take());
        Ok(())
    }

    /// The student of what was said, where it is better than the network.
    async fn student(
        &self,
        said: Vec<Matrix>,
        reports: &[EpochReport],
    ) -> Result<Option<Best>, End> {
        self.run.link.tell(Report::Stage(Stage::Distilling));
        self.turn().await?;
        // Each of these is as large as all pairs: none stays longer than it is needed.
        let (ensemble, _) = self.stages.ensemble(&said);
        drop(said);
        self.turn().await?;
        let (taught, _) = self.stages.correct(&ensemble);
        drop(ensemble);
        self.turn().await?;
        let mut student = self.stages.distilled(&taught)?;
        drop(taught);
        while !student.is_finished() {
            self.sweep(student.sweep(), (0, 1)).await?;
        }
        let head = student.finish();
        self.turn().await?;

        let error = |rows| Stages::squared_error(&head, rows) as f32;
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
        self.run.link.tell(Report::Epoch(told(report)));
        let all = [reports, &[report]].concat();
        let weights = self.join(&head);
        let better = report
            .is_best
            .then(|| self.run.better(report.epoch, weights, &all));
        Ok(better.transpose()?)
    }

    /// Tells a sweep, which is of the part with this number of so many alike, and gives the host its
    /// turn.
    async fn sweep(&self, sweep: Progress, (part, n_parts): (u32, u32)) -> Result<(), End> {
        self.run.link.tell(Report::Part {
            done: part * sweep.n_epochs + sweep.epoch,
            of: n_parts * sweep.n_epochs,
        });
        // A sweep sees every rating once, as an epoch does.
        heed(self.run.link.turn(true).await)
    }

    async fn turn(&self) -> Result<(), End> {
        heed(self.run.link.turn(false).await)
    }
}

fn heed(flow: Flow) -> Result<(), End> {
    match flow {
        Flow::Continue => Ok(()),
        Flow::Stop => Err(End::Stopped),
    }
}
