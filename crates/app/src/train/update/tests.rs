//! The Train view, event by event.

use matinee_core::domain::{MovieIdx, UserIdx};
use matinee_protocol::{
    Baselines, Epoch, EpochList, Field, ListFor, Merged, Outcome, Plan, Preset, Quality, Settings,
};

use super::*;
use crate::stored::writes::{Unkept, Write};
use crate::train::library::{MOST, StorageStatus};
use crate::train::network::Sizes;

const MODEL: &[u8] = b"the page's model";
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
const OUTCOME: Outcome = Outcome {
    epoch: 1,
    is_stopped: false,
    yours: Quality {
        rmse: 0.95,
        ndcg: Some(0.2),
    },
};

fn open_request() -> Request {
    Request::Open {
        model: MODEL.to_vec(),
        rest: Vec::new(),
    }
}

fn opened() -> Opened {
    Opened {
        n_rows: 1_200,
        n_users: 10,
        n_movies: 20,
        n_user_features: 3,
        n_movie_features: 4,
        is_pages: true,
        merged: Merged::default(),
        left_out: Vec::new(),
    }
}

fn wasm() -> Arc<Vec<u8>> {
    Arc::new(b"wasm".to_vec())
}

fn checkpoint(weight: u8) -> Report {
    Report::Checkpoint(Checkpoint {
        epoch: 1,
        weights: vec![weight],
        is_whole: false,
    })
}

/// The state with a clock and the page's side of what it asks for.
struct Page {
    state: State,
    now_ms: f64,
}

impl Page {
    fn new() -> Self {
        Self::with_ratings(true)
    }

    fn with_ratings(has_ratings: bool) -> Self {
        Self {
            state: State::new(MODEL, has_ratings),
            now_ms: 0.0,
        }
    }

    /// A page whose trainer listens.
    fn listening() -> Self {
        let mut page = Self::new();
        page.on(Event::Entered);
        page.on(Event::RecordsRead(Ok(Vec::new())));
        page.fetched(1);
        page.listens();
        page
    }

    /// A page in whose trainer a run has begun.
    fn running() -> Self {
        let mut page = Self::listening();
        page.start(1);
        page.hear(Report::Started(PLAN));
        page
    }

    fn on(&mut self, event: Event) -> Vec<Effect> {
        self.now_ms += 1.0;
        self.state.update(event, self.now_ms)
    }

    fn fetched(&mut self, number: u32) -> Vec<Effect> {
        let wasm = wasm();
        self.on(Event::Fetched { number, wasm })
    }

    /// The worker says that it listens, and takes the page's tables.
    fn listens(&mut self) -> Vec<Effect> {
        let open = self.hear(Report::Ready);
        assert_eq!(sent(&open), [&open_request()]);
        self.hear(Report::Opened(opened()))
    }

    fn start(&mut self, id: u64) -> Vec<Effect> {
        self.on(Event::StartPressed {
            is_one_epoch: false,
            id,
            since_ms: 1_700_000_000_000.0 + id as f64,
            watched: None,
        })
    }

    /// Hears something about the run that counts.
    fn hear(&mut self, said: Report) -> Vec<Effect> {
        let run = self.state.run;
        self.on(Event::Heard(Message { run, said }))
    }

    fn phase(&self) -> Option<&Phase> {
        self.state.watch().map(|watch| &watch.phase)
    }

    /// Answers every write so, until nothing is left to write; what was written.
    fn write_all(
        &mut self,
        mut effects: Vec<Effect>,
        result: Result<(), Unkept>,
    ) -> Vec<Write<Arc<Checkpoint>>> {
        let mut written = Vec::new();
        while let Some(write) = write_of(&effects).cloned() {
            written.push(write.clone());
            effects = self.on(Event::Written { write, result });
        }
        written
    }

    fn ids(&self) -> Vec<u64> {
        let records = self.state.library().records().iter();
        records.map(|record| record.id).collect()
    }

    fn end_of(&self, id: u64) -> String {
        let record = self.state.library().record(id);
        record.expect("it is noted").end()
    }
}

fn sent(effects: &[Effect]) -> Vec<&Request> {
    let sent = effects.iter().filter_map(|effect| match effect {
        Effect::Send(message) => Some(&message.said),
        _ => None,
    });
    sent.collect()
}

fn write_of(effects: &[Effect]) -> Option<&Write<Arc<Checkpoint>>> {
    let mut writes = effects.iter().filter_map(|effect| match effect {
        Effect::Write(write) => Some(write),
        _ => None,
    });
    let write = writes.next();
    assert!(writes.next().is_none(), "one write at a time: {effects:?}");
    write
}

fn starts_worker(effects: &[Effect]) -> bool {
    let is_start = |effect: &Effect| matches!(effect, Effect::StartWorker { .. });
    effects.iter().any(is_start)
}

fn writes(part: &str) -> Effect {
    Effect::WriteAddress(part.to_owned())
}

fn fetch(number: u32, is_again: bool) -> Effect {
    Effect::Fetch {
        backend: Backend::Ndarray,
        number,
        is_again,
    }
}

fn refusal(page: &Page, place: Place) -> Option<&str> {
    page.state.refusal(place).map(|refusal| &*refusal.reason)
}

/// What the visitor uses when the model of a record is asked for.
fn candidate(place: Place, id: u64, weight: u8) -> Effect {
    Effect::UseModel(Candidate {
        place,
        id,
        bytes: vec![weight],
        opened: None,
    })
}

// The trainer.

#[test]
fn the_view_fetches_the_trainer_and_reads_the_runs_once() {
    let mut page = Page::new();
    let effects = page.on(Event::Entered);
    assert_eq!(effects, [fetch(1, false), Effect::ReadRecords]);
    assert_eq!(page.on(Event::Entered), []);
    page.on(Event::Fetching {
        number: 1,
        n_bytes: 5,
        of: 10,
    });
    let expected = Trainer::Fetching { n_bytes: 5, of: 10 };
    assert_eq!(page.state.trainer(), &expected);
    let effects = page.fetched(1);
    let start = Effect::StartWorker {
        backend: Backend::Ndarray,
        number: 1,
        wasm: wasm(),
    };
    let later = Effect::Later {
        ms: START_MS,
        event: Event::StartOverdue { number: 1 },
    };
    assert_eq!(effects, [start, later]);
    assert_eq!(page.state.data(), None);
    page.listens();
    assert_eq!(page.state.trainer(), &Trainer::Ready(opened()));
    assert_eq!(page.state.data().map(|data| data.opened), Some(opened()));
    assert_eq!(page.on(Event::Entered), []);
}

#[test]
fn a_trainer_that_was_given_up_is_not_heard_and_not_fetched_unasked() {
    let mut page = Page::new();
    page.on(Event::Entered);
    page.start(1);
    let effects = page.on(Event::TrainerGivenUp);
    assert_eq!(
        effects,
        [Effect::CancelFetch, Effect::Focus(Focus::FetchButton)]
    );
    assert_eq!(page.phase(), None, "the run that waited for it is gone");
    assert_eq!(page.fetched(1), []);
    let progress = Event::Fetching {
        number: 1,
        n_bytes: 5,
        of: 10,
    };
    page.on(progress.clone());
    assert_eq!(page.state.trainer(), &Trainer::GivenUp);
    assert_eq!(page.on(Event::Entered), []);
    assert_eq!(page.on(Event::TrainerWanted), [fetch(2, false)]);
    // What is left of the first fetch does not count.
    page.on(progress);
    let reason = "cut off".to_owned();
    page.on(Event::FetchFailed { number: 1, reason });
    let expected = Trainer::Fetching { n_bytes: 0, of: 0 };
    assert_eq!(page.state.trainer(), &expected);
}

#[test]
fn a_trainer_that_cannot_be_had_is_fetched_past_the_cache_and_failures_are_counted() {
    let mut page = Page::new();
    page.on(Event::Entered);
    for number in 1..3 {
        let reason = "the answer is 404".to_owned();
        page.on(Event::FetchFailed { number, reason });
        assert_eq!(page.state.n_failures(), number);
        let effects = page.on(Event::TrainerWanted);
        assert_eq!(effects, [fetch(number + 1, true)]);
    }
    page.fetched(3);
    page.listens();
    assert_eq!(page.state.n_failures(), 0);
}

#[test]
fn another_backend_has_a_trainer_of_its_own_and_each_is_fetched_once() {
    let mut page = Page::listening();
    let effects = page.on(Event::BackendChosen(Backend::Flex));
    let flex = Effect::Fetch {
        backend: Backend::Flex,
        number: 2,
        is_again: false,
    };
    assert_eq!(effects[..2], [Effect::EndWorker, flex]);
    // While it is on its way, the first one is wanted again.
    let effects = page.on(Event::BackendChosen(Backend::Ndarray));
    assert_eq!(effects[..2], [Effect::CancelFetch, Effect::EndWorker]);
    assert!(starts_worker(&effects), "{effects:?}");
    assert_eq!(page.fetched(2), [], "it comes too late");
}

#[test]
fn a_run_keeps_its_trainer_when_another_backend_is_chosen_meanwhile() {
    let mut page = Page::running();
    let effects = page.on(Event::BackendChosen(Backend::Flex));
    assert_eq!(effects, [writes("&recipe=plain&backend=flex")]);
    page.hear(Report::Finished(OUTCOME));
    let effects = page.start(2);
    assert_eq!(effects[0], Effect::EndWorker);
    assert_eq!(sent(&effects), [] as [&Request; 0]);
    assert_eq!(page.phase(), Some(&Phase::Starting));
}

#[test]
fn a_worker_that_does_not_start_is_told_and_the_run_that_waited_ends() {
    let mut page = Page::new();
    page.on(Event::Entered);
    page.start(1);
    page.fetched(1);
    let [look] = &page.on(Event::Broke("no".to_owned()))[..] else {
        panic!("the script is looked for");
    };
    let reason = "no; load the page again".to_owned();
    let expected = Effect::LookForScript {
        backend: Backend::Ndarray,
        number: 1,
        reason: reason.clone(),
    };
    assert_eq!(look, &expected);
    assert_eq!(page.state.trainer(), &Trainer::Starting);
    let effects = page.on(Event::NotStarted {
        number: 1,
        reason: reason.clone(),
    });
    assert_eq!(effects, [Effect::EndWorker]);
    assert_eq!(page.state.trainer(), &Trainer::Failed(reason.clone()));
    assert_eq!(page.phase(), Some(&Phase::Failed(reason)));
    // What is said of the first worker does not concern the second.
    assert!(starts_worker(&page.on(Event::TrainerWanted)));
    let reason = String::new();
    page.on(Event::NotStarted { number: 1, reason });
    page.on(Event::StartOverdue { number: 1 });
    assert_eq!(page.state.trainer(), &Trainer::Starting);
}

#[test]
fn a_worker_that_says_nothing_at_all_is_given_half_a_minute() {
    let mut page = Page::new();
    page.on(Event::Entered);
    page.fetched(1);
    let effects = page.on(Event::StartOverdue { number: 1 });
    assert_eq!(effects, [Effect::EndWorker]);
    assert!(matches!(page.state.trainer(), Trainer::Failed(reason) if reason.contains("half")));

    let mut page = Page::listening();
    assert_eq!(page.on(Event::StartOverdue { number: 1 }), []);
    assert!(matches!(page.state.trainer(), Trainer::Ready(_)));
}

#[test]
fn silence_is_noticed_while_the_trainer_should_be_at_work() {
    let mut page = Page::running();
    let look = |page: &mut Page| {
        page.on(Event::SilenceChecked);
        page.state.is_silent()
    };
    assert!(!look(&mut page));
    page.now_ms += SILENCE_MS;
    assert!(look(&mut page));
    page.hear(Report::Waiting);
    page.now_ms += SILENCE_MS;
    assert!(!look(&mut page), "one that waits says nothing");
    page.on(Event::HoldPressed);
    assert!(!look(&mut page), "it was only just sent on");
}

// The run.

#[test]
fn a_run_is_started_at_once_where_the_trainer_listens() {
    let mut page = Page::listening();
    let effects = page.start(7);
    let message = Message {
        run: 1,
        said: Request::Start((&Settings::of(Preset::Plain)).into()),
    };
    let expected = [Effect::Send(message), Effect::Focus(Focus::StopButton)];
    assert_eq!(effects, expected);
    assert!(page.state.is_alive() && page.state.is_running(7));
    assert!(!page.state.can_start(), "one at a time");
}

#[test]
fn a_run_that_is_started_before_the_trainer_is_there_waits_for_it() {
    let mut page = Page::new();
    page.on(Event::Entered);
    let effects = page.on(Event::StartPressed {
        is_one_epoch: true,
        id: 1,
        since_ms: 0.0,
        watched: None,
    });
    assert_eq!(effects, [Effect::Focus(Focus::StopButton)]);
    assert!(
        page.state
            .status()
            .contains("as soon as the trainer is there")
    );
    page.fetched(1);
    let effects = page.listens();
    let start = Request::Start((&Settings::of(Preset::Plain)).into());
    assert_eq!(sent(&effects), [&start, &Request::Epoch]);
}

#[test]
fn a_run_that_still_waits_for_its_trainer_is_stopped_without_it() {
    let mut page = Page::new();
    page.on(Event::Entered);
    page.start(1);
    assert_eq!(page.on(Event::StopPressed), []);
    assert_eq!(page.phase(), None);
    page.fetched(1);
    assert_eq!(page.listens(), []);
}

#[test]
fn a_number_that_is_none_keeps_the_run_from_starting() {
    let mut page = Page::listening();
    page.on(Event::NumberWritten(Field::Batch, "many".to_owned()));
    assert!(!page.state.is_unfolded());
    let effects = page.start(1);
    assert_eq!(effects, [Effect::Focus(Focus::Field(Field::Batch))]);
    assert!(page.state.is_unfolded(), "what has the focus is shown");
    assert_eq!(page.phase(), None);
    // The numbers of a run that was are numbers.
    let settings = Settings::of(Preset::Hybrid);
    page.on(Event::NumbersReused(settings));
    assert_eq!(sent(&page.start(1)), [&Request::Start((&settings).into())]);
}

#[test]
fn a_run_is_held_and_sent_on() {
    let mut page = Page::running();
    assert_eq!(sent(&page.on(Event::HoldPressed)), [&Request::Pause]);
    // It runs until the trainer says that it waits.
    assert_eq!(page.phase(), Some(&Phase::Running));
    page.hear(Report::Waiting);
    assert_eq!(sent(&page.on(Event::HoldPressed)), [&Request::Resume]);
    assert_eq!(page.phase(), Some(&Phase::Running));
    page.hear(Report::Waiting);
    let effects = page.on(Event::NextEpochPressed);
    assert_eq!(sent(&effects), [&Request::Epoch]);
    assert_eq!(effects[1], Effect::Focus(Focus::HoldButton));
    assert_eq!(page.phase(), Some(&Phase::Running));
}

#[test]
fn a_run_that_is_stopped_is_measured_and_over() {
    let mut page = Page::running();
    page.hear(checkpoint(1));
    let effects = page.on(Event::StopPressed);
    assert_eq!(sent(&effects), [&Request::Stop]);
    let later = Effect::Later {
        ms: PATIENCE_MS,
        event: Event::StopOverdue { run: 1 },
    };
    assert_eq!(effects[1], later);
    assert_eq!(page.phase(), Some(&Phase::Stopping));
    page.hear(Report::Stage(Stage::Measuring));
    // It has answered: now it may take its time.
    assert_eq!(page.on(Event::StopOverdue { run: 1 }), []);
    let outcome = Outcome {
        is_stopped: true,
        ..OUTCOME
    };
    let effects = page.hear(Report::Finished(outcome));
    assert!(effects.contains(&Effect::Mark("matinee:run finished")));
    assert!(effects.contains(&Effect::LeaveRunButtons));
    assert_eq!(page.phase(), Some(&Phase::Finished(outcome)));
    assert_eq!(page.end_of(1), "stopped");
    assert!(!page.state.is_alive() && page.state.can_start());
}

#[test]
fn a_worker_that_does_not_answer_that_it_stops_is_replaced() {
    let mut page = Page::running();
    page.hear(checkpoint(1));
    page.on(Event::StopPressed);
    let effects = page.on(Event::StopOverdue { run: 1 });
    assert_eq!(effects[0], Effect::EndWorker);
    assert!(starts_worker(&effects), "{effects:?}");
    assert!(page.end_of(1).contains("ended at once"));
    assert_eq!(
        page.on(Event::BestChosen),
        [candidate(Place::Outcome, 1, 1)]
    );
}

#[test]
fn that_an_old_run_should_have_stopped_does_not_stop_the_next_one() {
    let mut page = Page::running();
    page.on(Event::StopPressed);
    page.hear(Report::Finished(OUTCOME));
    page.start(2);
    page.on(Event::StopPressed);
    assert_eq!(page.on(Event::StopOverdue { run: 1 }), []);
    assert_eq!(page.phase(), Some(&Phase::Stopping));
}

#[test]
fn a_late_message_of_an_old_run_changes_nothing() {
    let mut page = Page::running();
    page.on(Event::StopPressed);
    page.hear(Report::Finished(OUTCOME));
    page.start(2);
    let watch = page.state.watch().cloned();
    for said in [
        Report::Started(PLAN),
        Report::Step { epoch: 1, step: 3 },
        checkpoint(9),
        Report::Finished(OUTCOME),
        Report::Failed {
            reason: "too late".to_owned(),
        },
    ] {
        let effects = page.on(Event::Heard(Message { run: 1, said }));
        assert_eq!(effects, []);
    }
    assert_eq!(page.state.watch().cloned(), watch);
    assert_eq!(page.state.best(), None);
    assert_eq!(page.end_of(1), "finished");
}

#[test]
fn after_its_end_nothing_is_heard_of_a_run() {
    let mut page = Page::running();
    page.hear(Report::Finished(OUTCOME));
    assert_eq!(page.hear(checkpoint(9)), []);
    let reason = "too late".to_owned();
    assert_eq!(page.hear(Report::Failed { reason }), []);
    assert_eq!(page.phase(), Some(&Phase::Finished(OUTCOME)));
}

#[test]
fn a_dead_worker_costs_the_worker_alone() {
    let mut page = Page::running();
    page.hear(checkpoint(3));
    let effects = page.on(Event::Broke("unreachable".to_owned()));
    assert_eq!(effects[0], Effect::EndWorker);
    assert!(effects.contains(&Effect::LeaveRunButtons), "{effects:?}");
    assert!(page.end_of(1).contains("its memory is not enough"));
    assert_eq!(page.state.trainer(), &Trainer::Absent);
    assert_eq!(
        page.on(Event::BestChosen),
        [candidate(Place::Outcome, 1, 3)]
    );
    // The next run gets a new worker, of the trainer that is there.
    assert!(starts_worker(&page.start(2)));
    let effects = page.listens();
    let start = Request::Start((&Settings::of(Preset::Plain)).into());
    assert_eq!(sent(&effects), [&start]);
    assert_eq!(page.state.best(), None);
}

#[test]
fn what_a_trainer_says_of_its_end_counts_more_than_what_the_browser_says() {
    let mut page = Page::running();
    let reason = "capacity overflow".to_owned();
    page.hear(Report::Failed { reason });
    assert_eq!(
        page.on(Event::Broke("unreachable".to_owned())),
        [Effect::EndWorker]
    );
    assert_eq!(page.end_of(1), "ended: capacity overflow");
}

#[test]
fn a_message_that_cannot_be_read_ends_the_run_and_its_worker() {
    let mut page = Page::running();
    let effects = page.on(Event::Disconnected("it cannot be read".to_owned()));
    assert_eq!(effects[0], Effect::EndWorker);
    let expected = Phase::Failed("it cannot be read".to_owned());
    assert_eq!(page.phase(), Some(&expected));
}

#[test]
fn a_dead_worker_without_a_run_is_only_missed() {
    let mut page = Page::listening();
    let effects = page.on(Event::Broke("unreachable".to_owned()));
    assert_eq!(effects, [Effect::EndWorker]);
    assert_eq!(page.state.trainer(), &Trainer::Absent);
    assert_eq!(page.phase(), None);
}

#[test]
fn leaving_the_view_leaves_the_run_alone() {
    let mut page = Page::running();
    page.on(Event::ModelRefused {
        place: Place::Outcome,
        reason: "it is damaged".to_owned(),
    });
    // The list is shown meanwhile; nobody tells the state.
    page.hear(Report::Step { epoch: 1, step: 3 });
    page.hear(checkpoint(1));
    // As long as this holds, the page asks before it is left.
    assert!(page.state.is_alive());
    assert_eq!(page.on(Event::Entered), []);
    assert_eq!(page.state.status(), "Epoch 1 of 4, step 3 of 10");
    assert_eq!(refusal(&page, Place::Outcome), None);
    page.hear(Report::Finished(OUTCOME));
    assert!(!page.state.is_alive());
}

#[test]
fn a_run_is_told_once_an_epoch() {
    let mut page = Page::running();
    let told = |page: &Page| page.state.announcement().unwrap_or_default();
    assert_eq!(told(&page), "The run begins.");
    for epoch in 1..3 {
        page.hear(Report::Step { epoch, step: 5 });
        page.hear(Report::Epoch(Epoch {
            epoch,
            training: 0.8,
            held_out: 0.9,
            is_best: true,
        }));
        let expected = format!("Epoch {epoch} of 4: held-out loss 0.900.");
        assert_eq!(told(&page), expected);
    }
    page.hear(Report::Waiting);
    assert_eq!(told(&page), "The run waits.");
    page.hear(Report::Finished(OUTCOME));
    assert_eq!(told(&page), "The run is over. Held-out error 0.950 stars.");
}

// The form and the address.

#[test]
fn the_address_follows_the_form_and_the_form_the_address() {
    let mut page = Page::listening();
    let chosen = page.on(Event::PresetChosen(Preset::Hybrid));
    assert_eq!(chosen, [writes("&recipe=simple")]);
    let written = page.on(Event::NumberWritten(Field::Epochs, "3".to_owned()));
    assert_eq!(written, [writes("&recipe=simple&epochs=3")]);
    // A number that is none is in no address.
    let wrong = page.on(Event::NumberWritten(Field::Epochs, "x".to_owned()));
    assert_eq!(wrong, [writes("&recipe=simple")]);
    let query = "?user=500&view=train&recipe=plain&lr=0.02&seed=7";
    assert_eq!(page.on(Event::AddressRead(query.to_owned())), []);
    let settings = page.state.form().settings().expect("numbers");
    assert_eq!(settings.preset, Preset::Plain);
    assert_eq!(settings.get(Field::LearningRate), 0.02);
    assert_eq!(settings.get(Field::Seed), 7.0);
    assert_eq!(page.state.address_notices(), [""; 0]);
}

#[test]
fn an_address_that_says_nothing_of_the_form_leaves_it_and_is_told() {
    let mut page = Page::listening();
    page.on(Event::PresetChosen(Preset::Original));
    let effects = page.on(Event::AddressRead("?user=500&view=train".to_owned()));
    assert_eq!(effects, [writes("&recipe=original")]);
    assert_eq!(page.state.form().preset(), Preset::Original);
}

#[test]
fn what_the_address_cannot_have_is_said_until_the_form_changes() {
    let mut page = Page::listening();
    page.on(Event::AddressRead("?recipe=opera&epochs=0".to_owned()));
    assert_eq!(page.state.address_notices().len(), 2);
    page.on(Event::NumberWritten(Field::Epochs, "3".to_owned()));
    assert_eq!(page.state.address_notices(), [""; 0]);
}

#[test]
fn a_backend_in_the_address_has_its_trainer_fetched_and_no_other() {
    let mut page = Page::new();
    let query = "?view=train&recipe=plain&backend=flex".to_owned();
    let effects = page.on(Event::AddressRead(query));
    let is_fetch =
        |it: &&Effect| matches!(it, Effect::Fetch { backend, .. } if *backend == Backend::Flex);
    assert_eq!(effects.iter().filter(is_fetch).count(), 1);
    let effects = page.on(Event::Entered);
    assert!(!effects.iter().any(|it| matches!(it, Effect::Fetch { .. })));
}

#[test]
fn the_original_is_wanted_on_the_split_of_the_form() {
    let mut page = Page::listening();
    page.on(Event::NumberWritten(Field::Seed, "7".to_owned()));
    page.on(Event::NumberWritten(Field::HeldOut, "30".to_owned()));
    let effects = page.on(Event::OriginalWanted);
    assert_eq!(effects[0], writes("&recipe=original&held-out=30&seed=7"));
    let settings = page.state.form().settings().expect("numbers");
    assert_eq!(settings.get(Field::Epochs), 7.0);
    let effects = page.on(Event::OwnSplitWanted);
    assert_eq!(effects[0], writes("&recipe=original"));
}

#[test]
fn numbers_are_unfolded_where_they_are_put_into_the_form() {
    let mut page = Page::listening();
    page.on(Event::NumbersReused(Settings::of(Preset::Hybrid)));
    assert!(page.state.is_unfolded());
    page.on(Event::NumbersUnfolded(false));
    assert!(!page.state.is_unfolded());
}

// The chart and the list.

#[test]
fn earlier_runs_lie_over_the_chart_until_they_are_taken_away_or_removed() {
    let mut page = Page::listening();
    page.on(Event::RecordsRead(Ok(rows(1..=5))));
    assert_eq!(page.state.earlier().len(), 5);
    for id in 1..=4 {
        page.on(Event::RunOverlaid(id));
    }
    let letters = |page: &Page| {
        let earlier = page.state.earlier();
        let letters = earlier
            .into_iter()
            .filter_map(|(it, letter)| Some((it.id, letter?)));
        letters.collect::<Vec<_>>()
    };
    assert_eq!(
        letters(&page),
        [(3, "C"), (2, "B"), (1, "A")],
        "three at most"
    );
    assert_eq!(page.state.losses().earlier.len(), 3);
    page.on(Event::RunOverlaid(1));
    assert_eq!(letters(&page), [(3, "B"), (2, "A")]);
    page.on(Event::RecordRemoved(2));
    assert_eq!(letters(&page), [(3, "A")]);
    assert!(page.state.has_room_for_overlay());
}

#[test]
fn the_run_that_is_watched_does_not_lie_over_itself() {
    let mut page = Page::running();
    page.hear(Report::Epoch(Epoch {
        epoch: 1,
        training: 1.0,
        held_out: 1.0,
        is_best: true,
    }));
    page.hear(checkpoint(1));
    assert_eq!(page.ids(), [1]);
    assert!(page.state.earlier().is_empty());
    let losses = page.state.losses();
    assert_eq!(losses.epochs.len(), 1);
    assert_eq!(losses.baselines, Some(PLAN.baselines));
}

#[test]
fn an_epoch_is_pointed_at_until_the_next_run() {
    let mut page = Page::running();
    page.on(Event::EpochPointed(Some(2)));
    assert_eq!(page.state.pointed(), Some(2));
    page.hear(Report::Finished(OUTCOME));
    page.start(2);
    assert_eq!(page.state.pointed(), None);
}

#[test]
fn somebodys_list_is_asked_for_and_watched() {
    let mut page = Page::listening();
    let list_for = ListFor::User(UserIdx(3));
    let effects = page.on(Event::StartPressed {
        is_one_epoch: false,
        id: 1,
        since_ms: 0.0,
        watched: Some(Watched {
            list_for: list_for.clone(),
            phrase: "user 4".to_owned(),
        }),
    });
    let start = Start {
        settings: Settings::of(Preset::Plain),
        list_for: Some(list_for),
    };
    assert_eq!(sent(&effects), [&Request::Start(start)]);
    page.hear(Report::Started(PLAN));
    let list = EpochList {
        epoch: 1,
        movies: vec![MovieIdx(5)],
    };
    page.hear(Report::List(list.clone()));
    let watch = page.state.watch().expect("it runs");
    assert_eq!(watch.whose.as_deref(), Some("user 4"));
    assert_eq!(watch.lists, [list]);
}

#[test]
fn the_sizes_are_the_pages_until_other_data_is_trained_on() {
    let mut page = Page::listening();
    let pages = Sizes {
        n_users: 943,
        n_movies: 1_347,
        n_user_features: 24,
        n_movie_features: 19,
    };
    assert_eq!(page.state.sizes(pages), pages);
    assert!(page.state.is_on_pages());
    page.on(zip("mine.zip"));
    page.hear(Report::Opened(Opened {
        is_pages: false,
        ..opened()
    }));
    assert_eq!(page.state.sizes(pages).n_users, 10);
    assert!(!page.state.is_on_pages());
}

// What is trained on.

fn zip(name: &str) -> Event {
    Event::DataRead {
        name: name.to_owned(),
        zip: b"zip".to_vec(),
    }
}

fn data_refusal(page: &Page) -> Option<&str> {
    page.state.data_refusal().map(|refusal| &*refusal.reason)
}

fn archive_name(page: &Page) -> Option<&str> {
    page.state.archive().map(|archive| archive.name.as_str())
}

#[test]
fn brought_data_is_trained_on_once_the_trainer_has_read_it_and_gone_once_the_pages_is_back() {
    let mut page = Page::listening();
    let archive = Request::OpenArchive(b"zip".to_vec());
    assert_eq!(sent(&page.on(zip("mine.zip"))), [&archive]);
    assert!(page.state.is_reading() && !page.state.can_start());
    assert_eq!(archive_name(&page), None);
    page.hear(Report::Opened(opened()));
    assert_eq!(archive_name(&page), Some("mine.zip"));
    page.start(1);
    page.hear(Report::Started(PLAN));
    page.hear(Report::Finished(OUTCOME));
    assert_eq!(page.end_of(1), "finished, on mine.zip");

    let effects = page.on(Event::PagesRatingsWanted);
    assert_eq!(sent(&effects), [&open_request()]);
    assert_eq!(effects[1], Effect::Focus(Focus::Data));
    assert_eq!(
        archive_name(&page),
        Some("mine.zip"),
        "until they are there"
    );
    page.hear(Report::Opened(opened()));
    assert_eq!(archive_name(&page), None);
    assert!(page.state.can_start());
}

#[test]
fn refused_data_leaves_the_ratings_as_they_were() {
    let mut page = Page::listening();
    page.on(zip("mine.zip"));
    let reason = "it is damaged".to_owned();
    page.hear(Report::Refused {
        reason: reason.clone(),
    });
    assert_eq!(data_refusal(&page), Some(&*reason));
    assert!(page.state.can_start());
    // Also where reading it is too much for the trainer.
    page.on(zip("mine.zip"));
    assert_eq!(data_refusal(&page), None);
    page.hear(Report::Failed {
        reason: reason.clone(),
    });
    assert_eq!(data_refusal(&page), Some(&*reason));
    assert_eq!(page.phase(), None);
}

#[test]
fn a_worker_that_breaks_over_new_data_is_replaced_and_has_the_old_data_again() {
    let mut page = Page::listening();
    page.on(zip("first.zip"));
    page.hear(Report::Opened(opened()));
    page.on(zip("second.zip"));
    let effects = page.on(Event::Broke("unreachable".to_owned()));
    assert_eq!(effects[0], Effect::EndWorker);
    assert!(starts_worker(&effects), "{effects:?}");
    assert!(data_refusal(&page).is_some());
    // A new worker has the page's tables; the visitor's follow.
    let effects = page.listens();
    assert_eq!(sent(&effects), [&Request::OpenArchive(b"zip".to_vec())]);
    assert_eq!(page.state.trainer(), &Trainer::Starting);
    page.hear(Report::Opened(opened()));
    assert_eq!(archive_name(&page), Some("first.zip"));
}

#[test]
fn no_data_is_taken_while_a_run_has_its_rows_or_before_the_trainer_is_there() {
    let refused = |page: &mut Page| {
        assert_eq!(page.on(zip("mine.zip")), []);
        data_refusal(page).unwrap_or_default().to_owned()
    };
    assert!(refused(&mut Page::running()).contains("a run is on its way"));
    assert!(refused(&mut Page::new()).contains("not ready"));
    let mut page = Page::listening();
    page.on(zip("first.zip"));
    assert!(refused(&mut page).contains("another one is being read"));
}

#[test]
fn a_page_without_ratings_trains_once_some_are_brought() {
    let mut page = Page::with_ratings(false);
    page.on(Event::Entered);
    page.fetched(1);
    page.listens();
    assert!(!page.state.can_start());
    assert_eq!(page.state.data().map(|data| data.has_ratings), Some(false));
    page.on(zip("mine.zip"));
    page.hear(Report::Opened(opened()));
    assert!(page.state.can_start());
}

// What is kept.

#[test]
fn a_checkpoint_is_kept_when_it_is_told_one_write_after_the_other() {
    let mut page = Page::running();
    let effects = page.hear(checkpoint(1));
    let first = write_of(&effects).cloned().expect("it is written");
    // While that is under way, the second gives way to the third.
    for weight in [2, 3] {
        assert_eq!(write_of(&page.hear(checkpoint(weight))), None);
    }
    let effects = page.on(Event::Written {
        write: first,
        result: Ok(()),
    });
    assert!(effects.contains(&Effect::MeasureStorage));
    let written = page.write_all(effects, Ok(()));
    let [Write::Keep { id: 1, model, .. }] = &written[..] else {
        panic!("{written:?}");
    };
    assert_eq!(model.as_ref().map(|it| &it.weights[..]), Some(&[3][..]));
    // Now it is only there.
    let read = Effect::ReadModel {
        id: 1,
        purpose: Purpose::Use,
    };
    assert_eq!(page.on(Event::RecordChosen(1)), [read]);
}

#[test]
fn where_storage_is_full_a_checkpoint_stays_with_the_page_and_is_not_written_again() {
    let mut page = Page::running();
    let effects = page.hear(checkpoint(1));
    let written = page.write_all(effects, Err(Unkept::Full));
    assert_eq!(written.len(), 1);
    let lost = StorageStatus::Lost(Unkept::Full);
    assert_eq!(page.state.library().status(), lost);
    page.on(Event::StorageMeasured(Some(5)));
    assert_eq!(page.state.library().status(), lost);
    let effects = page.hear(Report::Finished(OUTCOME));
    assert_eq!(page.write_all(effects, Err(Unkept::Full)).len(), 1);
    assert_eq!(
        page.on(Event::RecordChosen(1)),
        [candidate(Place::Records, 1, 1)]
    );
    let saved = Effect::SaveFile {
        name: "matinee-plain-1700000000.matinee".to_owned(),
        bytes: vec![1],
    };
    assert_eq!(page.on(Event::RecordSaved(1)), [saved]);
}

#[test]
fn room_that_is_made_is_used_for_what_could_not_be_kept() {
    let mut page = Page::running();
    let effects = page.hear(Report::Finished(OUTCOME));
    page.write_all(effects, Ok(()));
    page.start(2);
    let effects = page.hear(checkpoint(2));
    page.write_all(effects, Err(Unkept::Full));
    assert_eq!(
        page.state.library().status(),
        StorageStatus::Lost(Unkept::Full)
    );
    let effects = page.on(Event::RecordRemoved(1));
    let written = page.write_all(effects, Ok(()));
    assert!(
        matches!(
            &written[..],
            [
                Write::Drop { id: 1 },
                Write::Keep {
                    id: 2,
                    model: Some(_),
                    ..
                }
            ]
        ),
        "{written:?}"
    );
    assert_eq!(
        page.state.library().status(),
        StorageStatus::Kept { used: None }
    );
    assert_eq!(page.ids(), [2]);
}

#[test]
fn storage_that_cannot_be_read_is_told_and_runs_go_on() {
    let mut page = Page::new();
    page.on(Event::Entered);
    page.on(Event::RecordsRead(Err(Unkept::Refused)));
    let lost = StorageStatus::Lost(Unkept::Refused);
    assert_eq!(page.state.library().status(), lost);
    page.fetched(1);
    page.listens();
    page.start(1);
    assert!(page.state.is_alive());
}

/// Rows as a browser has them after runs with these ids.
fn rows(ids: impl IntoIterator<Item = u64>) -> Vec<(Option<f64>, Option<Vec<u8>>)> {
    let row = |id: u64| {
        let mut page = Page::listening();
        page.start(id);
        page.hear(Report::Started(PLAN));
        page.hear(Report::Epoch(Epoch {
            epoch: 1,
            training: 1.0,
            held_out: 1.0,
            is_best: true,
        }));
        let effects = page.hear(checkpoint(1));
        match write_of(&effects) {
            Some(Write::Keep { run, .. }) => (Some(id as f64), Some(run.clone())),
            other => panic!("{other:?}"),
        }
    };
    ids.into_iter().map(row).collect()
}

#[test]
fn what_is_no_run_is_counted_and_the_others_are_shown() {
    let mut page = Page::new();
    page.on(Event::Entered);
    let mut rows = rows([1, 2]);
    rows.extend([(None, None), (Some(9.0), Some(vec![255]))]);
    let effects = page.on(Event::RecordsRead(Ok(rows)));
    assert_eq!(effects, [Effect::MeasureStorage]);
    assert_eq!(page.ids(), [2, 1]);
    assert_eq!(page.state.library().unread().n(), 2);
}

#[test]
fn the_oldest_run_makes_room_but_not_one_that_is_used_or_came_as_a_file() {
    let mut page = Page::running();
    page.on(Event::RecordsRead(Ok(rows(2..MOST as u64 + 2))));
    page.on(Event::UsedModelChanged(Some(2)));
    page.hear(Report::Finished(OUTCOME));
    assert_eq!(page.ids().last(), Some(&2), "run 1 is the oldest one");
    assert_eq!(page.ids().len(), MOST);
    page.start(100);
    page.hear(Report::Started(PLAN));
    page.hear(checkpoint(1));
    assert_eq!(page.ids().len(), MOST + 1, "the oldest one is used");
    // Another tab uses another one.
    page.on(Event::UsedModelChanged(Some(3)));
    page.hear(checkpoint(2));
    assert_eq!(page.ids().last(), Some(&3));
    assert_eq!(page.ids().len(), MOST);
}

// Two tabs.

#[test]
fn a_model_that_another_tab_has_removed_is_missed_and_nothing_else_changes() {
    let mut page = Page::listening();
    page.on(Event::RecordsRead(Ok(rows([1, 2]))));
    let mut last = None;
    for purpose in [Purpose::Use, Purpose::Save("a.matinee".to_owned())] {
        let effects = page.on(Event::ModelRead {
            id: 1,
            purpose,
            bytes: None,
        });
        assert_eq!(effects, []);
        let refusal = page.state.refusal(Place::Records).cloned();
        assert_ne!(refusal, last, "the same is said anew");
        last = refusal;
    }
    assert_eq!(
        refusal(&page, Place::Records),
        Some("the browser no longer has it")
    );
    assert_eq!(page.ids(), [2, 1]);
    // Whoever removes it here too removes what is not there.
    let effects = page.on(Event::RecordRemoved(1));
    let drop = Effect::Write(Write::Drop { id: 1 });
    assert_eq!(effects, [drop, Effect::Focus(Focus::Records)]);
}

#[test]
fn a_model_is_forgotten_with_its_run_only_where_no_tab_has_chosen_another() {
    let mut page = Page::listening();
    page.on(Event::RecordsRead(Ok(rows([1, 2, 3]))));
    page.on(Event::UsedModelChanged(Some(1)));
    // Another tab takes the second one.
    page.on(Event::UsedModelChanged(Some(2)));
    let effects = page.on(Event::RecordRemoved(1));
    assert!(!effects.contains(&Effect::ForgetUsedModel), "{effects:?}");
    let effects = page.on(Event::RecordRemoved(2));
    assert!(effects.contains(&Effect::ForgetUsedModel), "{effects:?}");
}

#[test]
fn the_runs_of_another_tab_stay_when_this_one_writes() {
    let mut page = Page::running();
    // Between the two tabs there are only rows by id: a write names its own and no other.
    let effects = page.hear(checkpoint(1));
    let written = page.write_all(effects, Ok(()));
    assert!(
        matches!(&written[..], [Write::Keep { id: 1, .. }]),
        "{written:?}"
    );
}

// Models in the page.

#[test]
fn a_model_that_is_used_makes_the_list() {
    let mut page = Page::listening();
    page.on(Event::RecordsRead(Ok(rows([1]))));
    let effects = page.on(Event::ModelRead {
        id: 1,
        purpose: Purpose::Use,
        bytes: Some(vec![4]),
    });
    let [Effect::UseModel(chosen)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let effects = page.on(Event::ModelUsed(chosen.clone()));
    assert_eq!(effects, [Effect::ShowList]);
    assert!(
        page.on(Event::RecordRemoved(1))
            .contains(&Effect::ForgetUsedModel)
    );
}

#[test]
fn an_opened_file_is_kept_once_it_is_used_and_not_where_it_is_refused() {
    let mut page = Page::listening();
    let read = |id| Event::FileRead {
        id,
        since_ms: 5.0,
        name: "mine.matinee".to_owned(),
        bytes: vec![1, 2],
    };
    let [Effect::UseModel(_)] = &page.on(read(1))[..] else {
        panic!("it is tried");
    };
    let reason = "it is damaged".to_owned();
    page.on(Event::ModelRefused {
        place: Place::Files,
        reason: reason.clone(),
    });
    assert_eq!(refusal(&page, Place::Files), Some(&*reason));
    assert_eq!(refusal(&page, Place::Records), None);
    assert_eq!(page.ids(), [] as [u64; 0]);

    page.on(Event::FileChosen);
    assert_eq!(refusal(&page, Place::Files), None);
    let effects = page.on(read(2));
    let [Effect::UseModel(opened)] = &effects[..] else {
        panic!("{effects:?}");
    };
    let effects = page.on(Event::ModelUsed(opened.clone()));
    assert_eq!(effects.last(), Some(&Effect::ShowList));
    let written = page.write_all(effects, Ok(()));
    let [Write::Keep { id: 2, model, .. }] = &written[..] else {
        panic!("{written:?}");
    };
    assert_eq!(model.as_ref().map(|it| &it.weights[..]), Some(&[1, 2][..]));
    assert_eq!(page.end_of(2), "opened from a file");
}
