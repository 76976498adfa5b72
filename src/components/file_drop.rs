//! How a visitor hands a file to the page: a field, or dropping it on a panel; and reading it.

use leptos::ev::DragEvent;
use leptos::prelude::*;
use web_sys::File;

use crate::browser;

// Which files a dialog offers. Android and iOS go by media types, not by endings, and every app gives its
// files other ones: what has none of a list is grey there and cannot be chosen at all. So a list has every
// type that such a file is known to have, and a kind of file that no system knows has no list. What is
// chosen is checked by what is in it.

/// Ratings.
pub(super) const RATINGS: &str = ".csv,.tsv,.txt,.data,text/csv,\
    text/comma-separated-values,text/tab-separated-values,text/plain,application/csv,\
    application/vnd.ms-excel,application/octet-stream";
/// A zip.
pub(super) const ARCHIVE: &str = ".zip,application/zip,application/x-zip,\
    application/x-zip-compressed,application/octet-stream";

/// A button that chooses a file.
pub(super) struct FileField {
    /// What the button says.
    pub(super) label: &'static str,
    /// Which files it offers, as `accept` has it; `None` for all.
    pub(super) accept: Option<&'static str>,
    /// Its name in tests.
    pub(super) test: &'static str,
    /// When nothing can be chosen.
    pub(super) is_off: Signal<bool>,
}

impl FileField {
    /// Draws it; `bring` is handed every file that is chosen.
    pub(super) fn view(self, bring: impl Fn(File) + 'static) -> AnyView {
        let Self {
            label,
            accept,
            test,
            is_off,
        } = self;
        let choose = move |event| {
            if let Some(file) = browser::chosen_file(&event) {
                bring(file);
            }
        };
        view! {
            <label class="button files-choose" class:is-off=is_off>
                <input
                    class="visually-hidden"
                    id=test
                    type="file"
                    accept=accept
                    disabled=is_off
                    data-test=test
                    on:change=choose
                />
                {label}
            </label>
        }
        .into_any()
    }
}

/// A panel on which a file can be dropped: it passes the panel's events on to here.
#[derive(Clone, Copy)]
pub(super) struct DropZone {
    is_over: RwSignal<bool>,
}

impl DropZone {
    pub(super) fn new() -> Self {
        Self {
            is_over: RwSignal::new(false),
        }
    }

    /// Tells whether something is held over the panel.
    pub(super) fn is_over(self) -> RwSignal<bool> {
        self.is_over
    }

    /// Takes what is held over the panel. A text goes into the fields there, so it is left to them.
    pub(super) fn over(self, event: &DragEvent) {
        if browser::has_files(event) {
            event.prevent_default();
            self.is_over.set(true);
        }
    }

    pub(super) fn leave(self) {
        self.is_over.set(false);
    }

    /// Takes the file that was let go of.
    pub(super) fn drop(self, event: &DragEvent) -> Option<File> {
        self.leave();
        let file = browser::dropped_file(event)?;
        event.prevent_default();
        Some(file)
    }
}

/// Reads the bytes of a file of the visitor, or says why it does not; `too_large` says it of the
/// size of one with more than `most` bytes.
pub(super) async fn bytes_of(
    file: &File,
    most: usize,
    too_large: impl FnOnce(usize) -> String,
) -> Result<Vec<u8>, String> {
    let size = file.size() as usize;
    if size > most {
        return Err(too_large(size));
    }
    let bytes = browser::bytes_of(file).await;
    bytes.ok_or_else(|| "the browser cannot read it; choose it again".to_owned())
}
