//! A run whose factorisations are sampled by others comes to the same as one in a single thread, whatever becomes of
//! those others.

use std::cell::RefCell;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use matinee_core::ready::at_once;
use matinee_engine::artifact::{self, Precisions};
use matinee_engine::features::Matrix;
use matinee_protocol::{Field, Preset, Report, Settings, Stage, Start};
use matinee_worker::trainer::{
    Answer, Flow, Helper, Host, Order, Task, TrainingData, run, run_in_one_go, sample,
};

/// How a helper is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    /// Does as it is told.
    Good,
    /// Is lost in its first factorisation.
    Dies,
    /// Is lost before anything is heard of it.
    BornDead,
    /// Never comes to begin.
    NeverBegins,
    /// Says something of other tables.
    SaysNonsense,
}

/// A helper in a thread.
struct Threaded {
    orders: Sender<Order>,
    answers: Receiver<Answer>,
}

impl Threaded {
    fn start(kind: Kind) -> Self {
        let (orders, told) = channel::<Order>();
        let (say, answers) = channel();
        thread::spawn(move || {
            if kind == Kind::BornDead {
                let _ = say.send(Answer::Lost);
                return;
            }
            for order in told {
                if let (Order::Sample(task), true) = (order, kind != Kind::NeverBegins) {
                    work(kind, &task, &say);
                }
            }
        });
        Self { orders, answers }
    }
}

fn work(kind: Kind, task: &Task, say: &Sender<Answer>) {
    let answers = RefCell::new(Vec::new());
    let sampled = sample(
        task,
        |answer| answers.borrow_mut().push(answer),
        async || (),
    );
    at_once(sampled).expect("a good task");
    let _ = say.send(Answer::Ready);
    let n_said = if kind == Kind::Dies { 3 } else { usize::MAX };
    for answer in answers.into_inner().into_iter().take(n_said) {
        let answer = match (kind, answer) {
            (Kind::SaysNonsense, Answer::Sampled(_)) => Answer::Sampled(Matrix::default()),
            (_, answer) => answer,
        };
        let _ = say.send(answer);
    }
    if kind == Kind::Dies {
        let _ = say.send(Answer::Lost);
    }
}

impl Helper for Threaded {
    fn order(&self, order: &Order) -> bool {
        self.orders.send(order.clone()).is_ok()
    }

    fn take_answers(&self) -> Vec<Answer> {
        self.answers.try_iter().collect()
    }
}

/// A host with such helpers, which notes what is said.
struct Hosting {
    kinds: Vec<Kind>,
    heard: RefCell<Vec<Report>>,
}

impl Host for Hosting {
    type Helper = Threaded;

    fn emit(&self, report: Report) {
        self.heard.borrow_mut().push(report);
    }

    async fn yield_point(&self, _is_epoch_over: bool) -> Flow {
        Flow::Continue
    }

    fn helpers(&self, most: usize) -> Vec<Threaded> {
        assert!(most >= self.kinds.len(), "there is room for {most} only");
        let kinds = self.kinds.iter().copied();
        kinds.map(Threaded::start).collect()
    }

    async fn until_heard(&self) {
        // Whoever runs looks again: a thread wakes nobody.
        thread::yield_now();
    }
}

/// The bytes of a model over made-up data.
fn model() -> Vec<u8> {
    let data = matinee_testing::data();
    let heads = matinee_testing::heads::heads(&data.tables, 3);
    let artifact = matinee_testing::hybrid_artifact(&data.tables, &heads, Precisions::FULL);
    artifact::write(&artifact).expect("small")
}

fn settings() -> Settings {
    let fields = [
        (Field::Embedding, 4.0),
        (Field::Batch, 128.0),
        (Field::Epochs, 3.0),
    ];
    let start = Settings::of(Preset::Ensemble);
    fields.into_iter().fold(start, |settings, (field, number)| {
        settings.with(field, number).expect("in range")
    })
}

/// What a run comes to, told apart from how far it is.
fn essence(heard: Vec<Report>) -> Vec<Report> {
    let is_essential = |report: &Report| {
        matches!(
            report,
            Report::Epoch(_) | Report::Checkpoint(_) | Report::Stage(_) | Report::Finished(_)
        )
    };
    heard.into_iter().filter(is_essential).collect()
}

fn check(kinds: &[Kind]) {
    let data = TrainingData::open(&model()).expect("sound");
    let (alone, in_one_thread) = run_in_one_go(&data, &settings(), u32::MAX);
    alone.expect("a whole run");
    let host = Hosting {
        kinds: kinds.to_vec(),
        heard: RefCell::default(),
    };
    at_once(run(&data, &Start::from(&settings()), &host)).expect("a whole run");
    let heard = host.heard.into_inner();
    let sampling = Report::Stage(Stage::Sampling);
    let after = heard.iter().skip_while(|report| **report != sampling);
    let parts: Vec<(u32, u32)> = after
        .take_while(|report| **report != Report::Stage(Stage::Distilling))
        .filter_map(|report| match report {
            Report::Part { done, of } => Some((*done, *of)),
            _ => None,
        })
        .collect();
    let (done, of) = *parts.last().expect("the sweeps are told");
    assert_eq!(done, of, "{kinds:?}");
    assert_eq!(essence(heard), essence(in_one_thread), "{kinds:?}");
}

#[test]
fn helpers_change_no_number() {
    for n in 0..=3 {
        check(&vec![Kind::Good; n]);
    }
}

#[test]
fn what_a_lost_helper_was_at_is_done_by_others() {
    check(&[Kind::Dies]);
    check(&[Kind::Dies, Kind::Good]);
    check(&[Kind::BornDead, Kind::BornDead, Kind::BornDead]);
}

#[test]
fn nobody_waits_for_a_helper_that_never_begins() {
    check(&[Kind::NeverBegins]);
    check(&[Kind::NeverBegins, Kind::Good, Kind::NeverBegins]);
}

#[test]
fn what_a_helper_says_of_other_tables_is_not_taken() {
    check(&[Kind::SaysNonsense, Kind::Good]);
}
