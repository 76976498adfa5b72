//! The only module that talks to the browser beyond drawing: address, storage, clock, focus,
//! files of this site.
//!
//! What can be refused (storage in a private window, say) is refused in silence where the page
//! works without it, and said to the caller where somebody would lose something.

mod clock;
mod files;
mod page;
mod storage;
mod worker;

pub(super) use clock::{
    Debounce, after, after_next_paint, date, every, mark, measured, new_id, next_task, now_ms,
    own_frame, pauses, today_ms,
};
pub(super) use files::{
    Cancel, address, bytes_of, chosen_file, copy, download, dropped_file, fetch, fetch_packed,
    has_files, look_for, print, save_file, save_painted,
};
pub(super) use page::{
    Entry, address_of_licence, ask_before_leaving, content_of_meta, element, first_visible_row,
    focus_soon, follow_sight, hand_focus_on, has_focus, hash, is_for_this_page, is_open,
    is_outdated, is_there, lead_to, note_whole, place_in, put_slider, query, reload, report_panics,
    reveal_row, scroll_to, select_text, set_query, set_title, touched, width,
};
pub(super) use storage::{
    LocalTexts, drop_kept, forget_yours, keep, kept_model, kept_runs, on_session_of_other_tab,
    on_yours_of_other_tab, set_theme, storage_used, store_yours, stored_theme, stored_yours,
};
pub(super) use worker::{Said, Worker};
