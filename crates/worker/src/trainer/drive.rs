//! The steps of a run, with room between them for whoever hosts it.

use matinee_engine::artifact::{self, Weights};
use matinee_protocol::{Checkpoint, Epoch, Plan, Report};
use matinee_train::packing::{TrainingAccount, build_over};
use matinee_train::training::{self, EpochReport, Learner, Trainer};

use super::RunError;
use super::measure::HoldOut;
use super::training_data::TrainingData;

pub use matinee_train::training::Flow;

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
    pub(super) training_data: &'a TrainingData,
    pub(super) hold_out: &'a HoldOut<'a>,
    pub(super) link: &'a K,
    /// What the model says of its recipe.
    pub(super) account: TrainingAccount,
}

/// The best model of a run so far.
pub(super) struct Best {
    /// From 1.
    epoch: u32,
    weights: Weights,
}

impl<K: Link> Run<'_, K> {
    /// A whole run of one network. `weigh` makes weights of it.
    pub(super) async fn drive<L: Learner>(
        &self,
        mut trainer: Trainer<L>,
        weigh: impl Fn(&L::Network) -> Weights,
    ) -> Result<(), RunError> {
        self.begin(&trainer, false);
        let (best, flow) = self.steps(&mut trainer, weigh).await?;
        self.conclude(best, flow).await
    }

    /// Says how much there is to do; `has_student`: after the epochs of the network, too.
    pub(super) fn begin<L: Learner>(&self, trainer: &Trainer<L>, has_student: bool) {
        self.link.tell(Report::Started(Plan {
            n_training: self.hold_out.training().len() as u32,
            n_held_out: self.hold_out.held_out().len() as u32,
            n_epochs: trainer.n_epochs(),
            n_steps: trainer.n_steps(),
            has_student,
        }));
    }

    /// Steps until the end or until the host says stop, and tells every better model.
    pub(super) async fn steps<L: Learner>(
        &self,
        trainer: &mut Trainer<L>,
        weigh: impl Fn(&L::Network) -> Weights,
    ) -> Result<(Option<Best>, Flow), RunError> {
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
                    let weights = weigh(&checkpoint.network);
                    best = Some(self.better(epoch, weights, trainer.reports())?);
                }
            }
            flow = self.link.turn(report.is_some()).await;
        }
        Ok((best, flow))
    }

    /// Tells a better model.
    pub(super) fn better(
        &self,
        epoch: u32,
        weights: Weights,
        reports: &[EpochReport],
    ) -> Result<Best, RunError> {
        let (catalogue, people) = (
            self.training_data.catalogue.clone(),
            self.training_data.people.clone(),
        );
        let hash = self.training_data.tables_sha256.clone();
        let account = TrainingAccount {
            losses: reports.iter().map(Into::into).collect(),
            ..self.account.clone()
        };
        let artifact = build_over(catalogue, people, hash, account, weights.clone());
        let artifact = self.training_data.as_page(artifact)?;
        // What joins the page's tables can leave them at home; other tables have to travel along.
        let is_whole = !self.training_data.is_pages();
        let checkpoint = Checkpoint {
            epoch,
            weights: match is_whole {
                true => artifact::write(&artifact)?,
                false => artifact::write_weights(&artifact)?,
            },
            is_whole,
        };
        self.link.tell(Report::Checkpoint(checkpoint));
        Ok(Best { epoch, weights })
    }

    /// Measures the best model.
    pub(super) async fn conclude(&self, best: Option<Best>, flow: Flow) -> Result<(), RunError> {
        let Best { epoch, weights } = best.ok_or(RunError::TooEarly)?;
        let is_stopped = flow == Flow::Stop;
        let outcome = self
            .hold_out
            .take(epoch, is_stopped, weights, self.link)
            .await?;
        self.link.tell(Report::Finished(outcome));
        Ok(())
    }
}

/// What the page hears of an epoch.
pub(super) fn told(report: EpochReport) -> Epoch {
    Epoch {
        epoch: report.epoch,
        training: report.training,
        // Every run of a page holds rows out.
        held_out: report.validation.unwrap_or(f32::NAN),
        is_best: report.is_best,
    }
}
