//! How long things take, and waiting: for a while, for the next paint, until a run of changes is over.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use gloo::utils::window;
use leptos::prelude::{
    GetValue, SetValue, StoredValue, on_cleanup, request_animation_frame, set_interval_with_handle,
    set_timeout,
};
use matinee_core::ready::no_pause;
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::js_sys::{self, Promise};

/// What a visitor does not notice, milliseconds.
const LONG_MS: f64 = 6.0;

/// After how long a page is not seen that has not been painted, milliseconds: hidden pages never are.
const UNSEEN_MS: i32 = 100;

/// Name of the mark and of the measure around the engine's work.
const MEASURE: &str = "matinee:recommend";

/// Measures that are left for whoever reads them, at most: a browser forgets none by itself.
const MOST_MEASURES: u32 = 1_000;

thread_local! {
    /// How many there are.
    static N_MEASURES: Cell<u32> = const { Cell::new(0) };
}

/// Returns milliseconds since the page was opened, as finely as the browser tells.
pub(crate) fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}

/// Does `work` when this time has passed.
pub(crate) fn after(wait: Duration, work: impl FnOnce() + 'static) {
    set_timeout(work, wait);
}

/// Does `work` again and again, as long as its owner is there.
pub(crate) fn every(wait: Duration, work: impl Fn() + 'static) {
    if let Ok(timer) = set_interval_with_handle(work, wait) {
        on_cleanup(move || timer.clear());
    }
}

/// Returns milliseconds since 1970.
pub(crate) fn today_ms() -> f64 {
    js_sys::Date::now()
}

/// Writes a day and a time as the visitor writes them.
pub(crate) fn date(ms: f64) -> String {
    let date = js_sys::Date::new(&JsValue::from_f64(ms));
    let options = js_sys::Object::new();
    for (name, value) in [("dateStyle", "medium"), ("timeStyle", "short")] {
        // A new object takes every property.
        let _ = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_string("default", &options).into()
}

/// Makes a number unlike that of another tab: later ones are larger.
pub(crate) fn new_id() -> u64 {
    (today_ms() as u64) * 1_000 + (js_sys::Math::random() * 1_000.0) as u64
}

/// Does `work` under the performance measure `matinee:recommend`, and says how long it took, in
/// milliseconds.
pub(crate) fn measured<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let clock = window().performance();
    if let Some(clock) = &clock {
        let _ = clock.mark(MEASURE);
    }
    let start = now_ms();
    let made = work();
    let took = now_ms() - start;
    if let Some(clock) = &clock {
        if N_MEASURES.replace(N_MEASURES.get() + 1) == MOST_MEASURES {
            clock.clear_measures_with_measure_name(MEASURE);
            N_MEASURES.set(1);
        }
        let _ = clock.measure_with_start_mark(MEASURE, MEASURE);
        clock.clear_marks_with_mark_name(MEASURE);
    }
    (made, took)
}

/// Notes that something has happened, for whoever measures the page.
pub(crate) fn mark(name: &str) {
    if let Some(clock) = window().performance() {
        let _ = clock.mark(name);
    }
}

/// Waits until the browser has done what else there is to do: answer, paint.
pub(crate) async fn next_task() {
    let promise = Promise::new(&mut |go_on, _| {
        let _ = window().set_timeout_with_callback(&go_on);
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

thread_local! {
    /// Whether something large is drawn already in the frame that is painted next.
    static IS_TAKEN: Cell<bool> = const { Cell::new(false) };
}

/// Waits for a frame in which nothing else is drawn that has waited so: together they would keep the browser from
/// answering while it lays them out.
pub(crate) async fn own_frame() {
    while IS_TAKEN.replace(true) {
        next_frame().await;
    }
    spawn_local(async {
        next_frame().await;
        IS_TAKEN.set(false);
    });
}

/// Waits until what has changed is painted; where nobody sees the page, as long as one would wait for that.
async fn next_frame() {
    let painted = Promise::new(&mut |go_on, _| {
        let is_painted = go_on.clone();
        after_next_paint(move || {
            let _ = is_painted.call0(&JsValue::NULL);
        });
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&go_on, UNSEEN_MS);
    });
    // It is never rejected.
    let _ = JsFuture::from(painted).await;
}

/// Waits for this time.
pub(super) async fn sleep(wait: Duration) {
    let ms = i32::try_from(wait.as_millis()).unwrap_or(i32::MAX);
    let promise = Promise::new(&mut |go_on, _| {
        let window = window();
        let _ = window.set_timeout_with_callback_and_timeout_and_arguments_0(&go_on, ms);
    });
    // It is never rejected.
    let _ = JsFuture::from(promise).await;
}

/// Pauses for work in pieces: [`next_task`], once what ran since the last one has taken long.
pub(crate) fn pauses() -> impl Fn() -> Pin<Box<dyn Future<Output = ()>>> {
    let since = Rc::new(Cell::new(now_ms()));
    move || {
        if now_ms() - since.get() <= LONG_MS {
            return no_pause();
        }
        let since = Rc::clone(&since);
        Box::pin(async move {
            next_task().await;
            since.set(now_ms());
        })
    }
}

/// Does `work` when what changes now is drawn.
pub(crate) fn after_next_paint(work: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(work, Duration::ZERO));
}

/// How long nothing changes before a run is over: longer than between two steps of a held key.
const REST: Duration = Duration::from_millis(350);

/// One thing that is done after a run of changes.
#[derive(Clone, Copy, Default)]
pub(crate) struct Debounce {
    /// Whether something changed since the last look; `None` outside of a run.
    has_changed: StoredValue<Option<bool>>,
}

impl Debounce {
    /// Notes that something changed, and does `work` when nothing more does. Returns whether this
    /// change began a run.
    pub(crate) fn run(self, work: impl FnOnce() + 'static) -> bool {
        let begins = self.has_changed.get_value().is_none();
        self.has_changed.set_value(Some(!begins));
        if begins {
            self.wait(Box::new(work));
        }
        begins
    }

    fn wait(self, work: Box<dyn FnOnce()>) {
        after(REST, move || {
            // Whoever has left by then, as another view is shown, wants nothing done.
            let Some(has_changed) = self.has_changed.try_get_value() else {
                return;
            };
            let goes_on = has_changed == Some(true);
            self.has_changed.set_value(goes_on.then_some(false));
            if goes_on {
                self.wait(work);
            } else {
                work();
            }
        });
    }
}
