//! The trainer's edge: a worker in the browser that hosts runs.
//!
//! It works in slices and listens in between, so that it hears *stop* within a fraction of a
//! second; a browser hands a worker nothing while it computes.

mod host;
mod scope;

use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

use crate::trainer::{self, RunError, TrainingData};
use matinee_protocol::{Message, Report, Request};

use host::Host;

thread_local! {
    /// A worker has one thread; a panic has nothing else to reach it by.
    static HOST: Rc<Host> = Rc::default();
}

/// Starts listening; the page hears that the worker is there.
pub fn run() {
    scope::on_panic(|panic| HOST.with(|host| host.fail(panic)));
    let host = HOST.with(Rc::clone);
    host.say(Report::Ready);
    scope::listen(move |bytes| match Message::<Request>::read(&bytes) {
        Ok(message) => hear(&host, message),
        Err(garbled) => host.fail(&garbled.to_string()),
    });
}

fn hear(host: &Rc<Host>, Message { run, said }: Message<Request>) {
    match said {
        Request::Open(model) => match TrainingData::open(&model) {
            Ok(training_data) => host.settle_page(training_data),
            Err(error) => host.fail(&error.to_string()),
        },
        Request::OpenArchive(zip) => {
            let Some(page) = host.page() else {
                return host.fail("the page's own tables are not there yet");
            };
            match TrainingData::open_archive(&zip, &page) {
                Ok(training_data) => host.settle(Rc::new(training_data)),
                Err(error) => host.say(Report::Refused {
                    reason: error.to_string(),
                }),
            }
        }
        Request::Start(settings) => {
            let Some(training_data) = host.training_data() else {
                return host.fail("there is nothing to train on yet");
            };
            let link = host.begin(run);
            spawn_local(async move {
                if let Err(error) = trainer::run(&training_data, &settings, &link).await {
                    trainer::Link::tell(&link, failed(&error));
                }
            });
        }
        Request::Pause => host.pause(run),
        Request::Resume => host.resume(run),
        Request::Epoch => host.until_epoch(run),
        Request::Stop => host.stop(run),
    }
}

fn failed(error: &RunError) -> Report {
    Report::Failed {
        reason: error.to_string(),
    }
}
