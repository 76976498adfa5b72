//! Files that the visitor hands over: data sets and models.

use leptos::task::spawn_local;
use web_sys::File;

use crate::browser;
use crate::components::file_drop::bytes_of;
use crate::training_session::TrainingSession;
use matinee_app::format;
use matinee_app::train::event::Event;
use matinee_app::train::state::State;

/// The largest file that is read, bytes: models and data sets of this kind have a hundredth of it.
const MOST_BYTES: usize = 64_000_000;

/// A data set that was dropped on the form, or chosen.
pub(super) fn bring_data(session: TrainingSession, file: File) {
    if let Some(reason) = session.with_untracked(State::obstacle) {
        return session.dispatch(Event::DataRefused(reason.to_owned()));
    }
    spawn_local(async move {
        let too_large = |size| {
            let [size, most] = [size, MOST_BYTES].map(|it| format::kilobytes(it as u64));
            format!("it has {size}; a zip of {most} at most is read")
        };
        session.dispatch(match bytes_of(&file, MOST_BYTES, too_large).await {
            Ok(zip) => Event::DataRead {
                name: file.name(),
                zip,
            },
            Err(reason) => Event::DataRefused(reason),
        });
    });
}

/// A model file that was chosen.
pub(super) fn open_model(session: TrainingSession, file: File) {
    session.dispatch(Event::FileChosen);
    spawn_local(async move {
        let too_large = |_| "it is too large for a model of this page".to_owned();
        session.dispatch(match bytes_of(&file, MOST_BYTES, too_large).await {
            Ok(bytes) => Event::FileRead {
                id: browser::new_id(),
                since_ms: browser::today_ms(),
                name: file.name(),
                bytes,
            },
            Err(reason) => Event::FileRefused(reason),
        });
    });
}
