//! How long things take, and waiting.

use std::time::Duration;

use gloo::utils::{document, window};
use leptos::prelude::{request_animation_frame, set_timeout};

/// Name of the mark and of the measure around the engine's work.
const MEASURE: &str = "matinee:recommend";

/// Milliseconds since the page was opened, as finely as the browser tells.
pub(in crate::web) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Does `work` when this time has passed.
pub(in crate::web) fn after(wait: Duration, work: impl FnOnce() + 'static) {
    set_timeout(work, wait);
}

/// Does `work` under the performance measure `matinee:recommend`, and says how long it took, in
/// milliseconds.
pub(in crate::web) fn measured<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let clock = window().performance();
    if let Some(clock) = &clock {
        let _ = clock.mark(MEASURE);
    }
    let start = now_ms();
    let made = work();
    let took = now_ms() - start;
    if let Some(clock) = &clock {
        let _ = clock.measure_with_start_mark(MEASURE, MEASURE);
        clock.clear_marks_with_mark_name(MEASURE);
    }
    (made, took)
}

/// Does `work` when all that stands on the page has been painted; at once where nobody sees it.
pub(in crate::web) fn after_paint(work: impl FnOnce() + 'static) {
    if document().hidden() {
        return work();
    }
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}
