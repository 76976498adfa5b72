//! Models as files, and the room that they take.

use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::File;

use crate::browser;
use crate::components::file_drop::{FileField, bytes_of};
use crate::context::Context;
use crate::dynamic::dynamic;
use crate::training_session::StorageStatus;
use matinee_app::format;

use super::{MOST_BYTES, used};

/// The panel.
pub(super) fn files(context: Context) -> AnyView {
    let training_session = context.training_session();
    let reason = RwSignal::new(None);
    let field = FileField {
        label: "Open a model file",
        accept: None,
        test: "open-model",
        is_off: false.into(),
    };
    let used = move || match training_session.room().get() {
        StorageStatus::Kept { used: Some(used) } => Some(view! {
            <p class="train-room" data-test="room">
                "This site keeps " {format::kilobytes(used)} " in this browser."
            </p>
        }),
        _ => None,
    };
    let lost = Memo::new(move |_| match training_session.room().get() {
        StorageStatus::Lost(why) => Some(why.to_string()),
        StorageStatus::Unread | StorageStatus::Kept { .. } => None,
    });
    let lost = move || {
        lost.get().map(|why| {
            view! {
                <p class="notice" data-test="lost">
                    "This browser does not keep what is new here: " {why}
                    ". It lasts as long as this page is open; save a model as a file to keep it."
                </p>
            }
        })
    };
    view! {
        <section class="panel train-files" aria-labelledby="files-title">
            <h2 class="panel-title" id="files-title">"Models as files"</h2>
            <p>
                "A model that you saved, or that somebody trained on the same movies, can be opened here. "
                "It is checked before it is used."
            </p>
            {field.view(move |file| open(context, file, reason))}
            {used::refused(reason)}
            <div role="status">{dynamic(lost)}</div>
            {dynamic(used)}
        </section>
    }
    .into_any()
}

fn open(context: Context, file: File, reason: RwSignal<Option<String>>) {
    reason.set(None);
    spawn_local(async move {
        let too_large = |_| "it is too large for a model of this page".to_owned();
        let bytes = bytes_of(&file, MOST_BYTES, too_large).await;
        let id = browser::new_id();
        let put = bytes.and_then(|bytes| {
            used::put(context, id, &bytes)?;
            Ok(bytes)
        });
        match put {
            Ok(bytes) => {
                context
                    .training_session()
                    .keep_opened(id, file.name(), bytes);
                used::show(context);
            }
            Err(why) => reason.set(Some(why)),
        }
    });
}
