//! The only module that talks to the browser beyond drawing: address, storage, clock, focus,
//! files of this site.
//!
//! What can be refused (storage in a private window, say) is refused in silence where the page
//! works without it, and said to the caller where somebody would lose something.

mod address;
mod clock;
mod dom;
mod files;
mod panic;
mod storage;
mod take;

pub(super) use address::{Entry, query, reload, set_query, set_title};
pub(super) use clock::{after, after_next_paint, measured, next_task, now_ms, pauses};
pub(super) use dom::{element, first_visible_row, focus_soon, reveal_row, select_text, width};
pub(super) use files::{bytes_of, chosen_file, dropped_file, fetch};
pub(super) use panic::report_panics;
pub(super) use storage::{
    on_session_of_other_tab, set_theme, store_session, stored_session, stored_theme,
};
pub(super) use take::{address, copy, print, save_file};
