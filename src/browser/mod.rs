//! The only module that talks to the browser beyond drawing: address, storage, clock, focus,
//! files of this site.
//!
//! What can be refused (storage in a private window, say) is refused in silence where the page
//! works without it, and said to the caller where somebody would lose something.

mod clock;
mod database;
mod dom;
mod files;
mod page;
mod storage;
mod worker;

pub(super) use clock::{
    after, after_next_paint, date, every, mark, measured, new_id, next_task, now_ms, pauses,
    today_ms,
};
pub(super) use database::{drop_kept, keep, kept_model, kept_runs, storage_used};
pub(super) use dom::{
    content_of_meta, element, first_visible_row, focus_soon, hand_focus_on, is_open, put_slider,
    reveal_row, select_text, touched, width,
};
pub(super) use files::{
    Cancel, address, bytes_of, chosen_file, copy, download, dropped_file, fetch, has_files,
    look_for, print, save_file,
};
pub(super) use page::{
    Entry, ask_before_leaving, is_outdated, query, reload, report_panics, set_query, set_title,
};
pub(super) use storage::{
    LocalTexts, forget_yours, on_session_of_other_tab, on_yours_of_other_tab, set_theme,
    store_yours, stored_theme, stored_yours,
};
pub(super) use worker::{Said, Worker};
