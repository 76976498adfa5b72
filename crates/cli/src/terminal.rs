//! What a terminal shows: output, whose reader may go away at any time; on standard error news for whoever
//! watches, and progress bars, silent when it is no terminal; counted things in sentences, and columns.

use std::fmt::Display;
use std::io::{self, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Whether what is printed is what a command is run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Product {
    /// It is: without a reader there is nothing left to do.
    Text,
    /// It is not, files are: they are finished whether anybody reads along or not.
    Files,
}

/// Standard output, as a command of either kind wants it.
#[derive(Debug)]
pub(super) struct Output<W> {
    inner: W,
    product: Product,
    failure: Option<io::Error>,
}

impl<W: Write> Output<W> {
    pub(super) const fn new(inner: W, product: Product) -> Self {
        Self {
            inner,
            product,
            failure: None,
        }
    }

    /// Writes out what is left. A reader who has gone (`matinee … | head`) has read enough.
    ///
    /// # Errors
    /// What kept something from being written.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let flushed = self.flush();
        match self.failure {
            Some(failure) if is_closed(&failure) => Ok(()),
            Some(failure) => Err(failure),
            None => flushed,
        }
    }

    /// Whether a command ended because nobody reads what it prints.
    pub(super) fn is_unread(&self) -> bool {
        self.product == Product::Text && self.failure.as_ref().is_some_and(is_closed)
    }

    /// Goes on after a failure where that is called for.
    fn settle<T>(&mut self, result: io::Result<T>, done: T) -> io::Result<T> {
        let failure = match result {
            Err(error) if error.kind() != io::ErrorKind::Interrupted => error,
            other => return other,
        };
        let told = io::Error::new(failure.kind(), "cannot write to standard output");
        self.failure = Some(failure);
        match self.product {
            Product::Text => Err(told),
            Product::Files => Ok(done),
        }
    }
}

fn is_closed(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::BrokenPipe
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.product == Product::Files && self.failure.is_some() {
            return Ok(bytes.len());
        }
        let result = self.inner.write(bytes);
        self.settle(result, bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.product == Product::Files && self.failure.is_some() {
            return Ok(());
        }
        let result = self.inner.flush();
        self.settle(result, ())
    }
}

/// Tells a line. Where it cannot be written the news is lost, never the work.
pub(super) fn tell(line: impl Display) {
    // In one write: lines of several threads do not tear each other.
    let line = format!("{line}\n");
    let _ = io::stderr().lock().write_all(line.as_bytes());
}

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

/// `1 row`, `2 rows`.
pub(super) fn count(n: impl Display, noun: &str) -> String {
    let n = n.to_string();
    let ending = if n == "1" { "" } else { "s" };
    format!("{n} {noun}{ending}")
}

/// Aligns columns to the width of their widest cell, two spaces apart; numbers to the right.
pub(super) fn align<const N: usize>(numbers: [bool; N], lines: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for line in lines {
        for (width, cell) in widths.iter_mut().zip(line) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(widths).zip(numbers);
        let padded: Vec<String> = cells
            .map(|((cell, width), is_number)| {
                if is_number {
                    format!("{cell:>width$}")
                } else {
                    format!("{cell:<width$}")
                }
            })
            .collect();
        text += padded.join("  ").trim_end();
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Takes a few bytes, then fails.
    struct Full(usize, io::ErrorKind);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let n = bytes.len().min(self.0);
            self.0 -= n;
            if n == 0 { Err(self.1.into()) } else { Ok(n) }
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_command_that_makes_files_goes_on_and_fails_in_the_end_unless_the_reader_has_gone() {
        for (kind, is_fine) in [
            (io::ErrorKind::BrokenPipe, true),
            (io::ErrorKind::StorageFull, false),
        ] {
            let mut out = Output::new(Full(3, kind), Product::Files);
            for _ in 0..4 {
                out.write_all(b"line\n").unwrap();
            }
            assert!(!out.is_unread());
            assert_eq!(out.finish().is_ok(), is_fine, "{kind}");
        }
    }

    #[test]
    fn a_command_that_prints_ends_where_nobody_reads() {
        for (kind, is_unread) in [
            (io::ErrorKind::BrokenPipe, true),
            (io::ErrorKind::StorageFull, false),
        ] {
            let mut out = Output::new(Full(3, kind), Product::Text);
            let error = out.write_all(b"line\n").unwrap_err();
            assert!(error.to_string().contains("standard output"), "{error}");
            assert_eq!(out.is_unread(), is_unread, "{kind}");
        }
    }

    #[test]
    fn one_is_not_many() {
        let counts = [0, 1, 2, 11].map(|n| count(n, "row"));
        assert_eq!(counts, ["0 rows", "1 row", "2 rows", "11 rows"]);
    }

    #[test]
    fn text_stands_left_and_numbers_right() {
        let lines = [["Alien", "9"], ["Amélie", "10"]].map(|line| line.map(str::to_owned));
        assert_eq!(align([false, true], &lines), "Alien    9\nAmélie  10\n");
    }
}
