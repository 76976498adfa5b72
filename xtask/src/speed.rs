//! The engine's speed in Chromium, as `tests/browser/speed.rs` prints it.

use anyhow::{Context, Result, ensure};

use crate::steps::Steps;
use crate::{browser, process, test, tools};

/// What the lines begin with.
const MARK: &str = "measured ";

/// The measured lines, without their mark: `name: 0.0123 ms`.
pub(crate) fn measure(steps: &mut Steps) -> Result<String> {
    let runner = tools::wasm_test_runner(steps)?;
    let driver = browser::ensure_driver(steps)?;
    let mut command = test::in_browser(&runner, &driver);
    command.args(["--", "--nocapture", "speed"]);
    steps.take("time the engine in Chromium", || {
        let output = process::output(&mut command)
            .context("the tests in tests/browser/speed.rs fail; run `cargo xtask test`")?;
        let lines = lines(&output);
        ensure!(!lines.is_empty(), "tests/browser/speed.rs printed no time");
        Ok(lines.join("\n"))
    })
}

/// The lines that have the mark, wherever the test runner puts it.
fn lines(output: &str) -> Vec<&str> {
    let lines = output.lines().filter_map(|line| line.split_once(MARK));
    lines.map(|(_, measured)| measured.trim()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_with_the_mark_are_read() {
        let output =
            "running 2 tests\n    measured a list: 0.1 ms\ntest speed ... ok\nmeasured b: 2 ms";
        assert_eq!(lines(output), ["a list: 0.1 ms", "b: 2 ms"]);
    }
}
