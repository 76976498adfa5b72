//! Progress bars on standard error; silent when it is not a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A bar over `n` steps of something.
pub(super) fn steps(n: u64, what: &str) -> ProgressBar {
    let template = "{msg:<24} [{bar:32}] {pos}/{len} {eta}";
    bar(ProgressBar::new(n), template, what)
}

/// A bar over the bytes of a download; `None` when the size is not known yet.
pub(super) fn bytes(n: Option<u64>, what: &str) -> ProgressBar {
    match n {
        Some(n) => {
            let template = "{msg:<24} [{bar:32}] {bytes}/{total_bytes} {bytes_per_sec} {eta}";
            bar(ProgressBar::new(n), template, what)
        }
        None => bar(
            ProgressBar::new_spinner(),
            "{msg:<24} {bytes} {bytes_per_sec}",
            what,
        ),
    }
}

/// A spinner for work of unknown length.
pub(super) fn spinner(what: &str) -> ProgressBar {
    let spinner = bar(
        ProgressBar::new_spinner(),
        "{spinner} {msg} {elapsed}",
        what,
    );
    spinner.enable_steady_tick(Duration::from_millis(120));
    spinner
}

/// indicatif draws on standard error, and nothing at all when that is not a terminal.
fn bar(bar: ProgressBar, template: &str, what: &str) -> ProgressBar {
    // A template is a constant of this file; were one wrong, the default style would do.
    let style = ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━╸─");
    bar.with_style(style).with_message(what.to_owned())
}
