//! What follows from an event: the only place where the Train view's state changes.

mod form;

use std::sync::Arc;

use matinee_protocol::{Backend, Checkpoint, Message, Opened, Report, Request, Stage, Start};

use super::event::{Candidate, Effect, Event, Focus, Place, Purpose, Turn, Watched};
use super::record::{Record, Source, Training};
use super::state::{Archive, Refusal, State, Trainer};
use super::watch::{Phase, Watch};

/// A worker that has not said in this time that it listens never will, milliseconds.
const START_MS: u32 = 30_000;
/// How long a trainer has to answer that it stops, milliseconds.
const PATIENCE_MS: u32 = 400;
/// Silence from which on it is said that the trainer says nothing, milliseconds: longer than anything
/// that it does without a word.
const SILENCE_MS: f64 = 20_000.0;

impl State {
    /// Answers an event that happens `now_ms` milliseconds after the page was opened: changes the
    /// state, and says what the page has to do, in this order.
    pub fn update(&mut self, event: Event, now_ms: f64) -> Vec<Effect> {
        let mut turn = Turn {
            now_ms,
            effects: Vec::new(),
        };
        self.answer(event, &mut turn);
        turn.effects
    }

    fn answer(&mut self, event: Event, turn: &mut Turn) {
        match event {
            Event::Entered => self.enter(turn),
            Event::PresetChosen(preset) => self.choose_preset(preset, turn),
            Event::NumberWritten(field, text) => self.write_number(field, text, turn),
            Event::BackendChosen(backend) => {
                self.choose_backend(backend, turn);
                self.form_changed(turn);
            }
            Event::NumbersReused(settings) => self.show_numbers(&settings, turn),
            Event::AddressRead(query) => self.read_address(&query, turn),
            Event::NumbersUnfolded(is_unfolded) => self.is_unfolded = is_unfolded,
            Event::OriginalWanted => self.show_original(turn),
            Event::OwnSplitWanted => self.take_own_split(turn),
            Event::EpochPointed(epoch) => self.pointed = epoch,
            Event::RunOverlaid(id) => self.overlay(id),
            Event::TrainerWanted => self.load(turn),
            Event::TrainerGivenUp => self.give_up(turn),
            Event::StartPressed {
                is_one_epoch,
                id,
                since_ms,
                watched,
            } => self.start(is_one_epoch, (id, since_ms), watched, turn),
            Event::HoldPressed => self.hold(turn),
            Event::NextEpochPressed => {
                self.go_on(Request::Epoch, turn);
                turn.add(Effect::Focus(Focus::HoldButton));
            }
            Event::StopPressed => self.stop(turn),
            Event::DataRead { name, zip } => self.bring(name, zip, turn),
            Event::DataRefused(reason) => self.refuse_data(reason),
            Event::PagesRatingsWanted => self.take_pages_ratings(turn),
            Event::BestChosen => self.use_best(turn),
            Event::RecordChosen(id) => self.read_model(id, Purpose::Use, turn),
            Event::RecordSaved(id) => {
                if let Some(record) = self.library.record(id) {
                    let file = record.file_name();
                    self.read_model(id, Purpose::Save(file), turn);
                }
            }
            Event::RecordRemoved(id) => {
                self.overlaid.retain(|it| *it != id);
                self.library.remove(id, turn);
                turn.add(Effect::Focus(Focus::Records));
            }
            Event::FileChosen => self.refusals[Place::Files as usize] = None,
            Event::FileRead {
                id,
                since_ms,
                name,
                bytes,
            } => turn.add(Effect::UseModel(Candidate {
                place: Place::Files,
                id,
                bytes,
                opened: Some((name, since_ms)),
            })),
            Event::FileRefused(reason) => self.refuse_model(Place::Files, reason),

            Event::Fetching {
                number,
                n_bytes,
                of,
            } => {
                if self.is_fetching(number) {
                    self.trainer = Trainer::Fetching { n_bytes, of };
                }
            }
            Event::Fetched { number, wasm } => {
                if self.is_fetching(number) {
                    self.fetched.push((self.backend, Arc::clone(&wasm)));
                    self.start_worker(wasm, turn);
                }
            }
            Event::FetchFailed { number, reason } => {
                if self.is_fetching(number) {
                    self.fail(reason, turn);
                }
            }

            Event::Heard(message) => self.hear(message, turn),
            Event::Disconnected(reason) => self.break_off(reason, turn),
            Event::Broke(reason) => self.worker_broke(&reason, turn),
            Event::NotStarted { number, reason } => {
                if self.worker == number {
                    self.break_off(reason, turn);
                }
            }
            Event::StartOverdue { number } => {
                if self.worker == number && self.trainer == Trainer::Starting {
                    self.fail("it did not start for half a minute".to_owned(), turn);
                }
            }
            Event::StopOverdue { run } => self.stop_at_once(run, turn),
            Event::SilenceChecked => self.check_silence(turn.now_ms),

            Event::RecordsRead(rows) => self.library.add_stored(rows, turn),
            Event::Written { write, result } => self.library.written(&write, result, turn),
            Event::StorageMeasured(used) => self.library.set_used(used),
            Event::ModelRead { id, purpose, bytes } => self.model_read(id, purpose, bytes, turn),

            Event::ModelUsed(candidate) => self.model_used(candidate, turn),
            Event::ModelRefused { place, reason } => self.refuse_model(place, reason),
            Event::UsedModelChanged(id) => self.library.set_in_use(id),
        }
    }

    /// Begins with what the view needs. A run that goes on is let be.
    fn enter(&mut self, turn: &mut Turn) {
        self.refusals = [None, None, None];
        self.is_silent = false;
        self.n_failures = 0;
        // Who did not want to wait for the trainer before is not made to.
        if self.trainer != Trainer::GivenUp {
            self.load(turn);
        }
        self.library.open(turn);
    }
}

/// The trainer: fetched, started, and given up.
impl State {
    /// Fetches or starts the trainer of the chosen backend, where it is not there yet. One that is
    /// at work, or on its way, is let be.
    fn load(&mut self, turn: &mut Turn) {
        let is_again = match self.trainer {
            Trainer::Absent | Trainer::GivenUp => false,
            Trainer::Failed(_) => true,
            Trainer::Fetching { .. } | Trainer::Starting | Trainer::Ready(_) => return,
        };
        let backend = self.form.backend();
        self.backend = backend;
        let fetched = self.fetched.iter().find(|(of, _)| *of == backend);
        if let Some((_, wasm)) = fetched {
            let wasm = Arc::clone(wasm);
            return self.start_worker(wasm, turn);
        }
        self.trainer = Trainer::Fetching { n_bytes: 0, of: 0 };
        self.fetch += 1;
        turn.add(Effect::Fetch {
            backend,
            number: self.fetch,
            is_again,
        });
    }

    const fn is_fetching(&self, number: u32) -> bool {
        self.fetch == number && matches!(self.trainer, Trainer::Fetching { .. })
    }

    fn start_worker(&mut self, wasm: Arc<Vec<u8>>, turn: &mut Turn) {
        self.trainer = Trainer::Starting;
        self.worker += 1;
        let number = self.worker;
        turn.add(Effect::StartWorker {
            backend: self.backend,
            number,
            wasm,
        });
        turn.add(Effect::Later {
            ms: START_MS,
            event: Event::StartOverdue { number },
        });
    }

    /// The trainer of another backend makes room for the chosen one's, unless a run is alive: then
    /// the next run does that.
    fn choose_backend(&mut self, backend: Backend, turn: &mut Turn) {
        self.form.set_backend(backend);
        if !self.is_alive() {
            self.change_trainer(turn);
        }
    }

    /// Ends the trainer that is there or on its way, if it is not of the chosen backend, and gets
    /// the one that is.
    fn change_trainer(&mut self, turn: &mut Turn) {
        if self.backend != self.form.backend() {
            self.stop_fetching(turn);
            self.end_worker(turn);
        }
        self.load(turn);
    }

    fn stop_fetching(&self, turn: &mut Turn) {
        if let Trainer::Fetching { .. } = self.trainer {
            turn.add(Effect::CancelFetch);
        }
    }

    fn give_up(&mut self, turn: &mut Turn) {
        self.stop_fetching(turn);
        self.trainer = Trainer::GivenUp;
        self.forget_waiting();
        turn.add(Effect::Focus(Focus::FetchButton));
    }

    /// There is no trainer, and so no run that waits for it.
    fn fail(&mut self, reason: String, turn: &mut Turn) {
        self.end_worker(turn);
        self.n_failures += 1;
        if !self.waiting.is_empty() {
            self.waiting.clear();
            let reason = reason.clone();
            self.hear_of_watch(&Report::Failed { reason }, turn);
        }
        self.trainer = Trainer::Failed(reason);
    }

    /// Ends the worker, whatever it does. Nothing that was on its way into it will arrive.
    fn end_worker(&mut self, turn: &mut Turn) {
        self.trainer = Trainer::Absent;
        self.asked = None;
        self.leave_archive();
        turn.add(Effect::EndWorker);
    }

    /// The worker cannot go on: only it is lost. The next run gets a new one.
    fn break_off(&mut self, reason: String, turn: &mut Turn) {
        if !matches!(self.trainer, Trainer::Ready(_)) {
            return self.fail(reason, turn);
        }
        let was_reading = self.asked.is_some();
        self.end_worker(turn);
        if was_reading {
            self.refuse_data(reason);
            // The ratings that there were come back with a new trainer.
            self.load(turn);
        } else if self.is_alive() {
            self.hear_of_run(Report::Failed { reason }, turn);
        }
    }

    /// A panic says itself what it is, before; what says nothing ran out of memory, as a rule.
    fn worker_broke(&mut self, reason: &str, turn: &mut Turn) {
        self.heard_ms = turn.now_ms;
        match self.trainer {
            Trainer::Ready(_) => {
                let reason = format!(
                    "it broke off ({reason}), as it does when its memory is not enough; choose \
                     smaller numbers or less data"
                );
                self.break_off(reason, turn);
            }
            // Where its script is gone from the site, that is known before it is said.
            _ => turn.add(Effect::LookForScript {
                backend: self.backend,
                number: self.worker,
                reason: format!("{reason}; load the page again"),
            }),
        }
    }

    /// Notes whether the trainer was not heard of for a long time though it should be at work.
    fn check_silence(&mut self, now_ms: f64) {
        let is_at_work = |watch: &Watch| watch.is_alive() && watch.phase != Phase::Waiting;
        let is_at_work = self.watch().is_some_and(is_at_work);
        let is_ready = matches!(self.trainer, Trainer::Ready(_));
        self.is_silent = is_at_work && is_ready && now_ms - self.heard_ms > SILENCE_MS;
    }
}

/// The run: steered by the visitor, told by the trainer.
impl State {
    fn start(
        &mut self,
        is_one_epoch: bool,
        (id, since_ms): (u64, f64),
        watched: Option<Watched>,
        turn: &mut Turn,
    ) {
        let settings = match self.form.settings() {
            Ok(settings) => settings,
            Err(wrong) => {
                self.is_unfolded = true;
                return turn.add(Effect::Focus(Focus::Field(wrong.field)));
            }
        };
        self.run += 1;
        (self.id, self.since_ms) = (id, since_ms);
        self.best = None;
        self.pointed = None;
        let mut watch = Watch::new(settings);
        let list_for = watched.map(|watched| {
            watch.whose = Some(watched.phrase);
            watched.list_for
        });
        self.watch = Some(watch);
        self.heard_ms = turn.now_ms;
        self.waiting = vec![Request::Start(Start { settings, list_for })];
        if is_one_epoch {
            self.waiting.push(Request::Epoch);
        }
        self.change_trainer(turn);
        if let Trainer::Ready(_) = self.trainer {
            self.send_waiting(turn);
        }
        turn.add(Effect::Focus(Focus::StopButton));
    }

    fn hold(&mut self, turn: &mut Turn) {
        match self.watch().map(|watch| &watch.phase) {
            Some(Phase::Waiting) => self.go_on(Request::Resume, turn),
            _ => self.send(Request::Pause, turn),
        }
    }

    fn go_on(&mut self, how_far: Request, turn: &mut Turn) {
        self.send(how_far, turn);
        self.heard_ms = turn.now_ms;
        if let Some(watch) = &mut self.watch {
            watch.go_on();
        }
    }

    /// Ends the run: its best model is measured. A trainer that does not answer is ended.
    fn stop(&mut self, turn: &mut Turn) {
        if !self.waiting.is_empty() {
            return self.forget_waiting();
        }
        self.send(Request::Stop, turn);
        if let Some(watch) = &mut self.watch {
            watch.stop();
        }
        turn.add(Effect::Later {
            ms: PATIENCE_MS,
            event: Event::StopOverdue { run: self.run },
        });
    }

    fn stop_at_once(&mut self, run: u32, turn: &mut Turn) {
        let is_stopping = |watch: &Watch| watch.phase == Phase::Stopping;
        if self.run == run && self.watch().is_some_and(is_stopping) {
            let reason = "it was in the middle of something long, so it was ended at once";
            self.break_off(reason.to_owned(), turn);
            self.load(turn);
        }
    }

    /// The run that the trainer has not heard of yet is no more.
    fn forget_waiting(&mut self) {
        if !self.waiting.is_empty() {
            self.waiting.clear();
            self.watch = None;
        }
    }

    /// The trainer hears what was asked before it listened.
    fn send_waiting(&mut self, turn: &mut Turn) {
        for request in std::mem::take(&mut self.waiting) {
            self.send(request, turn);
        }
    }

    /// Sends the trainer something about the run that counts.
    fn send(&self, said: Request, turn: &mut Turn) {
        let run = self.run;
        turn.add(Effect::Send(Message { run, said }));
    }

    fn hear(&mut self, Message { run, said }: Message<Report>, turn: &mut Turn) {
        self.heard_ms = turn.now_ms;
        match said {
            Report::Ready => self.send(self.open(), turn),
            Report::Opened(opened) => self.opened(opened, turn),
            Report::Refused { reason } => self.refuse_asked(reason),
            Report::Memory { n_bytes } => self.memory = n_bytes,
            // It could not even open the tables.
            Report::Failed { reason } if self.trainer == Trainer::Starting => {
                self.fail(reason, turn);
            }
            // What it was reading was too much for it.
            Report::Failed { reason } if self.asked.is_some() => self.refuse_asked(reason),
            said if run == self.run && self.is_alive() => self.hear_of_run(said, turn),
            // Of a run that is over.
            _ => {}
        }
    }

    fn hear_of_run(&mut self, said: Report, turn: &mut Turn) {
        if let Some(mark) = mark(&said) {
            turn.add(Effect::Mark(mark));
        }
        self.hear_of_watch(&said, turn);
        match said {
            Report::Checkpoint(checkpoint) => {
                self.best = Some(Arc::new(checkpoint));
                self.keep_run(turn);
            }
            Report::Finished(_) | Report::Failed { .. } => {
                self.keep_run(turn);
                turn.add(Effect::LeaveRunButtons);
            }
            _ => {}
        }
    }

    fn hear_of_watch(&mut self, said: &Report, turn: &Turn) {
        if let Some(watch) = &mut self.watch {
            watch.hear(said, turn.now_ms);
        }
    }

    /// Keeps the run that counts, as far as it is, with its best model.
    fn keep_run(&mut self, turn: &mut Turn) {
        let Some(watch) = &self.watch else {
            return;
        };
        let data = self.archive().map(|archive| archive.name.clone());
        let record = Record {
            id: self.id,
            since_ms: self.since_ms,
            source: Source::Trained(Training::of(watch, data)),
            n_bytes: self.best().map_or(0, |best| best.weights.len() as u32),
            is_whole: self.best().is_some_and(|best| best.is_whole),
        };
        self.library.keep(record, self.best.clone(), turn);
    }
}

/// What is trained on: the page's ratings, or a data set of the visitor's.
impl State {
    fn bring(&mut self, name: String, zip: Vec<u8>, turn: &mut Turn) {
        // Something may have begun while the file was read.
        if let Some(reason) = self.obstacle() {
            return self.refuse_data(reason.to_owned());
        }
        self.data_refusal = None;
        let zip = Arc::new(zip);
        self.ask(Archive { name, zip }, turn);
    }

    fn ask(&mut self, archive: Archive, turn: &mut Turn) {
        let zip = archive.zip.to_vec();
        self.asked = Some(archive);
        self.send(Request::OpenArchive(zip), turn);
    }

    fn take_pages_ratings(&mut self, turn: &mut Turn) {
        self.is_returning = true;
        self.data_refusal = None;
        self.send(self.open(), turn);
        turn.add(Effect::Focus(Focus::Data));
    }

    /// The trainer has tables. Those of a new worker are the page's; the visitor's follow.
    fn opened(&mut self, opened: Opened, turn: &mut Turn) {
        self.leave_archive();
        match (self.asked.take(), self.archive.clone()) {
            (None, Some(archive)) => return self.ask(archive, turn),
            (Some(archive), _) => self.archive = Some(archive),
            (None, None) => {}
        }
        self.n_failures = 0;
        self.trainer = Trainer::Ready(opened);
        self.send_waiting(turn);
    }

    /// The trainer keeps the tables that it had.
    fn refuse_asked(&mut self, reason: String) {
        self.asked = None;
        self.refuse_data(reason);
    }

    fn refuse_data(&mut self, reason: String) {
        self.data_refusal = Some(self.refusal_of(reason));
    }

    const fn refusal_of(&mut self, reason: String) -> Refusal {
        self.n_refusals += 1;
        let number = self.n_refusals;
        Refusal { number, reason }
    }

    /// The visitor's data goes when what they want in its place is there.
    fn leave_archive(&mut self) {
        if self.is_returning {
            self.is_returning = false;
            self.archive = None;
        }
    }
}

/// The visitor's models: used, saved, opened from files.
impl State {
    fn use_best(&self, turn: &mut Turn) {
        if let Some(best) = self.best() {
            turn.add(Effect::UseModel(Candidate {
                place: Place::Outcome,
                id: self.id,
                bytes: best.weights.clone(),
                opened: None,
            }));
        }
    }

    fn read_model(&mut self, id: u64, purpose: Purpose, turn: &mut Turn) {
        match self.library.unkept(id).map(|model| model.weights.clone()) {
            None => turn.add(Effect::ReadModel { id, purpose }),
            bytes => self.model_read(id, purpose, bytes, turn),
        }
    }

    fn model_read(&mut self, id: u64, purpose: Purpose, bytes: Option<Vec<u8>>, turn: &mut Turn) {
        match (bytes, purpose) {
            (Some(bytes), Purpose::Use) => turn.add(Effect::UseModel(Candidate {
                place: Place::Records,
                id,
                bytes,
                opened: None,
            })),
            (Some(bytes), Purpose::Save(name)) => turn.add(Effect::SaveFile { name, bytes }),
            (None, _) => {
                let reason = "the browser no longer has it".to_owned();
                self.refuse_model(Place::Records, reason);
            }
        }
    }

    /// Shows what the model makes of the list; one that came as a file is kept.
    fn model_used(&mut self, candidate: Candidate, turn: &mut Turn) {
        let Candidate {
            id, bytes, opened, ..
        } = candidate;
        self.library.set_in_use(Some(id));
        if let Some((name, since_ms)) = opened {
            let record = Record {
                id,
                since_ms,
                source: Source::Opened(name),
                n_bytes: bytes.len() as u32,
                is_whole: false,
            };
            let model = Checkpoint {
                epoch: 0,
                weights: bytes,
                is_whole: false,
            };
            self.library.keep(record, Some(Arc::new(model)), turn);
        }
        turn.add(Effect::ShowList);
    }

    fn refuse_model(&mut self, place: Place, reason: String) {
        self.refusals[place as usize] = Some(self.refusal_of(reason));
    }
}

/// What `cargo xtask measure-training` goes by.
const fn mark(said: &Report) -> Option<&'static str> {
    Some(match said {
        Report::Started(_) => "matinee:run started",
        Report::Epoch(_) => "matinee:run epoch",
        Report::Checkpoint(_) => "matinee:run checkpoint",
        Report::Stage(Stage::Measuring) => "matinee:run measuring",
        Report::Finished(_) => "matinee:run finished",
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
