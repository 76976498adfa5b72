//! The session: it holds the state, tells it what happens, and does what follows.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::{self, Cancel, Said, Worker};
use crate::follower::memo;
use crate::model_store::ModelStore;
use matinee_app::stored::writes::Write;
use matinee_app::train::event::{Candidate, Effect, Event};
use matinee_app::train::state::State;
use matinee_protocol::{Backend, Checkpoint, Message, Request};

use super::focus::{self, HOLD, OUTCOME, RUN, STOP};
use super::loader;

/// Whatever cannot be sent to another thread; the page has one.
type Local<T> = StoredValue<T, LocalStorage>;

/// Has the address of the page say what the form has.
type WriteAddress = Box<dyn Fn(String)>;

/// See the module. Small and `Copy`: hand it to whoever needs it.
#[derive(Clone, Copy)]
pub(crate) struct TrainingSession {
    state: RwSignal<State>,
    models: ModelStore,
    worker: Local<Option<Worker>>,
    cancel: Local<Option<Cancel>>,
    show_list: Local<Option<Box<dyn Fn()>>>,
    write_address: Local<Option<WriteAddress>>,
}

impl TrainingSession {
    /// A session in which nothing happens yet. `model` is the model file of the page, and
    /// `has_ratings` says whether it has ratings to train on.
    pub(crate) fn new(model: &'static [u8], has_ratings: bool, models: ModelStore) -> Self {
        Self {
            state: RwSignal::new(State::new(model, has_ratings)),
            models,
            worker: StoredValue::new_local(None),
            cancel: StoredValue::new_local(None),
            show_list: StoredValue::new_local(None),
            write_address: StoredValue::new_local(None),
        }
    }

    /// Takes the second part of the page's model file.
    pub(crate) fn supply(self, rest: &'static [u8]) {
        self.state.update_untracked(|state| state.supply(rest));
    }

    /// Whether a run is on its way or waits.
    pub(crate) fn is_alive(self) -> bool {
        self.with(State::is_alive)
    }

    /// Reads the state. It changes with every word of the trainer, so what is drawn from it goes
    /// through [`Self::memo`] or `written`.
    pub(crate) fn with<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with(read)
    }

    /// Reads the state as it is now.
    pub(crate) fn with_untracked<T>(self, read: impl FnOnce(&State) -> T) -> T {
        self.state.with_untracked(read)
    }

    /// A part of the state: whoever reads it is told only when that changes.
    pub(crate) fn memo<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: impl Fn(&State) -> T + Send + Sync + 'static,
    ) -> Memo<T> {
        self.memo_of(Box::new(read))
    }

    // Compiled once for each type.
    fn memo_of<T: Clone + PartialEq + Send + Sync + 'static>(
        self,
        read: Box<dyn Fn(&State) -> T + Send + Sync>,
    ) -> Memo<T> {
        memo(move || self.state.with(&read))
    }

    /// The view is shown by an address that `asks` for something; `show_list` shows the list of the
    /// visitor's model, `write_address` has the address say what the form has.
    pub(crate) fn enter(
        self,
        asks: String,
        show_list: impl Fn() + 'static,
        write_address: impl Fn(String) + 'static,
    ) {
        self.show_list.set_value(Some(Box::new(show_list)));
        self.write_address.set_value(Some(Box::new(write_address)));
        // First, so that the trainer that it asks for is the one that is fetched.
        self.dispatch(Event::AddressRead(asks));
        self.dispatch(Event::Entered);
    }

    /// Tells the state what happens, and does what follows.
    pub(crate) fn dispatch(self, event: Event) {
        let now_ms = browser::now_ms();
        // Another tab may have chosen another one.
        let in_use = Event::UsedModelChanged(self.models.in_use().get_untracked());
        let effects = self.state.try_update(|state| {
            let mut effects = state.update(in_use, now_ms);
            effects.extend(state.update(event, now_ms));
            effects
        });
        for effect in effects.unwrap_or_default() {
            self.perform(effect);
        }
    }

    fn perform(self, effect: Effect) {
        match effect {
            Effect::Fetch {
                backend,
                number,
                is_again,
            } => self.fetch(backend, number, is_again),
            Effect::CancelFetch => {
                if let Some(cancel) = self.cancel.try_update_value(Option::take).flatten() {
                    cancel.cancel();
                }
            }
            Effect::StartWorker {
                backend,
                number,
                wasm,
            } => {
                if let Err(reason) = self.start_worker(backend, &wasm) {
                    self.dispatch(Event::NotStarted { number, reason });
                }
            }
            Effect::EndWorker => self.worker.set_value(None),
            Effect::LookForScript {
                backend,
                number,
                reason,
            } => spawn_local(async move {
                if let Some(program) = loader::program(backend) {
                    browser::look_for(&program.script).await;
                }
                self.dispatch(Event::NotStarted { number, reason });
            }),
            Effect::Send(message) => {
                if let Err(reason) = self.send(&message) {
                    self.dispatch(Event::Disconnected(reason));
                }
            }
            Effect::Later { ms, event } => {
                let wait = Duration::from_millis(ms.into());
                browser::after(wait, move || self.dispatch(event));
            }
            Effect::ReadRecords => spawn_local(async move {
                let rows = browser::kept_runs().await;
                let rows = rows.map(|rows| rows.into_iter().map(|row| (row.key, row.bytes)));
                self.dispatch(Event::RecordsRead(rows.map(Iterator::collect)));
            }),
            Effect::Write(write) => self.write(write),
            Effect::MeasureStorage => spawn_local(async move {
                let used = browser::storage_used().await;
                self.dispatch(Event::StorageMeasured(used));
            }),
            Effect::ReadModel { id, purpose } => spawn_local(async move {
                let bytes = browser::kept_model(id).await.ok().flatten();
                self.dispatch(Event::ModelRead { id, purpose, bytes });
            }),
            Effect::UseModel(candidate) => self.use_model(candidate),
            Effect::ForgetUsedModel => {
                browser::forget_yours();
                self.models.in_use().set(None);
            }
            Effect::ShowList => self.show_list.with_value(|show| {
                if let Some(show) = show {
                    show();
                }
            }),
            Effect::WriteAddress(part) => self.write_address.with_value(|write| {
                if let Some(write) = write {
                    write(part);
                }
            }),
            Effect::SaveFile { name, bytes } => {
                browser::save_file(&name, "application/octet-stream", &bytes);
            }
            Effect::Mark(name) => browser::mark(name),
            Effect::Focus(focus) => browser::focus_soon(focus::ids(focus)),
            Effect::LeaveRunButtons => browser::hand_focus_on(&[HOLD, STOP], &[OUTCOME, RUN]),
        }
    }

    fn fetch(self, backend: Backend, number: u32, is_again: bool) {
        let Some(program) = loader::program(backend) else {
            let reason = "this site was published without it".to_owned();
            return self.dispatch(Event::FetchFailed { number, reason });
        };
        let of = program.wasm.n_bytes;
        let progress = move |n_bytes| {
            self.dispatch(Event::Fetching {
                number,
                n_bytes,
                of,
            });
        };
        progress(0);
        let cancel = Cancel::new();
        self.cancel.set_value(Some(cancel.clone()));
        spawn_local(async move {
            let wasm = loader::fetch(&program, is_again, &cancel, progress).await;
            self.dispatch(match wasm {
                Ok(wasm) => Event::Fetched {
                    number,
                    wasm: Arc::new(wasm),
                },
                Err(reason) => Event::FetchFailed { number, reason },
            });
        });
    }

    fn start_worker(self, backend: Backend, wasm: &[u8]) -> Result<(), String> {
        let program = loader::program(backend).ok_or("this site was published without it")?;
        let hear = move |said| {
            self.dispatch(match said {
                Said::Bytes(bytes) => match Message::read(&bytes) {
                    Ok(message) => Event::Heard(message),
                    Err(garbled) => Event::Disconnected(garbled.to_string()),
                },
                Said::Broke(reason) => Event::Broke(reason),
            });
        };
        let worker = Worker::start(&program.script, wasm, hear)?;
        self.worker.set_value(Some(worker));
        Ok(())
    }

    fn send(self, message: &Message<Request>) -> Result<(), String> {
        let bytes = message.write().map_err(|garbled| garbled.to_string())?;
        self.worker.with_value(|worker| match worker {
            Some(worker) => worker.post(&bytes),
            None => Ok(()),
        })
    }

    fn write(self, write: Write<Arc<Checkpoint>>) {
        spawn_local(async move {
            let result = match &write {
                Write::Keep { id, run, model } => {
                    let weights = model.as_ref().map(|model| &model.weights[..]);
                    browser::keep(*id, run, weights).await
                }
                Write::Drop { id } => browser::drop_kept(*id).await,
            };
            self.dispatch(Event::Written { write, result });
        });
    }

    fn use_model(self, candidate: Candidate) {
        let engine = self.models.host().with_companion(&candidate.bytes);
        self.dispatch(match engine {
            Ok(engine) => {
                self.models.put_yours(candidate.id, engine);
                Event::ModelUsed(candidate)
            }
            Err(error) => Event::ModelRefused {
                place: candidate.place,
                reason: error.to_string(),
            },
        });
    }
}
