//! The steps of a run, with room between them for whoever hosts it.

use crate::artifact::{self, TrainingAccount, Weights, build_over};
use crate::task::{Checkpoint, Epoch, Plan, Report};
use crate::training::{self, EpochReport, Learner, Trainer};

use super::RunError;
use super::measure::Exam;
use super::room::Room;

pub use crate::training::Flow;

/// Whoever hosts a run.
pub trait Link {
    /// Hears what happens.
    fn tell(&self, report: Report);

    /// Has its turn after every step, and says whether the run goes on. This is where it listens,
    /// and where a run waits. `is_epoch_over`: that step was the last of an epoch.
    fn turn(&self, is_epoch_over: bool) -> impl Future<Output = Flow>;
}

/// A run on its way.
pub(super) struct Run<'a, K: Link> {
    pub(super) room: &'a Room,
    pub(super) exam: &'a Exam<'a>,
    pub(super) link: &'a K,
    /// What the model says of its recipe.
    pub(super) account: TrainingAccount,
}

impl<K: Link> Run<'_, K> {
    /// Steps until the end or until the host says stop, tells every better model, and measures the
    /// best. `weigh` makes weights of a network.
    pub(super) async fn drive<L: Learner>(
        &self,
        mut trainer: Trainer<L>,
        weigh: impl Fn(&L::Network) -> Result<Weights, RunError>,
    ) -> Result<(), RunError> {
        self.link.tell(Report::Started(Plan {
            n_training: self.exam.training().len() as u32,
            n_held_out: self.exam.held_out().len() as u32,
            n_epochs: trainer.n_epochs(),
            n_steps: trainer.n_steps(),
        }));
        let mut best = None;
        let mut flow = Flow::Continue;
        while flow == Flow::Continue && !trainer.is_finished() {
            let training::Progress {
                epoch,
                step,
                report,
                ..
            } = trainer.step()?;
            self.link.tell(Report::Step { epoch, step });
            if let Some(report) = report {
                self.link.tell(Report::Epoch(told(report)));
                if let (true, Some(checkpoint)) = (report.is_best, trainer.best()) {
                    let weights = weigh(&checkpoint.network)?;
                    self.tell_checkpoint(epoch, &weights, trainer.reports())?;
                    best = Some((epoch, weights));
                }
            }
            flow = self.link.turn(report.is_some()).await;
        }
        let (epoch, weights) = best.ok_or(RunError::TooEarly)?;
        let outcome = self
            .exam
            .take(epoch, flow == Flow::Stop, weights, self.link);
        self.link.tell(Report::Finished(outcome.await?));
        Ok(())
    }

    fn tell_checkpoint(
        &self,
        epoch: u32,
        weights: &Weights,
        reports: &[EpochReport],
    ) -> Result<(), RunError> {
        let (catalogue, people) = (self.room.catalogue.clone(), self.room.people.clone());
        let account = TrainingAccount {
            losses: reports.iter().map(Into::into).collect(),
            ..self.account.clone()
        };
        let artifact = build_over(catalogue, people, account, weights.clone())?;
        let weights = artifact::write_weights(&artifact)?;
        let checkpoint = Checkpoint { epoch, weights };
        self.link.tell(Report::Checkpoint(checkpoint));
        Ok(())
    }
}

fn told(report: EpochReport) -> Epoch {
    Epoch {
        epoch: report.epoch,
        training: report.training,
        // Every run of a page holds rows out.
        held_out: report.validation.unwrap_or(f32::NAN),
        is_best: report.is_best,
    }
}
