//! The only module that talks to the browser beyond drawing: address, storage, clock, focus,
//! files of this site.
//!
//! What can be refused (storage in a private window, say) is refused in silence where the page
//! works without it, and said to the caller where somebody would lose something.

mod address;
mod clock;
mod database;
mod dom;
mod download;
mod files;
mod leaving;
mod panic;
mod storage;
mod take;
mod worker;

pub(super) use address::{Entry, is_outdated, query, reload, set_query, set_title};
pub(super) use clock::{
    after, after_next_paint, date, every, mark, measured, new_id, next_task, now_ms, pauses,
    today_ms,
};
pub(super) use database::{drop_kept, keep, kept_model, kept_runs, storage_used};
pub(super) use dom::{
    content_of_meta, element, first_visible_row, focus_soon, hand_focus_on, is_open, put_slider,
    reveal_row, select_text, touched, width,
};
pub(super) use download::{Cancel, download};
pub(super) use files::{bytes_of, chosen_file, dropped_file, fetch, has_files, look_for};
pub(super) use leaving::ask_before_leaving;
pub(super) use panic::report_panics;
pub(super) use storage::{
    LocalTexts, forget_yours, on_session_of_other_tab, on_yours_of_other_tab, set_theme,
    store_yours, stored_theme, stored_yours,
};
pub(super) use take::{address, copy, print, save_file};
pub(super) use worker::{Said, Worker};
