//! Runs of which something becomes in the middle: their worker traps, hangs or is sent what it cannot read, or they
//! are stopped. They have the words of faults.js too.

use super::Act;

pub(in crate::soak) const FAULTS: &[Act] = &[
    Act::anywhere(
        "trains, and the worker traps",
        1,
        r#"async ({ draw }) => {
            await window.soak.run();
            const message = "RuntimeError: memory access out of bounds";
            window.soak.worker.dispatchEvent(new ErrorEvent("error", { message }));
            return window.soak.ended("[data-test=run-failed]", draw);
        }"#,
    ),
    Act::anywhere(
        "trains, and the worker is killed",
        1,
        r##"async ({ draw }) => {
            await window.soak.run();
            window.soak.worker.terminate();
            find("#stop-run").click();
            return window.soak.ended("[data-test=run-failed]", draw);
        }"##,
    ),
    Act::anywhere(
        "trains, and the worker is sent what is no message",
        1,
        r#"async ({ draw }) => {
            await window.soak.run();
            const bytes = new Uint8Array([1, 200, 200]).buffer;
            window.soak.worker.postMessage(bytes, [bytes]);
            return window.soak.ended("[data-test=run-failed]", draw);
        }"#,
    ),
    Act::anywhere(
        "trains, and stops",
        1,
        r##"async ({ draw }) => {
            await window.soak.run();
            find("#stop-run").click();
            return window.soak.ended("[data-test=outcome]", draw);
        }"##,
    ),
];
