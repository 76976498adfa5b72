//! A run on its way: its steps, with room between them for whoever hosts it, its better models, the list
//! that somebody would have after each epoch, and what the best model is worth on the held-out rows.

use matinee_core::domain::{Rating, UserIdx};
use matinee_engine::artifact::{self, Artifact, Catalogue, People, Weights};
use matinee_engine::engine::{Engine, Person, Profile, Request};
use matinee_lab::{
    GlobalMean, K, Listed, Recommender, Relevance, TrainingView, UserMovieBias, rating_accuracy,
    top_n,
};
use matinee_protocol::{
    Baselines, Checkpoint, Epoch, EpochList, ListFor, Outcome, Plan, Quality, Report, Stage,
};
use matinee_train::packing::{TrainingAccount, build_over, histories};
use matinee_train::training::{self, EpochReport, Learner, Trainer, TrainingError, hold_out};

use super::error::RunError;
use super::helper::{Chains, Helper};
use super::training_data::TrainingData;
pub use matinee_train::training::Flow;

/// Whoever hosts a run.
pub trait Host {
    /// Hears what happens.
    fn emit(&self, report: Report);

    /// Has its turn after every step, and says whether the run goes on. This is where it listens,
    /// and where a run waits. `is_epoch_over`: that step was the last of an epoch.
    fn yield_point(&self, is_epoch_over: bool) -> impl Future<Output = Flow>;

    /// Those whom it can have help.
    type Helper: Helper;

    /// Starts helpers, at most so many.
    fn helpers(&self, most: usize) -> Vec<Self::Helper>;

    /// Waits until a helper has said something, or whoever asked for the run.
    fn until_heard(&self) -> impl Future<Output = ()>;
}

/// How many movies of a list are told after each epoch.
const N_TOLD: usize = 5;

/// A run on its way.
pub(super) struct Run<'a, K: Host> {
    pub(super) training_data: &'a TrainingData,
    pub(super) hold_out: &'a HoldOut<'a>,
    pub(super) host: &'a K,
    /// Whose list is told after each epoch, if anybody's.
    pub(super) list_for: Option<&'a ListFor>,
    /// What the model says of its recipe.
    pub(super) account: TrainingAccount,
    /// What is done beside this thread, if anything.
    pub(super) chains: Option<&'a Chains<'a, K::Helper>>,
}

/// The best model of a run so far.
pub(super) struct Best {
    /// From 1.
    epoch: u32,
    weights: Weights,
}

impl<K: Host> Run<'_, K> {
    /// A whole run of one network. `weigh` makes weights of it.
    pub(super) async fn drive<L: Learner>(
        &self,
        mut trainer: Trainer<L>,
        weigh: impl Fn(&L::Network) -> Weights,
    ) -> Result<(), RunError> {
        self.begin(&trainer, false)?;
        let (best, flow) = self.steps(&mut trainer, weigh).await?;
        self.conclude(best, flow).await
    }

    /// Says how much there is to do; `has_student`: after the epochs of the network, too.
    pub(super) fn begin<L: Learner>(
        &self,
        trainer: &Trainer<L>,
        has_student: bool,
    ) -> Result<(), RunError> {
        self.host.emit(Report::Started(Plan {
            n_training: self.hold_out.training().len() as u32,
            n_held_out: self.hold_out.held_out().len() as u32,
            n_epochs: trainer.n_epochs(),
            n_steps: trainer.n_steps(),
            has_student,
            baselines: self.hold_out.baselines()?,
        }));
        Ok(())
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
            self.host.emit(Report::Step { epoch, step });
            if let Some(report) = report {
                self.host.emit(Report::Epoch(told(report)));
                if report.is_best || self.list_for.is_some() {
                    let weights = weigh(&trainer.network());
                    let artifact = self.artifact(weights.clone(), trainer.reports())?;
                    if report.is_best {
                        best = Some(self.better(epoch, weights, &artifact)?);
                    }
                    self.tell_list(epoch, artifact)?;
                }
            }
            flow = self.yield_point(report.is_some()).await;
        }
        Ok((best, flow))
    }

    /// Gives the helpers what there is to do, and the host its turn.
    pub(super) async fn yield_point(&self, is_epoch_over: bool) -> Flow {
        if let Some(chains) = self.chains {
            chains.hear();
        }
        self.host.yield_point(is_epoch_over).await
    }

    /// The model of some weights, as the page has it.
    pub(super) fn artifact(
        &self,
        weights: Weights,
        reports: &[EpochReport],
    ) -> Result<Artifact, RunError> {
        let (catalogue, people) = (
            self.training_data.catalogue.clone(),
            self.training_data.people.clone(),
        );
        let hash = self.training_data.tables_sha256.clone();
        let account = TrainingAccount {
            losses: reports.iter().map(Into::into).collect(),
            ..self.account.clone()
        };
        let artifact = build_over(catalogue, people, hash, account, weights);
        Ok(self.training_data.as_page(artifact)?)
    }

    /// Tells a better model.
    pub(super) fn better(
        &self,
        epoch: u32,
        weights: Weights,
        artifact: &Artifact,
    ) -> Result<Best, RunError> {
        // What joins the page's tables can leave them at home; other tables have to travel along.
        let is_whole = !self.training_data.is_pages();
        let checkpoint = Checkpoint {
            epoch,
            weights: match is_whole {
                true => artifact::write(artifact)?,
                false => artifact::write_weights(artifact)?,
            },
            is_whole,
        };
        self.host.emit(Report::Checkpoint(checkpoint));
        Ok(Best { epoch, weights })
    }

    /// Tells how the list begins that was asked for. Who is not in these tables, or nobody whom this
    /// network can place, has none.
    pub(super) fn tell_list(&self, epoch: u32, artifact: Artifact) -> Result<(), RunError> {
        let is_known = self.training_data.is_pages();
        let Some(list_for) = self.list_for.filter(|_| is_known) else {
            return Ok(());
        };
        let engine = Engine::new(artifact)?;
        if let Some(person) = person(&engine, list_for) {
            let list = engine.recommend_for(&person, &Request::plain(N_TOLD));
            let movies = list.into_iter().map(|entry| entry.movie).collect();
            self.host.emit(Report::List(EpochList { epoch, movies }));
        }
        Ok(())
    }

    /// Measures the best model.
    pub(super) async fn conclude(&self, best: Option<Best>, flow: Flow) -> Result<(), RunError> {
        let Best { epoch, weights } = best.ok_or(RunError::TooEarly)?;
        let is_stopped = flow == Flow::Stop;
        let outcome = self
            .hold_out
            .take(epoch, is_stopped, weights, self.host)
            .await?;
        self.host.emit(Report::Finished(outcome));
        Ok(())
    }
}

/// Somebody as an engine knows them; `None` whom it does not.
fn person(engine: &Engine, list_for: &ListFor) -> Option<Person> {
    match list_for {
        ListFor::User(user) => (user.row() < engine.n_users()).then(|| engine.person(*user)),
        ListFor::Visitor(given) => {
            let n_movies = engine.catalogue().movies.len();
            let given = given.iter().filter(|(movie, _)| movie.row() < n_movies);
            let profile = Profile {
                ratings: given.copied().collect(),
                ..Profile::default()
            };
            engine.fold_in(&profile).ok()
        }
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

/// The rows of a run, and how a model does on those that were held out.
pub(super) struct HoldOut<'a> {
    training_data: &'a TrainingData,
    training: Vec<Rating>,
    held_out: Vec<Rating>,
}

impl<'a> HoldOut<'a> {
    /// Holds a share of the rows out.
    pub(super) fn new(
        training_data: &'a TrainingData,
        share: f32,
        seed: u64,
    ) -> Result<Self, TrainingError> {
        let (training, held_out) = hold_out(&training_data.rows, share, seed)?;
        Ok(Self {
            training_data,
            training,
            held_out,
        })
    }

    pub(super) fn training(&self) -> &[Rating] {
        &self.training
    }

    pub(super) fn held_out(&self) -> &[Rating] {
        &self.held_out
    }

    /// What a model says of how it was trained on these rows.
    pub(super) fn account(
        &self,
        preset: &str,
        recipe: Vec<(String, String)>,
        seed: u64,
    ) -> TrainingAccount {
        TrainingAccount {
            preset: preset.to_owned(),
            recipe,
            seed,
            data_notice: self.training_data.data_notice.clone(),
            training: self.training.clone(),
            ..TrainingAccount::default()
        }
    }

    /// Measures what was trained.
    pub(super) async fn take(
        &self,
        epoch: u32,
        is_stopped: bool,
        weights: Weights,
        host: &impl Host,
    ) -> Result<Outcome, RunError> {
        host.emit(Report::Stage(Stage::Measuring));
        // Whoever stopped the run has heard it before; nothing more can be stopped.
        let _ = host.yield_point(false).await;
        Ok(Outcome {
            epoch,
            is_stopped,
            yours: self.quality(weights)?,
        })
    }

    /// What guessing without a network costs on the held-out rows.
    fn baselines(&self) -> Result<Baselines, RunError> {
        let Catalogue { movies, scale, .. } = &self.training_data.catalogue;
        let n_users = self.training_data.people.users.len();
        let error = |system: &dyn Recommender| {
            let accuracy = rating_accuracy(&self.held_out, system, *scale);
            let accuracy = accuracy.ok_or(RunError::NothingHeldOut)?;
            Ok::<f32, RunError>(accuracy.mse as f32)
        };
        Ok(Baselines {
            mean: error(&GlobalMean::fit(&self.training, movies.len()))?,
            levels: error(&UserMovieBias::fit(&self.training, n_users, movies.len()))?,
        })
    }

    /// What a model is worth that knows of everybody only the training rows.
    pub(super) fn quality(&self, weights: Weights) -> Result<Quality, RunError> {
        let engine = Engine::new(self.artifact(weights))?;
        let Catalogue { movies, scale, .. } = &self.training_data.catalogue;
        let n_users = self.training_data.people.users.len();
        let seen = TrainingView::new(&self.training, n_users, movies, *scale);
        let list = |user: UserIdx| {
            let list = engine.recommend(user, K);
            Some(list.into_iter().map(Listed::from).collect())
        };
        let lists = top_n(&seen, &self.held_out, Relevance::Liked, K, list);
        let accuracy = rating_accuracy(&self.held_out, &engine, *scale);
        let accuracy = accuracy.ok_or(RunError::NothingHeldOut)?;
        Ok(Quality {
            rmse: accuracy.rmse as f32,
            // Where nobody likes anything, every order is as good as every other.
            ndcg: lists.map(|lists| lists.ndcg as f32),
        })
    }

    fn artifact(&self, weights: Weights) -> Artifact {
        let TrainingData {
            catalogue, people, ..
        } = self.training_data;
        let catalogue = catalogue.clone().counted(&self.training);
        let people = People {
            histories: histories(&self.training, people.users.len()),
            ..people.clone()
        };
        let account = TrainingAccount::default();
        // Nothing is written that somebody could want to join with.
        let hash = String::new();
        build_over(catalogue, people, hash, account, weights)
    }
}
