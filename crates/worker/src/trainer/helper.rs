//! Others that sample the factorisations of an ensemble beside its run.
//!
//! Factorisations know nothing of each other nor of the network, so a computer with several cores need not do them one
//! after the other. Whoever samples one, and in which order they are begun, changes no number.

use std::cell::RefCell;
use std::collections::VecDeque;

use matinee_core::domain::Rating;
use matinee_engine::features::Matrix;
use matinee_protocol::{Report, Settings};
use matinee_train::model::FeatureTables;
use matinee_train::training::TrainingError;
use matinee_train::training::hybrid::{HybridRecipe, Stages, TeacherKind, TeacherRun};
use serde::{Deserialize, Serialize};

use super::error::RunError;
use super::recipes;

/// What a helper is told to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Order {
    /// Sample a factorisation.
    Sample(Box<Task>),
    /// Wait after the sweep that runs.
    Wait,
    /// Go on.
    GoOn,
}

/// A factorisation to sample, with all that it learns from.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Task {
    /// Number of the teacher in the recipe of these settings, from 0.
    teacher: usize,
    settings: Settings,
    features: FeatureTables,
    training: Vec<Rating>,
}

/// What a helper says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Answer {
    /// It begins with what it was told before.
    Ready,
    /// A sweep is done.
    Sweep,
    /// The factorisation is sampled: expected stars of every user for every movie, [n_users, n_movies].
    Sampled(Matrix),
    /// It cannot go on; where it cannot say so either, this is said in its place.
    Lost,
}

/// Somebody who samples factorisations beside this thread. They end when this is dropped.
pub trait Helper {
    /// Sends an order, and says whether that was possible.
    fn order(&self, order: &Order) -> bool;

    /// Takes what they have said since the last look.
    fn take_answers(&self) -> Vec<Answer>;
}

/// Nobody.
#[derive(Clone, Copy, Debug)]
pub enum NoHelper {}

impl Helper for NoHelper {
    fn order(&self, _order: &Order) -> bool {
        match *self {}
    }

    fn take_answers(&self) -> Vec<Answer> {
        match *self {}
    }
}

/// Does a task, as a helper: `say` sends what it says, and `rest` has its turn after every sweep.
///
/// # Errors
/// As the run that shares it out.
pub async fn sample(
    task: &Task,
    say: impl Fn(Answer),
    rest: impl AsyncFn(),
) -> Result<(), RunError> {
    let recipe = recipes::hybrid(&task.settings)?;
    let stages = Stages::new(&recipe, &task.features, &task.training, &[])?;
    if let TeacherRun::Chain(mut chain) = stages.lesson(task.teacher)? {
        while !chain.is_finished() {
            chain.sweep().map_err(TrainingError::from)?;
            say(Answer::Sweep);
            rest().await;
        }
        say(Answer::Sampled(chain.finish()));
    }
    Ok(())
}

/// The factorisations of an ensemble, shared out among helpers and this thread.
pub(super) struct Chains<'a, H> {
    settings: Settings,
    features: &'a FeatureTables,
    training: &'a [Rating],
    /// Of all factorisations.
    n_sweeps: u32,
    state: RefCell<State<H>>,
}

struct State<H> {
    /// Teachers that nobody has begun.
    waiting: VecDeque<usize>,
    helpers: Vec<Seat<H>>,
    teachers: Vec<Teacher>,
    /// How many sweeps were told.
    told: Option<u32>,
}

/// A helper, and what they are at.
struct Seat<H> {
    helper: H,
    /// Whether anything was heard of them.
    has_begun: bool,
    teacher: Option<usize>,
}

/// How far one is.
#[derive(Clone, Default)]
struct Teacher {
    n_sweeps: u32,
    said: Option<Matrix>,
}

impl<'a, H: Helper> Chains<'a, H> {
    /// Those of a recipe, which are all to be done; `settings` are what the recipe was made of.
    pub(super) fn new(
        settings: &Settings,
        recipe: &HybridRecipe,
        features: &'a FeatureTables,
        training: &'a [Rating],
    ) -> Self {
        let sweeps = recipe.teachers.iter().map(|teacher| match &teacher.kind {
            TeacherKind::Bayes(recipe) => Some(recipe.sweeps),
            TeacherKind::Network(_) => None,
        });
        let sampled = sweeps.clone().enumerate();
        let sampled = sampled.filter_map(|(index, sweeps)| sweeps.map(|_| index));
        Self {
            settings: *settings,
            features,
            training,
            n_sweeps: sweeps.flatten().sum(),
            state: RefCell::new(State {
                waiting: sampled.collect(),
                helpers: Vec::new(),
                teachers: vec![Teacher::default(); recipe.teachers.len()],
                told: None,
            }),
        }
    }

    /// How many there are that nobody has begun.
    pub(super) fn n_waiting(&self) -> usize {
        self.state.borrow().waiting.len()
    }

    /// Has these help from now on.
    pub(super) fn join(&self, helpers: Vec<H>) {
        let seats = helpers.into_iter().map(|helper| Seat {
            helper,
            has_begun: false,
            teacher: None,
        });
        self.state.borrow_mut().helpers.extend(seats);
        self.hear();
    }

    /// Lets all helpers go.
    pub(super) fn dismiss(&self) {
        self.state.borrow_mut().helpers.clear();
    }

    /// Hears the helpers, and gives those who have nothing to do what nobody has begun.
    pub(super) fn hear(&self) {
        let state = &mut *self.state.borrow_mut();
        let n_pairs = self.features.users.matrix().n_rows * self.features.movies.matrix().n_rows;
        state.helpers.retain_mut(|seat| {
            for answer in seat.helper.take_answers() {
                seat.has_begun = true;
                let teacher = seat.teacher.and_then(|it| state.teachers.get_mut(it));
                match (answer, teacher) {
                    (Answer::Ready, _) => {}
                    (Answer::Sweep, Some(teacher)) => teacher.n_sweeps += 1,
                    (Answer::Sampled(said), Some(teacher)) if said.values.len() == n_pairs => {
                        teacher.said = Some(said);
                        seat.teacher = None;
                    }
                    // Somebody else has to do it.
                    _ => {
                        if let Some(index) = seat.teacher {
                            state.teachers[index] = Teacher::default();
                            state.waiting.push_front(index);
                        }
                        return false;
                    }
                }
            }
            true
        });
        state.helpers.retain_mut(|seat| {
            if seat.teacher.is_some() {
                return true;
            }
            let Some(teacher) = state.waiting.pop_front() else {
                return true;
            };
            let is_sent = seat.helper.order(&Order::Sample(Box::new(Task {
                teacher,
                settings: self.settings,
                features: self.features.clone(),
                training: self.training.to_vec(),
            })));
            match is_sent {
                true => seat.teacher = Some(teacher),
                false => state.waiting.push_front(teacher),
            }
            is_sent
        });
    }

    /// Takes one that nobody has begun, for this thread.
    pub(super) fn take(&self) -> Option<usize> {
        let state = &mut *self.state.borrow_mut();
        state.waiting.pop_front().or_else(|| {
            // A helper may never come to begin: their program is loaded.
            let late = state.helpers.iter().position(|seat| !seat.has_begun)?;
            state.helpers.swap_remove(late).teacher
        })
    }

    /// A sweep of one that this thread has taken is done.
    pub(super) fn swept(&self, teacher: usize) {
        self.state.borrow_mut().teachers[teacher].n_sweeps += 1;
    }

    /// What a teacher says, whoever it was taught by.
    pub(super) fn put(&self, teacher: usize, said: Matrix) {
        self.state.borrow_mut().teachers[teacher].said = Some(said);
    }

    /// How far all are, unless that was told before.
    pub(super) fn progress(&self) -> Option<Report> {
        let state = &mut *self.state.borrow_mut();
        let done = state.teachers.iter().map(|it| it.n_sweeps).sum();
        let of = self.n_sweeps;
        (state.told.replace(done) != Some(done)).then_some(Report::Part { done, of })
    }

    /// What all teachers say, in their order, once all have said it.
    pub(super) fn take_said(&self) -> Option<Vec<Matrix>> {
        let teachers = &mut self.state.borrow_mut().teachers;
        if teachers.iter().any(|it| it.said.is_none()) {
            return None;
        }
        teachers.iter_mut().map(|it| it.said.take()).collect()
    }
}
